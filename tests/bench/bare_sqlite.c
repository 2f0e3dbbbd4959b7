/* Writes the rows that the daemon wrote, with nothing around SQLite: the measure of the daemon.
 *
 *     bare_sqlite BEFORE AFTER BATCH TABLE...
 *
 * BEFORE is a copy of the daemon's database from before its run, AFTER one from after it. The rows
 * that AFTER has and BEFORE has not are read into memory; then they are written into BEFORE, in
 * batches of BATCH calls with one row of each TABLE a call and one row of journal_head a batch:
 * the same rows, the same indexes, the same order, durable in the same way. Only the writing is
 * measured. Prints one JSON object; times are in microseconds, `p99` is that
 * of a batch, and `pages` are those written. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TABLES = 8, COLUMNS = 16 };

/* What tells a row from others, and in which order the daemon wrote them. */
static const struct known {
    const char *name, *key, *order;
} known[] = {
    {"journal_head", "sequence", "sequence"},
    {"place", "id", "id"},
    {"journal", "(network, sequence)", "sequence, network"},
    {"membership", "handle",
     "(SELECT id FROM effect WHERE network = membership.network AND recipient = handle)"},
    {"belonging", "slot", "slot"}, /* random, as the order was in which they were written */
    {"effect", "id", "id"},
    {"schedule", "id", "id"},
    {"person", "id", "id"},
};

struct table {
    const struct known *known;
    int columns;
    size_t count, room;
    sqlite3_value **values; /* row after row */
    sqlite3_stmt *insert;
};

static _Noreturn void fail(const char *what, sqlite3 *database)
{
    fprintf(stderr, "bare_sqlite: %s: %s\n", what,
            database == NULL ? "" : sqlite3_errmsg(database));
    exit(1);
}

static void run(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sql, database);
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(sql, database);
    return statement;
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void row_keep(struct table *table, sqlite3_stmt *select)
{
    if (table->count == table->room) {
        table->room = table->room == 0 ? 1024 : table->room * 2;
        table->values =
            realloc(table->values, table->room * (size_t)table->columns * sizeof *table->values);
        if (table->values == NULL)
            fail("memory", NULL);
    }
    sqlite3_value **row = table->values + table->count++ * (size_t)table->columns;
    for (int i = 0; i < table->columns; i++)
        row[i] = sqlite3_value_dup(sqlite3_column_value(select, i));
}

static void table_read(struct table *table, sqlite3 *after, const char *name)
{
    char sql[512];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            table->known = &known[i];
    if (table->known == NULL)
        fail(name, NULL);
    snprintf(sql, sizeof sql,
             "SELECT * FROM main.%s WHERE %s NOT IN (SELECT %s FROM before.%s) ORDER BY %s", name,
             table->known->key,
             strspn(table->known->key, "(") ? "network, sequence" : table->known->key, name,
             table->known->order);
    sqlite3_stmt *select = prepare(after, sql);
    table->columns = sqlite3_column_count(select);
    while (sqlite3_step(select) == SQLITE_ROW)
        row_keep(table, select);
    sqlite3_finalize(select);
    if (table->columns > COLUMNS || table->count == 0)
        fail(name, NULL);
}

static void table_prepare(struct table *table, sqlite3 *database)
{
    char sql[256];
    int length = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?1", table->known->name);
    for (int i = 2; i <= table->columns; i++)
        length += snprintf(sql + length, sizeof sql - (size_t)length, ", ?%d", i);
    snprintf(sql + length, sizeof sql - (size_t)length, ")");
    table->insert = prepare(database, sql);
}

static void value_bind(sqlite3_stmt *statement, int place, sqlite3_value *value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        sqlite3_bind_int64(statement, place, sqlite3_value_int64(value));
        break;
    case SQLITE_TEXT:
        sqlite3_bind_text(statement, place, (const char *)sqlite3_value_text(value),
                          sqlite3_value_bytes(value), SQLITE_STATIC);
        break;
    case SQLITE_BLOB:
        sqlite3_bind_blob(statement, place, sqlite3_value_blob(value), sqlite3_value_bytes(value),
                          SQLITE_STATIC);
        break;
    default:
        sqlite3_bind_null(statement, place);
    }
}

static void row_write(sqlite3 *database, struct table *table, size_t row)
{
    sqlite3_value **values = table->values + row * (size_t)table->columns;
    for (int i = 0; i < table->columns; i++)
        value_bind(table->insert, i + 1, values[i]);
    if (sqlite3_step(table->insert) != SQLITE_DONE)
        fail(table->known->name, database);
    sqlite3_reset(table->insert);
}

/* A head for each batch, which may be more or fewer than the daemon's: numbered anew. */
static void head_write(sqlite3 *database, struct table *heads, size_t batch)
{
    sqlite3_value **values = heads->values + batch % heads->count * (size_t)heads->columns;
    sqlite3_bind_int64(heads->insert, 1,
                       sqlite3_value_int64(heads->values[0]) + (sqlite3_int64)batch);
    for (int i = 1; i < heads->columns; i++)
        value_bind(heads->insert, i + 1, values[i]);
    if (sqlite3_step(heads->insert) != SQLITE_DONE)
        fail("journal_head", database);
    sqlite3_reset(heads->insert);
}

/* Writes everything, and keeps how long each batch took; `tables[0]` are the heads. */
static size_t write_all(sqlite3 *database, struct table *tables, size_t table_count, size_t size,
                        int64_t *took)
{
    sqlite3_stmt *begin = prepare(database, "BEGIN IMMEDIATE");
    sqlite3_stmt *commit = prepare(database, "COMMIT");
    size_t batches = 0, calls = tables[1].count;
    for (size_t row = 0; row < calls; batches++) {
        size_t end = row + size < calls ? row + size : calls;
        int64_t begun = now_us();
        sqlite3_step(begin);
        sqlite3_reset(begin);
        for (; row < end; row++)
            for (size_t i = 1; i < table_count; i++)
                row_write(database, &tables[i], row);
        head_write(database, &tables[0], batches);
        if (sqlite3_step(commit) != SQLITE_DONE)
            fail("COMMIT", database);
        sqlite3_reset(commit);
        took[batches] = now_us() - begun;
    }
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    return batches;
}

static size_t read_all(struct table *tables, const char *before, const char *after, char **names)
{
    sqlite3 *database;
    char *sql = sqlite3_mprintf("ATTACH %Q AS before", before);
    size_t count = 1;
    if (sqlite3_open(after, &database) != SQLITE_OK)
        fail(after, database);
    run(database, sql);
    sqlite3_free(sql);
    table_read(&tables[0], database, "journal_head");
    for (; *names != NULL && count < TABLES; names++, count++) {
        table_read(&tables[count], database, *names);
        if (tables[count].count != tables[1].count)
            fail("the tables did not get the same number of rows", NULL);
    }
    sqlite3_close(database);
    return count;
}

static int compare(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

int main(int count, char **arguments)
{
    static struct table tables[TABLES];
    sqlite3 *database;
    int pages = 0, highest = 0;
    if (count < 5) {
        fprintf(stderr, "Usage: bare_sqlite BEFORE AFTER BATCH TABLE...\n");
        return 2;
    }
    size_t table_count = read_all(tables, arguments[1], arguments[2], arguments + 4);
    if (sqlite3_open(arguments[1], &database) != SQLITE_OK)
        fail(arguments[1], database);
    run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    for (size_t i = 0; i < table_count; i++)
        table_prepare(&tables[i], database);
    int64_t *each = calloc(tables[1].count, sizeof *each);
    if (each == NULL)
        fail("memory", NULL);
    int64_t begun = now_us();
    size_t batches =
        write_all(database, tables, table_count, strtoul(arguments[3], NULL, 10), each);
    int64_t took = now_us() - begun;
    sqlite3_db_status(database, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 0);
    qsort(each, batches, sizeof *each, compare);
    printf("{\"calls\":%zu,\"batches\":%zu,\"took\":%lld,\"p99\":%lld,\"pages\":%d}\n",
           tables[1].count, batches, (long long)took, (long long)each[batches * 99 / 100], pages);
    free(each);
    for (size_t i = 0; i < table_count; i++)
        sqlite3_finalize(tables[i].insert);
    sqlite3_close(database);
    return 0;
}
