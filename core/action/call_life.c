/* The life of a call's memory: made at the door, answered once, freed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "action/field.h"
#include "action/state.h"

struct kith_call *call_new(struct engine *engine, const struct call_request *request)
{
    struct kith_call *call = memory_take(sizeof *call);
    call->engine = engine;
    call->request = *request;
    call->request.action = arena_str(&call->arena, request->action);
    call->actor = request->actor;
    call->dry_run = request->dry_run;
    call->depth = request->depth;
    call->where.visible = true;
    call->model = (struct model){.keys = engine->keys,
                                 .packs = engine->packs,
                                 .ids = &engine->ids,
                                 .arena = &call->arena,
                                 .error = &call->error};
    if (request->file_count > 0) {
        int *files = arena_take(&call->arena, request->file_count * sizeof *files);
        memcpy(files, request->files, request->file_count * sizeof *files);
        call->request.files = files;
    }
    return call;
}

void call_free(struct kith_call *call)
{
    for (size_t i = 0; i < call->request.file_count; i++)
        close(call->request.files[i]);
    if (call->engine->moving.call == call)
        call->engine->moving = (struct moving){0};
    free(call->looked_at);
    arena_done(&call->arena);
    free(call);
}

/* ---- a client's order: a read waits for the writes that were sent before it ---- */

static bool call_reads(const struct kith_call *call)
{
    return call->entry != NULL && (call->entry->action->flags & KITH_READS) &&
           !(call->entry->action->flags & KITH_LONG);
}

static void client_add(struct client *client, struct kith_call *call)
{
    if (client->last != NULL)
        client->last->client_next = call;
    else
        client->first = call;
    client->last = call;
}

static void client_remove(struct client *client, struct kith_call *call)
{
    struct kith_call *before = NULL;
    for (struct kith_call *at = client->first; at != NULL; before = at, at = at->client_next) {
        if (at != call)
            continue;
        if (before != NULL)
            before->client_next = call->client_next;
        else
            client->first = call->client_next;
        if (client->last == call)
            client->last = before;
        return;
    }
}

/* The first waiting read that no write stands before. */
static struct kith_call *client_next_read(const struct client *client)
{
    for (struct kith_call *call = client->first; call != NULL; call = call->client_next) {
        if (!call_reads(call))
            return NULL;
        if (call->stage == CALL_ARRIVED)
            return call;
    }
    return NULL;
}

/* Reads that wait for no write any more. A read that answers comes here again: one loop does. */
static void client_go_on(struct client *client)
{
    struct kith_call *read;
    if (client->reading)
        return;
    client->reading = true;
    while ((read = client_next_read(client)) != NULL)
        engine_read(read);
    client->reading = false;
}

/* ---- the answer ---- */

void call_answer(struct kith_call *call)
{
    struct engine *engine = call->engine;
    struct client *client = call->request.client;
    if (call->inside_done != NULL)
        call->inside_done(call->inside_mine, call->outcome);
    if (call->schedule != 0)
        due_done(engine, call);
    if (call->staged)
        job_files_remove(call);
    if (call->outcome != OK && call->error.code == OK)
        error_set(&call->error, call->outcome, NULL, "%s", error_sentence(call->outcome));
    if (call->request.done != NULL)
        call->request.done(call->request.mine, call);
    engine->under_way--;
    if (client != NULL)
        client_remove(client, call);
    if (call->frame != NULL && (call->entry->action->flags & KITH_LATER))
        call->held = true; /* it failed after its handler had begun to wait */
    if (!call->held)
        call_free(call);
    if (client != NULL)
        client_go_on(client);
}

int call_outcome(const struct kith_call *call)
{
    return call->outcome;
}

const struct error *call_error(const struct kith_call *call)
{
    return &call->error;
}

void call_print_reply(const struct kith_call *call, struct json_writer *writer)
{
    char id[IDENT_LENGTH + 1];
    if (call->repeated != NULL) {
        json_put_raw(writer, str_of(call->repeated));
    } else if (call->raw.len > 0) {
        json_put_raw(writer, call->raw);
    } else if (call->proposal != 0) {
        ident_print(call->proposal, id);
        json_open(writer, '{');
        json_key(writer, "proposal");
        json_put_text(writer, str_of(id));
        json_close(writer, '}');
    } else if (call->reply.root != NULL) {
        value_print_json(call->reply.root, 0, writer);
    } else {
        json_put_raw(writer, STR("{}"));
    }
}

struct str call_reply_text(const struct kith_call *call, struct arena *arena)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    call_print_reply(call, &writer);
    struct str copy = arena_str(arena, text_str(&text));
    text_done(&text);
    return copy;
}

/* ---- arrival ---- */

void engine_read(struct kith_call *call)
{
    call_read(call);
    if (call->outcome == OK && call->looked_count > 0) {
        look_before_leaving(call);
        return;
    }
    if (call->outcome == OK && (call->entry->action->flags & KITH_LATER) && !call->finished) {
        call->durable = true;
        call->stage = CALL_WORKING;
        return;
    }
    call_answer(call);
}

void engine_call(struct engine *engine, const struct call_request *request)
{
    struct kith_call *call = call_new(engine, request);
    engine->under_way++;
    call->outcome = engine->stopping
                        ? call_fail(call, ERROR_STOPPED, NULL, "%s", error_sentence(ERROR_STOPPED))
                        : call_arrive(call);
    call->request.with = NULL;
    if (request->client != NULL)
        client_add(request->client, call);
    if (call->outcome != OK) {
        call->stage = CALL_RAN;
        call_answer(call);
        return;
    }
    if (!call_reads(call)) {
        bool staged = (call->entry->action->flags & KITH_LONG) && !call->dry_run &&
                      call->request.file_count > 0;
        if (staged)
            job_stage(call);
        else
            engine_submit(engine, call);
        return;
    }
    if (request->client == NULL)
        engine_read(call);
    else
        client_go_on(request->client);
}

void engine_forget(struct engine *engine, struct client *client)
{
    struct kith_call *next;
    for (struct kith_call *call = client->first; call != NULL; call = next) {
        next = call->client_next;
        call->request.client = NULL;
        call->request.done = NULL;
        call->request.progress = NULL;
        call->client_next = NULL;
        if (!call_reads(call) || call->stage != CALL_ARRIVED)
            continue;
        engine->under_way--;
        call_free(call);
    }
    *client = (struct client){0};
}
