/* effects: puts messages, takes them when they are due, and ends them as it is told. */
#include <stdio.h>

#include "plugin/tiny.h"

enum { ROOM = 16 };

static struct {
    kith_id id;
    int32_t attempts;
    char payload[200];
} taken[ROOM];
static int64_t count;

static const kith_field takes_put[] = {
    {.name = "payload", .type = KITH_MARKDOWN, .summary = "JSON."},
    FIELD("fail", KITH_BOOL, KITH_OPTIONAL),
    {0},
};
static const kith_field message[] = {FIELD("attempts", KITH_INT, 0),
                                     {.name = "payload", .type = KITH_MARKDOWN, .summary = "JSON."},
                                     {0}};
static const kith_field gives_taken[] = {
    {.name = "taken", .type = KITH_RECORD, .flags = KITH_MANY, .parts = message, .summary = "All."},
    {0},
};
static const kith_field takes_finish[] = {
    {.name = "place", .type = KITH_INT, .limits = "0..15", .summary = "Which, from 0."},
    {.name = "outcome",
     .type = KITH_ONE_OF,
     .limits = "sent|retry|failed|unknown",
     .summary = "What came of it."},
    {0},
};
static const kith_field gives_finish[] = {FIELD("error", KITH_INT, 0), {0}};

static kith_err put(void *self, kith_call *call)
{
    (void)self;
    kith_err err = api->effect_put(call, "test", 0, api->get_text(call, "payload"));
    if (err == KITH_OK && api->get_int(call, "fail"))
        return api->fail(call, KITH_CLASH, NULL, "It failed afterwards.");
    return err;
}

static void ready(void *self)
{
    kith_effect effect = {.size = sizeof effect};
    (void)self;
    while (count < ROOM && api->effect_take(core, &effect) == 1) {
        taken[count].id = effect.id;
        taken[count].attempts = effect.attempts;
        snprintf(taken[count].payload, sizeof taken[count].payload, "%.*s %.*s",
                 (int)effect.kind.len, effect.kind.ptr, (int)effect.payload.len,
                 effect.payload.ptr);
        count++;
    }
}

static kith_err list(void *self, kith_call *call)
{
    (void)self;
    for (int64_t i = 0; i < count; i++) {
        api->open(call, "taken");
        api->put_int(call, "attempts", taken[i].attempts);
        api->put_text(call, "payload", text_of(taken[i].payload));
        api->close(call);
    }
    return KITH_OK;
}

static kith_err finish(void *self, kith_call *call)
{
    kith_id id = taken[api->get_int(call, "place")].id;
    int32_t outcome = (int32_t)api->get_int(call, "outcome");
    (void)self;
    api->put_int(call, "error", api->effect_finish(core, id, outcome, "the other side's words"));
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("effects.put", "Puts.", "anyone", KITH_WRITES, takes_put, NULL, put),
    ACTION("effects.list", "Lists.", "anyone", KITH_READS, NULL, gives_taken, list),
    ACTION("effects.finish", "Ends.", "anyone", KITH_READS, takes_finish, gives_finish, finish),
    {0}};
static const kith_effect_kind kinds[] = {{"test", ready}, {0}};

KITH_PLUGIN(ABOUT("effects"), .actions = actions, .effect_kinds = kinds, .start = tiny_start)
