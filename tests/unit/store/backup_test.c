/* Backups are whole or refused; a restore leaves the old or the new database, never a mixture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/state.h"
#include "store/backup.h"
#include "store/change.h"
#include "store/connection.h"
#include "store/migrate.h"
#include "store/query.h"

struct bench {
    char *dir;    /* holds everything */
    char *state;  /* the state directory of `store` */
    char *backup; /* a name for a backup */
    struct store *store;
};

static const char *const steps[] = {
    "CREATE TABLE test_word (id INTEGER PRIMARY KEY, word TEXT NOT NULL,"
    "    parent INTEGER REFERENCES test_word) STRICT;",
    NULL,
};

static void add(struct store *store, int64_t from, int64_t count)
{
    assert_int_equal(change_begin(store, NULL), OK);
    for (int64_t id = from; id < from + count; id++) {
        struct query query;
        query_open(&query, store_writer(store), "INSERT INTO test_word (id, word) VALUES (?1, ?2)");
        query_int(&query, id);
        query_text(&query, STR("a word, or two, or three"));
        assert_int_equal(query_run(&query), OK);
    }
    assert_int_equal(change_commit_now(store), OK);
}

static int64_t number(struct store *store, const char *sql)
{
    int64_t found = -1;
    assert_int_equal(query_number(store_reader(store), sql, -1, &found), OK);
    return found;
}

static int64_t words(struct store *store)
{
    return number(store, "SELECT count(*) FROM test_word");
}

static int64_t epoch(struct store *store)
{
    return number(store, "SELECT value FROM store_fact WHERE name = 'epoch'");
}

static int bench_open(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    bench->dir = state_make();
    bench->state = state_path(bench->dir, "state");
    bench->backup = state_path(bench->dir, "backup.db");
    bench->store = state_open(bench->state, NULL);
    *state = bench;
    int err = migrate(bench->store, "test", steps, NULL);
    add(bench->store, 1, 1000);
    return err;
}

static int bench_close(void **state)
{
    struct bench *bench = *state;
    store_close(bench->store);
    free(bench->state);
    free(bench->backup);
    state_remove(bench->dir);
    free(bench);
    return 0;
}

static int64_t write_backup(struct bench *bench)
{
    int64_t bytes = 0;
    struct error error = {0};
    assert_int_equal(backup_write(bench->store, bench->backup, &bytes, &error), OK);
    return bytes;
}

static void a_backup_is_written_while_a_batch_is_open(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(change_begin(bench->store, NULL), OK);
    int64_t bytes = write_backup(bench);
    assert_int_equal(change_commit_now(bench->store), OK);
    assert_int_equal(state_size(bench->dir, "backup.db"), bytes);
    assert_true(state_size(bench->dir, "backup.db.blake2b") > 64);
    struct stat about;
    assert_int_equal(stat(bench->backup, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(backup_check(bench->backup, NULL), OK);
    add(bench->store, 2000, 1);
}

static void a_backup_never_replaces_a_file(void **state)
{
    struct bench *bench = *state;
    int64_t bytes = write_backup(bench);
    struct error error = {0};
    assert_int_equal(backup_write(bench->store, bench->backup, &bytes, &error), ERROR_CLASH);
    assert_string_equal(error.field, "path");
    assert_int_equal(backup_check(bench->backup, NULL), OK);
}

static void a_backup_that_cannot_be_written_leaves_no_file(void **state)
{
    struct bench *bench = *state;
    char *path = state_path(bench->dir, "nowhere/backup.db");
    int64_t bytes = 0;
    struct error error = {0};
    assert_int_equal(backup_write(bench->store, path, &bytes, &error), ERROR_WRONG);
    assert_string_equal(error.field, "path");
    assert_non_null(strstr(error.message, "Make the folder"));
    free(path);
}

static void change_byte(const char *path, off_t at)
{
    int file = open(path, O_RDWR);
    unsigned char byte = 0;
    assert_int_equal(pread(file, &byte, 1, at), 1);
    byte ^= (unsigned char)(1 << (at % 8));
    assert_int_equal(pwrite(file, &byte, 1, at), 1);
    close(file);
}

static void two_hundred_damaged_backups_are_all_detected(void **state)
{
    struct bench *bench = *state;
    int64_t bytes = write_backup(bench);
    for (int i = 0; i < 200; i++) {
        off_t at = (off_t)(bytes * i / 200 + i % 7);
        change_byte(bench->backup, at);
        struct error error = {0};
        assert_int_equal(backup_check(bench->backup, &error), ERROR_BROKEN);
        assert_true(strlen(error.message) > 20);
        change_byte(bench->backup, at);
    }
    assert_int_equal(backup_check(bench->backup, NULL), OK);
}

static void a_short_backup_or_one_without_its_digest_is_refused(void **state)
{
    struct bench *bench = *state;
    int64_t bytes = write_backup(bench);
    char *digest = state_path(bench->dir, "backup.db.blake2b");
    change_byte(digest, 10);
    assert_int_equal(backup_check(bench->backup, NULL), ERROR_BROKEN);
    change_byte(digest, 10);
    assert_int_equal(truncate(bench->backup, bytes - 4096), 0);
    assert_int_equal(backup_check(bench->backup, NULL), ERROR_BROKEN);
    assert_int_equal(unlink(digest), 0);
    assert_int_equal(backup_check(bench->backup, NULL), ERROR_BROKEN);
    assert_int_equal(unlink(bench->backup), 0);
    assert_int_equal(backup_check(bench->backup, NULL), ERROR_MISSING);
    free(digest);
}

static void a_backup_of_a_newer_program_is_refused(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(connection_exec(store_writer(bench->store),
                                     "INSERT INTO schema_step VALUES ('core', 10000, 1)"),
                     OK);
    int64_t bytes = 0;
    assert_int_equal(backup_write(bench->store, bench->backup, &bytes, NULL), ERROR_NEWER);
    assert_int_equal(state_size(bench->dir, "backup.db"), -1);
}

static void nothing_is_restored_while_the_store_is_open(void **state)
{
    struct bench *bench = *state;
    write_backup(bench);
    struct error error = {0};
    assert_int_equal(backup_restore(bench->state, bench->backup, &error), ERROR_CLASH);
    assert_int_equal(words(bench->store), 1000);
}

static void a_restore_brings_back_the_backup_and_keeps_what_was_there(void **state)
{
    struct bench *bench = *state;
    write_backup(bench);
    add(bench->store, 5000, 10);
    for (int round = 1; round <= 2; round++) {
        store_close(bench->store);
        struct error error = {0};
        assert_int_equal(backup_restore(bench->state, bench->backup, &error), OK);
        assert_true(state_size(bench->state, "kith.db.before-restore") > 0);
        assert_int_equal(state_size(bench->state, "kith.db.restoring"), -1);
        bench->store = state_open(bench->state, NULL);
        assert_int_equal(words(bench->store), 1000);
        assert_int_equal(epoch(bench->store), 2);
        assert_true(number(bench->store, "SELECT value FROM store_fact"
                                         " WHERE name = 'restored_at'") > 0);
        add(bench->store, 5000, 10);
    }
    assert_int_equal(store_check(store_reader(bench->store), NULL), OK);
}

static void a_restore_into_an_empty_place_works(void **state)
{
    struct bench *bench = *state;
    write_backup(bench);
    char *dir = state_path(bench->dir, "fresh");
    assert_int_equal(backup_restore(dir, bench->backup, NULL), OK);
    struct store *store = state_open(dir, NULL);
    assert_int_equal(words(store), 1000);
    store_close(store);
    free(dir);
}

static void own(const char *path, uid_t owner)
{
    assert_int_equal(chown(path, owner, owner), 0);
}

static void what_root_restores_belongs_to_whom_the_state_belongs(void **state)
{
    enum { KITHD = 4321 };
    static const char *const made[] = {"kith.db", "kith.db.before-restore", "lock"};
    struct bench *bench = *state;
    if (geteuid() != 0)
        skip();
    write_backup(bench);
    store_close(bench->store);
    bench->store = NULL;
    char *database = state_path(bench->state, "kith.db"), *lock = state_path(bench->state, "lock");
    own(bench->state, KITHD);
    own(database, KITHD);
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(backup_restore(bench->state, bench->backup, NULL), OK);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        char *path = state_path(bench->state, made[i]);
        struct stat about;
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_uid, KITHD);
        assert_int_equal(about.st_gid, KITHD);
        free(path);
    }
    free(database);
    free(lock);
}

/* Leaves the state directory as a killed daemon does: rows in the -wal, none taken over. */
static void leave_behind_a_wal(struct bench *bench)
{
    store_close(bench->store);
    bench->store = NULL;
    pid_t child = fork();
    if (child == 0) {
        struct store *store = state_open(bench->state, NULL);
        add(store, 7000, 10);
        _exit(0);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(state_size(bench->state, "kith.db-wal") > 0);
}

static void what_a_killed_daemon_left_does_not_leak_into_the_restored(void **state)
{
    struct bench *bench = *state;
    write_backup(bench);
    leave_behind_a_wal(bench);
    struct error error = {0};
    assert_int_equal(backup_restore(bench->state, bench->backup, &error), OK);
    bench->store = state_open(bench->state, NULL);
    assert_int_equal(words(bench->store), 1000);
    assert_int_equal(store_check(store_reader(bench->store), NULL), OK);
    store_close(bench->store);
    char *current = state_path(bench->state, "kith.db");
    char *before = state_path(bench->state, "kith.db.before-restore");
    assert_int_equal(rename(before, current), 0);
    bench->store = state_open(bench->state, NULL);
    assert_int_equal(words(bench->store), 1010); /* what was kept is whole, too */
    free(current);
    free(before);
}

static void a_damaged_database_does_not_stand_in_the_way(void **state)
{
    struct bench *bench = *state;
    write_backup(bench);
    leave_behind_a_wal(bench);
    char *path = state_path(bench->state, "kith.db");
    int file = open(path, O_WRONLY);
    for (int i = 0; i < 2048; i++) {
        assert_int_equal(write(file, "rubbish", 7), 7);
    }
    close(file);
    free(path);
    path = state_path(bench->state, "kith.db-wal");
    assert_int_equal(truncate(path, 100), 0);
    free(path);
    struct error error = {0};
    assert_int_equal(backup_restore(bench->state, bench->backup, &error), OK);
    assert_true(state_size(bench->state, "kith.db.before-restore") > 0);
    bench->store = state_open(bench->state, NULL);
    assert_int_equal(words(bench->store), 1000);
    assert_int_equal(store_check(store_reader(bench->store), NULL), OK);
}

static void a_damaged_backup_is_not_restored(void **state)
{
    struct bench *bench = *state;
    write_backup(bench);
    add(bench->store, 5000, 1);
    change_byte(bench->backup, 5000);
    store_close(bench->store);
    assert_int_equal(backup_restore(bench->state, bench->backup, NULL), ERROR_BROKEN);
    assert_int_equal(state_size(bench->state, "kith.db.before-restore"), -1);
    bench->store = state_open(bench->state, NULL);
    assert_int_equal(words(bench->store), 1001);
    assert_int_equal(epoch(bench->store), 1);
}

static void a_row_that_refers_to_nothing_is_found(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(store_check(store_reader(bench->store), NULL), OK);
    assert_int_equal(connection_exec(store_writer(bench->store),
                                     "PRAGMA foreign_keys = OFF;"
                                     "INSERT INTO test_word VALUES (9999, 'x', 77777);"),
                     OK);
    struct error error = {0};
    assert_int_equal(store_check(store_reader(bench->store), &error), ERROR_BROKEN);
    assert_non_null(strstr(error.message, "test_word"));
}

#define bench_test(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        bench_test(a_backup_is_written_while_a_batch_is_open),
        bench_test(a_backup_never_replaces_a_file),
        bench_test(a_backup_that_cannot_be_written_leaves_no_file),
        bench_test(two_hundred_damaged_backups_are_all_detected),
        bench_test(a_short_backup_or_one_without_its_digest_is_refused),
        bench_test(a_backup_of_a_newer_program_is_refused),
        bench_test(nothing_is_restored_while_the_store_is_open),
        bench_test(a_restore_brings_back_the_backup_and_keeps_what_was_there),
        bench_test(a_restore_into_an_empty_place_works),
        bench_test(what_root_restores_belongs_to_whom_the_state_belongs),
        bench_test(what_a_killed_daemon_left_does_not_leak_into_the_restored),
        bench_test(a_damaged_database_does_not_stand_in_the_way),
        bench_test(a_damaged_backup_is_not_restored),
        bench_test(a_row_that_refers_to_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
