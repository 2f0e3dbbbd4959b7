/* Secret files: whole or not there, never written over, and gone when they are destroyed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret_file.h"
#include "lib/state.h"

#define BYTES STR("sixteen bytes ok")

static int setup(void **state)
{
    *state = state_make();
    return 0;
}

static int teardown(void **state)
{
    state_remove(*state);
    return 0;
}

static void a_file_is_read_back_as_it_was_written_and_by_its_owner_alone(void **state)
{
    struct error error = {0};
    struct stat about;
    char bytes[16];
    assert_int_equal(secret_file_write(*state, "key-a", BYTES, &error), OK);
    assert_int_equal(secret_file_read(*state, "key-a", bytes, sizeof bytes, &error), OK);
    assert_memory_equal(bytes, BYTES.ptr, sizeof bytes);
    char *path = state_path(*state, "secret/key-a");
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 077, 0);
    free(path);
}

static void a_file_that_is_there_is_never_written_over(void **state)
{
    struct error error = {0};
    char bytes[16];
    assert_int_equal(secret_file_write(*state, "key-a", BYTES, &error), OK);
    assert_int_equal(secret_file_write(*state, "key-a", STR("something else!!"), &error),
                     ERROR_CLASH);
    assert_int_equal(secret_file_read(*state, "key-a", bytes, sizeof bytes, &error), OK);
    assert_memory_equal(bytes, BYTES.ptr, sizeof bytes);
}

static void a_file_that_the_disk_refuses_is_neither_gone_nor_damaged(void **state)
{
    struct error error = {0};
    char bytes[16];
    assert_int_equal(secret_file_write(*state, "key-b", BYTES, &error), OK);
    assert_false(secret_file_is_there(*state, "key-a"));
    char *path = state_path(*state, "secret/key-a");
    assert_int_equal(symlink(path, path), 0); /* opening it fails, though it is there */
    assert_true(secret_file_is_there(*state, "key-a"));
    assert_int_equal(secret_file_read(*state, "key-a", bytes, sizeof bytes, &error), ERROR_DISK);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0); /* reading it fails */
    assert_int_equal(secret_file_read(*state, "key-a", bytes, sizeof bytes, &error), ERROR_DISK);
    assert_int_equal(rmdir(path), 0);
    free(path);
}

static void a_file_of_another_size_is_damaged(void **state)
{
    struct error error = {0};
    char bytes[17];
    assert_int_equal(secret_file_write(*state, "key-a", BYTES, &error), OK);
    assert_int_equal(secret_file_read(*state, "key-a", bytes, 15, &error), ERROR_BROKEN);
    assert_int_equal(secret_file_read(*state, "key-a", bytes, 17, &error), ERROR_BROKEN);
}

static void a_destroyed_file_is_gone_and_destroying_it_again_changes_nothing(void **state)
{
    struct error error = {0};
    char bytes[16];
    assert_int_equal(secret_file_write(*state, "key-a", BYTES, &error), OK);
    assert_true(secret_file_is_there(*state, "key-a"));
    assert_int_equal(secret_file_destroy(*state, "key-a", &error), OK);
    assert_false(secret_file_is_there(*state, "key-a"));
    assert_int_equal(secret_file_read(*state, "key-a", bytes, 16, &error), ERROR_MISSING);
    assert_int_equal(secret_file_destroy(*state, "key-a", &error), OK);
}

static int count_name(void *self, const char *name)
{
    (void)name;
    ++*(int *)self;
    return OK;
}

static void files_are_found_by_how_their_names_begin(void **state)
{
    struct error error = {0};
    int count = 0;
    assert_int_equal(secret_file_each(*state, "key-", count_name, &count, &error), OK);
    assert_int_equal(count, 0);
    assert_int_equal(secret_file_write(*state, "key-a", BYTES, &error), OK);
    assert_int_equal(secret_file_write(*state, "key-b", BYTES, &error), OK);
    assert_int_equal(secret_file_write(*state, "other", BYTES, &error), OK);
    assert_int_equal(secret_file_each(*state, "key-", count_name, &count, &error), OK);
    assert_int_equal(count, 2);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_read_back_as_it_was_written_and_by_its_owner_alone),
        TEST(a_file_that_is_there_is_never_written_over),
        TEST(a_file_that_the_disk_refuses_is_neither_gone_nor_damaged),
        TEST(a_file_of_another_size_is_damaged),
        TEST(a_destroyed_file_is_gone_and_destroying_it_again_changes_nothing),
        TEST(files_are_found_by_how_their_names_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
