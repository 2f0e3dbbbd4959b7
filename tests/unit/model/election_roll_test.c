/* Who may vote: each kind of electorate, concealed members too; and a roll that stays as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/poll.h"
#include "model/committee.h"
#include "model/membership.h"
#include "model/office.h"
#include "model/place.h"

static size_t electorate(struct poll *poll, const struct election *election, bool *of)
{
    handle_list roll = {0};
    assert_int_equal(election_electorate(poll->in, election, &roll), OK);
    size_t count = roll.count;
    memset(of, 0, POLL_MOST * sizeof *of);
    for (size_t i = 0; i < roll.count; i++) {
        assert_true(i == 0 || roll.at[i - 1] < roll.at[i]);
        for (size_t who = 0; who < poll->count; who++)
            of[who] = of[who] || poll->handles[who] == roll.at[i];
    }
    list_done(&roll);
    return count;
}

static void pause(struct poll *poll, size_t who)
{
    struct membership membership;
    assert_int_equal(membership_read(poll->in, POLL_NETWORK, poll->handles[who], &membership), OK);
    membership.stage = STR("paused");
    assert_int_equal(membership_set_stage(poll->in, &membership), OK);
}

static void members_vote_the_concealed_too_but_no_allies_and_nobody_who_is_paused(void **state)
{
    struct poll poll = poll_make(state, 3);
    size_t concealed = poll_join(&poll, "member", "concealed", 0);
    size_t ally = poll_join(&poll, "ally", "members", 0);
    size_t paused = poll_join(&poll, "member", "members", 0);
    bool of[POLL_MOST];
    pause(&poll, paused);
    struct election election = poll_plan(&poll, NULL);
    assert_int_equal(electorate(&poll, &election, of), 4);
    assert_true(of[0] && of[concealed] && !of[ally] && !of[paused]);
    election.electorate = STR("everyone");
    assert_int_equal(electorate(&poll, &election, of), 5);
    assert_true(of[concealed] && of[ally] && !of[paused]);
    election.recused = poll.handles[0];
    assert_int_equal(electorate(&poll, &election, of), 4);
    assert_false(of[0]);
}

static int64_t place(struct model *in, const char *name, int64_t parent)
{
    struct place place = {.kind = parent == 0 ? STR("host") : STR("employer"),
                          .name = str_of(name),
                          .parent = parent};
    assert_int_equal(place_add(in, &place), OK);
    return place.id;
}

static void at_a_place_those_vote_who_work_there_or_inside_it(void **state)
{
    struct poll poll = poll_make(state, 1);
    bool of[POLL_MOST];
    int64_t trust = place(poll.in, "Trust", 0), other = place(poll.in, "Practice", trust);
    int64_t hospital = place(poll.in, "Hospital", trust), ward = place(poll.in, "Ward", hospital);
    size_t nurse = poll_join(&poll, "member", "concealed", ward);
    size_t porter = poll_join(&poll, "ally", "members", hospital);
    size_t doctor = poll_join(&poll, "member", "members", other);
    struct election election =
        poll_plan(&poll, &(struct election){.electorate = STR("place"), .electorate_id = hospital});
    assert_int_equal(electorate(&poll, &election, of), 2);
    assert_true(of[nurse] && of[porter] && !of[doctor] && !of[0]);
}

static void hold(struct model *in, const char *key, int64_t handle)
{
    struct role role = {.network = POLL_NETWORK,
                        .key = str_of(key),
                        .title = str_of(key),
                        .team = STR("leadership"),
                        .seats = 2};
    assert_int_equal(role_add(in, &role), OK);
    struct office office = {.network = POLL_NETWORK, .role = role.id, .handle = handle};
    assert_int_equal(office_add(in, &office), OK);
}

static void a_committee_votes_by_its_seats_each_of_its_people_once(void **state)
{
    struct poll poll = poll_make(state, 4);
    bool of[POLL_MOST];
    struct committee steering;
    assert_int_equal(committee_found(poll.in, POLL_NETWORK), OK);
    hold(poll.in, "chair", poll.handles[1]);
    hold(poll.in, "events_lead", poll.handles[1]);
    hold(poll.in, "membership_lead", poll.handles[2]);
    assert_int_equal(committee_by_key(poll.in, POLL_NETWORK, STR(COMMITTEE_STEERING), &steering),
                     OK);
    struct election election = poll_plan(
        &poll, &(struct election){.electorate = STR("committee"), .electorate_id = steering.id});
    assert_int_equal(electorate(&poll, &election, of), 2);
    assert_true(of[1] && of[2]);
    election.electorate_id = 0; /* whoever holds an office */
    assert_int_equal(electorate(&poll, &election, of), 2);
    assert_true(of[1] && of[2]);
}

static void fewer_than_twenty_are_a_small_electorate(void **state)
{
    struct poll poll = poll_make(state, ELECTION_SMALL - 1);
    struct election election = poll_plan(&poll, NULL);
    bool small;
    assert_int_equal(election_electorate_is_small(poll.in, &election, &small), OK);
    assert_true(small);
    poll_join(&poll, "ally", "members", 0);
    assert_int_equal(election_electorate_is_small(poll.in, &election, &small), OK);
    assert_true(small);
    poll_join(&poll, "member", "concealed", 0);
    assert_int_equal(election_electorate_is_small(poll.in, &election, &small), OK);
    assert_false(small);
}

static void the_roll_stays_as_it_was_though_members_join_and_leave(void **state)
{
    struct poll poll = poll_make(state, 5);
    struct election election = poll_plan(&poll, NULL);
    struct str hash;
    bool holds;
    poll_open(&poll, &election);
    size_t late = poll_join(&poll, "member", "members", 0);
    assert_int_equal(membership_end(poll.in, poll.people[0], POLL_NETWORK), OK);
    assert_int_equal(election_roll_hash(poll.in, election.id, &hash), OK);
    assert_true(hash.len == 64 && str_equal(hash, election.roll_hash));
    assert_int_equal(election_roll_holds(poll.in, election.id, poll.handles[0], &holds), OK);
    assert_true(holds);
    assert_int_equal(election_roll_holds(poll.in, election.id, poll.handles[late], &holds), OK);
    assert_false(holds);
    assert_model_fails(poll.in, poll_vote(&poll, &election, late, 1), ERROR_REFUSED, "election");
    assert_int_equal(election_roll_drop(poll.in, election.id, &poll.handles[1], 1), OK);
    assert_int_equal(election_roll_hash(poll.in, election.id, &hash), OK);
    assert_false(str_equal(hash, election.roll_hash));
}

static void the_roll_is_read_in_pieces_that_leave_nobody_out(void **state)
{
    struct poll poll = poll_make(state, 7);
    struct election election = poll_plan(&poll, NULL);
    handle_list all = {0}, pieces = {0};
    poll_open(&poll, &election);
    assert_int_equal(election_roll_read(poll.in, election.id, &all), OK);
    for (int64_t from = 0; from < 9; from += 3)
        assert_int_equal(election_roll_some(poll.in, election.id, from, 3, &pieces), OK);
    assert_int_equal(all.count, 7);
    assert_int_equal(pieces.count, 7);
    assert_memory_equal(all.at, pieces.at, 7 * sizeof *all.at);
    list_done(&all);
    list_done(&pieces);
}

static void two_different_members_are_scrutineers_and_nobody_else_asks(void **state)
{
    struct poll poll = poll_make(state, 4);
    struct election election = poll_plan(&poll, NULL);
    int64_t named, agreed, *handles = poll.handles;
    struct model *in = poll.in;
    assert_int_equal(election_scrutineer_add(in, &election, handles[0]), OK);
    assert_model_fails(in, election_scrutineer_add(in, &election, handles[0]), ERROR_CLASH,
                       "scrutineers");
    assert_int_equal(election_scrutineer_add(in, &election, handles[1]), OK);
    assert_model_fails(in, election_scrutineer_add(in, &election, handles[2]), ERROR_LIMIT,
                       "scrutineers");
    assert_model_fails(in, election_scrutineer_agree(in, &election, handles[2]), ERROR_REFUSED,
                       "election");
    assert_int_equal(election_scrutineer_agree(in, &election, handles[0]), OK);
    assert_int_equal(election_scrutineer_agree(in, &election, handles[0]), OK);
    assert_int_equal(election_scrutineer_count(in, election.id, &named, &agreed), OK);
    assert_true(named == 2 && agreed == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(members_vote_the_concealed_too_but_no_allies_and_nobody_who_is_paused),
        MODEL_TEST(at_a_place_those_vote_who_work_there_or_inside_it),
        MODEL_TEST(a_committee_votes_by_its_seats_each_of_its_people_once),
        MODEL_TEST(fewer_than_twenty_are_a_small_electorate),
        MODEL_TEST(the_roll_stays_as_it_was_though_members_join_and_leave),
        MODEL_TEST(the_roll_is_read_in_pieces_that_leave_nobody_out),
        MODEL_TEST(two_different_members_are_scrutineers_and_nobody_else_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
