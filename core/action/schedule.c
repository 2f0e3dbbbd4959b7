/* schedule: what will be done. */
#include "model/schedule.h"

#include "action/call.h"
#include "action/core.h"
#include "model/sight.h"

static int schedule_locate(struct model *in, const struct actor *actor, int64_t id,
                           struct location *ret_location)
{
    struct schedule schedule;
    int64_t handle = 0;
    int err = schedule_read(in, id, &schedule);
    if (err != OK) {
        *ret_location = (struct location){0};
        return err;
    }
    err = sight_own_handle(in, actor, schedule.network, &handle);
    bool personal = schedule.network != 0 && schedule.subject != 0;
    *ret_location = (struct location){.network = schedule.network,
                                      .visible = !personal || actor->kind == ACTOR_SYSTEM ||
                                                 schedule.subject == handle};
    return err;
}

const struct noun schedule_noun = {
    .name = "schedule",
    .plural = "schedules",
    .summary = "What will be done, and when.",
    .locate = schedule_locate,
};

static void put_schedule(struct kith_call *call, const struct schedule *schedule)
{
    call_put_int(call, "schedule", schedule->id);
    call_put_int(call, "due_at", schedule->due_at);
    call_put_text(call, "action", schedule->action);
    if (schedule->every.len > 0) {
        call_put_text(call, "every", schedule->every);
        call_put_text(call, "zone", schedule->zone);
    }
    call_put_text(call, "state", schedule->state);
    call_put_int(call, "attempts", schedule->attempts);
    call_put_text_if(call, "answer", schedule->answer);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct schedule schedule;
    int err = schedule_read(&call->model, call_int(call, "schedule"), &schedule);
    if (err != OK)
        return err;
    put_schedule(call, &schedule);
    call_put_text(call, "with", schedule.arguments);
    return OK;
}

static void list_schedule(void *self, const struct schedule *schedule)
{
    struct kith_call *call = self;
    call_open(call, "schedules");
    put_schedule(call, schedule);
    call_close(call);
}

/* What concerns one member is shown to nobody else, and leaves no gap in a page. */
static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int64_t own_handle;
    int err = sight_own_handle(&call->model, &call->actor, call->where.network, &own_handle);
    if (err == OK)
        err = schedule_page(&call->model, call->where.network, own_handle, &page, list_schedule,
                            call);
    call_put_next(call, &page);
    return err;
}

/* All of it: what is personal among it is nobody's to choose by. */
static kith_err retry_run(void *self, struct kith_call *call)
{
    (void)self;
    return schedule_unpark(&call->model);
}

#define SCHEDULE_FIELDS                                                                            \
    {.name = "schedule", .type = KITH_ID, .limits = "schedule", .summary = "Its id."},             \
        {.name = "due_at", .type = KITH_TIME, .summary = "When it is due next."},                  \
        {.name = "action", .type = KITH_TEXT, .summary = "What will be done."},                    \
        {.name = "every",                                                                          \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "How often it comes again."},                                                  \
        {.name = "zone",                                                                           \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "The time zone whose local time it keeps."},                                   \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = "waiting|parked",                                                               \
         .summary = "Parked: it failed too often."},                                               \
        {.name = "attempts", .type = KITH_INT, .summary = "How often it failed in a row."},        \
    {                                                                                              \
        .name = "answer", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                               \
        .summary = "Why it failed last."                                                           \
    }

static const kith_field one_schedule[] = {
    {.name = "schedule", .type = KITH_ID, .limits = "schedule", .summary = "Which one."},
    {0},
};

static const kith_field schedule_row[] = {SCHEDULE_FIELDS, {0}};

static const kith_field show_gives[] = {
    SCHEDULE_FIELDS,
    {.name = "with",
     .type = KITH_MARKDOWN,
     .limits = "0..2000000",
     .summary = "What the action is given, as JSON."},
    {0},
};

static const kith_field list_takes[] = {
    {.name = "network",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "network",
     .summary = "Which network's schedule; leave it out for the server's own."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "schedules", .type = KITH_LIST, .parts = schedule_row, .summary = "What is due."},
    NEXT_FIELD,
    {0},
};

const kith_action schedule_actions[] = {
    {.name = "schedule.list",
     .summary = "Lists what will be done.",
     .may = "steward",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "schedule.show",
     .summary = "Shows one thing that will be done.",
     .may = "steward",
     .flags = KITH_READS,
     .takes = one_schedule,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "schedule.retry",
     .summary = "Tries again, at once, all that failed too often.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .run = retry_run,
     .since = "0.1"},
    {0},
};
