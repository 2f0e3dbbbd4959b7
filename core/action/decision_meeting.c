/* decision: what a meeting that is over leaves undecided, and how it goes on. */
#include "action/core.h"
#include "action/decision.h"
#include "action/notice.h"
#include "base/list.h"
#include "model/task.h"

enum { LEFT_MOST = 200 };

int decision_outlives(struct kith_call *call, const struct decision *decision,
                      struct meeting *ret_meeting, bool *ret_outlives)
{
    *ret_outlives = false;
    if (decision_is_online(decision) ||
        !(str_is(decision->state, "proposed") || str_is(decision->state, "open")))
        return OK;
    int err = meeting_read(&call->model, decision->meeting, ret_meeting);
    *ret_outlives = err == OK && (str_is(ret_meeting->state, "closed") ||
                                  str_is(ret_meeting->state, "cancelled"));
    return err;
}

/* "Its meeting ended on 3 December 2026 at 14:05 before the vote was closed: …" */
int decision_waits(struct kith_call *call, const struct decision *decision, struct str *ret_waits)
{
    struct meeting meeting = {0};
    bool outlives;
    int err = decision_outlives(call, decision, &meeting, &outlives);
    *ret_waits = (struct str){0};
    if (err != OK || !outlives)
        return err;
    const char *ended = meeting.closed_at == 0 ? "was cancelled"
                                               : arena_print(&call->arena, "ended on %s",
                                                             notice_time(call, meeting.closed_at));
    *ret_waits = str_of(arena_print(
        &call->arena,
        str_is(decision->state, "open")
            ? "Its meeting %s before the vote was closed: decision.close counts the votes that "
              "were given in it. Where there were none, or too few were there, decision.ratify "
              "puts it to an online vote."
            : "Its meeting %s before it was put to the vote: decision.open puts it to an online "
              "vote.",
        ended));
    return OK;
}

struct leaving {
    LIST(struct decision) left;
};

static int keep_left(void *self, const struct decision *decision)
{
    bool waits = str_is(decision->state, "proposed") || str_is(decision->state, "open");
    if (waits && !decision_is_online(decision))
        *list_add(&((struct leaving *)self)->left) = *decision;
    return OK;
}

/* A task for whoever leads, so that it is not forgotten; and a row of the reply, if there is one
 * to somebody. */
static int leave_one(struct kith_call *call, struct decision *decision, bool to_somebody)
{
    struct str waits;
    int err = decision_waits(call, decision, &waits);
    if (err != OK)
        return err;
    decision->owner = 0;
    err = decision_task(
        call, decision, DECISION_LEFT_OPEN, 0,
        arena_print(&call->arena, "%.*s: %.*s", STR_ARGS(decision->title), STR_ARGS(waits)));
    if (err != OK || !to_somebody)
        return err;
    call_open(call, "left_open");
    call_put_int(call, "decision", decision->id);
    call_put_text(call, "title", decision->title);
    call_put_text(call, "what_next", waits);
    call_close(call);
    return OK;
}

int decision_meeting_ends(struct kith_call *call, const struct meeting *meeting, bool to_somebody)
{
    const struct decision_search search = {.network = meeting->network, .meeting = meeting->id};
    struct page page = {.limit = LEFT_MOST};
    struct leaving leaving = {0};
    int err = decision_page(&call->model, &search, &page, keep_left, &leaving);
    for (size_t i = 0; i < leaving.left.count && err == OK; i++)
        err = leave_one(call, &leaving.left.at[i], to_somebody);
    list_done(&leaving.left);
    return err;
}

const kith_field decision_left_row[] = {
    DECISION_FIELD,
    {.name = "title",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "1..200",
     .summary = "What it is about."},
    WHAT_NEXT_FIELD,
    {0},
};
