/* events: writes down each place that is added, and answers as its option says. */
#include <stdio.h>

#include "plugin/tiny.h"

static int64_t told, network, sequence;

static const kith_field options[] = {
    {.name = "answer",
     .type = KITH_ONE_OF,
     .preset = "ok",
     .limits = "ok|retry_once|later|later_retry_once",
     .summary = "How it answers."},
    {0},
};
static const kith_field heard[] = {
    FIELD("action", KITH_TEXT, 0), FIELD("subject", KITH_INT, 0), FIELD("day", KITH_INT, 0), {0}};
static const kith_field gives[] = {
    {.name = "heard", .type = KITH_RECORD, .flags = KITH_MANY, .parts = heard, .summary = "All."},
    FIELD("told", KITH_INT, 0),
    {0},
};

static void answer_later(void *self)
{
    (void)self;
    api->event_done(core, network, sequence,
                    api->option_int(core, "answer") == 3 && told == 1 ? KITH_EVENT_RETRY
                                                                      : KITH_EVENT_OK);
}

static int32_t hear(void *self, const kith_event *event)
{
    char parameters[200];
    int64_t how = api->option_int(core, "answer");
    (void)self;
    told++;
    int length =
        snprintf(parameters, sizeof parameters, "[\"%.*s\",\"%lld\",%d]", (int)event->action.len,
                 event->action.ptr, (long long)event->subject, event->day);
    kith_err err = api->change(
        core, TEXT("INSERT INTO events_heard (action, subject, day) VALUES (?1, ?2, ?3)"),
        (kith_str){parameters, (size_t)length}, NULL);
    if (err != KITH_OK || (how == 1 && told == 1))
        return KITH_EVENT_RETRY;
    if (how < 2)
        return KITH_EVENT_OK;
    network = event->network;
    sequence = event->sequence;
    api->timer(core, 1, 0, answer_later);
    return KITH_EVENT_LATER;
}

static kith_err list(void *self, kith_call *call)
{
    kith_rows *rows;
    (void)self;
    kith_err err = api->query(
        core, TEXT("SELECT action, subject, day FROM events_heard ORDER BY id"), TEXT("[]"), &rows);
    while (err == KITH_OK && api->next(rows) == 1) {
        api->open(call, "heard");
        api->put_text(call, "action", api->row_text(rows, 0));
        api->put_int(call, "subject", api->row_int(rows, 1));
        api->put_int(call, "day", api->row_int(rows, 2));
        api->close(call);
    }
    api->put_int(call, "told", told);
    return err;
}

static const kith_action actions[] = {
    ACTION("events.list", "Lists.", "anyone", KITH_READS, NULL, gives, list), {0}};
static const kith_subscription subscriptions[] = {{"place.add", hear}, {0}};
static const char *const steps[] = {
    "CREATE TABLE events_heard (id INTEGER PRIMARY KEY, action TEXT, subject INTEGER, day INTEGER)"
    " STRICT",
    NULL};

KITH_PLUGIN(ABOUT("events"), .options = options, .actions = actions, .subscriptions = subscriptions,
            .steps = steps, .start = tiny_start)
