/* Running jobs: the handler of a KITH_LONG action on a pool thread.
 *
 * The job's row is durable before it starts, with its files copied beside it, so that a crash
 * only pauses it: the next start runs it again, and its mark says how far it came. What it
 * writes goes through the loop's thread, in savepoints of the batch, each with its mark. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "action/field.h"
#include "action/state.h"
#include "base/log.h"
#include "model/job.h"

enum { PROGRESS_EVERY_MS = 100, FILES_LIMIT = 8 };

struct job_run {
    struct kith_call *call;
    struct database *reader;
    int outcome;

    /* Guarded by the engine's posts_lock: */
    pthread_cond_t answered;
    bool stop, has_progress;
    int64_t done, total;
    char note[120];
    int (*write)(struct model *in, void *mine); /* a write that is asked for; NULL if none */
    void *write_mine;
    int64_t mark;
    bool write_taken, write_done;
    int write_outcome;
    struct error write_error;
    int64_t last_progress_ms;
};

/* ---- files beside the job ---- */

static char *file_path(struct kith_call *call, size_t i)
{
    char id[IDENT_LENGTH + 1];
    ident_print(call->job, id);
    return arena_print(&call->arena, "%s/jobs/%s.%zu", store_dir(call->engine->store), id, i);
}

static int sync_directory(struct kith_call *call)
{
    const char *path = arena_print(&call->arena, "%s/jobs", store_dir(call->engine->store));
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return ERROR_DISK;
    int failed = fsync(directory);
    close(directory);
    return failed != 0 ? ERROR_DISK : OK;
}

static int copy_file(int from, int to)
{
    char piece[65536];
    off_t at = 0;
    ssize_t got;
    while ((got = pread(from, piece, sizeof piece, at)) > 0) {
        for (ssize_t put = 0, wrote; put < got; put += wrote)
            if ((wrote = write(to, piece + put, (size_t)(got - put))) < 0)
                return errno == ENOSPC ? ERROR_FULL : ERROR_DISK;
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
        return errno == ENOSPC ? ERROR_FULL : ERROR_DISK;
    int err = copy_file(files[i], copy);
    close(files[i]);
    files[i] = copy;
    return err;
}

/* On a pool thread: copies the passed files, durably. */
static void stage_work(void *mine)
{
    struct kith_call *call = mine;
    const char *folder = arena_print(&call->arena, "%s/jobs", store_dir(call->engine->store));
    call->outcome = mkdir(folder, 0700) != 0 && errno != EEXIST ? ERROR_DISK : OK;
    for (size_t i = 0; i < call->request.file_count && call->outcome == OK; i++)
        call->outcome = stage_file(call, i);
    if (call->outcome == OK)
        call->outcome = sync_directory(call);
}

static void remove_files(struct kith_call *call)
{
    for (size_t i = 0; i < call->request.file_count; i++)
        unlink(file_path(call, i));
}

static void stage_done(void *mine)
{
    struct kith_call *call = mine;
    if (call->outcome == OK) {
        engine_submit(call->engine, call);
        return;
    }
    remove_files(call);
    if (call->outcome == ERROR_WRONG)
        call_fail(call, ERROR_WRONG, "file", "This file cannot be read: give a plain file.");
    call_answer(call);
}

void job_stage(struct kith_call *call)
{
    struct engine_host *host = &call->engine->host;
    call->stage = CALL_WORKING;
    call->job = ident_make(&call->engine->ids, clock_now(&call->engine->clock));
    call->outcome = host->work(host->self, stage_work, stage_done, call);
    if (call->outcome != OK)
        call_answer(call);
}

static int open_files(struct kith_call *call)
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
    return OK;
}

/* ---- the durable row ---- */

int job_begin(struct kith_call *call)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    value_print_json(call->args, 0, &writer);
    if (call->job == 0)
        call->job = model_id(&call->model);
    struct job job = {.id = call->job,
                      .network = call->where.network,
                      .action = str_of(call->entry->action->name),
                      .actor = call->actor,
                      .arguments = text_str(&text)};
    int err = job_add(&call->model, &job);
    text_done(&text);
    return err;
}

/* ---- on the pool thread ---- */

static void work_run(void *mine)
{
    struct job_run *run = mine;
    struct kith_call *call = run->call;
    run->outcome = call->entry->action->run(call->entry->self, call);
}

bool job_progress(struct kith_call *call, int64_t done, int64_t total, const char *note)
{
    struct job_run *run = call->work;
    struct engine *engine = call->engine;
    int64_t now = clock_ticks_ms();
    pthread_mutex_lock(&engine->posts_lock);
    run->done = done;
    run->total = total;
    snprintf(run->note, sizeof run->note, "%s", note == NULL ? "" : note);
    bool tell = now - run->last_progress_ms >= PROGRESS_EVERY_MS;
    if (tell) {
        run->last_progress_ms = now;
        run->has_progress = true;
    }
    bool go_on = !run->stop;
    pthread_mutex_unlock(&engine->posts_lock);
    if (tell)
        engine->host.wake(engine->host.self);
    return go_on;
}

int job_write(struct kith_call *call, int64_t mark, int (*write)(struct model *in, void *mine),
              void *mine)
{
    struct job_run *run = call->work;
    struct engine *engine = call->engine;
    pthread_mutex_lock(&engine->posts_lock);
    if (run->stop) {
        pthread_mutex_unlock(&engine->posts_lock);
        return ERROR_STOPPED;
    }
    run->write = write;
    run->write_mine = mine;
    run->mark = mark;
    run->write_taken = run->write_done = false;
    pthread_mutex_unlock(&engine->posts_lock);
    engine->host.wake(engine->host.self);
    pthread_mutex_lock(&engine->posts_lock);
    while (!run->write_done)
        pthread_cond_wait(&run->answered, &engine->posts_lock);
    run->write = NULL;
    int err = run->write_outcome;
    pthread_mutex_unlock(&engine->posts_lock);
    if (err != OK)
        call->error = run->write_error;
    return err;
}

/* ---- on the loop's thread ---- */

static int step_write(struct model *in, void *mine)
{
    struct job_run *run = mine;
    int err = run->write(in, run->write_mine);
    if (err == OK && run->call->job != 0)
        err = job_set_mark(in, run->call->job, run->mark);
    if (err != OK)
        run->write_error = *in->error;
    return err;
}

static void step_written(void *mine, int err)
{
    struct job_run *run = mine;
    struct engine *engine = run->call->engine;
    pthread_mutex_lock(&engine->posts_lock);
    run->write_outcome = err;
    run->write_done = true;
    if (err != OK && run->write_error.code == OK)
        error_set(&run->write_error, err, NULL, "%s", error_sentence(err));
    pthread_cond_signal(&run->answered);
    pthread_mutex_unlock(&engine->posts_lock);
}

static void step_submit(struct job_run *run)
{
    struct engine *engine = run->call->engine;
    struct call_request request = {.actor = {.kind = ACTOR_SYSTEM}, .dry_run = run->call->dry_run};
    struct kith_call *call = call_new(engine, &request);
    run->write_error = (struct error){0};
    call->where.network = run->call->where.network;
    call->inside = step_write;
    call->inside_done = step_written;
    call->inside_mine = run;
    engine->under_way++;
    engine_submit(engine, call);
}

void job_turn(struct engine *engine)
{
    for (size_t i = 0; i < engine->runs.count; i++) {
        struct job_run *run = engine->runs.at[i];
        struct call_request *request = &run->call->request;
        char note[sizeof run->note];
        pthread_mutex_lock(&engine->posts_lock);
        bool wants = run->write != NULL && !run->write_taken && !run->write_done;
        bool tells = run->has_progress;
        run->write_taken = run->write_taken || wants;
        run->has_progress = false;
        int64_t done = run->done, total = run->total;
        memcpy(note, run->note, sizeof note);
        pthread_mutex_unlock(&engine->posts_lock);
        if (wants)
            step_submit(run);
        if (tells && request->progress != NULL)
            request->progress(request->mine, done, total, note);
    }
}

static int end_write(struct model *in, void *mine)
{
    struct kith_call *call = mine;
    struct str reply =
        call->outcome == OK ? call_reply_text(call, in->arena) : str_of(call->error.message);
    return job_end(in, call->job, call->outcome == OK ? "done" : "failed", reply);
}

static void end_written(void *mine, int err)
{
    struct kith_call *call = mine;
    if (err != OK && call->outcome == OK)
        call->outcome = err;
    if (err == OK)
        remove_files(call);
    call_answer(call);
}

static void work_done(void *mine)
{
    struct job_run *run = mine;
    struct kith_call *call = run->call;
    struct engine *engine = call->engine;
    for (size_t i = 0; i < engine->runs.count; i++)
        if (engine->runs.at[i] == run) {
            list_remove(&engine->runs, i);
            break;
        }
    database_close(run->reader);
    pthread_cond_destroy(&run->answered);
    call->work = NULL;
    call->outcome = run->outcome;
    if (run->outcome == OK && call->reply.fault[0] != '\0')
        call->outcome = call_fail(call, ERROR_BROKEN, NULL, "%s", call->reply.fault);
    if (run->outcome != OK && call->error.code == OK)
        error_set(&call->error, run->outcome, NULL, "%s", error_sentence(run->outcome));
    bool goes_on =
        run->outcome == ERROR_STOPPED || run->outcome == ERROR_BUSY || run->outcome == ERROR_FULL;
    free(run);
    if (call->job == 0 || goes_on) {
        call_answer(call);
        return;
    }
    engine_write(engine, call->where.network, end_write, end_written, call);
}

void job_launch(struct kith_call *call)
{
    struct engine *engine = call->engine;
    struct job_run *run = memory_take(sizeof *run);
    run->call = call;
    pthread_cond_init(&run->answered, NULL);
    int err = store_open_reader(engine->store, &run->reader, &call->error);
    call->work = run;
    call->model.database = run->reader;
    reply_start(&call->reply, &call->arena, call->entry->action->gives);
    *list_add(&engine->runs) = run;
    if (err == OK)
        err = engine->host.work(engine->host.self, work_run, work_done, run);
    if (err == OK)
        return;
    run->outcome = err;
    work_done(run);
}

bool job_halt(struct engine *engine, int64_t job)
{
    bool found = false;
    pthread_mutex_lock(&engine->posts_lock);
    for (size_t i = 0; i < engine->runs.count; i++) {
        struct job_run *run = engine->runs.at[i];
        if (run->call->job != job)
            continue;
        run->stop = true;
        found = true;
    }
    pthread_mutex_unlock(&engine->posts_lock);
    return found;
}

void job_halt_all(struct engine *engine)
{
    pthread_mutex_lock(&engine->posts_lock);
    for (size_t i = 0; i < engine->runs.count; i++)
        engine->runs.at[i]->stop = true;
    pthread_mutex_unlock(&engine->posts_lock);
}

void job_now(struct engine *engine, int64_t job, int64_t *ret_done, int64_t *ret_total)
{
    *ret_done = *ret_total = 0;
    pthread_mutex_lock(&engine->posts_lock);
    for (size_t i = 0; i < engine->runs.count; i++) {
        const struct job_run *run = engine->runs.at[i];
        if (run->call->job != job)
            continue;
        *ret_done = run->done;
        *ret_total = run->total;
    }
    pthread_mutex_unlock(&engine->posts_lock);
}

/* ---- after a start ---- */

struct resuming {
    struct engine *engine;
    struct arena *arena;
    LIST(struct job) jobs;
};

static void resume_collect(void *self, const struct job *job)
{
    struct resuming *resuming = self;
    *list_add(&resuming->jobs) = *job;
}

static void resume_one(struct engine *engine, const struct job *job)
{
    struct error error = {0};
    struct json *with = json_parse(job->arguments, &error);
    struct call_request request = {.action = job->action, .with = with, .actor = job->actor};
    struct kith_call *call = call_new(engine, &request);
    engine->under_way++;
    call->request.action = arena_str(&call->arena, job->action);
    call->job = job->id;
    call->job_mark = job->mark;
    call->where.network = job->network;
    call->durable = true;
    call->stage = CALL_WORKING;
    open_files(call);
    call->outcome = with == NULL ? ERROR_BROKEN : call_arrive(call);
    json_free(with);
    call->request.with = NULL;
    if (call->outcome == OK) {
        log_info("job", "going on with %s, which the last stop interrupted",
                 call->entry->action->name);
        job_launch(call);
        return;
    }
    error_set(&call->error, ERROR_BROKEN, NULL,
              "This version of Kith cannot go on with it. Start it again.");
    engine_write(engine, call->where.network, end_write, end_written, call);
}

int job_resume_all(struct engine *engine, struct error *error)
{
    struct arena arena = {0};
    struct model in = engine_model(engine, &arena, error);
    struct resuming resuming = {.engine = engine, .arena = &arena};
    struct page page = {.limit = 1000};
    int err = job_page(&in, STR("running"), &page, resume_collect, &resuming);
    for (size_t i = 0; i < resuming.jobs.count && err == OK; i++)
        resume_one(engine, &resuming.jobs.at[i]);
    list_done(&resuming.jobs);
    arena_done(&arena);
    return err;
}
