/* wake: threads of its own that come back to the loop's thread. */
#include <pthread.h>

#include "plugin/tiny.h"

enum { THREADS = 4, WAKES = 100 };

static pthread_t loop_thread, threads[THREADS];
static kith_call *waiting;
static int64_t woken, elsewhere;

static const kith_field gives[] = {
    FIELD("woken", KITH_INT, 0), FIELD("elsewhere", KITH_INT, 0), {0}};

static void wake_up(void *self)
{
    (void)self;
    if (!pthread_equal(loop_thread, pthread_self()))
        elsewhere++;
    if (++woken < THREADS * WAKES)
        return;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    api->put_int(waiting, "woken", woken);
    api->put_int(waiting, "elsewhere", elsewhere);
    api->done(waiting, KITH_OK);
}

static void *run(void *mine)
{
    (void)mine;
    for (int i = 0; i < WAKES; i++)
        api->wake(core, wake_up);
    return NULL;
}

static kith_err all(void *self, kith_call *call)
{
    (void)self;
    loop_thread = pthread_self();
    waiting = call;
    woken = elsewhere = 0;
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, run, NULL) != 0)
            return KITH_BUSY;
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("wake.all", "Wakes.", "anyone", KITH_READS | KITH_LATER, NULL, gives, all), {0}};

KITH_PLUGIN(ABOUT("wake"), .actions = actions, .start = tiny_start)
