/* What votes have in common is kept from one to the next, and for no longer than it holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/open_vote.h"

enum { NETWORK = 7, VOTER = 1000, VOTERS = 3 };

struct poll {
    struct model *in;
    struct election election;
    struct ballot_box box;
    struct open_vote *vote;
};

static void open_election(struct poll *poll)
{
    struct model *in = poll->in;
    handle_list roll = {0};
    struct str hash;
    model_run(in, "INSERT INTO network (id, place, name, name_key, aim)"
                  " VALUES (7, 5, 'Carers', 'carers', 'To be there.')");
    poll->election = (struct election){.network = NETWORK,
                                       .title = STR("A question"),
                                       .purpose = STR("question"),
                                       .electorate = STR("members"),
                                       .method = STR("plurality"),
                                       .seats = 1};
    assert_int_equal(election_add(in, &poll->election, NULL, 0), OK);
    poll->election.state = STR("open");
    assert_int_equal(election_write(in, &poll->election), OK);
    poll->box.election = poll->election.id;
    for (int64_t i = 0; i < VOTERS; i++)
        *list_add(&roll) = VOTER + i;
    assert_int_equal(ballot_box_open(&poll->box, &hash), OK);
    assert_int_equal(ballot_box_add(&poll->box, roll.at, roll.count), OK);
    list_done(&roll);
}

static struct poll poll_of(void **state)
{
    struct model_test *test = *state;
    struct poll poll = {
        .in = IN(state), .box = {.in = IN(state), .state_dir = test->dir}, .vote = open_vote_new()};
    open_election(&poll);
    return poll;
}

/* One vote, as the action puts it in. */
static int put(struct poll *poll, int64_t voter)
{
    struct ballot ballot = {.count = 1, .choices = {{.candidate = 0}}, .receipt = "RECEIPT"};
    int err = open_vote_read(poll->vote, &poll->box);
    if (err == OK)
        err = ballot_box_put(&poll->box, &poll->vote->key, voter, &ballot);
    if (err == OK)
        open_vote_goes_on(poll->vote, poll->in);
    return err;
}

static void votes_that_follow_one_another_read_nothing_anew(void **state)
{
    struct poll poll = poll_of(state);
    assert_int_equal(put(&poll, VOTER), OK);
    assert_int_equal(poll.vote->rules.options, 2);
    poll.vote->rules.options = 40; /* a mark: what is read anew loses it */
    for (int64_t i = 0; i < VOTERS; i++)
        assert_int_equal(put(&poll, VOTER + i), OK);
    assert_int_equal(poll.vote->rules.options, 40);
    open_vote_free(poll.vote);
}

static void whatever_else_is_written_makes_the_next_vote_read_anew(void **state)
{
    struct poll poll = poll_of(state);
    assert_int_equal(put(&poll, VOTER), OK);
    model_run(poll.in, "UPDATE election_option SET withdrawn = 1 WHERE number = 2");
    assert_int_equal(put(&poll, VOTER + 1), OK);
    assert_true(poll.vote->withdrawn[1]);
    model_run(poll.in, "UPDATE election SET state = 'closed'");
    assert_model_fails(poll.in, put(&poll, VOTER + 2), ERROR_CLASH, "election");
    assert_int_equal(poll.vote->election, 0);
    open_vote_free(poll.vote);
}

static void a_paper_that_the_box_refused_is_no_reason_to_keep_anything(void **state)
{
    struct poll poll = poll_of(state);
    assert_model_fails(poll.in, put(&poll, 5), ERROR_REFUSED, "election");
    poll.vote->rules.options = 40;
    assert_int_equal(put(&poll, VOTER), OK);
    assert_int_equal(poll.vote->rules.options, 2);
    open_vote_free(poll.vote);
}

static void another_election_is_read_anew(void **state)
{
    struct poll poll = poll_of(state);
    assert_int_equal(put(&poll, VOTER), OK);
    poll.box.election++;
    assert_model_fails(poll.in, open_vote_read(poll.vote, &poll.box), ERROR_MISSING, "election");
    assert_int_equal(poll.vote->election, 0);
    open_vote_free(poll.vote);
}

static void a_key_that_is_gone_is_missed_by_the_next_batch(void **state)
{
    struct poll poll = poll_of(state);
    assert_int_equal(put(&poll, VOTER), OK);
    open_vote_end_batch(poll.vote);
    assert_int_equal(ballot_box_forget(&poll.box), OK);
    assert_int_equal(put(&poll, VOTER), ERROR_MISSING);
    poll.in->error->code = OK;
    open_vote_free(poll.vote);
}

static void after_a_batch_without_a_vote_the_key_is_gone_from_memory(void **state)
{
    static const struct ballot_key nothing;
    struct poll poll = poll_of(state);
    assert_int_equal(put(&poll, VOTER), OK);
    open_vote_end_batch(poll.vote);
    assert_int_equal(poll.vote->election, poll.election.id);
    assert_memory_not_equal(&poll.vote->key, &nothing, sizeof nothing);
    open_vote_end_batch(poll.vote);
    assert_int_equal(poll.vote->election, 0);
    assert_memory_equal(&poll.vote->key, &nothing, sizeof nothing);
    open_vote_free(poll.vote);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(votes_that_follow_one_another_read_nothing_anew),
        MODEL_TEST(whatever_else_is_written_makes_the_next_vote_read_anew),
        MODEL_TEST(a_paper_that_the_box_refused_is_no_reason_to_keep_anything),
        MODEL_TEST(another_election_is_read_anew),
        MODEL_TEST(a_key_that_is_gone_is_missed_by_the_next_batch),
        MODEL_TEST(after_a_batch_without_a_vote_the_key_is_gone_from_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
