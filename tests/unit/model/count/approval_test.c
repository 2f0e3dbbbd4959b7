/* Approval: each paper is one vote for everybody it names. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

static void each_paper_is_one_vote_for_all_it_names_in_whatever_order(void **state)
{
    (void)state;
    assert_counted(&count_approval, "4 1\n42 1 0\n26 2 3 0\n15 4 3 0\n17 3=4 0",
                   "1 A 42 B 26 C 58 D 32 - 0, C elected\n"
                   "elected: C\n");
}

static void papers_that_begin_alike_count_for_whom_only_some_of_them_name(void **state)
{
    (void)state;
    assert_counted(&count_approval, "3 2\n3 1 2 0\n2 1 2 3 0\n1 1 0\n4 3 0",
                   "1 A 6 B 5 C 6 - 0, A C elected\n"
                   "elected: A C\n");
}

static void who_has_withdrawn_is_approved_by_nobody(void **state)
{
    (void)state;
    assert_counted(&count_approval, "3 1\n-1\n5 1 2 0\n4 3 0",
                   "1 A 0 B 5 C 4 - 0, B elected\n"
                   "elected: B\n");
}

/* The order of the lot by the seed 2026 is C, A, B. */
static void a_tie_is_broken_by_lot(void **state)
{
    (void)state;
    assert_counted(&count_approval, "3 1\n5 1=3 0\n4 2 0",
                   "1 A 5 B 4 C 5 - 0, C elected\n"
                   "tie in 1: A C, lot, C elected\n"
                   "elected: C\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_paper_is_one_vote_for_all_it_names_in_whatever_order),
        cmocka_unit_test(papers_that_begin_alike_count_for_whom_only_some_of_them_name),
        cmocka_unit_test(who_has_withdrawn_is_approved_by_nobody),
        cmocka_unit_test(a_tie_is_broken_by_lot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
