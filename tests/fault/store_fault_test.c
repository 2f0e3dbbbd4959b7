/* Every call of the store to the disk fails in turn, once and for ever, in every way.
 *
 * In the normal run that is every call on a state that is there, and some hundreds of those that
 * make one, spread evenly; with KITH_TRUST=1 all of these too. Each case lives in a process of its
 * own: it opens a store, runs batches under one plan of faults, and closes. Then the parent opens
 * the store without faults: it must be whole, hold all that was acknowledged, and nothing by
 * halves. The one ending that is allowed besides a clean one is the deliberate exit after a failed
 * flush. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "lib/state.h"
#include "lib/vfs.h"
#include "lib/workload.h"
#include "store/change.h"

enum {
    BATCHES = 12,
    CHECKPOINT_PAGES = 15, /* so that this little work runs into several checkpoints */
    SAMPLE = 60,           /* of the calls that make a state, of each kind */
    BAD_END = 3,           /* exit status of a case whose process found something wrong */
};

static const struct store_options options = {.vfs = "fault", .checkpoint_pages = CHECKPOINT_PAGES};

enum lasting {
    ONCE,
    TO_THE_END,   /* for ever: closing fails, too */
    UNTIL_HEALED, /* for ever, until the disk is well again while the store is open */
    LASTINGS
};

struct plan {
    enum vfs_fault fault;
    enum lasting lasting;
    bool is_made; /* the life begins with a state that is there */
};

struct bench {
    struct vfs *vfs;
    char *made; /* a state that is there */
    struct workload *workload;
    int64_t flush_ends; /* cases that ended with the exit after a failed flush */
};

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

static void recover(struct bench *bench, struct store *store, const char *dir)
{
    struct error error = {0};
    if (!store && store_open(&store, dir, state_keyring, &options, &error)) {
        memset(&error, 0, sizeof error);
        store_open(&store, dir, state_keyring, &options, &error);
    }
    if (!store || prepare_and_batch(bench->workload, store, &error)) {
        snprintf(bench->workload->wrong, sizeof bench->workload->wrong,
                 "it does not recover: %.150s", error.message);
    }
    store_close(store);
}

static _Noreturn void live(struct bench *bench, const char *dir, enum lasting lasting)
{
    struct error error = {0};
    struct store *store = NULL;
    if (store_open(&store, dir, state_keyring, &options, &error) == OK &&
        workload_prepare(store, &error) == OK) {
        bench->workload->is_opened = true;
        for (int i = 0; i < BATCHES; i++) {
            workload_batch(bench->workload, store);
        }
    }
    if (lasting == UNTIL_HEALED) {
        vfs_heal(bench->vfs);
    }
    if (lasting == TO_THE_END) {
        store_close(store);
    } else {
        recover(bench, store, dir);
    }
    _exit(bench->workload->wrong[0] ? BAD_END : 0);
}

static void case_check(struct bench *bench, const char *dir, enum vfs_fault fault, int status)
{
    struct workload *workload = bench->workload;
    bool is_clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    bool is_flush = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FLUSH_FAILED;
    if (workload->wrong[0]) {
        return;
    }
    /* While a store is being made, SQLite may hide a failed flush behind the error before it. */
    bool must_end = vfs_counts(bench->vfs).flush_failures > 0 && workload->is_opened;
    bool may_end = vfs_counts(bench->vfs).flush_failures > 0;
    if (!(is_flush && may_end) && !(is_clean && !must_end)) {
        snprintf(workload->wrong, sizeof workload->wrong, "it ended with status %x",
                 (unsigned)status);
        return;
    }
    if (fault == VFS_FULL && workload->failed_reads) {
        snprintf(workload->wrong, sizeof workload->wrong, "a full disk stopped a read");
        return;
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

/* Runs one case; false if something in it is wrong. */
static bool case_run(struct bench *bench, struct plan plan, int64_t nth)
{
    memset(bench->workload, 0, sizeof *bench->workload);
    char *dir = state_make();
    if (plan.is_made) {
        state_copy(bench->made, dir);
    }
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) {
            _exit(BAD_END);
        }
        vfs_fail(bench->vfs, plan.fault, nth, plan.lasting != ONCE);
        live(bench, dir, plan.lasting);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    case_check(bench, dir, plan.fault, status);
    state_remove(dir);
    if (bench->workload->wrong[0]) {
        print_error("fault %d at call %d, lasting %d, made %d: %s\n", (int)plan.fault, (int)nth,
                    (int)plan.lasting, plan.is_made, bench->workload->wrong);
        return false;
    }
    bench->flush_ends += WEXITSTATUS(status) == EXIT_FLUSH_FAILED;
    return true;
}

/* The calls that the fault can hit in a life in which it does not. Answers how many are wrong. */
static int plan_run(struct bench *bench, struct plan plan, int64_t least)
{
    const char *trust = getenv("KITH_TRUST");
    bool is_all = plan.is_made || (trust && strcmp(trust, "1") == 0);
    int wrong = 0;
    assert_true(case_run(bench, plan, INT64_MAX));
    int64_t calls = vfs_counts(bench->vfs).calls;
    int64_t stride = is_all ? 1 : calls / SAMPLE + 1;
    assert_true(calls >= least); /* the work does call the disk that often */
    for (int64_t nth = 1; nth <= calls && wrong < 10; nth += stride) {
        wrong += !case_run(bench, plan, nth);
    }
    return wrong;
}

static void every_call_fails(struct bench *bench, enum vfs_fault fault, int64_t least)
{
    bench->flush_ends = 0;
    int wrong = 0;
    for (enum lasting lasting = ONCE; lasting < LASTINGS; lasting++) {
        wrong += plan_run(bench, (struct plan){fault, lasting, .is_made = true}, least);
        wrong += plan_run(bench, (struct plan){fault, lasting, .is_made = false}, least);
    }
    assert_int_equal(wrong, 0);
}

static void no_io_error_harms_what_was_acknowledged(void **state)
{
    every_call_fails(*state, VFS_IO, 300);
}

static void no_full_disk_harms_what_was_acknowledged(void **state)
{
    every_call_fails(*state, VFS_FULL, 100);
}

static void no_short_read_or_write_harms_what_was_acknowledged(void **state)
{
    every_call_fails(*state, VFS_SHORT, 100);
}

static void a_failed_flush_ends_the_process_and_harms_nothing(void **state)
{
    struct bench *bench = *state;
    every_call_fails(bench, VFS_FLUSH, 20);
    assert_true(bench->flush_ends >= 3 * 20);
}

int main(void)
{
    log_set_level(LOG_LEVEL_ERROR); /* SQLite tells of every -wal that it recovers */
    struct bench bench = {
        .vfs = vfs_install("fault"), .made = state_make(), .workload = workload_shared()};
    store_close(state_open(bench.made, NULL));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(no_io_error_harms_what_was_acknowledged, &bench),
        cmocka_unit_test_prestate(no_full_disk_harms_what_was_acknowledged, &bench),
        cmocka_unit_test_prestate(no_short_read_or_write_harms_what_was_acknowledged, &bench),
        cmocka_unit_test_prestate(a_failed_flush_ends_the_process_and_harms_nothing, &bench),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    state_remove(bench.made);
    return failed;
}
