/* decision: voted on, closed, and what follows from it. */
#include "action/core.h"
#include "action/decision.h"
#include "action/notice.h"
#include "action/state.h"
#include "base/clock.h"
#include "model/charter.h"
#include "model/interest.h"
#include "model/meeting.h"
#include "model/office.h"
#include "model/proposal.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/task.h"

enum { DAY_MS = 24 * 3600 * 1000, NINE_MS = 9 * 3600 * 1000 };

#define CARRY_OUT STR("decision.carry_out")

/* ---- the schedule, and tasks ---- */

int decision_schedule(struct kith_call *call, struct decision *decision, const char *action,
                      int64_t at_ms)
{
    char id[IDENT_LENGTH + 1];
    ident_print(decision->id, id);
    struct schedule schedule = {.network = decision->network,
                                .subject = decision->id,
                                .due_at = at_ms,
                                .action = str_of(action),
                                .arguments =
                                    str_of(arena_print(&call->arena, "{\"decision\":\"%s\"}", id))};
    int err = decision->clock == 0 ? OK : schedule_drop(&call->model, decision->clock);
    decision->clock = 0;
    if (err != OK || at_ms == 0)
        return err;
    err = schedule_add(&call->model, &schedule);
    decision->clock = schedule.id;
    return err;
}

int decision_nine(struct kith_call *call, int32_t day, int64_t *ret_at_ms)
{
    const char *zone;
    int err = setting_zone(&call->model, &zone);
    if (err == OK && !zone_to_time(zone, day, NINE_MS, ret_at_ms))
        return call_fail(call, ERROR_BROKEN, NULL, "The time zone of this server is not known.");
    return err;
}

int decision_task(struct kith_call *call, const struct decision *decision, struct str kind,
                  int32_t due_day, const char *sentence)
{
    struct task task = {.network = decision->network,
                        .handle = decision->owner,
                        .kind = kind,
                        .subject = decision->id,
                        .sentence = str_of(sentence),
                        .due_day = due_day};
    if (task.handle == 0) {
        task.role = STR(ROLE_CHAIR);
        task.grants = GRANT_ROLES | GRANT_CHARTER;
    }
    return task_add(&call->model, &task);
}

/* ---- voting ---- */

static int check_open(struct kith_call *call, const struct decision *decision)
{
    bool is_over = decision->closes_at != 0 && call->model.now_ms >= decision->closes_at;
    if (str_is(decision->state, "open") && !is_over)
        return OK;
    if (str_is(decision->state, "proposed"))
        return call_fail(call, ERROR_CLASH, "decision",
                         "The vote has not begun: decision.open begins it, once it is seconded.");
    return call_fail(call, ERROR_CLASH, "decision",
                     "The vote is over. decision.show says what came of it.");
}

static int choice_check(struct kith_call *call, const struct decision *decision,
                        const struct decision_vote *vote)
{
    if (decision->is_consent && str_is(vote->choice, "against"))
        return call_fail(call, ERROR_WRONG, "choice",
                         "This is decided by consent: choose `object`, and say why.");
    if (!decision->is_consent && str_is(vote->choice, "object"))
        return call_fail(call, ERROR_WRONG, "choice",
                         "This is decided by a vote: choose `for`, `against` or `abstain`.");
    if (str_is(vote->choice, "object") && vote->reason.len == 0)
        return call_fail(call, ERROR_WRONG, "reason",
                         "Say why you object, so that the proposal can be mended.");
    return OK;
}

struct presence {
    int64_t handle;
    bool is_there;
};

static int is_there(void *self, const struct attendance *attendance)
{
    struct presence *presence = self;
    presence->is_there =
        presence->is_there || (attendance->handle == presence->handle && attendance->until_at == 0);
    return OK;
}

static int presence_check(struct kith_call *call, const struct decision *decision, int64_t handle)
{
    struct meeting meeting;
    struct presence presence = {.handle = handle};
    if (decision_is_online(decision))
        return OK;
    int err = meeting_read(&call->model, decision->meeting, &meeting);
    if (err == OK)
        err = meeting_attendance(&call->model, &meeting, is_there, &presence);
    if (err == OK && !presence.is_there)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "This is voted on in a meeting, and you are not there: come to it with "
                         "meeting.attend.");
    return err;
}

static int voter_check(struct kith_call *call, const struct decision *decision, int64_t handle)
{
    bool entitled = false, recused = false;
    int err = decision_is_entitled(&call->model, decision, handle, &entitled);
    if (err == OK && !entitled)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "You have no vote in this decision: it is for %s.",
                         str_is(decision->voters, "committee") ? "those who sit in its committee"
                         : str_is(decision->voters, "members")
                             ? "who was a member when it was opened"
                             : "members who are no allies, and were there when it was opened");
    if (err == OK)
        err = interest_recuses(&call->model, decision->network, decision->id, handle, &recused);
    if (err == OK && recused)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "You have declared an interest in this, so you take no part in it. If "
                         "that was a mistake, interest.withdraw takes it back.");
    return err != OK ? err : presence_check(call, decision, handle);
}

static kith_err vote_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    struct decision_vote vote = {.choice = call_text(call, "choice"),
                                 .reason = call_text(call, "reason")};
    int err = decision_take(call, &decision, &vote.handle);
    if (err == OK)
        err = check_open(call, &decision);
    if (err == OK)
        err = choice_check(call, &decision, &vote);
    if (err == OK)
        err = voter_check(call, &decision, vote.handle);
    return err != OK ? err : decision_vote(&call->model, &decision, &vote);
}

/* ---- what follows ---- */

/* As the network's own system, which alone may say what a network consents to. */
static int proposal_end_by(struct kith_call *call, const struct decision *decision,
                           const char *action)
{
    char id[IDENT_LENGTH + 1];
    struct str reply;
    struct actor network = {.kind = ACTOR_SCHEDULE, .network = decision->network};
    ident_print(decision->proposal, id);
    return call_nested(call, &network, action,
                       str_of(arena_print(&call->arena, "{\"proposal\":\"%s\"}", id)),
                       &(struct nested_how){0}, &reply);
}

/* What waited for it is done. If it cannot be, the decision stands all the same, and somebody is
 * told why. */
static int action_run(struct kith_call *call, struct decision *decision)
{
    struct proposal proposal = {0};
    if (decision->proposal == 0)
        return OK;
    int err = proposal_read(&call->model, decision->proposal, &proposal);
    if (err == OK)
        err = proposal_end_by(call, decision, "proposal.pass");
    if (err == OK) {
        decision->done =
            str_of(arena_print(&call->arena, "%.*s was done.", STR_ARGS(proposal.action)));
        return OK;
    }
    if (err == ERROR_BUSY || err == ERROR_FULL || err == ERROR_DISK || err == ERROR_BROKEN)
        return err;
    decision->done =
        str_of(arena_print(&call->arena, "It could not be done: %s", call->error.message));
    call->error = (struct error){0};
    return decision_task(call, decision, CARRY_OUT, 0,
                         arena_print(&call->arena,
                                     "What was decided could not be done by itself: %.*s. %.*s",
                                     STR_ARGS(decision->title), STR_ARGS(decision->done)));
}

static int carried(struct kith_call *call, struct decision *decision)
{
    int64_t review_at = 0;
    decision->state = STR("passed");
    int err = action_run(call, decision);
    if (err == OK && decision->owner != 0)
        err = decision_task(
            call, decision, CARRY_OUT, 0,
            arena_print(&call->arena, "See to what was decided: %.*s", STR_ARGS(decision->title)));
    if (err != OK || decision->review_day == 0)
        return err;
    err = decision_nine(call, decision->review_day, &review_at);
    return err != OK ? err : decision_schedule(call, decision, "decision.remind", review_at);
}

static int declined(struct kith_call *call, struct decision *decision, const char *state)
{
    struct proposal proposal = {0};
    decision->state = str_of(state);
    if (decision->proposal == 0)
        return OK;
    int err = proposal_read(&call->model, decision->proposal, &proposal);
    if (err == OK && str_is(proposal.state, "open"))
        err = proposal_end_by(call, decision, "proposal.decline");
    if (err != ERROR_MISSING)
        return err;
    call->error = (struct error){0};
    return OK;
}

struct str decision_offer(struct kith_call *call, const struct decision *decision)
{
    if (!str_is(decision->state, "blocked"))
        return (struct str){0};
    return str_of(arena_print(&call->arena,
                              "Blocked for want of a quorum: until %s decision.ratify can put it "
                              "to an online vote; after that it lapses.",
                              notice_time(call, decision->ratify_by)));
}

static int blocked(struct kith_call *call, struct decision *decision)
{
    int64_t days = 0;
    int err = charter_term_int(&call->model, decision->network, "decision.ratify_days", &days);
    if (err != OK)
        return err;
    decision->state = STR("blocked");
    decision->ratify_by = call->model.now_ms + days * DAY_MS;
    err = decision_schedule(call, decision, "decision.close", decision->ratify_by);
    if (err != OK)
        return err;
    struct decision leads = *decision;
    leads.owner = 0;
    return decision_task(call, &leads, DECISION_RATIFY, clock_day(decision->ratify_by),
                         arena_print(&call->arena, "%.*s: %.*s", STR_ARGS(decision->title),
                                     STR_ARGS(decision_offer(call, decision))));
}

int decision_settle(struct kith_call *call, struct decision *decision,
                    const struct decision_count *count)
{
    decision->decided_at = count->at_ms != 0 ? count->at_ms : call->model.now_ms;
    decision->votes_for = count->votes_for;
    decision->votes_against = count->votes_against;
    decision->abstentions = count->abstentions;
    decision->recused = count->recused;
    decision->entitled = count->entitled;
    decision->quorum_why = count->quorum_why;
    decision->why = count->is_quorate ? count->why : count->quorum_why;
    int err = decision_schedule(call, decision, "", 0);
    if (err == OK)
        err = decision_strike(&call->model, decision);
    if (err != OK)
        return err;
    if (!count->is_quorate)
        err = decision->is_ratifying ? declined(call, decision, "failed") : blocked(call, decision);
    else
        err = count->is_carried ? carried(call, decision) : declined(call, decision, "failed");
    return err != OK ? err : decision_write(&call->model, decision);
}

/* ---- closing ---- */

/* Nobody took the offer. */
static int lapse(struct kith_call *call, struct decision *decision)
{
    if (call->model.now_ms < decision->ratify_by)
        return call_fail(call, ERROR_CLASH, "decision", "%.*s",
                         STR_ARGS(decision_offer(call, decision)));
    decision->ratify_by = 0;
    decision->clock = 0;
    int err = declined(call, decision, "lapsed");
    if (err == OK)
        err = task_end_about(&call->model, decision->network, DECISION_RATIFY, decision->id);
    return err != OK ? err : decision_write(&call->model, decision);
}

static int early_check(struct kith_call *call, const struct decision *decision,
                       const struct decision_count *count)
{
    int64_t votes = count->votes_for + count->votes_against + count->abstentions;
    if (!decision_is_online(decision) || call->model.now_ms >= decision->closes_at ||
        votes >= count->entitled)
        return OK;
    return call_fail(call, ERROR_CLASH, "decision",
                     "The vote is open until %s, and is closed by itself then; before that, only "
                     "once all %lld who may vote have voted.",
                     notice_time(call, decision->closes_at), (long long)count->entitled);
}

/* While the meeting lasts it can become quorate again, so nothing is lost by waiting. */
static int quorate_check(struct kith_call *call, const struct decision *decision,
                         const struct decision_count *count)
{
    struct meeting meeting = {0};
    if (decision_is_online(decision) || count->is_quorate)
        return OK;
    int err = meeting_read(&call->model, decision->meeting, &meeting);
    if (err == OK && str_is(meeting.state, "open"))
        return call_fail(call, ERROR_CLASH, "meeting",
                         "%.*s Nothing can be decided now: wait for others, or put it to an online "
                         "vote with decision.ratify.",
                         STR_ARGS(count->quorum_why));
    return err;
}

void decision_put_outcome(struct kith_call *call, const struct decision *decision)
{
    struct str offer = decision_offer(call, decision);
    call_put_text(call, "state", decision->state);
    if (decision->why.len > 0)
        call_put_text(call, "why", decision->why);
    if (decision->quorum_why.len > 0)
        call_put_text(call, "quorum_why", decision->quorum_why);
    if (offer.len > 0)
        call_put_text(call, "offer", offer);
    if (decision->done.len > 0)
        call_put_text(call, "done", decision->done);
}

static int close_now(struct kith_call *call, struct decision *decision)
{
    struct decision_count count;
    int err = decision_count(&call->model, decision, &count);
    if (err == OK)
        err = early_check(call, decision, &count);
    if (err == OK)
        err = quorate_check(call, decision, &count);
    return err != OK ? err : decision_settle(call, decision, &count);
}

static kith_err close_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    int err = decision_take(call, &decision, &own);
    if (err != OK)
        return err;
    if (str_is(decision.state, "blocked"))
        err = lapse(call, &decision);
    else if (str_is(decision.state, "open"))
        err = close_now(call, &decision);
    else
        return call_fail(call, ERROR_CLASH, "decision",
                         str_is(decision.state, "proposed")
                             ? "The vote has not begun, so it cannot be closed. decision.open "
                               "begins it."
                             : "It is closed already. decision.show says what came of it.");
    if (err == OK)
        decision_put_outcome(call, &decision);
    return err;
}

/* ---- for want of a quorum ---- */

static int ratify_check(struct kith_call *call, const struct decision *decision)
{
    struct decision_count count;
    bool in_meeting = str_is(decision->state, "open") && !decision_is_online(decision);
    if (str_is(decision->state, "blocked"))
        return OK;
    if (!in_meeting)
        return call_fail(call, ERROR_CLASH, "decision",
                         "Only what is blocked for want of a quorum is put to another vote; this "
                         "is %.*s.",
                         STR_ARGS(decision->state));
    int err = decision_count(&call->model, decision, &count);
    if (err == OK && count.is_quorate)
        return call_fail(call, ERROR_CLASH, "decision",
                         "The meeting is quorate, and can decide it: decision.close does. %.*s",
                         STR_ARGS(count.quorum_why));
    return err;
}

static kith_err ratify_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own, days = 0;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = ratify_check(call, &decision);
    if (err == OK)
        err = charter_term_int(&call->model, decision.network, "decision.ratify_days", &days);
    if (err == OK)
        err = task_end_about(&call->model, decision.network, DECISION_RATIFY, decision.id);
    if (err != OK)
        return err;
    int64_t until =
        decision.ratify_by != 0 ? decision.ratify_by : call->model.now_ms + days * DAY_MS;
    decision.is_ratifying = true;
    decision.ratify_by = 0;
    err = decision_begin(call, &decision, until);
    if (err == OK)
        call_put_int(call, "closes_at", decision.closes_at);
    return err;
}

/* ---- fields ---- */

static const kith_field vote_takes[] = {
    DECISION_FIELD,
    {.name = "choice",
     .type = KITH_ONE_OF,
     .flags = KITH_PERSONAL,
     .limits = "for|against|abstain|object",
     .summary = "For; against, or object where it is decided by consent; or abstain."},
    {.name = "reason",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "Why; needed to object."},
    {0},
};

static const kith_field one_decision[] = {DECISION_FIELD, {0}};

static const kith_field close_gives[] = {DECISION_OUTCOME_FIELDS, {0}};

static const kith_field ratify_gives[] = {
    {.name = "closes_at", .type = KITH_TIME, .summary = "When the online vote is closed."},
    {0},
};

const kith_action decision_vote_actions[] = {
    {.name = "decision.vote",
     .summary = "Votes on a decision; voting again replaces your vote until it is closed.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = vote_takes,
     .run = vote_run,
     .since = "0.1",
     .help = "This is no secret ballot: once it is closed, those who may vote see who voted how, "
             "as far as each lets them see that they belong; others see only the counts. An "
             "objection and its reason are seen by them at once, so that the proposal can be "
             "mended. Administrators never see either."},
    {.name = "decision.close",
     .summary = "Closes a vote, counts it, and does what was decided.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = one_decision,
     .gives = close_gives,
     .run = close_run,
     .since = "0.1",
     .help = "An online vote is closed by itself at its time; before that it can be closed once "
             "all who may vote have voted."},
    {.name = "decision.ratify",
     .summary = "Puts what was blocked for want of a quorum to an online vote, until a day.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = one_decision,
     .gives = ratify_gives,
     .run = ratify_run,
     .since = "0.1",
     .help = "Votes that were given stand, and can be changed. If too few take part again, it "
             "fails."},
    {0},
};
