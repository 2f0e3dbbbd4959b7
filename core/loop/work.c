/* Work on pool threads. libuv starts its threads when the first work comes, and a daemon that
 * never has any has none. */
#include <stdlib.h>

#include "loop/inside.h"

struct work {
    uv_work_t uv;
    struct loop *loop;
    void (*run)(void *mine);
    void (*done)(void *mine);
    void *mine;
};

static void on_run(uv_work_t *uv)
{
    struct work *work = uv->data;
    work->run(work->mine);
}

static void on_done(uv_work_t *uv, int status)
{
    struct work *work = uv->data;
    (void)status; /* nothing here cancels work, so it always ran */
    work->loop->happened = true;
    work->done(work->mine);
    free(work);
}

int loop_work(struct loop *loop, void (*run)(void *mine), void (*done)(void *mine), void *mine)
{
    struct work *work = memory_take(sizeof *work);
    *work = (struct work){.loop = loop, .run = run, .done = done, .mine = mine};
    work->uv.data = work;
    if (uv_queue_work(&loop->uv, &work->uv, on_run, on_done)) {
        free(work);
        return ERROR_BUSY;
    }
    return OK;
}
