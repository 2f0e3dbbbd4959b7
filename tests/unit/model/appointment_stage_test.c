/* The stages of an appointment: every event at every stage, whatever the numbers are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/appointment_stage.h"

static struct appointment_state usual(enum appointment_stage stage)
{
    return (struct appointment_state){.stage = stage,
                                      .last_vote = APPOINTMENT_STEERING,
                                      .candidates = 2,
                                      .calls = 1,
                                      .calls_at_most = 3,
                                      .holders = 6,
                                      .holders_needed = 3,
                                      .silence_appoints = true,
                                      .appeal_days = 7,
                                      .is_seat_free = true};
}

static struct appointment_turn next(const struct appointment_state *state,
                                    enum appointment_event event, struct arena *arena)
{
    struct appointment_turn turn;
    assert_true(appointment_next(state, event, arena, &turn));
    assert_true(turn.reason.len > 0);
    return turn;
}

static void goes(struct appointment_state state, enum appointment_event event,
                 enum appointment_stage wanted)
{
    struct arena arena = {0};
    assert_int_equal(next(&state, event, &arena).stage, wanted);
    arena_done(&arena);
}

static void reads(const struct appointment_state *state, enum appointment_event event,
                  const char *wanted)
{
    struct arena arena = {0};
    struct str reason = next(state, event, &arena).reason;
    assert_non_null(strstr(reason.ptr, wanted));
    arena_done(&arena);
}

/* ---- the call ---- */

static void nobody_interested_opens_the_call_again_so_often_and_no_more(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_CALL);
    state.candidates = 0;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_CALL);
    state.calls = 3;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_UNFILLED);
}

static void one_candidate_leads_to_the_members_and_several_to_the_steering_group(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_CALL);
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_STEERING);
    state.candidates = 1;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_MEMBERS);
}

static void without_a_steering_group_the_founding_rule_says_who_decides(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_CALL);
    state.holders = 2;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_MEMBERS);
    state.founders_decide = true;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_FOUNDERS);
    state.candidates = 1;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_FOUNDERS);
    state.holders = 3;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_MEMBERS);
}

static void a_sponsor_is_chosen_by_the_members_however_many_there_are(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_CALL);
    state.is_sponsor = true;
    for (state.candidates = 1; state.candidates < 4; state.candidates++)
        goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_MEMBERS);
    state.holders = 0;
    state.founders_decide = true;
    goes(state, APPOINTMENT_CALL_ENDS, APPOINTMENT_MEMBERS);
}

/* ---- votes ---- */

static void what_the_steering_group_leaves_undecided_the_members_decide(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_STEERING);
    goes(state, APPOINTMENT_TIED, APPOINTMENT_MEMBERS);
    goes(state, APPOINTMENT_ONE_LEFT, APPOINTMENT_MEMBERS);
    goes(state, APPOINTMENT_UNDECIDED, APPOINTMENT_MEMBERS);
    goes(state, APPOINTMENT_SILENT, APPOINTMENT_MEMBERS);
    goes(state, APPOINTMENT_ELECTED, APPOINTMENT_CHOSEN);
    state.appeal_days = 0;
    goes(state, APPOINTMENT_ELECTED, APPOINTMENT_DONE);
    state.is_seat_free = false;
    goes(state, APPOINTMENT_ELECTED, APPOINTMENT_WAITING);
}

static void silence_speaks_for_the_only_candidate_if_the_charter_says_so(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_MEMBERS);
    goes(state, APPOINTMENT_SILENT, APPOINTMENT_CALL);
    state.candidates = 1;
    goes(state, APPOINTMENT_SILENT, APPOINTMENT_CHOSEN);
    state.silence_appoints = false;
    goes(state, APPOINTMENT_SILENT, APPOINTMENT_CALL);
    goes(state, APPOINTMENT_AGAINST, APPOINTMENT_CALL);
    goes(state, APPOINTMENT_TIED, APPOINTMENT_CALL);
    goes(state, APPOINTMENT_ELECTED, APPOINTMENT_CHOSEN);
    state.calls = state.calls_at_most;
    goes(state, APPOINTMENT_AGAINST, APPOINTMENT_UNFILLED);
}

static void what_the_lot_decided_is_not_said_to_be_the_choice_of_the_members(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_MEMBERS);
    goes(state, APPOINTMENT_BY_LOT, APPOINTMENT_CHOSEN);
    reads(&state, APPOINTMENT_BY_LOT, "the lot decided");
    reads(&state, APPOINTMENT_ELECTED, "The members have chosen.");
}

static void founders_who_take_too_long_leave_it_to_the_members(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_FOUNDERS);
    goes(state, APPOINTMENT_UNDECIDED, APPOINTMENT_MEMBERS);
    goes(state, APPOINTMENT_ELECTED, APPOINTMENT_CHOSEN);
    goes(state, APPOINTMENT_AGAINST, APPOINTMENT_CALL);
}

/* ---- after the choice ---- */

static void an_appeal_is_heard_and_the_choice_stands_or_is_made_again(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_APPEAL);
    goes(usual(APPOINTMENT_CHOSEN), APPOINTMENT_APPEALED, APPOINTMENT_APPEAL);
    goes(state, APPOINTMENT_DISMISSED, APPOINTMENT_CHOSEN);
    goes(state, APPOINTMENT_VOTE_AGAIN, APPOINTMENT_STEERING);
    goes(state, APPOINTMENT_UNHEARD, APPOINTMENT_STEERING);
    state.last_vote = APPOINTMENT_MEMBERS;
    goes(state, APPOINTMENT_VOTE_AGAIN, APPOINTMENT_MEMBERS);
    state.calls = state.calls_at_most;
    goes(state, APPOINTMENT_CALL_AGAIN, APPOINTMENT_CALL);
}

static void whoever_is_chosen_takes_office_once_the_seat_is_free(void **unused)
{
    (void)unused;
    struct appointment_state state = usual(APPOINTMENT_CHOSEN);
    goes(state, APPOINTMENT_APPEAL_ENDS, APPOINTMENT_DONE);
    state.is_seat_free = false;
    goes(state, APPOINTMENT_APPEAL_ENDS, APPOINTMENT_WAITING);
    goes(usual(APPOINTMENT_WAITING), APPOINTMENT_SEAT_FREE, APPOINTMENT_DONE);
    goes(usual(APPOINTMENT_WAITING), APPOINTMENT_DECLINED, APPOINTMENT_CALL);
}

/* ---- all of it ---- */

/* Calls `check` with every state that the few numbers that matter can make. */
static void each_state(void (*check)(const struct appointment_state *state))
{
    for (int stage = 0; stage < APPOINTMENT_STAGES; stage++)
        for (int bits = 0; bits < 64; bits++)
            for (int candidates = 0; candidates < 4; candidates++)
                for (int calls = 1; calls <= 3; calls++) {
                    struct appointment_state state = usual((enum appointment_stage)stage);
                    state.last_vote = bits & 1 ? APPOINTMENT_MEMBERS : APPOINTMENT_STEERING;
                    state.is_sponsor = bits & 2;
                    state.founders_decide = bits & 4;
                    state.silence_appoints = bits & 8;
                    state.is_seat_free = bits & 16;
                    state.appeal_days = bits & 32 ? 7 : 0;
                    state.holders = candidates + calls; /* below, at and above what is needed */
                    state.candidates = candidates;
                    state.calls = calls;
                    check(&state);
                }
}

static void check_turns(const struct appointment_state *state)
{
    struct arena arena = {0};
    int ways = 0;
    for (int event = 0; event < APPOINTMENT_EVENTS; event++) {
        struct appointment_turn turn;
        bool turns = appointment_next(state, (enum appointment_event)event, &arena, &turn);
        ways += turns;
        if (!turns) {
            assert_int_equal(turn.stage, state->stage);
            continue;
        }
        assert_in_range(turn.reason.len, 10, 300);
        assert_true(turn.reason.ptr[turn.reason.len - 1] == '.');
        if (turn.stage == APPOINTMENT_STEERING && event == APPOINTMENT_CALL_ENDS)
            assert_true(state->candidates > 1 && state->holders >= state->holders_needed);
        if (turn.stage == APPOINTMENT_FOUNDERS)
            assert_true(state->founders_decide && !state->is_sponsor);
        if (turn.stage == APPOINTMENT_DONE && event != APPOINTMENT_SEAT_FREE)
            assert_true(state->is_seat_free);
        if (turn.stage == APPOINTMENT_CHOSEN && event != APPOINTMENT_DISMISSED)
            assert_true(state->appeal_days > 0);
        if (turn.stage == APPOINTMENT_CALL && event != APPOINTMENT_CALL_AGAIN)
            assert_true(state->calls < state->calls_at_most);
    }
    assert_true(appointment_is_over(state->stage) ? ways == 0 : ways > 1);
    arena_done(&arena);
}

static void every_turn_has_a_reason_and_what_is_over_stays_so(void **unused)
{
    (void)unused;
    each_state(check_turns);
}

/* What happens if nobody does anything: deadlines pass, and votes find no voters. */
static enum appointment_event deadline_of(enum appointment_stage stage)
{
    switch (stage) {
    case APPOINTMENT_CALL:
        return APPOINTMENT_CALL_ENDS;
    case APPOINTMENT_FOUNDERS:
        return APPOINTMENT_UNDECIDED;
    case APPOINTMENT_CHOSEN:
        return APPOINTMENT_APPEAL_ENDS;
    case APPOINTMENT_APPEAL:
        return APPOINTMENT_UNHEARD;
    case APPOINTMENT_WAITING:
        return APPOINTMENT_SEAT_FREE;
    default:
        return APPOINTMENT_SILENT;
    }
}

static void check_end(const struct appointment_state *begin)
{
    struct appointment_state state = *begin;
    struct arena arena = {0};
    for (int turns = 0; !appointment_is_over(state.stage); turns++) {
        assert_in_range(turns, 0, 20);
        struct appointment_turn turn = next(&state, deadline_of(state.stage), &arena);
        state.calls += turn.stage == APPOINTMENT_CALL;
        state.stage = turn.stage;
    }
    arena_done(&arena);
}

static void it_comes_to_an_end_though_nobody_does_anything(void **unused)
{
    (void)unused;
    each_state(check_end);
}

static void each_stage_has_a_name_of_its_own(void **unused)
{
    (void)unused;
    enum appointment_stage found;
    for (enum appointment_stage stage = 0; stage < APPOINTMENT_STAGES; stage++) {
        assert_true(appointment_stage_by_name(str_of(appointment_stage_name(stage)), &found));
        assert_int_equal(found, stage);
        assert_true(strlen(appointment_stage_title(stage)) > 5);
    }
    assert_false(appointment_stage_by_name(STR("thinking"), &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_interested_opens_the_call_again_so_often_and_no_more),
        cmocka_unit_test(one_candidate_leads_to_the_members_and_several_to_the_steering_group),
        cmocka_unit_test(without_a_steering_group_the_founding_rule_says_who_decides),
        cmocka_unit_test(a_sponsor_is_chosen_by_the_members_however_many_there_are),
        cmocka_unit_test(what_the_steering_group_leaves_undecided_the_members_decide),
        cmocka_unit_test(silence_speaks_for_the_only_candidate_if_the_charter_says_so),
        cmocka_unit_test(what_the_lot_decided_is_not_said_to_be_the_choice_of_the_members),
        cmocka_unit_test(founders_who_take_too_long_leave_it_to_the_members),
        cmocka_unit_test(an_appeal_is_heard_and_the_choice_stands_or_is_made_again),
        cmocka_unit_test(whoever_is_chosen_takes_office_once_the_seat_is_free),
        cmocka_unit_test(every_turn_has_a_reason_and_what_is_over_stays_so),
        cmocka_unit_test(it_comes_to_an_end_though_nobody_does_anything),
        cmocka_unit_test(each_stage_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
