/* meeting.show and meeting.list: what there is, what a meeting is about, what arises from earlier
 * ones, and the beginning of who was there. */
#include "action/meeting_show.h"

#include "action/core.h"
#include "model/follow_up.h"
#include "model/meeting_paper.h"
#include "model/minutes.h"

/* ---- what lies on the table ---- */

static int put_owner(const struct meeting_view *view, int64_t handle)
{
    bool shown = false;
    return handle == 0 ? OK : meeting_put_somebody(view, handle, &shown);
}

static int show_item(void *self, const struct agenda_item *item)
{
    const struct meeting_view *view = self;
    struct kith_call *call = view->call;
    call_open(call, "agenda");
    call_put_int(call, "agenda_item", item->id);
    call_put_text(call, "title", item->title);
    call_put_text_if(call, "text", item->text);
    call_put_int_if(call, "minutes", item->minutes);
    int err = put_owner(view, item->owner);
    call_close(call);
    return err;
}

static int show_arising(void *self, const struct follow_up *follow_up)
{
    const struct meeting_view *view = self;
    struct kith_call *call = view->call;
    call_open(call, "arising");
    call_put_int(call, "follow_up", follow_up->id);
    call_put_text(call, "text", follow_up->text);
    call_put_int(call, "due", follow_up->due_day);
    call_put_int(call, "carried", follow_up->carried);
    int err = put_owner(view, follow_up->owner);
    call_close(call);
    return err;
}

static int show_waiting(void *self, int64_t meeting)
{
    const struct meeting_view *view = self;
    call_put_int(view->call, "minutes_to_approve", meeting);
    return OK;
}

static int show_guest(void *self, int64_t id, struct str name)
{
    const struct meeting_view *view = self;
    (void)id;
    call_put_text(view->call, "guests", name);
    return OK;
}

static int put_papers(struct meeting_view *view)
{
    const struct meeting *meeting = &view->meeting;
    struct model *in = &view->call->model;
    int err = agenda_each(in, meeting->network, meeting->id, show_item, view);
    if (err == OK)
        err = follow_up_arising(in, meeting, show_arising, view);
    if (err == OK)
        err = minutes_waiting(in, meeting, show_waiting, view);
    if (err == OK)
        err = guest_each(in, meeting->network, meeting->id, show_guest, view);
    return err != OK ? err : meeting_put_contributions(view);
}

/* ---- the meeting itself ---- */

static void put_state(struct kith_call *call, const struct meeting *meeting)
{
    call_put_int(call, "meeting", meeting->id);
    call_put_text(call, "title", meeting->title);
    call_put_text(call, "kind", meeting->kind);
    call_put_int(call, "committee", meeting->committee);
    call_put_int(call, "role", meeting->role);
    call_put_int(call, "starts", meeting->starts_at);
    call_put_int(call, "ends", meeting->ends_at);
    call_put_text(call, "how", meeting->how);
    call_put_text(call, "state", meeting->state);
    call_put_int(call, "moved", meeting->is_moved);
    call_put_int_if(call, "charter", meeting->charter);
    call_put_int_if(call, "opened", meeting->opened_at);
    call_put_int_if(call, "closed", meeting->closed_at);
}

static int put_minutes(struct kith_call *call, const struct meeting *meeting)
{
    struct minutes minutes;
    int err = minutes_read(&call->model, meeting, &minutes);
    call_put_text(call, "minutes",
                  minutes.version == 0 ? STR("none")
                  : minutes.approved   ? STR("approved")
                                       : STR("draft"));
    return err;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting_view view;
    int err = meeting_view_of(call, &view);
    if (err != OK)
        return err;
    put_state(call, &view.meeting);
    if (view.may_come || meeting_view_is_lead(&view))
        call_put_text(call, "venue", view.meeting.venue);
    err = put_minutes(call, &view.meeting);
    if (err == OK)
        err = meeting_put_presence(&view);
    return err != OK || !(view.reads || view.may_come) ? err : put_papers(&view);
}

/* ---- all of them ---- */

static void put_meeting(void *self, const struct meeting *meeting)
{
    struct kith_call *call = self;
    call_open(call, "meetings");
    call_put_int(call, "meeting", meeting->id);
    call_put_text(call, "title", meeting->title);
    call_put_int(call, "starts", meeting->starts_at);
    call_put_int(call, "ends", meeting->ends_at);
    call_put_text(call, "how", meeting->how);
    call_put_text(call, "kind", meeting->kind);
    call_put_int(call, "committee", meeting->committee);
    call_put_text(call, "state", meeting->state);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    struct str state = call_text(call, "state");
    if (str_is(state, "all"))
        state = (struct str){0};
    int err =
        meeting_page(&call->model, call_int(call, "network"), state, &page, put_meeting, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

static const kith_field agenda_row[] = {
    {.name = "agenda_item", .type = KITH_ID, .limits = "agenda_item", .summary = "Which point."},
    {.name = "title", .type = KITH_TEXT, .summary = "What it is about."},
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "0..10000",
     .summary = "More of it."},
    {.name = "minutes",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "How many minutes it is given."},
    MEETING_SOMEBODY_FIELDS,
    {0},
};

static const kith_field arising_row[] = {
    {.name = "follow_up", .type = KITH_ID, .limits = "follow_up", .summary = "Which action."},
    {.name = "text", .type = KITH_MARKDOWN, .limits = "1..4000", .summary = "What was agreed."},
    {.name = "due", .type = KITH_DATE, .summary = "By when."},
    {.name = "carried", .type = KITH_INT, .summary = "Over how many meetings it was carried."},
    MEETING_SOMEBODY_FIELDS,
    {0},
};

#define WHOSE_FIELDS                                                                               \
    {.name = "kind",                                                                               \
     .type = KITH_ONE_OF,                                                                          \
     .limits = "steering|committee|general|remit|other",                                           \
     .summary = "Of the steering group, another committee, all members; or an event."},            \
    {                                                                                              \
        .name = "committee", .type = KITH_ID, .flags = KITH_OPTIONAL, .limits = "committee",       \
        .summary = "Whose meeting it is."                                                          \
    }
#define STATE_FIELD                                                                                \
    {                                                                                              \
        .name = "state", .type = KITH_ONE_OF, .limits = "planned|open|closed|cancelled",           \
        .summary = "How far it is."                                                                \
    }

static const kith_field show_gives[] = {
    MEETING_FIELD,
    {.name = "title", .type = KITH_TEXT, .summary = "What it is called."},
    WHOSE_FIELDS,
    {.name = "role",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "role",
     .summary = "Of an event: whose remit it is of."},
    {.name = "starts", .type = KITH_TIME, .summary = "When it begins."},
    {.name = "ends", .type = KITH_TIME, .summary = "When it is planned to end."},
    {.name = "how", .type = KITH_ONE_OF, .limits = MEETING_HOW, .summary = "In what way."},
    {.name = "venue",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "Where; for those who may come."},
    STATE_FIELD,
    {.name = "moved", .type = KITH_BOOL, .summary = "Was it moved or changed?"},
    {.name = "charter",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "The version of the charter by which it decides."},
    {.name = "opened", .type = KITH_TIME, .flags = KITH_OPTIONAL, .summary = "When it was opened."},
    {.name = "closed", .type = KITH_TIME, .flags = KITH_OPTIONAL, .summary = "When it was closed."},
    {.name = "minutes",
     .type = KITH_ONE_OF,
     .limits = "none|draft|approved",
     .summary = "How far its minutes are; minutes.show shows them."},
    {.name = "in_room", .type = KITH_INT, .summary = "How many came first into the room."},
    {.name = "remote", .type = KITH_INT, .summary = "How many came first from afar."},
    {.name = "cannot_come",
     .type = KITH_INT,
     .summary = "How many said that they could not come, or are excused."},
    {.name = "kept",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "Of one that was long ago: what is still kept of who was there."},
    {.name = "attendance",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = meeting_attendance_row,
     .summary = "For leads: who was there, and when; for others their own."},
    {.name = "apologies",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = meeting_apologies_row,
     .summary = "For leads: who could not come; for others their own."},
    {.name = "agenda",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = agenda_row,
     .summary = "What it is about, in this order."},
    {.name = "arising",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = arising_row,
     .summary = "Matters arising: what earlier meetings agreed and is not done."},
    {.name = "minutes_to_approve",
     .type = KITH_ID,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .limits = "meeting",
     .summary = "Earlier meetings whose minutes wait to be approved."},
    {.name = "guests",
     .type = KITH_TEXT,
     .flags = KITH_MANY | KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Who came as a guest."},
    {.name = "contributions",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = meeting_contribution_row,
     .summary = "What was written for it."},
    {.name = "more",
     .type = KITH_TEXT,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .summary = "Which of these lists are longer, and what lists them all."},
    {0},
};

static const kith_field one_meeting[] = {MEETING_FIELD, {0}};

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {.name = "state",
     .type = KITH_ONE_OF,
     .preset = "all",
     .limits = "all|planned|open|closed|cancelled",
     .summary = "Which ones."},
    {0},
};

static const kith_field meeting_row[] = {
    MEETING_FIELD,
    {.name = "title", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "starts", .type = KITH_TIME, .summary = "When it begins."},
    {.name = "ends", .type = KITH_TIME, .summary = "When it is planned to end."},
    {.name = "how", .type = KITH_ONE_OF, .limits = MEETING_HOW, .summary = MEETING_HOW_SUMMARY},
    WHOSE_FIELDS,
    STATE_FIELD,
    {0},
};

static const kith_field list_gives[] = {
    {.name = "meetings",
     .type = KITH_LIST,
     .parts = meeting_row,
     .summary = "The meetings, the earliest first."},
    NEXT_FIELD,
    {0},
};

const kith_action meeting_show_actions[] = {
    {.name = "meeting.list",
     .summary = "Lists the meetings of a network.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "meeting.show",
     .summary = "Shows a meeting: what it is about, and as much of who was there as you may see.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_meeting,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
