/* Connections: settings, transactions, and the translation of SQLite's errors into ours. */
#include "store/connection.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

/* Rows with an extended code stand before the family that they belong to. */
static const struct {
    int result, code;
} errors[] = {
    {SQLITE_CONSTRAINT_DATATYPE, ERROR_BROKEN}, /* a wrong type in a STRICT table is our fault */
    {SQLITE_CONSTRAINT, ERROR_CLASH},
    {SQLITE_FULL, ERROR_FULL},
    {SQLITE_IOERR_SHMSIZE, ERROR_FULL}, /* the -shm could not grow: there is no other cause */
    {SQLITE_IOERR_NOMEM, ERROR_MEMORY},
    {SQLITE_IOERR, ERROR_DISK},
    {SQLITE_CANTOPEN, ERROR_DISK},
    {SQLITE_READONLY, ERROR_DISK},
    {SQLITE_PERM, ERROR_DISK},
    {SQLITE_NOMEM, ERROR_MEMORY},
    {SQLITE_BUSY, ERROR_BUSY},
    {SQLITE_LOCKED, ERROR_BUSY},
    {SQLITE_PROTOCOL, ERROR_BUSY},
    {SQLITE_ABORT, ERROR_BUSY}, /* a read whose transaction was rolled back under it */
    {SQLITE_INTERRUPT, ERROR_BUSY},
    {SQLITE_AUTH, ERROR_REFUSED},
    {SQLITE_TOOBIG, ERROR_LIMIT},
};

int connection_error_plain(int result)
{
    if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE) {
        return OK;
    }
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (errors[i].result == result || errors[i].result == (result & 0xff)) {
            return errors[i].code;
        }
    }
    return ERROR_BROKEN;
}

/* After a failed flush nobody knows what the disk holds and what only the page cache holds; a
 * second flush would succeed without having written. Only a new start, which reads the -wal
 * from the disk, finds solid ground. */
static _Noreturn void end_after_failed_flush(void)
{
    log_error("store", "The disk failed to flush what was written. Kith stops here, since only a "
                       "new start can tell what the disk holds. Nothing acknowledged is lost. "
                       "Please check the disk.");
    _exit(EXIT_FLUSH_FAILED);
}

int connection_error(int result)
{
    if (result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC) {
        end_after_failed_flush();
    }
    return connection_error_plain(result);
}

int connection_fail(struct database *database, int code, const char *what, struct error *error)
{
    const char *said = database ? sqlite3_errmsg(database->handle) : "no memory";
    return error_set(error, code, NULL, "%s %s (SQLite: %s)", what, error_sentence(code), said);
}

const char *database_message(const struct database *database)
{
    return sqlite3_errmsg(database->handle);
}

/* Results that are ordinary, or that the caller is told in a better way. */
static bool is_noise(int family)
{
    return family == SQLITE_CONSTRAINT || family == SQLITE_BUSY || family == SQLITE_SCHEMA ||
           family == SQLITE_AUTH || family == SQLITE_WARNING || family == SQLITE_ABORT;
}

/* SQLite's own log. It quotes statements, as in: near "X": syntax error in "STATEMENT", or:
 * statement aborts at 5: [STATEMENT] no such table. They are cut out, since a plugin's may hold
 * anything. */
static void hear_sqlite(void *self, int result, const char *message)
{
    (void)self;
    int family = result & 0xff;
    if (family == SQLITE_NOTICE) {
        log_info("store", "SQLite: %s.", message);
        return;
    }
    if (is_noise(family)) {
        return;
    }
    const char *end = strstr(message, " in \"");
    const char *after = strstr(message, ": [") ? strrchr(message, ']') : NULL;
    const char *text = after ? after + 1 + (after[1] == ' ') : message;
    int length = (int)(end && end > text ? (size_t)(end - text) : strlen(text));
    /* Ordinary errors come back to the caller; some are only SQLite's first try with a schema
     * that another connection has changed since. */
    log_line(family == SQLITE_ERROR ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, "store",
             "SQLite: %.*s (%d).", length, text, result);
}

static void start_once(void)
{
    sqlite3_config(SQLITE_CONFIG_LOG, hear_sqlite, NULL);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* spares every allocation a mutex */
}

void connection_start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_once);
}

static const char *const fixed_sql[FIXED_COUNT] = {
    [FIXED_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [FIXED_BEGIN_READ] = "BEGIN DEFERRED",
    [FIXED_COMMIT] = "COMMIT",
    [FIXED_ROLLBACK] = "ROLLBACK",
    [FIXED_SAVEPOINT] = "SAVEPOINT call",
    [FIXED_RELEASE] = "RELEASE call",
    [FIXED_ROLLBACK_TO] = "ROLLBACK TO call",
};

/* Caches are small: the daemon has 6 MB of memory of its own in all while it idles, and what
 * falls out of a cache is still in the system's page cache. The writer's may grow while there is
 * work, and is given back in a moment of rest (change_rest). */
static const char settings_of_all[] = "PRAGMA foreign_keys = ON;"
                                      "PRAGMA cell_size_check = ON;"
                                      "PRAGMA mmap_size = 0;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA cache_size = -1024;";
/* EXTRA is FULL, and makes sure that a deleted rollback journal does not come back after a power
 * cut, to wipe out the database: there is one while a file is new, before it has its -wal. */
static const char settings_of_writer[] = "PRAGMA page_size = 4096;"
                                         "PRAGMA synchronous = EXTRA;"
                                         "PRAGMA secure_delete = ON;"
                                         "PRAGMA journal_size_limit = 134217728;"
                                         "PRAGMA cache_size = -8192;";

static const struct {
    int option, value;
} safety[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
    {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 1}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
};

/* The writer is the only one, yet a reader that meets the -shm header half-written takes the
 * write lock for some microseconds; and a stranger may hold a lock (the sqlite3 shell). */
enum { WRITER_WAIT_MS = 100, READER_WAIT_MS = 250, LONGEST_VALUE = 64 << 20 };

static int set_up(struct database *database)
{
    sqlite3 *handle = database->handle;
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, database->writes ? WRITER_WAIT_MS : READER_WAIT_MS);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1); /* VACUUM INTO attaches its target */
    for (size_t i = 0; i < sizeof safety / sizeof *safety; i++) {
        int result = sqlite3_db_config(handle, safety[i].option, safety[i].value, NULL);
        if (result != SQLITE_OK) {
            return result;
        }
    }
    int result = sqlite3_exec(handle, settings_of_all, NULL, NULL, NULL);
    if (result == SQLITE_OK && database->writes) {
        result = sqlite3_exec(handle, settings_of_writer, NULL, NULL, NULL);
    }
    for (int i = 0; i < FIXED_COUNT && result == SQLITE_OK; i++) {
        result = sqlite3_prepare_v3(handle, fixed_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                    &database->fixed[i], NULL);
    }
    /* Set once and for all: each setting makes SQLite prepare all statements again. */
    return result == SQLITE_OK ? sqlite3_set_authorizer(handle, confine_authorize, database)
                               : result;
}

static int open_fail(struct database *database, const char *path, int code, struct error *error)
{
    const char *said = database->handle ? sqlite3_errmsg(database->handle) : "no memory";
    if (code == ERROR_BROKEN) {
        return error_set(error, code, NULL,
                         "%s is damaged, or no database of Kith's (SQLite: %s). Restore a "
                         "backup, or move the file away.",
                         path, said);
    }
    return error_set(error, code, NULL, "%s cannot be opened. %s (SQLite: %s)", path,
                     error_sentence(code), said);
}

int connection_open(struct database **ret_database, struct store *store, const char *path,
                    const char *vfs, enum connection_use use, struct error *error)
{
    connection_start();
    struct database *database = memory_take(sizeof *database);
    database->store = store;
    database->writes = use == CONNECTION_WRITE;
    int flags = database->writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    int result = sqlite3_open_v2(path, &database->handle, flags, vfs);
    if (result == SQLITE_OK) {
        result = set_up(database);
    }
    if (result != SQLITE_OK) {
        int code = open_fail(database, path, connection_error(result), error);
        database_close(database);
        return code;
    }
    *ret_database = database;
    return OK;
}

void database_close(struct database *database)
{
    if (!database) {
        return;
    }
    for (size_t i = 0; i < CACHE_SLOTS; i++) {
        assert(!database->cache[i].busy && "a query is still open");
        sqlite3_finalize(database->cache[i].statement);
    }
    for (size_t i = 0; i < FIXED_COUNT; i++) {
        sqlite3_finalize(database->fixed[i]);
    }
    int result = sqlite3_close(database->handle);
    assert(result == SQLITE_OK && "a query is still open");
    (void)result;
    free(database);
}

int connection_run(struct database *database, enum fixed which)
{
    int result = sqlite3_step(database->fixed[which]);
    sqlite3_reset(database->fixed[which]);
    return connection_error(result);
}

int connection_exec(struct database *database, const char *sql)
{
    return connection_error(sqlite3_exec(database->handle, sql, NULL, NULL, NULL));
}

int connection_rollback(struct database *database)
{
    if (sqlite3_get_autocommit(database->handle)) {
        return OK;
    }
    /* ROLLBACK ends the transaction even where it answers an error. */
    int err = connection_run(database, FIXED_ROLLBACK);
    return sqlite3_get_autocommit(database->handle) ? OK : err;
}

bool connection_is_ours(const struct database *database)
{
    return !database->writes || !database->store || !database->store->change.committing;
}

int reader_begin(struct database *database)
{
    assert(!database->writes);
    int err = connection_rollback(database); /* one left over by a failed reader_end */
    return err ? err : connection_run(database, FIXED_BEGIN_READ);
}

int reader_end(struct database *database)
{
    int err = connection_run(database, FIXED_COMMIT);
    if (err) {
        connection_rollback(database);
    }
    return err;
}
