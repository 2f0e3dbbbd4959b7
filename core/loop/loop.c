/* The loop itself: turns, wake-ups, and the end of everything.
 *
 * libuv runs due timers before it waits and descriptors' callbacks after. The end of a turn hangs
 * on `uv_prepare`, which comes after both and before the next wait, so that nothing a callback
 * has put aside can sleep through the wait. */
#include "loop/loop.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "loop/inside.h"

void loop_free_handle(uv_handle_t *handle)
{
    free(handle->data);
}

void loop_remember(struct loop *loop, void *self, void (*close)(void *self))
{
    *list_add(&loop->open) = (struct leftover){.self = self, .close = close};
}

void loop_forget(struct loop *loop, const void *self)
{
    for (size_t i = loop->open.count; i-- > 0;) {
        if (loop->open.at[i].self == self) {
            list_remove(&loop->open, i);
            return;
        }
    }
}

static void end_turn(struct loop *loop)
{
    if (!loop->happened)
        return;
    loop->happened = false;
    if (loop->turn)
        loop->turn(loop->turn_self);
    streams_write(loop);
}

static void on_turn_end(uv_prepare_t *prepare)
{
    end_turn(prepare->data);
}

/* Takes the whole list in one go: what a function posts anew waits for the next turn. */
static void run_posted(struct loop *loop)
{
    uv_mutex_lock(&loop->lock);
    struct posted *at = loop->posted.at;
    size_t count = loop->posted.count;
    memset(&loop->posted, 0, sizeof loop->posted);
    uv_mutex_unlock(&loop->lock);
    for (size_t i = 0; i < count; i++)
        at[i].fn(at[i].mine);
    free(at);
}

static void on_wake(uv_async_t *wake)
{
    struct loop *loop = wake->data;
    loop->happened = true;
    run_posted(loop);
    streams_continue(loop);
}

int loop_open(struct loop **ret_loop, struct error *error)
{
    struct loop *loop = memory_take(sizeof *loop);
    int failed = uv_loop_init(&loop->uv);
    if (failed) {
        free(loop);
        return error_set(error, ERROR_BUSY, NULL,
                         "The event loop could not start: %s. Allow the process more open files, "
                         "then start again.",
                         uv_strerror(failed));
    }
    if (uv_mutex_init(&loop->lock) || uv_prepare_init(&loop->uv, &loop->turn_end) ||
        uv_async_init(&loop->uv, &loop->wake, on_wake))
        abort(); /* none of the three can fail once the loop itself has its descriptors */
    loop->turn_end.data = loop;
    loop->wake.data = loop;
    loop->happened = true;
    uv_prepare_start(&loop->turn_end, on_turn_end);
    signal(SIGPIPE, SIG_IGN);
    *ret_loop = loop;
    return OK;
}

void loop_run(struct loop *loop, void (*turn)(void *self), void *self)
{
    loop->turn = turn;
    loop->turn_self = self;
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    end_turn(loop); /* what the last callbacks put aside */
    loop->turn = NULL;
}

void loop_stop(struct loop *loop)
{
    uv_stop(&loop->uv);
}

/* Closing may leave streams that still write for a moment, and work on other threads that must
 * come home; the last run of the loop waits for both. */
void loop_close(struct loop *loop)
{
    if (!loop)
        return;
    loop->turn = NULL;
    while (loop->open.count > 0) {
        struct leftover last = loop->open.at[loop->open.count - 1];
        loop->open.count--;
        last.close(last.self);
    }
    for (size_t i = 0; loop->has_signals && i < 2; i++)
        uv_close((uv_handle_t *)&loop->signals[i], NULL);
    uv_unref((uv_handle_t *)&loop->turn_end);
    uv_unref((uv_handle_t *)&loop->wake);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    run_posted(loop);
    uv_close((uv_handle_t *)&loop->turn_end, NULL);
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    if (uv_loop_close(&loop->uv))
        abort(); /* a handle was left open: its memory would be used after it is freed */
    uv_mutex_destroy(&loop->lock);
    list_done(&loop->posted);
    list_done(&loop->written);
    list_done(&loop->waiting);
    list_done(&loop->open);
    free(loop);
}

void loop_wake(struct loop *loop)
{
    uv_async_send(&loop->wake);
}

void loop_post(struct loop *loop, void (*fn)(void *mine), void *mine)
{
    uv_mutex_lock(&loop->lock);
    *list_add(&loop->posted) = (struct posted){.fn = fn, .mine = mine};
    uv_mutex_unlock(&loop->lock);
    uv_async_send(&loop->wake);
}
