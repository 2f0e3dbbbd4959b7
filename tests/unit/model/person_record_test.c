/* Sealed documents about a person: nobody's to see, of one size, gone with the key. */
#include "model/person_record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/person.h"
#include "model/person_key.h"

static int64_t person_named(struct model *in, const char *name)
{
    struct person person = {.given_name = str_of(name)};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static void keep(struct model *in, int64_t person, enum person_record kind, const char *json)
{
    assert_int_equal(person_record_write(in, person, kind, str_of(json)), OK);
}

static void assert_kept(struct model *in, int64_t person, enum person_record kind, int64_t number)
{
    struct json *json;
    assert_int_equal(person_record_read(in, person, kind, &json), OK);
    assert_non_null(json);
    assert_int_equal(json_int(json_member(json, "n")), number);
    json_free(json);
}

static void assert_nothing_kept(struct model *in, int64_t person, enum person_record kind)
{
    struct json *json;
    assert_int_equal(person_record_read(in, person, kind, &json), OK);
    assert_null(json);
}

static void each_kind_of_each_person_is_kept_apart(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea");
    keep(in, ayo, RECORD_CONSENT, "{\"n\":1}");
    keep(in, ayo, RECORD_CHARACTERISTIC, "{\"n\":2}");
    keep(in, bea, RECORD_CONSENT, "{\"n\":3}");
    keep(in, ayo, RECORD_CONSENT, "{\"n\":4}");
    assert_kept(in, ayo, RECORD_CONSENT, 4);
    assert_kept(in, ayo, RECORD_CHARACTERISTIC, 2);
    assert_kept(in, bea, RECORD_CONSENT, 3);
    assert_nothing_kept(in, bea, RECORD_CHARACTERISTIC);
    assert_int_equal(person_record_drop(in, ayo, RECORD_CONSENT), OK);
    assert_nothing_kept(in, ayo, RECORD_CONSENT);
    assert_kept(in, ayo, RECORD_CHARACTERISTIC, 2);
}

struct search {
    int64_t person;
    bool found;
};

static void look_for(void *self, const char *table, const struct query *row, int column)
{
    struct search *search = self;
    if (strcmp(table, "person_record") != 0)
        return;
    search->found = search->found || column_holds(row, column, search->person);
    assert_true(query_kind(row, column) != QUERY_TEXT);
}

static void a_row_says_neither_whose_it_is_nor_how_much_it_holds(void **state)
{
    struct model *in = IN(state);
    char much[901];
    struct search search = {.person = person_named(in, "Ayo")};
    int64_t bea = person_named(in, "Bea");
    memset(much, 'x', sizeof much - 1);
    much[sizeof much - 1] = '\0';
    keep(in, search.person, RECORD_CHARACTERISTIC, "{\"n\":1}");
    keep(in, bea, RECORD_CHARACTERISTIC, arena_print(in->arena, "{\"n\":1,\"more\":\"%s\"}", much));
    keep(in, bea, RECORD_CONSENT, "{}");
    assert_int_equal(model_count(in, "SELECT count(DISTINCT length(sealed)) FROM person_record"),
                     1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM person_record"), 3);
    model_each_column(in, look_for, &search);
    assert_false(search.found);
}

static void a_document_that_is_too_long_is_refused(void **state)
{
    struct model *in = IN(state);
    char much[1200];
    int64_t ayo = person_named(in, "Ayo");
    memset(much, ' ', sizeof much);
    int err = person_record_write(in, ayo, RECORD_CONSENT, (struct str){much, sizeof much});
    assert_model_fails(in, err, ERROR_LIMIT, "");
    assert_nothing_kept(in, ayo, RECORD_CONSENT);
}

static void a_document_moved_to_another_row_does_not_open(void **state)
{
    struct model *in = IN(state);
    struct json *json;
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea");
    keep(in, ayo, RECORD_CONSENT, "{\"n\":1}");
    int64_t ayos = model_count(in, "SELECT id FROM person_record");
    keep(in, bea, RECORD_CONSENT, "{\"n\":2}");
    struct query query;
    query_open(&query, in->database,
               "UPDATE person_record SET sealed = (SELECT sealed FROM person_record WHERE id <> ?1)"
               " WHERE id = ?1");
    query_int(&query, ayos);
    assert_int_equal(query_run(&query), OK);
    assert_model_fails(in, person_record_read(in, ayo, RECORD_CONSENT, &json), ERROR_BROKEN, "");
    assert_kept(in, bea, RECORD_CONSENT, 2);
}

static void destroying_the_key_ends_what_was_sealed_under_it(void **state)
{
    struct model *in = IN(state);
    struct json *json;
    struct str sealed, plain;
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea");
    keep(in, ayo, RECORD_CONSENT, "{\"n\":1}");
    keep(in, bea, RECORD_CONSENT, "{\"n\":2}");
    assert_int_equal(person_seal(in, ayo, STR("tag"), STR("plain"), &sealed), OK);
    assert_int_equal(person_open(in, ayo, STR("tag"), sealed, &plain), OK);
    assert_true(str_is(plain, "plain"));
    assert_int_equal(person_open(in, bea, STR("tag"), sealed, &plain), ERROR_BROKEN);
    assert_int_equal(person_open(in, ayo, STR("other"), sealed, &plain), ERROR_BROKEN);
    assert_int_equal(person_key_destroy(in, ayo), OK);
    assert_model_fails(in, person_open(in, ayo, STR("tag"), sealed, &plain), ERROR_MISSING,
                       "person");
    assert_model_fails(in, person_record_read(in, ayo, RECORD_CONSENT, &json), ERROR_MISSING,
                       "person");
    assert_kept(in, bea, RECORD_CONSENT, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(each_kind_of_each_person_is_kept_apart),
        MODEL_TEST(a_row_says_neither_whose_it_is_nor_how_much_it_holds),
        MODEL_TEST(a_document_that_is_too_long_is_refused),
        MODEL_TEST(a_document_moved_to_another_row_does_not_open),
        MODEL_TEST(destroying_the_key_ends_what_was_sealed_under_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
