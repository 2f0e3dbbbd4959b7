/* Arguments are read strictly, and every refusal names the field and the remedy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/field.h"

#define SUMMARY .summary = "A field of a test."

static const kith_field terms[] = {
    {.name = "quorum", .type = KITH_FRACTION, .limits = "1/10..1", SUMMARY},
    {.name = "notice", .type = KITH_DURATION, .preset = "P14D", SUMMARY},
    {0}};
static const kith_field takes[] = {
    {.name = "name", .type = KITH_TEXT, .limits = "1..10", .summary = "What it is called."},
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "open|closed|moved",
     .preset = "open",
     SUMMARY},
    {.name = "size", .type = KITH_INT, .limits = "0..100", .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "tags",
     .type = KITH_TEXT,
     .limits = "1..5",
     .flags = KITH_OPTIONAL | KITH_MANY,
     SUMMARY},
    {.name = "terms", .type = KITH_RECORD, .flags = KITH_OPTIONAL, .parts = terms, SUMMARY},
    {.name = "budget", .type = KITH_MONEY, .limits = "0..5000", .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "private", .type = KITH_BOOL, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "place", .type = KITH_ID, .limits = "place", .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "about", .type = KITH_MARKDOWN, .flags = KITH_OPTIONAL, SUMMARY},
    {0}};

struct fixture {
    struct arena arena;
    struct error error;
    struct value *record;
};

static int parse(struct fixture *fixture, const kith_field *fields, const char *text)
{
    *fixture = (struct fixture){0};
    struct json *json = json_parse(str_of(text), &fixture->error);
    if (!json)
        fail_msg("%s: %s", text, fixture->error.message);
    int err = fields_parse(fields, json, &fixture->arena, &fixture->record, &fixture->error);
    json_free(json);
    return err;
}

/* What the arguments are once read, as JSON in the order of the fields. */
static void assert_reads(const char *text, const char *wanted)
{
    struct fixture fixture;
    struct text out = {0};
    struct json_writer writer = {.out = &out};
    if (parse(&fixture, takes, text))
        fail_msg("%s: %s", text, fixture.error.message);
    value_print_json(fixture.record, 0, &writer);
    assert_string_equal(out.ptr, wanted);
    text_done(&out);
    arena_done(&fixture.arena);
}

static void assert_refused(const char *text, const char *field, const char *message)
{
    struct fixture fixture;
    assert_int_equal(parse(&fixture, takes, text), ERROR_WRONG);
    assert_string_equal(fixture.error.message, message);
    assert_string_equal(fixture.error.field, field);
    arena_done(&fixture.arena);
}

static void arguments_are_read_in_any_order_and_kept_in_the_order_of_the_fields(void **state)
{
    (void)state;
    assert_reads("{\"size\":3,\"name\":\"Leeds\"}",
                 "{\"name\":\"Leeds\",\"state\":\"open\",\"size\":3}");
    assert_reads("{\"terms\":{\"quorum\":\"2/3\"},\"tags\":[\"a\",\"b\"],\"name\":\"x\","
                 "\"state\":\"closed\",\"budget\":1250,\"private\":true,\"about\":\"a\\nb\"}",
                 "{\"name\":\"x\",\"state\":\"closed\",\"tags\":[\"a\",\"b\"],"
                 "\"terms\":{\"quorum\":\"2/3\",\"notice\":\"P14D\"},\"budget\":1250,"
                 "\"private\":true,\"about\":\"a\\nb\"}");
}

static void absent_arguments_have_parts_that_are_not_given(void **state)
{
    (void)state;
    struct fixture fixture;
    assert_int_equal(parse(&fixture, takes, "{\"name\":\"Leeds\"}"), OK);
    assert_true(value_part(fixture.record, "name")->given);
    assert_true(value_part(fixture.record, "state")->given);
    assert_false(value_part(fixture.record, "size")->given);
    assert_false(value_part(fixture.record, "terms")->given);
    assert_null(value_part(fixture.record, "nothing"));
    arena_done(&fixture.arena);
}

static void what_was_read_outlives_the_json_it_came_from(void **state)
{
    (void)state;
    struct fixture fixture;
    assert_int_equal(parse(&fixture, takes, "{\"name\":\"Leeds\",\"tags\":[\"one\"]}"), OK);
    assert_true(str_is(value_part(fixture.record, "name")->text, "Leeds"));
    const struct value *tags = value_part(fixture.record, "tags");
    assert_int_equal(tags->count, 1);
    assert_true(str_is(value_item(tags, 0)->text, "one"));
    assert_null(value_item(tags, 1));
    arena_done(&fixture.arena);
}

static void a_missing_argument_is_named_with_what_it_is(void **state)
{
    (void)state;
    assert_refused("{}", "name", "name: must be given. What it is called.");
    assert_refused("{\"name\":\"x\",\"terms\":{}}", "terms.quorum",
                   "terms.quorum: must be given. A field of a test.");
}

static void an_unknown_argument_is_named_with_the_nearest_known(void **state)
{
    (void)state;
    assert_refused("{\"nmae\":\"x\"}", "nmae", "nmae: is not known; did you mean name?");
    assert_refused("{\"colour\":1}", "colour",
                   "colour: is not known; there are name, state, size, tags, terms, budget, "
                   "private, place, about.");
    assert_refused("{\"name\":\"x\",\"terms\":{\"quorun\":1}}", "terms.quorun",
                   "terms.quorun: is not known; did you mean quorum?");
    assert_refused("{\"Name\":\"x\"}", "Name", "Name: is not known; did you mean name?");
}

static void an_unknown_name_is_cut_and_cleaned_before_it_is_shown(void **state)
{
    (void)state;
    struct fixture fixture;
    assert_int_equal(
        parse(&fixture, takes, "{\"\\u001b[31maaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u00e9bbbb\":1}"),
        ERROR_WRONG);
    assert_true(str_is_utf8(str_of(fixture.error.message)));
    assert_false(str_has_control(str_of(fixture.error.message)));
    assert_string_equal(fixture.error.field, "?[31maaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    arena_done(&fixture.arena);
}

static void a_name_that_cannot_be_seen_is_refused_visibly(void **state)
{
    (void)state;
    struct fixture fixture;
    assert_int_equal(parse(&fixture, takes, "{\"\":1}"), ERROR_WRONG);
    assert_string_equal(fixture.error.field, "\"\"");
    arena_done(&fixture.arena);
    assert_int_equal(parse(&fixture, takes, "{\"\\u0085\\n\":1}"), ERROR_WRONG);
    assert_string_equal(fixture.error.field, "???");
    arena_done(&fixture.arena);
}

static void a_table_without_fields_takes_only_an_empty_object(void **state)
{
    (void)state;
    struct fixture fixture = {0};
    assert_int_equal(fields_parse(NULL, NULL, &fixture.arena, &fixture.record, &fixture.error), OK);
    assert_null(fixture.record->first);
    arena_done(&fixture.arena);
    assert_int_equal(parse(&fixture, NULL, "{}"), OK);
    arena_done(&fixture.arena);
    assert_int_equal(parse(&fixture, NULL, "{\"a\":1}"), ERROR_WRONG);
    assert_string_equal(fixture.error.message, "a: is not known; there is nothing to give here.");
    arena_done(&fixture.arena);
}

static void arguments_must_be_an_object(void **state)
{
    (void)state;
    static const char *const others[] = {"[]", "1", "\"x\"", "null", "true"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct fixture fixture;
        assert_int_equal(parse(&fixture, takes, others[i]), ERROR_WRONG);
        assert_non_null(strstr(fixture.error.message, "must be an object"));
        arena_done(&fixture.arena);
    }
}

static void a_wrong_type_is_named_with_the_right_one(void **state)
{
    (void)state;
    assert_refused("{\"name\":1}", "name", "name: must be text, not a number.");
    assert_refused("{\"name\":null}", "name", "name: must be text, not null.");
    assert_refused(
        "{\"name\":\"x\",\"size\":null}", "size",
        "size: must be a whole number from 0 to 100, not null; leave it out if there is none.");
    assert_refused("{\"name\":\"x\",\"size\":\"3\"}", "size",
                   "size: must be a whole number from 0 to 100, not text.");
    assert_refused("{\"name\":\"x\",\"private\":0}", "private",
                   "private: must be true or false, not a number.");
    assert_refused("{\"name\":\"x\",\"terms\":[]}", "terms",
                   "terms: must be an object {…}, not a list.");
    assert_refused("{\"name\":\"x\",\"tags\":\"a\"}", "tags",
                   "tags: must be a list […], not text.");
    assert_refused("{\"name\":\"x\",\"tags\":[\"a\",2]}", "tags",
                   "tags: number 2 must be text, not a number.");
    assert_refused("{\"name\":\"x\",\"state\":false}", "state",
                   "state: must be one of open, closed, moved, not true or false.");
}

static void limits_are_told_in_words(void **state)
{
    (void)state;
    assert_refused("{\"name\":\"\"}", "name", "name: must be 1 to 10 characters; this has 0.");
    assert_refused("{\"name\":\"12345678901\"}", "name",
                   "name: must be 1 to 10 characters; this has 11.");
    assert_refused("{\"name\":\"x\",\"size\":101}", "size",
                   "size: must be a whole number from 0 to 100.");
    assert_refused("{\"name\":\"x\",\"budget\":-1}", "budget",
                   "budget: must be a whole number of pence from 0 to 5000.");
    assert_refused("{\"name\":\"x\",\"terms\":{\"quorum\":\"1/11\"}}", "terms.quorum",
                   "terms.quorum: must be a fraction such as 2/3 from 1/10 to 1.");
    assert_refused("{\"name\":\"x\",\"tags\":[\"ok\",\"too long\"]}", "tags",
                   "tags: number 2 must be 1 to 5 characters; this has 8.");
    assert_refused("{\"name\":\"x\",\"place\":\"leeds\"}", "place",
                   "place: must be an id: 13 letters and digits such as 0c4jq8r2m5x7k.");
}

static void characters_are_counted_not_bytes(void **state)
{
    (void)state;
    assert_reads("{\"name\":\"ÆØÅÆØÅÆØÅÆ\"}", "{\"name\":\"ÆØÅÆØÅÆØÅÆ\",\"state\":\"open\"}");
    assert_refused("{\"name\":\"ÆØÅÆØÅÆØÅÆØ\"}", "name",
                   "name: must be 1 to 10 characters; this has 11.");
}

static void a_word_that_is_none_is_told_the_words_and_the_nearest(void **state)
{
    (void)state;
    assert_refused("{\"name\":\"x\",\"state\":\"clsoed\"}", "state",
                   "state: must be one of open, closed, moved; did you mean closed?");
    assert_refused("{\"name\":\"x\",\"state\":\"\"}", "state",
                   "state: must be one of open, closed, moved.");
    assert_refused("{\"name\":\"x\",\"state\":\"open|closed\"}", "state",
                   "state: must be one of open, closed, moved.");
}

static void text_is_one_line_without_control_characters(void **state)
{
    (void)state;
    assert_refused("{\"name\":\"a\\nb\"}", "name",
                   "name: must be one line, without tabs; join its lines.");
    assert_refused("{\"name\":\"a\\tb\"}", "name",
                   "name: must be one line, without tabs; join its lines.");
    assert_refused("{\"name\":\"a\\u0007b\"}", "name",
                   "name: must not hold control characters; remove them.");
    assert_refused("{\"name\":\"a\\u0085b\"}", "name",
                   "name: must not hold control characters; remove them.");
    assert_refused("{\"name\":\"a\\u2028b\"}", "name",
                   "name: must be one line, without tabs; join its lines.");
    assert_refused("{\"name\":\"   \"}", "name", "name: must not be blank; this has only spaces.");
}

static void text_does_not_turn_the_direction_of_writing_unseen(void **state)
{
    (void)state;
    static const char said[] =
        "name: must not hold invisible characters that turn the direction of "
        "writing; type it again instead of pasting it.";
    assert_refused("{\"name\":\"Ada\\u202eadA\"}", "name", said);
    assert_refused("{\"name\":\"Ada\\u2066adA\"}", "name", said);
    assert_refused("{\"name\":\"x\",\"about\":\"\\u202dA\"}", "about",
                   "about: must not hold invisible characters that turn the direction of writing; "
                   "type it again instead of pasting it.");
    assert_reads("{\"name\":\"\u0646\u06cc\u200c\u0627\u200f\",\"about\":\"\u2067A\u2069\"}",
                 "{\"name\":\"\u0646\u06cc\u200c\u0627\u200f\",\"state\":\"open\","
                 "\"about\":\"\u2067A\u2069\"}");
}

static void markdown_ends_its_lines_one_way(void **state)
{
    (void)state;
    assert_reads("{\"name\":\"x\",\"about\":\"one\\r\\ntwo\\tthree\\r\\n\"}",
                 "{\"name\":\"x\",\"state\":\"open\",\"about\":\"one\\ntwo\\tthree\\n\"}");
    assert_refused("{\"name\":\"x\",\"about\":\"one\\rtwo\"}", "about",
                   "about: must not hold control characters; remove them.");
}

static void default_limits_hold_where_a_field_has_none(void **state)
{
    (void)state;
    static const kith_field plain[] = {{.name = "t", .type = KITH_TEXT, SUMMARY}, {0}};
    char text[1100];
    for (size_t length = 1000; length <= 1001; length++) {
        struct fixture fixture;
        char body[1002] = "";
        memset(body, 'a', length);
        snprintf(text, sizeof text, "{\"t\":\"%.*s\"}", (int)length, body);
        assert_int_equal(parse(&fixture, plain, text), length == 1000 ? OK : ERROR_WRONG);
        if (length == 1001)
            assert_string_equal(fixture.error.message,
                                "t: must be at most 1000 characters; this has 1001.");
        arena_done(&fixture.arena);
    }
}

static void large_numbers_travel_as_strings_and_small_ones_do_not(void **state)
{
    (void)state;
    static const kith_field plain[] = {{.name = "n", .type = KITH_INT, SUMMARY}, {0}};
    struct fixture fixture;
    assert_int_equal(parse(&fixture, plain, "{\"n\":\"9007199254740992\"}"), OK);
    assert_int_equal(value_part(fixture.record, "n")->number, 9007199254740992);
    arena_done(&fixture.arena);
    assert_int_equal(parse(&fixture, plain, "{\"n\":\"-9223372036854775808\"}"), OK);
    assert_int_equal(value_part(fixture.record, "n")->number, INT64_MIN);
    arena_done(&fixture.arena);
    assert_int_equal(parse(&fixture, plain, "{\"n\":9007199254740991}"), OK);
    arena_done(&fixture.arena);
    assert_int_equal(parse(&fixture, plain, "{\"n\":\"9007199254740991\"}"), ERROR_WRONG);
    arena_done(&fixture.arena);
    assert_int_equal(parse(&fixture, plain, "{\"n\":\"9223372036854775808\"}"), ERROR_WRONG);
    arena_done(&fixture.arena);
}

static void a_many_holds_at_most_a_hundred_and_a_required_one_at_least_one(void **state)
{
    (void)state;
    static const kith_field plain[] = {{.name = "n", .type = KITH_INT, .flags = KITH_MANY, SUMMARY},
                                       {0}};
    struct text text = {0};
    struct fixture fixture;
    for (size_t count = 100; count <= 101; count++) {
        text_clear(&text);
        text_add(&text, STR("{\"n\":["));
        for (size_t i = 0; i < count; i++)
            text_print(&text, "%s%zu", i ? "," : "", i);
        text_add(&text, STR("]}"));
        assert_int_equal(parse(&fixture, plain, text.ptr), count == 100 ? OK : ERROR_WRONG);
        arena_done(&fixture.arena);
    }
    assert_string_equal(fixture.error.message, "n: must be at most 100; this has more.");
    text_done(&text);
    assert_int_equal(parse(&fixture, plain, "{\"n\":[]}"), ERROR_WRONG);
    assert_string_equal(fixture.error.message, "n: must be at least one.");
    arena_done(&fixture.arena);
    assert_reads("{\"name\":\"x\",\"tags\":[]}", "{\"name\":\"x\",\"state\":\"open\",\"tags\":[]}");
}

static void a_list_is_for_replies_and_never_an_argument(void **state)
{
    (void)state;
    static const kith_field rows[] = {{.name = "rows", .type = KITH_LIST, .parts = terms, SUMMARY},
                                      {0}};
    struct fixture fixture;
    assert_int_equal(parse(&fixture, rows, "{\"rows\":[]}"), ERROR_WRONG);
    assert_string_equal(fixture.error.field, "rows");
    arena_done(&fixture.arena);
}

static void a_value_is_read_from_its_text_form(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    struct value *value;
    assert_int_equal(field_parse_text(&takes[5], STR("12.50"), &arena, &value, &error), OK);
    assert_int_equal(value->number, 1250);
    assert_int_equal(field_parse_text(&takes[5], STR("50.01"), &arena, &value, &error),
                     ERROR_WRONG);
    assert_string_equal(error.message,
                        "budget: must be pounds and pence such as 12.50 from 0.00 to 50.00.");
    assert_int_equal(field_parse_text(&takes[3], STR("one"), &arena, &value, &error), OK);
    assert_int_equal(value->count, 1);
    assert_true(str_is(value_item(value, 0)->text, "one"));
    assert_int_equal(field_parse_text(&takes[4], STR("{}"), &arena, &value, &error), ERROR_WRONG);
    assert_int_equal(field_parse_text(&takes[6], STR("maybe"), &arena, &value, &error),
                     ERROR_WRONG);
    assert_string_equal(error.message, "private: must be yes or no.");
    assert_int_equal(field_parse_text(&takes[0], STR("a\xff"), &arena, &value, &error),
                     ERROR_WRONG);
    assert_string_equal(error.message,
                        "name: must be text in UTF-8; save the file as UTF-8 and try again.");
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_are_read_in_any_order_and_kept_in_the_order_of_the_fields),
        cmocka_unit_test(absent_arguments_have_parts_that_are_not_given),
        cmocka_unit_test(what_was_read_outlives_the_json_it_came_from),
        cmocka_unit_test(a_missing_argument_is_named_with_what_it_is),
        cmocka_unit_test(an_unknown_argument_is_named_with_the_nearest_known),
        cmocka_unit_test(an_unknown_name_is_cut_and_cleaned_before_it_is_shown),
        cmocka_unit_test(a_name_that_cannot_be_seen_is_refused_visibly),
        cmocka_unit_test(a_table_without_fields_takes_only_an_empty_object),
        cmocka_unit_test(arguments_must_be_an_object),
        cmocka_unit_test(a_wrong_type_is_named_with_the_right_one),
        cmocka_unit_test(limits_are_told_in_words),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(a_word_that_is_none_is_told_the_words_and_the_nearest),
        cmocka_unit_test(text_is_one_line_without_control_characters),
        cmocka_unit_test(text_does_not_turn_the_direction_of_writing_unseen),
        cmocka_unit_test(markdown_ends_its_lines_one_way),
        cmocka_unit_test(default_limits_hold_where_a_field_has_none),
        cmocka_unit_test(large_numbers_travel_as_strings_and_small_ones_do_not),
        cmocka_unit_test(a_many_holds_at_most_a_hundred_and_a_required_one_at_least_one),
        cmocka_unit_test(a_list_is_for_replies_and_never_an_argument),
        cmocka_unit_test(a_value_is_read_from_its_text_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
