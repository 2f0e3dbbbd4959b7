/* Batches, savepoints, and the thread that commits and checkpoints. */
#include "store/change.h"

#include <assert.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/connection.h"

void change_on_commit(struct store *store, void (*committed)(void *self), void *self)
{
    pthread_mutex_lock(&store->change.mutex);
    store->change.committed = committed;
    store->change.committed_self = self;
    pthread_mutex_unlock(&store->change.mutex);
}

bool change_is_open(const struct store *store)
{
    return store->change.open;
}

bool change_is_committing(const struct store *store)
{
    return store->change.committing;
}

int change_begin(struct store *store, struct error *error)
{
    assert(!store->change.open && !store->change.committing);
    struct database *writer = store->writer;
    int err = connection_rollback(writer); /* one that memory did not suffice to roll back */
    if (!err) {
        err = connection_run(writer, FIXED_BEGIN_WRITE);
    }
    if (err) {
        return connection_fail(writer, err, "A change could not begin.", error);
    }
    store->change.open = true;
    store->change.lost = false;
    return OK;
}

bool change_is_lost(const struct store *store)
{
    return store->change.open &&
           (store->change.lost || sqlite3_get_autocommit(store->writer->handle));
}

/* Runs one statement on savepoints. Whatever goes wrong with them, the batch is lost: what a
 * call has written can no longer be told from what the others have. */
static int savepoint_run(struct store *store, enum fixed which)
{
    assert(store->change.open);
    if (change_is_lost(store)) {
        return ERROR_BUSY;
    }
    int err = connection_run(store->writer, which);
    if (err) {
        store->change.lost = true;
        return ERROR_BUSY;
    }
    return OK;
}

int change_savepoint(struct store *store)
{
    return savepoint_run(store, FIXED_SAVEPOINT);
}

int change_release(struct store *store)
{
    return savepoint_run(store, FIXED_RELEASE);
}

int change_undo(struct store *store)
{
    int err = savepoint_run(store, FIXED_ROLLBACK_TO);
    return err ? err : savepoint_run(store, FIXED_RELEASE);
}

void change_abandon(struct store *store)
{
    assert(!store->change.committing);
    store->change.open = false;
    connection_rollback(store->writer); /* if it fails, change_begin tries again */
}

/* Passive: it never waits for readers. A failure costs nothing but a longer -wal, and is tried
 * again after the next commit; a failed flush ends the process in connection_error. One that
 * empties the -wal needs a moment without readers, and waits for it no longer than for a lock. */
static void checkpoint(struct store *store)
{
    struct database *writer = store->writer;
    struct change *change = &store->change;
    int mode = change->scrubbing ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int err = connection_error(sqlite3_wal_checkpoint_v2(writer->handle, NULL, mode, NULL, NULL));
    change->scrubbing = change->scrubbing && err;
    bool failed = err && err != ERROR_BUSY;
    writer->wal_pages = 0;
    if (failed && !change->checkpoint_failed) {
        log_warning("store",
                    "kith.db could not take over what kith.db-wal holds; Kith goes on "
                    "and will try again. %s",
                    error_sentence(err));
    }
    change->checkpoint_failed = failed;
}

static int commit(struct store *store, bool lost)
{
    struct database *writer = store->writer;
    if (lost) {
        connection_rollback(writer);
        return ERROR_BUSY;
    }
    writer->wal_pages = 0;
    int err = connection_run(writer, FIXED_COMMIT);
    if (err) {
        connection_rollback(writer);
        return err;
    }
    if (writer->wal_pages >= store->checkpoint_pages || store->change.scrubbing) {
        checkpoint(store);
    }
    return OK;
}

static int commit_counted(struct store *store, bool lost)
{
    struct change *change = &store->change;
    int64_t begun = clock_ticks_us();
    int err = commit(store, lost);
    int64_t took = clock_ticks_us() - begun;
    pthread_mutex_lock(&change->mutex);
    change->counts.commits += !err;
    change->counts.failures += err != 0;
    change->counts.last_us = took;
    if (took / 1000 > change->counts.longest_ms)
        change->counts.longest_ms = took / 1000;
    pthread_mutex_unlock(&change->mutex);
    return err;
}

static bool cache_is_large(const struct store *store)
{
    int used = 0, highest = 0;
    sqlite3_db_status(store->writer->handle, SQLITE_DBSTATUS_CACHE_USED, &used, &highest, 0);
    return used > REST_CACHE;
}

/* What the C library keeps of freed memory is handed back to the system, too. */
static int rest(struct store *store)
{
    if (store->writer->wal_pages >= REST_PAGES) {
        checkpoint(store);
    }
    if (cache_is_large(store)) {
        sqlite3_db_release_memory(store->writer->handle);
        malloc_trim(0);
    }
    return OK;
}

/* `lost` is read before the hand-over and not written until change_finish. */
static void *commit_thread(void *self)
{
    struct store *store = self;
    struct change *change = &store->change;
    pthread_mutex_lock(&change->mutex);
    for (;;) {
        while (!change->is_wanted && !change->is_stopping) {
            pthread_cond_wait(&change->wanted, &change->mutex);
        }
        if (!change->is_wanted) {
            break;
        }
        change->is_wanted = false;
        bool lost = change->lost, is_rest = change->is_rest;
        pthread_mutex_unlock(&change->mutex);
        int result = is_rest ? rest(store) : commit_counted(store, lost);
        pthread_mutex_lock(&change->mutex);
        change->result = result;
        change->is_over = true;
        /* Within the lock, so that no call can come late and be taken for the next batch's. */
        if (change->committed) {
            change->committed(change->committed_self);
        }
        pthread_cond_signal(&change->over);
    }
    pthread_mutex_unlock(&change->mutex);
    return NULL;
}

void change_scrub(struct store *store)
{
    assert(store->change.open && !store->change.committing);
    store->change.scrubbing = true;
}

bool change_is_scrubbing(const struct store *store)
{
    assert(store->change.open && !store->change.committing);
    return store->change.scrubbing;
}

static void hand_over(struct store *store, bool is_rest)
{
    struct change *change = &store->change;
    change->committing = true;
    pthread_mutex_lock(&change->mutex);
    change->is_rest = is_rest;
    change->is_over = false;
    change->is_wanted = true;
    pthread_cond_signal(&change->wanted);
    pthread_mutex_unlock(&change->mutex);
}

void change_commit(struct store *store)
{
    struct change *change = &store->change;
    assert(change->open && !change->committing);
    change->lost = change_is_lost(store);
    change->open = false;
    hand_over(store, false);
}

bool change_wants_rest(const struct store *store)
{
    const struct change *change = &store->change;
    return !change->open && !change->committing &&
           (store->writer->wal_pages >= REST_PAGES || cache_is_large(store));
}

void change_rest(struct store *store)
{
    assert(!store->change.open && !store->change.committing);
    hand_over(store, true);
}

bool change_is_over(struct store *store)
{
    struct change *change = &store->change;
    pthread_mutex_lock(&change->mutex);
    bool is_over = change->committing && change->is_over;
    pthread_mutex_unlock(&change->mutex);
    return is_over;
}

void change_wait(struct store *store)
{
    struct change *change = &store->change;
    pthread_mutex_lock(&change->mutex);
    while (change->committing && !change->is_over) {
        pthread_cond_wait(&change->over, &change->mutex);
    }
    pthread_mutex_unlock(&change->mutex);
}

int change_finish(struct store *store)
{
    assert(store->change.committing);
    change_wait(store);
    store->change.committing = false;
    return store->change.result;
}

int change_commit_now(struct store *store)
{
    assert(store->change.open && !store->change.committing);
    bool lost = change_is_lost(store);
    store->change.open = false;
    return commit_counted(store, lost);
}

struct change_counts change_counts(const struct store *store)
{
    pthread_mutex_t *mutex = (pthread_mutex_t *)&store->change.mutex;
    pthread_mutex_lock(mutex);
    struct change_counts counts = store->change.counts;
    pthread_mutex_unlock(mutex);
    return counts;
}

/* Called after each commit in the place of SQLite's own checkpoint, whose result it hides. */
static int hear_commit(void *self, sqlite3 *handle, const char *base, int pages)
{
    (void)handle;
    (void)base;
    struct database *writer = self;
    writer->wal_pages = pages;
    return SQLITE_OK;
}

int change_start(struct store *store, struct error *error)
{
    struct change *change = &store->change;
    sqlite3_wal_hook(store->writer->handle, hear_commit, store->writer);
    pthread_mutex_init(&change->mutex, NULL);
    pthread_cond_init(&change->wanted, NULL);
    pthread_cond_init(&change->over, NULL);
    sigset_t all, before;
    sigfillset(&all); /* signals are the loop thread's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&change->thread, NULL, commit_thread, store);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        return error_set(error, ERROR_MEMORY, NULL, "No thread can be started for commits: %s.",
                         strerror(failed));
    }
    change->started = true;
    return OK;
}

void change_stop(struct store *store)
{
    struct change *change = &store->change;
    if (!change->started) {
        return;
    }
    if (change->committing) {
        change_finish(store);
    }
    if (change->open) {
        change_abandon(store);
    }
    pthread_mutex_lock(&change->mutex);
    change->is_stopping = true;
    pthread_cond_signal(&change->wanted);
    pthread_mutex_unlock(&change->mutex);
    pthread_join(change->thread, NULL);
    pthread_mutex_destroy(&change->mutex);
    pthread_cond_destroy(&change->wanted);
    pthread_cond_destroy(&change->over);
}
