/* Prepared statements: found by the address of their SQL, bound, stepped, read. */
#include "store/query.h"

#include <assert.h>
#include <string.h>

#include "store/connection.h"

static size_t slot_of(const char *sql)
{
    uint64_t address = (uint64_t)(uintptr_t)sql;
    return (size_t)((address * UINT64_C(0x9e3779b97f4a7c15)) >> 54) & (CACHE_SLOTS - 1);
}

/* The entry of `sql`, or the free slot where it would stand. */
static struct cached *cache_find(struct database *database, const char *sql)
{
    size_t at = slot_of(sql);
    while (database->cache[at].sql && database->cache[at].sql != sql) {
        at = (at + 1) & (CACHE_SLOTS - 1);
    }
    return &database->cache[at];
}

static int query_fail(struct query *query, int err)
{
    query->error = err;
    return err;
}

int query_open(struct query *query, struct database *database, const char *sql)
{
    *query = (struct query){.database = database};
    assert(connection_is_ours(database));
    struct cached *cached = cache_find(database, sql);
    if (cached->sql && !cached->busy) {
        cached->busy = true;
        query->cached = cached;
        query->statement = cached->statement;
        return OK;
    }
    bool keep = !cached->sql && database->cached < CACHE_LIMIT;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v3(database->handle, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0,
                                    &statement, NULL);
    if (result != SQLITE_OK) {
        return query_fail(query, connection_error(result));
    }
    query->statement = statement;
    if (keep) {
        *cached = (struct cached){.sql = sql, .statement = statement, .busy = true};
        database->cached++;
        query->cached = cached;
    }
    return OK;
}

static bool is_blank(const char *tail, const char *end)
{
    while (tail < end &&
           (*tail == ';' || *tail == ' ' || *tail == '\n' || *tail == '\t' || *tail == '\r')) {
        tail++;
    }
    return tail == end;
}

int query_open_text(struct query *query, struct database *database, struct str sql,
                    struct error *error)
{
    *query = (struct query){.database = database};
    assert(connection_is_ours(database));
    sqlite3_stmt *statement = NULL;
    const char *tail = NULL;
    int result = confine_prepare(database, sql.len ? sql.ptr : "", sql.len, &statement, &tail);
    query->statement = statement;
    if (result == SQLITE_AUTH) {
        return query_fail(query, error_set(error, ERROR_REFUSED, "sql",
                                           "This SQL reaches beyond the tables called %s_…, or "
                                           "uses something that plugins may not (%s).",
                                           database->owner, sqlite3_errmsg(database->handle)));
    }
    if (result == SQLITE_ERROR) {
        return query_fail(query, error_set(error, ERROR_WRONG, "sql", "This SQL is wrong: %s.",
                                           sqlite3_errmsg(database->handle)));
    }
    if (result != SQLITE_OK) {
        int code = connection_error(result);
        return query_fail(query,
                          connection_fail(database, code, "The SQL was not prepared.", error));
    }
    if (!statement || !is_blank(tail, sql.ptr + sql.len)) {
        return query_fail(query,
                          error_set(error, ERROR_WRONG, "sql", "Give exactly one SQL statement."));
    }
    return OK;
}

/* SQLite's answer to a bind: out of memory, or a place that the text does not have. */
static void query_bound(struct query *query, int result)
{
    query->bound++;
    if (result != SQLITE_OK) {
        query_fail(query, result == SQLITE_RANGE ? ERROR_BROKEN : connection_error(result));
    }
}

void query_int(struct query *query, int64_t number)
{
    if (!query->error) {
        query_bound(query, sqlite3_bind_int64(query->statement, query->bound + 1, number));
    }
}

/* A NULL pointer would bind NULL, so what is empty points at something. */
void query_text(struct query *query, struct str text)
{
    if (!query->error) {
        query_bound(query, sqlite3_bind_text64(query->statement, query->bound + 1,
                                               text.len ? text.ptr : "", text.len, SQLITE_STATIC,
                                               SQLITE_UTF8));
    }
}

void query_blob(struct query *query, struct str bytes)
{
    if (!query->error) {
        query_bound(query,
                    sqlite3_bind_blob64(query->statement, query->bound + 1,
                                        bytes.len ? bytes.ptr : "", bytes.len, SQLITE_STATIC));
    }
}

void query_null(struct query *query)
{
    if (!query->error) {
        query_bound(query, sqlite3_bind_null(query->statement, query->bound + 1));
    }
}

void query_int_or_null(struct query *query, int64_t number)
{
    if (number) {
        query_int(query, number);
    } else {
        query_null(query);
    }
}

/* Outside a batch the writer may only read, and must not see what an abandoned batch left when
 * there was no memory to roll it back. Within a batch that SQLite has rolled back, a statement
 * would be a transaction of its own and be kept, so nothing may run. */
static int writer_refuses(const struct query *query)
{
    struct database *database = query->database;
    if (!database->writes || !database->store) {
        return OK;
    }
    if (database->store->change.open) {
        return sqlite3_get_autocommit(database->handle) ? ERROR_BUSY : OK;
    }
    int err = connection_rollback(database);
    if (err) {
        return err;
    }
    return sqlite3_stmt_readonly(query->statement) ? OK : ERROR_BROKEN;
}

static int query_begin(struct query *query)
{
    assert(connection_is_ours(query->database));
    if (query->bound != sqlite3_bind_parameter_count(query->statement)) {
        return ERROR_BROKEN;
    }
    return writer_refuses(query);
}

int query_step(struct query *query)
{
    if (query->error) {
        return query->error;
    }
    if (!sqlite3_stmt_busy(query->statement)) {
        int err = query_begin(query);
        if (err) {
            return query_fail(query, err);
        }
    }
    struct database *database = query->database;
    database->confining = !query->cached && database->owner[0];
    int result = sqlite3_step(query->statement);
    database->confining = false;
    if (result == SQLITE_ROW) {
        return QUERY_ROW;
    }
    return result == SQLITE_DONE ? OK : query_fail(query, connection_error(result));
}

int query_find(struct query *query, struct error *error, const char *field, const char *missing)
{
    int err = query_step(query);
    if (err == QUERY_ROW) {
        return OK;
    }
    return err == OK ? error_set(error, ERROR_MISSING, field, "%s", missing) : err;
}

int query_run(struct query *query)
{
    int err;
    do {
        err = query_step(query);
    } while (err == QUERY_ROW);
    return query_close(query, err);
}

int64_t query_read_int(const struct query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

/* Text is read as a blob where it is text: SQLite would add a NUL, for which it may need
 * memory, and would answer as for an empty text if there is none. */
struct str query_read_text(const struct query *query, int column)
{
    int type = sqlite3_column_type(query->statement, column);
    if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
        return query_read_blob(query, column);
    }
    const char *text = (const char *)sqlite3_column_text(query->statement, column);
    return str_of(text);
}

struct str query_read_blob(const struct query *query, int column)
{
    const char *bytes = sqlite3_column_blob(query->statement, column);
    int length = sqlite3_column_bytes(query->statement, column);
    return bytes ? (struct str){bytes, (size_t)length} : (struct str){0};
}

bool query_is_null(const struct query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int query_columns(const struct query *query)
{
    return sqlite3_column_count(query->statement);
}

const char *query_column_name(const struct query *query, int column)
{
    const char *name = sqlite3_column_name(query->statement, column);
    return name ? name : "";
}

enum query_kind query_kind(const struct query *query, int column)
{
    switch (sqlite3_column_type(query->statement, column)) {
    case SQLITE_NULL:
        return QUERY_NULL;
    case SQLITE_INTEGER:
        return QUERY_INT;
    case SQLITE_TEXT:
        return QUERY_TEXT;
    case SQLITE_BLOB:
        return QUERY_BLOB;
    default:
        return QUERY_OTHER;
    }
}

int64_t query_changes(const struct query *query)
{
    return sqlite3_changes64(query->database->handle);
}

int64_t database_changes(const struct database *database)
{
    return sqlite3_total_changes64(database->handle);
}

int query_close(struct query *query, int err)
{
    struct cached *cached = query->cached;
    if (cached) {
        sqlite3_reset(cached->statement);
        sqlite3_clear_bindings(cached->statement); /* what they point at was only lent */
        cached->busy = false;
    } else {
        sqlite3_finalize(query->statement);
    }
    query->statement = NULL;
    query->cached = NULL;
    return err < 0 ? err : query->error;
}

int query_one(struct query *query, int64_t *ret_number)
{
    int err;
    while ((err = query_step(query)) == QUERY_ROW)
        *ret_number = query_read_int(query, 0);
    return query_close(query, err);
}

int query_any(struct query *query, bool *ret_any)
{
    int err = query_step(query);
    *ret_any = err == QUERY_ROW;
    return query_close(query, err);
}

int query_number(struct database *database, const char *sql, int64_t otherwise, int64_t *ret_number)
{
    struct query query;
    query_open(&query, database, sql);
    int err = query_step(&query);
    if (err == QUERY_ROW && !query_is_null(&query, 0)) {
        *ret_number = query_read_int(&query, 0);
    } else if (err >= 0) {
        *ret_number = otherwise;
    }
    return query_close(&query, err);
}
