/* The event loop: timers, descriptors, work on other threads, signals; libuv behind plain names.
 *
 * All callbacks come on the loop's thread. `…_close` frees when libuv allows; the pointer is gone
 * at once. Nothing here wakes up when there is nothing to do. */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include "base/error.h"
#include "base/text.h"

struct loop;
struct timer;
struct watch;

int loop_open(struct loop **ret_loop, struct error *error);
/* Runs until loop_stop. `turn` is called at the end of each turn in which something happened. */
void loop_run(struct loop *loop, void (*turn)(void *self), void *self);
void loop_stop(struct loop *loop);
void loop_close(struct loop *loop); /* closes what is left, frees all; takes NULL */

/* From any thread: a turn soon. */
void loop_wake(struct loop *loop);
/* From any thread: `fn(mine)` on the loop's thread. */
void loop_post(struct loop *loop, void (*fn)(void *mine), void *mine);
/* `run` on a pool thread, then `done` on the loop's. */
int loop_work(struct loop *loop, void (*run)(void *mine), void (*done)(void *mine), void *mine);

/* After first_ms, then every every_ms (0: once). Times are ticks, ms. */
struct timer *timer_open(struct loop *loop, void (*fn)(void *mine), void *mine);
void timer_set(struct timer *timer, int64_t first_ms, int64_t every_ms);
void timer_clear(struct timer *timer);
void timer_close(struct timer *timer);

enum { WATCH_READ = 1, WATCH_WRITE = 2 };
struct watch *watch_open(struct loop *loop, int descriptor, struct error *error);
void watch_set(struct watch *watch, int what, /* 0: nothing */
               void (*fn)(void *mine, int descriptor, int what), void *mine);
void watch_close(struct watch *watch); /* before the descriptor is closed */

/* SIGTERM and SIGINT: `fn`. SIGPIPE is ignored for the process. */
int loop_on_stop_signal(struct loop *loop, void (*fn)(void *mine), void *mine);

#endif
