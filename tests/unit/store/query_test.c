/* Queries: what is bound comes back, errors stick, statements are shared safely. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/state.h"
#include "store/change.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "store/query.h"

struct bench {
    char *dir;
    struct store *store;
    struct database *writer;
};

static const char *const steps[] = {
    "CREATE TABLE test_row (id INTEGER PRIMARY KEY, number INTEGER, words TEXT, bytes BLOB) STRICT;"
    "CREATE TABLE test_unique (word TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;",
    NULL,
};

static int bench_open(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    bench->dir = state_make();
    bench->store = state_open(bench->dir, NULL);
    bench->writer = store_writer(bench->store);
    *state = bench;
    int err = migrate(bench->store, "test", steps, NULL);
    return err ? err : change_begin(bench->store, NULL);
}

static int bench_close(void **state)
{
    struct bench *bench = *state;
    store_close(bench->store);
    state_remove(bench->dir);
    free(bench);
    return 0;
}

static int row_add(struct bench *bench, int64_t id, struct str words, struct str bytes)
{
    struct query query;
    query_open(&query, bench->writer, "INSERT INTO test_row VALUES (?1, ?2, ?3, ?4)");
    query_int(&query, id);
    query_int_or_null(&query, id - 1);
    query_text(&query, words);
    query_blob(&query, bytes);
    return query_run(&query);
}

static int word_add(struct bench *bench, const char *word)
{
    struct query query;
    query_open(&query, bench->writer, "INSERT INTO test_unique VALUES (?1)");
    query_text(&query, str_of(word));
    return query_run(&query);
}

static void what_is_bound_comes_back(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(row_add(bench, 1, STR("a\0b"), STR("\xff\x00\x01")), OK);
    assert_int_equal(row_add(bench, INT64_MAX, (struct str){0}, (struct str){0}), OK);
    struct query query;
    query_open(&query, bench->writer, "SELECT id, number, words, bytes FROM test_row ORDER BY id");
    assert_int_equal(query_step(&query), QUERY_ROW);
    assert_int_equal(query_columns(&query), 4);
    assert_string_equal(query_column_name(&query, 2), "words");
    assert_true(query_is_null(&query, 1));
    assert_int_equal(query_kind(&query, 1), QUERY_NULL);
    assert_int_equal(query_kind(&query, 0), QUERY_INT);
    assert_true(str_equal(query_read_text(&query, 2), STR("a\0b")));
    assert_int_equal(query_kind(&query, 2), QUERY_TEXT);
    assert_true(str_equal(query_read_blob(&query, 3), STR("\xff\x00\x01")));
    assert_int_equal(query_kind(&query, 3), QUERY_BLOB);
    assert_int_equal(query_step(&query), QUERY_ROW);
    assert_int_equal(query_read_int(&query, 0), INT64_MAX);
    assert_int_equal(query_read_int(&query, 1), INT64_MAX - 1);
    assert_int_equal(query_kind(&query, 2), QUERY_TEXT); /* empty, and not NULL */
    assert_int_equal(query_kind(&query, 3), QUERY_BLOB);
    assert_int_equal(query_read_text(&query, 2).len, 0);
    assert_int_equal(query_step(&query), OK);
    assert_int_equal(query_close(&query, OK), OK);
}

static void numbers_read_as_text_and_null_as_empty(void **state)
{
    struct bench *bench = *state;
    struct query query;
    query_open(&query, bench->writer, "SELECT 42, NULL, 1.5");
    assert_int_equal(query_step(&query), QUERY_ROW);
    assert_true(str_is(query_read_text(&query, 0), "42"));
    assert_int_equal(query_read_text(&query, 1).len, 0);
    assert_int_equal(query_read_int(&query, 1), 0);
    assert_int_equal(query_kind(&query, 2), QUERY_OTHER);
    assert_int_equal(query_close(&query, QUERY_ROW), OK);
}

static void changed_rows_are_counted(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(row_add(bench, 1, STR("a"), STR("")), OK);
    assert_int_equal(row_add(bench, 2, STR("b"), STR("")), OK);
    struct query query;
    query_open(&query, bench->writer, "UPDATE test_row SET words = 'c' WHERE id > ?1");
    query_int(&query, 0);
    assert_int_equal(query_run(&query), OK);
    assert_int_equal(query_changes(&query), 2);
    query_open(&query, bench->writer, "UPDATE test_row SET words = 'c' WHERE id > ?1");
    query_int(&query, 5);
    assert_int_equal(query_run(&query), OK);
    assert_int_equal(query_changes(&query), 0);
}

static void a_broken_constraint_is_a_clash_and_the_batch_goes_on(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(word_add(bench, "one"), OK);
    assert_int_equal(word_add(bench, "one"), ERROR_CLASH);
    assert_false(change_is_lost(bench->store));
    assert_int_equal(word_add(bench, "two"), OK);
    assert_int_equal(change_commit_now(bench->store), OK);
    int64_t count = 0;
    assert_int_equal(query_number(bench->writer, "SELECT count(*) FROM test_unique", 0, &count),
                     OK);
    assert_int_equal(count, 2);
}

static void the_same_text_can_be_open_twice(void **state)
{
    struct bench *bench = *state;
    static const char sql[] = "SELECT id FROM test_row WHERE id >= ?1 ORDER BY id";
    for (int64_t id = 1; id <= 3; id++) {
        assert_int_equal(row_add(bench, id, STR("x"), STR("")), OK);
    }
    for (int round = 0; round < 2; round++) {
        struct query outer, inner;
        query_open(&outer, bench->writer, sql);
        query_int(&outer, 1);
        int64_t pairs = 0;
        while (query_step(&outer) == QUERY_ROW) {
            query_open(&inner, bench->writer, sql);
            query_int(&inner, query_read_int(&outer, 0));
            while (query_step(&inner) == QUERY_ROW) {
                pairs++;
            }
            assert_int_equal(query_close(&inner, OK), OK);
        }
        assert_int_equal(query_close(&outer, OK), OK);
        assert_int_equal(pairs, 6);
    }
}

static void a_query_closed_half_way_can_be_used_again(void **state)
{
    struct bench *bench = *state;
    for (int64_t id = 1; id <= 3; id++) {
        assert_int_equal(row_add(bench, id, STR("x"), STR("")), OK);
    }
    for (int round = 0; round < 3; round++) {
        struct query query;
        query_open(&query, bench->writer, "SELECT id FROM test_row ORDER BY id");
        assert_int_equal(query_step(&query), QUERY_ROW);
        assert_int_equal(query_read_int(&query, 0), 1);
        assert_int_equal(query_close(&query, QUERY_ROW), OK);
    }
}

static void more_texts_than_the_cache_keeps_still_work(void **state)
{
    struct bench *bench = *state;
    enum { TEXTS = CACHE_LIMIT + 100 };
    static char sql[TEXTS][40];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < TEXTS; i++) {
            snprintf(sql[i], sizeof sql[i], "SELECT %d", i);
            int64_t found = -1;
            assert_int_equal(query_number(bench->writer, sql[i], -1, &found), OK);
            assert_int_equal(found, i);
        }
    }
    assert_int_equal(bench->writer->cached, CACHE_LIMIT);
}

static void wrong_sql_fails_and_later_calls_do_nothing(void **state)
{
    struct bench *bench = *state;
    struct query query;
    assert_int_equal(query_open(&query, bench->writer, "SELECT thing FROM nowhere"), ERROR_BROKEN);
    query_int(&query, 1);
    query_text(&query, STR("x"));
    assert_int_equal(query_step(&query), ERROR_BROKEN);
    assert_int_equal(query_close(&query, OK), ERROR_BROKEN);
    assert_non_null(strstr(database_message(bench->writer), "nowhere"));
}

static void too_few_or_too_many_values_are_an_error(void **state)
{
    struct bench *bench = *state;
    struct query query;
    query_open(&query, bench->writer, "SELECT ?1, ?2");
    query_int(&query, 1);
    assert_int_equal(query_run(&query), ERROR_BROKEN);
    query_open(&query, bench->writer, "SELECT ?1, ?2");
    query_int(&query, 1);
    query_null(&query);
    query_int(&query, 3);
    assert_int_equal(query_run(&query), ERROR_BROKEN);
    query_open(&query, bench->writer, "SELECT ?1, ?2");
    query_int(&query, 1);
    query_null(&query);
    assert_int_equal(query_run(&query), OK);
}

static void the_error_of_the_caller_outranks_the_end_of_rows(void **state)
{
    struct bench *bench = *state;
    struct query query;
    query_open(&query, bench->writer, "SELECT id FROM test_row");
    assert_int_equal(query_step(&query), OK);
    assert_int_equal(query_close(&query, ERROR_MISSING), ERROR_MISSING);
}

static void one_number_is_read_or_left_alone(void **state)
{
    struct bench *bench = *state;
    struct query query;
    int64_t number = 7;
    query_open(&query, bench->writer, "SELECT ?1 WHERE ?1 > 2");
    query_int(&query, 2);
    assert_int_equal(query_one(&query, &number), OK);
    assert_int_equal(number, 7);
    query_open(&query, bench->writer, "SELECT ?1 WHERE ?1 > 2");
    query_int(&query, 3);
    assert_int_equal(query_one(&query, &number), OK);
    assert_int_equal(number, 3);
    assert_int_not_equal(query_open(&query, bench->writer, "SELECT nothing FROM nowhere"), OK);
    assert_int_not_equal(query_one(&query, &number), OK);
    assert_int_equal(number, 3);
}

static void a_row_that_must_be_there_is_found_or_missed_in_words(void **state)
{
    struct bench *bench = *state;
    struct query query;
    struct error error = {0};
    query_open(&query, bench->writer, "SELECT ?1 WHERE ?1 > 2");
    query_int(&query, 3);
    assert_int_equal(query_find(&query, &error, "word", "There is no such word."), OK);
    assert_int_equal(query_read_int(&query, 0), 3);
    assert_int_equal(query_close(&query, OK), OK);
    query_open(&query, bench->writer, "SELECT ?1 WHERE ?1 > 2");
    query_int(&query, 2);
    assert_int_equal(query_find(&query, &error, "word", "There is no such word."), ERROR_MISSING);
    assert_string_equal(error.field, "word");
    assert_string_equal(error.message, "There is no such word.");
    assert_int_equal(query_close(&query, ERROR_MISSING), ERROR_MISSING);
    query_open(&query, bench->writer, "SELECT nothing FROM nowhere");
    int err = query_find(&query, &error, "word", "There is no such word.");
    assert_int_not_equal(err, OK);
    assert_int_not_equal(err, ERROR_MISSING);
    query_close(&query, err);
}

static void any_row_is_seen_and_none_too(void **state)
{
    struct bench *bench = *state;
    struct query query;
    bool any = false;
    query_open(&query, bench->writer, "SELECT 1 UNION SELECT 2");
    assert_int_equal(query_any(&query, &any), OK);
    assert_true(any);
    query_open(&query, bench->writer, "SELECT 1 WHERE 0");
    assert_int_equal(query_any(&query, &any), OK);
    assert_false(any);
    query_open(&query, bench->writer, "SELECT nothing FROM nowhere");
    assert_int_not_equal(query_any(&query, &any), OK);
    assert_false(any);
}

static void a_number_that_is_not_there_is_the_other_one(void **state)
{
    struct bench *bench = *state;
    int64_t found = 0;
    assert_int_equal(query_number(bench->writer, "SELECT max(id) FROM test_row", 7, &found), OK);
    assert_int_equal(found, 7);
    assert_int_equal(query_number(bench->writer, "SELECT id FROM test_row", 8, &found), OK);
    assert_int_equal(found, 8);
    assert_int_equal(query_number(bench->writer, "SELECT 9", 8, &found), OK);
    assert_int_equal(found, 9);
}

static void nothing_is_written_outside_a_batch(void **state)
{
    struct bench *bench = *state;
    change_abandon(bench->store);
    assert_int_equal(word_add(bench, "stray"), ERROR_BROKEN);
    int64_t count = -1;
    assert_int_equal(query_number(bench->writer, "SELECT count(*) FROM test_unique", -1, &count),
                     OK);
    assert_int_equal(count, 0);
}

static void text_made_at_run_time_is_prepared_and_forgotten(void **state)
{
    struct bench *bench = *state;
    struct error error = {0};
    size_t before = bench->writer->cached;
    struct query query;
    char sql[] = "SELECT ?1 + 1 ;\n";
    assert_int_equal(query_open_text(&query, bench->writer, str_of(sql), &error), OK);
    query_int(&query, 1);
    assert_int_equal(query_step(&query), QUERY_ROW);
    assert_int_equal(query_read_int(&query, 0), 2);
    assert_int_equal(query_close(&query, OK), OK);
    assert_int_equal(bench->writer->cached, before);
}

static void wrong_text_made_at_run_time_says_what_is_wrong(void **state)
{
    struct bench *bench = *state;
    static const char *const wrong[] = {"", " ; ", "SELECT 1; SELECT 2", "SELEKT 1",
                                        "SELECT x FROM nowhere"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error error = {0};
        struct query query;
        assert_int_equal(query_open_text(&query, bench->writer, str_of(wrong[i]), &error),
                         ERROR_WRONG);
        assert_string_equal(error.field, "sql");
        assert_true(strlen(error.message) > 10);
        assert_int_equal(query_run(&query), ERROR_WRONG);
    }
}

#define bench_test(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        bench_test(what_is_bound_comes_back),
        bench_test(numbers_read_as_text_and_null_as_empty),
        bench_test(changed_rows_are_counted),
        bench_test(a_broken_constraint_is_a_clash_and_the_batch_goes_on),
        bench_test(the_same_text_can_be_open_twice),
        bench_test(a_query_closed_half_way_can_be_used_again),
        bench_test(more_texts_than_the_cache_keeps_still_work),
        bench_test(wrong_sql_fails_and_later_calls_do_nothing),
        bench_test(too_few_or_too_many_values_are_an_error),
        bench_test(the_error_of_the_caller_outranks_the_end_of_rows),
        bench_test(one_number_is_read_or_left_alone),
        bench_test(a_row_that_must_be_there_is_found_or_missed_in_words),
        bench_test(any_row_is_seen_and_none_too),
        bench_test(a_number_that_is_not_there_is_the_other_one),
        bench_test(nothing_is_written_outside_a_batch),
        bench_test(text_made_at_run_time_is_prepared_and_forgotten),
        bench_test(wrong_text_made_at_run_time_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
