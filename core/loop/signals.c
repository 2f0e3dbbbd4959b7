/* The signals that ask the daemon to end: SIGTERM (systemd, kill) and SIGINT (a keyboard). */
#include <signal.h>

#include "loop/inside.h"

static void on_signal(uv_signal_t *uv, int number)
{
    struct loop *loop = uv->data;
    (void)number;
    loop->happened = true;
    loop->on_stop(loop->on_stop_mine);
}

int loop_on_stop_signal(struct loop *loop, void (*fn)(void *mine), void *mine)
{
    static const int numbers[2] = {SIGTERM, SIGINT};

    loop->on_stop = fn;
    loop->on_stop_mine = mine;
    if (loop->has_signals)
        return OK;
    for (size_t i = 0; i < 2; i++) {
        uv_signal_init(&loop->uv, &loop->signals[i]);
        loop->signals[i].data = loop;
    }
    loop->has_signals = true;
    for (size_t i = 0; i < 2; i++) {
        if (uv_signal_start(&loop->signals[i], on_signal, numbers[i]))
            return ERROR_BUSY;
    }
    return OK;
}
