/* A call inside another's savepoint: what a handler asks for, and proposals that pass. */
#include <unistd.h>

#include "action/state.h"

/* Finds and checks a call that another one makes; `reading` if that one may not write. */
static int call_check_nested(struct kith_call *call, bool reading)
{
    int err = call_arrive(call);
    if (err != OK)
        return err;
    const kith_action *action = call->entry->action;
    if (action->flags & (KITH_LATER | KITH_LONG))
        return call_fail(call, ERROR_REFUSED, NULL, "%s takes its time: call it by itself.",
                         action->name);
    if (reading && !(action->flags & KITH_READS))
        return call_fail(call, ERROR_REFUSED, NULL, "%s writes; the call that asks only reads.",
                         action->name);
    return OK;
}

static int call_run_nested(struct kith_call *call, bool reading, bool consented)
{
    struct store *store = call->engine->store;
    int err = reading ? OK : change_savepoint(store);
    if (err == OK)
        err = call_steps(call, consented);
    if (reading || change_is_lost(store))
        return err;
    int ended = err == OK ? change_release(store) : change_undo(store);
    return err != OK ? err : ended;
}

int call_nested(struct kith_call *parent, const struct actor *actor, const char *action,
                struct str with, const struct nested_how *how, struct str *ret_reply)
{
    bool reading = !engine_running_writes(parent->engine);
    struct json *json = json_parse(with, &parent->error);
    if (json == NULL) {
        for (size_t i = 0; i < how->file_count; i++)
            close(how->files[i]);
        return parent->error.code;
    }
    struct call_request request = {.action = str_of(action),
                                   .with = json,
                                   .actor = *actor,
                                   .files = how->files,
                                   .file_count = how->file_count};
    struct kith_call *child = call_new(parent->engine, &request);
    child->parent = parent;
    child->depth = parent->depth;
    child->dry_run = parent->dry_run;
    child->model.database = parent->model.database;
    child->model.now_ms = parent->model.now_ms;
    int err = call_check_nested(child, reading);
    if (err == OK)
        err = call_run_nested(child, reading, how->consented);
    if (err != OK)
        parent->error = child->error;
    else
        *ret_reply = call_reply_text(child, &parent->arena);
    json_free(json);
    call_free(child);
    return err;
}
