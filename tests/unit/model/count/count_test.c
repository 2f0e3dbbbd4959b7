/* Counting: what all methods share - scaling, printing, the lot, and what cannot be counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

static void products_beyond_64_bits_are_scaled_exactly(void **state)
{
    (void)state;
    assert_int_equal(count_scale(INT64_MAX, INT64_MAX, INT64_MAX, false), INT64_MAX);
    assert_int_equal(count_scale(INT64_MAX, 999999999, 1000000000, false),
                     INT64_C(9223372027631403770));
    assert_int_equal(count_scale(INT64_MAX, 999999999, 1000000000, true),
                     INT64_C(9223372027631403771));
    assert_int_equal(count_scale(10, 1, 5, true), 2);
    assert_int_equal(count_scale(1, 1, 3, false), 0);
    assert_int_equal(count_scale(1, 1, 3, true), 1);
}

static void amounts_are_written_with_the_methods_decimals(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_string_equal(count_print(&count_plurality, 7, &arena), "7");
    assert_string_equal(count_print(&count_scottish_stv, 12300001, &arena), "123.00001");
    assert_string_equal(count_print(&count_meek_stv, 1, &arena), "0.000000001");
    assert_string_equal(count_print(&count_meek_stv, INT64_C(1000000000000000000), &arena),
                        "1000000000.000000000");
    arena_done(&arena);
}

/* By b2sum -l 256 of 2026/1/A, 2026/2/B and 2026/3/C: 941d…, ab8d…, 50aa…; the least is first. */
static void the_lot_is_the_order_of_hashes_that_anybody_can_make_again(void **state)
{
    (void)state;
    assert_counted(&count_plurality, "3 3\n1 1 0\n1 2 0\n1 3 0",
                   "1 A 1 B 1 C 1 - 0, A B C elected\n"
                   "elected: A B C\n");
    assert_counted(&count_plurality, "3 1\n1 1 0\n1 2 0\n1 3 0",
                   "1 A 1 B 1 C 1 - 0, C elected\n"
                   "tie in 1: A B C, lot, C elected\n"
                   "elected: C\n");
    assert_counted(&count_plurality, "3 1\n-3\n1 1 0\n1 2 0",
                   "1 A 1 B 1 C 0 - 0, A elected\n"
                   "tie in 1: A B, lot, A elected\n"
                   "elected: A\n");
}

static void another_seed_gives_another_order(void **state)
{
    (void)state;
    struct papers papers = tally_papers("3 1\n1 1 0\n1 2 0\n1 3 0");
    bool chosen[3] = {false};
    for (int i = 0; i < 40; i++) {
        struct count_result result;
        struct arena arena = {0};
        struct count_options options = {.seed = str_of(arena_print(&arena, "%d", i))};
        assert_int_equal(count_run(&count_plurality, &papers, &options, &result, NULL), OK);
        chosen[result.elected.at[0]] = true;
        count_done(&result);
        arena_done(&arena);
    }
    assert_true(chosen[0] && chosen[1] && chosen[2]);
    papers_done(&papers);
}

static void an_order_that_the_papers_hold_goes_before_the_seed(void **state)
{
    (void)state;
    assert_counted(&count_plurality, "3 1\n[tie 2 3 1]\n1 1 0\n1 2 0\n1 3 0",
                   "1 A 1 B 1 C 1 - 0, B elected\n"
                   "tie in 1: A B C, lot, B elected\n"
                   "elected: B\n");
}

static void seats_and_withdrawals_can_be_said_anew(void **state)
{
    (void)state;
    struct papers papers = tally_papers("3 2\n3 1 2 0\n2 2 0\n1 3 0");
    const bool withdrawn[] = {true, false, false};
    struct count_options options = {.seats = 1, .withdrawn = withdrawn};
    struct count_result result;
    assert_int_equal(count_run(&count_plurality, &papers, &options, &result, NULL), OK);
    assert_true(result.seats == 1 && result.elected.count == 1 && result.elected.at[0] == 1);
    assert_int_equal(result.rounds.at[0].votes[1], 5);
    count_done(&result);
    papers_done(&papers);
}

static void papers_with_nobody_who_stands_are_blank_and_the_others_valid(void **state)
{
    (void)state;
    struct tally tally = tally_count(&count_plurality, "3 1\n-3\n4 1 0\n2 3 2 0\n3 3 0\n5 0");
    assert_int_equal(tally.result.valid, 6);
    assert_int_equal(tally.result.blank, 8);
    tally_done(&tally);
}

static void nobody_who_stands_is_elected_without_a_valid_paper_unless_there_is_a_seat(void **state)
{
    (void)state;
    for (size_t i = 0; count_method_at(i) != NULL; i++) {
        assert_uncounted(count_method_at(i), "2 1\n5 0", ERROR_WRONG, "ballots");
        assert_uncounted(count_method_at(i), "2 1\n-1\n-2\n5 1 0", ERROR_WRONG, "ballots");
        struct tally tally = tally_count(count_method_at(i), "2 1\n-2\n5 0");
        assert_true(tally.result.elected.count == 1 && tally.result.elected.at[0] == 0);
        tally_done(&tally);
    }
}

static void equal_ranks_are_refused_by_methods_that_go_by_order(void **state)
{
    (void)state;
    for (size_t i = 0; count_method_at(i) != NULL; i++)
        if (!count_method_at(i)->takes_ranks)
            assert_uncounted(count_method_at(i), "2 1\n1 1=2 0", ERROR_WRONG, "method");
}

static void methods_are_found_by_their_names(void **state)
{
    (void)state;
    for (size_t i = 0; count_method_at(i) != NULL; i++)
        assert_ptr_equal(count_method_find(str_of(count_method_at(i)->name)), count_method_at(i));
    assert_null(count_method_find(STR("borda")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_beyond_64_bits_are_scaled_exactly),
        cmocka_unit_test(amounts_are_written_with_the_methods_decimals),
        cmocka_unit_test(the_lot_is_the_order_of_hashes_that_anybody_can_make_again),
        cmocka_unit_test(another_seed_gives_another_order),
        cmocka_unit_test(an_order_that_the_papers_hold_goes_before_the_seed),
        cmocka_unit_test(seats_and_withdrawals_can_be_said_anew),
        cmocka_unit_test(papers_with_nobody_who_stands_are_blank_and_the_others_valid),
        cmocka_unit_test(nobody_who_stands_is_elected_without_a_valid_paper_unless_there_is_a_seat),
        cmocka_unit_test(equal_ranks_are_refused_by_methods_that_go_by_order),
        cmocka_unit_test(methods_are_found_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
