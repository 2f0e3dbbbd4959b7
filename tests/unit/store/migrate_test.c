/* Schema steps run once and whole; a plugin's stay within its own tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/state.h"
#include "store/change.h"
#include "store/migrate.h"
#include "store/query.h"

struct bench {
    char *dir;
    struct store *store;
};

static int bench_open(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    bench->dir = state_make();
    bench->store = state_open(bench->dir, NULL);
    *state = bench;
    return 0;
}

static int bench_close(void **state)
{
    struct bench *bench = *state;
    store_close(bench->store);
    state_remove(bench->dir);
    free(bench);
    return 0;
}

static int64_t number(struct bench *bench, const char *sql)
{
    int64_t found = 0;
    assert_int_equal(query_number(store_writer(bench->store), sql, -1, &found), OK);
    return found;
}

static const char steps_of_hello[] = "SELECT max(step) FROM schema_step WHERE owner = 'hello'";

static void each_step_runs_once_and_only_missing_ones_run(void **state)
{
    struct bench *bench = *state;
    const char *const first[] = {"CREATE TABLE hello_a (id INTEGER PRIMARY KEY) STRICT;", NULL};
    const char *const both[] = {first[0], "INSERT INTO hello_a VALUES (1);", NULL};
    assert_int_equal(migrate(bench->store, "hello", first, NULL), OK);
    assert_int_equal(migrate(bench->store, "hello", first, NULL), OK);
    assert_int_equal(migrate(bench->store, "hello", both, NULL), OK);
    assert_int_equal(migrate(bench->store, "hello", both, NULL), OK);
    assert_int_equal(number(bench, "SELECT count(*) FROM hello_a"), 1);
    assert_int_equal(number(bench, steps_of_hello), 2);
    assert_true(number(bench, "SELECT min(at) FROM schema_step WHERE owner = 'hello'") > 0);
}

static void a_failing_step_leaves_nothing_and_the_ones_before_stay(void **state)
{
    struct bench *bench = *state;
    const char *const steps[] = {
        "CREATE TABLE hello_a (id INTEGER PRIMARY KEY) STRICT;",
        "CREATE TABLE hello_b (id INTEGER PRIMARY KEY) STRICT; INSERT INTO hello_c VALUES (1);",
        NULL,
    };
    struct error error = {0};
    assert_int_equal(migrate(bench->store, "hello", steps, &error), ERROR_WRONG);
    assert_non_null(strstr(error.message, "step 2 of hello"));
    assert_non_null(strstr(error.message, "hello_c"));
    assert_int_equal(number(bench, steps_of_hello), 1);
    assert_int_equal(number(bench, "SELECT count(*) FROM sqlite_schema WHERE name = 'hello_a'"), 1);
    assert_int_equal(number(bench, "SELECT count(*) FROM sqlite_schema WHERE name = 'hello_b'"), 0);
    assert_false(change_is_open(bench->store));
}

static void fewer_steps_than_the_file_has_are_refused(void **state)
{
    struct bench *bench = *state;
    const char *const steps[] = {"CREATE TABLE hello_a (id INTEGER) STRICT;", NULL};
    assert_int_equal(migrate(bench->store, "hello", steps, NULL), OK);
    struct error error = {0};
    assert_int_equal(migrate(bench->store, "hello", steps + 1, &error), ERROR_NEWER);
    assert_true(strlen(error.message) > 20);
}

static void steps_wait_for_an_open_batch(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(change_begin(bench->store, NULL), OK);
    assert_int_equal(migrate(bench->store, "hello", (const char *const[]){NULL}, NULL), ERROR_BUSY);
    change_abandon(bench->store);
}

static void a_plugin_makes_changes_and_drops_its_own_tables(void **state)
{
    struct bench *bench = *state;
    const char *const steps[] = {
        "CREATE TABLE hello_a (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
        "                      parent INTEGER REFERENCES hello_a) STRICT;"
        "CREATE INDEX hello_name ON hello_a (name, id);"
        "CREATE TABLE Hello_B (a TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;",
        "ALTER TABLE hello_a ADD COLUMN c TEXT NOT NULL DEFAULT 'x' CHECK (c <> '');"
        "ALTER TABLE hello_a RENAME COLUMN c TO d;"
        "INSERT INTO hello_a (id, name) VALUES (1, upper('a'));"
        "ALTER TABLE hello_a DROP COLUMN d;"
        "ALTER TABLE hello_a RENAME TO hello_c;"
        "DROP INDEX hello_name; DROP TABLE hello_b;",
        "CREATE TRIGGER hello_t AFTER INSERT ON hello_c BEGIN"
        "    UPDATE hello_c SET name = name || '!' WHERE id = new.id; END;"
        "INSERT INTO hello_c (id, name)"
        "    WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 5)"
        "    SELECT i, 'n' || i FROM n;"
        "DROP TRIGGER hello_t;",
        NULL,
    };
    struct error error = {0};
    int err = migrate(bench->store, "hello", steps, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(err, OK);
    assert_int_equal(number(bench, "SELECT count(*) FROM hello_c WHERE name GLOB 'n[2-5]!'"), 4);
}

static const char *const forbidden[] = {
    "SELECT value FROM store_fact",
    "SELECT * FROM hello_a JOIN schema_step ON true",
    "SELECT (SELECT max(step) FROM schema_step) FROM hello_a",
    "WITH x AS (SELECT * FROM store_fact) SELECT * FROM x",
    "INSERT INTO store_fact VALUES ('a', 1)",
    "INSERT INTO hello_a SELECT step FROM schema_step",
    "UPDATE store_fact SET value = 2",
    "UPDATE hello_a SET id = (SELECT max(step) FROM schema_step)",
    "DELETE FROM store_fact",
    "CREATE TABLE zebra (id INTEGER)",
    "CREATE TABLE helloa (id INTEGER)",
    "CREATE TABLE hello_x AS SELECT * FROM store_fact",
    "CREATE TEMP TABLE hello_x (id INTEGER)",
    "CREATE INDEX hello_x ON store_fact (value)",
    "CREATE INDEX other ON hello_a (id)",
    "CREATE TRIGGER hello_x AFTER INSERT ON store_fact BEGIN SELECT 1; END",
    "CREATE TRIGGER other AFTER INSERT ON hello_a BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER hello_x AFTER INSERT ON hello_a BEGIN SELECT 1; END",
    "CREATE VIEW hello_x AS SELECT 1",
    "CREATE VIRTUAL TABLE hello_x USING fts5(a)",
    "DROP TABLE store_fact",
    "ALTER TABLE store_fact RENAME TO hello_x",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "PRAGMA synchronous",
    "PRAGMA writable_schema = 1",
    "PRAGMA quick_check(store_fact)",
    "SELECT * FROM pragma_table_info('store_fact')",
    "SELECT * FROM json_each('[1]')",
    "SELECT * FROM sqlite_stmt",
    "SELECT * FROM dbstat",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT x",
    "RELEASE call",
    "ROLLBACK TO call",
    "INSERT OR ROLLBACK INTO hello_a VALUES (1)",
    "INSERT OR RollBack INTO hello_a VALUES (1)",
    "VACUUM",
    "VACUUM INTO 'copy'",
    "ANALYZE",
    "REINDEX",
    "SELECT load_extension('x')",
    "SELECT random()",
    "SELECT datetime('now')",
    "SELECT sqlite_version()",
    "SELECT fts3_tokenizer('x')",
    "SELECT last_insert_rowid()",
};

static void hello_make(struct bench *bench)
{
    const char *const steps[] = {"CREATE TABLE hello_a (id INTEGER PRIMARY KEY) STRICT;", NULL};
    assert_int_equal(migrate(bench->store, "hello", steps, NULL), OK);
    assert_int_equal(change_begin(bench->store, NULL), OK);
    database_confine(store_writer(bench->store), "hello");
}

static void a_confined_query_reaches_nothing_but_its_own_tables(void **state)
{
    struct bench *bench = *state;
    hello_make(bench);
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        struct error error = {0};
        struct query query;
        int err = query_open_text(&query, store_writer(bench->store), str_of(forbidden[i]), &error);
        if (err != ERROR_REFUSED) {
            fail_msg("%s gives %d %s", forbidden[i], err, error.message);
        }
        assert_non_null(strstr(error.message, "hello_"));
        assert_int_equal(query_run(&query), ERROR_REFUSED);
    }
    database_confine(store_writer(bench->store), NULL);
    assert_int_equal(change_commit_now(bench->store), OK);
}

static void a_forbidden_step_is_refused_and_leaves_nothing(void **state)
{
    struct bench *bench = *state;
    const char *const before[] = {"CREATE TABLE hello_a (id INTEGER PRIMARY KEY) STRICT;", NULL};
    assert_int_equal(migrate(bench->store, "hello", before, NULL), OK);
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        if (strncmp(forbidden[i], "PRAGMA quick_check", 18) == 0) {
            continue; /* ALTER TABLE needs it; it tells nothing of what is in the rows */
        }
        struct text sql = {0};
        text_print(&sql, "CREATE TABLE hello_b (id INTEGER) STRICT; %s;", forbidden[i]);
        const char *const steps[] = {before[0], sql.ptr, NULL};
        struct error error = {0};
        int err = migrate(bench->store, "hello", steps, &error);
        if (err != ERROR_REFUSED) {
            fail_msg("%s gives %d %s", forbidden[i], err, error.message);
        }
        text_done(&sql);
        assert_int_equal(number(bench, steps_of_hello), 1);
    }
    assert_int_equal(number(bench, "SELECT count(*) FROM sqlite_schema WHERE name = 'hello_b'"), 0);
}

static void a_step_cannot_rename_its_table_to_a_foreign_name(void **state)
{
    struct bench *bench = *state;
    const char *const steps[] = {
        "CREATE TABLE hello_a (id INTEGER) STRICT; ALTER TABLE hello_a RENAME TO zebra;", NULL};
    assert_int_equal(migrate(bench->store, "hello", steps, NULL), ERROR_REFUSED);
    assert_int_equal(number(bench, "SELECT count(*) FROM sqlite_schema WHERE name = 'zebra'"), 0);
}

static void sqlite_schema_cannot_be_written_by_a_plugin(void **state)
{
    struct bench *bench = *state;
    hello_make(bench);
    struct query query;
    struct error error = {0};
    assert_true(query_open_text(&query, store_writer(bench->store),
                                STR("DELETE FROM sqlite_master"), &error) < 0);
    query_close(&query, OK);
    change_abandon(bench->store);
}

static void what_the_core_asks_is_not_confined(void **state)
{
    struct bench *bench = *state;
    hello_make(bench);
    for (int64_t i = 1; i <= 3; i++) {
        struct query query;
        struct error error = {0};
        assert_int_equal(query_open_text(&query, store_writer(bench->store),
                                         STR("INSERT INTO hello_a VALUES (?1)"), &error),
                         OK);
        query_int(&query, i);
        assert_int_equal(query_run(&query), OK);
        assert_int_equal(number(bench, "SELECT value FROM store_fact WHERE name = 'epoch'"), 1);
    }
    assert_int_equal(number(bench, "SELECT count(*) FROM hello_a"), 3);
}

static void a_trigger_of_a_plugin_cannot_reach_further_than_the_plugin(void **state)
{
    struct bench *bench = *state;
    const char *const steps[] = {
        "CREATE TABLE hello_a (id INTEGER PRIMARY KEY) STRICT;"
        "CREATE TRIGGER hello_t AFTER INSERT ON hello_a BEGIN"
        "    UPDATE store_fact SET value = 9 WHERE name = 'epoch'; END;",
        NULL,
    };
    assert_int_equal(migrate(bench->store, "hello", steps, NULL), OK);
    assert_int_equal(change_begin(bench->store, NULL), OK);
    database_confine(store_writer(bench->store), "hello");
    struct query query;
    struct error error = {0};
    assert_int_equal(query_open_text(&query, store_writer(bench->store),
                                     STR("INSERT INTO hello_a VALUES (1)"), &error),
                     ERROR_REFUSED);
    query_close(&query, OK);
    change_abandon(bench->store);
}

static void a_plugin_cannot_take_the_name_of_tables_that_are_there(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *name;
        int err;
    } names[] = {
        {"store", ERROR_CLASH},  {"schema", ERROR_CLASH}, {"", ERROR_WRONG},
        {"he_llo", ERROR_WRONG}, {"Hello", ERROR_WRONG},  {"sqlite", ERROR_WRONG},
        {"a%b", ERROR_WRONG},    {"hello", OK},           {"two-words", OK},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct error error = {0};
        const char *const none[] = {NULL};
        assert_int_equal(migrate(bench->store, names[i].name, none, &error), names[i].err);
    }
}

#define bench_test(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        bench_test(each_step_runs_once_and_only_missing_ones_run),
        bench_test(a_failing_step_leaves_nothing_and_the_ones_before_stay),
        bench_test(fewer_steps_than_the_file_has_are_refused),
        bench_test(steps_wait_for_an_open_batch),
        bench_test(a_plugin_makes_changes_and_drops_its_own_tables),
        bench_test(a_confined_query_reaches_nothing_but_its_own_tables),
        bench_test(a_forbidden_step_is_refused_and_leaves_nothing),
        bench_test(a_step_cannot_rename_its_table_to_a_foreign_name),
        bench_test(sqlite_schema_cannot_be_written_by_a_plugin),
        bench_test(what_the_core_asks_is_not_confined),
        bench_test(a_trigger_of_a_plugin_cannot_reach_further_than_the_plugin),
        bench_test(a_plugin_cannot_take_the_name_of_tables_that_are_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
