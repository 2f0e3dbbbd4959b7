/* The engine's own state, known to the files of this folder and nobody else. */
#ifndef ACTION_STATE_H
#define ACTION_STATE_H

#include "action/call.h"
#include "action/event.h"
#include "action/rule.h"
#include "base/list.h"
#include "base/map.h"

#include <pthread.h>

/* A first-in first-out queue of calls, chained by `next`. */
struct queue {
    struct kith_call *first, *last;
    size_t count;
};

void queue_put(struct queue *queue, struct kith_call *call);
struct kith_call *queue_take(struct queue *queue);

/* A lane: the writes of one network run one after another. It is in the way only while the call
 * at its head waits for a rule's answer. */
struct lane {
    int64_t network;
    struct kith_call *asking;
    struct queue waiting;
};

struct subscriber {
    struct subscription what;
    struct engine *engine;
    char name[64];
    bool beginning; /* its cursors are being made */
    bool known;     /* its cursors stand in the database */
    bool gone;      /* unsubscribed; kept until the end for what is under way */
};

/* How far one subscriber has heard one network. */
struct hearing {
    struct subscriber *subscriber;
    int64_t network;
    int64_t heard, saved; /* sequences: passed over or told; as the database has it */
    int64_t scanned;      /* entries passed over in the last scan */
    int64_t next_at_ms;   /* ticks; not before */
    int64_t sequence;     /* what is being told */
    bool known;           /* its cursor was read */
    bool awake;           /* there may be something to tell */
    bool telling;         /* a delivery is under way, or its answer is awaited */
    bool later;           /* its answer is awaited */
    bool parked;
};

struct server_of_kind {
    const char *kind;
    void (*ready)(void *self);
    void *self;
};

struct lease {
    int64_t effect;
    int64_t until_ms; /* ticks */
    bool ending;      /* finished, and not durable yet: it lasts until it is */
};

struct pending_due {
    int64_t schedule; /* a row whose call is under way */
};

struct moving {
    struct kith_call *call; /* the clock.move under way; NULL if none */
    int64_t target_ms;
    bool writing; /* the clock's place is being written down */
    int failed;   /* … and could not be */
};

struct engine {
    struct store *store;
    const struct keyring *keys;
    const struct packs *packs;
    struct engine_host host;
    const char *version;
    bool rehearsal;
    struct registry *registry;
    struct clock clock;
    struct ident_source ids;

    struct queue arrivals; /* writes that wait for a batch */
    struct queue batch;    /* ran in the open batch, or in the one being committed */
    LIST(int64_t) touched; /* networks whose journal the batch wrote to */
    LIST(struct lane *) lanes;
    struct kith_call *running;
    int64_t under_way; /* calls that have not been answered */
    int batch_error;   /* why the batch was lost */
    bool turning, started, stopping;

    const struct rule_source *rules;
    LIST(struct subscriber *) subscribers;
    LIST(struct hearing) hearings;
    LIST(struct server_of_kind) servers;
    LIST(struct lease) leases;
    LIST(struct finishing *) unfinished; /* ends of effects that could not be written yet */
    LIST(struct pending_due) dues;
    LIST(struct job_run *) runs;     /* jobs on a pool thread */
    LIST(struct kith_call *) pauses; /* jobs that are held up */
    pthread_mutex_t posts_lock;      /* guards what jobs ask of the loop's thread */
    int64_t resting_since_ms;        /* ticks; 0: there is work */
    int64_t next_due_ms;    /* civil; of the next schedule row; INT64_MAX if none; 0: look again */
    int64_t next_effect_ms; /* civil; likewise for effects */
    int64_t held_until_ms;  /* ticks; nothing is written but what is asked for: the disk is full */
    struct moving moving;
    struct open_vote *open_vote; /* what votes have in common: model/open_vote.h */
};

/* due.c: what Kith does by itself could not be written. It is tried again, but not at once: a full
 * disk may stay full for hours. */
void engine_hold(struct engine *engine);
int64_t engine_held_ms(const struct engine *engine); /* for how long yet; 0: it goes on */

/* call.c: the six steps. */
int call_arrive(struct kith_call *call);                /* step 1 */
int call_steps(struct kith_call *call, bool consented); /* 2 to 5, in an open savepoint */
void call_write(struct kith_call *call); /* steps 2 to 5, in a savepoint of the open batch */
void call_read(struct kith_call *call);  /* steps 2 to 5, in one read transaction */

/* call_personal.c: refuses what nobody may do for another, and blinds who speaks for one. */
int call_check_personal(struct kith_call *call);

/* call_key.c */
int call_check_key(struct kith_call *call);   /* is it one, and may this action have one? */
int call_look_up_key(struct kith_call *call); /* sets call->repeated if it was used before */
int call_keep_key(struct kith_call *call);

/* call_nested.c: runs a call (a handler's, a proposal's) inside `parent`'s savepoint. */
struct nested_how {
    bool consented;   /* the network has agreed to it */
    const int *files; /* taken and closed */
    size_t file_count;
};
int call_nested(struct kith_call *parent, const struct actor *actor, const char *action,
                struct str with, const struct nested_how *how, struct str *ret_reply);

/* argument.c: is the cursor one that a page can have given? */
int call_check_page(struct kith_call *call);
/* argument.c: the bytes of a passed descriptor, at most `limit`; errors name the field. */
int call_read_passed(struct kith_call *call, size_t number, const char *name, size_t limit,
                     struct str *ret_bytes);

/* call_life.c */
struct kith_call *call_new(struct engine *engine, const struct call_request *request);
void call_free(struct kith_call *call);
void call_answer(struct kith_call *call); /* the end: tells the door, then frees */
struct str call_reply_text(const struct kith_call *call, struct arena *arena);

void engine_read(struct kith_call *call);
void look_before_leaving(struct kith_call *call);

/* batch.c */
void engine_submit(struct engine *engine, struct kith_call *call); /* a write, into its queue */
void engine_touch(struct engine *engine, int64_t network);
void batch_run(struct engine *engine);    /* runs what waits, and begins the commit */
void batch_settle(struct engine *engine); /* after the commit: answers, events, effects */

/* lane.c */
bool lane_holds(struct engine *engine, struct kith_call *call); /* waits behind another's rule */
int lane_ask(struct engine *engine, struct kith_call *call);    /* asks the rule's source */
void lane_free_all(struct engine *engine);

/* deliver.c, lease.c, due.c, job_run.c: what a turn looks after besides calls. Each answers in
 * how many ms (ticks) it wants another turn; negative for none. */
int64_t deliver_turn(struct engine *engine);
void deliver_wake(struct engine *engine, int64_t network);
void deliver_start(struct engine *engine);
bool deliver_is_quiet(const struct engine *engine);
void deliver_free(struct engine *engine);
int64_t lease_turn(struct engine *engine);
bool lease_is_quiet(const struct engine *engine);
void lease_free(struct engine *engine);
int64_t due_turn(struct engine *engine);
void due_done(struct engine *engine, struct kith_call *call);
/* A job that was due is durable, and found again by itself: the schedule has no more to do. */
void due_begun(struct engine *engine, struct kith_call *call);
int64_t move_turn(struct engine *engine);
int job_begin(struct kith_call *call);             /* in the savepoint: the durable row */
void job_launch(struct kith_call *call);           /* durable: to a pool thread */
void job_finish(struct kith_call *call);           /* its outcome is kept, then answered */
int64_t job_turn(struct engine *engine);           /* what jobs have asked of the loop's thread */
bool job_halt(struct engine *engine, int64_t job); /* asks a running job to stop */
void job_halt_all(struct engine *engine);
void job_now(struct engine *engine, int64_t job, int64_t *ret_done, int64_t *ret_total);
int job_resume_all(struct engine *engine, struct error *error); /* job_resume.c: at a start */

/* job_files.c */
struct job;
void job_stage(struct kith_call *call); /* its files to the state directory; then submits */
void job_files_open(struct kith_call *call);
void job_files_remove(struct kith_call *call);
/* Removes the files of all jobs but these, which are running. */
int job_files_sweep(struct engine *engine, const struct job *jobs, size_t count);

/* The model that the engine itself uses for a short look with the read connection. */
struct model engine_model(struct engine *engine, struct arena *arena, struct error *error);

#endif
