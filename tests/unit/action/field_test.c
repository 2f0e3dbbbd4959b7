/* Tables of fields are checked before use, and replies before they leave. */
#include "action/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SUMMARY .summary = "A field of a test."

static const kith_field parts[] = {{.name = "quorum", .type = KITH_FRACTION, SUMMARY}, {0}};

static const kith_field every_type[] = {
    {.name = "a_bool", .type = KITH_BOOL, .preset = "yes", SUMMARY},
    {.name = "an_int", .type = KITH_INT, .limits = "-5..100", .preset = "7", SUMMARY},
    {.name = "a_text", .type = KITH_TEXT, .limits = "1..80", .flags = KITH_MANY, SUMMARY},
    {.name = "a_markdown", .type = KITH_MARKDOWN, .flags = KITH_PERSONAL, SUMMARY},
    {.name = "a_money", .type = KITH_MONEY, .limits = "0..", .preset = "12.50", SUMMARY},
    {.name = "a_date", .type = KITH_DATE, .preset = "2026-11-21", SUMMARY},
    {.name = "a_time", .type = KITH_TIME, .preset = "2026-11-21T09:30:00Z", SUMMARY},
    {.name = "a_local_time", .type = KITH_LOCAL_TIME, .preset = "09:30", SUMMARY},
    {.name = "a_duration", .type = KITH_DURATION, .preset = "P12M", SUMMARY},
    {.name = "a_fraction", .type = KITH_FRACTION, .limits = "1/2..1", .preset = "2/3", SUMMARY},
    {.name = "an_id", .type = KITH_ID, .limits = "place", SUMMARY},
    {.name = "any_id", .type = KITH_ID, .limits = "*", SUMMARY},
    {.name = "a_word", .type = KITH_ONE_OF, .limits = "open|closed", .preset = "open", SUMMARY},
    {.name = "a_file", .type = KITH_FILE, .limits = "0..1048576", SUMMARY},
    {.name = "a_record", .type = KITH_RECORD, .parts = parts, SUMMARY},
    {.name = "a_list", .type = KITH_LIST, .parts = parts, SUMMARY},
    {0}};

static void a_table_with_every_type_is_right(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(fields_check(every_type, &error), OK);
    assert_int_equal(fields_check(NULL, &error), OK);
}

static void a_wrong_table_is_refused_with_its_field_and_reason(void **state)
{
    (void)state;
    static const kith_field unsummed[] = {{.name = "inner", .type = KITH_INT}, {0}};
    static const struct {
        kith_field field;
        const char *said;
    } wrong[] = {
        {{.name = "Upper", .type = KITH_INT, SUMMARY}, "needs a name"},
        {{.name = "1st", .type = KITH_INT, SUMMARY}, "needs a name"},
        {{.name = "", .type = KITH_INT, SUMMARY}, "needs a name"},
        {{.name = "a-b", .type = KITH_INT, SUMMARY}, "needs a name"},
        {{.name = "x", .type = 0, SUMMARY}, "unknown type"},
        {{.name = "x", .type = KITH_LIST + 1, SUMMARY}, "unknown type"},
        {{.name = "x", .type = KITH_INT, .flags = 1U << 30, SUMMARY}, "unknown flag"},
        {{.name = "x", .type = KITH_INT}, "needs a summary"},
        {{.name = "x", .type = KITH_INT, .summary = "Ends with a line.\n"}, "needs a summary"},
        {{.name = "x", .type = KITH_INT, .limits = "0-100", SUMMARY}, "0..100"},
        {{.name = "x", .type = KITH_INT, .limits = "..", SUMMARY}, "0..100"},
        {{.name = "x", .type = KITH_INT, .limits = "5..4", SUMMARY}, "nothing can keep"},
        {{.name = "x", .type = KITH_TEXT, .limits = "-1..4", SUMMARY}, "below 0"},
        {{.name = "x", .type = KITH_TEXT, .limits = "a..b", SUMMARY}, "0..100"},
        {{.name = "x", .type = KITH_BOOL, .limits = "0..1", SUMMARY}, "takes none"},
        {{.name = "x", .type = KITH_FRACTION, .limits = "2/3..1/2", SUMMARY}, "nothing can keep"},
        {{.name = "x", .type = KITH_FRACTION, .limits = "1/0..1", SUMMARY}, "0..100"},
        {{.name = "x", .type = KITH_ID, .limits = "Some Place", SUMMARY}, "noun"},
        {{.name = "x", .type = KITH_ONE_OF, SUMMARY}, "open|closed"},
        {{.name = "x", .type = KITH_ONE_OF, .limits = "a||b", SUMMARY}, "open|closed"},
        {{.name = "x", .type = KITH_ONE_OF, .limits = "a|b|a", SUMMARY}, "open|closed"},
        {{.name = "x", .type = KITH_RECORD, SUMMARY}, "without parts"},
        {{.name = "x", .type = KITH_INT, .parts = parts, SUMMARY}, "takes none"},
        {{.name = "x", .type = KITH_FILE, .flags = KITH_MANY, SUMMARY}, "cannot be many"},
        {{.name = "x", .type = KITH_LIST, .flags = KITH_MANY, .parts = parts, SUMMARY},
         "cannot be many"},
        {{.name = "x", .type = KITH_RECORD, .parts = parts, .preset = "{}", SUMMARY}, "preset"},
        {{.name = "x", .type = KITH_TEXT, .flags = KITH_SECRET, .preset = "a", SUMMARY}, "preset"},
        {{.name = "x", .type = KITH_INT, .limits = "0..5", .preset = "6", SUMMARY}, "preset"},
        {{.name = "x", .type = KITH_ONE_OF, .limits = "a|b", .preset = "c", SUMMARY}, "preset"},
        {{.name = "x", .type = KITH_RECORD, .parts = unsummed, SUMMARY}, "needs a summary"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const kith_field table[] = {wrong[i].field, {0}};
        struct error error = {0};
        if (fields_check(table, &error) != ERROR_BROKEN || !strstr(error.message, wrong[i].said))
            fail_msg("row %zu: wanted \"%s\", got \"%s\"", i, wrong[i].said, error.message);
    }
}

static void two_fields_of_one_name_are_refused(void **state)
{
    (void)state;
    const kith_field table[] = {{.name = "x", .type = KITH_INT, SUMMARY},
                                {.name = "y", .type = KITH_INT, SUMMARY},
                                {.name = "x", .type = KITH_INT, SUMMARY},
                                {0}};
    struct error error = {0};
    assert_int_equal(fields_check(table, &error), ERROR_BROKEN);
    assert_string_equal(error.field, "x");
    assert_non_null(strstr(error.message, "twice"));
}

static void records_nest_no_deeper_than_a_reply_can_open(void **state)
{
    (void)state;
    enum { LEVELS = 9 };
    kith_field tables[LEVELS][2] = {0};
    for (size_t i = 0; i < LEVELS; i++)
        tables[i][0] =
            i + 1 == LEVELS
                ? (kith_field){.name = "x", .type = KITH_INT, SUMMARY}
                : (kith_field){.name = "x", .type = KITH_RECORD, .parts = tables[i + 1], SUMMARY};
    struct error error = {0};
    assert_int_equal(fields_check(tables[0], &error), ERROR_BROKEN);
    assert_non_null(strstr(error.message, "too deep"));
    assert_int_equal(fields_check(tables[1], &error), OK);
}

/* ---- replies ---- */

static const kith_field row_parts[] = {
    {.name = "id", .type = KITH_ID, .limits = "place", SUMMARY},
    {.name = "name", .type = KITH_TEXT, .limits = "1..10", SUMMARY},
    {.name = "note", .type = KITH_TEXT, .flags = KITH_OPTIONAL, SUMMARY},
    {0}};
static const kith_field gives[] = {
    {.name = "places", .type = KITH_LIST, .parts = row_parts, SUMMARY},
    {.name = "total", .type = KITH_INT, .limits = "0..100", SUMMARY},
    {.name = "words", .type = KITH_ONE_OF, .limits = "a|b", .flags = KITH_MANY, SUMMARY},
    {0}};

static void put_row(struct reply *reply, int64_t id, const char *name)
{
    reply_open(reply, "places");
    reply_put_int(reply, "id", id);
    reply_put_text(reply, "name", str_of(name));
    reply_close(reply);
}

static void a_reply_as_declared_passes(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct reply reply;
    struct error error = {0};
    reply_start(&reply, &arena, gives);
    put_row(&reply, 7, "Leeds");
    put_row(&reply, 8, "Hull");
    reply_put_int(&reply, "total", 2);
    assert_string_equal(reply.fault, "");
    assert_int_equal(value_check(reply.root, gives, &error), OK);
    arena_done(&arena);
}

static void a_reply_without_a_required_part_is_caught(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct reply reply;
    struct error error = {0};
    reply_start(&reply, &arena, gives);
    assert_int_equal(value_check(reply.root, gives, &error), ERROR_WRONG);
    assert_string_equal(error.field, "total");
    arena_done(&arena);
}

static void the_rows_of_a_list_are_checked(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct reply reply;
    struct error error = {0};
    reply_start(&reply, &arena, gives);
    put_row(&reply, 7, "Leeds");
    put_row(&reply, 8, "A name that is too long");
    reply_put_int(&reply, "total", 2);
    assert_int_equal(value_check(reply.root, gives, &error), ERROR_WRONG);
    assert_string_equal(error.field, "places.name");
    arena_done(&arena);
}

static void limits_hold_for_replies_too(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct reply reply;
    struct error error = {0};
    reply_start(&reply, &arena, gives);
    reply_put_int(&reply, "total", 101);
    assert_int_equal(value_check(reply.root, gives, &error), ERROR_WRONG);
    assert_string_equal(error.message, "total: must be a whole number from 0 to 100.");
    arena_done(&arena);
}

static void an_undeclared_part_is_caught(void **state)
{
    (void)state;
    static const kith_field fewer[] = {{.name = "total", .type = KITH_INT, SUMMARY}, {0}};
    struct arena arena = {0};
    struct error error = {0};
    struct value *record = value_record(&arena, fewer);
    value_add(&arena, record, &fewer[0])->given = true;
    value_add(&arena, record, &gives[1])->given = true;
    assert_int_equal(value_check(record, fewer, &error), ERROR_WRONG);
    assert_non_null(strstr(error.message, "not declared"));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_with_every_type_is_right),
        cmocka_unit_test(a_wrong_table_is_refused_with_its_field_and_reason),
        cmocka_unit_test(two_fields_of_one_name_are_refused),
        cmocka_unit_test(records_nest_no_deeper_than_a_reply_can_open),
        cmocka_unit_test(a_reply_as_declared_passes),
        cmocka_unit_test(a_reply_without_a_required_part_is_caught),
        cmocka_unit_test(the_rows_of_a_list_are_checked),
        cmocka_unit_test(limits_hold_for_replies_too),
        cmocka_unit_test(an_undeclared_part_is_caught),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
