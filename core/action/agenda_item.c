/* agenda_item: the points of a meeting's agenda, each with its time and who leads it. */
#include "action/core.h"
#include "action/meeting.h"
#include "model/meeting_paper.h"

static int agenda_item_locate(struct model *in, const struct actor *actor, int64_t id,
                              struct location *ret_location)
{
    struct agenda_item item = {0};
    int err = agenda_read(in, id, &item);
    *ret_location = location_for_colleagues(actor, item.network);
    return err;
}

const struct noun agenda_item_noun = {
    .name = "agenda_item",
    .one = "point of an agenda",
    .plural = "agenda_items",
    .summary = "Points of an agenda: what a meeting is about, for how long, led by whom.",
    .locate = agenda_item_locate,
};

/* An agenda stands once its meeting is over. */
static int agenda_check(struct kith_call *call, int64_t id, struct meeting *ret_meeting)
{
    int err = meeting_read(&call->model, id, ret_meeting);
    if (err != OK)
        return err;
    return str_is(ret_meeting->state, "open") ? meeting_check_open(&call->model, ret_meeting)
                                              : meeting_check_planned(&call->model, ret_meeting);
}

static kith_err add_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct agenda_item item = {.meeting = call_int(call, "meeting"),
                               .position = call_int(call, "position"),
                               .minutes = call_int(call, "minutes"),
                               .owner = call_int(call, "owner"),
                               .title = call_text(call, "title"),
                               .text = call_text(call, "text")};
    int err = agenda_check(call, item.meeting, &meeting);
    item.network = meeting.network;
    if (err == OK)
        err = agenda_add(&call->model, &item);
    if (err == OK)
        call_put_int(call, "agenda_item", item.id);
    return err;
}

static int item_of(struct kith_call *call, struct agenda_item *ret_item)
{
    struct meeting meeting;
    int err = agenda_read(&call->model, call_int(call, "agenda_item"), ret_item);
    return err != OK ? err : agenda_check(call, ret_item->meeting, &meeting);
}

static kith_err edit_run(void *self, struct kith_call *call)
{
    (void)self;
    struct agenda_item item;
    int err = item_of(call, &item);
    if (err != OK)
        return err;
    if (call_given(call, "position"))
        item.position = call_int(call, "position");
    if (call_given(call, "minutes"))
        item.minutes = call_int(call, "minutes");
    if (call_given(call, "owner"))
        item.owner = call_int(call, "owner");
    if (call_given(call, "title"))
        item.title = call_text(call, "title");
    if (call_given(call, "text"))
        item.text = call_text(call, "text");
    return agenda_change(&call->model, &item);
}

static kith_err drop_run(void *self, struct kith_call *call)
{
    (void)self;
    struct agenda_item item;
    int err = item_of(call, &item);
    return err != OK ? err : agenda_remove(&call->model, item.id);
}

/* ---- fields ---- */

#define ITEM_FIELD                                                                                 \
    {                                                                                              \
        .name = "agenda_item", .type = KITH_ID, .limits = "agenda_item",                           \
        .summary = "Which point; meeting.show tells them."                                         \
    }
#define TITLE_FIELD(flags_)                                                                        \
    {                                                                                              \
        .name = "title", .type = KITH_TEXT, .flags = KITH_PERSONAL | (flags_), .limits = "1..200", \
        .summary = "What it is about."                                                             \
    }
#define MORE_FIELDS                                                                                \
    {.name = "minutes",                                                                            \
     .type = KITH_INT,                                                                             \
     .flags = KITH_OPTIONAL,                                                                       \
     .limits = "0..600",                                                                           \
     .summary = "How many minutes it is given."},                                                  \
        {.name = "owner",                                                                          \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "membership",                                                                   \
         .summary = "Who leads it, as a handle."},                                                 \
        {.name = "text",                                                                           \
         .type = KITH_MARKDOWN,                                                                    \
         .flags = KITH_OPTIONAL | KITH_PERSONAL,                                                   \
         .limits = "0..10000",                                                                     \
         .summary = "More of it."},                                                                \
    {                                                                                              \
        .name = "position", .type = KITH_INT, .flags = KITH_OPTIONAL, .limits = "1..1000",         \
        .summary = "Before which point it comes: 1 is the first; without it, the last."            \
    }

static const kith_field add_takes[] = {MEETING_FIELD, TITLE_FIELD(0), MORE_FIELDS, {0}};
static const kith_field edit_takes[] = {ITEM_FIELD, TITLE_FIELD(KITH_OPTIONAL), MORE_FIELDS, {0}};
static const kith_field one_item[] = {ITEM_FIELD, {0}};

const kith_action agenda_item_actions[] = {
    {.name = "agenda_item.add",
     .summary = "Puts a point on the agenda of a meeting.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = add_takes,
     .gives = one_item,
     .run = add_run,
     .since = "0.1"},
    {.name = "agenda_item.edit",
     .summary = "Changes a point: its words, time, place on the agenda, or who leads it.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = edit_takes,
     .run = edit_run,
     .since = "0.1"},
    {.name = "agenda_item.drop",
     .summary = "Takes a point off the agenda.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = one_item,
     .run = drop_run,
     .since = "0.1"},
    {0},
};
