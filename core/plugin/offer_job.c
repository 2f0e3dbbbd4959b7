/* Long work of a plugin: how far it is, and its steps.
 *
 * Its handler runs on a pool thread, where nothing of the core may be touched. A step runs on the
 * loop's thread while the handler waits, in a savepoint of the batch that keeps the step's mark
 * with what the step wrote. */
#include "plugin/offer.h"
#include "plugin/plugin.h"

struct step {
    struct kith *plugin;
    kith_call *call;
    kith_err (*run)(void *self, kith_call *call, void *mine);
    void *mine;
};

int32_t offer_progress(kith_call *call, int64_t done, int64_t total, const char *note)
{
    return job_progress(call, done, total, note == NULL ? "" : note);
}

/* The call is the handler's, which waits: for the length of the step it uses the step's connection
 * and frame, so that rows, other actions and sealing work in it as in any call. */
static int step_run(struct model *in, void *mine)
{
    const struct step *step = mine;
    kith_call *call = step->call;
    struct frame *handlers = call->frame;
    struct database *reader = call->model.database;
    call->model.database = in->database;
    struct frame *frame = frame_open(step->plugin, call);
    kith_err err = offer_error(call, step->run(step->plugin->self, call, step->mine));
    frame_close(frame);
    call->frame = handlers;
    call->model.database = reader;
    return err == OK ? OK : error_set(in->error, err, call->error.field, "%s", call->error.message);
}

kith_err offer_step(kith_call *call, int64_t mark,
                    kith_err (*run)(void *self, kith_call *call, void *mine), void *mine)
{
    struct kith *plugin = call->frame->plugin;
    struct step step = {.plugin = plugin, .call = call, .run = run, .mine = mine};
    bool is_job = call->entry->action->flags & KITH_LONG;
    if (!is_job || pthread_equal(plugin->plugins->thread, pthread_self()))
        return call_fail(call, ERROR_REFUSED, NULL,
                         "Only the handler of long work takes steps, one after another.");
    return job_write(call, mark, step_run, &step);
}

int64_t offer_mark(kith_call *call)
{
    return call->job_mark;
}
