/* Characteristics: optional, agreed to, of the pack's answers, and nobody's to read. */
#include "model/characteristic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/consent.h"
#include "model/person.h"
#include "model/person_parts.h"

static int64_t person_named(struct model *in, const char *name)
{
    struct person person = {.given_name = str_of(name)};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static int64_t agreeing(struct model *in, const char *name)
{
    int64_t person = person_named(in, name);
    assert_int_equal(consent_give(in, person, STR("statistics")), OK);
    return person;
}

static int share(struct model *in, int64_t person, const char *key, const char *answer)
{
    return characteristic_share(in, person, str_of(key), str_of(answer));
}

static void assert_shared(struct model *in, int64_t person, const char *key, const char *wanted)
{
    struct str answer;
    assert_int_equal(characteristic_read(in, person, str_of(key), &answer), OK);
    assert_int_equal(answer.len, strlen(wanted));
    assert_memory_equal(answer.len ? answer.ptr : "", wanted, answer.len);
}

static void an_answer_is_kept_until_it_is_changed_or_cleared(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = agreeing(in, "Ayo");
    assert_shared(in, ayo, "disability", "");
    assert_int_equal(share(in, ayo, "disability", "yes"), OK);
    assert_int_equal(share(in, ayo, "race", "M"), OK);
    assert_int_equal(share(in, ayo, "disability", "prefer_not_to_say"), OK);
    assert_shared(in, ayo, "disability", "prefer_not_to_say");
    assert_shared(in, ayo, "race", "M");
    assert_int_equal(characteristic_clear(in, ayo, STR("disability")), OK);
    assert_int_equal(characteristic_clear(in, ayo, STR("age")), OK);
    assert_shared(in, ayo, "disability", "");
    assert_shared(in, ayo, "race", "M");
    assert_int_equal(characteristic_clear(in, ayo, STR("")), OK);
    assert_shared(in, ayo, "race", "");
}

static void only_the_packs_own_answers_are_taken(void **state)
{
    static const char *const wrong[][3] = {
        {"disability", "maybe", "answer"},
        {"disability", "M", "answer"},
        {"race", "yes", "answer"},
        {"race", "Q", "answer"},
        {"shoe_size", "42", "characteristic"},
    };
    struct model *in = IN(state);
    int64_t ayo = agreeing(in, "Ayo");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_model_fails(in, share(in, ayo, wrong[i][0], wrong[i][1]), ERROR_WRONG, wrong[i][2]);
    assert_int_equal(share(in, ayo, "disability", "maybe"), ERROR_WRONG);
    assert_string_equal(in->error->message, "answer: must be one of yes, no, prefer_not_to_say.");
}

static void each_of_the_nine_can_be_answered_with_rather_not(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = agreeing(in, "Ayo");
    const struct pack *pack =
        packs_find(in->packs, STR("characteristics"), STR("equality-act-2010"));
    assert_int_equal(pack->count, 9);
    for (size_t i = 0; i < pack->count; i++)
        assert_int_equal(
            characteristic_share(in, ayo, pack->items[i].key, STR(CHARACTERISTIC_RATHER_NOT)), OK);
    assert_shared(in, ayo, "sexual_orientation", "prefer_not_to_say");
}

struct longest {
    struct str key;
};

static int keep_longest(void *self, struct str key, struct str name)
{
    struct longest *longest = self;
    (void)name;
    if (key.len > longest->key.len)
        longest->key = key;
    return OK;
}

static void the_longest_answers_to_all_of_them_fit(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = agreeing(in, "Ayo");
    const struct pack *pack =
        packs_find(in->packs, STR("characteristics"), STR("equality-act-2010"));
    for (size_t i = 0; i < pack->count; i++) {
        struct longest longest = {.key = {NULL, 0}};
        characteristic_answers(in, &pack->items[i], keep_longest, &longest);
        assert_int_equal(characteristic_share(in, ayo, pack->items[i].key, longest.key), OK);
    }
}

static void nothing_is_kept_without_consent(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo");
    assert_model_fails(in, share(in, ayo, "disability", "yes"), ERROR_REFUSED, "consent");
    assert_int_equal(model_count(in, "SELECT count(*) FROM person_record"), 0);
}

static void without_the_pack_nothing_can_be_shared_and_it_says_so(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = agreeing(in, "Ayo");
    in->packs = NULL;
    assert_model_fails(in, share(in, ayo, "disability", "yes"), ERROR_MISSING, "characteristic");
}

static void look_for_answers(void *self, const char *table, const struct query *row, int column)
{
    static const char *const words[] = {"disability", "sexual", "lesbian", "race"};
    (void)self;
    if (query_is_null(row, column) || query_kind(row, column) == QUERY_INT ||
        strcmp(table, "sqlite_schema") == 0)
        return;
    struct str bytes = query_read_blob(row, column);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_null(memmem(bytes.ptr, bytes.len, words[i], strlen(words[i])));
}

static void no_row_tells_what_was_shared_nor_how_much(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = agreeing(in, "Ayo"), bea = agreeing(in, "Bea");
    assert_int_equal(share(in, ayo, "disability", "yes"), OK);
    assert_int_equal(share(in, bea, "sexual_orientation", "gay_or_lesbian"), OK);
    assert_int_equal(share(in, bea, "race", "M"), OK);
    model_each_column(in, look_for_answers, NULL);
    assert_int_equal(model_count(in, "SELECT count(DISTINCT length(sealed)) FROM person_record"),
                     1);
}

static void merged_people_keep_what_either_shared_if_they_agreed(void **state)
{
    struct model *in = IN(state);
    int64_t from = agreeing(in, "Ayo"), into = agreeing(in, "Ayo Bello");
    assert_int_equal(share(in, from, "disability", "yes"), OK);
    assert_int_equal(share(in, from, "race", "M"), OK);
    assert_int_equal(share(in, into, "race", "N"), OK);
    assert_int_equal(person_parts_merge(in, from, into), OK);
    assert_shared(in, into, "disability", "yes");
    assert_shared(in, into, "race", "N");
    assert_shared(in, from, "race", "");
    int64_t third = agreeing(in, "Ayodele");
    assert_int_equal(consent_withdraw(in, third, STR("statistics")), OK);
    assert_int_equal(person_parts_merge(in, into, third), OK);
    assert_shared(in, third, "race", "");
    assert_shared(in, into, "race", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(an_answer_is_kept_until_it_is_changed_or_cleared),
        MODEL_TEST(only_the_packs_own_answers_are_taken),
        MODEL_TEST(each_of_the_nine_can_be_answered_with_rather_not),
        MODEL_TEST(the_longest_answers_to_all_of_them_fit),
        MODEL_TEST(nothing_is_kept_without_consent),
        MODEL_TEST(without_the_pack_nothing_can_be_shared_and_it_says_so),
        MODEL_TEST(no_row_tells_what_was_shared_nor_how_much),
        MODEL_TEST(merged_people_keep_what_either_shared_if_they_agreed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
