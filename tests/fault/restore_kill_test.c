/* A restore is killed at every system call: the old or the restored database is there, whole,
 * and the restore can be run again. Every third call; every one with KITH_TRUST=1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "lib/state.h"
#include "store/backup.h"
#include "store/change.h"
#include "store/query.h"

enum { STRIDE = 3 };

extern char **environ;

struct bench {
    char *dir;    /* holds all of it */
    char *killed; /* a state directory as a killed daemon leaves it: with a -wal */
    char *state;  /* a copy of it, for one case */
    char *backup; /* from before the -wal */
};

static void fact_add(struct store *store, const char *name)
{
    struct query query;
    assert_int_equal(change_begin(store, NULL), OK);
    query_open(&query, store_writer(store), "INSERT INTO store_fact VALUES (?1, 1)");
    query_text(&query, str_of(name));
    assert_int_equal(query_run(&query), OK);
    assert_int_equal(change_commit_now(store), OK);
}

static int bench_open(void **state)
{
    static struct bench bench;
    log_set_level(LOG_LEVEL_ERROR); /* SQLite tells of every -wal that it recovers */
    bench.dir = state_make();
    bench.killed = state_path(bench.dir, "killed");
    bench.state = state_path(bench.dir, "state");
    bench.backup = state_path(bench.dir, "backup.db");
    *state = &bench;
    struct store *store = state_open(bench.killed, NULL);
    int64_t bytes = 0;
    int err = backup_write(store, bench.backup, &bytes, NULL);
    store_close(store);
    pid_t child = fork();
    if (child == 0) {
        fact_add(state_open(bench.killed, NULL), "newer");
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return err ? err : status;
}

static int bench_close(void **state)
{
    struct bench *bench = *state;
    free(bench->killed);
    free(bench->state);
    free(bench->backup);
    state_remove(bench->dir);
    return 0;
}

/* Restores in a process that is killed at the start of its n-th system call. Answers whether
 * it was; false if it came to its end before. */
static bool restore_killed(struct bench *bench, int nth)
{
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        _exit(backup_restore(bench->state, bench->backup, NULL) == OK ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    for (int stops = 0; stops < 2 * nth - 1; stops++) { /* one on the way in, one out */
        assert_int_equal(ptrace(PTRACE_SYSCALL, child, NULL, NULL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (WIFEXITED(status)) {
            assert_int_equal(WEXITSTATUS(status), 0);
            return false;
        }
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return true;
}

/* The old database (with what was newer than the backup) or the restored one. */
static bool is_whole(struct bench *bench, bool *ret_restored)
{
    struct store *store = state_open(bench->state, NULL);
    struct database *reader = store_reader(store);
    int64_t epoch = 0, newer = -1;
    int err = store_check(reader, NULL);
    err =
        err ? err
            : query_number(reader, "SELECT value FROM store_fact WHERE name = 'epoch'", 0, &epoch);
    err = err ? err
              : query_number(reader, "SELECT count(*) FROM store_fact WHERE name = 'newer'", 0,
                             &newer);
    store_close(store);
    *ret_restored = epoch == 2;
    return !err && ((epoch == 1 && newer == 1) || (epoch == 2 && newer == 0));
}

static void a_restore_killed_at_any_moment_leaves_the_old_or_the_new(void **state)
{
    struct bench *bench = *state;
    const char *trust = getenv("KITH_TRUST");
    int stride = trust && strcmp(trust, "1") == 0 ? 1 : STRIDE;
    int old = 0, restored = 0;
    for (int nth = 1;; nth += stride) {
        state_copy(bench->killed, bench->state);
        bool killed = restore_killed(bench, nth);
        bool is_restored = false;
        if (!is_whole(bench, &is_restored)) {
            fail_msg("killed at system call %d, the database is neither old nor restored", nth);
        }
        old += !is_restored;
        restored += is_restored;
        assert_int_equal(backup_restore(bench->state, bench->backup, NULL), OK);
        assert_true(is_whole(bench, &is_restored) && is_restored);
        if (!killed) {
            break;
        }
    }
    assert_true(old > 50);
    assert_true(restored > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restore_killed_at_any_moment_leaves_the_old_or_the_new),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
