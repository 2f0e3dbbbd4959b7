/* Whatever is held about a person is erased, merged and exported with them. */
#include "model/person_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/access_need.h"
#include "model/candidate.h"
#include "model/characteristic.h"
#include "model/consent.h"
#include "model/contact.h"
#include "model/identity.h"
#include "model/person.h"
#include "model/person_key.h"
#include "model/preference.h"

/* Somebody who has something in every part. */
static int64_t somebody_known(struct model *in)
{
    struct person person = {.given_name = STR("Ayo")};
    struct preference preference;
    const struct str need = STR("large print");
    assert_int_equal(person_add(in, &person), OK);
    struct contact contact = {.person = person.id,
                              .kind = STR("email"),
                              .whose = STR("personal"),
                              .address = STR("ayo@example.org")};
    struct identity identity = {
        .person = person.id, .provider = STR("hr"), .subject = STR("E-0042")};
    assert_int_equal(contact_add(in, &contact), OK);
    assert_int_equal(contact_code(in, &contact), OK);
    assert_int_equal(identity_link(in, &identity), OK);
    assert_int_equal(preference_read(in, person.id, &preference), OK);
    assert_int_equal(preference_write(in, person.id, &preference), OK);
    assert_int_equal(consent_give(in, person.id, STR("statistics")), OK);
    assert_int_equal(characteristic_share(in, person.id, STR("race"), STR("M")), OK);
    assert_int_equal(access_need_set(in, person.id, &need, 1), OK);
    struct candidate candidate = {.name = STR("Carers"), .threshold = 10};
    assert_int_equal(candidate_add(in, person.id, &candidate), OK);
    return person.id;
}

static void an_export_shows_everything_that_is_held(void **state)
{
    struct model *in = IN(state);
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    struct error error = {0};
    int64_t person = somebody_known(in);
    json_open(&writer, '{');
    assert_int_equal(person_parts_export(in, person, &writer), OK);
    json_close(&writer, '}');
    struct json *json = json_parse(text_str(&text), &error);
    assert_non_null(json);
    static const char *const parts[] = {"contacts",          "identities",      "preferences",
                                        "consents",          "characteristics", "access_needs",
                                        "networks_asked_for"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_non_null(json_first(json_member(json, parts[i])));
    static const char *const words[] = {"ayo@example.org", "E-0042", "large print", "\"M\"",
                                        "Carers"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_non_null(strstr(text.ptr, words[i]));
    assert_null(strstr(text.ptr, "\"code\""));
    json_free(json);
    text_done(&text);
}

static void erasing_leaves_no_row_of_any_part(void **state)
{
    struct model *in = IN(state);
    int64_t person = somebody_known(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM person_record"), 5);
    assert_int_equal(person_parts_erase(in, person), OK);
    assert_int_equal(person_key_destroy(in, person), OK);
    assert_int_equal(model_count(in, "SELECT (SELECT count(*) FROM person_record) +"
                                     " (SELECT count(*) FROM contact) +"
                                     " (SELECT count(*) FROM identity)"),
                     0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM candidate WHERE proposer IS NOT NULL"),
                     0);
    assert_int_equal(model_count(in, "SELECT length(data_key) FROM person"), 0);
}

static void merging_leaves_nothing_with_the_one_who_goes(void **state)
{
    struct model *in = IN(state);
    struct person into = {.given_name = STR("Ayo Bello")};
    int64_t from = somebody_known(in);
    assert_int_equal(person_add(in, &into), OK);
    assert_int_equal(person_parts_merge(in, from, into.id), OK);
    assert_int_equal(person_key_destroy(in, from), OK);
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    assert_int_equal(person_parts_export(in, into.id, &writer), OK);
    json_close(&writer, '}');
    static const char *const words[] = {"ayo@example.org", "E-0042", "large print", "\"M\"",
                                        "Carers"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_non_null(strstr(text.ptr, words[i]));
    text_done(&text);
    /* Preferences, consents, characteristics, access needs: one each, of the one who stays. */
    assert_int_equal(model_count(in, "SELECT count(*) FROM person_record"), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(an_export_shows_everything_that_is_held),
        MODEL_TEST(erasing_leaves_no_row_of_any_part),
        MODEL_TEST(merging_leaves_nothing_with_the_one_who_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
