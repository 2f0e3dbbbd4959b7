/* Events: journal entries told to subscribers after they are durable, in order, at least once.
 *
 * Order holds for each pair of subscriber and network. A subscriber's own writes share a
 * savepoint with its cursor. One that fails is told again after 1 s, 2 s, 4 s … up to 5 min; after
 * an hour the pair is parked and shown by server.doctor. */
#ifndef ACTION_EVENT_H
#define ACTION_EVENT_H

#include "action/engine.h"

enum event_answer { EVENT_DONE, EVENT_RETRY, EVENT_LATER };

struct event {
    struct str action;
    int64_t network, sequence, subject;
    int32_t day, depth;
};

struct subscription {
    const char *subscriber;    /* names the cursor: the plugin's name */
    const char *const *events; /* actions' names, NULL-terminated; "*" for all */
    /* Called in a savepoint; what it writes through `in` is kept if it answers EVENT_DONE. */
    enum event_answer (*on)(void *self, struct model *in, const struct event *event);
    void *self;
};

/* A new subscriber hears what happens from now on; one that was there before goes on. */
void event_subscribe(struct engine *engine, const struct subscription *subscription);
void event_unsubscribe(struct engine *engine, const char *subscriber);
/* The end of an EVENT_LATER: EVENT_DONE or EVENT_RETRY. */
void event_answer(struct engine *engine, const char *subscriber, int64_t network, int64_t sequence,
                  enum event_answer answer);

/* Effects: the server of a kind is told when there is something to take. */
void effect_serve(struct engine *engine, const char *kind, void (*ready)(void *self), void *self);
void effect_unserve(struct engine *engine, void *self);

struct effect_leased {
    int64_t id, network;
    struct str kind, payload; /* opened */
    int64_t attempts;
};
/* Leases the next due effect of a kind served by `self` for 5 minutes; false if there is none.
 * What it gives lives in `arena`. */
bool effect_take(struct engine *engine, void *self, struct arena *arena,
                 struct effect_leased *ret_effect);
/* EFFECT_DROPPED is for the core alone: the recipient is paused. */
enum effect_outcome { EFFECT_SENT, EFFECT_RETRY, EFFECT_FAILED, EFFECT_UNKNOWN, EFFECT_DROPPED };
int effect_finish(struct engine *engine, int64_t id, enum effect_outcome outcome,
                  struct str answer);

/* What the handler or subscriber that runs now works with; NULL between calls. */
struct model *engine_running(struct engine *engine);
/* May the one that runs write? (False in a read call.) */
bool engine_running_writes(struct engine *engine);
/* The depth of a call that what runs now will begin: one more than its own; 0 between calls. */
int32_t engine_next_depth(const struct engine *engine);

#endif
