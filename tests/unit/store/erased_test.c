/* The ledger's file: it only grows, by whole lines, and mends what a crash cut short. */
#include "store/erased.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/state.h"

static int make(void **state)
{
    *state = state_make();
    return 0;
}

static int remove_state(void **state)
{
    state_remove(*state);
    return 0;
}

/* A line as long as they are, of one letter. */
static struct str line_of(char letter)
{
    static char line[ERASED_LINE];
    memset(line, letter, ERASED_LINE - 1);
    line[ERASED_LINE - 1] = '\n';
    return (struct str){line, ERASED_LINE};
}

static void append(const char *dir, struct str lines)
{
    struct error error = {0};
    assert_int_equal(erased_append(dir, lines, &error), OK);
}

static void write_raw(const char *dir, const char *content)
{
    char *path = state_path(dir, "erased");
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    free(path);
}

static void assert_file(const char *dir, const char *letters)
{
    struct error error = {0};
    struct text text = {0};
    size_t count = strlen(letters);
    assert_int_equal(erased_read(dir, &text, &error), OK);
    assert_int_equal(text.len, count * ERASED_LINE);
    for (size_t i = 0; i < count; i++)
        assert_memory_equal(text.ptr + i * ERASED_LINE, line_of(letters[i]).ptr, ERASED_LINE);
    text_done(&text);
}

static void lines_follow_one_another_in_a_file_that_only_its_owner_reads(void **state)
{
    char *path = state_path(*state, "erased");
    struct stat about;
    append(*state, line_of('a'));
    append(*state, line_of('b'));
    assert_file(*state, "ab");
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    free(path);
}

static void a_file_without_lines_can_be_made(void **state)
{
    struct error error = {0};
    struct text text = {0};
    assert_false(erased_is_there(*state));
    assert_int_equal(erased_read(*state, &text, &error), ERROR_MISSING);
    append(*state, (struct str){0});
    assert_true(erased_is_there(*state));
    assert_file(*state, "");
}

static void a_line_that_was_cut_short_goes_before_the_next(void **state)
{
    append(*state, line_of('a'));
    write_raw(*state, "2026-11-21 0123");
    append(*state, line_of('b'));
    assert_file(*state, "ab");
}

static void what_is_no_cut_line_is_left_alone(void **state)
{
    struct error error = {0};
    struct text text = {0};
    char more[3 * ERASED_LINE + 1];
    memset(more, 'x', sizeof more - 1);
    more[sizeof more - 1] = '\0';
    write_raw(*state, more);
    append(*state, line_of('a'));
    assert_int_equal(erased_read(*state, &text, &error), OK);
    assert_int_equal(text.len, sizeof more + ERASED_LINE);
    assert_memory_equal(text.ptr + sizeof more, line_of('a').ptr, ERASED_LINE);
    text_done(&text);
}

static void a_file_that_is_no_plain_file_is_an_error(void **state)
{
    struct error error = {0};
    char *path = state_path(*state, "erased");
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(erased_append(*state, line_of('a'), &error), ERROR_DISK);
    assert_non_null(strstr(error.message, "erased"));
    free(path);
}

#define STATE_TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, make, remove_state)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STATE_TEST(lines_follow_one_another_in_a_file_that_only_its_owner_reads),
        STATE_TEST(a_file_without_lines_can_be_made),
        STATE_TEST(a_line_that_was_cut_short_goes_before_the_next),
        STATE_TEST(what_is_no_cut_line_is_left_alone),
        STATE_TEST(a_file_that_is_no_plain_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
