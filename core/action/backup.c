/* server.backup, restore, check, key_export: what an administrator does against bad days. */
#include "store/backup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "action/call.h"
#include "action/core.h"
#include "action/state.h"
#include "model/setting.h"

static int path_check(struct kith_call *call, const char *field, char **ret_path)
{
    *ret_path = arena_copy(&call->arena, call_text(call, field));
    if (**ret_path != '/')
        return call_fail(call, ERROR_WRONG, field, "Give the whole path, beginning with /.");
    return OK;
}

/* What is wrong with the file, or what the store calls its path, is this field of the request. */
static int name_field(struct kith_call *call, const char *field, int err)
{
    if (err != OK && (call->error.field[0] == '\0' || strcmp(call->error.field, "path") == 0))
        snprintf(call->error.field, sizeof call->error.field, "%s", field);
    return err;
}

/* How far a backup is: what lies at the path of one that has begun is its own. */
enum { BACKUP_BEGUN = 1, BACKUP_WRITTEN = 2 };

static int note_begun(struct model *in, void *mine)
{
    (void)in, (void)mine;
    return OK;
}

static int note_written(struct model *in, void *mine)
{
    (void)mine;
    return setting_write_int(in, "backup.last_at", in->now_ms);
}

/* Writes the copy. If a stop cut the job short, what that left is written anew. */
static int backup_make(struct kith_call *call, struct store *store, const char *path,
                       int64_t *ret_bytes)
{
    int err = OK;
    if (call->job_mark == BACKUP_BEGUN)
        err = backup_discard(path, &call->error);
    else if (access(path, F_OK) == 0)
        err = call_fail(call, ERROR_CLASH, "to", "There is a file %s already. Give another name.",
                        path);
    else
        err = job_write(call, BACKUP_BEGUN, note_begun, NULL);
    if (err != OK)
        return err;
    job_progress(call, 0, 0, "writing the backup");
    err = backup_write(store, path, ret_bytes, &call->error);
    /* Not FULL, for which a job waits: that disk may be another one, which nobody clears. */
    if (err == ERROR_FULL)
        return call_fail(call, ERROR_WRONG, "to",
                         "There is no room for the backup where %s would lie. Free some space "
                         "there, or give a path on another disk.",
                         path);
    return name_field(call, "to", err);
}

static kith_err backup_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    char *path = NULL;
    int64_t bytes = 0;
    int err = path_check(call, "to", &path);
    if (err == OK && call->job_mark != BACKUP_WRITTEN && !call->dry_run)
        err = backup_make(call, engine->store, path, &bytes);
    if (err == OK)
        err = job_write(call, BACKUP_WRITTEN, note_written, NULL);
    if (err != OK)
        return err;
    call_put_text(call, "path", str_of(path));
    call_put_int(call, "bytes", bytes);
    return OK;
}

static kith_err restore_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    char *path = NULL;
    int err = path_check(call, "from", &path);
    if (err == OK)
        err = name_field(call, "from", backup_check(path, &call->error));
    if (err != OK)
        return err;
    call_put_text(call, "next",
                  str_of(arena_print(&call->arena,
                                     "The backup is whole. Stop kithd, then run: kithd --state "
                                     "%s --restore %s",
                                     store_dir(engine->store), path)));
    return OK;
}

static kith_err check_run(void *self, struct kith_call *call)
{
    (void)self;
    job_progress(call, 0, 0, "reading every page of the database");
    int err = store_check(call->model.database, &call->error);
    call_put_int(call, "whole", err == OK);
    return err;
}

static kith_err key_export_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    char *path = NULL;
    int err = path_check(call, "to", &path);
    if (err == OK && !call->dry_run)
        err = name_field(call, "to", keyring_export(store_dir(engine->store), path, &call->error));
    return err;
}

#define PATH_FIELD(field, words)                                                                   \
    {                                                                                              \
        .name = field, .type = KITH_TEXT, .limits = "1..1000", .summary = words                    \
    }

static const kith_field backup_takes[] = {
    PATH_FIELD("to", "The file to write, by its whole path; it must not exist yet."), {0}};

static const kith_field backup_gives[] = {
    PATH_FIELD("path", "The file that was written; beside it lies its digest, PATH.blake2b."),
    {.name = "bytes", .type = KITH_INT, .summary = "Its size; 0 if it was written earlier."},
    {0},
};

static const kith_field restore_takes[] = {PATH_FIELD("from", "The backup, by its whole path."),
                                           {0}};

static const kith_field restore_gives[] = {
    {.name = "next", .type = KITH_TEXT, .summary = "What to do now."}, {0}};

static const kith_field check_gives[] = {
    {.name = "whole", .type = KITH_BOOL, .summary = "Every page is as it should be."}, {0}};

static const kith_field key_takes[] = {
    PATH_FIELD("to", "The file to write, by its whole path; it must not exist yet."), {0}};

const kith_action backup_actions[] = {
    {.name = "server.backup",
     .summary = "Writes a checked copy of the database while work goes on. Keys are not in it.",
     .may = "administrator",
     .flags = KITH_WRITES | KITH_LONG,
     .takes = backup_takes,
     .gives = backup_gives,
     .run = backup_run,
     .since = "0.1",
     .help = "Without the master key a backup cannot be read: keep a server.key_export in "
             "another safe place. The file `erased` beside the database says who was erased, and "
             "is in no backup: keep its newest copy apart from them, and put it into the state "
             "directory before a backup is restored, so that nobody comes back."},
    {.name = "server.restore",
     .summary = "Checks a backup and tells how to put it in place.",
     .may = "administrator",
     .flags = KITH_READS | KITH_LONG,
     .takes = restore_takes,
     .gives = restore_gives,
     .run = restore_run,
     .since = "0.1",
     .help = "The database is exchanged only while no daemon runs."},
    {.name = "server.check",
     .summary = "Reads every page of the database and checks it.",
     .may = "administrator",
     .flags = KITH_READS | KITH_LONG,
     .gives = check_gives,
     .run = check_run,
     .since = "0.1"},
    {.name = "server.key_export",
     .summary = "Copies the master key to a file, for safe keeping away from the backups.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = key_takes,
     .run = key_export_run,
     .since = "0.1"},
    {0},
};
