/* timer: counts what its timers do; a call ends when enough were counted. */
#include "plugin/tiny.h"

static int64_t counted, wanted;
static kith_timer *ticking;
static kith_call *waiting;

static const kith_field takes[] = {FIELD("times", KITH_INT, 0), {0}};
static const kith_field gives[] = {FIELD("counted", KITH_INT, 0), {0}};

static void finish(void *self)
{
    (void)self;
    api->put_int(waiting, "counted", counted);
    api->done(waiting, KITH_OK);
}

/* Stops itself, and then waits a little for a tick that must not come. */
static void tick(void *self)
{
    (void)self;
    if (++counted < wanted)
        return;
    api->timer_stop(ticking);
    api->timer(core, 20, 0, finish);
}

static kith_err every(void *self, kith_call *call)
{
    (void)self;
    waiting = call;
    counted = 0;
    wanted = api->get_int(call, "times");
    ticking = api->timer(core, 1, 1, tick);
    return KITH_OK;
}

static void stopped(void *self)
{
    (void)self;
    counted += 1000;
}

/* A timer that is stopped before its time, and one that ends by itself. */
static kith_err once(void *self, kith_call *call)
{
    (void)self;
    waiting = call;
    counted = api->get_int(call, "times");
    api->timer_stop(api->timer(core, 1, 0, stopped));
    api->timer(core, 10, 0, finish);
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("timer.every", "Counts.", "anyone", KITH_READS | KITH_LATER, takes, gives, every),
    ACTION("timer.once", "Waits.", "anyone", KITH_READS | KITH_LATER, takes, gives, once),
    {0}};

KITH_PLUGIN(ABOUT("timer"), .actions = actions, .start = tiny_start)
