/* A majority is counted in whole votes, and says what it was of. */
#include "model/quorum/majority.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct majority_answer ask(const struct majority_rule *rule, struct majority_state votes,
                                  struct arena *arena)
{
    struct majority_answer answer;
    assert_int_equal(majority_answer(rule, &votes, arena, &answer), OK);
    return answer;
}

static void expect(const struct majority_rule *rule, struct majority_state votes, const char *why)
{
    struct arena arena = {0};
    assert_string_equal(arena_copy(&arena, ask(rule, votes, &arena).why), why);
    arena_done(&arena);
}

/* For every count of votes up to 60 and bases up to 1,000: by cross-multiplication alone. */
static void every_fraction_carries_exactly_when_cross_multiplication_says(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int64_t below = 1; below <= 12; below++)
        for (int64_t top = 1; top <= below; top++)
            for (int64_t base = 0; base <= 1000; base += base < 100 ? 1 : 37)
                for (int more = 0; more < 2; more++) {
                    struct majority_rule rule = {.numerator = top,
                                                 .denominator = below,
                                                 .is_more_than = more,
                                                 .over = MAJORITY_OVER_ENTITLED};
                    struct majority_state votes = {.bases[MAJORITY_OVER_ENTITLED] = base};
                    int64_t needed = ask(&rule, votes, &arena).needed;
                    for (votes.votes_for = needed > 2 ? needed - 2 : 0;
                         votes.votes_for <= needed + 2; votes.votes_for++) {
                        int64_t have = votes.votes_for * below, want = top * base;
                        bool carried = votes.votes_for > 0 && (more ? have > want : have >= want);
                        assert_int_equal(ask(&rule, votes, &arena).is_carried, carried);
                    }
                    arena_reset(&arena);
                }
    arena_done(&arena);
}

static void two_thirds_of_9_votes_is_6(void **state)
{
    (void)state;
    expect(&majority_two_thirds, (struct majority_state){.votes_for = 6, .votes_against = 3},
           "Carried: 6 for and 3 against; 6 for are needed, two thirds of the 9 votes.");
    expect(&majority_two_thirds, (struct majority_state){.votes_for = 5, .votes_against = 4},
           "Not carried: 5 for and 4 against; 6 for are needed, two thirds of the 9 votes.");
}

static void a_tie_does_not_carry(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct majority_answer answer =
        ask(&majority_simple, (struct majority_state){.votes_for = 4, .votes_against = 4}, &arena);
    assert_true(answer.is_tied && !answer.is_carried);
    arena_done(&arena);
    expect(&majority_simple, (struct majority_state){.votes_for = 4, .votes_against = 4},
           "Not carried: 4 for and 4 against; 5 for are needed, more than half of the 8 votes, and "
           "a tie is not enough.");
}

static void an_absolute_majority_is_of_all_who_may_vote(void **state)
{
    (void)state;
    struct majority_state votes = {
        .votes_for = 4, .abstentions = 1, .bases[MAJORITY_OVER_ENTITLED] = 8};
    expect(&majority_absolute, votes,
           "Not carried: 4 for and 0 against, 1 person abstained; 5 for are needed, more than half "
           "of the 8 people who may vote.");
    votes.votes_for = 5;
    expect(&majority_absolute, votes,
           "Carried: 5 for and 0 against, 1 person abstained; 5 for are needed, more than half of "
           "the 8 people who may vote.");
}

static void abstentions_count_in_the_base_where_the_rule_says(void **state)
{
    (void)state;
    struct majority_state votes = {.votes_for = 4, .votes_against = 3, .abstentions = 2};
    struct majority_rule counting = majority_simple;
    expect(&majority_simple, votes,
           "Carried: 4 for and 3 against, 2 people abstained; 4 for are needed, more than half of "
           "the 7 votes.");
    counting.abstentions_count = true;
    expect(&counting, votes,
           "Not carried: 4 for and 3 against, 2 people abstained; 5 for are needed, more than half "
           "of the 9 votes, abstentions among them.");
}

static void nothing_is_carried_without_a_vote_for_it(void **state)
{
    (void)state;
    expect(&majority_two_thirds,
           (struct majority_state){.votes_for = 0, .votes_against = 0, .abstentions = 5},
           "Not carried: 0 for and 0 against, 5 people abstained; 1 for is needed, two thirds of "
           "the 0 votes.");
}

static void the_largest_counts_do_not_overflow_and_larger_ones_are_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct majority_answer answer;
    struct majority_rule rule = {.numerator = QUORUM_NUMBER_MOST - 1,
                                 .denominator = QUORUM_NUMBER_MOST,
                                 .abstentions_count = true};
    struct majority_state votes = {.votes_for = QUORUM_PEOPLE_MOST,
                                   .votes_against = QUORUM_PEOPLE_MOST,
                                   .abstentions = QUORUM_PEOPLE_MOST};
    assert_int_equal(ask(&rule, votes, &arena).base, 3 * QUORUM_PEOPLE_MOST);
    votes.votes_for++;
    assert_int_equal(majority_answer(&rule, &votes, &arena, &answer), ERROR_WRONG);
    votes.votes_for = -1;
    assert_int_equal(majority_answer(&rule, &votes, &arena, &answer), ERROR_WRONG);
    votes = (struct majority_state){.bases[MAJORITY_OVER_MEMBERS] = -1};
    assert_int_equal(majority_answer(&rule, &votes, &arena, &answer), ERROR_WRONG);
    rule.numerator = rule.denominator + 1;
    votes = (struct majority_state){.votes_for = 1};
    assert_int_equal(majority_answer(&rule, &votes, &arena, &answer), ERROR_WRONG);
    arena_done(&arena);
}

static void a_majority_that_can_never_be_reached_is_told_with_its_remedy(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str why;
    struct majority_rule all = {.numerator = 1, .denominator = 1, .is_more_than = true};
    struct majority_rule members = {
        .numerator = 1, .denominator = 2, .over = MAJORITY_OVER_MEMBERS};
    static const int64_t bases[MAJORITY_OVERS] = {0, 8, 8, 40, 30};
    assert_false(majority_is_possible(&all, NULL, -1, &arena, &why));
    assert_true(str_starts(why, "More than all can never vote for it"));
    assert_false(majority_is_possible(&members, bases, 8, &arena, &why));
    assert_string_equal(arena_copy(&arena, why),
                        "20 people would have to vote for it, and only 8 may vote: ask for a "
                        "smaller part, or of those who may vote.");
    assert_true(majority_is_possible(&members, bases, 40, &arena, &why));
    assert_true(majority_is_possible(&majority_absolute, bases, 8, &arena, &why));
    assert_string_equal(arena_copy(&arena, majority_words(&members, &arena)),
                        "half of the members");
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fraction_carries_exactly_when_cross_multiplication_says),
        cmocka_unit_test(two_thirds_of_9_votes_is_6),
        cmocka_unit_test(a_tie_does_not_carry),
        cmocka_unit_test(an_absolute_majority_is_of_all_who_may_vote),
        cmocka_unit_test(abstentions_count_in_the_base_where_the_rule_says),
        cmocka_unit_test(nothing_is_carried_without_a_vote_for_it),
        cmocka_unit_test(the_largest_counts_do_not_overflow_and_larger_ones_are_refused),
        cmocka_unit_test(a_majority_that_can_never_be_reached_is_told_with_its_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
