/* Timers of the loop. The loop's idea of the time is as old as its last wait, so it is asked to
 * look again before a timer is set: a turn that took long must not make the timer early. */
#include <stdlib.h>

#include "loop/inside.h"

struct timer {
    uv_timer_t uv;
    struct loop *loop;
    void (*fn)(void *mine);
    void *mine;
};

static void on_timer(uv_timer_t *uv)
{
    struct timer *timer = uv->data;
    timer->loop->happened = true;
    timer->fn(timer->mine);
}

static void timer_free(void *self)
{
    struct timer *timer = self;
    uv_close((uv_handle_t *)&timer->uv, loop_free_handle);
}

struct timer *timer_open(struct loop *loop, void (*fn)(void *mine), void *mine)
{
    struct timer *timer = memory_take(sizeof *timer);
    timer->loop = loop;
    timer->fn = fn;
    timer->mine = mine;
    uv_timer_init(&loop->uv, &timer->uv);
    timer->uv.data = timer;
    loop_remember(loop, timer, timer_free);
    return timer;
}

void timer_set(struct timer *timer, int64_t first_ms, int64_t every_ms)
{
    uv_update_time(&timer->loop->uv);
    uv_timer_start(&timer->uv, on_timer, first_ms > 0 ? (uint64_t)first_ms : 0,
                   every_ms > 0 ? (uint64_t)every_ms : 0);
}

void timer_clear(struct timer *timer)
{
    uv_timer_stop(&timer->uv);
}

void timer_close(struct timer *timer)
{
    loop_forget(timer->loop, timer);
    timer_free(timer);
}
