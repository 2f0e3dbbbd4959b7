/* What the files of this folder share: the inside of the loop, and the order of a turn.
 *
 * A turn is one round of libuv: it waits, calls back for what happened, and ends just before it
 * waits again. At its end, if anything happened, the host's `turn` runs, and then every stream
 * with new output writes it at once. */
#ifndef LOOP_INSIDE_H
#define LOOP_INSIDE_H

#include <uv.h>

#include "base/list.h"
#include "loop/loop.h"

struct stream;
struct transfers;

/* Something that its owner may leave open: loop_close closes it. */
struct leftover {
    void *self;
    void (*close)(void *self);
};

/* A function that another thread wants to be called on the loop's. */
struct posted {
    void (*fn)(void *mine);
    void *mine;
};

struct loop {
    uv_loop_t uv;
    uv_prepare_t turn_end;
    uv_async_t wake;
    uv_signal_t signals[2];
    bool has_signals;
    void (*on_stop)(void *mine);
    void *on_stop_mine;

    void (*turn)(void *self);
    void *turn_self;
    bool happened; /* a callback ran since the last end of a turn */

    uv_mutex_t lock; /* guards `posted` */
    LIST(struct posted) posted;

    LIST(struct stream *) written; /* streams with output for the end of the turn */
    LIST(struct stream *) waiting; /* streams whose lines go on in the next turn */
    LIST(struct leftover) open;
    struct transfers *transfers; /* NULL until the first transfer */
};

/* For uv_close: frees what `handle->data` points to. */
void loop_free_handle(uv_handle_t *handle);

void loop_remember(struct loop *loop, void *self, void (*close)(void *self));
void loop_forget(struct loop *loop, const void *self);

/* Of stream.c: writes the output of every stream in `written`; goes on with those in `waiting`. */
void streams_write(struct loop *loop);
void streams_continue(struct loop *loop);

#endif
