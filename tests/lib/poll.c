/* A network whose members vote, for tests of the model. */
#include "lib/poll.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "model/membership.h"
#include "model/person.h"

struct poll poll_make(void **state, size_t members)
{
    struct model_test *test = *state;
    struct poll poll = {.in = &test->in, .dir = test->dir};
    model_run(poll.in, "INSERT INTO network (id, place, name, name_key, aim)"
                       " VALUES (7007007, 1, 'Carers', 'carers', 'To be there.')");
    while (poll.count < members)
        poll_join(&poll, "member", "members", 0);
    return poll;
}

size_t poll_join(struct poll *poll, const char *kind, const char *visibility, int64_t employer)
{
    struct model *in = poll->in;
    struct person person = {.given_name = str_of(arena_print(in->arena, "No %zu", poll->count)),
                            .employer = employer};
    struct membership membership = {
        .network = POLL_NETWORK, .kind = str_of(kind), .visibility = str_of(visibility)};
    assert_true(poll->count < POLL_MOST);
    assert_int_equal(person_add(in, &person), OK);
    assert_int_equal(membership_add(in, person.id, &membership), OK);
    poll->people[poll->count] = person.id;
    poll->handles[poll->count] = membership.handle;
    return poll->count++;
}

struct election poll_plan(struct poll *poll, const struct election *like)
{
    struct election election = like != NULL ? *like : (struct election){0};
    election.network = POLL_NETWORK;
    if (election.title.len == 0)
        election.title = STR("Shall we?");
    if (election.purpose.len == 0)
        election.purpose = STR("question");
    if (election.electorate.len == 0)
        election.electorate = STR("members");
    if (election.method.len == 0)
        election.method = STR("plurality");
    if (election.seats == 0)
        election.seats = 1;
    assert_int_equal(election_add(poll->in, &election, NULL, 0), OK);
    return election;
}

struct ballot_box poll_box(struct poll *poll, const struct election *election)
{
    return (struct ballot_box){.in = poll->in, .state_dir = poll->dir, .election = election->id};
}

void poll_open(struct poll *poll, struct election *election)
{
    const struct ballot_box box = poll_box(poll, election);
    handle_list roll = {0};
    assert_int_equal(election_electorate(poll->in, election, &roll), OK);
    assert_int_equal(election_roll_add(poll->in, election->id, roll.at, roll.count), OK);
    assert_int_equal(ballot_box_add(&box, roll.at, roll.count), OK);
    assert_int_equal(ballot_box_open(&box, &election->seed_hash), OK);
    election->state = STR("open");
    election->roll = (int64_t)roll.count;
    election->roll_hash = election_roll_hash_of(&roll, poll->in->arena);
    assert_int_equal(election_write(poll->in, election), OK);
    list_done(&roll);
}

int poll_vote(struct poll *poll, const struct election *election, size_t who, size_t option)
{
    const struct ballot_box box = poll_box(poll, election);
    struct ballot ballot = {.count = 1, .choices = {{.candidate = (uint16_t)(option - 1)}}};
    struct ballot_key key;
    char nonce[32];
    snprintf(nonce, sizeof nonce, "the nonce of %zu", who);
    ballot_receipt(election->id, str_of(nonce), ballot.receipt);
    assert_int_equal(ballot_box_key(&box, &key), OK);
    return ballot_box_put(&box, &key, poll->handles[who], &ballot);
}

struct election_tally poll_count(struct poll *poll, struct election *election)
{
    const struct ballot_box box = poll_box(poll, election);
    struct election_tally tally;
    int64_t gone;
    election->state = STR("closed");
    assert_int_equal(election_write(poll->in, election), OK);
    assert_int_equal(election_tally(&box, election, &tally), OK);
    assert_int_equal(election_keep(poll->in, election, &tally), OK);
    assert_int_equal(ballot_box_empty(&box, POLL_MOST, &gone), OK);
    assert_int_equal(gone, election->roll);
    return tally;
}
