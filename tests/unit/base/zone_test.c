/* Time zones: gaps, overlaps, the far future, and names that are none. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct zone_case {
    const char *zone, *date, *local, *utc;
};

/* A local time as it stands on the clock in the zone, and the instant it means. */
static const struct zone_case cases[] = {
    {"Europe/London", "2026-01-15", "12:00", "2026-01-15T12:00:00Z"},
    {"Europe/London", "2026-07-15", "12:00", "2026-07-15T11:00:00Z"},
    /* 2026-03-29: at 01:00 clocks go to 02:00 */
    {"Europe/London", "2026-03-29", "00:59:59.999", "2026-03-29T00:59:59.999Z"},
    {"Europe/London", "2026-03-29", "01:00", "2026-03-29T01:00:00Z"},
    {"Europe/London", "2026-03-29", "01:30", "2026-03-29T01:30:00Z"},
    {"Europe/London", "2026-03-29", "02:00", "2026-03-29T01:00:00Z"},
    /* 2026-10-25: at 02:00 clocks go back to 01:00 */
    {"Europe/London", "2026-10-25", "00:59", "2026-10-24T23:59:00Z"},
    {"Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30:00Z"},
    {"Europe/London", "2026-10-25", "02:00", "2026-10-25T02:00:00Z"},
    /* beyond the listed changes: the rule */
    {"Europe/London", "2060-03-28", "00:30", "2060-03-28T00:30:00Z"},
    {"Europe/London", "2060-03-28", "01:30", "2060-03-28T01:30:00Z"},
    {"Europe/London", "2060-03-28", "02:30", "2060-03-28T01:30:00Z"},
    {"Europe/London", "2060-07-01", "09:00", "2060-07-01T08:00:00Z"},
    {"Europe/London", "2060-10-31", "01:30", "2060-10-31T00:30:00Z"},
    {"Europe/London", "2060-12-25", "09:00", "2060-12-25T09:00:00Z"},
    {"Europe/London", "9998-07-01", "09:00", "9998-07-01T08:00:00Z"},
    /* the whole year on summer time, 1968-10 to 1971-10; and before there was a zone */
    {"Europe/London", "1970-01-01", "00:00", "1969-12-31T23:00:00Z"},
    {"Europe/London", "1800-01-01", "00:00", "1800-01-01T00:01:15Z"},
    {"Europe/Dublin", "2060-07-01", "09:00", "2060-07-01T08:00:00Z"},
    {"Europe/Dublin", "2060-01-01", "09:00", "2060-01-01T09:00:00Z"},
    {"America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"},
    {"Australia/Sydney", "2060-01-01", "00:00", "2059-12-31T13:00:00Z"},
    {"Australia/Sydney", "2060-07-01", "00:00", "2060-06-30T14:00:00Z"},
    {"Asia/Kolkata", "2060-07-01", "00:00", "2060-06-30T18:30:00Z"},
    /* a day that never was: 2011-12-30, the line of dates moved */
    {"Pacific/Apia", "2011-12-29", "23:00", "2011-12-30T09:00:00Z"},
    {"Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T22:00:00Z"},
    {"Pacific/Apia", "2011-12-31", "00:30", "2011-12-30T10:30:00Z"},
    {"Etc/GMT+12", "2026-01-01", "00:00", "2026-01-01T12:00:00Z"},
    {"UTC", "2026-03-29", "01:30", "2026-03-29T01:30:00Z"},
};

static void local_times_mean_the_right_instant(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t day, local_ms;
        int64_t time_ms;
        char text[25];
        assert_true(date_parse(str_of(cases[i].date), &day));
        assert_true(local_time_parse(str_of(cases[i].local), &local_ms));
        assert_true(zone_to_time(cases[i].zone, day, local_ms, &time_ms));
        time_print(time_ms, text);
        if (strcmp(text, cases[i].utc) != 0)
            fail_msg("%s %s %s: %s", cases[i].zone, cases[i].date, cases[i].local, text);
    }
}

static void assert_civil(const char *zone, const char *utc, const char *expected)
{
    int64_t time_ms;
    struct civil civil;
    char text[64];
    assert_true(time_parse(str_of(utc), &time_ms));
    assert_true(zone_from_time(zone, time_ms, &civil));
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d.%03d %+d", civil.year, civil.month,
             civil.day, civil.hour, civil.minute, civil.second, civil.ms, civil.offset_minutes);
    assert_string_equal(text, expected);
}

static void instants_are_told_in_local_time(void **state)
{
    (void)state;
    assert_civil("Europe/London", "2026-03-29T00:59:59.999Z", "2026-03-29 00:59:59.999 +0");
    assert_civil("Europe/London", "2026-03-29T01:00:00Z", "2026-03-29 02:00:00.000 +60");
    assert_civil("Europe/London", "2026-10-25T00:59:59Z", "2026-10-25 01:59:59.000 +60");
    assert_civil("Europe/London", "2026-10-25T01:00:00Z", "2026-10-25 01:00:00.000 +0");
    assert_civil("Europe/London", "2060-06-30T23:30:00Z", "2060-07-01 00:30:00.000 +60");
    assert_civil("America/St_Johns", "2060-01-01T00:00:00Z", "2059-12-31 20:30:00.000 -210");
    assert_civil("Asia/Kathmandu", "1960-01-01T00:00:00.5Z", "1960-01-01 05:30:00.500 +330");
}

/* Each quarter of an hour over years with changes listed, and over years that follow the rule. */
static void instants_go_there_and_back_but_in_an_overlap(void **state)
{
    (void)state;
    static const char *const zones[] = {"Europe/London", "Australia/Lord_Howe",
                                        "Africa/Casablanca"};
    static const int32_t years[] = {2026, 2059};
    for (size_t i = 0; i < 6; i++) {
        int64_t start = (int64_t)civil_to_day(years[i % 2], 1, 1) * 86400000;
        for (int64_t at = start; at < start + 366 * 86400000LL; at += 3 * 900000) {
            struct civil civil;
            int64_t back;
            assert_true(zone_from_time(zones[i / 2], at, &civil));
            int32_t local_ms = (civil.hour * 60 + civil.minute) * 60000;
            int32_t day = civil_to_day(civil.year, civil.month, civil.day);
            assert_true(zone_to_time(zones[i / 2], day, local_ms, &back));
            if (back != at) /* then it is the second of two, an hour or half of one later */
                assert_true(at - back == 3600000 || at - back == 1800000);
        }
    }
}

static void only_names_of_zones_are_known(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "/",
                                        "/etc/passwd",
                                        "..",
                                        "../../../etc/passwd",
                                        "Europe",
                                        "Europe/",
                                        "/Europe/London",
                                        "Europe//London",
                                        "Europe/London ",
                                        "Nowhere/At",
                                        "Europe/../UTC",
                                        "tzdata.zi",
                                        "leapseconds",
                                        "zone.tab",
                                        "right/UTC",
                                        "Europe/Lond\xc3\xb6n",
                                        "Europe/London\n"};
    struct civil civil;
    int64_t time_ms;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (zone_is_known(wrong[i]))
            fail_msg("%s is known", wrong[i]);
        assert_false(zone_to_time(wrong[i], 0, 0, &time_ms));
        assert_false(zone_from_time(wrong[i], 0, &civil));
    }
    char longest[200];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(zone_is_known(longest));
    assert_true(zone_is_known("Europe/London"));
    assert_true(zone_is_known("America/Argentina/Buenos_Aires"));
    assert_true(zone_is_known("Etc/GMT-14"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_times_mean_the_right_instant),
        cmocka_unit_test(instants_are_told_in_local_time),
        cmocka_unit_test(instants_go_there_and_back_but_in_an_overlap),
        cmocka_unit_test(only_names_of_zones_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
