/* watch: a pipe whose two ends it watches. */
#include <unistd.h>

#include "plugin/tiny.h"

static int ends[2];
static kith_watch *reading, *writing;
static kith_call *waiting;
static int64_t writable;

static const kith_field takes[] = {FIELD("text", KITH_TEXT, 0), {0}};
static const kith_field gives[] = {
    FIELD("text", KITH_TEXT, 0), FIELD("writable", KITH_INT, 0), {0}};

static void readable(void *self, int32_t descriptor, int32_t what)
{
    char bytes[64];
    ssize_t got = read(descriptor, bytes, sizeof bytes);
    (void)self;
    if (got <= 0 || what != KITH_READABLE)
        return;
    api->watch_stop(reading);
    close(ends[0]);
    close(ends[1]);
    api->put_text(waiting, "text", (kith_str){bytes, (size_t)got});
    api->put_int(waiting, "writable", writable);
    api->done(waiting, KITH_OK);
}

/* Writes once, when it may. */
static void may_write(void *self, int32_t descriptor, int32_t what)
{
    kith_str text = api->get_text(waiting, "text");
    (void)self;
    writable += what == KITH_WRITABLE;
    api->watch_stop(writing);
    if (write(descriptor, text.ptr, text.len) < 0)
        api->log(core, KITH_LOG_ERROR, "the pipe took nothing");
}

static kith_err through(void *self, kith_call *call)
{
    (void)self;
    waiting = call;
    writable = 0;
    if (pipe(ends) != 0)
        return KITH_LIMIT;
    reading = api->watch(core, ends[0], KITH_READABLE, readable);
    writing = api->watch(core, ends[1], KITH_WRITABLE, may_write);
    return reading == NULL || writing == NULL ? KITH_BROKEN : KITH_OK;
}

static kith_err nowhere(void *self, kith_call *call)
{
    (void)self;
    if (api->watch(core, 4000, KITH_READABLE, readable) != NULL)
        return KITH_OK;
    return api->fail(call, KITH_WRONG, NULL, "It cannot be watched.");
}

static const kith_action actions[] = {
    ACTION("watch.through", "Sends.", "anyone", KITH_READS | KITH_LATER, takes, gives, through),
    ACTION("watch.nowhere", "Fails.", "anyone", KITH_READS, NULL, NULL, nowhere),
    {0}};

KITH_PLUGIN(ABOUT("watch"), .actions = actions, .start = tiny_start)
