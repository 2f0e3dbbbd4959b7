/* Batches: what a savepoint keeps and undoes, the commit thread, a batch that SQLite ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/state.h"
#include "store/change.h"
#include "store/migrate.h"
#include "store/query.h"

struct bench {
    char *dir;
    struct store *store;
    pthread_t loop;
    atomic_int committed, committed_here;
};

static const char *const steps[] = {
    "CREATE TABLE test_word (word TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;",
    NULL,
};

static int bench_open(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    bench->dir = state_make();
    bench->store = state_open(bench->dir, &(struct store_options){.checkpoint_pages = 8});
    bench->loop = pthread_self();
    *state = bench;
    return migrate(bench->store, "test", steps, NULL);
}

static int bench_close(void **state)
{
    struct bench *bench = *state;
    store_close(bench->store);
    state_remove(bench->dir);
    free(bench);
    return 0;
}

static void begin(struct bench *bench)
{
    assert_int_equal(change_begin(bench->store, NULL), OK);
}

static int add(struct bench *bench, const char *word)
{
    struct query query;
    query_open(&query, store_writer(bench->store), "INSERT INTO test_word VALUES (?1)");
    query_text(&query, str_of(word));
    return query_run(&query);
}

static int64_t words(struct database *database)
{
    int64_t count = -1;
    assert_int_equal(query_number(database, "SELECT count(*) FROM test_word", -1, &count), OK);
    return count;
}

static bool has(struct bench *bench, const char *word)
{
    struct query query;
    query_open(&query, store_reader(bench->store), "SELECT 1 FROM test_word WHERE word = ?1");
    query_text(&query, str_of(word));
    int err = query_step(&query);
    assert_int_equal(query_close(&query, err), OK);
    return err == QUERY_ROW;
}

static void readers_see_a_batch_only_once_it_is_committed(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    assert_true(change_is_open(bench->store));
    assert_int_equal(add(bench, "one"), OK);
    assert_int_equal(words(store_reader(bench->store)), 0);
    assert_int_equal(words(store_writer(bench->store)), 1);
    change_commit(bench->store);
    assert_true(change_is_committing(bench->store));
    assert_false(change_is_open(bench->store));
    assert_int_equal(change_finish(bench->store), OK);
    assert_false(change_is_committing(bench->store));
    assert_int_equal(words(store_reader(bench->store)), 1);
}

static void one_call_is_undone_and_the_others_stay(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    static const char *const calls[] = {"one", "two", "three"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(change_savepoint(bench->store), OK);
        assert_int_equal(add(bench, calls[i]), OK);
        assert_int_equal(i == 1 ? change_undo(bench->store) : change_release(bench->store), OK);
    }
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_true(has(bench, "one"));
    assert_false(has(bench, "two"));
    assert_true(has(bench, "three"));
}

static void savepoints_nest(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    assert_int_equal(change_savepoint(bench->store), OK);
    assert_int_equal(add(bench, "outer"), OK);
    assert_int_equal(change_savepoint(bench->store), OK);
    assert_int_equal(add(bench, "inner"), OK);
    assert_int_equal(change_undo(bench->store), OK);
    assert_int_equal(words(store_writer(bench->store)), 1);
    assert_int_equal(change_savepoint(bench->store), OK);
    assert_int_equal(add(bench, "kept"), OK);
    assert_int_equal(change_release(bench->store), OK);
    assert_int_equal(change_undo(bench->store), OK);
    assert_int_equal(words(store_writer(bench->store)), 0);
    assert_int_equal(change_commit_now(bench->store), OK);
}

static void an_abandoned_batch_leaves_nothing(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    assert_int_equal(add(bench, "gone"), OK);
    change_abandon(bench->store);
    assert_false(change_is_open(bench->store));
    change_abandon(bench->store);
    begin(bench);
    assert_int_equal(words(store_writer(bench->store)), 0);
    assert_int_equal(change_commit_now(bench->store), OK);
}

static void a_batch_in_which_nothing_was_written_commits(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    change_commit(bench->store);
    assert_int_equal(change_finish(bench->store), OK);
    begin(bench);
    assert_int_equal(change_savepoint(bench->store), OK);
    assert_int_equal(change_undo(bench->store), OK);
    change_commit(bench->store);
    assert_int_equal(change_finish(bench->store), OK);
    assert_int_equal(change_counts(bench->store).failures, 0);
}

static void hear(void *self)
{
    struct bench *bench = self;
    bench->committed++;
    bench->committed_here += pthread_equal(pthread_self(), bench->loop) != 0;
}

static void the_commit_thread_tells_once_for_each_batch(void **state)
{
    struct bench *bench = *state;
    change_on_commit(bench->store, hear, bench);
    int64_t before = change_counts(bench->store).commits;
    for (int i = 0; i < 20; i++) {
        char word[2] = {(char)('a' + i), '\0'};
        begin(bench);
        assert_int_equal(add(bench, word), OK);
        change_commit(bench->store);
        change_wait(bench->store);
        assert_int_equal(bench->committed, i + 1);
        assert_int_equal(change_finish(bench->store), OK);
    }
    assert_int_equal(bench->committed_here, 0);
    assert_int_equal(change_counts(bench->store).commits, before + 20);
    assert_int_equal(words(store_reader(bench->store)), 20);
}

static void reads_go_on_while_a_commit_is_in_flight(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 50; i++) {
        char word[2] = {(char)('0' + i), '\0'};
        begin(bench);
        assert_int_equal(add(bench, word), OK);
        change_commit(bench->store);
        int64_t seen = words(store_reader(bench->store));
        assert_true(seen == i || seen == i + 1);
        assert_int_equal(change_finish(bench->store), OK);
        assert_int_equal(words(store_reader(bench->store)), i + 1);
    }
}

/* ON CONFLICT ROLLBACK stands for what a full disk or an I/O error may do at any statement. */
static void end_by_sqlite(struct bench *bench)
{
    struct query query;
    query_open(&query, store_writer(bench->store), "INSERT OR ROLLBACK INTO test_word VALUES (?1)");
    query_text(&query, STR("twice"));
    assert_int_equal(query_run(&query), ERROR_CLASH);
}

static void nothing_runs_in_a_batch_that_sqlite_has_ended(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    assert_int_equal(change_savepoint(bench->store), OK);
    assert_int_equal(add(bench, "twice"), OK);
    assert_false(change_is_lost(bench->store));
    end_by_sqlite(bench);
    assert_true(change_is_lost(bench->store));
    assert_int_equal(add(bench, "alone"), ERROR_BUSY);
    assert_int_equal(change_release(bench->store), ERROR_BUSY);
    assert_int_equal(change_undo(bench->store), ERROR_BUSY);
    assert_int_equal(change_savepoint(bench->store), ERROR_BUSY);
    change_abandon(bench->store);
    assert_false(change_is_lost(bench->store));
    assert_int_equal(words(store_reader(bench->store)), 0);
    begin(bench);
    assert_int_equal(add(bench, "after"), OK);
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_int_equal(words(store_reader(bench->store)), 1);
}

static void a_lost_batch_is_never_committed(void **state)
{
    struct bench *bench = *state;
    for (int on_thread = 0; on_thread < 2; on_thread++) {
        begin(bench);
        assert_int_equal(add(bench, "twice"), OK);
        end_by_sqlite(bench);
        if (on_thread) {
            change_commit(bench->store);
            assert_int_equal(change_finish(bench->store), ERROR_BUSY);
        } else {
            assert_int_equal(change_commit_now(bench->store), ERROR_BUSY);
        }
        assert_int_equal(words(store_reader(bench->store)), 0);
    }
    assert_int_equal(change_counts(bench->store).failures, 2);
}

static void the_write_ahead_log_is_taken_over_again_and_again(void **state)
{
    struct bench *bench = *state;
    int64_t half_way = 0;
    char word[] = "aaaaaaaa";
    for (int i = 0; i < 400; i++) {
        word[i % 8] = (char)('a' + i % 26);
        begin(bench);
        add(bench, word);
        change_commit(bench->store);
        assert_int_equal(change_finish(bench->store), OK);
        half_way = i == 200 ? state_size(bench->dir, "kith.db-wal") : half_way;
    }
    assert_int_equal(state_size(bench->dir, "kith.db-wal"), half_way);
    assert_true(state_size(bench->dir, "kith.db") > 4096);
}

static void closing_waits_for_a_commit_in_flight_and_drops_an_open_batch(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    assert_int_equal(add(bench, "kept"), OK);
    change_commit(bench->store);
    store_close(bench->store);
    bench->store = state_open(bench->dir, NULL);
    assert_true(has(bench, "kept"));
    begin(bench);
    assert_int_equal(add(bench, "dropped"), OK);
    store_close(bench->store);
    bench->store = state_open(bench->dir, NULL);
    assert_false(has(bench, "dropped"));
}

static int delete_all(struct bench *bench)
{
    struct query query;
    query_open(&query, store_writer(bench->store), "DELETE FROM test_word");
    return query_run(&query);
}

static bool file_holds(struct bench *bench, const char *name, const char *word)
{
    char *path = state_path(bench->dir, name);
    char *bytes = calloc(1, 1 << 20);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, 1 << 20, file);
    bool holds = memmem(bytes, size, word, strlen(word)) != NULL;
    fclose(file);
    free(bytes);
    free(path);
    return holds;
}

static void what_is_erased_leaves_the_log_and_the_file_with_its_commit(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    assert_int_equal(add(bench, "unmistakable"), OK);
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_true(file_holds(bench, "kith.db-wal", "unmistakable"));
    begin(bench);
    assert_int_equal(delete_all(bench), OK);
    change_scrub(bench->store);
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_int_equal(state_size(bench->dir, "kith.db-wal"), 0);
    assert_false(file_holds(bench, "kith.db", "unmistakable"));
}

static void a_reader_puts_that_off_until_a_later_commit(void **state)
{
    struct bench *bench = *state;
    begin(bench);
    assert_int_equal(add(bench, "unmistakable"), OK);
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_int_equal(reader_begin(store_reader(bench->store)), OK);
    assert_int_equal(words(store_reader(bench->store)), 1);
    begin(bench);
    assert_int_equal(delete_all(bench), OK);
    change_scrub(bench->store);
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_true(file_holds(bench, "kith.db-wal", "unmistakable"));
    assert_int_equal(reader_end(store_reader(bench->store)), OK);
    begin(bench);
    assert_int_equal(add(bench, "later"), OK);
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_int_equal(state_size(bench->dir, "kith.db-wal"), 0);
    assert_false(file_holds(bench, "kith.db", "unmistakable"));
}

#define bench_test(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

/* ---- moments of rest ---- */

static void add_pages(struct store *store, int pages)
{
    static char word[4000];
    assert_int_equal(change_begin(store, NULL), OK);
    for (int i = 0; i < pages; i++) {
        struct query query;
        memset(word, 'k', sizeof word - 1);
        snprintf(word, 12, "%d", i);
        word[strlen(word)] = ' ';
        query_open(&query, store_writer(store), "INSERT INTO test_word VALUES (?1)");
        query_text(&query, str_of(word));
        assert_int_equal(query_run(&query), OK);
    }
    change_commit(store);
    assert_int_equal(change_finish(store), OK);
}

static int64_t size_of(const char *dir, const char *name)
{
    struct stat about;
    char *path = state_path(dir, name);
    assert_int_equal(stat(path, &about), 0);
    free(path);
    return about.st_size;
}

static void a_moment_of_rest_takes_over_a_long_wal_and_gives_memory_back(void **state)
{
    struct bench *bench = *state;
    store_close(bench->store);
    bench->store = state_open(bench->dir, NULL);
    assert_false(change_wants_rest(bench->store));
    int64_t before = size_of(bench->dir, "kith.db");
    add_pages(bench->store, 1100);
    assert_true(change_wants_rest(bench->store));
    assert_int_equal(size_of(bench->dir, "kith.db"), before);
    change_rest(bench->store);
    assert_true(change_is_committing(bench->store));
    assert_int_equal(change_finish(bench->store), OK);
    assert_false(change_wants_rest(bench->store));
    assert_true(size_of(bench->dir, "kith.db") > before + 1000 * 4096);
    begin(bench);
    assert_int_equal(add(bench, "after it"), OK);
    change_commit(bench->store);
    assert_int_equal(change_finish(bench->store), OK);
    assert_int_equal(words(store_reader(bench->store)), 1101);
    assert_false(change_wants_rest(bench->store));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        bench_test(readers_see_a_batch_only_once_it_is_committed),
        bench_test(one_call_is_undone_and_the_others_stay),
        bench_test(savepoints_nest),
        bench_test(an_abandoned_batch_leaves_nothing),
        bench_test(a_batch_in_which_nothing_was_written_commits),
        bench_test(the_commit_thread_tells_once_for_each_batch),
        bench_test(reads_go_on_while_a_commit_is_in_flight),
        bench_test(nothing_runs_in_a_batch_that_sqlite_has_ended),
        bench_test(a_lost_batch_is_never_committed),
        bench_test(the_write_ahead_log_is_taken_over_again_and_again),
        bench_test(what_is_erased_leaves_the_log_and_the_file_with_its_commit),
        bench_test(a_reader_puts_that_off_until_a_later_commit),
        bench_test(closing_waits_for_a_commit_in_flight_and_drops_an_open_batch),
        bench_test(a_moment_of_rest_takes_over_a_long_wal_and_gives_memory_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
