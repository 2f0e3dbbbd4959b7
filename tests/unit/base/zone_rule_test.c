/* Rules for a zone's future: each form of POSIX's TZ string, and those that are none. */
#include "base/clock_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The seconds east of UTC at an instant, or -1 if the rule cannot be read. */
static int32_t offset_at(const char *rule, const char *utc)
{
    int64_t time_ms;
    int32_t offset;
    assert_true(time_parse(str_of(utc), &time_ms));
    return zone_rule_offset(str_of(rule), time_ms / 1000, &offset) ? offset : -1;
}

static void a_rule_without_summer_time_is_one_offset(void **state)
{
    (void)state;
    assert_int_equal(offset_at("UTC0", "2060-07-01T00:00:00Z"), 0);
    assert_int_equal(offset_at("IST-5:30", "2060-07-01T00:00:00Z"), 19800);
    assert_int_equal(offset_at("<-0330>3:30:15", "2060-07-01T00:00:00Z"), -12615);
}

static void summer_time_is_one_hour_at_two_unless_said_otherwise(void **state)
{
    (void)state;
    const char *rule = "EST5EDT,M3.2.0,M11.1.0";
    assert_int_equal(offset_at(rule, "2060-03-14T06:59:59Z"), -5 * 3600);
    assert_int_equal(offset_at(rule, "2060-03-14T07:00:00Z"), -4 * 3600);
    assert_int_equal(offset_at(rule, "2060-11-07T05:59:59Z"), -4 * 3600);
    assert_int_equal(offset_at(rule, "2060-11-07T06:00:00Z"), -5 * 3600);
}

static void south_of_the_equator_summer_spans_the_new_year(void **state)
{
    (void)state;
    const char *rule = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
    assert_int_equal(offset_at(rule, "2059-12-31T23:59:59Z"), 39600);
    assert_int_equal(offset_at(rule, "2060-01-01T00:00:00Z"), 39600);
    assert_int_equal(offset_at(rule, "2060-07-01T00:00:00Z"), 37800);
}

/* Day 60 without 29 February is 1 March in every year; counted from 0 with it, day 59 is
 * 1 March only where there is none. */
static void days_of_the_year_are_counted_with_and_without_29_february(void **state)
{
    (void)state;
    const char *without = "AAA0BBB,J60/0,J300/0", *with = "AAA0BBB,59/0,300/0";
    assert_int_equal(offset_at(without, "2059-02-28T23:59:59Z"), 0);
    assert_int_equal(offset_at(without, "2059-03-01T00:00:00Z"), 3600);
    assert_int_equal(offset_at(without, "2060-02-29T23:59:59Z"), 0);
    assert_int_equal(offset_at(without, "2060-03-01T00:00:00Z"), 3600);
    assert_int_equal(offset_at(with, "2059-02-28T23:59:59Z"), 0);
    assert_int_equal(offset_at(with, "2059-03-01T00:00:00Z"), 3600);
    assert_int_equal(offset_at(with, "2060-02-28T23:59:59Z"), 0);
    assert_int_equal(offset_at(with, "2060-02-29T00:00:00Z"), 3600);
}

static void changes_may_lie_outside_their_day(void **state)
{
    (void)state;
    const char *rule = "<-02>2<-01>,M3.5.0/-1,M10.5.0/24";
    assert_int_equal(offset_at(rule, "2060-03-28T00:59:59Z"), -7200);
    assert_int_equal(offset_at(rule, "2060-03-28T01:00:00Z"), -3600);
    assert_int_equal(offset_at(rule, "2060-11-01T00:59:59Z"), -3600);
    assert_int_equal(offset_at(rule, "2060-11-01T01:00:00Z"), -7200);
}

static void what_is_no_rule_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "GMT",
        "0",
        "<GMT0",
        "<>0",
        "GMT0BST",
        "GMT0BST,M3.5.0",
        "GMT0BST,M3.5.0,",
        "GMT0BST,M13.5.0,M10.5.0",
        "GMT0BST,M0.5.0,M10.5.0",
        "GMT0BST,M3.6.0,M10.5.0",
        "GMT0BST,M3.0.0,M10.5.0",
        "GMT0BST,M3.5.7,M10.5.0",
        "GMT0BST,J0,J300",
        "GMT0BST,366,J300",
        "GMT0BST,M3.5.0/168,M10.5.0",
        "GMT0BST,M3.5.0,M10.5.0x",
        "GMT999",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (offset_at(wrong[i], "2060-07-01T00:00:00Z") != -1)
            fail_msg("%s was read", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_without_summer_time_is_one_offset),
        cmocka_unit_test(summer_time_is_one_hour_at_two_unless_said_otherwise),
        cmocka_unit_test(south_of_the_equator_summer_spans_the_new_year),
        cmocka_unit_test(days_of_the_year_are_counted_with_and_without_29_february),
        cmocka_unit_test(changes_may_lie_outside_their_day),
        cmocka_unit_test(what_is_no_rule_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
