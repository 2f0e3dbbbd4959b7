/* Jobs that the last stop interrupted go on after a start, each from its mark. */
#include "action/state.h"
#include "base/log.h"
#include "model/job.h"

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
    job_files_open(call);
    call->outcome = with == NULL ? ERROR_BROKEN : call_arrive(call);
    json_free(with);
    call->request.with = NULL;
    if (call->outcome == OK) {
        /* Work for a network is not named: it tells that people come and go. */
        log_info("job", "going on with %s, which the last stop interrupted",
                 call->where.network == 0 ? call->entry->action->name : "long work");
        job_launch(call);
        return;
    }
    error_set(&call->error, ERROR_BROKEN, NULL,
              "This version of Kith cannot go on with it. Start it again.");
    job_finish(call);
}

int job_resume_all(struct engine *engine, struct error *error)
{
    struct arena arena = {0};
    struct model in = engine_model(engine, &arena, error);
    struct resuming resuming = {.engine = engine, .arena = &arena};
    struct page page = {.limit = 1000};
    int err = job_page(&in, NULL, STR("running"), &page, resume_collect, &resuming);
    if (err == OK)
        err = job_files_sweep(engine, resuming.jobs.at, resuming.jobs.count);
    for (size_t i = 0; i < resuming.jobs.count && err == OK; i++)
        resume_one(engine, &resuming.jobs.at[i]);
    list_done(&resuming.jobs);
    arena_done(&arena);
    return err;
}
