/* The power fails at any moment: whatever of the unflushed is lost, all that was acknowledged
 * is there. 200 images; 5,000 with KITH_TRUST=1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "lib/crash.h"
#include "lib/state.h"
#include "lib/workload.h"

enum { BATCHES = 60, CHECKPOINT_PAGES = 40 };

struct bench {
    struct vfs *vfs;
    struct workload workload;
    char *dir;
};

static int bench_record(void **state)
{
    static struct bench bench;
    log_set_level(LOG_LEVEL_ERROR); /* SQLite tells of every -wal that it recovers */
    bench.vfs = vfs_install("record");
    bench.dir = state_make();
    vfs_record(bench.vfs);
    struct store_options options = {.vfs = "record", .checkpoint_pages = CHECKPOINT_PAGES};
    struct store *store = state_open(bench.dir, &options);
    int err = workload_prepare(store, NULL);
    vfs_mark(bench.vfs, 1); /* the tables are acknowledged; batch i is mark i + 2 */
    for (int i = 0; i < BATCHES && !err; i++) {
        err = workload_batch(&bench.workload, store);
        vfs_mark(bench.vfs, i + 2);
    }
    store_close(store);
    *state = &bench;
    return err;
}

static int bench_forget(void **state)
{
    struct bench *bench = *state;
    vfs_forget(bench->vfs);
    state_remove(bench->dir);
    return 0;
}

/* Opens the image and compares it with what was acknowledged at its moment. */
static bool image_holds(struct bench *bench, const struct crash *crash, enum crash_loss loss,
                        uint64_t seed)
{
    char *dir = state_make();
    crash_write(crash, dir, loss, seed);
    struct store *store = NULL;
    struct error error = {0};
    struct workload workload = bench->workload;
    int last = (int)crash_mark(crash) - 2;
    if (store_open(&store, dir, state_keyring, NULL, &error)) {
        snprintf(workload.wrong, sizeof workload.wrong, "it does not open: %.150s", error.message);
    } else {
        int64_t known = crash_mark(crash) ? 0 : -1;
        workload_holds(&workload, store, known < 0 ? -1 : last < -1 ? -1 : last);
    }
    store_close(store);
    state_remove(dir);
    if (workload.wrong[0]) {
        print_error("loss %d, seed %llu, after mark %d: %s\n", (int)loss, (unsigned long long)seed,
                    (int)crash_mark(crash), workload.wrong);
    }
    return !workload.wrong[0];
}

static void every_image_opens_whole_with_all_that_was_acknowledged(void **state)
{
    struct bench *bench = *state;
    const char *trust = getenv("KITH_TRUST");
    int images = trust && strcmp(trust, "1") == 0 ? 5000 : 200;
    size_t count = 0;
    vfs_records(bench->vfs, &count);
    assert_true(count > 1000);
    struct crash *crash = crash_new(bench->vfs);
    int wrong = 0;
    for (int i = 0; i < images && wrong < 10; i++) {
        crash_advance(crash, count * (size_t)i / (size_t)images);
        wrong += !image_holds(bench, crash, (enum crash_loss)(i % CRASH_LOSSES), (uint64_t)i);
    }
    crash_free(crash);
    assert_int_equal(wrong, 0);
}

/* The acknowledgement follows its flush: at that moment nothing depends on the page cache. */
static void no_acknowledgement_comes_before_its_flush(void **state)
{
    struct bench *bench = *state;
    size_t count = 0;
    const struct vfs_record *records = vfs_records(bench->vfs, &count);
    struct crash *crash = crash_new(bench->vfs);
    int marks = 0, wrong = 0;
    for (size_t i = 0; i < count; i++) {
        if (records[i].kind == VFS_MARKED) {
            crash_advance(crash, i + 1);
            wrong += !image_holds(bench, crash, CRASH_DROP, 1);
            marks++;
        }
    }
    crash_free(crash);
    assert_int_equal(marks, BATCHES + 1);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_image_opens_whole_with_all_that_was_acknowledged),
        cmocka_unit_test(no_acknowledgement_comes_before_its_flush),
    };
    return cmocka_run_group_tests(tests, bench_record, bench_forget);
}
