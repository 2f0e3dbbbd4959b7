/* The Scottish rules, worked by hand from the words of the Scottish Local Government Elections
 * Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

/* Quota (rule 46): 24 / 4, and one, is 7. A's surplus of 5 goes on 12 papers: each is worth 1 x 5 /
 * 12 = 0.41666, with the rest ignored (rule 48(3)), so that B comes to 6 + 4.99992. B's surplus of
 * 3.99992 goes on 6 papers worth 1 x 3.99992 / 10.99992 = 0.36363 each, and on the 12 papers worth
 * 0.41666 x 3.99992 / 10.99992 = 0.15151 each: C comes to 3 + 2.18178 + 1.81812. In exact fractions
 * C would have the quota here; by the Order, C waits until the others are excluded. */
static void what_lies_beyond_five_decimals_is_ignored_at_each_transfer(void **state)
{
    (void)state;
    assert_counted(
        &count_scottish_stv, "5 3\n12 1 2 3 0\n6 2 3 4 0\n3 3 0\n2 4 0\n1 5 0",
        "1 A 12.00000 B 6.00000 C 3.00000 D 2.00000 E 1.00000 - 0.00000 quota 7.00000, A elected\n"
        "2 A 7.00000 B 10.99992 C 3.00000 D 2.00000 E 1.00000 - 0.00000 quota 7.00000, surplus of "
        "A, B elected\n"
        "3 A 7.00000 B 7.00000 C 6.99990 D 2.00000 E 1.00000 - 0.00000 quota 7.00000, surplus of "
        "B\n"
        "4 A 7.00000 B 7.00000 C 6.99990 D 2.00000 E 0.00000 - 1.00000 quota 7.00000, E excluded\n"
        "5 A 7.00000 B 7.00000 C 6.99990 D 0.00000 E 0.00000 - 3.00000 quota 7.00000, D excluded, "
        "C elected\n"
        "elected: A B C\n");
}

/* All nine papers of A are worth 4 / 9 = 0.44444, those too that name nobody else (rule 48(1)(b)):
 * theirs is lost, and does not go on with the others. */
static void papers_without_a_next_preference_take_their_part_of_a_surplus_with_them(void **state)
{
    (void)state;
    assert_counted(&count_scottish_stv, "3 2\n6 1 0\n3 1 2 0\n2 2 0\n2 3 0",
                   "1 A 9.00000 B 2.00000 C 2.00000 - 0.00000 quota 5.00000, A elected\n"
                   "2 A 5.00000 B 3.33332 C 2.00000 - 2.66664 quota 5.00000, surplus of A\n"
                   "3 A 5.00000 B 3.33332 C 0.00000 - 4.66664 quota 5.00000, C excluded, B "
                   "elected\n"
                   "elected: A B\n");
}

/* Rule 50(4): the nine papers that came at 2 / 9 = 0.22222 go on at that, the one that began with C
 * at one. */
static void papers_of_the_excluded_go_on_at_the_value_at_which_they_came(void **state)
{
    (void)state;
    assert_counted(
        &count_scottish_stv, "4 2\n9 1 3 2 0\n4 2 0\n1 3 4 0\n4 4 0",
        "1 A 9.00000 B 4.00000 C 1.00000 D 4.00000 - 0.00000 quota 7.00000, A elected\n"
        "2 A 7.00000 B 4.00000 C 2.99998 D 4.00000 - 0.00000 quota 7.00000, surplus of A\n"
        "3 A 7.00000 B 5.99998 C 0.00000 D 5.00000 - 0.00000 quota 7.00000, C excluded\n"
        "4 A 7.00000 B 5.99998 C 0.00000 D 0.00000 - 5.00000 quota 7.00000, D excluded, B elected\n"
        "elected: A B\n");
}

/* Rule 47: a candidate whose votes equal the quota is elected, and has no surplus. */
static void who_has_just_the_quota_is_elected_and_transfers_nothing(void **state)
{
    (void)state;
    assert_counted(&count_scottish_stv, "3 2\n3 1 3 0\n3 2 3 0\n2 3 0",
                   "1 A 3.00000 B 3.00000 C 2.00000 - 0.00000 quota 3.00000, A B elected\n"
                   "elected: A B\n");
}

/* Rule 49(1): D has the greater surplus, and is transferred before A, whoever was elected first. */
static void the_highest_surplus_is_transferred_first(void **state)
{
    (void)state;
    assert_counted(
        &count_scottish_stv, "4 3\n7 1 2 0\n9 4 2 0\n2 2 0\n3 3 0",
        "1 A 7.00000 B 2.00000 C 3.00000 D 9.00000 - 0.00000 quota 6.00000, D A elected\n"
        "2 A 7.00000 B 4.99997 C 3.00000 D 6.00000 - 0.00000 quota 6.00000, surplus of D\n"
        "3 A 6.00000 B 5.99992 C 3.00000 D 6.00000 - 0.00000 quota 6.00000, surplus of A\n"
        "4 A 6.00000 B 5.99992 C 0.00000 D 6.00000 - 3.00000 quota 6.00000, C excluded, B elected\n"
        "elected: D A B\n");
}

/* Rule 49(3): they were equal at all stages. The order of the lot by the seed 2026 is C, A, B. */
static void of_equal_surpluses_a_lot_says_which_is_first(void **state)
{
    (void)state;
    assert_counted(
        &count_scottish_stv, "4 3\n[tie 3 1 2 4]\n6 1 3 0\n6 2 3 0\n2 3 0\n2 4 0",
        "1 A 6.00000 B 6.00000 C 2.00000 D 2.00000 - 0.00000 quota 5.00000, A B elected\n"
        "2 A 5.00000 B 6.00000 C 2.99996 D 2.00000 - 0.00000 quota 5.00000, surplus of A\n"
        "3 A 5.00000 B 5.00000 C 3.99992 D 2.00000 - 0.00000 quota 5.00000, surplus of B\n"
        "4 A 5.00000 B 5.00000 C 3.99992 D 0.00000 - 2.00000 quota 5.00000, D excluded, C elected\n"
        "tie in 2: A B, lot, A transferred first\n"
        "elected: A B C\n");
}

/* Rule 51(2)(a): they are equal in the second stage, in the first C had fewer. */
static void of_those_who_are_last_together_whoever_had_fewer_at_the_stage_before_goes(void **state)
{
    (void)state;
    assert_counted(
        &count_scottish_stv, "4 1\n5 1 0\n3 2 0\n2 3 0\n1 4 3 0",
        "1 A 5.00000 B 3.00000 C 2.00000 D 1.00000 - 0.00000 quota 6.00000\n"
        "2 A 5.00000 B 3.00000 C 3.00000 D 0.00000 - 0.00000 quota 6.00000, D excluded\n"
        "3 A 5.00000 B 3.00000 C 0.00000 D 0.00000 - 3.00000 quota 6.00000, C excluded\n"
        "4 A 5.00000 B 0.00000 C 0.00000 D 0.00000 - 6.00000 quota 6.00000, B excluded, A elected\n"
        "tie in 3: B C, round 1, C excluded\n"
        "elected: A\n");
}

/* Rule 51(2)(b): equal at all stages, B is drawn, to be excluded. */
static void of_those_who_were_last_together_at_all_stages_a_lot_says_who_goes(void **state)
{
    (void)state;
    assert_counted(&count_scottish_stv, "3 1\n[tie 2 3 1]\n3 1 0\n2 2 3 0\n2 3 0",
                   "1 A 3.00000 B 2.00000 C 2.00000 - 0.00000 quota 4.00000\n"
                   "2 A 3.00000 B 0.00000 C 4.00000 - 0.00000 quota 4.00000, B excluded, C "
                   "elected\n"
                   "tie in 2: B C, lot, B excluded\n"
                   "elected: C\n");
}

/* Rule 52: as many are left as there are vacancies; no further transfer is made. */
static void the_last_vacancies_are_filled_without_a_transfer(void **state)
{
    (void)state;
    assert_counted(&count_scottish_stv, "3 2\n9 1 2 0\n1 2 0\n1 3 2 0\n",
                   "1 A 9.00000 B 1.00000 C 1.00000 - 0.00000 quota 4.00000, A elected\n"
                   "2 A 4.00000 B 5.99995 C 1.00000 - 0.00000 quota 4.00000, surplus of A, B "
                   "elected\n"
                   "elected: A B\n");
    assert_counted(&count_scottish_stv, "2 2\n9 1 2 0\n1 2 0",
                   "1 A 9.00000 B 1.00000 - 0.00000 quota 4.00000, A B elected\n"
                   "elected: A B\n");
}

static void fewer_candidates_than_seats_are_all_elected(void **state)
{
    (void)state;
    assert_counted(&count_scottish_stv, "2 3\n3 1 0\n1 2 1 0",
                   "1 A 3.00000 B 1.00000 - 0.00000 quota 2.00000, A B elected\n"
                   "elected: A B\n");
}

/* Five papers name nobody who stands: they are not valid, and the quota is of the other six. */
static void papers_of_the_withdrawn_go_to_the_next_and_the_others_lower_the_quota(void **state)
{
    (void)state;
    assert_counted(&count_scottish_stv, "3 1\n-1\n4 1 2 0\n5 1 0\n2 3 0",
                   "1 A 0.00000 B 4.00000 C 2.00000 - 0.00000 quota 4.00000, B elected\n"
                   "elected: B\n");
}

static void as_many_papers_as_can_be_are_counted_exactly(void **state)
{
    (void)state;
    assert_counted(&count_scottish_stv, "3 2\n999999999 1 2 0\n1 3 0",
                   "1 A 999999999.00000 B 0.00000 C 1.00000 - 0.00000 quota 333333334.00000, A "
                   "elected\n"
                   "2 A 333333334.00000 B 666659999.33334 C 1.00000 - 0.00000 quota "
                   "333333334.00000, surplus of A, B elected\n"
                   "elected: A B\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_beyond_five_decimals_is_ignored_at_each_transfer),
        cmocka_unit_test(papers_without_a_next_preference_take_their_part_of_a_surplus_with_them),
        cmocka_unit_test(papers_of_the_excluded_go_on_at_the_value_at_which_they_came),
        cmocka_unit_test(who_has_just_the_quota_is_elected_and_transfers_nothing),
        cmocka_unit_test(the_highest_surplus_is_transferred_first),
        cmocka_unit_test(of_equal_surpluses_a_lot_says_which_is_first),
        cmocka_unit_test(of_those_who_are_last_together_whoever_had_fewer_at_the_stage_before_goes),
        cmocka_unit_test(of_those_who_were_last_together_at_all_stages_a_lot_says_who_goes),
        cmocka_unit_test(the_last_vacancies_are_filled_without_a_transfer),
        cmocka_unit_test(fewer_candidates_than_seats_are_all_elected),
        cmocka_unit_test(papers_of_the_withdrawn_go_to_the_next_and_the_others_lower_the_quota),
        cmocka_unit_test(as_many_papers_as_can_be_are_counted_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
