/* What model functions are given, for tests of them: a store in memory with a batch open for ever.
 */
#include "lib/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/list.h"
#include "lib/state.h"

int model_setup(void **state)
{
    static const unsigned char master[SECRET_KEY_SIZE] = "the master key of tests";
    struct model_test *test = memory_take(sizeof *test);
    test->dir = state_make();
    test->store = state_open(test->dir, NULL);
    test->keys = keyring_from(master);
    test->packs = packs_open("scripts/data");
    test->in = (struct model){.database = store_writer(test->store),
                              .keys = test->keys,
                              .packs = test->packs,
                              .ids = &test->ids,
                              .arena = &test->arena,
                              .error = &test->error,
                              .now_ms = MODEL_NOW};
    *state = test;
    return change_begin(test->store, &test->error);
}

int model_teardown(void **state)
{
    struct model_test *test = *state;
    change_abandon(test->store);
    store_close(test->store);
    keyring_close(test->keys);
    packs_close(test->packs);
    state_remove(test->dir);
    arena_done(&test->arena);
    free(test);
    return 0;
}

void assert_model_fails(const struct model *in, int err, int wanted, const char *field)
{
    assert_int_equal(err, wanted);
    assert_int_equal(in->error->code, wanted);
    assert_string_equal(in->error->field, field);
}

void model_run(struct model *in, const char *sql)
{
    struct query query;
    query_open(&query, in->database, sql);
    assert_int_equal(query_run(&query), OK);
}

int64_t model_count(struct model *in, const char *sql)
{
    int64_t number;
    assert_int_equal(query_number(in->database, sql, 0, &number), OK);
    return number;
}

/* ---- every row of every table ---- */

static void each_column(struct model *in, struct str table,
                        void (*each)(void *self, const char *table, const struct query *row,
                                     int column),
                        void *self)
{
    char *name = arena_copy(in->arena, table);
    char *sql = arena_print(in->arena, "SELECT * FROM %s", name);
    struct query query;
    query_open(&query, in->database, sql);
    while (query_step(&query) == QUERY_ROW)
        for (int column = 0; column < query_columns(&query); column++)
            each(self, name, &query, column);
    assert_int_equal(query_close(&query, OK), OK);
}

void model_each_column(struct model *in,
                       void (*each)(void *self, const char *table, const struct query *row,
                                    int column),
                       void *self)
{
    LIST(struct str) tables = {0};
    struct query query;
    query_open(&query, in->database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
    while (query_step(&query) == QUERY_ROW)
        *list_add(&tables) = arena_str(in->arena, query_read_text(&query, 0));
    assert_int_equal(query_close(&query, OK), OK);
    assert_true(tables.count > 10);
    for (size_t i = 0; i < tables.count; i++)
        each_column(in, tables.at[i], each, self);
    list_done(&tables);
}

void model_each_effect(struct model *in, void (*each)(void *self, const struct effect *effect),
                       void *self)
{
    LIST(int64_t) ids = {0};
    struct query query;
    query_open(&query, in->database, "SELECT id FROM effect ORDER BY id");
    while (query_step(&query) == QUERY_ROW)
        *list_add(&ids) = query_read_int(&query, 0);
    assert_int_equal(query_close(&query, OK), OK);
    for (size_t i = 0; i < ids.count; i++) {
        struct effect effect;
        assert_int_equal(effect_read(in, ids.at[i], &effect), OK);
        each(self, &effect);
    }
    list_done(&ids);
}

static bool bytes_hold(struct str bytes, const void *wanted, size_t size)
{
    return bytes.len >= size && memmem(bytes.ptr, bytes.len, wanted, size) != NULL;
}

bool column_holds(const struct query *row, int column, int64_t number)
{
    char digits[24], id[IDENT_LENGTH + 1];
    int64_t turned = (int64_t)__builtin_bswap64((uint64_t)number);
    if (query_kind(row, column) == QUERY_INT)
        return query_read_int(row, column) == number;
    if (query_is_null(row, column))
        return false;
    struct str bytes = query_kind(row, column) == QUERY_BLOB ? query_read_blob(row, column)
                                                             : query_read_text(row, column);
    snprintf(digits, sizeof digits, "%lld", (long long)number);
    ident_print(number, id);
    return bytes_hold(bytes, &number, sizeof number) || bytes_hold(bytes, &turned, sizeof turned) ||
           bytes_hold(bytes, digits, strlen(digits)) || bytes_hold(bytes, id, IDENT_LENGTH);
}
