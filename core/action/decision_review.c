/* decision: looked at again on its day. */
#include "action/core.h"
#include "action/decision.h"
#include "model/office.h"
#include "model/setting.h"
#include "model/task.h"

static kith_err remind_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    int err = decision_take(call, &decision, &own);
    if (err != OK || !str_is(decision.state, "passed") || decision.review_day == 0)
        return err;
    decision.clock = 0;
    err = decision_task(call, &decision, DECISION_REVIEW, decision.review_day,
                        arena_print(&call->arena,
                                    "Look again at what was decided: %.*s. Then write down what "
                                    "you found with decision.review.",
                                    STR_ARGS(decision.title)));
    return err != OK ? err : decision_write(&call->model, &decision);
}

static int review_check(struct kith_call *call, const struct decision *decision, int64_t own)
{
    bool leads = false;
    int err = office_grants(&call->model, decision->network, own, 0, &leads);
    if (err == OK && !leads && own != decision->owner)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "A decision is reviewed by its owner, or by who holds an office.");
    if (err == OK && !str_is(decision->state, "passed"))
        return call_fail(call, ERROR_CLASH, "decision",
                         "Only what was carried is reviewed; this is %.*s.",
                         STR_ARGS(decision->state));
    return err;
}

static int review_next(struct kith_call *call, struct decision *decision)
{
    int64_t at = 0;
    int32_t today = 0;
    int err = setting_today(&call->model, &today);
    decision->reviewed_day = today;
    decision->review_day = (int32_t)call_int(call, "next");
    if (err == OK && decision->review_day != 0 && decision->review_day <= today)
        return call_fail(call, ERROR_WRONG, "next",
                         "It is looked at again on a day to come: choose a later one.");
    if (err == OK && decision->review_day != 0)
        err = decision_nine(call, decision->review_day, &at);
    return err != OK ? err : decision_schedule(call, decision, "decision.remind", at);
}

static kith_err review_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = review_check(call, &decision, own);
    if (err == OK)
        err = review_next(call, &decision);
    if (err == OK)
        err = task_end_about(&call->model, decision.network, DECISION_REVIEW, decision.id);
    decision.review = call_text(call, "found");
    return err != OK ? err : decision_write(&call->model, &decision);
}

/* ---- fields ---- */

static const kith_field one_decision[] = {DECISION_FIELD, {0}};

static const kith_field review_takes[] = {
    DECISION_FIELD,
    {.name = "found",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What became of it, and whether it still holds."},
    {.name = "next",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "When it is looked at again; without it, not by itself."},
    {0},
};

const kith_action decision_review_actions[] = {
    {.name = "decision.review",
     .summary = "Writes down what a review of a decision found, and when the next one is.",
     .may = "member",
     .flags = KITH_WRITES,
     .takes = review_takes,
     .run = review_run,
     .since = "0.1",
     .help = "For its owner, and for whoever holds an office."},
    {.name = "decision.remind",
     .summary = "Makes a task to review a decision; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_decision,
     .run = remind_run,
     .since = "0.1"},
    {0},
};
