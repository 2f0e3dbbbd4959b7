/* Writes votes as the daemon wrote them, with nothing around SQLite: the measure of the daemon.
 *
 *     bare_votes BEFORE AFTER BATCH CALLS
 *
 * The boxes of AFTER, a database from after the daemon's run, are read into memory; then they are
 * written over those of BEFORE, a copy from before it, in a random order as voters come, again and
 * again, CALLS in all, BATCH in a transaction. Only the writing is measured. Prints one JSON
 * object, as bare_sqlite does. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BOX_MOST = 512 };

struct box {
    int64_t election, voter;
    int size;
    unsigned char sealed[BOX_MOST];
};

static _Noreturn void fail(const char *what, sqlite3 *database)
{
    fprintf(stderr, "bare_votes: %s: %s\n", what, database == NULL ? "" : sqlite3_errmsg(database));
    exit(1);
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

static struct box *read_boxes(const char *path, size_t *ret_count)
{
    sqlite3 *database;
    struct box *boxes = NULL;
    size_t count = 0;
    if (sqlite3_open(path, &database) != SQLITE_OK)
        fail(path, database);
    sqlite3_stmt *select = prepare(database, "SELECT election, voter, sealed FROM election_box"
                                             " WHERE voted = 1 ORDER BY voter");
    while (sqlite3_step(select) == SQLITE_ROW) {
        boxes = realloc(boxes, (count + 1) * sizeof *boxes);
        if (boxes == NULL || sqlite3_column_bytes(select, 2) > BOX_MOST)
            fail("a box", NULL);
        struct box *box = &boxes[count++];
        box->election = sqlite3_column_int64(select, 0);
        box->voter = sqlite3_column_int64(select, 1);
        box->size = sqlite3_column_bytes(select, 2);
        memcpy(box->sealed, sqlite3_column_blob(select, 2), (size_t)box->size);
    }
    sqlite3_finalize(select);
    sqlite3_close(database);
    *ret_count = count;
    return boxes;
}

static void step(sqlite3 *database, sqlite3_stmt *statement, const char *what)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail(what, database);
    sqlite3_reset(statement);
}

static void write_box(sqlite3 *database, sqlite3_stmt *update, const struct box *box)
{
    sqlite3_bind_int64(update, 1, box->election);
    sqlite3_bind_int64(update, 2, box->voter);
    sqlite3_bind_blob(update, 3, box->sealed, box->size, SQLITE_STATIC);
    step(database, update, "a vote");
}

static void shuffle(struct box *boxes, size_t count)
{
    srandom(1);
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)random() % i;
        struct box box = boxes[i - 1];
        boxes[i - 1] = boxes[other];
        boxes[other] = box;
    }
}

/* How long each batch took; how many there were. */
static size_t write_all(sqlite3 *database, const struct box *boxes, size_t count, size_t calls,
                        size_t size, int64_t *took)
{
    sqlite3_stmt *begin = prepare(database, "BEGIN IMMEDIATE");
    sqlite3_stmt *commit = prepare(database, "COMMIT");
    sqlite3_stmt *update =
        prepare(database, "UPDATE election_box SET voted = 1, sealed = ?3 WHERE election = ?1 AND"
                          " voter = ?2");
    size_t batches = 0;
    for (size_t call = 0; call < calls; batches++) {
        size_t end = call + size < calls ? call + size : calls;
        int64_t begun = now_us();
        step(database, begin, "BEGIN");
        for (; call < end; call++)
            write_box(database, update, &boxes[call % count]);
        step(database, commit, "COMMIT");
        took[batches] = now_us() - begun;
    }
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    sqlite3_finalize(update);
    return batches;
}

static int compare(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

int main(int argument_count, char **arguments)
{
    sqlite3 *database;
    size_t count = 0;
    int pages = 0, highest = 0;
    if (argument_count != 5) {
        fprintf(stderr, "Usage: bare_votes BEFORE AFTER BATCH CALLS\n");
        return 2;
    }
    struct box *boxes = read_boxes(arguments[2], &count);
    size_t calls = strtoul(arguments[4], NULL, 10);
    shuffle(boxes, count);
    int64_t *each = calloc(calls + 1, sizeof *each);
    if (count == 0 || calls == 0 || each == NULL)
        fail("nobody has voted", NULL);
    if (sqlite3_open(arguments[1], &database) != SQLITE_OK)
        fail(arguments[1], database);
    sqlite3_exec(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", NULL, NULL,
                 NULL);
    int64_t begun = now_us();
    size_t batches =
        write_all(database, boxes, count, calls, strtoul(arguments[3], NULL, 10), each);
    int64_t took = now_us() - begun;
    sqlite3_db_status(database, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 0);
    qsort(each, batches, sizeof *each, compare);
    printf("{\"calls\":%zu,\"batches\":%zu,\"took\":%lld,\"p99\":%lld,\"pages\":%d}\n", calls,
           batches, (long long)took, (long long)each[batches * 99 / 100], pages);
    free(each);
    free(boxes);
    sqlite3_close(database);
    return 0;
}
