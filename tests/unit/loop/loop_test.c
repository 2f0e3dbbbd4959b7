/* The loop: turns, timers, other threads, signals, watches, and rest. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "loop/inside.h"

enum { GUARD_S = 60, THREADS = 4, POSTS = 1000 };

struct fixture {
    struct loop *loop;
    pthread_t thread; /* the loop's */
    struct timer *timers[4];
    char order[32];
    size_t count, turns, last[THREADS];
    int ends[2]; /* of a pipe */
    struct watch *watch;
};

static int set_up(void **state)
{
    struct fixture *fixture = memory_take(sizeof *fixture);
    alarm(GUARD_S); /* a test that waits for ever is a failed one */
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
    assert_int_equal(pipe(fixture->ends), 0);
    fixture->thread = pthread_self();
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    loop_close(fixture->loop);
    close(fixture->ends[0]);
    close(fixture->ends[1]);
    free(fixture);
    alarm(0);
    return 0;
}

static void note(struct fixture *fixture, char what)
{
    fixture->order[fixture->count++] = what;
}

static void count_turn(void *self)
{
    ((struct fixture *)self)->turns++;
}

static void stop(void *mine)
{
    struct fixture *fixture = mine;
    loop_stop(fixture->loop);
}

/* ---- timers ---- */

static void note_a(void *mine)
{
    note(mine, 'a');
}

static void note_b(void *mine)
{
    note(mine, 'b');
}

static void note_c_and_stop(void *mine)
{
    note(mine, 'c');
    stop(mine);
}

static void timers_run_in_the_order_of_their_times(void **state)
{
    struct fixture *fixture = *state;
    struct timer *third = timer_open(fixture->loop, note_c_and_stop, fixture);
    struct timer *first = timer_open(fixture->loop, note_a, fixture);
    struct timer *second = timer_open(fixture->loop, note_b, fixture);
    struct timer *cleared = timer_open(fixture->loop, note_a, fixture);
    timer_set(third, 9, 0);
    timer_set(first, 1, 0);
    timer_set(second, 5, 0);
    timer_set(cleared, 3, 0);
    timer_clear(cleared);
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(fixture->order, "abc");
}

static void a_timer_set_again_forgets_its_earlier_time(void **state)
{
    struct fixture *fixture = *state;
    struct timer *moved = timer_open(fixture->loop, note_a, fixture);
    struct timer *last = timer_open(fixture->loop, note_c_and_stop, fixture);
    timer_set(moved, 1, 0);
    timer_set(moved, 1000000, 0);
    timer_set(last, 5, 0);
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(fixture->order, "c");
}

static void close_itself_at_the_third(void *mine)
{
    struct fixture *fixture = mine;
    note(fixture, 'r');
    if (fixture->count == 3) {
        timer_close(fixture->timers[0]);
        stop(fixture);
    }
}

static void a_repeating_timer_may_close_itself(void **state)
{
    struct fixture *fixture = *state;
    fixture->timers[0] = timer_open(fixture->loop, close_itself_at_the_third, fixture);
    timer_set(fixture->timers[0], 0, 1);
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(fixture->order, "rrr");
}

/* ---- turns ---- */

static void posted_once(void *mine)
{
    note(mine, 'p');
}

static void one_turn_ends_all_that_happened_in_it(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 5; i++)
        loop_post(fixture->loop, posted_once, fixture);
    loop_post(fixture->loop, stop, fixture);
    loop_run(fixture->loop, count_turn, fixture);
    assert_string_equal(fixture->order, "ppppp");
    /* The first ends before the loop waits for the first time; the second has all posts. */
    assert_int_equal(fixture->turns, 2);
}

static void stop_at_the_second_turn(void *self)
{
    struct fixture *fixture = self;
    if (++fixture->turns == 1)
        loop_wake(fixture->loop);
    else
        loop_stop(fixture->loop);
}

static void a_wake_asked_for_in_a_turn_brings_another(void **state)
{
    struct fixture *fixture = *state;
    loop_run(fixture->loop, stop_at_the_second_turn, fixture);
    assert_int_equal(fixture->turns, 2);
}

static void nothing(void *mine)
{
    (void)mine;
}

static void a_loop_with_nothing_to_do_waits_for_ever(void **state)
{
    struct fixture *fixture = *state;
    struct timer *timer = timer_open(fixture->loop, nothing, NULL);
    loop_on_stop_signal(fixture->loop, nothing, NULL);
    loop_post(fixture->loop, stop, fixture);
    timer_set(timer, 0, 1);
    loop_run(fixture->loop, count_turn, fixture);
    assert_int_not_equal(uv_backend_timeout(&fixture->loop->uv), -1);
    timer_clear(timer);
    assert_int_equal(uv_backend_timeout(&fixture->loop->uv), -1);
}

/* ---- other threads ---- */

struct poster {
    struct fixture *fixture;
    size_t number, posted;
};

struct post {
    struct poster *poster;
    size_t sequence;
};

static void on_post(void *mine)
{
    struct post *post = mine;
    struct fixture *fixture = post->poster->fixture;
    assert_true(pthread_equal(pthread_self(), fixture->thread));
    assert_int_equal(post->sequence, ++fixture->last[post->poster->number]);
    free(post);
    if (++fixture->count == THREADS * POSTS)
        loop_stop(fixture->loop);
}

static void *post_many(void *mine)
{
    struct poster *poster = mine;
    while (poster->posted < POSTS) {
        struct post *post = memory_take(sizeof *post);
        *post = (struct post){poster, ++poster->posted};
        loop_post(poster->fixture->loop, on_post, post);
    }
    return NULL;
}

static void posts_of_many_threads_all_arrive_each_threads_in_order(void **state)
{
    struct fixture *fixture = *state;
    struct poster posters[THREADS];
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        posters[i] = (struct poster){fixture, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, post_many, &posters[i]), 0);
    }
    loop_run(fixture->loop, NULL, NULL);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(fixture->count, THREADS * POSTS);
}

static void work_elsewhere(void *mine)
{
    struct fixture *fixture = mine;
    if (!pthread_equal(pthread_self(), fixture->thread))
        note(fixture, 'w');
}

static void work_is_done(void *mine)
{
    struct fixture *fixture = mine;
    if (pthread_equal(pthread_self(), fixture->thread))
        note(fixture, 'd');
    loop_stop(fixture->loop);
}

static void work_runs_elsewhere_and_ends_on_the_loops_thread(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(loop_work(fixture->loop, work_elsewhere, work_is_done, fixture), OK);
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(fixture->order, "wd");
}

static void a_loop_that_closes_waits_for_work_under_way(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(loop_work(fixture->loop, work_elsewhere, work_is_done, fixture), OK);
    loop_close(fixture->loop);
    assert_string_equal(fixture->order, "wd");
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
}

/* ---- signals and descriptors ---- */

static void a_stop_signal_is_told(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(loop_on_stop_signal(fixture->loop, note_c_and_stop, fixture), OK);
    kill(getpid(), SIGTERM);
    loop_run(fixture->loop, NULL, NULL);
    kill(getpid(), SIGINT);
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(fixture->order, "cc");
}

static void writing_to_nobody_does_not_end_the_process(void **state)
{
    struct fixture *fixture = *state;
    close(fixture->ends[0]);
    assert_int_equal(write(fixture->ends[1], "x", 1), -1);
    fixture->ends[0] = dup(fixture->ends[1]);
}

static void on_readable(void *mine, int descriptor, int what)
{
    struct fixture *fixture = mine;
    char byte;
    assert_int_equal(descriptor, fixture->ends[0]);
    assert_int_equal(what, WATCH_READ);
    assert_int_equal(read(descriptor, &byte, 1), 1);
    note(fixture, byte);
    if (byte == 'z') {
        watch_close(fixture->watch);
        loop_stop(fixture->loop);
    }
}

static void a_watch_tells_what_can_be_read(void **state)
{
    struct fixture *fixture = *state;
    fixture->watch = watch_open(fixture->loop, fixture->ends[0], NULL);
    assert_non_null(fixture->watch);
    watch_set(fixture->watch, WATCH_READ, on_readable, fixture);
    assert_int_equal(write(fixture->ends[1], "xyz", 3), 3);
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(fixture->order, "xyz");
}

static void a_watch_that_waits_for_nothing_tells_nothing(void **state)
{
    struct fixture *fixture = *state;
    fixture->watch = watch_open(fixture->loop, fixture->ends[0], NULL);
    watch_set(fixture->watch, WATCH_READ, on_readable, fixture);
    watch_set(fixture->watch, 0, on_readable, fixture);
    assert_int_equal(write(fixture->ends[1], "x", 1), 1);
    struct timer *timer = timer_open(fixture->loop, note_c_and_stop, fixture);
    timer_set(timer, 5, 0);
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(fixture->order, "c");
}

static void a_file_cannot_be_watched_and_the_error_says_so(void **state)
{
    struct fixture *fixture = *state;
    struct error error = {0};
    FILE *file = tmpfile();
    assert_null(watch_open(fixture->loop, fileno(file), &error));
    assert_int_equal(error.code, ERROR_WRONG);
    assert_non_null(strstr(error.message, "cannot be watched"));
    fclose(file);
}

#define loop_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        loop_test(timers_run_in_the_order_of_their_times),
        loop_test(a_timer_set_again_forgets_its_earlier_time),
        loop_test(a_repeating_timer_may_close_itself),
        loop_test(one_turn_ends_all_that_happened_in_it),
        loop_test(a_wake_asked_for_in_a_turn_brings_another),
        loop_test(a_loop_with_nothing_to_do_waits_for_ever),
        loop_test(posts_of_many_threads_all_arrive_each_threads_in_order),
        loop_test(work_runs_elsewhere_and_ends_on_the_loops_thread),
        loop_test(a_loop_that_closes_waits_for_work_under_way),
        loop_test(a_stop_signal_is_told),
        loop_test(writing_to_nobody_does_not_end_the_process),
        loop_test(a_watch_tells_what_can_be_read),
        loop_test(a_watch_that_waits_for_nothing_tells_nothing),
        loop_test(a_file_cannot_be_watched_and_the_error_says_so),
    };
    return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
