/* meeting.show: what a meeting is about, what arises from earlier ones, and as much of who was
 * there as the viewer may see. */
#include <stdlib.h>

#include "action/core.h"
#include "action/meeting.h"
#include "model/follow_up.h"
#include "model/meeting_counted.h"
#include "model/meeting_paper.h"
#include "model/membership.h"
#include "model/minutes.h"
#include "model/person.h"

struct showing {
    struct kith_call *call;
    const struct meeting *meeting;
    enum viewer viewer;
    int64_t own;
    int64_t in_room, remote, apologies, written; /* people */
    int64_t last;                                /* the handle of the last row of attendance */
};

static bool is_lead(const struct showing *showing)
{
    return showing->viewer == VIEWER_LEAD || showing->viewer == VIEWER_MEMBERSHIP_LEAD;
}

/* ---- somebody ---- */

struct on_roll {
    int64_t handle;
    bool is_there;
};

static int is_on_roll(void *self, int64_t handle, int64_t role, bool seated)
{
    struct on_roll *on_roll = self;
    (void)role, (void)seated;
    on_roll->is_there = on_roll->is_there || on_roll->handle == handle;
    return OK;
}

/* A handle may be shown as itself: of who holds an office, and of whom the viewer may see. The
 * name stands beside it only in the second case. */
static int seen(const struct showing *showing, int64_t handle, bool *ret_handle, bool *ret_name)
{
    struct model *in = &showing->call->model;
    struct membership membership = {0};
    struct on_roll on_roll = {.handle = handle};
    bool own = handle == showing->own && handle != 0;
    *ret_handle = *ret_name = false;
    int err = membership_read(in, showing->meeting->network, handle, &membership);
    if (err == OK)
        *ret_name = sight_allows(visibility_by_name(membership.visibility),
                                 own ? VIEWER_SELF : showing->viewer);
    if (err == ERROR_MISSING)
        err = OK;
    if (err == OK)
        err = meeting_roll(in, showing->meeting, is_on_roll, &on_roll);
    *ret_handle = *ret_name || on_roll.is_there;
    return err;
}

static int put_somebody(const struct showing *showing, int64_t handle, bool with_name)
{
    struct kith_call *call = showing->call;
    struct person person = {0};
    int64_t id = 0;
    call_put_int(call, "membership", handle);
    if (!with_name)
        return OK;
    int err = membership_person(&call->model, showing->meeting->network, handle, &id);
    if (err == OK)
        err = person_read(&call->model, id, &person);
    if (err != OK)
        return err;
    call_put_text(call, "name", person_name(&call->arena, &person));
    if (handle != showing->own)
        call_looks_at(call, handle); /* never the person: it would tell that they belong */
    return OK;
}

/* ---- who was there ---- */

/* An interval of each person is shown to the leads, who keep the record, and to themself. */
static int show_presence(void *self, const struct attendance *attendance)
{
    struct showing *showing = self;
    struct kith_call *call = showing->call;
    bool handle = false, name = false;
    bool is_another = attendance->handle != showing->last;
    showing->last = attendance->handle;
    showing->in_room += is_another && str_is(attendance->how, "room");
    showing->remote += is_another && str_is(attendance->how, "remote");
    if (!is_lead(showing) && attendance->handle != showing->own)
        return OK;
    int err = seen(showing, attendance->handle, &handle, &name);
    if (err != OK || !handle)
        return err;
    call_open(call, "attendance");
    err = put_somebody(showing, attendance->handle, name);
    call_put_text(call, "how", attendance->how);
    call_put_int(call, "from", attendance->from_at);
    call_put_int_if(call, "until", attendance->until_at);
    call_close(call);
    return err;
}

static int show_word(void *self, int64_t handle, const struct meeting_word *word)
{
    struct showing *showing = self;
    struct kith_call *call = showing->call;
    bool shown = false, name = false, own = handle == showing->own;
    showing->apologies += word->has_apologised || word->is_excused;
    if ((!is_lead(showing) && !own) || (!word->has_apologised && !word->is_excused))
        return OK;
    int err = seen(showing, handle, &shown, &name);
    if (err != OK || !shown)
        return err;
    call_open(call, "apologies");
    err = put_somebody(showing, handle, name);
    call_put_int(call, "excused", word->is_excused);
    if (own && word->reason.len > 0) /* a reason is nobody else's */
        call_put_text(call, "reason", word->reason);
    call_close(call);
    return err;
}

/* Of one that was long ago only the numbers are left. */
static int put_counted(struct showing *showing)
{
    struct kith_call *call = showing->call;
    struct meeting_counted counted;
    int err = meeting_counted_read(&call->model, showing->meeting, &counted);
    if (err != OK || !counted.is_counted)
        return err;
    showing->in_room = counted.in_room;
    showing->remote = counted.remote;
    showing->apologies = counted.cannot_come;
    call_put_text(call, "kept", meeting_counted_words(&counted, &call->arena));
    return OK;
}

static int put_presence(struct showing *showing)
{
    struct kith_call *call = showing->call;
    int err = meeting_attendance(&call->model, showing->meeting, show_presence, showing);
    if (err == OK)
        err = meeting_words(&call->model, showing->meeting, show_word, showing);
    if (err == OK)
        err = put_counted(showing);
    call_put_int(call, "in_room", showing->in_room);
    call_put_int(call, "remote", showing->remote);
    call_put_int(call, "cannot_come", showing->apologies);
    return err;
}

/* ---- what lies on the table ---- */

static int put_owner(const struct showing *showing, int64_t handle)
{
    bool shown = false, name = false;
    int err = handle == 0 ? OK : seen(showing, handle, &shown, &name);
    return err != OK || !shown ? err : put_somebody(showing, handle, name);
}

static int show_item(void *self, const struct agenda_item *item)
{
    const struct showing *showing = self;
    struct kith_call *call = showing->call;
    call_open(call, "agenda");
    call_put_int(call, "agenda_item", item->id);
    call_put_text(call, "title", item->title);
    call_put_text_if(call, "text", item->text);
    call_put_int_if(call, "minutes", item->minutes);
    int err = put_owner(showing, item->owner);
    call_close(call);
    return err;
}

static int show_arising(void *self, const struct follow_up *follow_up)
{
    const struct showing *showing = self;
    struct kith_call *call = showing->call;
    call_open(call, "arising");
    call_put_int(call, "follow_up", follow_up->id);
    call_put_text(call, "text", follow_up->text);
    call_put_int(call, "due", follow_up->due_day);
    call_put_int(call, "carried", follow_up->carried);
    int err = put_owner(showing, follow_up->owner);
    call_close(call);
    return err;
}

static int show_waiting(void *self, int64_t meeting)
{
    const struct showing *showing = self;
    call_put_int(showing->call, "minutes_to_approve", meeting);
    return OK;
}

static int show_guest(void *self, int64_t id, struct str name)
{
    const struct showing *showing = self;
    (void)id;
    call_put_text(showing->call, "guests", name);
    return OK;
}

static int show_contribution(void *self, const struct contribution *contribution)
{
    struct showing *showing = self;
    struct kith_call *call = showing->call;
    bool shown = false, name = false;
    int err = seen(showing, contribution->handle, &shown, &name);
    if (err != OK)
        return err;
    call_open(call, "contributions");
    if (shown)
        err = put_somebody(showing, contribution->handle, name);
    call_put_text(call, "text", contribution->text);
    call_close(call);
    return err;
}

static int put_papers(struct showing *showing)
{
    const struct meeting *meeting = showing->meeting;
    struct model *in = &showing->call->model;
    int err = agenda_each(in, meeting->network, meeting->id, show_item, showing);
    if (err == OK)
        err = follow_up_arising(in, meeting, show_arising, showing);
    if (err == OK)
        err = minutes_waiting(in, meeting, show_waiting, showing);
    if (err == OK)
        err = guest_each(in, meeting->network, meeting->id, show_guest, showing);
    return err != OK
               ? err
               : contribution_each(in, meeting->network, meeting->id, show_contribution, showing);
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

kith_err meeting_show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct showing showing = {.call = call, .meeting = &meeting};
    bool reads = false, may = false;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = sight_viewer(&call->model, &call->actor, meeting.network, &showing.viewer,
                           &showing.own);
    if (err == OK)
        err = meeting_is_for_viewer(call, &meeting, showing.viewer, &reads);
    if (err == OK)
        err = meeting_may_come(&call->model, &meeting, showing.own, &may);
    if (err != OK)
        return err;
    put_state(call, &meeting);
    if (may || is_lead(&showing))
        call_put_text(call, "venue", meeting.venue);
    err = put_minutes(call, &meeting);
    if (err == OK)
        err = put_presence(&showing);
    return err != OK || !(reads || may) ? err : put_papers(&showing);
}

/* ---- fields ---- */

#define SOMEBODY_FIELDS                                                                            \
    {.name = "membership",                                                                         \
     .type = KITH_ID,                                                                              \
     .flags = KITH_OPTIONAL,                                                                       \
     .limits = "membership",                                                                       \
     .summary = "Who, as a handle."},                                                              \
    {                                                                                              \
        .name = "name", .type = KITH_TEXT, .flags = KITH_OPTIONAL | KITH_PERSONAL,                 \
        .summary = "Their name, where they let you see it."                                        \
    }

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
    SOMEBODY_FIELDS,
    {0},
};

static const kith_field arising_row[] = {
    {.name = "follow_up", .type = KITH_ID, .limits = "follow_up", .summary = "Which action."},
    {.name = "text", .type = KITH_MARKDOWN, .limits = "1..4000", .summary = "What was agreed."},
    {.name = "due", .type = KITH_DATE, .summary = "By when."},
    {.name = "carried", .type = KITH_INT, .summary = "Over how many meetings it was carried."},
    SOMEBODY_FIELDS,
    {0},
};

static const kith_field attendance_row[] = {
    SOMEBODY_FIELDS,
    {.name = "how", .type = KITH_ONE_OF, .limits = "room|remote", .summary = "In what way."},
    {.name = "from", .type = KITH_TIME, .summary = "When they came."},
    {.name = "until",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When they left; absent while they are there."},
    {0},
};

static const kith_field apologies_row[] = {
    SOMEBODY_FIELDS,
    {.name = "excused", .type = KITH_BOOL, .summary = "Is the absence accepted?"},
    {.name = "reason",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL | KITH_SPECIAL,
     .summary = "Your own reason, if you gave one. Nobody else sees it."},
    {0},
};

static const kith_field contribution_row[] = {
    SOMEBODY_FIELDS,
    {.name = "text", .type = KITH_MARKDOWN, .limits = "1..10000", .summary = "What they wrote."},
    {0},
};

const kith_field meeting_show_gives[] = {
    MEETING_FIELD,
    {.name = "title", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "kind",
     .type = KITH_ONE_OF,
     .limits = "steering|committee|general|remit|other",
     .summary = "Of the steering group, another committee, all members; or an event."},
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "Whose meeting it is."},
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
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "planned|open|closed|cancelled",
     .summary = "How far it is."},
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
     .parts = attendance_row,
     .summary = "For leads: who was there, and when; for others their own."},
    {.name = "apologies",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = apologies_row,
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
     .parts = contribution_row,
     .summary = "What was written for it."},
    {0},
};
