/* Cadences: on which days, and at which hour, a committee meets by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/cadence.h"

static const struct duration monthly = {.months = 1}, fortnightly = {.ms = 14LL * DAY_MS};

static int32_t day_of(const char *date)
{
    int32_t day;
    assert_true(date_parse(str_of(date), &day));
    return day;
}

static void assert_days(const char *first, struct duration every, bool weekday,
                        const char *const *wanted)
{
    for (int64_t i = 0; wanted[i] != NULL; i++) {
        char date[11];
        date_print(cadence_day(day_of(first), every, weekday, i), date);
        assert_string_equal(date, wanted[i]);
    }
}

static void the_second_thursday_stays_the_second_thursday(void **state)
{
    static const char *const days[] = {"2026-12-10", "2027-01-14", "2027-02-11", "2027-03-11",
                                       "2027-04-08", "2027-05-13", NULL};
    (void)state;
    assert_days("2026-12-10", monthly, true, days);
}

static void a_fifth_weekday_is_the_last_of_a_month_that_has_four(void **state)
{
    static const char *const days[] = {"2027-01-29", "2027-02-26", "2027-03-26", "2027-04-30",
                                       "2027-05-28", "2027-06-25", "2027-07-30", NULL};
    (void)state;
    assert_days("2027-01-29", monthly, true, days);
}

static void the_thirty_first_is_the_last_day_of_a_shorter_month(void **state)
{
    static const char *const days[] = {"2027-12-31", "2028-01-31", "2028-02-29",
                                       "2028-03-31", "2028-04-30", NULL};
    (void)state;
    assert_days("2027-12-31", monthly, false, days);
}

static void weeks_are_counted_in_days_whatever_is_kept(void **state)
{
    static const char *const days[] = {"2027-02-20", "2027-03-06", "2027-03-20", "2027-04-03",
                                       NULL};
    (void)state;
    assert_days("2027-02-20", fortnightly, true, days);
    assert_days("2027-02-20", fortnightly, false, days);
}

/* Of every first day of three years: the same weekday, in the month that follows, at the same place
 * in it or the last one. */
static void every_first_day_keeps_its_weekday_and_its_place_in_the_month(void **state)
{
    (void)state;
    for (int32_t first = day_of("2027-01-01"); first < day_of("2030-01-01"); first++)
        for (int64_t i = 0; i < 30; i++) {
            struct civil from, to, next;
            int32_t day = cadence_day(first, monthly, true, i);
            civil_from_day(first, &from);
            civil_from_day(day, &to);
            civil_from_day(day + 7, &next);
            assert_int_equal((day - first) % 7, 0);
            assert_int_equal(to.year * 12 + to.month, from.year * 12 + from.month + i);
            bool is_same = (to.day - 1) / 7 == (from.day - 1) / 7;
            assert_true(is_same || ((from.day - 1) / 7 == 4 && next.month != to.month));
        }
}

static struct cadence cadence_of(int64_t committee, const char *first)
{
    return (struct cadence){.network = 7,
                            .committee = committee,
                            .first_day = day_of(first),
                            .at_ms = 14 * HOUR_MS,
                            .every = STR("P1M"),
                            .keeps = STR("weekday"),
                            .lasts_ms = HOUR_MS,
                            .how = STR("both"),
                            .venue = STR("Room 5")};
}

static void the_hour_stays_when_the_clocks_change(void **state)
{
    struct model *in = IN(state);
    struct cadence cadence = cadence_of(1, "2027-03-11");
    static const char *const starts[] = {"2027-03-11T14:00:00Z", "2027-04-08T13:00:00Z",
                                         "2027-05-13T13:00:00Z"};
    for (int64_t i = 0; i < 3; i++) {
        char text[25];
        int64_t at_ms;
        assert_int_equal(cadence_time(in, &cadence, i, &at_ms), OK);
        time_print(at_ms, text);
        assert_string_equal(text, starts[i]);
    }
}

static void a_cadence_is_kept_replaced_and_dropped(void **state)
{
    struct model *in = IN(state);
    struct cadence cadence = cadence_of(1, "2027-03-11"), found;
    assert_model_fails(in, cadence_read(in, 7, 1, &found), ERROR_MISSING, "committee");
    assert_int_equal(cadence_write(in, &cadence), OK);
    cadence.every = STR("P14D");
    cadence.next = 3;
    assert_int_equal(cadence_write(in, &cadence), OK);
    assert_int_equal(cadence_read(in, 7, 1, &found), OK);
    assert_true(str_is(found.every, "P14D") && found.next == 3 && found.at_ms == 14 * HOUR_MS);
    assert_true(found.first_day == cadence.first_day && str_is(found.venue, "Room 5"));
    assert_int_equal(cadence_drop(in, 7, 1), OK);
    assert_model_fails(in, cadence_read(in, 7, 1, &found), ERROR_MISSING, "committee");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_thursday_stays_the_second_thursday),
        cmocka_unit_test(a_fifth_weekday_is_the_last_of_a_month_that_has_four),
        cmocka_unit_test(the_thirty_first_is_the_last_day_of_a_shorter_month),
        cmocka_unit_test(weeks_are_counted_in_days_whatever_is_kept),
        cmocka_unit_test(every_first_day_keeps_its_weekday_and_its_place_in_the_month),
        MODEL_TEST(the_hour_stays_when_the_clocks_change),
        MODEL_TEST(a_cadence_is_kept_replaced_and_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
