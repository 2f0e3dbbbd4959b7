/* The log: one line a call, which nothing in it can break or forge. */
#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"

/* What the log writes during one call, read from a pipe in the place of standard error. */
static int capture_before, capture_pipe[2];

static void capture_start(void)
{
    assert_int_equal(pipe(capture_pipe), 0);
    capture_before = dup(STDERR_FILENO);
    dup2(capture_pipe[1], STDERR_FILENO);
}

static struct str capture_end(char *out, size_t size)
{
    dup2(capture_before, STDERR_FILENO);
    close(capture_before);
    close(capture_pipe[1]);
    ssize_t got = read(capture_pipe[0], out, size);
    close(capture_pipe[0]);
    return (struct str){out, got > 0 ? (size_t)got : 0};
}

static void a_line_has_a_priority_a_place_and_an_end(void **state)
{
    (void)state;
    char out[2048];
    capture_start();
    log_warning("store", "the disk is %d%% full", 93);
    assert_true(str_is(capture_end(out, sizeof out), "<4>store: the disk is 93% full\n"));
}

static void control_characters_cannot_start_another_line(void **state)
{
    (void)state;
    char out[2048];
    capture_start();
    log_info("door", "%s", "a\n<0>store: lies\x1b[2J\x7f\xc2\x9b\u00e9");
    assert_true(str_is(capture_end(out, sizeof out), "<6>door: a <0>store: lies [2J   \u00e9\n"));
}

static void a_long_line_is_cut_between_characters(void **state)
{
    (void)state;
    char out[4096], message[3001];
    for (size_t i = 0; i + 3 < sizeof message; i += 3)
        memcpy(message + i, "\u20ac", 4);
    capture_start();
    log_info("long", "%s", message);
    struct str line = capture_end(out, sizeof out);
    assert_true(line.len > 1000 && line.len <= 1024);
    assert_int_equal(line.ptr[line.len - 1], '\n');
    assert_true(str_is_utf8(line));
}

static void lines_below_the_level_are_left_out(void **state)
{
    (void)state;
    char out[2048];
    capture_start();
    log_debug("a", "hidden");
    log_set_level(LOG_LEVEL_DEBUG);
    log_debug("b", "shown");
    log_set_level(LOG_LEVEL_ERROR);
    log_info("c", "hidden");
    log_set_level(LOG_LEVEL_INFO);
    assert_true(str_is(capture_end(out, sizeof out), "<7>b: shown\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_a_priority_a_place_and_an_end),
        cmocka_unit_test(control_characters_cannot_start_another_line),
        cmocka_unit_test(a_long_line_is_cut_between_characters),
        cmocka_unit_test(lines_below_the_level_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
