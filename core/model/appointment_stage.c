/* The stages of an appointment, and what takes it from one to the next: pure functions. */
#include "model/appointment_stage.h"

static const struct {
    const char *name, *title;
} stages[APPOINTMENT_STAGES] = {
    [APPOINTMENT_CALL] = {"call", "Call for interest"},
    [APPOINTMENT_STEERING] = {"steering", "Vote of the steering group"},
    [APPOINTMENT_MEMBERS] = {"members", "Members' views"},
    [APPOINTMENT_FOUNDERS] = {"founders", "Decision of the administrators"},
    [APPOINTMENT_CHOSEN] = {"chosen", "Chosen, open to appeal"},
    [APPOINTMENT_APPEAL] = {"appeal", "An appeal is heard"},
    [APPOINTMENT_WAITING] = {"waiting", "Appointed, waiting for the seat"},
    [APPOINTMENT_DONE] = {"done", "Appointed"},
    [APPOINTMENT_UNFILLED] = {"unfilled", "Nobody was found"},
    [APPOINTMENT_STOPPED] = {"stopped", "Stopped"},
};

const char *appointment_stage_name(enum appointment_stage stage)
{
    return stages[stage].name;
}

const char *appointment_stage_title(enum appointment_stage stage)
{
    return stages[stage].title;
}

bool appointment_stage_by_name(struct str name, enum appointment_stage *ret_stage)
{
    for (int stage = 0; stage < APPOINTMENT_STAGES; stage++)
        if (str_is(name, stages[stage].name)) {
            *ret_stage = (enum appointment_stage)stage;
            return true;
        }
    return false;
}

bool appointment_is_over(enum appointment_stage stage)
{
    return stage == APPOINTMENT_DONE || stage == APPOINTMENT_UNFILLED ||
           stage == APPOINTMENT_STOPPED;
}

bool appointment_is_vote(enum appointment_stage stage)
{
    return stage == APPOINTMENT_STEERING || stage == APPOINTMENT_MEMBERS;
}

/* ---- turns ---- */

struct turning {
    const struct appointment_state *state;
    struct arena *arena;
    struct appointment_turn *turn;
};

static bool turn_to(struct turning *turning, enum appointment_stage stage, const char *reason)
{
    turning->turn->stage = stage;
    turning->turn->reason = str_of(reason);
    return true;
}

/* The call is opened again, unless that was done as often as the charter says. */
static bool turn_to_call(struct turning *turning, const char *why)
{
    const struct appointment_state *state = turning->state;
    if (state->calls < state->calls_at_most)
        return turn_to(turning, APPOINTMENT_CALL,
                       arena_print(turning->arena,
                                   "%s: the call is opened again, and the deputies are told.",
                                   why));
    return turn_to(turning, APPOINTMENT_UNFILLED,
                   arena_print(turning->arena,
                               "%s, and there have been %lld calls, as many as the charter says: "
                               "this ends, and can be begun anew.",
                               why, (long long)state->calls));
}

static bool turn_to_seat(struct turning *turning, const char *why)
{
    if (turning->state->is_seat_free)
        return turn_to(turning, APPOINTMENT_DONE,
                       arena_print(turning->arena,
                                   "%s, and the seat is free: the term begins, and everybody is "
                                   "told.",
                                   why));
    return turn_to(turning, APPOINTMENT_WAITING,
                   arena_print(turning->arena,
                               "%s. The seat is not free yet: the term begins when it is.", why));
}

static bool turn_to_chosen(struct turning *turning, const char *why)
{
    long long days = (long long)turning->state->appeal_days;
    if (days == 0)
        return turn_to_seat(turning, why);
    return turn_to(turning, APPOINTMENT_CHOSEN,
                   arena_print(turning->arena, "%s. A member can appeal within %lld day%s.", why,
                               days, days == 1 ? "" : "s"));
}

bool appointment_no_group_yet(const struct appointment_state *state)
{
    return state->holders < state->holders_needed;
}

/* The founding rule, in words; `want` says how many want it. */
static bool turn_by_founding(struct turning *turning, const char *want)
{
    const struct appointment_state *state = turning->state;
    const char *who = state->founders_decide ? "the administrators decide, as the charter's "
                                               "founding rule says"
                                             : "the members decide straight away";
    return turn_to(turning, state->founders_decide ? APPOINTMENT_FOUNDERS : APPOINTMENT_MEMBERS,
                   arena_print(turning->arena,
                               "%s, and there is no steering group yet (%lld of the %lld people "
                               "that its quorum takes): %s.",
                               want, (long long)state->holders, (long long)state->holders_needed,
                               who));
}

static bool call_ends(struct turning *turning)
{
    const struct appointment_state *state = turning->state;
    const char *want = state->candidates == 1
                           ? "One person would like it"
                           : arena_print(turning->arena, "%lld people would like it",
                                         (long long)state->candidates);
    if (state->candidates == 0)
        return turn_to_call(turning, "Nobody has said that they would like it");
    if (state->is_sponsor)
        return turn_to(
            turning, APPOINTMENT_MEMBERS,
            arena_print(turning->arena, "%s, and the members choose their sponsor.", want));
    if (appointment_no_group_yet(state) && (state->founders_decide || state->candidates > 1))
        return turn_by_founding(turning, want);
    if (state->candidates == 1)
        return turn_to(
            turning, APPOINTMENT_MEMBERS,
            arena_print(turning->arena, "%s: the members are asked for their views.", want));
    return turn_to(turning, APPOINTMENT_STEERING,
                   arena_print(turning->arena, "%s: the steering group votes.", want));
}

static bool one_is_left(struct turning *turning)
{
    return turn_to(turning, APPOINTMENT_MEMBERS,
                   "Only one of them would still like it: the members are asked for their views.");
}

/* Whatever the group does not decide, the members do. */
static bool steering_ends(struct turning *turning, enum appointment_event event)
{
    switch (event) {
    case APPOINTMENT_ELECTED:
        return turn_to_chosen(turning, "The steering group has chosen");
    case APPOINTMENT_TIED:
        return turn_to(turning, APPOINTMENT_MEMBERS,
                       "The vote of the steering group was tied: the members are asked for their "
                       "views.");
    case APPOINTMENT_ONE_LEFT:
        return one_is_left(turning);
    case APPOINTMENT_UNDECIDED:
    case APPOINTMENT_AGAINST:
    case APPOINTMENT_SILENT:
        return turn_to(turning, APPOINTMENT_MEMBERS,
                       "The steering group came to no decision: the members are asked for their "
                       "views.");
    default:
        return false;
    }
}

static bool members_end(struct turning *turning, enum appointment_event event)
{
    const struct appointment_state *state = turning->state;
    switch (event) {
    case APPOINTMENT_ELECTED:
        return turn_to_chosen(turning, state->candidates == 1 ? "The members' views are in favour"
                                                              : "The members have chosen");
    case APPOINTMENT_BY_LOT:
        return turn_to_chosen(turning, "The members have voted, and where their votes were tied "
                                       "the lot decided, drawn from a seed that was fixed before "
                                       "the vote");
    case APPOINTMENT_ONE_LEFT:
        return one_is_left(turning);
    case APPOINTMENT_SILENT:
        if (state->candidates == 1 && state->silence_appoints)
            return turn_to_chosen(turning, "Every member was asked, and nobody spoke against the "
                                           "only candidate");
        return turn_to_call(turning, "No member has voted");
    case APPOINTMENT_TIED:
        return turn_to_call(turning, "As many members were for as against");
    case APPOINTMENT_AGAINST:
        return turn_to_call(turning, "The members' views are not in favour");
    case APPOINTMENT_UNDECIDED:
        return turn_to_call(turning, "The members came to no decision");
    default:
        return false;
    }
}

static bool founders_end(struct turning *turning, enum appointment_event event)
{
    switch (event) {
    case APPOINTMENT_ELECTED:
        return turn_to_chosen(turning, "The administrators have chosen, as the network is being "
                                       "founded");
    case APPOINTMENT_AGAINST:
        return turn_to_call(turning, "The administrators have chosen nobody");
    case APPOINTMENT_UNDECIDED:
        return turn_to(turning, APPOINTMENT_MEMBERS,
                       "The administrators have not decided in time: the members decide.");
    default:
        return false;
    }
}

static bool chosen_ends(struct turning *turning, enum appointment_event event)
{
    switch (event) {
    case APPOINTMENT_APPEALED:
        return turn_to(turning, APPOINTMENT_APPEAL,
                       "A member has appealed: somebody whom it does not concern hears it.");
    case APPOINTMENT_APPEAL_ENDS:
        return turn_to_seat(turning, "Nothing stands against the choice");
    case APPOINTMENT_DECLINED:
        return turn_to_call(turning, "Whoever was chosen does not take it");
    default:
        return false;
    }
}

static bool appeal_ends(struct turning *turning, enum appointment_event event)
{
    switch (event) {
    case APPOINTMENT_DISMISSED:
        return turn_to(turning, APPOINTMENT_CHOSEN, "The appeal was heard, and the choice stands.");
    case APPOINTMENT_VOTE_AGAIN:
        return turn_to(turning, turning->state->last_vote,
                       "The appeal was heard, and the decision is made again.");
    case APPOINTMENT_UNHEARD:
        return turn_to(turning, turning->state->last_vote,
                       "Nobody decided on the appeal in time, so the decision is made again.");
    case APPOINTMENT_CALL_AGAIN:
        return turn_to(turning, APPOINTMENT_CALL,
                       "The appeal was heard, and the call is opened again.");
    case APPOINTMENT_DECLINED:
        return turn_to_call(turning, "Whoever was chosen does not take it");
    default:
        return false;
    }
}

static bool waiting_ends(struct turning *turning, enum appointment_event event)
{
    if (event == APPOINTMENT_SEAT_FREE)
        return turn_to(turning, APPOINTMENT_DONE,
                       "The seat is free: the term begins, and everybody is told.");
    if (event == APPOINTMENT_DECLINED)
        return turn_to_call(turning, "Whoever was appointed does not take it");
    return false;
}

bool appointment_next(const struct appointment_state *state, enum appointment_event event,
                      struct arena *arena, struct appointment_turn *ret_turn)
{
    struct turning turning = {state, arena, ret_turn};
    *ret_turn = (struct appointment_turn){.stage = state->stage};
    if (appointment_is_over(state->stage))
        return false;
    if (event == APPOINTMENT_STOP)
        return turn_to(&turning, APPOINTMENT_STOPPED, "It was stopped.");
    switch (state->stage) {
    case APPOINTMENT_CALL:
        return event == APPOINTMENT_CALL_ENDS && call_ends(&turning);
    case APPOINTMENT_STEERING:
        return steering_ends(&turning, event);
    case APPOINTMENT_MEMBERS:
        return members_end(&turning, event);
    case APPOINTMENT_FOUNDERS:
        return founders_end(&turning, event);
    case APPOINTMENT_CHOSEN:
        return chosen_ends(&turning, event);
    case APPOINTMENT_APPEAL:
        return appeal_ends(&turning, event);
    case APPOINTMENT_WAITING:
        return waiting_ends(&turning, event);
    default:
        return false;
    }
}
