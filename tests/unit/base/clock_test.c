/* Clocks, dates, times and durations: known values, round trips, and what is refused. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int64_t day_ms = 86400000;

static int32_t day_of(const char *date)
{
    int32_t day = 0;
    if (!date_parse(str_of(date), &day))
        fail_msg("%s is a date", date);
    return day;
}

static int64_t time_of(const char *text)
{
    int64_t time_ms = 0;
    if (!time_parse(str_of(text), &time_ms))
        fail_msg("%s is a time", text);
    return time_ms;
}

static void a_frozen_clock_stands_still_and_a_shifted_one_is_apart(void **state)
{
    (void)state;
    struct clock frozen = {.frozen_ms = 1234}, plain = {0}, shifted = {.shift_ms = 100 * day_ms};
    assert_int_equal(clock_now(&frozen), 1234);
    int64_t before = clock_now(&plain), moved = clock_now(&shifted), after = clock_now(&plain);
    assert_true(moved - 100 * day_ms >= before && moved - 100 * day_ms <= after);
    int64_t ticks = clock_ticks_ms();
    assert_true(clock_ticks_ms() >= ticks);
}

static void days_are_rounded_down_before_1970_too(void **state)
{
    (void)state;
    assert_int_equal(clock_day(0), 0);
    assert_int_equal(clock_day(day_ms - 1), 0);
    assert_int_equal(clock_day(day_ms), 1);
    assert_int_equal(clock_day(-1), -1);
    assert_int_equal(clock_day(-day_ms), -1);
    assert_int_equal(clock_day(-day_ms - 1), -2);
}

static void known_dates_have_their_days(void **state)
{
    (void)state;
    assert_int_equal(day_of("1970-01-01"), 0);
    assert_int_equal(day_of("1969-12-31"), -1);
    assert_int_equal(day_of("2000-02-29"), 11016);
    assert_int_equal(day_of("2000-03-01"), 11017);
    assert_int_equal(day_of("2026-11-21"), 20778);
    assert_int_equal(day_of("0001-01-01"), -719162);
    assert_int_equal(day_of("9999-12-31"), 2932896);
}

/* Walks every day there is, and counts the calendar along in the plainest way. */
static void every_day_from_0001_to_9999_goes_there_and_back(void **state)
{
    (void)state;
    struct civil civil = {0};
    char text[11];
    int32_t year = 1, month = 1, date = 1, back;
    for (int32_t day = -719162; day <= 2932896; day++) {
        civil_from_day(day, &civil);
        if (civil.year != year || civil.month != month || civil.day != date ||
            civil_to_day(year, month, date) != day)
            fail_msg("day %d is not %d-%d-%d", day, year, month, date);
        if (day % 97 == 0) {
            date_print(day, text);
            assert_true(date_parse(str_of(text), &back) && back == day);
        }
        date++;
        if (!civil_is_date(year, month, date)) {
            assert_in_range(date, 29, 32);
            date = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
    assert_int_equal(year, 10000);
}

static void what_is_no_date_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",           "2026-11-2",   "2026-11-211", "2026-13-01",
                                        "2026-00-01", "2026-01-00",  "2026-02-29",  "1900-02-29",
                                        "2026-04-31", "0000-01-01",  "2026/11/21",  "26-11-21",
                                        "2026-11-2x", " 2026-11-21", "20261121",    "+026-11-21"};
    int32_t day = 5;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (date_parse(str_of(wrong[i]), &day))
            fail_msg("%s was read", wrong[i]);
    assert_int_equal(day, 5);
}

static void times_are_read_with_their_offset(void **state)
{
    (void)state;
    assert_int_equal(time_of("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(time_of("2026-11-21T09:30:00Z"), 1795253400000);
    assert_int_equal(time_of("2026-11-21T10:30:00+01:00"), 1795253400000);
    assert_int_equal(time_of("2026-11-21T00:00:00-09:30"), 1795253400000);
    assert_int_equal(time_of("2026-11-21T09:30:00.25+00:00"), 1795253400250);
    assert_int_equal(time_of("2026-11-21t09:30:00.250999999z"), 1795253400250);
    assert_int_equal(time_of("1969-12-31T23:59:59.999Z"), -1);
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "2026-11-21",
                                        "2026-11-21T09:30:00",
                                        "2026-11-21T09:30Z",
                                        "2026-11-21 09:30:00Z",
                                        "2026-11-21T24:00:00Z",
                                        "2026-11-21T09:60:00Z",
                                        "2016-12-31T23:59:60Z",
                                        "2026-11-21T09:30:00.Z",
                                        "2026-11-21T09:30:00.0000000000Z",
                                        "2026-11-21T09:30:00+1:00",
                                        "2026-11-21T09:30:00+0100",
                                        "2026-11-21T09:30:00+24:00",
                                        "2026-11-21T09:30:00Zx",
                                        "2026-02-30T09:30:00Z",
                                        "0001-01-01T00:00:00+00:01",
                                        "9999-12-31T23:59:59-00:01"};
    int64_t time_ms = 5;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (time_parse(str_of(wrong[i]), &time_ms))
            fail_msg("%s was read", wrong[i]);
    assert_int_equal(time_ms, 5);
}

static void times_go_there_and_back(void **state)
{
    (void)state;
    char text[25];
    for (int64_t time_ms = -719162 * day_ms; time_ms < 2932897 * day_ms; time_ms += 7654321987) {
        time_print(time_ms, text);
        assert_int_equal(time_of(text), time_ms);
    }
    time_print(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    time_print(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    time_print(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T00:00:00Z");
    time_print(INT64_MIN, text);
    assert_string_equal(text, "0001-01-01T00:00:00Z");
}

static void local_times_go_there_and_back(void **state)
{
    (void)state;
    char text[13];
    int32_t back;
    for (int32_t ms = 0; ms < day_ms; ms += 997) {
        local_time_print(ms, text);
        assert_true(local_time_parse(str_of(text), &back) && back == ms);
    }
    local_time_print(34200000, text);
    assert_string_equal(text, "09:30");
    local_time_print(34215000, text);
    assert_string_equal(text, "09:30:15");
    local_time_print(86399999, text);
    assert_string_equal(text, "23:59:59.999");
    static const char *const wrong[] = {"",       "9:30", "24:00", "09:60",  "09:30:60",  "09:30:1",
                                        "09:30Z", "0930", "09:3",  "09:30:", "09:30:15.", " 09:30"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(local_time_parse(str_of(wrong[i]), &back));
}

struct duration_case {
    const char *text;
    int32_t months;
    int64_t ms;
    const char *printed;
};

static void durations_are_read_and_written(void **state)
{
    (void)state;
    static const struct duration_case cases[] = {
        {"P14D", 0, 14 * 86400000LL, "P14D"},
        {"PT90M", 0, 5400000, "PT1H30M"},
        {"P1DT12H", 0, 129600000, "P1DT12H"},
        {"P12M", 12, 0, "P1Y"},
        {"P2Y", 24, 0, "P2Y"},
        {"P14M", 14, 0, "P14M"},
        {"P1Y2M3W4DT5H6M7S", 14, 25 * 86400000LL + 18367000, "P14M25DT5H6M7S"},
        {"PT0S", 0, 0, "PT0S"},
        {"P0D", 0, 0, "PT0S"},
        {"PT0.25S", 0, 250, "PT0.250S"},
        {"PT61.5S", 0, 61500, "PT1M1.500S"},
        {"P9999Y", 119988, 0, "P9999Y"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct duration duration, back;
        char text[48];
        assert_true(duration_parse(str_of(cases[i].text), &duration));
        assert_int_equal(duration.months, cases[i].months);
        assert_int_equal(duration.ms, cases[i].ms);
        duration_print(duration, text);
        assert_string_equal(text, cases[i].printed);
        assert_true(duration_parse(str_of(text), &back));
        assert_memory_equal(&back.ms, &duration.ms, sizeof back.ms);
        assert_int_equal(back.months, duration.months);
    }
}

static void what_is_no_duration_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",      "P",     "PT",           "P1",      "1D",           "P1DT",
        "P1D1Y", "P1H",   "PT1D",         "PT1M1H",  "P1D1D",        "-P1D",
        "P-1D",  "P1.5D", "PT1.H",        "P 1D",    "p1d",          "P1DT1",
        "P1D ",  "PTT1H", "P1234567890D", "P10000Y", "P5000Y60000M", "P999999999W",
        "PT1H1D"};
    struct duration duration = {.months = 5};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (duration_parse(str_of(wrong[i]), &duration))
            fail_msg("%s was read", wrong[i]);
    assert_int_equal(duration.months, 5);
}

static void the_longest_durations_fit_where_they_are_printed(void **state)
{
    (void)state;
    char text[48];
    duration_print((struct duration){.months = INT32_MAX, .ms = INT64_MAX}, text);
    assert_string_equal(text, "P2147483647M106751991167DT7H12M55.807S");
}

static void adding_months_keeps_the_day_or_takes_the_last(void **state)
{
    (void)state;
    struct duration month = {.months = 1}, year = {.months = 12},
                    both = {.months = 1, .ms = day_ms};
    assert_int_equal(duration_add(time_of("2026-01-31T09:30:00.5Z"), month),
                     time_of("2026-02-28T09:30:00.5Z"));
    assert_int_equal(duration_add(time_of("2024-01-31T00:00:00Z"), month),
                     time_of("2024-02-29T00:00:00Z"));
    assert_int_equal(duration_add(time_of("2024-02-29T00:00:00Z"), year),
                     time_of("2025-02-28T00:00:00Z"));
    assert_int_equal(duration_add(time_of("2026-12-31T23:59:59Z"), month),
                     time_of("2027-01-31T23:59:59Z"));
    assert_int_equal(duration_add(time_of("2026-01-31T00:00:00Z"), both),
                     time_of("2026-03-01T00:00:00Z"));
    assert_int_equal(duration_add(time_of("1969-11-30T22:00:00Z"), (struct duration){.ms = 7}),
                     time_of("1969-11-30T22:00:00.007Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frozen_clock_stands_still_and_a_shifted_one_is_apart),
        cmocka_unit_test(days_are_rounded_down_before_1970_too),
        cmocka_unit_test(known_dates_have_their_days),
        cmocka_unit_test(every_day_from_0001_to_9999_goes_there_and_back),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(times_are_read_with_their_offset),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(times_go_there_and_back),
        cmocka_unit_test(local_times_go_there_and_back),
        cmocka_unit_test(durations_are_read_and_written),
        cmocka_unit_test(what_is_no_duration_is_refused),
        cmocka_unit_test(the_longest_durations_fit_where_they_are_printed),
        cmocka_unit_test(adding_months_keeps_the_day_or_takes_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
