/* job: long work, and how far it is. */
#include "model/job.h"

#include "action/call.h"
#include "action/core.h"
#include "action/state.h"

static int job_locate(struct model *in, const struct actor *actor, int64_t id,
                      struct location *ret_location)
{
    struct job job;
    int err = job_read(in, id, &job);
    *ret_location = (struct location){.visible = err == OK && job_is_shown(in, actor, &job)};
    /* What a member does with their own stands in the network's journal, under their handle. */
    if (ret_location->visible && actor->kind == ACTOR_PERSON)
        ret_location->network = job.network;
    return err;
}

const struct noun job_noun = {
    .name = "job",
    .plural = "jobs",
    .summary = "Long work: it goes on after a crash, and says how far it is.",
    .locate = job_locate,
};

static void put_job(struct kith_call *call, const struct job *job)
{
    int64_t done = 0, total = 0;
    if (job_is_theirs(&call->actor, job))
        job_now(call->engine, job->id, &done, &total);
    call_put_int(call, "job", job->id);
    call_put_text(call, "action", job->action);
    call_put_text(call, "state", job->state);
    call_put_int(call, "made_at", job->made_at);
    if (done > 0)
        call_put_int(call, "done", done);
    if (total > 0)
        call_put_int(call, "total", total);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct job job;
    int err = job_read(&call->model, call_int(call, "job"), &job);
    if (err != OK)
        return err;
    put_job(call, &job);
    call_put_text_if(call, "reply", job.reply);
    return OK;
}

static void list_job(void *self, const struct job *job)
{
    struct kith_call *call = self;
    call_open(call, "jobs");
    put_job(call, job);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = job_page(&call->model, &call->actor, call_text(call, "state"), &page, list_job, call);
    call_put_next(call, &page);
    return err;
}

static kith_err stop_run(void *self, struct kith_call *call)
{
    struct job job;
    int err = job_read(&call->model, call_int(call, "job"), &job);
    if (err == OK && str_is(job.state, "failed"))
        return job_put_away(&call->model, job.id);
    if (err == OK && !str_is(job.state, "running"))
        return call_fail(call, ERROR_CLASH, "job", "It has ended already.");
    if (err == OK)
        err =
            job_end(&call->model, job.id, "stopped",
                    call->actor.kind == ACTOR_ADMINISTRATOR ? STR("Stopped by an administrator.")
                                                            : STR("Stopped by whoever began it."));
    if (err == OK && !call->dry_run)
        job_halt(self, job.id);
    return err;
}

#define STATES "running|done|failed|stopped"
#define JOB_FIELDS                                                                                 \
    {.name = "job", .type = KITH_ID, .limits = "job", .summary = "Its id."},                       \
        {.name = "action", .type = KITH_TEXT, .summary = "What it does."},                         \
        {.name = "state", .type = KITH_ONE_OF, .limits = STATES, .summary = "Where it stands."},   \
        {.name = "made_at", .type = KITH_TIME, .summary = "When it was begun."},                   \
        {.name = "done", .type = KITH_INT, .flags = KITH_OPTIONAL, .summary = "How far it is."},   \
    {                                                                                              \
        .name = "total", .type = KITH_INT, .flags = KITH_OPTIONAL,                                 \
        .summary = "How far it has to go, where that is known."                                    \
    }

static const kith_field one_job[] = {
    {.name = "job", .type = KITH_ID, .limits = "job", .summary = "Which job."},
    {0},
};

static const kith_field job_row[] = {JOB_FIELDS, {0}};

static const kith_field show_gives[] = {
    JOB_FIELDS,
    {.name = "reply",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "0..2000000",
     .summary = "What came of it: its reply as JSON, or why it failed."},
    {0},
};

static const kith_field list_takes[] = {
    {.name = "state",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = STATES,
     .summary = "Only those that stand so."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "jobs", .type = KITH_LIST, .parts = job_row, .summary = "The jobs."},
    NEXT_FIELD,
    {0},
};

const kith_action job_actions[] = {
    {.name = "job.list",
     .summary = "Lists long work that you began.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1",
     .help = "Administrators see the server's own work, too; work that somebody began for a "
             "network only once it is stuck: it failed before today, or has run since before "
             "yesterday."},
    {.name = "job.show",
     .summary = "Shows a job, and what came of it.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_job,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "job.stop",
     .summary = "Stops a job; what it has kept so far stays. One that failed is put away.",
     .may = "colleague",
     .flags = KITH_WRITES,
     .takes = one_job,
     .run = stop_run,
     .since = "0.1"},
    {0},
};
