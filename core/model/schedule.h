/* The schedule: durable timers that call an action at a time.
 *
 * A recurrence keeps the local rule: it counts whole months or days from its first local date,
 * at the same local time in its zone, so clock changes and short months do not shift it. A late
 * one runs once; its next is the first after now. */
#ifndef MODEL_SCHEDULE_H
#define MODEL_SCHEDULE_H

#include "model/model.h"

struct schedule {
    int64_t id, network;
    int64_t subject; /* a handle, or another id; 0 if none */
    int64_t due_at;
    struct str action;
    struct str arguments; /* JSON */
    struct str every;     /* "P1M", "P7D" …; empty: once */
    struct str zone;      /* "Europe/London"; needed with `every` */
    int64_t attempts;
    struct str state;  /* "waiting", "parked" */
    struct str answer; /* of the last failure */
};

enum { SCHEDULE_ATTEMPTS = 8 };

int schedule_add(struct model *in, struct schedule *schedule);                  /* sets the id */
int schedule_read(struct model *in, int64_t id, struct schedule *ret_schedule); /* MISSING */
int schedule_drop(struct model *in, int64_t id); /* away, if it is there */
/* In place of the row `*clock`, which becomes this one; 0 if it is never due (`due_at` 0). */
int schedule_replace(struct model *in, int64_t *clock, struct schedule *schedule);
int schedule_drop_network(struct model *in, int64_t network); /* all of a network's */
int schedule_drop_subject(struct model *in, int64_t network, int64_t subject);
/* To its next time, or away if it runs once. MISSING if it is not there any more. */
int schedule_advance(struct model *in, int64_t id);
/* A failure: tried again after 1, 2, 4 … minutes, then parked. */
int schedule_fail(struct model *in, int64_t id, struct str answer);
/* Those of a network (-1: of all) that concern nobody, and those of this handle (0: of nobody's).
 */
int schedule_page(struct model *in, int64_t network, int64_t own_handle, struct page *page,
                  void (*each)(void *self, const struct schedule *schedule), void *self);
/* The next one due: its time, INT64_MAX if there is none. */
int schedule_next(struct model *in, int64_t *ret_due_at);
/* Up to `room` that are due at `now_ms`, in (due, id) order. */
int schedule_due(struct model *in, struct schedule *out, size_t room, size_t *ret_count);
/* What is parked waits again: for its time, or for now if that is past. */
int schedule_unpark(struct model *in);
int schedule_count_parked(struct model *in, int64_t *ret_count);

#endif
