/* Meek's method, worked by hand from the reference rule of the Proportional Representation
 * Foundation, after Hill, Wichmann and Woodall (Algorithm 123, The Computer Journal 30, 1987). */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

enum { VOTE = 1000000000, OMEGA = 1000 };

/* The quota is 6 / 3 cut off, and 0.000000001. A keeps 2.000000001 / 4 of each paper, rounded up to
 * 0.500000001, and has 2.000000004; B has 4 x 0.499999999. The surplus of 0.000000003 is less than
 * omega, so that the last is excluded: B, since C is further above than the surplus. */
static void what_is_kept_is_rounded_up_at_nine_decimals(void **state)
{
    (void)state;
    assert_counted(&count_meek_stv, "3 2\n4 1 2 0\n2 3 0",
                   "1 A 4.000000000 B 0.000000000 C 2.000000000 - 0.000000000 quota 2.000000001, A "
                   "elected\n"
                   "2 A 2.000000004 B 1.999999996 C 2.000000000 - 0.000000000 quota 2.000000001, B "
                   "excluded, C elected\n"
                   "elected: A C\n");
}

/* The third time, A keeps 0.750000001 of each paper and passes 0.249999999 to B, who keeps
 * 0.600000001 of that: 0.14999999965, rounded up to 0.15. So B has 4 x 0.600000001 + 4 x 0.15, C 2
 * + 4 x 0.099999999, and D 2 + 4 x 0.399999999, which reaches the quota. */
static void what_comes_from_others_is_kept_in_part_and_rounded_up_too(void **state)
{
    (void)state;
    assert_counted(&count_meek_stv, "4 3\n4 1 2 3 0\n4 2 4 0\n2 3 0\n2 4 0",
                   "1 A 4.000000000 B 4.000000000 C 2.000000000 D 2.000000000 - 0.000000000 quota "
                   "3.000000001, A B elected\n"
                   "2 A 3.000000004 B 3.000000004 C 2.399999996 D 3.599999996 - 0.000000000 quota "
                   "3.000000001, D elected\n"
                   "elected: A B D\n");
}

/* With 9 papers the quota is 4.500000001; with 7 that still count it is 3.500000001. */
static void papers_that_are_exhausted_lower_the_quota(void **state)
{
    (void)state;
    assert_counted(&count_meek_stv, "3 1\n4 1 0\n3 2 0\n2 3 0",
                   "1 A 4.000000000 B 3.000000000 C 2.000000000 - 0.000000000 quota 4.500000001, C "
                   "excluded\n"
                   "2 A 4.000000000 B 3.000000000 C 0.000000000 - 2.000000000 quota 3.500000001, A "
                   "elected\n"
                   "elected: A\n");
}

static void assert_near(int64_t amount, int64_t votes)
{
    assert_in_range(amount, votes * VOTE - OMEGA, votes * VOTE + OMEGA);
}

/* A and B pass on to each other, for ever: each has 60k + 60(1 - k)k votes, which is the quota of
 * 45 when k is a half; a quarter of all their papers, 15 votes, goes on to C and to D. */
static void those_elected_pass_on_to_each_other_until_each_has_the_quota(void **state)
{
    (void)state;
    struct tally tally =
        tally_count(&count_meek_stv, "5 3\n60 1 2 3 0\n60 2 1 4 0\n20 3 0\n18 4 0\n22 5 0");
    const struct count_round *round = &tally.result.rounds.at[1];
    assert_int_equal(round->quota, 45 * (int64_t)VOTE + 1);
    static const int64_t votes[] = {45, 45, 35, 33, 22};
    for (size_t i = 0; i < 5; i++)
        assert_near(round->votes[i], votes[i]);
    assert_int_equal(round->excluded[0], 4);
    tally_done(&tally);
}

/* D's 11 papers name nobody else. By Meek the quota falls with them from 27 to 70 / 3, A keeps
 * less, and 7 + 40 - 23.33 votes elect B before the 23 of C. By the Scottish rules the quota stays
 * at 28, A passes on 12 once, and B goes with 19. */
static void a_lower_quota_frees_votes_of_those_elected_already(void **state)
{
    (void)state;
    static const char blt[] = "4 2\n40 1 2 0\n7 2 0\n23 3 0\n11 4 0";
    struct tally meek = tally_count(&count_meek_stv, blt);
    struct tally scottish = tally_count(&count_scottish_stv, blt);
    assert_int_equal(meek.result.elected.at[1], 1);
    assert_true(meek.result.quota > 23 * (int64_t)VOTE && meek.result.quota < 24 * (int64_t)VOTE);
    assert_int_equal(scottish.result.elected.at[1], 2);
    assert_int_equal(scottish.result.quota, 28 * 100000);
    tally_done(&scottish);
    tally_done(&meek);
}

/* The rule knows no earlier rounds: B was behind in the first one, but the lot says C. */
static void a_tie_is_broken_by_lot_alone(void **state)
{
    (void)state;
    assert_counted(&count_meek_stv, "4 1\n[tie 3 2 1 4]\n5 1 0\n2 2 0\n3 3 0\n1 4 2 0",
                   "1 A 5.000000000 B 2.000000000 C 3.000000000 D 1.000000000 - 0.000000000 quota "
                   "5.500000001, D excluded\n"
                   "2 A 5.000000000 B 3.000000000 C 3.000000000 D 0.000000000 - 0.000000000 quota "
                   "5.500000001, C excluded\n"
                   "3 A 5.000000000 B 3.000000000 C 0.000000000 D 0.000000000 - 3.000000000 quota "
                   "4.000000001, A elected\n"
                   "tie in 2: B C, lot, C excluded\n"
                   "elected: A\n");
}

static void fewer_candidates_than_seats_are_all_elected(void **state)
{
    (void)state;
    assert_counted(&count_meek_stv, "2 3\n3 1 0\n1 2 1 0",
                   "1 A 3.000000000 B 1.000000000 - 0.000000000 quota 1.000000001, A B elected\n"
                   "elected: A B\n");
}

static void papers_of_the_withdrawn_go_to_the_next_and_the_others_are_not_counted_in(void **state)
{
    (void)state;
    assert_counted(&count_meek_stv, "3 1\n-1\n4 1 2 0\n5 1 0\n2 3 0",
                   "1 A 0.000000000 B 4.000000000 C 2.000000000 - 0.000000000 quota 3.000000001, B "
                   "elected\n"
                   "elected: B\n");
}

static void as_many_papers_as_can_be_are_counted_exactly(void **state)
{
    (void)state;
    struct tally tally = tally_count(&count_meek_stv, "3 2\n999999999 1 2 0\n1 3 0");
    const struct count_round *first = &tally.result.rounds.at[0], *last = first + 1;
    assert_int_equal(first->votes[0], INT64_C(999999999) * VOTE);
    assert_int_equal(first->quota, INT64_C(333333333333333334));
    assert_int_equal(last->votes[0] + last->votes[1] + last->votes[2] + last->non_transferable,
                     INT64_C(1000000000) * VOTE);
    assert_int_equal(tally.result.elected.at[1], 1);
    tally_done(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_rounded_up_at_nine_decimals),
        cmocka_unit_test(what_comes_from_others_is_kept_in_part_and_rounded_up_too),
        cmocka_unit_test(papers_that_are_exhausted_lower_the_quota),
        cmocka_unit_test(those_elected_pass_on_to_each_other_until_each_has_the_quota),
        cmocka_unit_test(a_lower_quota_frees_votes_of_those_elected_already),
        cmocka_unit_test(a_tie_is_broken_by_lot_alone),
        cmocka_unit_test(fewer_candidates_than_seats_are_all_elected),
        cmocka_unit_test(papers_of_the_withdrawn_go_to_the_next_and_the_others_are_not_counted_in),
        cmocka_unit_test(as_many_papers_as_can_be_are_counted_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
