/* One running action as a plugin sees it: arguments, reply, end, other actions.
 *
 * Names of arguments may be paths: "terms.quorum" is a part of a record, "guests.0.name" one of
 * the first of many records. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "action/field.h"
#include "base/log.h"
#include "plugin/offer.h"
#include "plugin/plugin.h"

/* ---- arguments ---- */

/* The part or the item that one step of a path leads to. */
static const struct value *path_step(const struct value *value, struct str step)
{
    int64_t place = 0;
    if (value->field != NULL && (value->field->flags & KITH_MANY) && str_to_int(step, &place))
        return place < 0 ? NULL : value_item(value, (size_t)place);
    for (const struct value *part = value->first; part != NULL; part = part->next)
        if (part->field != NULL && str_is(step, part->field->name))
            return part;
    return NULL;
}

static const struct value *argument_find(const kith_call *call, const char *path)
{
    const struct value *value = call->args;
    struct str rest = str_of(path);
    while (value != NULL && rest.len > 0) {
        const char *dot = memchr(rest.ptr, '.', rest.len);
        size_t length = dot == NULL ? rest.len : (size_t)(dot - rest.ptr);
        value = path_step(value, (struct str){rest.ptr, length});
        length += dot == NULL ? 0 : 1;
        rest = (struct str){rest.ptr + length, rest.len - length};
    }
    return value == NULL || value == call->args || !value->given ? NULL : value;
}

/* Is it the many itself, rather than one of them? */
static bool is_many(const char *path, const struct value *value)
{
    const char *last = strrchr(path, '.');
    int64_t place;
    return (value->field->flags & KITH_MANY) &&
           !str_to_int(str_of(last == NULL ? path : last + 1), &place);
}

static const struct value *argument_at(const kith_call *call, const char *path, size_t i)
{
    const struct value *value = argument_find(call, path);
    if (value == NULL)
        return NULL;
    if (is_many(path, value))
        return value_item(value, i);
    return i == 0 ? value : NULL;
}

static struct str argument_text(kith_call *call, const char *path, const struct value *value)
{
    struct text text = {0};
    struct str bytes = {0};
    struct json_writer writer = {.out = &text};
    switch (value->field->type) {
    case KITH_TEXT:
    case KITH_MARKDOWN:
    case KITH_ONE_OF:
        return value->text;
    case KITH_FILE:
        return call_read_file(call, path, &bytes) == OK ? bytes : (struct str){0};
    case KITH_RECORD:
        value_print_json(value, 0, &writer);
        break;
    default:
        value_print_text(value, &text);
    }
    bytes = arena_str(&call->arena, text_str(&text));
    text_done(&text);
    return bytes;
}

int32_t offer_given(kith_call *call, const char *arg)
{
    return argument_find(call, arg) != NULL;
}

size_t offer_count(kith_call *call, const char *arg)
{
    const struct value *value = argument_find(call, arg);
    if (value == NULL)
        return 0;
    return is_many(arg, value) ? value->count : 1;
}

int64_t offer_get_int_at(kith_call *call, const char *arg, size_t i)
{
    const struct value *value = argument_at(call, arg, i);
    return value == NULL ? 0 : value->number;
}

kith_str offer_get_text_at(kith_call *call, const char *arg, size_t i)
{
    const struct value *value = argument_at(call, arg, i);
    if (value == NULL)
        return (kith_str){"", 0};
    return str_to_kith(lend(&call->frame->lent, argument_text(call, arg, value)));
}

int64_t offer_get_int(kith_call *call, const char *arg)
{
    return offer_get_int_at(call, arg, 0);
}

kith_str offer_get_text(kith_call *call, const char *arg)
{
    return offer_get_text_at(call, arg, 0);
}

kith_id offer_network(kith_call *call)
{
    return call->where.network;
}

/* ---- the reply ---- */

void offer_put_int(kith_call *call, const char *field, int64_t number)
{
    call_put_int(call, field, number);
}

void offer_put_text(kith_call *call, const char *field, kith_str text)
{
    if (!str_is_utf8(str_from(text)) && call->reply.fault[0] == '\0')
        snprintf(call->reply.fault, sizeof call->reply.fault,
                 "the text put into the reply's field %.60s is not UTF-8", field);
    call_put_text(call, field, str_from(text));
}

void offer_open(kith_call *call, const char *field)
{
    call_open(call, field);
}

void offer_close(kith_call *call)
{
    call_close(call);
}

/* ---- the end ---- */

/* A number that is no error of ours is a fault of the plugin. */
kith_err offer_error(kith_call *call, kith_err err)
{
    if (err == OK)
        return OK;
    if (err > OK || err < ERROR_STOPPED) {
        log_error(call->entry->owner, "%s answered %d, which is no error of kith.h.",
                  call->entry->action->name, err);
        return call_fail(call, ERROR_BROKEN, NULL, "%s", error_sentence(ERROR_BROKEN));
    }
    if (call->error.code == OK)
        call_fail(call, err, NULL, "%s", error_sentence(err));
    return err;
}

kith_err offer_fail(kith_call *call, kith_err err, const char *field, const char *message)
{
    int code = err < OK && err >= ERROR_STOPPED ? err : ERROR_BROKEN;
    return call_fail(call, code, field, "%s", message == NULL ? error_sentence(code) : message);
}

/* The engine checks the reply when `run` returns; what is put later is checked here. */
static kith_err reply_checked(kith_call *call)
{
    if (call->reply.fault[0] == '\0')
        return OK;
    log_error(call->entry->owner, "%s put a wrong reply: %s.", call->entry->action->name,
              call->reply.fault);
    return call_fail(call, ERROR_BROKEN, NULL, "%s", error_sentence(ERROR_BROKEN));
}

void offer_done(kith_call *call, kith_err err)
{
    struct frame *frame = call->frame;
    if (!pthread_equal(frame->plugin->plugins->thread, pthread_self())) {
        log_warning(frame->plugin->name,
                    "`done` was used on another thread: use `wake`, and call it there.");
        return;
    }
    if (!(call->entry->action->flags & KITH_LATER) || frame->answered)
        return;
    kith_err outcome = err == OK ? reply_checked(call) : offer_error(call, err);
    frame->answered = true;
    frame->outcome = outcome;
    if (frame->waits)
        frame_close(frame);
    call_done(call, outcome);
}

void *offer_alloc(kith_call *call, size_t size)
{
    return arena_take(&call->arena, size);
}

kith_err offer_ask(kith_call *call, const char *action, kith_str with, kith_str *ret_reply)
{
    struct str reply = {0};
    *ret_reply = (kith_str){"", 0};
    if (frame_here(call->frame->plugin, "ask") == NULL || call->frame->waits)
        return call_fail(call, ERROR_REFUSED, NULL,
                         "An action can ask for another only before it returns.");
    kith_err err = call_ask(call, action, with.len == 0 ? STR("{}") : str_from(with), &reply);
    if (err == OK)
        *ret_reply = str_to_kith(lend(&call->frame->lent, reply));
    return err;
}

/* ---- running it ---- */

/* A job counts as work on another thread: the plugin does not stop before it has ended. */
static bool job_enter(struct kith *plugin, bool is_job)
{
    if (!is_job)
        return plugin->state == PLUGIN_RUNNING;
    atomic_fetch_add(&plugin->held.at_work, 1);
    if (!atomic_load(&plugin->ending))
        return true;
    atomic_fetch_sub(&plugin->held.at_work, 1);
    return false;
}

kith_err plugin_run_action(void *self, kith_call *call)
{
    struct kith *plugin = self;
    const kith_action *action = call->entry->action;
    bool is_job = action->flags & KITH_LONG, is_later = action->flags & KITH_LATER;
    if (is_later && call->dry_run)
        return call_fail(call, ERROR_WRONG, "dry_run",
                         "%s goes on after it returns, so it cannot be tried out.", action->name);
    if (!job_enter(plugin, is_job))
        return call_fail(call, ERROR_STOPPED, NULL, "%s", error_sentence(ERROR_STOPPED));
    struct frame *frame = frame_open(plugin, call);
    kith_err err = plugin->runs[action - plugin->about.actions](plugin->self, call);
    if (is_later && err == OK && frame->answered)
        err = frame->outcome;
    if (is_later && err == OK && !frame->answered)
        frame_wait(frame);
    else
        frame_close(frame);
    if (is_job)
        atomic_fetch_sub(&plugin->held.at_work, 1);
    return offer_error(call, err);
}
