/* The catalogue: what is read of a description, and what is passed over. */
#include "control/kith_catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct reading {
    struct arena arena;
    struct json *json;
    struct catalogue catalogue;
};

static int read_text(struct reading *reading, const char *description)
{
    *reading = (struct reading){.json = json_parse(str_of(description), NULL)};
    assert_non_null(reading->json);
    return catalogue_read(reading->json, &reading->arena, &reading->catalogue, NULL);
}

static void reading_done(struct reading *reading)
{
    json_free(reading->json);
    arena_done(&reading->arena);
}

static const char ordinary[] =
    "{\"version\":\"1\",\"actions\":["
    "{\"name\":\"place.key_export\",\"summary\":\"S.\",\"may\":\"anyone\",\"flags\":[\"writes\"],"
    "\"takes\":[{\"name\":\"work_email\",\"type\":\"text\",\"flags\":[\"optional\",\"many\"]},"
    "{\"name\":\"id\",\"type\":\"id\",\"flags\":[]},"
    "{\"name\":\"kind\",\"type\":\"one_of\",\"flags\":[],\"preset\":\"\",\"limits\":\"a|b\"}]},"
    "{\"name\":\"extra.go\",\"flags\":[\"reads\"],\"owner\":\"plug\"}],"
    "\"nouns\":[{\"name\":\"place\",\"plural\":\"places\",\"summary\":\"P.\"},"
    "{\"name\":\"unused\",\"summary\":\"Has no action.\"}],"
    "\"errors\":[{\"name\":\"clash\",\"exit\":65}]}";

static void names_match_with_dashes_for_underscores(void **state)
{
    struct reading reading;
    const struct known_action *action;

    (void)state;
    assert_int_equal(read_text(&reading, ordinary), OK);
    action = catalogue_action(&reading.catalogue, STR("place"), STR("key-export"));
    assert_non_null(action);
    assert_ptr_equal(action, catalogue_action(&reading.catalogue, STR("place"), STR("key_export")));
    assert_non_null(known_field_find(action->takes, STR("work-email")));
    assert_string_equal(name_as_typed(&reading.arena, action->verb), "key-export");
    reading_done(&reading);
}

static void flags_and_presets_tell_what_is_required(void **state)
{
    struct reading reading;
    const struct known_field *fields;

    (void)state;
    assert_int_equal(read_text(&reading, ordinary), OK);
    assert_true(reading.catalogue.actions[0].writes);
    fields = reading.catalogue.actions[0].takes.at;
    assert_false(known_field_is_required(&fields[0]));
    assert_true(known_field_is_required(&fields[1]));
    assert_true(known_field_is_positional(&fields[1]));
    assert_false(known_field_is_required(&fields[2]));
    reading_done(&reading);
}

static void nouns_are_those_that_have_actions(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_text(&reading, ordinary), OK);
    assert_int_equal(reading.catalogue.noun_count, 2);
    assert_true(str_is(reading.catalogue.nouns[0].name, "place"));
    assert_true(str_is(reading.catalogue.nouns[1].name, "extra"));
    assert_true(str_is(reading.catalogue.nouns[1].owner, "plug"));
    reading_done(&reading);
}

static void slips_of_the_finger_find_what_was_meant(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_text(&reading, ordinary), OK);
    assert_true(str_is(nearest_noun(&reading.catalogue, STR("palce")), "place"));
    assert_true(str_is(nearest_noun(&reading.catalogue, STR("places")), "place"));
    assert_int_equal(nearest_noun(&reading.catalogue, STR("zebra")).len, 0);
    assert_true(
        str_is(nearest_verb(&reading.catalogue, STR("place"), STR("key-exprot")), "key_export"));
    assert_true(
        str_is(nearest_field(reading.catalogue.actions[0].takes, STR("wrk_email")), "work_email"));
    reading_done(&reading);
}

static void the_exit_status_is_that_of_the_daemon_or_of_a_fault(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_text(&reading, ordinary), OK);
    assert_int_equal(catalogue_exit_status(&reading.catalogue, STR("clash")), 65);
    assert_int_equal(catalogue_exit_status(&reading.catalogue, STR("other")), 70);
    reading_done(&reading);
}

static void what_is_no_description_is_refused(void **state)
{
    static const char *const cases[] = {
        "[]", "{}", "3", "null", "{\"actions\":{}}", "{\"actions\":\"place.add\"}"};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading reading;

        assert_int_equal(read_text(&reading, cases[i]), ERROR_BROKEN);
        reading_done(&reading);
    }
}

static void hostile_members_are_passed_over_and_the_rest_is_kept(void **state)
{
    static const char hostile[] =
        "{\"actions\":[null,7,[],{},{\"name\":7},{\"name\":\"\"},{\"name\":\".\"},"
        "{\"name\":\"noverb\"},{\"name\":\"a.\"},{\"name\":\".b\"},{\"name\":\"A.b\"},"
        "{\"name\":\"a.b.c\"},{\"name\":\"a.b c\"},{\"name\":\"a.\\u001b[31m\"},"
        "{\"name\":\"--a.b\"},{\"name\":\"good.verb\",\"summary\":[1],\"flags\":7,"
        "\"takes\":[null,{\"name\":\"\"},{\"name\":\"x=y\"},{\"name\":\"fine\",\"type\":[],"
        "\"flags\":{\"optional\":1},\"preset\":{},\"limits\":3,\"parts\":\"x\"}],\"gives\":{}}],"
        "\"nouns\":[3,{\"name\":[]},{\"name\":\"good\"},{\"name\":\"good\"}],"
        "\"errors\":[{\"name\":\"a\",\"exit\":0},{\"name\":\"b\",\"exit\":999},"
        "{\"name\":\"c\",\"exit\":\"1\"},7]}";
    struct reading reading;
    const struct known_action *action;

    (void)state;
    assert_int_equal(read_text(&reading, hostile), OK);
    assert_int_equal(reading.catalogue.action_count, 1);
    assert_int_equal(reading.catalogue.noun_count, 1);
    assert_int_equal(reading.catalogue.error_count, 0);
    action = &reading.catalogue.actions[0];
    assert_int_equal(action->summary.len, 0);
    assert_int_equal(action->takes.count, 1);
    assert_int_equal(action->takes.at[0].type, KNOWN_TEXT);
    assert_int_equal(action->takes.at[0].flags, 0);
    assert_int_equal(action->gives.count, 0);
    reading_done(&reading);
}

static void parts_in_parts_end_somewhere(void **state)
{
    struct text description = {0};
    struct reading reading;
    struct known_fields fields;
    int depth = 0;

    (void)state;
    text_add(&description, STR("{\"actions\":[{\"name\":\"a.b\",\"takes\":"));
    for (int i = 0; i < 14; i++)
        text_add(&description, STR("[{\"name\":\"x\",\"type\":\"record\",\"parts\":"));
    text_add(&description, STR("[]"));
    for (int i = 0; i < 14; i++)
        text_add(&description, STR("}]"));
    text_add(&description, STR("}]}"));
    assert_int_equal(read_text(&reading, description.ptr), OK);
    for (fields = reading.catalogue.actions[0].takes; fields.count; fields = fields.at[0].parts)
        depth++;
    assert_in_range(depth, 2, 10);
    reading_done(&reading);
    text_done(&description);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_match_with_dashes_for_underscores),
        cmocka_unit_test(flags_and_presets_tell_what_is_required),
        cmocka_unit_test(nouns_are_those_that_have_actions),
        cmocka_unit_test(slips_of_the_finger_find_what_was_meant),
        cmocka_unit_test(the_exit_status_is_that_of_the_daemon_or_of_a_fault),
        cmocka_unit_test(what_is_no_description_is_refused),
        cmocka_unit_test(hostile_members_are_passed_over_and_the_rest_is_kept),
        cmocka_unit_test(parts_in_parts_end_somewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
