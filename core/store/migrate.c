/* Schema steps, and the two tables that the store itself keeps.
 *
 * schema_step says which steps have run. store_fact holds what is true of the file as a whole:
 *   keyring      the name of the keyring whose keys seal what is in it
 *   origin       a random number that tells this store from every other
 *   epoch        1, and one more each time a backup is restored
 *   made_at      when the file was made
 *   restored_at  when a backup was last restored; absent if never */
#include "store/migrate.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/ident.h"
#include "store/connection.h"
#include "store/query.h"
#include "store/steps.h"

static const char foundation[] = "PRAGMA application_id = 0x4b495448;"
                                 "PRAGMA user_version = 1;"
                                 "CREATE TABLE schema_step ("
                                 "    owner TEXT NOT NULL,"
                                 "    step INTEGER NOT NULL,"
                                 "    at INTEGER NOT NULL,"
                                 "    PRIMARY KEY (owner, step)"
                                 ") STRICT, WITHOUT ROWID;"
                                 "CREATE TABLE store_fact ("
                                 "    name TEXT NOT NULL PRIMARY KEY,"
                                 "    value ANY NOT NULL"
                                 ") STRICT, WITHOUT ROWID;";

_Static_assert(STORE_MARK == 0x4b495448, "the foundation writes the mark as a literal");

static int64_t now(void)
{
    return clock_now(&(struct clock){0});
}

static int fact_put(struct database *database, const char *name, int64_t number)
{
    struct query query;
    query_open(&query, database, "INSERT INTO store_fact (name, value) VALUES (?1, ?2)");
    query_text(&query, str_of(name));
    query_int(&query, number);
    return query_run(&query);
}

static int keyring_put(struct database *database, const unsigned char keyring_name[8])
{
    struct query query;
    query_open(&query, database, "INSERT INTO store_fact (name, value) VALUES ('keyring', ?1)");
    query_blob(&query, (struct str){(const char *)keyring_name, 8});
    return query_run(&query);
}

static int found_new(struct store *store, const unsigned char keyring_name[8], struct error *error)
{
    struct database *writer = store->writer;
    int err = change_begin(store, error);
    if (err) {
        return err;
    }
    err = connection_exec(writer, foundation);
    err = err ? err : keyring_put(writer, keyring_name);
    err = err ? err : fact_put(writer, "origin", ident_random());
    err = err ? err : fact_put(writer, "epoch", 1);
    err = err ? err : fact_put(writer, "made_at", now());
    if (err) {
        connection_fail(writer, err, "The database could not be made.", error);
        change_abandon(store);
        return err;
    }
    err = change_commit_now(store);
    return err ? connection_fail(writer, err, "The database could not be made.", error) : OK;
}

static int found_old(struct store *store, const unsigned char keyring_name[8], struct error *error)
{
    struct query query;
    query_open(&query, store->writer, "SELECT value FROM store_fact WHERE name = 'keyring'");
    int err = query_step(&query);
    bool is_same = err == QUERY_ROW && str_equal(query_read_blob(&query, 0),
                                                 (struct str){(const char *)keyring_name, 8});
    err = query_close(&query, err);
    if (err) {
        return connection_fail(store->writer, err, "The database could not be read.", error);
    }
    return is_same ? OK
                   : error_set(error, ERROR_CLASH, NULL,
                               "%s was made with another master key than the one in use. Put "
                               "back the key that belongs to it, or start with an empty state "
                               "directory.",
                               store->path);
}

static int hear_mode(void *self, int count, char **values, char **names)
{
    (void)names;
    *(bool *)self = count == 1 && values[0] && strcmp(values[0], "wal") == 0;
    return 0;
}

static int enter_wal_mode(struct store *store, struct error *error)
{
    bool is_wal = false;
    int err = connection_error(
        sqlite3_exec(store->writer->handle, "PRAGMA journal_mode = WAL", hear_mode, &is_wal, NULL));
    if (err || !is_wal) {
        return connection_fail(store->writer, err ? err : ERROR_DISK,
                               "The database cannot be used with a write-ahead log here.", error);
    }
    return OK;
}

int migrate_found(struct store *store, const unsigned char keyring_name[8], struct error *error)
{
    struct database *writer = store->writer;
    int64_t mark = 0, form = 0, things = 0;
    int err = query_number(writer, "PRAGMA application_id", 0, &mark);
    err = err ? err : query_number(writer, "PRAGMA user_version", 0, &form);
    err = err ? err : query_number(writer, "SELECT count(*) FROM sqlite_schema", 0, &things);
    bool is_new = !err && mark == 0 && form == 0 && things == 0;
    if (err == ERROR_BROKEN || (!err && !is_new && mark != STORE_MARK)) {
        return error_set(error, ERROR_BROKEN, NULL,
                         "%s is damaged, or no database of Kith's (SQLite: %s). Restore a "
                         "backup, or move the file away.",
                         store->path, database_message(writer));
    }
    if (err) {
        return connection_fail(writer, err, "The database could not be read.", error);
    }
    if (form > STORE_FOUNDATION) {
        return error_set(error, ERROR_NEWER, NULL,
                         "%s was written by a newer Kith. Install that version, or restore a "
                         "backup made before.",
                         store->path);
    }
    if (!is_new) {
        err = found_old(store, keyring_name, error);
    }
    err = err ? err : enter_wal_mode(store, error);
    return err || !is_new ? err : found_new(store, keyring_name, error);
}

int store_schema_known(void)
{
    int known = 0;
    while (store_steps[known]) {
        known++;
    }
    return known;
}

static int steps_found(struct database *database, const char *owner, int64_t *ret_step)
{
    *ret_step = 0;
    struct query query;
    query_open(&query, database, "SELECT max(step) FROM schema_step WHERE owner = ?1");
    query_text(&query, str_of(owner));
    int err = query_step(&query);
    if (err == QUERY_ROW) {
        *ret_step = query_read_int(&query, 0);
    }
    return query_close(&query, err);
}

int store_schema_found(struct database *database)
{
    int64_t found;
    return steps_found(database, "core", &found) == OK ? (int)found : -1;
}

/* How many things in the schema belong to tables whose name begins with OWNER_ (or do not). */
static int things_count(struct database *database, const char *owner, bool own, int64_t *ret_count)
{
    struct query query;
    query_open(&query, database,
               "SELECT count(*) FROM sqlite_schema"
               " WHERE (lower(substr(tbl_name, 1, length(?1) + 1)) = ?1 || '_') = ?2");
    query_text(&query, str_of(owner));
    query_int(&query, own);
    int err = query_step(&query);
    if (err == QUERY_ROW) {
        *ret_count = query_read_int(&query, 0);
    }
    return query_close(&query, err);
}

/* Runs the statements of one step one after another. */
static int step_execute(struct database *database, const char *sql, int *ret_result)
{
    const char *end = sql + strlen(sql);
    while (sql < end) {
        sqlite3_stmt *statement = NULL;
        int result = confine_prepare(database, sql, (size_t)(end - sql), &statement, &sql);
        if (result == SQLITE_OK && statement) {
            database->confining = database->owner[0] != '\0';
            do {
                result = sqlite3_step(statement);
            } while (result == SQLITE_ROW);
            database->confining = false;
            result = sqlite3_finalize(statement);
        }
        if (result != SQLITE_OK) {
            *ret_result = result;
            return connection_error(result);
        }
    }
    return OK;
}

struct step {
    const char *owner, *sql;
    int64_t number;
    bool is_core;
};

static int step_fail(const struct step *step, int code, const char *why, struct error *error)
{
    return error_set(error, code, NULL, "Schema step %" PRId64 " of %s was not run: %s.",
                     step->number, step->owner, why);
}

static const char reaches_beyond[] =
    "it reaches beyond the tables that begin with the plugin's name, or uses ROLLBACK or VACUUM";

static int step_run(struct database *database, const struct step *step, struct error *error)
{
    int64_t foreign_before = 0, foreign_after = 0;
    int result = SQLITE_OK;
    int err = things_count(database, step->owner, false, &foreign_before);
    if (!err) {
        database_confine(database, step->is_core ? NULL : step->owner);
        database->may_define = true;
        err = step_execute(database, step->sql, &result);
        database->may_define = false;
        database_confine(database, NULL);
    }
    if (err) {
        if (result == SQLITE_ERROR && !step->is_core) {
            err = ERROR_WRONG;
        }
        return step_fail(step, err,
                         err == ERROR_REFUSED ? reaches_beyond : database_message(database), error);
    }
    if (sqlite3_get_autocommit(database->handle)) {
        return step_fail(step, ERROR_BROKEN, "it ended the transaction", error);
    }
    err = things_count(database, step->owner, false, &foreign_after);
    if (err) {
        return step_fail(step, err, database_message(database), error);
    }
    if (!step->is_core && foreign_before != foreign_after) {
        return step_fail(step, ERROR_REFUSED, "it renamed a table to a name outside its own",
                         error);
    }
    return OK;
}

static int step_note(struct database *database, const struct step *step)
{
    struct query query;
    query_open(&query, database, "INSERT INTO schema_step (owner, step, at) VALUES (?1, ?2, ?3)");
    query_text(&query, str_of(step->owner));
    query_int(&query, step->number);
    query_int(&query, now());
    return query_run(&query);
}

static int step_take(struct store *store, const struct step *step, struct error *error)
{
    struct database *writer = store->writer;
    int err = change_begin(store, error);
    if (err) {
        return err;
    }
    err = step_run(writer, step, error);
    if (!err) {
        err = step_note(writer, step);
        if (err) {
            step_fail(step, err, database_message(writer), error);
        }
    }
    if (err) {
        change_abandon(store);
        return err;
    }
    err = change_commit_now(store);
    return err ? step_fail(step, err, error_sentence(err), error) : OK;
}

/* A name must not contain "_", or hello could reach hello_world's tables; and a plugin that
 * comes for the first time must find no tables of "its own", which would be another's. */
static int owner_check(struct store *store, const char *owner, int64_t found, struct error *error)
{
    size_t length = strspn(owner, "abcdefghijklmnopqrstuvwxyz0123456789-");
    if (length == 0 || owner[length] || length >= sizeof store->writer->owner ||
        strncmp(owner, "sqlite", 6) == 0) {
        return error_set(error, ERROR_WRONG, "name",
                         "A plugin's name has 1 to 63 small letters, digits and hyphens, and "
                         "does not begin with sqlite: not \"%s\".",
                         owner);
    }
    int64_t taken = 0;
    int err = found ? OK : things_count(store->writer, owner, true, &taken);
    if (err) {
        return connection_fail(store->writer, err, "The schema could not be read.", error);
    }
    return taken == 0 ? OK
                      : error_set(error, ERROR_CLASH, "name",
                                  "There are tables called %s_… that no plugin %s has made. "
                                  "Give the plugin another name.",
                                  owner, owner);
}

int migrate(struct store *store, const char *owner, const char *const *steps, struct error *error)
{
    if (change_is_open(store) || change_is_committing(store)) {
        return error_set(error, ERROR_BUSY, NULL, "Schema steps wait for the batch to end.");
    }
    bool is_core = strcmp(owner, "core") == 0;
    int64_t found = 0;
    int err = steps_found(store->writer, owner, &found);
    if (err) {
        return connection_fail(store->writer, err, "The schema could not be read.", error);
    }
    err = is_core ? OK : owner_check(store, owner, found, error);
    int64_t known = 0;
    while (steps[known]) {
        known++;
    }
    if (!err && found > known) {
        return error_set(error, ERROR_NEWER, NULL,
                         "The database has %" PRId64 " schema steps of %s, this version knows "
                         "%" PRId64 ". Install the newer version, or restore a backup made "
                         "before it.",
                         found, owner, known);
    }
    for (int64_t i = found; !err && i < known; i++) {
        struct step step = {.owner = owner, .sql = steps[i], .number = i + 1, .is_core = is_core};
        err = step_take(store, &step, error);
    }
    return err;
}

int store_epoch(struct database *database, int64_t *ret_epoch)
{
    return query_number(database, "SELECT value FROM store_fact WHERE name = 'epoch'", 1,
                        ret_epoch);
}
