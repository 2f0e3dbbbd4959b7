/* Backups: written beside running work, and checked to the last byte. */
#include "store/backup.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/connection.h"
#include "store/digest.h"
#include "store/directory.h"
#include "store/query.h"

static int integrity_check(struct database *database, struct error *error)
{
    struct query query;
    query_open(&query, database, "PRAGMA integrity_check(1)");
    int err = query_step(&query);
    if (err == QUERY_ROW && !str_is(query_read_text(&query, 0), "ok")) {
        err = error_set(error, ERROR_BROKEN, NULL, "The database is damaged: %.*s.",
                        STR_ARGS(query_read_text(&query, 0)));
        return query_close(&query, err);
    }
    err = query_close(&query, err);
    return err ? connection_fail(database, err, "The database could not be checked.", error) : OK;
}

int store_check(struct database *database, struct error *error)
{
    int err = integrity_check(database, error);
    if (err) {
        return err;
    }
    struct query query;
    query_open(&query, database, "PRAGMA foreign_key_check");
    err = query_step(&query);
    if (err == QUERY_ROW) {
        err = error_set(error, ERROR_BROKEN, NULL,
                        "The database is damaged: row %" PRId64 " of %.*s refers to a row of "
                        "%.*s that is not there.",
                        query_read_int(&query, 1), STR_ARGS(query_read_text(&query, 0)),
                        STR_ARGS(query_read_text(&query, 2)));
        return query_close(&query, err);
    }
    err = query_close(&query, err);
    return err ? connection_fail(database, err, "The database could not be checked.", error) : OK;
}

/* SQLite takes names that begin with "file:" for something else. */
static char *plain_path(const char *path)
{
    struct text text = {0};
    text_print(&text, "%s%s", path[0] == '/' ? "" : "./", path);
    return text.ptr;
}

static int file_reserve(const char *path, struct error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        close(file);
        return OK;
    }
    int failed = errno;
    if (failed == EEXIST)
        return error_set(error, ERROR_CLASH, "path",
                         "There is a file %s already. Give another name.", path);
    int err = error_of_folder(failed, path, error);
    return err != OK ? err : directory_fail(failed, path, "made", error);
}

static int file_flush(const char *path, int64_t *ret_bytes, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return directory_fail(errno, path, "opened", error);
    }
    struct stat about = {0};
    int err = fsync(file) == 0 && fstat(file, &about) == 0
                  ? OK
                  : directory_fail(errno, path, "flushed to disk", error);
    close(file);
    if (!err) {
        *ret_bytes = (int64_t)about.st_size;
    }
    return err;
}

/* Not through query_step: a flush that fails here is the copy's, and no reason to stop. */
static int copy_run(struct database *reader, const char *path, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v3(reader->handle, "VACUUM INTO ?1", -1, 0, &statement, NULL);
    if (result == SQLITE_OK) {
        result = sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
    }
    if (result == SQLITE_OK) {
        result = sqlite3_step(statement);
    }
    int err = connection_error_plain(result);
    if (err) {
        connection_fail(reader, err, "The backup could not be written.", error);
    }
    sqlite3_finalize(statement);
    return err;
}

static int file_discard(const char *path, struct error *error)
{
    return unlink(path) == 0 || errno == ENOENT ? OK
                                                : directory_fail(errno, path, "removed", error);
}

int backup_discard(const char *path, struct error *error)
{
    char *plain = plain_path(path);
    char *beside = digest_path(plain);
    int err = file_discard(beside, error);
    err = err ? err : file_discard(plain, error);
    free(beside);
    free(plain);
    return err;
}

static int copy_write(struct store *store, const char *path, int64_t *ret_bytes,
                      struct error *error)
{
    struct database *reader = NULL;
    int err = store_open_reader(store, &reader, error);
    if (err) {
        return err;
    }
    err = copy_run(reader, path, error);
    database_close(reader);
    err = err ? err : file_flush(path, ret_bytes, error);
    struct secret_hash hash;
    err = err ? err : digest_read(path, -1, &hash, error);
    err = err ? err : digest_keep(path, &hash, error);
    err = err ? err : directory_flush_of(path, error);
    return err ? err : backup_check(path, error);
}

int backup_write(struct store *store, const char *path, int64_t *ret_bytes, struct error *error)
{
    char *plain = plain_path(path);
    int err = file_reserve(plain, error);
    if (!err) {
        err = copy_write(store, plain, ret_bytes, error);
        if (err) {
            backup_discard(plain, &(struct error){0}); /* the first error is the one to tell */
        }
    }
    free(plain);
    return err;
}

static int digest_check(const char *path, struct error *error)
{
    struct secret_hash found, kept;
    int err = digest_kept(path, &kept, error);
    err = err ? err : digest_read(path, -1, &found, error);
    if (err) {
        return err;
    }
    return memcmp(found.bytes, kept.bytes, sizeof kept.bytes) == 0
               ? OK
               : error_set(error, ERROR_BROKEN, NULL,
                           "%s was changed or damaged since it was written. Use another "
                           "backup.",
                           path);
}

static int content_check(struct database *database, const char *path, struct error *error)
{
    int64_t mark = 0, form = 0;
    int err = query_number(database, "PRAGMA application_id", 0, &mark);
    err = err ? err : query_number(database, "PRAGMA user_version", 0, &form);
    if (err) {
        return connection_fail(database, err, "The backup could not be read.", error);
    }
    if (mark != STORE_MARK) {
        return error_set(error, ERROR_BROKEN, NULL, "%s is no backup of Kith's.", path);
    }
    if (form > STORE_FOUNDATION || store_schema_found(database) > store_schema_known()) {
        return error_set(error, ERROR_NEWER, NULL,
                         "%s was written by a newer Kith. Install that version first.", path);
    }
    return store_check(database, error);
}

int backup_check(const char *path, struct error *error)
{
    if (access(path, F_OK) != 0) {
        return error_set(error, ERROR_MISSING, "path", "There is no backup %s.", path);
    }
    char *plain = plain_path(path);
    struct database *database = NULL;
    int err = digest_check(plain, error);
    err = err ? err : connection_open(&database, NULL, plain, NULL, CONNECTION_READ, error);
    err = err ? err : content_check(database, path, error);
    database_close(database);
    free(plain);
    return err;
}
