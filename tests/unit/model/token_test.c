/* Access tokens: long, stored as nothing but a keyed hash, and ended by the next one. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/token.h"

static struct str make(struct model *in, int64_t person)
{
    struct str token;
    assert_int_equal(token_make(in, person, &token), OK);
    return token;
}

static int64_t whose(struct model *in, struct str token)
{
    int64_t person;
    assert_int_equal(token_find(in, token, &person), OK);
    return person;
}

static void a_token_leads_to_its_person(void **state)
{
    struct model *in = IN(state);
    struct str ada = make(in, 1), ben = make(in, 2);
    assert_int_equal(whose(in, ada), 1);
    assert_int_equal(whose(in, ben), 2);
    assert_false(str_equal(ada, ben));
}

static void a_token_has_160_bits_in_32_letters_that_are_easy_to_tell_apart(void **state)
{
    struct str token = make(IN(state), 1);
    assert_int_equal(token.len, 32);
    for (size_t i = 0; i < token.len; i++)
        assert_non_null(strchr("0123456789abcdefghjkmnpqrstvwxyz", token.ptr[i]));
}

static void what_is_nearly_a_token_is_nobodys(void **state)
{
    struct model *in = IN(state);
    struct str token = make(in, 1);
    char *near = arena_copy(in->arena, token);
    near[31] = near[31] == '0' ? '1' : '0';
    assert_int_equal(whose(in, str_of(near)), 0);
    assert_int_equal(whose(in, (struct str){token.ptr, 31}), 0);
    assert_int_equal(whose(in, STR("")), 0);
}

static void a_person_has_one_token_and_the_earlier_one_ends(void **state)
{
    struct model *in = IN(state);
    struct str first = make(in, 1), second = make(in, 1);
    assert_int_equal(whose(in, first), 0);
    assert_int_equal(whose(in, second), 1);
    assert_int_equal(token_end(in, 1), OK);
    assert_int_equal(whose(in, second), 0);
}

static void the_table_holds_no_token_and_no_plain_hash_of_one(void **state)
{
    struct model *in = IN(state);
    struct str token = make(in, 1);
    struct secret_hash plain = secret_hash(&token, 1);
    struct query query;
    query_open(&query, in->database, "SELECT hash FROM token");
    assert_int_equal(query_step(&query), QUERY_ROW);
    struct str kept = query_read_blob(&query, 0);
    assert_int_equal(kept.len, SECRET_HASH_SIZE);
    assert_memory_not_equal(kept.ptr, plain.bytes, SECRET_HASH_SIZE);
    assert_memory_not_equal(kept.ptr, token.ptr, SECRET_HASH_SIZE);
    assert_int_equal(query_close(&query, OK), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_token_leads_to_its_person),
        MODEL_TEST(a_token_has_160_bits_in_32_letters_that_are_easy_to_tell_apart),
        MODEL_TEST(what_is_nearly_a_token_is_nobodys),
        MODEL_TEST(a_person_has_one_token_and_the_earlier_one_ends),
        MODEL_TEST(the_table_holds_no_token_and_no_plain_hash_of_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
