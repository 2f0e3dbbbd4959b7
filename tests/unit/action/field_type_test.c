/* The text form of every type: what is read prints again alike, and near misses are refused. */
#include "action/field_type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static kith_field field_of(int32_t type)
{
    return (kith_field){.name = "x",
                        .type = type,
                        .limits = type == KITH_ONE_OF ? "open|closed" : NULL,
                        .summary = "A field of a test."};
}

static void what_is_read_prints_alike(void **state)
{
    (void)state;
    static const struct {
        int32_t type;
        const char *text;
        int64_t number, other;
    } rows[] = {
        {KITH_BOOL, "yes", 1, 0},
        {KITH_BOOL, "no", 0, 0},
        {KITH_INT, "-12", -12, 0},
        {KITH_INT, "9223372036854775807", INT64_MAX, 0},
        {KITH_TEXT, "Łódź, 東京", 0, 0},
        {KITH_MARKDOWN, "# One\n\n- two\n", 0, 0},
        {KITH_MONEY, "12.50", 1250, 0},
        {KITH_MONEY, "-0.05", -5, 0},
        {KITH_MONEY, "0.00", 0, 0},
        {KITH_MONEY, "92233720368547758.07", INT64_MAX, 0},
        {KITH_MONEY, "-92233720368547758.08", INT64_MIN, 0},
        {KITH_DATE, "1970-01-02", 1, 0},
        {KITH_DATE, "9999-12-31", 2932896, 0},
        {KITH_DATE, "0001-01-01", -719162, 0},
        {KITH_TIME, "1970-01-01T00:00:01Z", 1000, 0},
        {KITH_TIME, "9999-12-31T23:59:59.999Z", 253402300799999, 0},
        {KITH_LOCAL_TIME, "09:30", 34200000, 0},
        {KITH_DURATION, "P14M", 0, 14},
        {KITH_DURATION, "P14D", 1209600000, 0},
        {KITH_FRACTION, "4/6", 4, 6},
        {KITH_FRACTION, "0/1", 0, 1},
        {KITH_ID, "0000000000001", 1, 0},
        {KITH_ONE_OF, "closed", 1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kith_field field = field_of(rows[i].type);
        struct arena arena = {0};
        struct error error = {0};
        struct text out = {0};
        struct value *value;
        if (field_parse_text(&field, str_of(rows[i].text), &arena, &value, &error))
            fail_msg("%s: %s", rows[i].text, error.message);
        assert_int_equal(value->number, rows[i].number);
        assert_int_equal(value->other, rows[i].other);
        value_print_text(value, &out);
        assert_string_equal(out.ptr, rows[i].text);
        text_done(&out);
        arena_done(&arena);
    }
}

static void near_misses_are_refused(void **state)
{
    (void)state;
    static const struct {
        int32_t type;
        const char *text;
    } rows[] = {
        {KITH_BOOL, ""},
        {KITH_BOOL, "Yes"},
        {KITH_BOOL, "1"},
        {KITH_INT, ""},
        {KITH_INT, "1.0"},
        {KITH_INT, "+1"},
        {KITH_INT, " 1"},
        {KITH_INT, "9223372036854775808"},
        {KITH_TEXT, "a\nb"},
        {KITH_TEXT, "a\x7f"},
        {KITH_TEXT, "\xed\xa0\x80"},
        {KITH_MONEY, ""},
        {KITH_MONEY, "12.5"},
        {KITH_MONEY, "12.505"},
        {KITH_MONEY, ".50"},
        {KITH_MONEY, "-.50"},
        {KITH_MONEY, "1-.50"},
        {KITH_MONEY, "12.-5"},
        {KITH_MONEY, "1,000.00"},
        {KITH_MONEY, "£12.50"},
        {KITH_MONEY, "99999999999999999999999999"},
        {KITH_MONEY, "92233720368547758.08"},
        {KITH_DATE, "2026-02-29"},
        {KITH_DATE, "21/11/2026"},
        {KITH_DATE, "2026-11-21 "},
        {KITH_TIME, "2026-11-21T09:30:00"},
        {KITH_TIME, "2026-11-21"},
        {KITH_LOCAL_TIME, "24:00"},
        {KITH_LOCAL_TIME, "9.30"},
        {KITH_DURATION, "14 days"},
        {KITH_DURATION, "P"},
        {KITH_DURATION, "-P1D"},
        {KITH_FRACTION, "2"},
        {KITH_FRACTION, "2/0"},
        {KITH_FRACTION, "-2/3"},
        {KITH_FRACTION, "2/-3"},
        {KITH_FRACTION, "2/3/4"},
        {KITH_FRACTION, "1/1000000001"},
        {KITH_ID, "0000000000000"},
        {KITH_ID, "000000000001"},
        {KITH_ID, "000000000000u"},
        {KITH_ONE_OF, "Open"},
        {KITH_ONE_OF, "ope"},
        {KITH_FILE, "-1"},
        {KITH_FILE, "253"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kith_field field = field_of(rows[i].type);
        struct arena arena = {0};
        struct error error = {0};
        struct value *value;
        if (field_parse_text(&field, str_of(rows[i].text), &arena, &value, &error) != ERROR_WRONG)
            fail_msg("row %zu: \"%s\" was read", i, rows[i].text);
        assert_string_equal(error.field, "x");
        arena_done(&arena);
    }
}

static void fractions_compare_by_value_at_their_limits(void **state)
{
    (void)state;
    static const struct {
        const char *limits, *text;
        int err;
    } rows[] = {
        {"1/2..1", "1/2", OK},
        {"1/2..1", "500000000/1000000000", OK},
        {"1/2..1", "499999999/1000000000", ERROR_WRONG},
        {"1/2..1", "3/3", OK},
        {"1/2..1", "1000000000/999999999", ERROR_WRONG},
        {"..2/3", "0/5", OK},
        {"..2/3", "67/100", ERROR_WRONG},
        {"2..", "2/1", OK},
        {"2..", "1000000000/1", OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kith_field field = field_of(KITH_FRACTION);
        field.limits = rows[i].limits;
        struct arena arena = {0};
        struct error error = {0};
        struct value *value;
        int err = field_parse_text(&field, str_of(rows[i].text), &arena, &value, &error);
        if (err != rows[i].err)
            fail_msg("row %zu: %s in %s gives %d", i, rows[i].text, rows[i].limits, err);
        arena_done(&arena);
    }
}

static void every_type_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int32_t type = KITH_BOOL; type <= KITH_LIST; type++) {
        assert_non_null(field_type(type));
        assert_string_not_equal(field_type_name(type), "unknown");
        for (int32_t other = KITH_BOOL; other < type; other++)
            assert_string_not_equal(field_type_name(type), field_type_name(other));
    }
    assert_string_equal(field_type_name(KITH_LOCAL_TIME), "local_time");
    assert_string_equal(field_type_name(KITH_ONE_OF), "one_of");
    assert_string_equal(field_type_name(0), "unknown");
    assert_null(field_type(0));
    assert_null(field_type(-1));
    assert_null(field_type(KITH_LIST + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_prints_alike),
        cmocka_unit_test(near_misses_are_refused),
        cmocka_unit_test(fractions_compare_by_value_at_their_limits),
        cmocka_unit_test(every_type_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
