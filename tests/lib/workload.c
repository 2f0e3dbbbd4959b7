/* A small life of a store, with a model in memory of what was acknowledged. */
#include "lib/workload.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "store/backup.h"
#include "store/change.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "store/query.h"

enum {
    ITEMS = WORKLOAD_BATCHES * WORKLOAD_CALLS, /* id = batch * calls + call */
    UNDONE_CALL = 2,
    LONGEST_BODY = 9000, /* more than a page: with overflow pages */
};

static const char *const steps[] = {
    "CREATE TABLE work_item (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;"
    "CREATE INDEX work_length ON work_item (length(body), id);"
    "CREATE TABLE work_batch (id INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE work_total (id INTEGER PRIMARY KEY, items INTEGER NOT NULL,"
    "    sum INTEGER NOT NULL) STRICT;"
    "INSERT INTO work_total VALUES (1, 0, 0);",
    NULL,
};

struct workload *workload_shared(void)
{
    void *at = mmap(NULL, sizeof(struct workload), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

/* A cache of a few pages makes SQLite write pages of a batch before its commit, and read them
 * again to undo a savepoint: there is more that can fail. */
int workload_prepare(struct store *store, struct error *error)
{
    int err = connection_exec(store_writer(store), "PRAGMA cache_size = 4");
    return err ? error_set(error, err, NULL, "The cache cannot be made small.")
               : migrate(store, "work", steps, error);
}

static struct str body_of(int64_t id, char room[LONGEST_BODY])
{
    size_t length = (size_t)(id % 11 == 3 ? LONGEST_BODY : 20 + id * 37 % 700);
    for (size_t i = 0; i < length; i++) {
        room[i] = (char)((id * 131 + (int64_t)i * 7) & 0xff);
    }
    return (struct str){room, length};
}

/* The older row that a call removes; 0 if it removes none. */
static int64_t removed_by(int64_t id)
{
    return id % WORKLOAD_CALLS == 3 && id > 2 * WORKLOAD_CALLS ? id - 2 * WORKLOAD_CALLS + 1 : 0;
}

static int total_move(struct database *writer, int64_t items, int64_t sum)
{
    struct query query;
    query_open(&query, writer, "UPDATE work_total SET items = items + ?1, sum = sum + ?2");
    query_int(&query, items);
    query_int(&query, sum);
    return query_run(&query);
}

static int item_add(struct database *writer, int64_t id)
{
    char room[LONGEST_BODY];
    struct query query;
    query_open(&query, writer, "INSERT INTO work_item VALUES (?1, ?2)");
    query_int(&query, id);
    query_blob(&query, body_of(id, room));
    int err = query_run(&query);
    return err ? err : total_move(writer, 1, id);
}

static int item_remove(struct database *writer, int64_t id)
{
    struct query query;
    query_open(&query, writer, "DELETE FROM work_item WHERE id = ?1");
    query_int(&query, id);
    int err = query_run(&query);
    int64_t removed = err ? 0 : query_changes(&query);
    return err || !removed ? err : total_move(writer, -1, -id);
}

/* One call in its savepoint. OK, or BUSY when the batch is lost. */
static int call_run(struct workload *workload, struct store *store, int batch, int call)
{
    struct database *writer = store_writer(store);
    int64_t id = batch * WORKLOAD_CALLS + call;
    int err = change_savepoint(store);
    if (err) {
        return err;
    }
    err = item_add(writer, id);
    if (!err && removed_by(id)) {
        err = item_remove(writer, removed_by(id));
    }
    if (err || call == UNDONE_CALL) {
        return change_undo(store);
    }
    err = change_release(store);
    if (!err) {
        workload->calls[batch] |= 1u << call;
    }
    return err;
}

static int batch_note(struct database *writer, int batch)
{
    struct query query;
    query_open(&query, writer, "INSERT INTO work_batch VALUES (?1)");
    query_int(&query, batch);
    return query_run(&query);
}

/* What the database must hold if these batches are in it. */
struct model {
    bool item[ITEMS];
    int64_t items, sum;
};

static void model_add(struct model *model, const struct workload *workload, int batch)
{
    for (int call = 0; call < WORKLOAD_CALLS; call++) {
        int64_t id = batch * WORKLOAD_CALLS + call;
        int64_t removed = removed_by(id);
        if (!(workload->calls[batch] & 1u << call)) {
            continue;
        }
        model->item[id] = true;
        model->items++;
        model->sum += id;
        if (removed && model->item[removed]) {
            model->item[removed] = false;
            model->items--;
            model->sum -= removed;
        }
    }
}

static void complain(struct workload *workload, const char *what, int64_t number)
{
    if (!workload->wrong[0]) {
        snprintf(workload->wrong, sizeof workload->wrong, "%.150s (%" PRId64 ")", what, number);
    }
}

/* A read may fail under a fault; it may not lie. */
static void reader_check(struct workload *workload, struct store *store)
{
    struct model model = {0};
    for (int batch = 0; batch < workload->batches; batch++) {
        if (workload->acknowledged[batch]) {
            model_add(&model, workload, batch);
        }
    }
    int64_t sum = 0, items = 0;
    struct database *reader = store_reader(store);
    int err = reader_begin(reader);
    err = err ? err : query_number(reader, "SELECT sum FROM work_total", -1, &sum);
    err = err ? err : query_number(reader, "SELECT count(*) FROM work_item", -1, &items);
    if (!err && (sum != model.sum || items != model.items)) {
        complain(workload, "a read does not tell what was acknowledged: sum", sum);
    }
    workload->failed_reads += err != OK;
    reader_end(reader);
}

int workload_batch(struct workload *workload, struct store *store)
{
    if (workload->batches == WORKLOAD_BATCHES) {
        return ERROR_LIMIT;
    }
    int err = change_begin(store, NULL);
    if (err) {
        return err;
    }
    int batch = workload->batches++;
    for (int call = 0; call < WORKLOAD_CALLS && !err; call++) {
        err = call_run(workload, store, batch, call);
    }
    err = err ? err : batch_note(store_writer(store), batch);
    if (err) {
        change_abandon(store);
        return err;
    }
    workload->tried[batch] = true;
    change_commit(store);
    err = change_finish(store);
    if (!err) {
        workload->acknowledged[batch] = true;
    }
    reader_check(workload, store);
    return err;
}

static void batches_check(struct workload *workload, struct store *store, int last,
                          struct model *model)
{
    bool found[WORKLOAD_BATCHES] = {false};
    struct query query;
    query_open(&query, store_reader(store), "SELECT id FROM work_batch ORDER BY id");
    int err;
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t batch = query_read_int(&query, 0);
        if (batch < 0 || batch >= WORKLOAD_BATCHES || !workload->tried[batch]) {
            complain(workload, "a batch is there whose commit was not begun", batch);
            break;
        }
        found[batch] = true;
        model_add(model, workload, (int)batch);
    }
    if (query_close(&query, err)) {
        complain(workload, "the batches cannot be read", err);
    }
    for (int batch = 0; batch <= last; batch++) {
        if (workload->acknowledged[batch] && !found[batch]) {
            complain(workload, "an acknowledged batch is lost", batch);
        }
        if (!workload->acknowledged[batch] && found[batch] && batch < last) {
            complain(workload, "a batch that failed came back after a later one", batch);
        }
    }
}

static void items_check(struct workload *workload, struct store *store, struct model *model)
{
    char room[LONGEST_BODY];
    int64_t count = 0;
    struct query query;
    query_open(&query, store_reader(store), "SELECT id, body FROM work_item ORDER BY id");
    int err;
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t id = query_read_int(&query, 0);
        count++;
        if (id < 0 || id >= ITEMS || !model->item[id]) {
            complain(workload, "a row is there that should not be", id);
        } else if (!str_equal(query_read_blob(&query, 1), body_of(id, room))) {
            complain(workload, "a row has another content", id);
        }
    }
    if (query_close(&query, err)) {
        complain(workload, "the rows cannot be read", err);
    }
    if (count != model->items) {
        complain(workload, "rows are missing; there are", count);
    }
}

bool workload_holds(struct workload *workload, struct store *store, int last)
{
    struct error error = {0};
    if (store_check(store_reader(store), &error)) {
        complain(workload, error.message, 0);
    }
    struct model model = {0};
    int64_t has_tables = 0;
    query_number(store_reader(store), "SELECT count(*) FROM schema_step WHERE owner = 'work'", 0,
                 &has_tables);
    if (!has_tables && last < 0) {
        return !workload->wrong[0]; /* it ended before the tables were made */
    }
    batches_check(workload, store, last, &model);
    items_check(workload, store, &model);
    int64_t sum = -1;
    if (query_number(store_reader(store), "SELECT sum FROM work_total", -1, &sum) ||
        sum != model.sum) {
        complain(workload, "the total is wrong", sum);
    }
    return !workload->wrong[0];
}
