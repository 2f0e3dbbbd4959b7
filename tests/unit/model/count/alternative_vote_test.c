/* The alternative vote: the last is excluded until one has more than half. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

/* The example that textbooks give of preferences: where Tennessee's capital should be. A is
 * Memphis, B Nashville, C Chattanooga, D Knoxville; in each hundred voters, those who live near
 * each. */
#define CAPITAL "4 1\n42 1 2 3 4 0\n26 2 3 4 1 0\n15 3 4 2 1 0\n17 4 3 2 1 0"

static void the_last_is_excluded_until_one_has_more_than_half(void **state)
{
    (void)state;
    assert_counted(&count_alternative_vote, CAPITAL,
                   "1 A 42 B 26 C 15 D 17 - 0, C excluded\n"
                   "2 A 42 B 26 C 0 D 32 - 0, B excluded\n"
                   "3 A 42 B 0 C 0 D 58 - 0, D elected\n"
                   "elected: D\n");
}

static void half_is_of_the_papers_that_still_count(void **state)
{
    (void)state;
    assert_counted(&count_alternative_vote, "3 1\n4 1 0\n3 2 0\n2 3 0",
                   "1 A 4 B 3 C 2 - 0, C excluded\n"
                   "2 A 4 B 3 C 0 - 2, A elected\n"
                   "elected: A\n");
}

/* The order of the lot by the seed 2026 is C, A, B: A is chosen, to be excluded. */
static void just_half_is_not_more_than_half(void **state)
{
    (void)state;
    assert_counted(&count_alternative_vote, "3 1\n-3\n2 1 0\n2 2 0",
                   "1 A 2 B 2 C 0 - 0, A excluded\n"
                   "2 A 0 B 2 C 0 - 2, B elected\n"
                   "tie in 1: A B, lot, A excluded\n"
                   "elected: B\n");
}

static void of_those_who_are_last_together_whoever_was_behind_before_goes(void **state)
{
    (void)state;
    assert_counted(&count_alternative_vote, "4 1\n5 1 0\n3 2 0\n2 3 0\n1 4 3 0",
                   "1 A 5 B 3 C 2 D 1 - 0, D excluded\n"
                   "2 A 5 B 3 C 3 D 0 - 0, C excluded\n"
                   "3 A 5 B 3 C 0 D 0 - 3, A elected\n"
                   "tie in 2: B C, round 1, C excluded\n"
                   "elected: A\n");
}

static void the_only_one_who_stands_is_elected_at_once(void **state)
{
    (void)state;
    assert_counted(&count_alternative_vote, "2 1\n-1\n3 1 0",
                   "1 A 0 B 0 - 0, B elected\n"
                   "elected: B\n");
}

static void it_fills_one_seat_only(void **state)
{
    (void)state;
    assert_uncounted(&count_alternative_vote, "3 2\n1 1 0", ERROR_WRONG, "seats");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_is_excluded_until_one_has_more_than_half),
        cmocka_unit_test(half_is_of_the_papers_that_still_count),
        cmocka_unit_test(just_half_is_not_more_than_half),
        cmocka_unit_test(of_those_who_are_last_together_whoever_was_behind_before_goes),
        cmocka_unit_test(the_only_one_who_stands_is_elected_at_once),
        cmocka_unit_test(it_fills_one_seat_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
