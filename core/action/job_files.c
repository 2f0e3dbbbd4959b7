/* The files of jobs: copies of what was passed, in the state directory, until their job ends.
 *
 * They are copied and durable before the job's row is written, so that a job that is there has
 * its files. They may be a staff file: so what has no running job is removed, at once where the
 * call fails or was made before, and at the next start where a crash left it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "action/state.h"
#include "base/log.h"
#include "model/job.h"

enum { FILES_LIMIT = 8 };

static const char *folder_path(struct engine *engine, struct arena *arena)
{
    return arena_print(arena, "%s/jobs", store_dir(engine->store));
}

static char *file_path(struct kith_call *call, size_t i)
{
    char id[IDENT_LENGTH + 1];
    ident_print(call->job, id);
    return arena_print(&call->arena, "%s/jobs/%s.%zu", store_dir(call->engine->store), id, i);
}

static int folder_sync(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return ERROR_DISK;
    int failed = fsync(folder);
    close(folder);
    return failed != 0 ? ERROR_DISK : OK;
}

/* ---- staging: before the job's row is written ---- */

static int write_failed(void)
{
    return errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_DISK;
}

static int copy_file(int from, int to)
{
    char piece[65536];
    off_t at = 0;
    ssize_t got;
    while ((got = pread(from, piece, sizeof piece, at)) > 0) {
        for (ssize_t put = 0, wrote; put < got; put += wrote)
            if ((wrote = write(to, piece + put, (size_t)(got - put))) < 0)
                return write_failed();
        at += got;
    }
    return got < 0 ? ERROR_WRONG : fsync(to) != 0 ? ERROR_DISK : OK;
}

static int stage_file(struct kith_call *call, size_t i)
{
    int *files = (int *)(uintptr_t)call->request.files;
    const char *path = file_path(call, i);
    int copy = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (copy < 0)
        return write_failed();
    int err = copy_file(files[i], copy);
    close(files[i]);
    files[i] = copy;
    return err;
}

/* On a pool thread: copies the passed files, durably. */
static void stage_work(void *mine)
{
    struct kith_call *call = mine;
    const char *folder = folder_path(call->engine, &call->arena);
    call->outcome = mkdir(folder, 0700) == 0 || errno == EEXIST ? OK : write_failed();
    for (size_t i = 0; i < call->request.file_count && call->outcome == OK; i++)
        call->outcome = stage_file(call, i);
    if (call->outcome == OK)
        call->outcome = folder_sync(folder);
}

static void stage_done(void *mine)
{
    struct kith_call *call = mine;
    if (call->outcome == OK) {
        engine_submit(call->engine, call);
        return;
    }
    if (call->outcome == ERROR_WRONG)
        call_fail(call, ERROR_WRONG, "file", "This file cannot be read: give a plain file.");
    call_answer(call);
}

void job_stage(struct kith_call *call)
{
    struct engine_host *host = &call->engine->host;
    call->stage = CALL_WORKING;
    call->staged = true;
    call->job = ident_make(&call->engine->ids, clock_now(&call->engine->clock));
    int err = host->work(host->self, stage_work, stage_done, call);
    if (err == OK) /* from here on the call is the pool thread's */
        return;
    call->outcome = err;
    call_answer(call);
}

/* ---- a job that goes on, and the end of one ---- */

void job_files_open(struct kith_call *call)
{
    int *files = arena_take(&call->arena, FILES_LIMIT * sizeof *files);
    call->request.files = files;
    call->request.file_count = 0;
    for (size_t i = 0; i < FILES_LIMIT; i++) {
        int file = open(file_path(call, i), O_RDONLY | O_CLOEXEC);
        if (file < 0)
            break;
        files[call->request.file_count++] = file;
    }
}

void job_files_remove(struct kith_call *call)
{
    for (size_t i = 0; i < call->request.file_count; i++)
        unlink(file_path(call, i));
}

/* ---- after a start ---- */

static bool is_of_a_job(const char *name, const struct job *jobs, size_t count)
{
    int64_t id;
    const char *dot = strchr(name, '.');
    if (dot == NULL || !ident_parse((struct str){name, (size_t)(dot - name)}, &id))
        return false;
    for (size_t i = 0; i < count; i++)
        if (jobs[i].id == id)
            return true;
    return false;
}

int job_files_sweep(struct engine *engine, const struct job *jobs, size_t count)
{
    struct arena arena = {0};
    DIR *folder = opendir(folder_path(engine, &arena));
    size_t removed = 0;
    arena_done(&arena);
    if (folder == NULL)
        return errno == ENOENT ? OK : ERROR_DISK;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.' || is_of_a_job(entry->d_name, jobs, count))
            continue;
        removed += unlinkat(dirfd(folder), entry->d_name, 0) == 0;
    }
    closedir(folder);
    if (removed > 0)
        log_info("job", "removed %zu files whose jobs never began or have ended", removed);
    return OK;
}
