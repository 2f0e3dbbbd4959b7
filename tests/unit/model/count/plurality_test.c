/* Plurality: the most first preferences win. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

/* The example that textbooks give of preferences: where Tennessee's capital should be. A is
 * Memphis, B Nashville, C Chattanooga, D Knoxville; in each hundred voters, those who live near
 * each. */
#define CAPITAL "4 1\n42 1 2 3 4 0\n26 2 3 4 1 0\n15 3 4 2 1 0\n17 4 3 2 1 0"

static void the_most_first_preferences_win(void **state)
{
    (void)state;
    assert_counted(&count_plurality, CAPITAL,
                   "1 A 42 B 26 C 15 D 17 - 0, A elected\n"
                   "elected: A\n");
}

static void several_seats_go_to_the_first_in_the_order_of_their_votes(void **state)
{
    (void)state;
    assert_counted(&count_plurality, "4 3\n42 1 0\n26 2 0\n15 3 0\n17 4 0",
                   "1 A 42 B 26 C 15 D 17 - 0, A B D elected\n"
                   "elected: A B D\n");
}

/* The order of the lot by the seed 2026 is C, A, B. */
static void only_the_seat_that_a_tie_is_about_goes_by_lot(void **state)
{
    (void)state;
    assert_counted(&count_plurality, "3 2\n3 1 0\n2 2 0\n2 3 0",
                   "1 A 3 B 2 C 2 - 0, A C elected\n"
                   "tie in 1: B C, lot, C elected\n"
                   "elected: A C\n");
    assert_counted(&count_plurality, "3 2\n2 1 0\n2 2 0\n1 3 0",
                   "1 A 2 B 2 C 1 - 0, A B elected\n"
                   "elected: A B\n");
}

static void whose_first_choice_has_withdrawn_votes_for_the_next(void **state)
{
    (void)state;
    assert_counted(&count_plurality, "3 1\n-1\n4 1 2 0\n3 3 0\n9 1 0",
                   "1 A 0 B 4 C 3 - 0, B elected\n"
                   "elected: B\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_first_preferences_win),
        cmocka_unit_test(several_seats_go_to_the_first_in_the_order_of_their_votes),
        cmocka_unit_test(only_the_seat_that_a_tie_is_about_goes_by_lot),
        cmocka_unit_test(whose_first_choice_has_withdrawn_votes_for_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
