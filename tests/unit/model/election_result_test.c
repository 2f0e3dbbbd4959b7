/* Results: when the difference of two lists tells of too few, and how receipts find papers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "lib/poll.h"
#include "model/membership.h"

/* So many lines of each of two kinds. */
static struct str lines(struct text *text, int ones, int twos)
{
    text_clear(text);
    for (int i = 0; i < ones; i++)
        text_add(text, STR("1\n"));
    for (int i = 0; i < twos; i++)
        text_add(text, STR("2 1\n"));
    return text_str(text);
}

static void a_difference_of_one_to_nine_papers_tells_too_much(void **state)
{
    (void)state;
    for (int more = 0; more <= 30; more++) {
        struct text one = {0}, other = {0};
        bool few = more > 0 && more < ELECTION_DIFFERENCE;
        assert_int_equal(papers_differ_by_few(lines(&one, 40, 40), lines(&other, 40 + more, 40)),
                         few);
        assert_int_equal(papers_differ_by_few(lines(&one, 40, 40 + more), lines(&other, 40, 40)),
                         few);
        assert_int_equal(
            papers_differ_by_few(lines(&one, 40, 40), lines(&other, 40 + more, 40 - more)), few);
        text_done(&one);
        text_done(&other);
    }
}

static void the_order_of_a_list_is_no_difference(void **state)
{
    (void)state;
    assert_false(papers_differ_by_few(STR("1\n2\n3\n"), STR("3\n1\n2\n")));
    assert_true(papers_differ_by_few(STR("1\n2\n3\n"), STR("3\n1\n1\n")));
    assert_true(papers_differ_by_few(STR(""), STR("1\n")));
    assert_false(papers_differ_by_few(STR(""), STR("")));
}

static void a_receipt_finds_its_paper_and_no_other(void **state)
{
    const struct str papers = STR("aaaaaaaaaaaaaaaaaaaa 2 1\nbbbbbbbbbbbbbbbbbbbb\n"
                                  "cccccccccccccccccccc 1=3\ncccccccccccccccccccc 2\n");
    struct str choices;
    (void)state;
    assert_int_equal(papers_lines(papers), 4);
    assert_int_equal(papers_with_receipt(papers, STR("aaaaaaaaaaaaaaaaaaaa"), &choices), 1);
    assert_true(str_is(choices, "2 1"));
    assert_int_equal(papers_with_receipt(papers, STR("bbbbbbbbbbbbbbbbbbbb"), &choices), 1);
    assert_int_equal(choices.len, 0);
    assert_int_equal(papers_with_receipt(papers, STR("cccccccccccccccccccc"), &choices), 2);
    assert_int_equal(papers_with_receipt(papers, STR("dddddddddddddddddddd"), &choices), 0);
    assert_int_equal(papers_with_receipt(papers, STR("aaaa"), &choices), 0);
}

/* ---- a whole count ---- */

/* The first so many vote "Yes", all others "No". */
static void all_vote(struct poll *poll, const struct election *election, size_t yes)
{
    for (size_t who = 0; who < poll->count; who++)
        assert_int_equal(poll_vote(poll, election, who, who < yes ? 1 : 2), OK);
}

static void of_twenty_and_more_the_papers_are_shown_and_of_fewer_only_the_outcome(void **state)
{
    struct poll poll = poll_make(state, ELECTION_SMALL - 1);
    struct election small = poll_plan(&poll, NULL), large;
    struct str papers;
    poll_open(&poll, &small);
    all_vote(&poll, &small, 15);
    poll_count(&poll, &small);
    assert_true(str_is(small.state, "counted") && str_is(small.outcome, "elected"));
    assert_false(small.papers_shown);
    assert_model_fails(poll.in, election_papers_read(poll.in, &small, &papers), ERROR_MISSING,
                       "election");
    *poll.in->error = (struct error){0};
    poll_join(&poll, "member", "concealed", 0);
    large = poll_plan(&poll, &(struct election){.title = STR("Another")});
    poll_open(&poll, &large);
    all_vote(&poll, &large, 15);
    poll_count(&poll, &large);
    assert_true(large.papers_shown && large.papers == ELECTION_SMALL);
    assert_int_equal(election_papers_read(poll.in, &large, &papers), OK);
    assert_int_equal(papers_lines(papers), ELECTION_SMALL);
}

static void of_many_who_may_vote_and_few_who_do_only_the_outcome_is_shown(void **state)
{
    struct poll poll = poll_make(state, 40);
    struct election election = poll_plan(&poll, NULL);
    poll_open(&poll, &election);
    for (size_t who = 0; who < ELECTION_SMALL - 1; who++)
        assert_int_equal(poll_vote(&poll, &election, who, 1), OK);
    poll_count(&poll, &election);
    assert_false(election.papers_shown);
}

static void the_papers_of_a_small_vote_are_kept_for_two_scrutineers(void **state)
{
    struct poll poll = poll_make(state, 6);
    struct election election = poll_plan(&poll, NULL);
    struct str papers;
    for (size_t who = 0; who < ELECTION_SCRUTINEERS; who++)
        assert_int_equal(election_scrutineer_add(poll.in, &election, poll.handles[who]), OK);
    poll_open(&poll, &election);
    all_vote(&poll, &election, 4);
    poll_count(&poll, &election);
    assert_false(election.papers_shown);
    assert_int_equal(election_papers_read(poll.in, &election, &papers), OK);
    assert_int_equal(papers_lines(papers), 6);
}

static void whoever_voted_and_left_is_counted_and_who_came_later_is_not(void **state)
{
    struct poll poll = poll_make(state, 21);
    struct election election = poll_plan(&poll, NULL);
    poll_open(&poll, &election);
    all_vote(&poll, &election, 11);
    assert_int_equal(membership_vanish(poll.in, poll.people[0], POLL_NETWORK), OK);
    size_t late = poll_join(&poll, "member", "members", 0);
    assert_model_fails(poll.in, poll_vote(&poll, &election, late, 2), ERROR_REFUSED, "election");
    *poll.in->error = (struct error){0};
    struct election_tally tally = poll_count(&poll, &election);
    assert_int_equal(election.papers, 21);
    assert_true(tally.decision.elected_count == 1 && tally.decision.elected[0] == 1);
}

static void a_result_near_an_earlier_one_keeps_its_papers_to_itself(void **state)
{
    struct poll poll = poll_make(state, 30);
    struct election first = poll_plan(&poll, NULL), second;
    poll_open(&poll, &first);
    all_vote(&poll, &first, 20);
    poll_count(&poll, &first);
    assert_true(first.papers_shown);
    second = poll_plan(&poll, NULL);
    poll_open(&poll, &second);
    all_vote(&poll, &second, 21);
    poll_count(&poll, &second);
    assert_false(second.papers_shown);
    second = poll_plan(&poll, NULL);
    poll_open(&poll, &second);
    all_vote(&poll, &second, 5);
    poll_count(&poll, &second);
    assert_true(second.papers_shown);
}

/* The second was compared with nothing, when the first was not there yet. */
static void two_results_of_one_question_are_not_kept_side_by_side_unseen(void **state)
{
    struct poll poll = poll_make(state, 30);
    struct election first = poll_plan(&poll, NULL), second = poll_plan(&poll, NULL);
    struct election_tally tally;
    poll_open(&poll, &first);
    poll_open(&poll, &second);
    all_vote(&poll, &first, 20);
    all_vote(&poll, &second, 21);
    const struct ballot_box box = poll_box(&poll, &second);
    assert_int_equal(election_tally(&box, &second, &tally), OK);
    assert_true(tally.is_shown);
    poll_count(&poll, &first);
    assert_model_fails(poll.in, election_keep(poll.in, &second, &tally), ERROR_BUSY, "election");
    *poll.in->error = (struct error){0};
    poll_count(&poll, &second);
    assert_false(second.papers_shown);
}

static void without_its_key_it_is_void_and_nothing_is_counted(void **state)
{
    struct poll poll = poll_make(state, 21);
    struct election election = poll_plan(&poll, NULL);
    poll_open(&poll, &election);
    all_vote(&poll, &election, 11);
    const struct ballot_box box = poll_box(&poll, &election);
    assert_int_equal(ballot_box_forget(&box), OK);
    struct election_tally tally = poll_count(&poll, &election);
    assert_true(tally.is_void && str_is(election.state, "void"));
    assert_int_equal(model_count(poll.in, "SELECT count(*) FROM election_papers"), 0);
}

static void a_quorum_and_a_majority_are_counted_in_whole_numbers(void **state)
{
    static const struct {
        size_t yes, voters;
        const char *outcome;
    } votes[] = {{6, 9, "carried"}, {5, 9, "rejected"}, {6, 6, "inquorate"}};
    struct poll poll = poll_make(state, 13);
    for (size_t i = 0; i < sizeof votes / sizeof *votes; i++) {
        struct election election = poll_plan(
            &poll, &(struct election){.majority = {2, 3}, .quorum = {1, 2}}); /* of 13: 7 */
        poll_open(&poll, &election);
        for (size_t who = 0; who < votes[i].voters; who++)
            assert_int_equal(poll_vote(&poll, &election, who, who < votes[i].yes ? 1 : 2), OK);
        poll_count(&poll, &election);
        assert_string_equal(arena_copy(poll.in->arena, election.outcome), votes[i].outcome);
    }
}

static void what_is_kept_counts_to_the_same_and_is_told_as_a_file(void **state)
{
    struct poll poll = poll_make(state, 24);
    struct election election = poll_plan(&poll, NULL);
    struct election_decision decision;
    struct str papers, blt;
    poll_open(&poll, &election);
    all_vote(&poll, &election, 12); /* a tie, by lot */
    struct election_tally tally = poll_count(&poll, &election);
    assert_true(tally.decision.by_lot);
    assert_int_equal(election_papers_read(poll.in, &election, &papers), OK);
    assert_int_equal(election_decide(poll.in, &election, papers, &decision), OK);
    assert_true(decision.by_lot && decision.elected[0] == tally.decision.elected[0]);
    bool same;
    assert_int_equal(election_is_same(poll.in, &election, &decision, &same), OK);
    assert_true(same);
    model_run(poll.in, "UPDATE election_option SET elected = 1 - elected");
    assert_int_equal(election_is_same(poll.in, &election, &decision, &same), OK);
    assert_false(same);
    assert_int_equal(election_blt(poll.in, &election, papers, &blt), OK);
    assert_true(str_starts(blt, "2 1\n("));
    assert_non_null(
        strstr(arena_copy(poll.in->arena, blt), "\n0\n\"Yes\"\n\"No\"\n\"Shall we?\"\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_of_one_to_nine_papers_tells_too_much),
        cmocka_unit_test(the_order_of_a_list_is_no_difference),
        cmocka_unit_test(a_receipt_finds_its_paper_and_no_other),
        MODEL_TEST(of_twenty_and_more_the_papers_are_shown_and_of_fewer_only_the_outcome),
        MODEL_TEST(of_many_who_may_vote_and_few_who_do_only_the_outcome_is_shown),
        MODEL_TEST(the_papers_of_a_small_vote_are_kept_for_two_scrutineers),
        MODEL_TEST(whoever_voted_and_left_is_counted_and_who_came_later_is_not),
        MODEL_TEST(a_result_near_an_earlier_one_keeps_its_papers_to_itself),
        MODEL_TEST(two_results_of_one_question_are_not_kept_side_by_side_unseen),
        MODEL_TEST(without_its_key_it_is_void_and_nothing_is_counted),
        MODEL_TEST(a_quorum_and_a_majority_are_counted_in_whole_numbers),
        MODEL_TEST(what_is_kept_counts_to_the_same_and_is_told_as_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
