/* failingstart: begins all sorts of things, and then cannot start. */
#include <stdlib.h>
#include <unistd.h>

#include "plugin/tiny.h"

static int ends[2];

static void never(void *self)
{
    (void)self;
    abort();
}

static void never_ready(void *self, int32_t descriptor, int32_t what)
{
    (void)descriptor;
    (void)what;
    never(self);
}

static void work(void *mine)
{
    (void)mine;
}

static void never_done(void *self, void *mine)
{
    (void)mine;
    never(self);
}

static void never_called(void *self, void *mine, kith_err err, kith_str reply)
{
    (void)mine;
    (void)err;
    (void)reply;
    never(self);
}

static kith_err run(void *self, kith_call *call)
{
    (void)self;
    (void)call;
    return KITH_OK;
}

/* None of what it began here may ever come back to it. */
static kith_err start(const kith_api *given_api, kith *given_core, void **ret_self)
{
    tiny_start(given_api, given_core, ret_self);
    api->timer(core, 1, 1, never);
    api->wake(core, never);
    api->work(core, work, never_done, NULL);
    api->call_as(core, 0, "server.status", TEXT("{}"), never_called, NULL);
    if (pipe(ends) == 0)
        api->watch(core, ends[1], KITH_WRITABLE, never_ready);
    api->log(core, KITH_LOG_ERROR, "The teapot is empty: fill it, and start again.");
    return KITH_MISSING;
}

static const kith_action actions[] = {
    ACTION("failingstart.run", "Runs.", "anyone", KITH_READS, NULL, NULL, run), {0}};

KITH_PLUGIN(ABOUT("failingstart"), .actions = actions, .start = start)
