/* Every allocation of SQLite fails in turn, once and for ever: no crash, nothing acknowledged
 * lost, nothing by halves, and work goes on once there is memory again.
 *
 * Each case lives in a process of its own. The normal run tries some hundreds of allocations,
 * spread evenly over those that open the store and over those that work with it; with
 * KITH_TRUST=1 every one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "lib/state.h"
#include "lib/workload.h"

enum { BATCHES = 4, CHECKPOINT_PAGES = 15, BAD_END = 3, SAMPLE = 300 };

/* Batches that are never reached; `calls` holds how many allocations there were by then. */
enum { OPENED = WORKLOAD_BATCHES - 2, DONE = WORKLOAD_BATCHES - 1 };

enum lasting { ONCE, TO_THE_END, UNTIL_HEALED, LASTINGS };

/* SQLite's allocator has no argument of its own, so its plan must be static. */
static sqlite3_mem_methods usual;
static atomic_long taken;
static atomic_long nth;
static atomic_bool is_lasting;

static bool fails(void)
{
    long count = ++taken;
    return count == nth || (is_lasting && count > nth);
}

static void *failing_take(int size)
{
    return fails() ? NULL : usual.xMalloc(size);
}

static void *failing_grow(void *old, int size)
{
    return fails() ? NULL : usual.xRealloc(old, size);
}

static const struct store_options options = {.checkpoint_pages = CHECKPOINT_PAGES};

/* Two attempts at each: where one call fails once, the second must find all well. */
static int prepare_and_batch(struct workload *workload, struct store *store, struct error *error)
{
    int err = workload_prepare(store, error);
    if (err) {
        err = workload_prepare(store, error);
    }
    if (err) {
        return err;
    }
    err = workload_batch(workload, store);
    return err ? workload_batch(workload, store) : OK;
}

static void recover(struct workload *workload, struct store *store, const char *dir)
{
    struct error error = {0};
    if (!store && store_open(&store, dir, state_keyring, &options, &error)) {
        store_open(&store, dir, state_keyring, &options, &error);
    }
    if (!store || prepare_and_batch(workload, store, &error)) {
        snprintf(workload->wrong, sizeof workload->wrong, "it does not recover: %.150s",
                 error.message);
    }
    store_close(store);
}

static _Noreturn void live(struct workload *workload, const char *dir, long first,
                           enum lasting lasting)
{
    taken = 0;
    is_lasting = lasting != ONCE;
    nth = first;
    struct store *store = NULL;
    int err = store_open(&store, dir, state_keyring, &options, NULL);
    workload->calls[OPENED] = (unsigned)taken;
    if (err == OK && workload_prepare(store, NULL) == OK) {
        for (int i = 0; i < BATCHES; i++) {
            workload_batch(workload, store);
        }
    }
    workload->calls[DONE] = (unsigned)taken;
    if (lasting == UNTIL_HEALED) {
        nth = 0;
        is_lasting = false;
    }
    if (lasting == TO_THE_END) {
        store_close(store);
    } else {
        recover(workload, store, dir);
    }
    _exit(workload->wrong[0] ? BAD_END : 0);
}

static void case_check(struct workload *workload, const char *dir, int status)
{
    if (status != 0 && !workload->wrong[0]) {
        snprintf(workload->wrong, sizeof workload->wrong, "it ended with status %x",
                 (unsigned)status);
    }
    struct error error = {0};
    struct store *store = NULL;
    if (store_open(&store, dir, state_keyring, NULL, &error)) {
        snprintf(workload->wrong, sizeof workload->wrong, "it does not open: %.150s",
                 error.message);
        return;
    }
    int last = workload->batches - 1;
    while (last >= 0 && !workload->acknowledged[last]) {
        last--;
    }
    workload_holds(workload, store, last);
    store_close(store);
}

static bool case_run(struct workload *workload, long first, enum lasting lasting)
{
    memset(workload, 0, sizeof *workload);
    char *dir = state_make();
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) {
            _exit(BAD_END);
        }
        live(workload, dir, first, lasting);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    case_check(workload, dir, status);
    state_remove(dir);
    if (workload->wrong[0]) {
        print_error("allocation %ld, lasting %d: %s\n", first, (int)lasting, workload->wrong);
    }
    return !workload->wrong[0];
}

/* How many of the allocations after `from`, to `to`, do harm when they fail. */
static int span_run(struct workload *workload, long from, long to, enum lasting lasting)
{
    const char *trust = getenv("KITH_TRUST");
    bool is_all = trust && strcmp(trust, "1") == 0;
    long stride = is_all ? 1 : (to - from) / SAMPLE + 1;
    int wrong = 0;
    for (long first = from + 1 + (long)lasting % stride; first <= to && wrong < 10; first += stride)
        wrong += !case_run(workload, first, lasting);
    return wrong;
}

static void no_failing_allocation_harms_what_was_acknowledged(void **state)
{
    struct workload *workload = *state;
    for (enum lasting lasting = ONCE; lasting < LASTINGS; lasting++) {
        assert_true(case_run(workload, LONG_MAX, lasting));
        assert_int_equal(workload->acknowledged[BATCHES - 1], true);
        long opened = (long)workload->calls[OPENED], done = (long)workload->calls[DONE];
        assert_true(opened > 500 && done - opened > 100);
        assert_int_equal(span_run(workload, 0, opened, lasting), 0);
        assert_int_equal(span_run(workload, opened, done, lasting), 0);
    }
}

int main(void)
{
    log_set_level(LOG_LEVEL_ERROR); /* SQLite tells of every -wal that it recovers */
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual);
    sqlite3_mem_methods failing = usual;
    failing.xMalloc = failing_take;
    failing.xRealloc = failing_grow;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(no_failing_allocation_harms_what_was_acknowledged,
                                  workload_shared()),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
