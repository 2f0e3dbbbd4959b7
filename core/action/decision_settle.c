/* decision: what follows from it - the action that waited, tasks, a review, an offer to ratify. */
#include "action/charter.h"
#include "action/decision.h"
#include "action/notice.h"
#include "action/state.h"
#include "base/clock.h"
#include "model/charter.h"
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
    struct schedule schedule = {.network = decision->network,
                                .subject = decision->id,
                                .due_at = at_ms,
                                .action = str_of(action),
                                .arguments = ident_json(&call->arena, "decision", decision->id)};
    return schedule_replace(&call->model, &decision->clock, &schedule);
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
    if (task.handle == 0)
        task_for_leads(&task);
    return task_add(&call->model, &task);
}

/* ---- what follows ---- */

/* As the network's own system, which alone may say what a network consents to. */
static int proposal_end_by(struct kith_call *call, const struct decision *decision,
                           const char *action)
{
    struct str reply;
    struct actor network = {.kind = ACTOR_SCHEDULE, .network = decision->network};
    return call_nested(call, &network, action,
                       ident_json(&call->arena, "proposal", decision->proposal),
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
    if (err == OK)
        err = draft_decided(call, decision, true);
    if (err == OK && decision->owner != 0)
        err = decision_task(
            call, decision, CARRY_OUT, 0,
            arena_print(&call->arena, "See to what was decided: %.*s", STR_ARGS(decision->title)));
    if (err != OK || decision->review_day == 0)
        return err;
    err = decision_nine(call, decision->review_day, &review_at);
    return err != OK ? err : decision_schedule(call, decision, "decision.remind", review_at);
}

int decision_decline(struct kith_call *call, struct decision *decision, const char *state)
{
    struct proposal proposal = {0};
    decision->state = str_of(state);
    if (decision->proposal == 0)
        return draft_decided(call, decision, false);
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
        err = task_end_about(&call->model, decision->network, DECISION_LEFT_OPEN, decision->id);
    if (err == OK)
        err = decision_strike(&call->model, decision);
    if (err != OK)
        return err;
    if (!count->is_quorate)
        err = decision->is_ratifying ? decision_decline(call, decision, "failed")
                                     : blocked(call, decision);
    else
        err = count->is_carried ? carried(call, decision)
                                : decision_decline(call, decision, "failed");
    return err != OK ? err : decision_write(&call->model, decision);
}
