/* Opening and closing the store: privacy, the lock, what is refused, the settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/state.h"
#include "store/change.h"
#include "store/connection.h"
#include "store/query.h"

static int open_fails(const char *dir, const unsigned char *keyring, bool no_create)
{
    struct error error = {0};
    struct store *store = NULL;
    struct store_options options = {.no_create = no_create};
    int err = store_open(&store, dir, keyring, &options, &error);
    assert_true(err < 0);
    assert_int_equal(error.code, err);
    assert_true(strlen(error.message) > 20);
    assert_null(store);
    return err;
}

static unsigned mode_of(const char *dir, const char *name)
{
    char *path = state_path(dir, name);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    free(path);
    return about.st_mode & 0777;
}

static int64_t number(struct database *database, const char *sql)
{
    int64_t found = 0;
    assert_int_equal(query_number(database, sql, INT64_MIN, &found), OK);
    return found;
}

static void only_the_owner_may_read_what_a_new_store_makes(void **state)
{
    (void)state;
    char *parent = state_make();
    char *dir = state_path(parent, "state");
    mode_t before = umask(0);
    struct store *store = state_open(dir, NULL);
    umask(before);
    assert_int_equal(mode_of(parent, "state"), 0700);
    assert_int_equal(mode_of(dir, "kith.db"), 0600);
    assert_int_equal(mode_of(dir, "kith.db-wal"), 0600);
    assert_int_equal(mode_of(dir, "kith.db-shm"), 0600);
    assert_int_equal(mode_of(dir, "lock"), 0600);
    store_close(store);
    free(dir);
    state_remove(parent);
}

static void a_second_store_on_the_same_directory_is_refused(void **state)
{
    (void)state;
    char *dir = state_make();
    struct store *store = state_open(dir, NULL);
    assert_int_equal(open_fails(dir, state_keyring, false), ERROR_CLASH);
    store_close(store);
    store_close(state_open(dir, NULL));
    state_remove(dir);
}

static void a_store_made_with_another_keyring_is_refused(void **state)
{
    (void)state;
    char *dir = state_make();
    store_close(state_open(dir, NULL));
    assert_int_equal(open_fails(dir, (const unsigned char *)"another", false), ERROR_CLASH);
    store_close(state_open(dir, NULL));
    state_remove(dir);
}

static void no_database_is_made_where_none_may_be(void **state)
{
    (void)state;
    char *dir = state_make();
    assert_int_equal(open_fails(dir, state_keyring, true), ERROR_MISSING);
    assert_int_equal(state_size(dir, "kith.db"), -1);
    state_remove(dir);
}

static void a_file_that_is_no_database_is_refused_and_left_alone(void **state)
{
    (void)state;
    char *dir = state_make();
    char *path = state_path(dir, "kith.db");
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 1000; i++) {
        fputs("dear diary, ", file);
    }
    fclose(file);
    assert_int_equal(open_fails(dir, state_keyring, false), ERROR_BROKEN);
    assert_int_equal(state_size(dir, "kith.db"), 12000);
    free(path);
    state_remove(dir);
}

/* Opens a store, runs `sql` on its file and closes it. */
static void alter(const char *dir, const char *sql)
{
    struct store *store = state_open(dir, NULL);
    assert_int_equal(connection_exec(store_writer(store), sql), OK);
    store_close(store);
}

static void a_database_of_another_program_is_refused(void **state)
{
    (void)state;
    char *dir = state_make();
    alter(dir, "PRAGMA application_id = 7");
    assert_int_equal(open_fails(dir, state_keyring, false), ERROR_BROKEN);
    state_remove(dir);
}

static void a_database_of_a_newer_program_is_refused_politely(void **state)
{
    (void)state;
    char *dir = state_make();
    alter(dir, "INSERT INTO schema_step VALUES ('core', 10000, 1)");
    assert_int_equal(open_fails(dir, state_keyring, false), ERROR_NEWER);
    state_remove(dir);
    dir = state_make();
    alter(dir, "PRAGMA user_version = 2");
    assert_int_equal(open_fails(dir, state_keyring, false), ERROR_NEWER);
    state_remove(dir);
}

static void an_empty_file_left_by_a_crash_becomes_a_store(void **state)
{
    (void)state;
    char *dir = state_make();
    char *path = state_path(dir, "kith.db");
    fclose(fopen(path, "w"));
    free(path);
    struct store *store = state_open(dir, NULL);
    assert_int_equal(number(store_reader(store), "PRAGMA application_id"), STORE_MARK);
    store_close(store);
    state_remove(dir);
}

static void every_connection_has_the_settings_that_durability_needs(void **state)
{
    (void)state;
    char *dir = state_make();
    struct store *store = state_open(dir, NULL);
    struct database *writer = store_writer(store), *reader = store_reader(store);
    assert_int_equal(number(writer, "PRAGMA synchronous"), 3);
    assert_int_equal(number(writer, "PRAGMA secure_delete"), 1);
    assert_int_equal(number(writer, "PRAGMA page_size"), 4096);
    assert_int_equal(number(writer, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number(writer, "PRAGMA trusted_schema"), 0);
    assert_int_equal(number(writer, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(number(writer, "PRAGMA temp_store"), 2);
    assert_int_equal(number(reader, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(number(reader, "PRAGMA trusted_schema"), 0);
    assert_true(number(writer, "PRAGMA journal_size_limit") > 0);
    struct query query;
    assert_int_equal(query_open(&query, reader, "PRAGMA journal_mode"), OK);
    assert_int_equal(query_step(&query), QUERY_ROW);
    assert_true(str_is(query_read_text(&query, 0), "wal"));
    assert_int_equal(query_close(&query, OK), OK);
    store_close(store);
    state_remove(dir);
}

static void add_fact(struct store *store, const char *name)
{
    assert_int_equal(change_begin(store, NULL), OK);
    struct query query;
    query_open(&query, store_writer(store), "INSERT INTO store_fact VALUES (?1, 1)");
    query_text(&query, str_of(name));
    assert_int_equal(query_run(&query), OK);
    assert_int_equal(change_commit_now(store), OK);
}

static void a_reader_keeps_one_view_between_begin_and_end(void **state)
{
    (void)state;
    static const char count[] = "SELECT count(*) FROM store_fact";
    char *dir = state_make();
    struct store *store = state_open(dir, NULL);
    struct database *reader = store_reader(store);
    assert_int_equal(reader_begin(reader), OK);
    int64_t before = number(reader, count);
    add_fact(store, "one");
    assert_int_equal(number(reader, count), before);
    assert_int_equal(reader_end(reader), OK);
    assert_int_equal(number(reader, count), before + 1);
    store_close(store);
    state_remove(dir);
}

static void a_reader_cannot_write(void **state)
{
    (void)state;
    char *dir = state_make();
    struct store *store = state_open(dir, NULL);
    struct query query;
    query_open(&query, store_reader(store), "DELETE FROM store_fact");
    assert_int_equal(query_run(&query), ERROR_DISK);
    store_close(store);
    state_remove(dir);
}

static void a_reader_of_its_own_sees_what_was_committed(void **state)
{
    (void)state;
    char *dir = state_make();
    struct store *store = state_open(dir, NULL);
    struct database *reader = NULL;
    assert_int_equal(store_open_reader(store, &reader, NULL), OK);
    add_fact(store, "two");
    assert_int_equal(number(reader, "SELECT value FROM store_fact WHERE name = 'two'"), 1);
    database_close(reader);
    store_close(store);
    state_remove(dir);
}

static void closing_leaves_one_file_that_holds_everything(void **state)
{
    (void)state;
    char *dir = state_make();
    struct store *store = state_open(dir, NULL);
    int64_t origin = number(store_reader(store), "SELECT value FROM store_fact"
                                                 " WHERE name = 'origin'");
    add_fact(store, "kept");
    assert_true(state_size(dir, "kith.db-wal") > 0);
    store_close(store);
    assert_int_equal(state_size(dir, "kith.db-wal"), -1);
    assert_int_equal(state_size(dir, "kith.db-shm"), -1);
    store = state_open(dir, NULL);
    struct database *reader = store_reader(store);
    assert_int_equal(number(reader, "SELECT value FROM store_fact WHERE name = 'origin'"), origin);
    assert_int_equal(number(reader, "SELECT value FROM store_fact WHERE name = 'epoch'"), 1);
    assert_int_equal(number(reader, "SELECT value FROM store_fact WHERE name = 'kept'"), 1);
    store_close(store);
    state_remove(dir);
}

static void it_tells_its_path_its_schema_and_the_free_space(void **state)
{
    (void)state;
    char *dir = state_make();
    struct store *store = state_open(dir, NULL);
    char *path = state_path(dir, "kith.db");
    assert_string_equal(store_path(store), path);
    assert_string_equal(store_dir(store), dir);
    assert_true(store_free_bytes(store) > 0);
    assert_int_equal(store_schema_found(store_reader(store)), store_schema_known());
    free(path);
    store_close(store);
    store_close(NULL);
    state_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_owner_may_read_what_a_new_store_makes),
        cmocka_unit_test(a_second_store_on_the_same_directory_is_refused),
        cmocka_unit_test(a_store_made_with_another_keyring_is_refused),
        cmocka_unit_test(no_database_is_made_where_none_may_be),
        cmocka_unit_test(a_file_that_is_no_database_is_refused_and_left_alone),
        cmocka_unit_test(a_database_of_another_program_is_refused),
        cmocka_unit_test(a_database_of_a_newer_program_is_refused_politely),
        cmocka_unit_test(an_empty_file_left_by_a_crash_becomes_a_store),
        cmocka_unit_test(every_connection_has_the_settings_that_durability_needs),
        cmocka_unit_test(a_reader_keeps_one_view_between_begin_and_end),
        cmocka_unit_test(a_reader_cannot_write),
        cmocka_unit_test(a_reader_of_its_own_sees_what_was_committed),
        cmocka_unit_test(closing_leaves_one_file_that_holds_everything),
        cmocka_unit_test(it_tells_its_path_its_schema_and_the_free_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
