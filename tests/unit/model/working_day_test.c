/* Working days: Monday to Friday, and no bank holiday of England. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/working_day.h"

static int32_t day(int32_t year, int32_t month, int32_t of_month)
{
    return civil_to_day(year, month, of_month);
}

static void weekends_are_no_working_days(void **state)
{
    struct model *in = IN(state);
    assert_true(working_day_is(in, day(2026, 11, 20)));
    assert_false(working_day_is(in, day(2026, 11, 21)));
    assert_false(working_day_is(in, day(2026, 11, 22)));
    assert_true(working_day_is(in, day(2026, 11, 23)));
    assert_true(working_day_is(in, day(1969, 12, 29)));
    assert_false(working_day_is(in, day(1969, 12, 28)));
}

/* Christmas Day of 2026 is a Friday, and Boxing Day is kept on the Monday after. */
static void bank_holidays_are_passed_over(void **state)
{
    struct model *in = IN(state);
    assert_false(working_day_is(in, day(2026, 12, 25)));
    assert_false(working_day_is(in, day(2026, 12, 28)));
    assert_int_equal(working_day_add(in, day(2026, 12, 24), 1), day(2026, 12, 29));
    assert_int_equal(working_day_add(in, day(2027, 3, 25), 1), day(2027, 3, 30));
    assert_false(working_day_is(in, day(2028, 1, 3)));
}

static void twenty_working_days_are_four_weeks_and_the_holidays_between(void **state)
{
    struct model *in = IN(state);
    assert_int_equal(working_day_add(in, day(2026, 11, 21), 20), day(2026, 12, 18));
    assert_int_equal(working_day_add(in, day(2026, 12, 1), 20), day(2026, 12, 31));
    assert_int_equal(working_day_add(in, day(2026, 11, 21), 0), day(2026, 11, 21));
}

static void without_packs_only_weekends_are_known(void **state)
{
    struct model bare = *IN(state);
    bare.packs = NULL;
    assert_true(working_day_is(&bare, day(2026, 12, 25)));
    assert_false(working_day_is(&bare, day(2026, 12, 26)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(weekends_are_no_working_days),
        MODEL_TEST(bank_holidays_are_passed_over),
        MODEL_TEST(twenty_working_days_are_four_weeks_and_the_holidays_between),
        MODEL_TEST(without_packs_only_weekends_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
