/* What a plugin holds of the core, so that all of it can be taken back.
 *
 * A frame is one callback into the plugin: what was lent for its length is given back when it
 * ends. Timers and watches last until the plugin stops. An errand is something under way
 * elsewhere (a wake, work, a transfer, a call) whose end is told to the plugin exactly once;
 * those that are under way when it stops are told that Kith is stopping, and their late ends
 * are dropped. */
#ifndef PLUGIN_BELONGINGS_H
#define PLUGIN_BELONGINGS_H

#include <stdatomic.h>

#include "base/arena.h"
#include "kith.h"
#include "loop/loop.h"
#include "store/query.h"

struct json;
struct lent;

struct kith_rows {
    struct query query;
    struct json *parameters; /* lent to the query */
    struct kith *plugin;
    struct frame *frame;
    struct kith_rows *next;
    struct lent *lent; /* texts of the current row */
};

struct frame {
    struct kith *plugin;
    kith_call *call;     /* NULL in a callback that is no call */
    struct frame *outer; /* the callback that runs around this one */
    struct arena arena;
    struct kith_rows *rows;
    struct lent *lent;
    bool waits, answered; /* of a KITH_LATER call: `run` has returned; `done` was called */
    int32_t outcome;      /* what it was called with */
    struct frame *next;   /* among those that wait for `done` */
};

/* Opens a frame and makes it the innermost; on a pool thread (a job) it stands apart. */
struct frame *frame_open(struct kith *plugin, kith_call *call);
/* The callback has returned but its call goes on: arguments stay lent, rows do not. */
void frame_wait(struct frame *frame);
void frame_close(struct frame *frame);
/* The innermost frame; NULL (and a line in the log) on a thread that is not the loop's. */
struct frame *frame_here(struct kith *plugin, const char *what);

/* A text as the plugin gets it. Checking builds (KITH_CHECK) copy each to a block of its own,
 * freed with its list, so that the address sanitizer catches late use. */
struct str lend(struct lent **list, struct str text);
void lent_end(struct lent **list);

struct kith_timer {
    struct kith *plugin;
    struct timer *timer;
    void (*fn)(void *self);
    bool once, running, ended;
    struct kith_timer *next;
};

struct kith_watch {
    struct kith *plugin;
    struct watch *watch;
    void (*fn)(void *self, int32_t descriptor, int32_t what);
    bool running, ended;
    struct kith_watch *next;
};

void timer_end(struct kith_timer *timer);
void watch_end(struct kith_watch *watch);
void rows_end(struct kith_rows *rows);

struct errand {
    struct kith *plugin; /* kept until the errand is over */
    void *mine;          /* the plugin's own */
    /* Tells the plugin that nothing will come of it, since it stops; may end the errand.
     * NULL: nothing to tell. */
    void (*stopped)(struct errand *errand);
    bool told;
    struct errand *next, *before;
};

struct belongings {
    struct kith_timer *timers;
    struct kith_watch *watches;
    struct errand *errands;
    struct frame *waiting; /* KITH_LATER calls without an answer */
    atomic_int at_work;    /* `work` and jobs on pool threads: stop waits for them */
};

/* `errand` is the first member of what the caller made with memory_take. */
void errand_begin(struct kith *plugin, struct errand *errand, void *mine);
/* Is the plugin still to be told? Says so once. */
bool errand_tell(struct errand *errand);
void errand_end(struct errand *errand); /* frees it */

/* Tells errands and waiting calls that the plugin stops. */
void belongings_cancel(struct kith *plugin);
/* Closes timers and watches. */
void belongings_take_back(struct kith *plugin);

#endif
