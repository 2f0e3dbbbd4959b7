/* Changes: a batch is one transaction; each call in it has a savepoint; a thread commits.
 *
 *   change_begin → (change_savepoint → … → change_release | change_undo)* → change_commit
 *
 * change_commit hands the write connection to the commit thread and returns at once. When the
 * batch is durable (or failed) the thread calls `committed`, registered below, which must only
 * wake the loop; the loop then calls change_finish. Between the two the connection is not ours. */
#ifndef STORE_CHANGE_H
#define STORE_CHANGE_H

#include "store/store.h"

/* `committed` is called on the commit thread. Set once, before the first commit. */
void change_on_commit(struct store *store, void (*committed)(void *self), void *self);

bool change_is_open(const struct store *store);       /* a batch has begun */
bool change_is_committing(const struct store *store); /* the connection is with the thread */

int change_begin(struct store *store, struct error *error); /* BEGIN IMMEDIATE */
/* Savepoints nest; `change_undo` rolls back to the innermost and releases it. Both answer
 * BUSY, and the batch is lost, if SQLite has rolled the transaction back by itself. */
int change_savepoint(struct store *store);
int change_release(struct store *store);
int change_undo(struct store *store);
/* True once SQLite has rolled the whole transaction back (full disk, I/O error, no memory):
 * every call of the batch has failed. change_abandon ends such a batch. */
bool change_is_lost(const struct store *store);
void change_abandon(struct store *store); /* ROLLBACK, whatever the state */

void change_commit(struct store *store);
bool change_is_over(struct store *store); /* the commit in flight has ended: change_finish is due */
/* On the loop thread after `committed`: OK, or FULL, DISK, … (nothing of the batch was kept). */
int change_finish(struct store *store);
void change_wait(struct store *store); /* blocks until the commit in flight is over (closing) */

/* Something was erased in the open batch: its commit takes over all that the -wal holds and empties
 * it, so that no file of ours has what it was. A reader that is at work puts that off until a
 * later commit, or the end. */
void change_scrub(struct store *store);
/* Is it still to be emptied, in an open batch? It is tried with each commit. */
bool change_is_scrubbing(const struct store *store);

/* Checkpoints cost more than a commit: so they are left for moments of rest, in which nobody
 * waits, and only a long -wal forces one between two batches. Is there something for such a
 * moment? Then change_rest hands the connection over as change_commit does, and change_finish
 * takes it back. */
bool change_wants_rest(const struct store *store);
void change_rest(struct store *store);

/* Commits the open batch on this thread, and waits: for start-up and tests. */
int change_commit_now(struct store *store);

struct change_counts {
    int64_t commits, failures;
    int64_t longest_ms; /* the longest commit since the start */
    int64_t last_us;    /* the last one */
};
struct change_counts change_counts(const struct store *store);

#endif
