/* Restoring: a checked copy takes the place of kith.db, while no daemon runs.
 *
 * The order makes it safe to be killed at any moment: the copy is complete, marked and flushed
 * before anything of the old is touched; the old is then brought into one file, because a -wal
 * left lying beside another database would be played into it; the swap is one rename. */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/connection.h"
#include "store/digest.h"
#include "store/directory.h"
#include "store/query.h"

struct restore {
    char *old;    /* DIR/kith.db */
    char *copy;   /* DIR/kith.db.restoring */
    char *before; /* DIR/kith.db.before-restore */
    int lock;
};

static const char *const companions[] = {"-wal", "-journal", "-shm"};
enum { COMPANIONS = sizeof companions / sizeof *companions };

static char *join(const char *one, const char *other)
{
    struct text text = {0};
    text_print(&text, "%s%s", one, other);
    return text.ptr;
}

static int file_remove(const char *path, struct error *error)
{
    return unlink(path) == 0 || errno == ENOENT ? OK
                                                : directory_fail(errno, path, "removed", error);
}

/* Removes what lies beside a database; the database itself is removed by file_remove. */
static int companions_remove(const char *path, struct error *error)
{
    int err = OK;
    for (size_t i = 0; i < COMPANIONS && !err; i++) {
        char *companion = join(path, companions[i]);
        err = file_remove(companion, error);
        free(companion);
    }
    return err;
}

static int copy_fill(const struct restore *restore, const char *dir, const char *path,
                     struct error *error)
{
    int file = open(restore->copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return directory_fail(errno, restore->copy, "made", error);
    }
    struct secret_hash copied, kept;
    int err = digest_kept(path, &kept, error);
    err = err ? err : digest_read(path, file, &copied, error);
    if (!err && memcmp(copied.bytes, kept.bytes, sizeof kept.bytes) != 0) {
        err = error_set(error, ERROR_BROKEN, NULL, "%s changed while it was copied.", path);
    }
    err = err ? err : directory_give(dir, file, error);
    if (!err && fsync(file) != 0) {
        err = directory_fail(errno, restore->copy, "flushed to disk", error);
    }
    close(file);
    return err;
}

/* What is restored begins a new epoch: sessions, effects and schedules of the old one are not
 * to be trusted, and those who restore them can tell by the number. */
static int mark_write(struct database *database)
{
    struct query query;
    query_open(&query, database, "UPDATE store_fact SET value = value + 1 WHERE name = 'epoch'");
    int err = query_run(&query);
    if (err) {
        return err;
    }
    query_open(&query, database,
               "INSERT INTO store_fact (name, value) VALUES ('restored_at', ?1)"
               " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    query_int(&query, clock_now(&(struct clock){0}));
    return query_run(&query);
}

static int copy_mark(const struct restore *restore, struct error *error)
{
    struct database *database = NULL;
    int err = connection_open(&database, NULL, restore->copy, NULL, CONNECTION_WRITE, error);
    if (err) {
        return err;
    }
    err = connection_run(database, FIXED_BEGIN_WRITE);
    err = err ? err : mark_write(database);
    err = err ? err : connection_run(database, FIXED_COMMIT);
    if (err) {
        connection_fail(database, err, "The restored copy could not be marked.", error);
        connection_rollback(database);
    }
    database_close(database);
    return err;
}

static int copy_make(const struct restore *restore, const char *dir, const char *path,
                     struct error *error)
{
    int err = companions_remove(restore->copy, error);
    err = err ? err : file_remove(restore->copy, error);
    err = err ? err : copy_fill(restore, dir, path, error);
    return err ? err : copy_mark(restore, error);
}

/* A damaged database is no reason not to restore: it is kept as it lies, with its companions,
 * for whoever wants to look at it. */
static int old_keep_damaged(const struct restore *restore, struct error *error)
{
    for (size_t i = 0; i < COMPANIONS; i++) {
        char *from = join(restore->old, companions[i]);
        char *to = join(restore->before, companions[i]);
        int failed = link(from, to) == 0 || errno == ENOENT ? 0 : errno;
        int err = failed ? directory_fail(failed, from, "kept", error) : OK;
        free(from);
        free(to);
        if (err) {
            return err;
        }
    }
    return OK;
}

/* Brings what the -wal holds into the old database, so that it is one file. */
static int old_settle(const struct restore *restore, struct error *error)
{
    struct database *database = NULL;
    int err = connection_open(&database, NULL, restore->old, NULL, CONNECTION_WRITE, error);
    if (!err) {
        int result = sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE,
                                               NULL, NULL);
        err = connection_error(result);
        if (err) {
            connection_fail(database, err, "The old database could not be settled.", error);
        }
        database_close(database);
    }
    return err == ERROR_BROKEN ? old_keep_damaged(restore, error) : err;
}

static int old_keep(const struct restore *restore, struct error *error)
{
    int err = companions_remove(restore->before, error);
    err = err ? err : file_remove(restore->before, error);
    if (err || access(restore->old, F_OK) != 0) {
        return err;
    }
    err = old_settle(restore, error);
    if (!err && link(restore->old, restore->before) != 0) {
        err = directory_fail(errno, restore->old, "kept", error);
    }
    return err;
}

static int swap(const struct restore *restore, const char *dir, struct error *error)
{
    int err = companions_remove(restore->old, error);
    err = err ? err : companions_remove(restore->copy, error);
    /* The old -wal must be gone for good before the new database lies there. */
    err = err ? err : directory_flush(dir, error);
    if (!err && rename(restore->copy, restore->old) != 0) {
        err = directory_fail(errno, restore->old, "replaced", error);
    }
    return err ? err : directory_flush(dir, error);
}

static int restore_run(const struct restore *restore, const char *dir, const char *path,
                       struct error *error)
{
    int err = backup_check(path, error);
    err = err ? err : copy_make(restore, dir, path, error);
    err = err ? err : old_keep(restore, error);
    return err ? err : swap(restore, dir, error);
}

int backup_restore(const char *dir, const char *path, struct error *error)
{
    int err = directory_make(dir, error);
    if (err) {
        return err;
    }
    char *real = realpath(dir, NULL);
    if (!real) {
        return directory_fail(errno, dir, "opened", error);
    }
    struct restore restore = {.lock = -1};
    restore.old = join(real, "/kith.db");
    restore.copy = join(restore.old, ".restoring");
    restore.before = join(restore.old, ".before-restore");
    err = directory_lock(real, &restore.lock, error);
    err = err ? err : restore_run(&restore, real, path, error);
    if (restore.lock >= 0) {
        close(restore.lock);
    }
    free(restore.before);
    free(restore.copy);
    free(restore.old);
    free(real);
    return err;
}
