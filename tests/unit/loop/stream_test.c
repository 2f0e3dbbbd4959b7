/* Streams over a socket pair: the test holds the other end. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "loop/stream.h"

enum { GUARD_S = 60, BIG = 64 << 10 };

struct fixture {
    struct loop *loop;
    struct stream *stream;
    int other;         /* the test's end */
    struct text lines; /* what came, each ended by '|' */
    size_t line_count;
    struct text answers; /* what the other end has read */
    size_t wanted;       /* what `done` waits for */
    bool gone, ended;
    char why[80];
    int files[STREAM_FILES];
    size_t file_count, turns;
    void (*on_line)(struct fixture *, struct str line);
    bool (*done)(struct fixture *);
};

static void on_line(void *mine, struct stream *stream, struct str line)
{
    struct fixture *fixture = mine;
    assert_ptr_equal(stream, fixture->stream);
    fixture->line_count++;
    text_add(&fixture->lines, line.len > 100 ? STR("(long)") : line);
    text_add_char(&fixture->lines, '|');
    if (fixture->on_line)
        fixture->on_line(fixture, line);
}

static void on_gone(void *mine, struct stream *stream, const char *why)
{
    struct fixture *fixture = mine;
    fixture->gone = true;
    fixture->stream = NULL;
    if (why) {
        strncpy(fixture->why, why, sizeof fixture->why - 1);
        text_add(stream_out(stream), STR("last words\n"));
    }
}

static void on_ended(void *mine, struct stream *stream)
{
    struct fixture *fixture = mine;
    (void)stream;
    fixture->ended = true;
}

static int open_both_ends(void **state, void (*ended)(void *mine, struct stream *stream))
{
    struct fixture *fixture = memory_take(sizeof *fixture);
    const struct stream_events events = {
        .line = on_line, .gone = on_gone, .ended = ended, .mine = fixture};
    int pair[2];
    alarm(GUARD_S); /* a test that waits for ever is a failed one */
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
    fixture->stream = stream_open(fixture->loop, pair[0], &events);
    assert_non_null(fixture->stream);
    fixture->other = pair[1];
    *state = fixture;
    return 0;
}

static int set_up(void **state)
{
    return open_both_ends(state, NULL);
}

/* A stream whose owner wants to hear of a half-closed connection. */
static int set_up_with_ended(void **state)
{
    return open_both_ends(state, on_ended);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->stream)
        stream_close(fixture->stream);
    loop_close(fixture->loop);
    if (fixture->other >= 0)
        close(fixture->other);
    for (size_t i = 0; i < fixture->file_count; i++)
        close(fixture->files[i]);
    text_done(&fixture->lines);
    text_done(&fixture->answers);
    free(fixture);
    alarm(0);
    return 0;
}

/* Turns the loop, without waiting, until `done` says so. */
static void on_turn(void *self)
{
    struct fixture *fixture = self;
    fixture->turns++;
    if (fixture->done(fixture))
        loop_stop(fixture->loop);
    else
        loop_wake(fixture->loop);
}

static void run_until(struct fixture *fixture, bool (*done)(struct fixture *))
{
    fixture->done = done;
    loop_wake(fixture->loop); /* for a first turn, even if nothing happens */
    loop_run(fixture->loop, on_turn, fixture);
}

static void say(struct fixture *fixture, const char *text)
{
    size_t length = strlen(text);
    assert_int_equal(send(fixture->other, text, length, MSG_NOSIGNAL), (ssize_t)length);
}

/* As many questions, in one piece. */
static void ask(struct fixture *fixture, size_t count)
{
    struct text questions = {0};
    for (size_t i = 0; i < count; i++)
        text_add(&questions, STR("?\n"));
    say(fixture, questions.ptr);
    text_done(&questions);
}

/* Reads at the other end what is there. */
static void hear(struct fixture *fixture)
{
    char piece[BIG];
    ssize_t got;
    while ((got = recv(fixture->other, piece, sizeof piece, MSG_DONTWAIT)) > 0)
        text_add(&fixture->answers, (struct str){piece, (size_t)got});
}

static bool came_all(struct fixture *fixture)
{
    return fixture->line_count >= fixture->wanted;
}

static bool is_gone(struct fixture *fixture)
{
    return fixture->gone;
}

static bool heard_all(struct fixture *fixture)
{
    hear(fixture);
    return fixture->answers.len >= fixture->wanted;
}

static bool turned(struct fixture *fixture)
{
    return fixture->turns >= fixture->wanted;
}

static void turn_a_while(struct fixture *fixture)
{
    fixture->turns = 0;
    fixture->wanted = 20;
    run_until(fixture, turned);
}

/* ---- lines ---- */

static void a_line_in_pieces_comes_whole(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "first ha");
    turn_a_while(fixture);
    assert_int_equal(fixture->line_count, 0);
    say(fixture, "lf\nsecond\n\nthi");
    fixture->wanted = 3;
    run_until(fixture, came_all);
    assert_string_equal(fixture->lines.ptr, "first half|second||");
}

static void the_longest_line_passes(void **state)
{
    struct fixture *fixture = *state;
    struct text line = {0};
    for (size_t i = 0; i < STREAM_LINE_LIMIT; i++)
        text_add_char(&line, 'a');
    text_add_char(&line, '\n');
    fcntl(fixture->other, F_SETFL, O_NONBLOCK);
    for (size_t sent = 0; sent < line.len;) {
        ssize_t now = send(fixture->other, line.ptr + sent, line.len - sent, MSG_NOSIGNAL);
        if (now > 0)
            sent += (size_t)now;
        turn_a_while(fixture);
    }
    fixture->wanted = 1;
    run_until(fixture, came_all);
    assert_string_equal(fixture->lines.ptr, "(long)|");
    assert_false(fixture->gone);
    text_done(&line);
}

static void a_line_too_long_cuts_the_stream_off_with_a_last_word(void **state)
{
    struct fixture *fixture = *state;
    char piece[BIG];
    memset(piece, 'a', sizeof piece);
    fcntl(fixture->other, F_SETFL, O_NONBLOCK);
    for (size_t sent = 0; sent <= STREAM_LINE_LIMIT && !fixture->gone;) {
        ssize_t now = send(fixture->other, piece, sizeof piece, MSG_NOSIGNAL);
        if (now > 0)
            sent += (size_t)now;
        turn_a_while(fixture);
    }
    run_until(fixture, is_gone);
    assert_string_equal(fixture->why, "a line was longer than 1 MiB");
    assert_int_equal(fixture->line_count, 0);
    hear(fixture);
    assert_string_equal(fixture->answers.ptr, "last words\n");
}

static void close_at_first_line(struct fixture *fixture, struct str line)
{
    (void)line;
    text_add(stream_out(fixture->stream), STR("bye\n"));
    stream_close(fixture->stream);
    fixture->stream = NULL;
}

static void a_stream_closed_by_its_own_line_hands_over_no_more(void **state)
{
    struct fixture *fixture = *state;
    fixture->on_line = close_at_first_line;
    say(fixture, "one\ntwo\nthree\n");
    turn_a_while(fixture);
    hear(fixture);
    assert_int_equal(fixture->line_count, 1);
    assert_false(fixture->gone);
    assert_string_equal(fixture->answers.ptr, "bye\n");
}

/* ---- output ---- */

static void answer_twice(struct fixture *fixture, struct str line)
{
    text_add(stream_out(fixture->stream), line);
    text_add(stream_out(fixture->stream), STR("!\n"));
}

static void answers_of_one_turn_leave_in_one_piece(void **state)
{
    struct fixture *fixture = *state;
    char piece[64];
    fixture->on_line = answer_twice;
    say(fixture, "one\ntwo\n");
    fixture->wanted = 2;
    run_until(fixture, came_all);
    /* A packet boundary would show as a short read on a stream of records; on a stream of bytes
     * it is enough that all is there once the turn is over. */
    ssize_t got = recv(fixture->other, piece, sizeof piece, MSG_DONTWAIT);
    assert_int_equal(got, 10);
    assert_memory_equal(piece, "one!\ntwo!\n", 10);
}

static void say_later(void *mine)
{
    struct fixture *fixture = mine;
    text_add(stream_out(fixture->stream), STR("tick\n"));
}

static void stop(void *mine)
{
    loop_stop(mine);
}

/* Nothing else happens between the two timers, so only the end of the turn can have written. */
static void what_a_timer_says_is_written_before_the_loop_waits(void **state)
{
    struct fixture *fixture = *state;
    struct timer *says = timer_open(fixture->loop, say_later, fixture);
    struct timer *stops = timer_open(fixture->loop, stop, fixture->loop);
    char piece[16];
    timer_set(says, 1, 0);
    timer_set(stops, 30, 0);
    fixture->done = NULL;
    loop_run(fixture->loop, NULL, NULL);
    assert_int_equal(recv(fixture->other, piece, sizeof piece, MSG_DONTWAIT), 5);
    timer_close(says);
    timer_close(stops);
}

static void answer_big(struct fixture *fixture, struct str line)
{
    char piece[BIG];
    (void)line;
    memset(piece, 'x', sizeof piece);
    text_add(stream_out(fixture->stream), (struct str){piece, sizeof piece});
}

/* 1,000 questions whose answers are 64 KiB each: were all of them taken while nothing is read, 64
 * MiB would wait. */
static void a_reader_too_slow_stops_the_lines_and_loses_none(void **state)
{
    struct fixture *fixture = *state;
    fixture->on_line = answer_big;
    ask(fixture, 1000);
    turn_a_while(fixture);
    turn_a_while(fixture);
    assert_in_range(fixture->line_count, 64, 80);
    assert_in_range(stream_out(fixture->stream)->len, 4 << 20, 6 << 20);
    fixture->wanted = (size_t)1000 * BIG;
    run_until(fixture, heard_all);
    assert_int_equal(fixture->line_count, 1000);
    assert_int_equal(fixture->answers.len, (size_t)1000 * BIG);
    assert_false(fixture->gone);
}

static void hold_at_second_line(struct fixture *fixture, struct str line)
{
    (void)line;
    if (fixture->line_count == 2)
        stream_hold(fixture->stream);
}

static void a_held_stream_goes_on_where_it_stopped(void **state)
{
    struct fixture *fixture = *state;
    fixture->on_line = hold_at_second_line;
    say(fixture, "1\n2\n3\n4\n5");
    turn_a_while(fixture);
    assert_string_equal(fixture->lines.ptr, "1|2|");
    say(fixture, "5\n");
    turn_a_while(fixture);
    assert_string_equal(fixture->lines.ptr, "1|2|");
    stream_resume(fixture->stream);
    assert_string_equal(fixture->lines.ptr, "1|2|"); /* not from within the call */
    fixture->wanted = 5;
    run_until(fixture, came_all);
    assert_string_equal(fixture->lines.ptr, "1|2|3|4|55|");
}

static void a_closed_stream_writes_what_waits_first(void **state)
{
    struct fixture *fixture = *state;
    fixture->on_line = answer_big;
    ask(fixture, 50);
    fixture->wanted = 50;
    run_until(fixture, came_all);
    stream_close(fixture->stream);
    fixture->stream = NULL;
    fixture->wanted = (size_t)50 * BIG;
    run_until(fixture, heard_all);
    char rest;
    turn_a_while(fixture);
    assert_int_equal(recv(fixture->other, &rest, 1, MSG_DONTWAIT), 0);
}

/* ---- the end ---- */

static void the_other_side_leaving_is_an_ordinary_end(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "one\nhalf");
    close(fixture->other);
    fixture->other = -1;
    run_until(fixture, is_gone);
    assert_string_equal(fixture->lines.ptr, "one|");
    assert_string_equal(fixture->why, "");
}

static bool has_ended(struct fixture *fixture)
{
    return fixture->ended;
}

static void who_sends_no_more_can_still_be_answered(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "one\n");
    shutdown(fixture->other, SHUT_WR);
    run_until(fixture, has_ended);
    turn_a_while(fixture);
    assert_false(fixture->gone);
    text_add(stream_out(fixture->stream), STR("late\n"));
    fixture->wanted = 5;
    run_until(fixture, heard_all);
    assert_string_equal(fixture->answers.ptr, "late\n");
}

static void who_has_left_altogether_is_gone_at_once(void **state)
{
    struct fixture *fixture = *state;
    close(fixture->other);
    fixture->other = -1;
    run_until(fixture, is_gone);
    assert_false(fixture->ended);
}

static void a_loop_that_closes_takes_its_streams_along(void **state)
{
    struct fixture *fixture = *state;
    char byte;
    text_add(stream_out(fixture->stream), STR("z"));
    loop_close(fixture->loop);
    assert_int_equal(recv(fixture->other, &byte, 1, MSG_DONTWAIT), 1);
    assert_int_equal(recv(fixture->other, &byte, 1, MSG_DONTWAIT), 0);
    fixture->stream = NULL;
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
}

/* ---- descriptors ---- */

static void pass(struct fixture *fixture, const char *line, const int *files, size_t count)
{
    union {
        char bytes[CMSG_SPACE(16 * sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct iovec from = {.iov_base = (void *)(uintptr_t)line, .iov_len = strlen(line)};
    struct msghdr message = {.msg_iov = &from,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = CMSG_SPACE(count * sizeof(int))};
    memset(&control, 0, sizeof control);
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(part), files, count * sizeof(int));
    assert_int_equal(sendmsg(fixture->other, &message, MSG_NOSIGNAL), (ssize_t)strlen(line));
}

/* Takes one file for each letter f in a line. */
static void take_as_many_as_told(struct fixture *fixture, struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != 'f')
            continue;
        int *place = &fixture->files[fixture->file_count];
        fixture->file_count += stream_take_files(fixture->stream, place, 1);
    }
}

static void files_come_in_order_with_the_lines_that_tell_of_them(void **state)
{
    struct fixture *fixture = *state;
    int pipes[3][2];
    char byte;
    for (int i = 0; i < 3; i++)
        assert_int_equal(pipe(pipes[i]), 0);
    fixture->on_line = take_as_many_as_told;
    say(fixture, "none\n");
    pass(fixture, "ff\n", (int[]){pipes[0][1], pipes[1][1]}, 2);
    say(fixture, "none\n");
    pass(fixture, "f\n", &pipes[2][1], 1);
    fixture->wanted = 4;
    run_until(fixture, came_all);
    assert_int_equal(fixture->file_count, 3);
    for (int i = 0; i < 3; i++) {
        assert_true(fcntl(fixture->files[i], F_GETFD) & FD_CLOEXEC);
        assert_int_equal(write(fixture->files[i], "x", 1), 1);
        assert_int_equal(read(pipes[i][0], &byte, 1), 1);
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
}

static void files_nobody_takes_are_closed_with_the_stream(void **state)
{
    struct fixture *fixture = *state;
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    pass(fixture, "f\n", &ends[1], 1);
    close(ends[1]);
    fixture->wanted = 1;
    run_until(fixture, came_all);
    stream_close(fixture->stream);
    fixture->stream = NULL;
    assert_int_equal(read(ends[0], &byte, 1), 0); /* the last writing end is gone */
    close(ends[0]);
}

static void more_files_than_may_wait_cut_the_stream_off(void **state)
{
    struct fixture *fixture = *state;
    int ends[2];
    int nine[9];
    char byte;
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < 9; i++)
        nine[i] = ends[1];
    pass(fixture, "one\n", nine, 9);
    close(ends[1]);
    run_until(fixture, is_gone);
    assert_string_equal(fixture->why, "more than 8 files were passed before they were used");
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

static void the_kernel_tells_who_the_peer_is(void **state)
{
    struct fixture *fixture = *state;
    struct stream_peer peer = stream_peer(fixture->other);
    assert_int_equal(peer.process, getpid());
    assert_int_equal(peer.user, geteuid());
    assert_int_equal(peer.group, getegid());
}

#define stream_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        stream_test(a_line_in_pieces_comes_whole),
        stream_test(the_longest_line_passes),
        stream_test(a_line_too_long_cuts_the_stream_off_with_a_last_word),
        stream_test(a_stream_closed_by_its_own_line_hands_over_no_more),
        stream_test(answers_of_one_turn_leave_in_one_piece),
        stream_test(what_a_timer_says_is_written_before_the_loop_waits),
        stream_test(a_reader_too_slow_stops_the_lines_and_loses_none),
        stream_test(a_held_stream_goes_on_where_it_stopped),
        stream_test(a_closed_stream_writes_what_waits_first),
        stream_test(the_other_side_leaving_is_an_ordinary_end),
        cmocka_unit_test_setup_teardown(who_sends_no_more_can_still_be_answered, set_up_with_ended,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_has_left_altogether_is_gone_at_once, set_up_with_ended,
                                        tear_down),
        stream_test(a_loop_that_closes_takes_its_streams_along),
        stream_test(files_come_in_order_with_the_lines_that_tell_of_them),
        stream_test(files_nobody_takes_are_closed_with_the_stream),
        stream_test(more_files_than_may_wait_cut_the_stream_off),
        stream_test(the_kernel_tells_who_the_peer_is),
    };
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
