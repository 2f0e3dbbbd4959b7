/* Access needs: asked once, sealed, and read as needs. */
#include "model/access_need.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/person.h"
#include "model/person_parts.h"

static int64_t person_named(struct model *in, const char *name)
{
    struct person person = {.given_name = str_of(name)};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static int add_need(void *self, struct str need)
{
    text_print(self, "%.*s;", STR_ARGS(need));
    return OK;
}

static void assert_needs(struct model *in, int64_t person, const char *wanted)
{
    struct text text = {0};
    text_add(&text, STR(""));
    assert_int_equal(access_need_read(in, person, add_need, &text), OK);
    assert_string_equal(text.ptr ? text.ptr : "", wanted);
    text_done(&text);
}

static void needs_are_kept_in_their_order_until_set_again_or_cleared(void **state)
{
    struct model *in = IN(state);
    const struct str first[] = {STR("large print"), STR("step-free way in")}, second = STR("loop");
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea");
    assert_needs(in, ayo, "");
    assert_int_equal(access_need_set(in, ayo, first, 2), OK);
    assert_needs(in, ayo, "large print;step-free way in;");
    assert_needs(in, bea, "");
    assert_int_equal(access_need_set(in, ayo, &second, 1), OK);
    assert_needs(in, ayo, "loop;");
    assert_int_equal(access_need_erase(in, ayo), OK);
    assert_needs(in, ayo, "");
}

static void as_many_as_may_be_given_fit_in_plain_letters(void **state)
{
    struct model *in = IN(state);
    struct str needs[ACCESS_NEEDS_MOST], wide[ACCESS_NEEDS_MOST];
    char letters[ACCESS_NEED_LENGTH], emoji[ACCESS_NEED_LENGTH * 4];
    static const unsigned char smile[4] = {0xf0, 0x9f, 0x98, 0x80};
    int64_t ayo = person_named(in, "Ayo");
    memset(letters, 'x', sizeof letters);
    for (size_t i = 0; i < sizeof emoji; i += 4)
        memcpy(emoji + i, smile, sizeof smile);
    for (size_t i = 0; i < ACCESS_NEEDS_MOST; i++) {
        needs[i] = (struct str){letters, sizeof letters};
        wide[i] = (struct str){emoji, sizeof emoji};
    }
    assert_int_equal(access_need_set(in, ayo, needs, ACCESS_NEEDS_MOST), OK);
    assert_model_fails(in, access_need_set(in, ayo, wide, ACCESS_NEEDS_MOST), ERROR_LIMIT, "needs");
}

static void merged_people_keep_the_needs_of_both_once(void **state)
{
    struct model *in = IN(state);
    const struct str theirs[] = {STR("loop"), STR("large print")}, mine = STR("large print");
    int64_t from = person_named(in, "Ayo"), into = person_named(in, "Ayo Bello");
    assert_int_equal(access_need_set(in, from, theirs, 2), OK);
    assert_int_equal(access_need_set(in, into, &mine, 1), OK);
    assert_int_equal(person_parts_merge(in, from, into), OK);
    assert_needs(in, into, "large print;loop;");
    assert_needs(in, from, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(needs_are_kept_in_their_order_until_set_again_or_cleared),
        MODEL_TEST(as_many_as_may_be_given_fit_in_plain_letters),
        MODEL_TEST(merged_people_keep_the_needs_of_both_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
