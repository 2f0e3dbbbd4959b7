/* decision: a proposal is backed by others, taken back, or put to the vote. */
#include "action/core.h"
#include "action/decision.h"
#include "action/notice.h"
#include "model/charter.h"
#include "model/interest.h"
#include "model/task.h"

enum { DAY_MS = 24 * 3600 * 1000, OPEN_DAYS_MOST = 90 };

/* ---- backing it ---- */

static int check_proposed(struct kith_call *call, const struct decision *decision)
{
    if (str_is(decision->state, "proposed"))
        return OK;
    return call_fail(call, ERROR_CLASH, "decision",
                     "This is no proposal any more: it is %.*s. decision.show says how it stands.",
                     STR_ARGS(decision->state));
}

int decision_put_next(struct kith_call *call, const struct decision *decision)
{
    int64_t needed = 0, seconds = 0, supporters;
    int err = charter_term_int(&call->model, decision->network, "decision.seconders", &needed);
    if (err == OK)
        err = decision_backers(&call->model, decision, &seconds, &supporters);
    if (err != OK)
        return err;
    struct str next = seconds >= needed
                          ? STR("It can be put to the vote: somebody who leads does that with "
                                "decision.open.")
                          : str_of(arena_print(&call->arena,
                                               "%lld more who may vote on it %s to second it, with "
                                               "decision.second; then somebody who leads puts it "
                                               "to the vote with decision.open.",
                                               (long long)(needed - seconds),
                                               needed - seconds == 1 ? "has" : "have"));
    call_put_text(call, "what_next", next);
    return OK;
}

static kith_err support_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    return err != OK ? err : decision_back(&call->model, &decision, own, false);
}

static kith_err second_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    bool entitled = false, recused = false;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    if (err == OK && own == decision.by)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "Somebody else has to second what you propose: ask a colleague.");
    if (err == OK)
        err = decision_is_entitled(&call->model, &decision, own, &entitled);
    if (err == OK)
        err = interest_recuses(&call->model, decision.network, decision.id, own, &recused);
    if (err == OK && (!entitled || recused))
        return call_fail(call, ERROR_REFUSED, "decision",
                         "Only who may vote on it can second it. decision.support says that you "
                         "are for it.");
    if (err == OK)
        err = decision_back(&call->model, &decision, own, true);
    return err != OK ? err : decision_put_next(call, &decision);
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    if (err == OK && own != decision.by)
        return call_fail(call, ERROR_REFUSED, "decision", "Only who proposed it can take it back.");
    decision.state = STR("withdrawn");
    if (err == OK)
        err = task_end_about(&call->model, decision.network, DECISION_LEFT_OPEN, decision.id);
    return err != OK ? err : decision_write(&call->model, &decision);
}

/* ---- opening it ---- */

static int seconds_check(struct kith_call *call, const struct decision *decision)
{
    int64_t needed = 0, seconds = 0, supporters;
    int err = charter_term_int(&call->model, decision->network, "decision.seconders", &needed);
    if (err == OK)
        err = decision_backers(&call->model, decision, &seconds, &supporters);
    if (err == OK && seconds < needed)
        return call_fail(call, ERROR_CLASH, "decision",
                         "%lld of the %lld who must second it have: decision.second does, by "
                         "somebody else who may vote on it.",
                         (long long)seconds, (long long)needed);
    return err;
}

static int until_take(struct kith_call *call, const struct decision *decision, int64_t *ret_until)
{
    int64_t now = call->model.now_ms;
    *ret_until = now + decision->days * DAY_MS;
    if (!call_given(call, "until"))
        return OK;
    *ret_until = call_int(call, "until");
    if (*ret_until <= now || *ret_until > now + (int64_t)OPEN_DAYS_MOST * DAY_MS)
        return call_fail(call, ERROR_WRONG, "until",
                         "A vote is open until a time to come, at most %d days from now.",
                         OPEN_DAYS_MOST);
    return OK;
}

static int tell_on(struct kith_call *call, const struct decision *decision, int64_t from)
{
    char id[IDENT_LENGTH + 1], last[IDENT_LENGTH + 1];
    ident_print(decision->id, id);
    ident_print(from, last);
    return notice_go_on(
        call, decision->network, "decision.tell",
        str_of(arena_print(&call->arena, "{\"decision\":\"%s\",\"from\":\"%s\"}", id, last)));
}

/* Those after this handle; of many, the rest are told in calls of their own. */
static int tell_voters(struct kith_call *call, const struct decision *decision, int64_t from)
{
    int64_t *handles, next;
    size_t count;
    int err = decision_entitled_some(&call->model, decision, from, &handles, &count, &next);
    for (size_t i = 0; i < count && err == OK; i++)
        err = notice_member(call, decision->network, handles[i],
                            "A decision waits for your vote in one of your networks, until %s. "
                            "Sign in to Kith to read it. If you have an interest in it, declare "
                            "that instead.\n",
                            notice_time(call, decision->closes_at));
    return err != OK || next == 0 ? err : tell_on(call, decision, next);
}

static kith_err tell_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int err = decision_read(&call->model, call_int(call, "decision"), &decision);
    if (err != OK || !str_is(decision.state, "open"))
        return err;
    return tell_voters(call, &decision, call_int(call, "from"));
}

int decision_begin(struct kith_call *call, struct decision *decision, int64_t closes_at)
{
    decision->state = STR("open");
    decision->opened_at = call->model.now_ms;
    decision->closes_at = decision_is_online(decision) ? closes_at : 0;
    int err = decision_schedule(call, decision, "decision.close", decision->closes_at);
    if (err == OK)
        err = task_end_about(&call->model, decision->network, DECISION_LEFT_OPEN, decision->id);
    if (err == OK)
        err = decision_write(&call->model, decision);
    return err != OK || !decision_is_online(decision) ? err : tell_voters(call, decision, 0);
}

/* What its meeting did not come to is put to an online vote. */
static int meeting_outlived(struct kith_call *call, struct decision *decision)
{
    struct meeting meeting = {0};
    bool outlives;
    int err = decision_outlives(call, decision, &meeting, &outlives);
    if (err == OK && outlives)
        decision->meeting = 0;
    return err;
}

/* In a meeting: it is quorate at this minute. */
static int quorate_check(struct kith_call *call, const struct decision *decision)
{
    struct decision_count count;
    if (decision->meeting == 0)
        return OK;
    int err = decision_count(&call->model, decision, &count);
    if (err == OK && !count.is_quorate)
        return call_fail(call, ERROR_CLASH, "meeting", "%.*s Nothing can be decided in it now.",
                         STR_ARGS(count.quorum_why));
    return err;
}

static struct str vote_next(struct kith_call *call, const struct decision *decision)
{
    if (!decision_is_online(decision))
        return STR("Those who are there vote with decision.vote. decision.close counts the votes, "
                   "while the meeting is quorate.");
    return str_of(arena_print(&call->arena,
                              "Those who may vote are told. It is closed and counted by itself on "
                              "%s.",
                              notice_time(call, decision->closes_at)));
}

static kith_err open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own, until = 0;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    if (err == OK)
        err = seconds_check(call, &decision);
    if (err == OK)
        err = until_take(call, &decision, &until);
    if (err == OK)
        err = meeting_outlived(call, &decision);
    if (err == OK)
        err = quorate_check(call, &decision);
    if (err == OK)
        err =
            charter_in_force(&call->model, decision.network, call->model.now_ms, &decision.charter);
    if (err == OK)
        err = decision_begin(call, &decision, until);
    if (err != OK)
        return err;
    call_put_int_if(call, "closes_at", decision.closes_at);
    call_put_text(call, "what_next", vote_next(call, &decision));
    return OK;
}

/* ---- fields ---- */

static const kith_field one_decision[] = {DECISION_FIELD, {0}};

static const kith_field tell_takes[] = {
    DECISION_FIELD,
    {.name = "from", .type = KITH_ID, .limits = "*", .summary = "The last handle that was told."},
    {0},
};

static const kith_field open_takes[] = {
    DECISION_FIELD,
    {.name = "until",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When the vote ends; without it, after the proposal's days."},
    {0},
};

static const kith_field second_gives[] = {WHAT_NEXT_FIELD, {0}};

static const kith_field open_gives[] = {
    WHAT_NEXT_FIELD,
    {.name = "closes_at",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When it is closed by itself."},
    {0},
};

const kith_action decision_open_actions[] = {
    {.name = "decision.support",
     .summary = "Says that you are for a proposal; others see only how many are.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = one_decision,
     .run = support_run,
     .since = "0.1"},
    {.name = "decision.second",
     .summary = "Seconds a proposal of somebody else, as one who may vote on it.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = one_decision,
     .gives = second_gives,
     .run = second_run,
     .since = "0.1"},
    {.name = "decision.withdraw",
     .summary = "Takes back a proposal of yours before it is put to the vote.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_decision,
     .run = withdraw_run,
     .since = "0.1"},
    {.name = "decision.open",
     .summary = "Puts a proposal to the vote: everybody who may vote is told.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = open_gives,
     .run = open_run,
     .since = "0.1"},
    {.name = "decision.tell",
     .summary = "Goes on telling those who may vote, where they are many; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = tell_takes,
     .run = tell_run,
     .since = "0.1"},
    {0},
};
