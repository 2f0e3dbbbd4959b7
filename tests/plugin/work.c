/* work: calculates on a pool thread; while it does, the API is closed to that thread. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "plugin/tiny.h"

struct sum {
    kith_call *call;
    pthread_t asked_on, ran_on;
    int64_t upto, total;
    kith_err refused; /* what `query` answered over there */
};

static const kith_field takes[] = {
    FIELD("upto", KITH_INT, 0), FIELD("slowly", KITH_BOOL, KITH_OPTIONAL), {0}};
static const kith_field gives[] = {FIELD("total", KITH_INT, 0),
                                   FIELD("elsewhere", KITH_BOOL, 0),
                                   FIELD("refused", KITH_INT, 0),
                                   {0}};

static void run(void *mine)
{
    struct sum *sum = mine;
    kith_rows *rows;
    sum->ran_on = pthread_self();
    sum->refused = api->query(core, TEXT("SELECT 1"), TEXT("[]"), &rows);
    for (int64_t i = 1; i <= sum->upto; i++)
        sum->total += i;
}

/* Long enough that the daemon is told to stop meanwhile. */
static void run_slowly(void *mine)
{
    run(mine);
    usleep(300000);
}

static void done(void *self, void *mine)
{
    struct sum *sum = mine;
    (void)self;
    api->put_int(sum->call, "total", sum->total);
    api->put_int(sum->call, "elsewhere", !pthread_equal(sum->asked_on, sum->ran_on));
    api->put_int(sum->call, "refused", sum->refused);
    api->done(sum->call, KITH_OK);
    free(sum);
}

static void forget(void *self, void *mine)
{
    (void)self;
    free(mine);
    api->log(core, KITH_LOG_INFO, "the slow work is done");
}

static kith_err add(void *self, kith_call *call)
{
    struct sum *sum = calloc(1, sizeof *sum);
    (void)self;
    if (sum == NULL)
        return KITH_MEMORY;
    *sum =
        (struct sum){.call = call, .asked_on = pthread_self(), .upto = api->get_int(call, "upto")};
    if (api->get_int(call, "slowly")) {
        kith_err err = api->work(core, run_slowly, forget, sum);
        api->put_int(call, "total", 0);
        api->put_int(call, "elsewhere", 0);
        api->put_int(call, "refused", 0);
        api->done(call, err);
        return err;
    }
    return api->work(core, run, done, sum);
}

static void stop(void *self)
{
    (void)self;
    api->log(core, KITH_LOG_INFO, "the plugin stops");
}

static const kith_action actions[] = {
    ACTION("work.add", "Adds.", "anyone", KITH_READS | KITH_LATER, takes, gives, add), {0}};

KITH_PLUGIN(ABOUT("work"), .actions = actions, .start = tiny_start, .stop = stop)
