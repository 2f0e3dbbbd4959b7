/* follow_up: what a meeting agreed that somebody does by a day. */
#include "model/follow_up.h"

#include "action/core.h"
#include "action/meeting.h"
#include "action/notice.h"
#include "model/committee.h"
#include "model/setting.h"
#include "model/sight.h"

/* It is there for the leads, and for whoever owns it. */
static int follow_up_locate(struct model *in, const struct actor *actor, int64_t id,
                            struct location *ret_location)
{
    struct follow_up follow_up = {0};
    *ret_location = (struct location){0};
    int err = follow_up_read(in, id, &follow_up);
    if (err != OK)
        return err;
    return meeting_locate_task(in, actor, follow_up.network, follow_up.owner, ret_location);
}

const struct noun follow_up_noun = {
    .name = "follow_up",
    .one = "action of a meeting",
    .plural = "follow_ups",
    .summary = "Actions that a meeting agreed on, carried over until they are done.",
    .locate = follow_up_locate,
};

/* ---- handlers ---- */

static int owner_check(struct kith_call *call, int64_t network, int64_t owner)
{
    bool is_member = false;
    int err = committee_is_seated(&call->model, network, 0, owner, &is_member);
    if (err == OK && !is_member)
        return call_fail(call, ERROR_CLASH, "owner",
                         "This membership is paused: choose somebody else.");
    return err;
}

static int due_check(struct kith_call *call)
{
    int32_t today = 0;
    int err = call_given(call, "due") ? setting_today(&call->model, &today) : OK;
    if (err == OK && call_given(call, "due") && call_int(call, "due") < today)
        return call_fail(call, ERROR_WRONG, "due", "Give a day to come, or today.");
    return err;
}

static int tell_owner(struct kith_call *call, const struct follow_up *follow_up)
{
    int64_t own = 0;
    int err = sight_own_handle(&call->model, &call->actor, follow_up->network, &own);
    if (err != OK || own == follow_up->owner)
        return err;
    return notice_member(call, follow_up->network, follow_up->owner,
                         "A meeting of one of your networks has agreed on something for you to "
                         "do by %s. Sign in to Kith to see what. If it is not for you, tell "
                         "whoever leads the meeting.\n",
                         notice_day(&call->arena, follow_up->due_day));
}

static kith_err add_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int err = meeting_of(call, &meeting);
    if (err != OK)
        return err;
    struct follow_up follow_up = {.network = meeting.network,
                                  .committee = meeting.committee,
                                  .meeting = meeting.id,
                                  .owner = call_int(call, "owner"),
                                  .due_day = (int32_t)call_int(call, "due"),
                                  .text = call_text(call, "text")};
    if (meeting.opened_at == 0)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "This meeting has not been opened, so it has agreed on nothing yet.");
    err = owner_check(call, meeting.network, follow_up.owner);
    if (err == OK)
        err = due_check(call);
    if (err == OK)
        err = follow_up_add(&call->model, &follow_up);
    if (err == OK)
        err = tell_owner(call, &follow_up);
    if (err == OK)
        call_put_int(call, "follow_up", follow_up.id);
    return err;
}

static kith_err edit_run(void *self, struct kith_call *call)
{
    (void)self;
    struct follow_up follow_up;
    int err = follow_up_read(&call->model, call_int(call, "follow_up"), &follow_up);
    if (err != OK)
        return err;
    int64_t before = follow_up.owner;
    if (call_given(call, "owner"))
        follow_up.owner = call_int(call, "owner");
    if (call_given(call, "due"))
        follow_up.due_day = (int32_t)call_int(call, "due");
    if (call_given(call, "text"))
        follow_up.text = call_text(call, "text");
    if (call_given(call, "owner"))
        err = owner_check(call, follow_up.network, follow_up.owner);
    if (err == OK)
        err = due_check(call);
    if (err == OK)
        err = follow_up_change(&call->model, &follow_up);
    return err != OK || follow_up.owner == before ? err : tell_owner(call, &follow_up);
}

static kith_err done_run(void *self, struct kith_call *call)
{
    (void)self;
    struct follow_up follow_up;
    int err = follow_up_read(&call->model, call_int(call, "follow_up"), &follow_up);
    return err != OK ? err : follow_up_done(&call->model, &follow_up);
}

static void put_follow_up(void *self, const struct follow_up *follow_up)
{
    struct kith_call *call = self;
    call_open(call, "follow_ups");
    call_put_int(call, "follow_up", follow_up->id);
    call_put_text(call, "text", follow_up->text);
    call_put_int(call, "owner", follow_up->owner);
    call_put_int(call, "due", follow_up->due_day);
    call_put_int(call, "carried", follow_up->carried);
    call_put_int(call, "meeting", follow_up->meeting);
    call_put_int_if(call, "done", follow_up->done_day);
    call_close(call);
}

/* The leads see every one, others their own. */
static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    enum viewer viewer;
    int64_t own = 0;
    struct follow_up_filter filter = {
        .network = call_int(call, "network"),
        .committee = call_given(call, "committee") ? call_int(call, "committee") : -1,
        .done = call_int(call, "done") != 0};
    int err = sight_viewer(&call->model, &call->actor, filter.network, &viewer, &own);
    filter.owner = viewer == VIEWER_LEAD || viewer == VIEWER_MEMBERSHIP_LEAD ? -1 : own;
    if (err == OK)
        err = follow_up_page(&call->model, &filter, &page, put_follow_up, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define FOLLOW_UP_FIELD                                                                            \
    {                                                                                              \
        .name = "follow_up", .type = KITH_ID, .limits = "follow_up",                               \
        .summary = "Which action; follow_up.list tells them."                                      \
    }
#define CONTENT_FIELDS(flags_)                                                                     \
    {.name = "text",                                                                               \
     .type = KITH_MARKDOWN,                                                                        \
     .flags = KITH_PERSONAL | (flags_),                                                            \
     .limits = "1..4000",                                                                          \
     .summary = "What is to be done."},                                                            \
        {.name = "owner",                                                                          \
         .type = KITH_ID,                                                                          \
         .flags = (flags_),                                                                        \
         .limits = "membership",                                                                   \
         .summary = "Who does it, as a handle."},                                                  \
    {                                                                                              \
        .name = "due", .type = KITH_DATE, .flags = (flags_), .summary = "By when."                 \
    }

static const kith_field add_takes[] = {MEETING_FIELD, CONTENT_FIELDS(0), {0}};
static const kith_field one_follow_up[] = {FOLLOW_UP_FIELD, {0}};
static const kith_field edit_takes[] = {FOLLOW_UP_FIELD, CONTENT_FIELDS(KITH_OPTIONAL), {0}};

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "Only those of this committee."},
    {.name = "done", .type = KITH_BOOL, .preset = "false", .summary = "What is done, too."},
    {0},
};

static const kith_field follow_up_row[] = {
    FOLLOW_UP_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What is to be done."},
    {.name = "owner",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "Who does it; nobody, if they have left."},
    {.name = "due", .type = KITH_DATE, .summary = "By when."},
    {.name = "carried",
     .type = KITH_INT,
     .summary = "Over how many meetings it was carried so far."},
    {.name = "meeting",
     .type = KITH_ID,
     .limits = "meeting",
     .summary = "The meeting that agreed it."},
    {.name = "done", .type = KITH_DATE, .flags = KITH_OPTIONAL, .summary = "When it was done."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "follow_ups",
     .type = KITH_LIST,
     .parts = follow_up_row,
     .summary = "For leads all of them, for others their own."},
    NEXT_FIELD,
    {0},
};

const kith_action follow_up_actions[] = {
    {.name = "follow_up.add",
     .summary = "Writes down what a meeting agreed that somebody does; they are told.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = add_takes,
     .gives = one_follow_up,
     .run = add_run,
     .since = "0.1"},
    {.name = "follow_up.edit",
     .summary = "Changes an action that is open: its words, who does it, by when.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = edit_takes,
     .run = edit_run,
     .since = "0.1"},
    {.name = "follow_up.done",
     .summary = "Says that an action is done: for who does it, and for leads.",
     .may = "member",
     .flags = KITH_WRITES,
     .takes = one_follow_up,
     .run = done_run,
     .since = "0.1"},
    {.name = "follow_up.list",
     .summary = "Lists what meetings agreed and is not done.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
