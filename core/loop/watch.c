/* Watches of foreign descriptors. libuv forgets a descriptor at every change of what it waits
 * for, so a change that is none is passed over. */
#include <stdlib.h>

#include "loop/inside.h"

struct watch {
    uv_poll_t uv;
    struct loop *loop;
    int descriptor;
    int what; /* what is waited for */
    void (*fn)(void *mine, int descriptor, int what);
    void *mine;
};

/* An error on the descriptor (its number or the peer is gone) ends the waiting in libuv. It is
 * told once, as both readable and writable, so that the owner's next read or write shows it. */
static void on_poll(uv_poll_t *uv, int status, int events)
{
    struct watch *watch = uv->data;
    int what = 0;
    watch->loop->happened = true;
    if (status < 0) {
        watch->what = 0;
        what = WATCH_READ | WATCH_WRITE;
    }
    if (events & UV_READABLE)
        what |= WATCH_READ;
    if (events & UV_WRITABLE)
        what |= WATCH_WRITE;
    watch->fn(watch->mine, watch->descriptor, what);
}

static void watch_free(void *self)
{
    struct watch *watch = self;
    uv_close((uv_handle_t *)&watch->uv, loop_free_handle);
}

struct watch *watch_open(struct loop *loop, int descriptor, struct error *error)
{
    struct watch *watch = memory_take(sizeof *watch);
    int failed = uv_poll_init(&loop->uv, &watch->uv, descriptor);
    if (failed) {
        free(watch);
        error_set(error, ERROR_WRONG, NULL,
                  "Descriptor %d cannot be watched (%s). Only sockets, pipes and the like can.",
                  descriptor, uv_strerror(failed));
        return NULL;
    }
    watch->loop = loop;
    watch->descriptor = descriptor;
    watch->uv.data = watch;
    loop_remember(loop, watch, watch_free);
    return watch;
}

void watch_set(struct watch *watch, int what, void (*fn)(void *mine, int descriptor, int what),
               void *mine)
{
    watch->fn = fn;
    watch->mine = mine;
    if (what == watch->what)
        return;
    watch->what = what;
    int events = (what & WATCH_READ ? UV_READABLE : 0) | (what & WATCH_WRITE ? UV_WRITABLE : 0);
    if (events)
        uv_poll_start(&watch->uv, events, on_poll);
    else
        uv_poll_stop(&watch->uv);
}

void watch_close(struct watch *watch)
{
    loop_forget(watch->loop, watch);
    watch_free(watch);
}
