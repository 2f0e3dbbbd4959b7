/* kithd: makes the process safe, then does what the command line asks. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/secret.h"
#include "config.h"
#include "daemon.h"
#include "store/backup.h"
#include "store/erased.h"

/* Keys and personal data stay out of core files, other users' reach and a debugger's. */
static void harden(void)
{
    const struct rlimit none = {0, 0};
    umask(077);
    setrlimit(RLIMIT_CORE, &none);
#ifndef KITH_CHECK
    prctl(PR_SET_DUMPABLE, 0);
#endif
    mallopt(M_ARENA_MAX, 2); /* one for the loop, one for all other threads: memory stays small */
}

static int print(void (*fill)(struct text *out))
{
    struct text out = {0};
    fill(&out);
    fputs(out.ptr, stdout);
    text_done(&out);
    return fflush(stdout) ? ERROR_DISK : OK;
}

static void print_version(struct text *out)
{
    text_print(out, "kithd %s\n", KITH_VERSION);
}

static int make_state(const char *path, struct error *error)
{
    if (mkdir(path, 0700) && errno != EEXIST)
        return error_set(error, ERROR_WRONG, "state",
                         "The directory %s could not be made: %s. Make the directory above it, or "
                         "give another one.",
                         path, strerror(errno));
    return OK;
}

static int restore(const struct options *options, struct error *error)
{
    int err = backup_restore(options->state, options->backup, error);
    if (!err)
        printf("%s is now the database of %s. The one before, if there was one, is kept as "
               "kith.db.before-restore.\n",
               options->backup, options->state);
    if (!err)
        puts(erased_is_there(options->state)
                 ? "At its start kithd erases again whom the ledger `erased` names."
                 : "There is no ledger `erased` beside it. Put its newest copy there before you "
                   "start kithd, or whoever was erased since this backup comes back.");
    return err;
}

static int do_task(const struct options *options, struct error *error)
{
    if (options->task == TASK_HELP)
        return print(options_print_help);
    if (options->task == TASK_VERSION)
        return print(print_version);
    if (options->task == TASK_PRINT_CONFIG)
        return print(config_print_template);
    int err = make_state(options->state, error);
    if (err)
        return err;
    return options->task == TASK_RESTORE ? restore(options, error) : daemon_run(options, error);
}

int main(int count, char **words)
{
    struct options options;
    struct error error = {0};
    harden();
    secret_start();
    int err = options_parse(count, words, &options, &error);
    if (!err)
        err = do_task(&options, &error);
    if (err)
        log_error("main", "%s", error.message);
    return err ? error_exit_status(err) : EXIT_SUCCESS;
}
