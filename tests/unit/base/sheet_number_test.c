/* How the numbers of a workbook are shown: ids, decimals, dates, times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sheet_inside.h"

static void assert_shown(const char *number, const char *format, bool from_1904,
                         const char *expected)
{
    struct text out = {0};
    number_print(str_of(number), number_style_read(format), from_1904, &out);
    assert_string_equal(out.ptr == NULL ? "" : out.ptr, expected);
    text_done(&out);
}

static void whole_numbers_have_no_exponent_and_keep_every_digit(void **state)
{
    (void)state;
    assert_shown("12345678", "General", false, "12345678");
    assert_shown("1.2345678E7", "General", false, "12345678");
    assert_shown("1.234E+09", "General", false, "1234000000");
    assert_shown("12345678901234567890", "General", false, "12345678901234567890");
    assert_shown("1.2345678901234568E+18", "General", false, "1234567890123456800");
    assert_shown("-5", "General", false, "-5");
    assert_shown("0", "General", false, "0");
    assert_shown("007.0", "General", false, "7");
}

static void decimals_are_rounded_as_a_spreadsheet_shows_them(void **state)
{
    (void)state;
    assert_shown("12.300000000000001", "General", false, "12.3");
    assert_shown("0.30000000000000004", "General", false, "0.3");
    assert_shown("0.99999999999999999", "General", false, "1");
    assert_shown("5.0000000000000001E-3", "General", false, "0.005");
    assert_shown("-1.5", "0.00", false, "-1.5");
}

static void a_format_of_zeros_fills_a_number_up(void **state)
{
    (void)state;
    assert_shown("123", "00000000", false, "00000123");
    assert_shown("0", "000", false, "000");
    assert_shown("1.5", "000", false, "1.5");
    assert_shown("123456", "000", false, "123456");
}

static void dates_are_iso_dates(void **state)
{
    (void)state;
    assert_shown("45352", "dd/mm/yyyy", false, "2024-03-01");
    assert_shown("45352", "[$-809]d mmmm yyyy;@", false, "2024-03-01");
    assert_shown("45352.5", "dd/mm/yyyy hh:mm", false, "2024-03-01T12:00");
    assert_shown("45352.999994", "yyyy-mm-dd h:mm:ss", false, "2024-03-01T23:59:59");
    assert_shown("45352.9999999", "yyyy-mm-dd h:mm:ss", false, "2024-03-02");
    assert_shown("1", "d/m/yy", false, "1900-01-01");
    assert_shown("61", "d/m/yy", false, "1900-03-01");
    assert_shown("43890", "d/m/yy", true, "2024-03-01");
    assert_shown("2958465", "d/m/yy", false, "9999-12-31");
    assert_shown("2958466", "d/m/yy", false, "2958466");
    assert_shown("-3", "d/m/yy", false, "-3");
}

static void times_without_a_date_are_times(void **state)
{
    (void)state;
    assert_shown("0.5", "hh:mm", false, "12:00");
    assert_shown("0.50001", "h:mm:ss", false, "12:00:01");
    assert_shown("1.5", "[h]:mm", false, "36:00");
}

static void what_only_looks_like_a_date_is_a_number(void **state)
{
    (void)state;
    assert_shown("45352", "[Red]0", false, "45352");
    assert_shown("45352", "0\" days\"", false, "45352");
    assert_shown("45352", "0\\d", false, "45352");
    assert_shown("45352", "#,##0;[Red]-#,##0", false, "45352");
    assert_shown("45352", "\"unclosed", false, "45352");
    assert_shown("45352", "\\", false, "45352");
}

static void what_is_no_number_stays_as_it_is(void **state)
{
    (void)state;
    assert_shown("", "General", false, "");
    assert_shown("abc", "General", false, "abc");
    assert_shown("1E999", "General", false, "1E999");
    assert_shown("1.2.3", "dd/mm/yyyy", false, "1.2.3");
    assert_shown(".", "General", false, ".");
    assert_shown("1E", "General", false, "1E");
}

static void formats_known_by_number_are_those_of_every_workbook(void **state)
{
    (void)state;
    assert_int_equal(number_style_builtin(0).form, NUMBER_PLAIN);
    assert_int_equal(number_style_builtin(14).form, NUMBER_DATE);
    assert_int_equal(number_style_builtin(20).form, NUMBER_TIME);
    assert_int_equal(number_style_builtin(22).form, NUMBER_BOTH);
    assert_int_equal(number_style_builtin(49).form, NUMBER_PLAIN);
    assert_int_equal(number_style_builtin(-1).form, NUMBER_PLAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_have_no_exponent_and_keep_every_digit),
        cmocka_unit_test(decimals_are_rounded_as_a_spreadsheet_shows_them),
        cmocka_unit_test(a_format_of_zeros_fills_a_number_up),
        cmocka_unit_test(dates_are_iso_dates),
        cmocka_unit_test(times_without_a_date_are_times),
        cmocka_unit_test(what_only_looks_like_a_date_is_a_number),
        cmocka_unit_test(what_is_no_number_stays_as_it_is),
        cmocka_unit_test(formats_known_by_number_are_those_of_every_workbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
