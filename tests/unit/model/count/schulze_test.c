/* The Schulze method, on the examples of M. Schulze, "A new monotonic, clone-independent, reversal
 * symmetric, and Condorcet-consistent single-winner election method", Social Choice and Welfare 36,
 * 2011. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

#define FIVE                                                                                       \
    "5 1\n5 1 3 2 5 4 0\n5 1 4 5 3 2 0\n8 2 5 4 1 3 0\n3 3 1 2 5 4 0\n7 3 1 5 2 4 0\n2 3 2 1 4 5 " \
    "0\n7 4 3 5 2 1 0\n8 5 2 1 4 3 0"

/* 45 voters; nobody beats E, since every path to E is weaker than the one from E. */
static void whom_nobody_beats_by_a_stronger_path_wins(void **state)
{
    (void)state;
    static const int64_t pairs[5][5] = {{0, 20, 26, 30, 22},
                                        {25, 0, 16, 33, 18},
                                        {19, 29, 0, 17, 24},
                                        {15, 12, 28, 0, 14},
                                        {23, 27, 21, 31, 0}};
    static const int64_t paths[5][5] = {{0, 28, 28, 30, 24},
                                        {25, 0, 28, 33, 24},
                                        {25, 29, 0, 29, 24},
                                        {25, 28, 28, 0, 24},
                                        {25, 28, 28, 31, 0}};
    struct tally tally = tally_count(&count_schulze, FIVE);
    assert_memory_equal(tally.result.pairs, pairs, sizeof pairs);
    assert_memory_equal(tally.result.paths, paths, sizeof paths);
    tally_done(&tally);
    assert_counted(&count_schulze, FIVE,
                   "1 A 3 B 1 C 2 D 0 E 4 - 0, E elected\n"
                   "elected: E\n");
}

static void the_others_stand_in_their_order_behind(void **state)
{
    (void)state;
    assert_counted(
        &count_schulze,
        "4 4\n5 1 3 2 4 0\n2 1 3 4 2 0\n3 1 4 3 2 0\n4 2 1 3 4 0\n3 3 2 4 1 0\n3 3 4 2 1 "
        "0\n1 4 1 3 2 0\n5 4 2 1 3 0\n4 4 3 2 1 0",
        "1 A 2 B 0 C 1 D 3 - 0, D A C B elected\n"
        "elected: D A C B\n");
}

static void who_is_not_named_stands_behind_all_who_are(void **state)
{
    (void)state;
    struct tally tally = tally_count(&count_schulze, "3 1\n3 1 0\n2 2=3 0\n1 3 2 0");
    static const int64_t pairs[3][3] = {{0, 3, 3}, {3, 0, 0}, {3, 1, 0}};
    assert_memory_equal(tally.result.pairs, pairs, sizeof pairs);
    tally_done(&tally);
}

/* The order of the lot by the seed 2026 is C, A, B. */
static void those_whom_as_many_stand_behind_are_drawn_from_the_lot(void **state)
{
    (void)state;
    assert_counted(&count_schulze, "3 1\n1 1 2 3 0\n1 2 3 1 0\n1 3 1 2 0",
                   "1 A 0 B 0 C 0 - 0, C elected\n"
                   "tie in 1: A B C, lot, C elected\n"
                   "elected: C\n");
}

static void who_has_withdrawn_is_compared_with_nobody(void **state)
{
    (void)state;
    assert_counted(&count_schulze, "3 1\n-2\n1 1 2 3 0\n1 2 3 1 0\n1 3 1 2 0",
                   "1 A 0 B 0 C 1 - 0, C elected\n"
                   "elected: C\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whom_nobody_beats_by_a_stronger_path_wins),
        cmocka_unit_test(the_others_stand_in_their_order_behind),
        cmocka_unit_test(who_is_not_named_stands_behind_all_who_are),
        cmocka_unit_test(those_whom_as_many_stand_behind_are_drawn_from_the_lot),
        cmocka_unit_test(who_has_withdrawn_is_compared_with_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
