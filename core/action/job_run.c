/* Running jobs: the handler of a KITH_LONG action on a pool thread.
 *
 * The job's row is durable before it starts, with its files copied beside it (job_files.c), so
 * that a crash only pauses it: the next start runs it again (job_resume.c), and its mark says how
 * far it came. What it writes goes through the loop's thread, in savepoints of the batch, each with
 * its mark. A job that a full disk holds up goes on by itself once there is room. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action/field.h"
#include "action/state.h"
#include "model/job.h"

enum { PROGRESS_EVERY_MS = 100, PAUSE_MS = 1000 };

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
    int64_t mark, reached; /* of the write; of the last one that was kept */
    bool write_taken, write_done;
    int write_outcome;
    struct error write_error;
    int64_t last_progress_ms;
};

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
    if (err == OK)
        run->reached = mark;
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
    engine->next_due_ms = 0; /* it may have put something on the schedule */
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

static void steps_turn(struct engine *engine)
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
    call->engine->next_due_ms = 0;
    if (err != OK && call->outcome == OK)
        call->outcome = err;
    if (err == OK)
        job_files_remove(call);
    call_answer(call);
}

void job_finish(struct kith_call *call)
{
    engine_write(call->engine, call->where.network, end_write, end_written, call);
}

/* ---- a job that is held up: by a full disk, or by a stop that was not kept ---- */

/* Ended by job.stop, or only held up? The write of a job.stop stands before this one. */
static int pause_look(struct model *in, void *mine)
{
    struct kith_call *call = mine;
    struct job job;
    int err = job_read(in, call->job, &job);
    call->job_stopped = err == OK && !str_is(job.state, "running");
    return err;
}

/* To whoever waits for a job that ends later, or not at all. */
static void answer_interrupted(struct kith_call *call)
{
    call->outcome =
        call_fail(call, ERROR_STOPPED, NULL, "%s",
                  call->job_stopped ? "The job was stopped. What it has kept so far stays."
                                    : "Kith is stopping. The job goes on at the next start.");
    call_answer(call);
}

static void pause_begin(void *mine, int err)
{
    struct kith_call *call = mine;
    struct engine *engine = call->engine;
    bool stopped = err == OK && call->job_stopped;
    if (stopped)
        job_files_remove(call);
    if (stopped || engine->stopping) {
        answer_interrupted(call);
        return;
    }
    call->again_at_ms = clock_ticks_ms() + PAUSE_MS;
    *list_add(&engine->pauses) = call;
}

static void pause_end(void *mine, int err)
{
    struct kith_call *call = mine;
    if (err != OK || call->job_stopped || call->engine->stopping) {
        pause_begin(mine, err);
        return;
    }
    call->outcome = OK;
    call->error = (struct error){0};
    job_launch(call);
}

/* Answers in how many ms it wants another turn. */
static int64_t pause_turn(struct engine *engine)
{
    int64_t now = clock_ticks_ms(), wish = -1;
    for (size_t i = engine->pauses.count; i-- > 0;) {
        struct kith_call *call = engine->pauses.at[i];
        int64_t left = call->again_at_ms - now;
        if (left > 0) {
            wish = wish < 0 || left < wish ? left : wish;
            continue;
        }
        list_remove(&engine->pauses, i);
        engine_write(engine, call->where.network, pause_look, pause_end, call);
    }
    return wish;
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
    call->job_mark = run->reached > call->job_mark ? run->reached : call->job_mark;
    bool goes_on =
        run->outcome == ERROR_STOPPED || run->outcome == ERROR_BUSY || run->outcome == ERROR_FULL;
    free(run);
    if (call->job == 0) {
        call_answer(call);
        return;
    }
    if (goes_on && engine->stopping) {
        answer_interrupted(call);
        return;
    }
    if (goes_on) {
        engine_write(engine, call->where.network, pause_look, pause_begin, call);
        return;
    }
    job_finish(call);
}

int64_t job_turn(struct engine *engine)
{
    steps_turn(engine);
    return pause_turn(engine);
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
    call->staged = false;
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
    while (engine->pauses.count > 0) {
        struct kith_call *call = engine->pauses.at[engine->pauses.count - 1];
        list_remove(&engine->pauses, engine->pauses.count - 1);
        answer_interrupted(call);
    }
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
