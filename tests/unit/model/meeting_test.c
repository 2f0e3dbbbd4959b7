/* Meetings: who was there to the minute, and whether they could decide in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/meeting.h"
#include "model/meeting_paper.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"

enum { SEATS = 6 };

/* A steering group of six, each with a role of their own, the first of them the chair; and a
 * meeting of it that is open. */
struct group {
    int64_t network, handles[SEATS], offices[SEATS];
    struct committee steering;
    struct meeting meeting;
};

static int64_t open_network(struct model *in)
{
    struct network network = {.place = 1, .name = STR("Pride"), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = STR("{}")};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    return network.id;
}

static int64_t join(struct model *in, int64_t network, int64_t person)
{
    struct membership membership = {.network = network,
                                    .kind = STR("member"),
                                    .visibility = STR("members"),
                                    .joined_day = 20778,
                                    .stage = STR("current")};
    assert_int_equal(membership_add(in, person, &membership), OK);
    return membership.handle;
}

static int64_t seat(struct model *in, int64_t network, int number, int64_t handle)
{
    struct role role = {.network = network,
                        .key = number == 0 ? STR("chair")
                                           : str_of(arena_print(in->arena, "lead_%d", number)),
                        .title = STR("Lead"),
                        .team = STR("operational"),
                        .seats = 1};
    struct office office = {.handle = handle};
    assert_int_equal(role_add(in, &role), OK);
    office.role = role.id;
    assert_int_equal(office_add(in, &office), OK);
    return office.id;
}

static struct meeting meeting_of(const struct group *group, int64_t committee, const char *kind)
{
    return (struct meeting){.network = group->network,
                            .committee = committee,
                            .kind = str_of(kind),
                            .title = STR("We meet"),
                            .how = STR("both"),
                            .starts_at = MODEL_NOW,
                            .ends_at = MODEL_NOW + HOUR_MS,
                            .instance = -1};
}

static struct group group_of(struct model *in)
{
    struct group group = {.network = open_network(in)};
    for (int i = 0; i < SEATS; i++) {
        group.handles[i] = join(in, group.network, 100 + i);
        group.offices[i] = seat(in, group.network, i, group.handles[i]);
    }
    assert_int_equal(committee_by_key(in, group.network, STR(COMMITTEE_STEERING), &group.steering),
                     OK);
    group.meeting = meeting_of(&group, group.steering.id, "");
    assert_int_equal(meeting_add(in, &group.meeting), OK);
    assert_int_equal(meeting_open(in, &group.meeting, MODEL_NOW), OK);
    return group;
}

static int64_t minute(int number)
{
    return MODEL_NOW + number * (int64_t)MINUTE_MS;
}

static void come(struct model *in, const struct group *group, int who, const char *how, int at)
{
    assert_int_equal(
        meeting_come(in, &group->meeting, group->handles[who], str_of(how), minute(at)), OK);
}

static struct quorum_answer quorum_at(struct model *in, const struct group *group, int at)
{
    struct quorum_answer answer;
    assert_int_equal(meeting_quorum(in, group->meeting.id, minute(at), NULL, 0, &answer), OK);
    return answer;
}

/* ---- quorum, minute by minute ---- */

static void it_is_quorate_from_the_minute_one_comes_until_the_minute_one_leaves(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    come(in, &group, 0, "room", 0);
    come(in, &group, 1, "remote", 1);
    come(in, &group, 2, "room", 10);
    assert_int_equal(meeting_go(in, &group.meeting, group.handles[1], minute(20)), OK);
    const struct {
        int at;
        bool is_quorate;
        int present;
    } wanted[] = {{0, false, 1}, {1, false, 2},  {9, false, 2}, {10, true, 3},
                  {19, true, 3}, {20, false, 2}, {30, false, 2}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct quorum_answer answer = quorum_at(in, &group, wanted[i].at);
        assert_int_equal(answer.is_quorate, wanted[i].is_quorate);
        assert_int_equal(answer.present, wanted[i].present);
        assert_int_equal(answer.needed, 3);
        assert_true(answer.why.len > 20);
    }
}

static void outside_its_hours_it_decides_nothing_and_says_so(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    for (int i = 0; i < SEATS; i++)
        come(in, &group, i, "room", 0);
    assert_int_equal(meeting_close(in, &group.meeting, minute(60)), OK);
    assert_true(quorum_at(in, &group, 59).is_quorate);
    assert_false(quorum_at(in, &group, 60).is_quorate);
    assert_true(str_is(quorum_at(in, &group, 60).why,
                       "At 10:30 the meeting was closed: it closed at 10:30."));
    assert_true(str_is(quorum_at(in, &group, -5).why,
                       "At 09:25 the meeting was not open yet: it opened at 09:30."));
}

static void a_quorum_stays_what_it_was_when_offices_end_later(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    for (int i = 0; i < 2; i++)
        come(in, &group, i, "room", 0);
    struct quorum_answer before = quorum_at(in, &group, 5);
    for (int i = 2; i < SEATS; i++)
        assert_int_equal(office_end(in, group.offices[i], STR("resigned")), OK);
    join(in, group.network, 900);
    struct quorum_answer after = quorum_at(in, &group, 5);
    assert_int_equal(after.base, SEATS);
    assert_true(str_equal(after.why, before.why));
    assert_true(after.is_quorate == before.is_quorate && after.needed == before.needed);
}

static void whoever_is_recused_stays_and_does_not_count(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct quorum_answer answer;
    for (int i = 0; i < 4; i++)
        come(in, &group, i, "room", 0);
    assert_int_equal(meeting_quorum(in, group.meeting.id, minute(1), group.handles, 1, &answer),
                     OK);
    assert_true(answer.is_quorate && answer.present == 3);
    assert_int_equal(meeting_quorum(in, group.meeting.id, minute(1), group.handles, 2, &answer),
                     OK);
    assert_true(!answer.is_quorate && answer.present == 2);
}

static void whoever_has_no_seat_listens_and_does_not_count(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    int64_t guest = join(in, group.network, 900);
    come(in, &group, 0, "room", 0);
    come(in, &group, 1, "room", 0);
    assert_int_equal(meeting_come(in, &group.meeting, guest, STR("room"), minute(0)), OK);
    assert_int_equal(quorum_at(in, &group, 1).present, 2);
}

static void a_proxy_counts_while_its_giver_is_away_and_its_holder_is_there(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct meeting_word word = {.proxy = group.handles[0]};
    group.steering.quorum = STR("3; proxies at most 1");
    assert_int_equal(committee_change(in, &group.steering), OK);
    come(in, &group, 0, "room", 0);
    come(in, &group, 1, "room", 0);
    assert_false(quorum_at(in, &group, 1).is_quorate);
    assert_int_equal(meeting_word_write(in, &group.meeting, group.handles[5], &word), OK);
    assert_true(quorum_at(in, &group, 1).is_quorate);
    come(in, &group, 5, "room", 2);
    assert_true(quorum_at(in, &group, 2).is_quorate);
    assert_int_equal(quorum_at(in, &group, 2).present, 3);
    assert_int_equal(meeting_go(in, &group.meeting, group.handles[5], minute(4)), OK);
    assert_int_equal(meeting_go(in, &group.meeting, group.handles[0], minute(5)), OK);
    assert_true(quorum_at(in, &group, 4).is_quorate);
    assert_int_equal(quorum_at(in, &group, 5).present, 1);
}

static void a_general_meeting_counts_members_and_needs_a_chair(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct meeting general = meeting_of(&group, 0, "general");
    for (int i = 0; i < 30; i++)
        join(in, group.network, 500 + i);
    assert_int_equal(meeting_add(in, &general), OK);
    assert_int_equal(meeting_open(in, &general, MODEL_NOW), OK);
    group.meeting = general;
    for (int i = 1; i < SEATS; i++)
        come(in, &group, i, "remote", 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(meeting_come(in, &general, 1000 + i, STR("room"), minute(0)), OK);
    struct quorum_answer answer = quorum_at(in, &group, 1);
    assert_true(answer.needed == 9 && answer.base == 36 && answer.present == 9);
    assert_false(answer.is_quorate);
    come(in, &group, 0, "room", 2);
    assert_true(quorum_at(in, &group, 2).is_quorate);
    assert_int_equal(meeting_go(in, &general, group.handles[0], minute(3)), OK);
    assert_false(quorum_at(in, &group, 3).is_quorate);
}

static void the_charter_that_was_in_force_says_what_was_a_quorum(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct charter charter = {.network = group.network,
                              .text = STR("# Charter"),
                              .terms = STR("{\"quorum\":{\"fraction\":\"1/1\"}}")};
    for (int i = 0; i < 3; i++)
        come(in, &group, i, "room", 0);
    assert_int_equal(charter_add(in, &charter), OK);
    assert_true(quorum_at(in, &group, 1).is_quorate);
    struct meeting next = meeting_of(&group, group.steering.id, "");
    assert_int_equal(meeting_add(in, &next), OK);
    assert_int_equal(meeting_open(in, &next, MODEL_NOW), OK);
    group.meeting = next;
    assert_true(next.charter == 2 && quorum_at(in, &group, 1).needed == SEATS);
}

static void an_event_decides_nothing_whoever_is_there(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct meeting event = meeting_of(&group, 0, "other");
    assert_int_equal(meeting_add(in, &event), OK);
    assert_int_equal(meeting_open(in, &event, MODEL_NOW), OK);
    group.meeting = event;
    for (int i = 0; i < SEATS; i++)
        come(in, &group, i, "room", 0);
    assert_false(quorum_at(in, &group, 1).is_quorate);
}

struct turns {
    int64_t at[8];
    bool quorate[8];
    size_t count;
};

static int keep_turn(void *self, int64_t at_ms, const struct quorum_answer *answer)
{
    struct turns *turns = self;
    turns->at[turns->count] = at_ms;
    turns->quorate[turns->count++] = answer->is_quorate;
    return OK;
}

static void its_turns_are_the_minutes_at_which_the_answer_became_another(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct turns turns = {0};
    come(in, &group, 0, "room", 1);
    come(in, &group, 1, "room", 1);
    come(in, &group, 2, "room", 4);
    come(in, &group, 3, "room", 6);
    assert_int_equal(meeting_go(in, &group.meeting, group.handles[2], minute(9)), OK);
    assert_int_equal(meeting_go(in, &group.meeting, group.handles[3], minute(11)), OK);
    assert_int_equal(meeting_close(in, &group.meeting, minute(20)), OK);
    assert_int_equal(meeting_turns(in, &group.meeting, keep_turn, &turns), OK);
    assert_int_equal(turns.count, 3);
    const int wanted[] = {0, 4, 11};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_int_equal(turns.at[i], minute(wanted[i]));
        assert_int_equal(turns.quorate[i], i == 1);
        assert_int_equal(quorum_at(in, &group, wanted[i]).is_quorate, i == 1);
    }
}

/* ---- coming and going ---- */

static void nobody_comes_twice_or_leaves_before_coming(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    const struct meeting *meeting = &group.meeting;
    int64_t who = group.handles[0];
    assert_model_fails(in, meeting_go(in, meeting, who, minute(1)), ERROR_CLASH, "meeting");
    assert_model_fails(in, meeting_come(in, meeting, who, STR("room"), minute(-1)), ERROR_WRONG,
                       "at");
    come(in, &group, 0, "room", 5);
    assert_model_fails(in, meeting_come(in, meeting, who, STR("room"), minute(6)), ERROR_CLASH,
                       "meeting");
    assert_model_fails(in, meeting_go(in, meeting, who, minute(4)), ERROR_WRONG, "at");
    assert_int_equal(meeting_go(in, meeting, who, minute(5)), OK);
    assert_model_fails(in, meeting_come(in, meeting, who, STR("room"), minute(5)), ERROR_WRONG,
                       "at");
    assert_int_equal(model_count(in, "SELECT count(*) FROM attendance"), 1);
    assert_int_equal(quorum_at(in, &group, 5).present, 1);
    assert_int_equal(quorum_at(in, &group, 6).present, 0);
}

static void whoever_changes_from_afar_into_the_room_is_there_once(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    come(in, &group, 0, "remote", 1);
    come(in, &group, 0, "room", 5);
    assert_int_equal(quorum_at(in, &group, 5).present, 1);
    assert_int_equal(
        model_count(in, "SELECT count(*) FROM attendance WHERE until_at = from_at + 240000"), 1);
    come(in, &group, 1, "remote", 5);
    come(in, &group, 1, "room", 5);
    assert_int_equal(quorum_at(in, &group, 5).present, 2);
    assert_int_equal(model_count(in, "SELECT count(*) FROM attendance"), 3);
}

static void what_is_noted_does_not_overlap_and_can_be_taken_back(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct attendance noted = {.handle = group.handles[0],
                               .from_at = minute(5),
                               .until_at = minute(10),
                               .how = STR("room")};
    assert_int_equal(meeting_note(in, &group.meeting, &noted), OK);
    noted.from_at = minute(9);
    noted.until_at = minute(12);
    assert_model_fails(in, meeting_note(in, &group.meeting, &noted), ERROR_CLASH, "from");
    noted.from_at = minute(10);
    assert_int_equal(meeting_note(in, &group.meeting, &noted), OK);
    noted.until_at = noted.from_at;
    assert_model_fails(in, meeting_note(in, &group.meeting, &noted), ERROR_WRONG, "until");
    assert_int_equal(meeting_note_absent(in, &group.meeting, noted.handle), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM attendance"), 0);
}

static void a_meeting_opens_and_closes_once_and_in_this_order(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct meeting *meeting = &group.meeting, later = meeting_of(&group, 0, "general");
    assert_model_fails(in, meeting_open(in, meeting, minute(1)), ERROR_CLASH, "meeting");
    assert_model_fails(in, meeting_cancel(in, meeting), ERROR_CLASH, "meeting");
    come(in, &group, 0, "room", 7);
    assert_model_fails(in, meeting_close(in, meeting, minute(6)), ERROR_WRONG, "at");
    assert_int_equal(meeting_close(in, meeting, minute(8)), OK);
    assert_model_fails(in, meeting_close(in, meeting, minute(9)), ERROR_CLASH, "meeting");
    assert_model_fails(in, meeting_come(in, meeting, 5, STR("room"), minute(8)), ERROR_CLASH,
                       "meeting");
    assert_model_fails(in, meeting_go(in, meeting, group.handles[0], minute(8)), ERROR_CLASH,
                       "meeting");
    assert_int_equal(meeting_add(in, &later), OK);
    assert_model_fails(in, meeting_close(in, &later, minute(1)), ERROR_CLASH, "meeting");
    assert_int_equal(meeting_cancel(in, &later), OK);
    assert_model_fails(in, meeting_open(in, &later, minute(1)), ERROR_CLASH, "meeting");
    assert_int_equal(model_count(in, "SELECT until_at - from_at FROM attendance"), MINUTE_MS);
}

static void a_meeting_closes_in_the_minute_in_which_somebody_came_and_left(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    come(in, &group, 0, "room", 7);
    assert_int_equal(meeting_go(in, &group.meeting, group.handles[0], minute(7)), OK);
    come(in, &group, 1, "room", 2);
    assert_int_equal(meeting_go(in, &group.meeting, group.handles[1], minute(4)), OK);
    assert_model_fails(in, meeting_close(in, &group.meeting, minute(6)), ERROR_WRONG, "at");
    assert_int_equal(meeting_close(in, &group.meeting, minute(7)), OK);
}

static void whoever_goes_leaves_that_they_were_there_and_nothing_they_said(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct meeting_word word = {.has_apologised = true, .reason = STR("health")};
    struct contribution contribution = {.network = group.network,
                                        .meeting = group.meeting.id,
                                        .handle = group.handles[1],
                                        .text = STR("Mine.")};
    come(in, &group, 1, "room", 0);
    assert_int_equal(meeting_word_write(in, &group.meeting, group.handles[1], &word), OK);
    assert_int_equal(contribution_add(in, &contribution), OK);
    in->now_ms += 3 * MINUTE_MS;
    assert_int_equal(membership_end(in, 101, group.network), OK);
    assert_int_equal(quorum_at(in, &group, 2).present, 1);
    assert_int_equal(quorum_at(in, &group, 3).present, 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM contribution"), 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM meeting_word"), 0);
}

static void a_reason_opens_for_its_meeting_and_handle_alone(void **state)
{
    struct model *in = IN(state);
    struct group group = group_of(in);
    struct meeting_word word = {.has_apologised = true, .reason = STR("caring")}, found;
    assert_int_equal(meeting_word_write(in, &group.meeting, group.handles[0], &word), OK);
    assert_int_equal(meeting_word_read(in, &group.meeting, group.handles[0], &found), OK);
    assert_true(str_is(found.reason, "caring") && found.has_apologised && !found.is_excused);
    model_run(in, "UPDATE meeting_word SET handle = handle + 1");
    assert_int_equal(meeting_word_read(in, &group.meeting, group.handles[0] + 1, &found),
                     ERROR_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(it_is_quorate_from_the_minute_one_comes_until_the_minute_one_leaves),
        MODEL_TEST(outside_its_hours_it_decides_nothing_and_says_so),
        MODEL_TEST(a_quorum_stays_what_it_was_when_offices_end_later),
        MODEL_TEST(whoever_is_recused_stays_and_does_not_count),
        MODEL_TEST(whoever_has_no_seat_listens_and_does_not_count),
        MODEL_TEST(a_proxy_counts_while_its_giver_is_away_and_its_holder_is_there),
        MODEL_TEST(a_general_meeting_counts_members_and_needs_a_chair),
        MODEL_TEST(the_charter_that_was_in_force_says_what_was_a_quorum),
        MODEL_TEST(an_event_decides_nothing_whoever_is_there),
        MODEL_TEST(its_turns_are_the_minutes_at_which_the_answer_became_another),
        MODEL_TEST(nobody_comes_twice_or_leaves_before_coming),
        MODEL_TEST(whoever_changes_from_afar_into_the_room_is_there_once),
        MODEL_TEST(what_is_noted_does_not_overlap_and_can_be_taken_back),
        MODEL_TEST(a_meeting_opens_and_closes_once_and_in_this_order),
        MODEL_TEST(a_meeting_closes_in_the_minute_in_which_somebody_came_and_left),
        MODEL_TEST(whoever_goes_leaves_that_they_were_there_and_nothing_they_said),
        MODEL_TEST(a_reason_opens_for_its_meeting_and_handle_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
