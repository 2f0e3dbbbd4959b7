/* Jobs: long work, found again after a crash with how far it came. */
#ifndef MODEL_JOB_H
#define MODEL_JOB_H

#include "model/actor.h"
#include "model/model.h"

struct job {
    int64_t id, network;
    struct str action;
    struct actor actor;
    struct str arguments; /* JSON */
    struct str state;     /* "running", "done", "failed", "stopped" */
    int64_t mark;         /* how far it came; its meaning is the action's */
    struct str reply;     /* JSON, once done; or why it failed */
    int64_t made_at;
};

int job_add(struct model *in, struct job *job);                  /* id given by the caller */
int job_read(struct model *in, int64_t id, struct job *ret_job); /* MISSING */
int job_set_mark(struct model *in, int64_t id, int64_t mark);
int job_end(struct model *in, int64_t id, const char *state, struct str reply);
int job_put_away(struct model *in, int64_t id); /* one that failed: it counts no more */
/* Those that this actor may know of (NULL: all); `state` empty: any. */
int job_page(struct model *in, const struct actor *actor, struct str state, struct page *page,
             void (*each)(void *self, const struct job *job), void *self);
/* May this actor know of it? Whoever began it, and administrators of the server's own work; of a
 * network's, since it tells that people come and go, only once it is stuck: it failed before today,
 * or has run since before yesterday. */
bool job_is_shown(const struct model *in, const struct actor *actor, const struct job *job);
/* May they know how far it is, too? */
bool job_is_theirs(const struct actor *actor, const struct job *job);

/* Deletes jobs of this person, and about them, that have ended. Reads them all. */
int job_erase_of(struct model *in, int64_t person);

#endif
