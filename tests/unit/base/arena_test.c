/* Arenas: zeroed, aligned, never overlapping, and the end when there is no memory. */
#include "base/arena.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

static void what_is_taken_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsigned char *taken[500];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 500; i++) {
            taken[i] = arena_take(&arena, i);
            assert_int_equal((uintptr_t)taken[i] % _Alignof(max_align_t), 0);
            for (size_t j = 0; j < i; j++)
                assert_int_equal(taken[i][j], 0);
            memset(taken[i], (int)(i % 251) + 1, i);
        }
        for (size_t i = 0; i < 500; i++)
            for (size_t j = 0; j < i; j++)
                assert_int_equal(taken[i][j], i % 251 + 1);
        arena_reset(&arena);
    }
    arena_done(&arena);
    assert_null(arena.block);
}

static void a_piece_larger_than_any_block_is_given(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *large = arena_take(&arena, 5000000);
    large[4999999] = 'x';
    char *small = arena_take(&arena, 10);
    small[9] = 'y';
    assert_int_equal(large[4999999], 'x');
    arena_reset(&arena);
    arena_done(&arena);
}

static void copies_end_with_nul_and_keep_their_bytes(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str copy = arena_str(&arena, (struct str){"a\0b", 3});
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4);
    assert_string_equal(arena_copy(&arena, (struct str){0}), "");
    arena_done(&arena);
}

static void print_gives_short_and_long_text_whole(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_string_equal(arena_print(&arena, "%d of %s", 3, "seven"), "3 of seven");
    for (int width = 250; width < 262; width++) {
        const char *made = arena_print(&arena, "%*d", width, 1);
        assert_int_equal(strlen(made), width);
        assert_int_equal(made[width - 1], '1');
    }
    arena_done(&arena);
}

static void without_memory_the_process_ends_with_its_own_status(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct arena arena = {0};
        int quiet = open("/dev/null", O_WRONLY);
        dup2(quiet, STDERR_FILENO);
        arena_take(&arena, SIZE_MAX);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_NO_MEMORY);
}

/* A read, told by the status with which the reader ends: 0 if it went well. */
static int status_of_reading(const volatile char *at)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        int quiet = open("/dev/null", O_WRONLY);
        dup2(quiet, STDERR_FILENO);
        _exit(*at == 'k' ? 0 : 1);
    }
    waitpid(child, &status, 0);
    return status;
}

/* Plugins are tested with the sanitizer: it must see a pointer that was kept too long. */
static void a_pointer_kept_after_reset_is_caught_by_the_sanitizer(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *kept = arena_copy(&arena, STR("kept"));
    assert_int_equal(status_of_reading(kept), 0);
    arena_reset(&arena);
#ifdef __SANITIZE_ADDRESS__
    assert_int_not_equal(status_of_reading(kept), 0);
    assert_ptr_equal(arena_copy(&arena, STR("k")), kept);
    assert_int_equal(status_of_reading(kept), 0);
#endif
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_zeroed_aligned_and_apart),
        cmocka_unit_test(a_piece_larger_than_any_block_is_given),
        cmocka_unit_test(copies_end_with_nul_and_keep_their_bytes),
        cmocka_unit_test(print_gives_short_and_long_text_whole),
        cmocka_unit_test(a_pointer_kept_after_reset_is_caught_by_the_sanitizer),
        cmocka_unit_test(without_memory_the_process_ends_with_its_own_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
