/* Idempotency keys: the same key with the same arguments is answered from what is stored.
 *
 * A key belongs to its actor and action; it is stored under a keyed hash, with a keyed hash of
 * the arguments, in the savepoint of the call it names. Failures store nothing. */
#include "action/field.h"
#include "action/state.h"
#include "model/retry.h"

int call_check_key(struct kith_call *call)
{
    struct str key = call->request.key;
    if (key.len == 0)
        return OK;
    if (!(call->entry->action->flags & KITH_WRITES) || (call->entry->action->flags & KITH_LATER))
        return call_fail(call, ERROR_WRONG, "key", "This action takes no key: leave it out.");
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] <= ' ' || key.ptr[i] > '~' || key.len > 64)
            return call_fail(call, ERROR_WRONG, "key",
                             "A key is 1 to 64 letters, digits and signs, without spaces.");
    /* Of a ballot not even a key is kept: there would be a row for each, with its day. */
    bool is_kept = !(call->entry->action->flags & KITH_UNKEPT);
    call->request.key = is_kept ? arena_str(&call->arena, key) : (struct str){0};
    return OK;
}

static void call_name_key(struct kith_call *call)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    const unsigned char *secret = call->engine->keys->use[SECRET_RETRY];
    int64_t who[2] = {call->actor.kind, call->actor.person};
    value_print_json(call->args, 0, &writer);
    struct str arguments = text_str(&text);
    struct str parts[] = {
        {(const char *)who, sizeof who}, str_of(call->entry->action->name), call->request.key};
    call->args_hash = secret_mac(secret, &arguments, 1);
    call->key_name = secret_mac(secret, parts, 3);
    text_done(&text);
}

int call_look_up_key(struct kith_call *call)
{
    struct str stored;
    bool same;
    if (call->request.key.len == 0)
        return OK;
    call_name_key(call);
    int err = retry_find(&call->model, &call->key_name, &call->args_hash, &same, &stored);
    if (err != OK || stored.len == 0)
        return err;
    if (!same)
        return call_fail(call, ERROR_CLASH, "key",
                         "This key was used before for something else. Use a new one.");
    call->repeated = arena_copy(&call->arena, stored);
    return OK;
}

/* The ids of the reply: all that is kept with a key. */
static struct str call_result_ids(struct kith_call *call)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    char id[IDENT_LENGTH + 1];
    json_open(&writer, '{');
    if (call->proposal != 0) {
        ident_print(call->proposal, id);
        json_key(&writer, "proposal");
        json_put_text(&writer, str_of(id));
    }
    if (call->job != 0) {
        ident_print(call->job, id);
        json_key(&writer, "job");
        json_put_text(&writer, str_of(id));
    }
    for (const struct value *part = call->reply.root->first; part != NULL; part = part->next) {
        if (!part->given || part->field->type != KITH_ID || (part->field->flags & KITH_MANY))
            continue;
        ident_print(part->number, id);
        json_key(&writer, part->field->name);
        json_put_text(&writer, str_of(id));
    }
    json_close(&writer, '}');
    struct str ids = arena_str(&call->arena, text_str(&text));
    text_done(&text);
    return ids;
}

int call_keep_key(struct kith_call *call)
{
    if (call->request.key.len == 0)
        return OK;
    return retry_add(&call->model, &call->key_name, &call->args_hash, call_result_ids(call));
}
