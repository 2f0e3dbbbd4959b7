/* Identities: a subject belongs to one person, and whose it is is told to nobody who asks. */
#include "model/identity.h"

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

static int link_to(struct model *in, int64_t person, const char *provider, const char *subject,
                   int64_t *ret_id)
{
    struct identity identity = {
        .person = person, .provider = str_of(provider), .subject = str_of(subject)};
    int err = identity_link(in, &identity);
    *ret_id = identity.id;
    return err;
}

static void assert_known_as(struct model *in, const char *provider, const char *subject,
                            int64_t wanted)
{
    int64_t person;
    assert_int_equal(identity_find(in, str_of(provider), str_of(subject), &person), OK);
    assert_int_equal(person, wanted);
}

static void a_person_is_found_by_what_they_are_called_elsewhere(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), id, again;
    assert_int_equal(link_to(in, ayo, "hr", "E-0042", &id), OK);
    assert_known_as(in, "hr", "E-0042", ayo);
    assert_known_as(in, "hr", "e-0042", 0);
    assert_known_as(in, "payroll", "E-0042", 0);
    assert_int_equal(link_to(in, ayo, "hr", "E-0042", &again), OK);
    assert_int_equal(again, id);
    assert_int_equal(identity_unlink(in, id), OK);
    assert_known_as(in, "hr", "E-0042", 0);
}

static void a_subject_belongs_to_one_person_and_the_refusal_tells_nothing_more(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea"), id;
    assert_int_equal(link_to(in, ayo, "hr", "E-0042", &id), OK);
    assert_model_fails(in, link_to(in, bea, "hr", "E-0042", &id), ERROR_CLASH, "subject");
    assert_string_equal(in->error->message, "This identity cannot be linked.");
    assert_int_equal(link_to(in, bea, "payroll", "E-0042", &id), OK);
    assert_known_as(in, "hr", "E-0042", ayo);
    assert_known_as(in, "payroll", "E-0042", bea);
}

static void a_providers_name_is_one_plain_word(void **state)
{
    static const char *const wrong[] = {"", "HR", "h r", "hr/2", "zoë"};
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), id;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_model_fails(in, link_to(in, ayo, wrong[i], "x", &id), ERROR_WRONG, "provider");
    assert_int_equal(link_to(in, ayo, "trust_1-esr", "x", &id), OK);
}

static void look_for_subject(void *self, const char *table, const struct query *row, int column)
{
    (void)self;
    if (strcmp(table, "identity") != 0 || query_kind(row, column) == QUERY_INT)
        return;
    struct str bytes = query_read_blob(row, column);
    assert_null(memmem(bytes.ptr, bytes.len, "E-0042", 6));
    assert_null(memmem(bytes.ptr, bytes.len, "payroll", 7));
}

static void a_row_holds_nothing_in_the_clear(void **state)
{
    struct model *in = IN(state);
    int64_t id;
    assert_int_equal(link_to(in, person_named(in, "Ayo"), "payroll", "E-0042", &id), OK);
    model_each_column(in, look_for_subject, NULL);
    assert_int_equal(model_count(in, "SELECT count(*) FROM identity"), 1);
}

static void merged_people_are_known_by_all_they_were_called(void **state)
{
    struct model *in = IN(state);
    int64_t from = person_named(in, "Ayo"), into = person_named(in, "Ayo Bello"), id;
    assert_int_equal(link_to(in, from, "hr", "1", &id), OK);
    assert_int_equal(link_to(in, from, "payroll", "2", &id), OK);
    assert_int_equal(link_to(in, into, "hr", "3", &id), OK);
    assert_int_equal(person_parts_merge(in, from, into), OK);
    assert_known_as(in, "hr", "1", into);
    assert_known_as(in, "payroll", "2", into);
    assert_known_as(in, "hr", "3", into);
    struct identity moved;
    assert_int_equal(identity_read(in, id, &moved), OK);
    assert_int_equal(moved.person, into);
}

static void erasing_forgets_them(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea"), id;
    assert_int_equal(link_to(in, ayo, "hr", "1", &id), OK);
    assert_int_equal(link_to(in, bea, "hr", "2", &id), OK);
    assert_int_equal(person_parts_erase(in, ayo), OK);
    assert_known_as(in, "hr", "1", 0);
    assert_known_as(in, "hr", "2", bea);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_person_is_found_by_what_they_are_called_elsewhere),
        MODEL_TEST(a_subject_belongs_to_one_person_and_the_refusal_tells_nothing_more),
        MODEL_TEST(a_providers_name_is_one_plain_word),
        MODEL_TEST(a_row_holds_nothing_in_the_clear),
        MODEL_TEST(merged_people_are_known_by_all_they_were_called),
        MODEL_TEST(erasing_forgets_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
