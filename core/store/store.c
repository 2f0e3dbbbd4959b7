/* Opening and closing the store: its directory, its lock, its connections. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/connection.h"
#include "store/directory.h"
#include "store/migrate.h"
#include "store/steps.h"

/* Makes an empty kith.db that only its owner may read; SQLite gives the -wal and -shm the same
 * mode. The descriptor is closed before SQLite opens the file, so no lock can be lost. */
static int file_make(const struct store *store, bool no_create, struct error *error)
{
    struct stat about;
    if (stat(store->path, &about) == 0) {
        return OK;
    }
    if (errno != ENOENT) {
        return directory_fail(errno, store->path, "looked at", error);
    }
    if (no_create) {
        return error_set(error, ERROR_MISSING, NULL, "There is no database %s.", store->path);
    }
    int file = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return directory_fail(errno, store->path, "made", error);
    }
    close(file);
    return directory_flush(store->dir, error);
}

static int store_prepare(struct store *store, const char *dir, const struct store_options *options,
                         struct error *error)
{
    int err = options->no_create ? OK : directory_make(dir, error);
    if (err) {
        return err;
    }
    /* An absolute path stays right if the daemon changes its directory, and cannot be taken
     * for one of SQLite's "file:" names. */
    store->dir = realpath(dir, NULL);
    if (!store->dir) {
        return directory_fail(errno, dir, "opened", error);
    }
    struct text path = {0};
    text_print(&path, "%s/kith.db", store->dir);
    store->path = path.ptr;
    err = directory_lock(store->dir, &store->lock, error);
    return err ? err : file_make(store, options->no_create, error);
}

static int store_connect(struct store *store, const unsigned char keyring_name[8],
                         struct error *error)
{
    int err =
        connection_open(&store->writer, store, store->path, store->vfs, CONNECTION_WRITE, error);
    if (err) {
        return err;
    }
    err = change_start(store, error);
    err = err ? err : migrate_found(store, keyring_name, error);
    err = err ? err : migrate(store, "core", store_steps, error);
    return err ? err : store_open_reader(store, &store->reader, error);
}

int store_open(struct store **ret_store, const char *dir, const unsigned char keyring_name[8],
               const struct store_options *options, struct error *error)
{
    static const struct store_options usual = {0};
    options = options ? options : &usual;
    struct store *store = memory_take(sizeof *store);
    store->lock = -1;
    store->checkpoint_pages =
        options->checkpoint_pages ? options->checkpoint_pages : CHECKPOINT_PAGES;
    if (options->vfs) {
        struct text vfs = {0};
        text_add(&vfs, str_of(options->vfs));
        store->vfs = vfs.ptr;
    }
    int err = store_prepare(store, dir, options, error);
    err = err ? err : store_connect(store, keyring_name, error);
    if (err) {
        store_close(store);
        return err;
    }
    *ret_store = store;
    return OK;
}

/* SQLite's own checkpoint at closing would hide a failed flush, and after one would delete a
 * -wal that is still needed. So ours comes first, and only if it went well may SQLite close
 * the file the usual way and delete the -wal. */
static void writer_close(struct database *writer)
{
    if (!writer) {
        return;
    }
    int err = connection_rollback(writer);
    if (!err) {
        err = connection_error(sqlite3_wal_checkpoint_v2(writer->handle, NULL,
                                                         SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
    }
    if (err) {
        sqlite3_db_config(writer->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    database_close(writer);
}

void store_close(struct store *store)
{
    if (!store) {
        return;
    }
    change_stop(store);
    database_close(store->reader);
    writer_close(store->writer);
    if (store->lock >= 0) {
        close(store->lock);
    }
    free(store->vfs);
    free(store->path);
    free(store->dir);
    free(store);
}

int store_open_reader(struct store *store, struct database **ret_database, struct error *error)
{
    return connection_open(ret_database, store, store->path, store->vfs, CONNECTION_READ, error);
}

struct database *store_writer(struct store *store)
{
    return store->writer;
}

struct database *store_reader(struct store *store)
{
    return store->reader;
}

const char *store_path(const struct store *store)
{
    return store->path;
}

const char *store_dir(const struct store *store)
{
    return store->dir;
}

int64_t store_free_bytes(const struct store *store)
{
    struct statvfs about;
    if (statvfs(store->dir, &about) != 0) {
        return -1;
    }
    return (int64_t)about.f_bavail * (int64_t)about.f_frsize;
}
