/* One call of one action, and what a handler may do with it.
 *
 * A handler finds its arguments parsed and checked, its ids located, its actor allowed. It asks
 * the model, puts its reply, and returns 0 or an error. It never parses, never checks
 * permission, never logs an error that it returns. */
#ifndef ACTION_CALL_H
#define ACTION_CALL_H

#include "action/engine.h"
#include "action/value.h"
#include "model/permission.h"

enum call_stage {
    CALL_ARRIVED, /* found and checked; in a queue */
    CALL_HELD,    /* behind a call of its lane that waits for a rule */
    CALL_ASKING,  /* waits for a rule's answer */
    CALL_RAN,     /* its handler has run; waits to be durable */
    CALL_WORKING, /* a LATER or LONG action goes on */
};

struct kith_call {
    struct engine *engine;
    struct arena arena;
    struct model model; /* what model functions get: connection, keys, time, memory */
    struct error error;
    int outcome;
    const struct registered *entry;
    struct call_request request;
    struct actor actor;
    struct value *args;
    struct reply reply;
    struct location where; /* the network, place and owner that its ids led to */
    struct value *answer;  /* of the rule, if the action asks one */
    enum call_stage stage;

    struct secret_hash key_name, args_hash; /* of its idempotency key */
    const char *repeated;                   /* the stored result ids, if the key was used before */
    int64_t proposal;                       /* the network is asked: what it is asked */
    int64_t subject;                        /* what it happened to; for the journal and events */
    int64_t job;                            /* of a KITH_LONG action */
    int64_t job_mark;                       /* how far an earlier run of the job came */
    struct kith_call *parent;               /* the call that asks for this one, in its savepoint */
    int64_t actor_handle; /* who acted, inside the network, where it cannot be looked up */
    struct str raw;       /* a reply made elsewhere, as JSON; instead of `reply` */
    int32_t depth;        /* events that led to it, one after another; at most 8 */
    bool dry_run;
    bool consented;       /* the network has agreed to this very call */
    bool finished;        /* of a LATER action: call_done was called */
    bool durable;         /* its batch is committed */
    bool held;            /* answered, but a LATER handler still has it: freed by call_done */
    struct job_run *work; /* of a LONG action, while it is on a pool thread */
    bool staged;          /* its files lie beside the jobs, and no job has them yet */
    bool job_stopped;     /* its job was ended by job.stop */
    int64_t again_at_ms;  /* ticks; when a job that is held up is tried again */

    int (*inside)(struct model *in, void *mine); /* instead of an action: see engine_write */
    void (*inside_done)(void *mine, int err);
    void *inside_mine;
    int64_t schedule;   /* the due row that calls it; advanced in its savepoint */
    int64_t *looked_at; /* people whose data the reply holds */
    size_t looked_count;

    struct frame *frame; /* of the plugin whose handler it runs: plugin/belongings.h */

    struct kith_call *next;        /* in a queue, a lane or a batch */
    struct kith_call *client_next; /* in its client's order */
};

/* Arguments. Of an absent one: false, 0, empty. */
bool call_given(const struct kith_call *call, const char *name);
int64_t call_int(const struct kith_call *call, const char *name);
struct str call_text(const struct kith_call *call, const char *name);
const struct value *call_value(const struct kith_call *call, const char *name);
struct page call_page(const struct kith_call *call);
/* The whole of a passed file, at most `limit` bytes (the field's). */
int call_read_file(struct kith_call *call, const char *name, struct str *ret_bytes);

/* The reply. */
void call_put_int(struct kith_call *call, const char *field, int64_t number);
void call_put_text(struct kith_call *call, const char *field, struct str text);
/* Only if there is something to say: not of 0, not of an empty text. */
void call_put_int_if(struct kith_call *call, const char *field, int64_t number);
void call_put_text_if(struct kith_call *call, const char *field, struct str text);
void call_open(struct kith_call *call, const char *field);
void call_close(struct kith_call *call);
/* The cursor behind the last row, if rows remain. */
void call_put_next(struct kith_call *call, const struct page *page);

kith_err call_fail(struct kith_call *call, int code, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A reply that no fields describe: JSON, copied. For server.describe. */
void call_put_raw(struct kith_call *call, struct str json);
/* What the call happened to (the first id of the reply, if not said). */
void call_subject(struct kith_call *call, int64_t subject);
/* The reply holds this person's data: a look is recorded before it leaves. */
void call_looks_at(struct kith_call *call, int64_t person);
/* Another action as the same actor, in this call's savepoint; the reply is JSON, lent. */
kith_err call_ask(struct kith_call *call, const char *action, struct str with,
                  struct str *ret_reply);
void call_done(struct kith_call *call, kith_err err); /* ends a KITH_LATER action */

/* For the handlers of KITH_LONG actions, on a pool thread. */
bool job_progress(struct kith_call *call, int64_t done, int64_t total, const char *note);
/* Runs `write` on the loop's thread in a savepoint, with the job's mark, and waits until it is
 * durable. False from job_progress, or STOPPED from here: return at once, the job goes on later. */
int job_write(struct kith_call *call, int64_t mark, int (*write)(struct model *in, void *mine),
              void *mine);

#endif
