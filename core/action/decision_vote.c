/* decision: voted on, closed, put to another vote. */
#include "action/core.h"
#include "action/decision.h"
#include "action/notice.h"
#include "model/charter.h"
#include "model/interest.h"
#include "model/meeting.h"
#include "model/task.h"

enum { DAY_MS = 24 * 3600 * 1000 };

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

static int presence_check(struct kith_call *call, const struct decision *decision, int64_t handle)
{
    struct meeting meeting;
    bool is_there = false;
    if (decision_is_online(decision))
        return OK;
    int err = meeting_read(&call->model, decision->meeting, &meeting);
    if (err == OK)
        err = meeting_is_there(&call->model, &meeting, handle, &is_there);
    if (err == OK && !is_there)
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

static void put_voted(struct kith_call *call, const struct decision *decision, int64_t others)
{
    const char *until =
        decision->closes_at == 0 ? "it is closed" : notice_time(call, decision->closes_at);
    const char *also =
        others == 0 ? ""
                    : arena_print(&call->arena,
                                  "You have voted for %lld colleague%s as well, whose proxy you "
                                  "hold. ",
                                  (long long)others, others == 1 ? "" : "s");
    call_put_text(
        call, "what_next",
        str_of(arena_print(&call->arena, "%sYou can vote again until %s; your last vote counts.",
                           also, until)));
}

static kith_err vote_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    struct decision_vote vote = {.choice = call_text(call, "choice"),
                                 .reason = call_text(call, "reason")};
    int64_t others = 0;
    int err = decision_take(call, &decision, &vote.handle);
    if (err == OK)
        err = check_open(call, &decision);
    if (err == OK)
        err = choice_check(call, &decision, &vote);
    if (err == OK)
        err = voter_check(call, &decision, vote.handle);
    if (err == OK)
        err = decision_vote(&call->model, &decision, &vote);
    if (err == OK)
        err = decision_vote_proxies(call, &decision, &vote, &others);
    if (err == OK)
        put_voted(call, &decision, others);
    return err;
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
    int err = decision_decline(call, decision, "lapsed");
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
    call_put_text_if(call, "why", decision->why);
    call_put_text_if(call, "quorum_why", decision->quorum_why);
    call_put_text_if(call, "offer", offer);
    call_put_text_if(call, "done", decision->done);
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
                         "The meeting %s quorate, so the votes given in it decide: decision.close "
                         "counts them. %.*s",
                         count.at_ms != 0 ? "was" : "is", STR_ARGS(count.quorum_why));
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
    if (err != OK)
        return err;
    call_put_int(call, "closes_at", decision.closes_at);
    call_put_text(call, "what_next",
                  str_of(arena_print(&call->arena,
                                     "Those who may vote are told; votes that were given stand. It "
                                     "is closed and counted by itself on %s.",
                                     notice_time(call, decision.closes_at))));
    return OK;
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

static const kith_field vote_gives[] = {WHAT_NEXT_FIELD, {0}};

static const kith_field close_gives[] = {DECISION_OUTCOME_FIELDS, {0}};

static const kith_field ratify_gives[] = {
    {.name = "closes_at", .type = KITH_TIME, .summary = "When the online vote is closed."},
    WHAT_NEXT_FIELD,
    {0},
};

const kith_action decision_vote_actions[] = {
    {.name = "decision.vote",
     .summary = "Votes on a decision; voting again replaces your vote until it is closed.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = vote_takes,
     .gives = vote_gives,
     .run = vote_run,
     .since = "0.1",
     .help = "This is no secret ballot: once it is closed, those who may vote see who voted how, "
             "as far as each lets them see that they belong; others see only the counts. An "
             "objection and its reason are seen by them at once, so that the proposal can be "
             "mended. Administrators never see either. In a meeting whose terms allow proxies you "
             "vote for whoever gave you theirs and is not there, unless they voted themselves."},
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
