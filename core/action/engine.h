/* The engine: takes calls from doors, runs them in lanes and batches, and settles them.
 *
 * One thread, the loop's, owns it. Above it stands a host (the event loop, or a test) that
 * gives it turns. Writes of one turn form a batch; the batch is committed by the store's
 * thread; replies, events and effects wait until it is durable. */
#ifndef ACTION_ENGINE_H
#define ACTION_ENGINE_H

#include "action/registry.h"
#include "base/clock.h"
#include "base/pack.h"
#include "store/change.h"

struct engine;
struct kith_call;

/* What the engine needs from the loop. */
struct engine_host {
    void *self;
    void (*wake)(void *self); /* any thread: call engine_turn soon, on the loop's thread */
    /* Call engine_turn in `ms` (ticks); replaces the earlier wish; negative: no need. */
    void (*arm)(void *self, int64_t ms);
    /* `run` on a pool thread, then `done` on the loop's. */
    int (*work)(void *self, void (*run)(void *mine), void (*done)(void *mine), void *mine);
    void (*stop)(void *self); /* the daemon shall end in good order */
};

struct engine_options {
    struct store *store;
    const struct keyring *keys;
    const struct packs *packs; /* NULL for none */
    struct engine_host host;
    bool rehearsal;      /* time can be moved; effects are recorded, never sent */
    const char *version; /* "0.1.0" */
    int64_t frozen_ms;   /* if not 0, the machine's time, which stands still (tests) */
};

struct engine *engine_new(const struct engine_options *options, struct error *error);
void engine_free(struct engine *engine); /* after engine_stop said it is quiet */

struct registry *engine_registry(struct engine *engine);
struct store *engine_store(struct engine *engine);
struct clock *engine_clock(struct engine *engine);
const struct keyring *engine_keys(const struct engine *engine);
const struct packs *engine_packs(const struct engine *engine);
struct ident_source *engine_ids(struct engine *engine);
bool engine_is_rehearsal(const struct engine *engine);
const char *engine_version(const struct engine *engine);

/* Starts what was pending when the last daemon ended: jobs, schedules, events. */
int engine_start(struct engine *engine, struct error *error);
/* One turn: finishes a commit, runs what waits, begins the next commit, delivers. Cheap when
 * there is nothing to do. */
void engine_turn(struct engine *engine);
/* No new calls (they fail as stopped); true once nothing is under way. */
bool engine_stop(struct engine *engine);
bool engine_is_quiet(const struct engine *engine);

/* Whose token is this? REFUSED if nobody's. */
int engine_token_person(struct engine *engine, struct str token, int64_t *ret_person);

/* A door's connection: keeps reads behind earlier writes of the same client. */
struct client {
    struct kith_call *first, *last; /* its calls that have not been answered, oldest first */
    bool reading;                   /* its waiting reads are being run */
};

struct call_request {
    struct str action;
    const struct json *with; /* an object, or NULL */
    struct actor actor;
    struct str key; /* idempotency key, 1 to 64 printable ASCII characters; or empty */
    bool dry_run;
    struct client *client; /* NULL if none */
    int32_t depth;         /* of the events that led to it: engine_next_depth */
    const int *files;      /* passed descriptors; the engine takes and closes them */
    size_t file_count;
    /* Called once, on the loop's thread; possibly before engine_call returns. The call and what
     * it holds are lent until `done` returns. */
    void (*done)(void *mine, struct kith_call *call);
    void (*progress)(void *mine, int64_t done, int64_t total, const char *note); /* or NULL */
    void *mine;
};

void engine_call(struct engine *engine, const struct call_request *request);
/* The door's connection is gone: `done` and `progress` of its calls will not be called. */
void engine_forget(struct engine *engine, struct client *client);

/* The answer, for `done`: OK, or an error number. */
int call_outcome(const struct kith_call *call);
const struct error *call_error(const struct kith_call *call);
/* {"id":"…"}: the reply as JSON; {"proposal":"…"} if the network is asked. */
void call_print_reply(const struct kith_call *call, struct json_writer *writer);

/* A write that is no action: `run` in a savepoint of a batch, in the network's lane; then, once
 * durable or failed, `done`. Used by deliveries, looks, jobs. */
void engine_write(struct engine *engine, int64_t network, int (*run)(struct model *in, void *mine),
                  void (*done)(void *mine, int err), void *mine);

#endif
