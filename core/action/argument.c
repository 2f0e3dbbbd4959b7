/* What a handler may do with its call: arguments in, reply out, errors, other actions. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "action/field_type.h"
#include "action/state.h"

enum { FILE_MOST = 1 << 20 }; /* bytes of a file whose field sets no bound */

const struct value *call_value(const struct kith_call *call, const char *name)
{
    const struct value *value = call->args == NULL ? NULL : value_part(call->args, name);
    return value != NULL && value->given ? value : NULL;
}

bool call_given(const struct kith_call *call, const char *name)
{
    return call_value(call, name) != NULL;
}

int64_t call_int(const struct kith_call *call, const char *name)
{
    const struct value *value = call_value(call, name);
    return value == NULL ? 0 : value->number;
}

struct str call_text(const struct kith_call *call, const char *name)
{
    const struct value *value = call_value(call, name);
    return value == NULL ? (struct str){0} : value->text;
}

/* Only the core's own lists have ids for cursors; a plugin's are what it likes. */
int call_check_page(struct kith_call *call)
{
    const struct registered *entry = call->entry;
    const struct str after = call_text(call, "after");
    int64_t last;
    bool pages = entry->takes != entry->action->takes && strcmp(entry->owner, "core") == 0;
    if (!pages || after.len == 0 || ident_parse(after, &last))
        return OK;
    return call_fail(call, ERROR_WRONG, "after",
                     "after: no page ended there. Give the `next` of the page before, or leave it "
                     "out for the first page.");
}

struct page call_page(const struct kith_call *call)
{
    struct page page = {.limit = call_given(call, "limit") ? call_int(call, "limit") : 100};
    if (!ident_parse(call_text(call, "after"), &page.after))
        page.after = 0;
    return page;
}

int call_read_passed(struct kith_call *call, size_t number, const char *name, size_t limit,
                     struct str *ret_bytes)
{
    struct text text = {0};
    char piece[16384];
    ssize_t got;
    int file = call->request.files[number];
    while ((got = pread(file, piece, sizeof piece, (off_t)text.len)) > 0 && text.len <= limit)
        text_add(&text, (struct str){piece, (size_t)got});
    int err = OK;
    if (got < 0)
        err = call_fail(call, ERROR_WRONG, name, "This file cannot be read: give a plain file.");
    else if (text.len > limit)
        err =
            call_fail(call, ERROR_WRONG, name, "The file is too large: at most %zu bytes.", limit);
    else
        *ret_bytes = arena_str(&call->arena, text_str(&text));
    text_done(&text);
    return err;
}

int call_read_file(struct kith_call *call, const char *name, struct str *ret_bytes)
{
    const struct value *value = call_value(call, name);
    struct field_limits limits;
    if (value == NULL)
        return call_fail(call, ERROR_WRONG, name, "A file is needed here.");
    if (value->number < 0 || (size_t)value->number >= call->request.file_count)
        return call_fail(call, ERROR_WRONG, name, "No file was passed with the request.");
    field_limits(value->field, &limits);
    int64_t most = limits.most == INT64_MAX ? FILE_MOST : limits.most;
    return call_read_passed(call, (size_t)value->number, name, (size_t)most, ret_bytes);
}

void call_put_int(struct kith_call *call, const char *field, int64_t number)
{
    reply_put_int(&call->reply, field, number);
}

void call_put_text(struct kith_call *call, const char *field, struct str text)
{
    reply_put_text(&call->reply, field, text);
}

void call_put_int_if(struct kith_call *call, const char *field, int64_t number)
{
    if (number != 0)
        call_put_int(call, field, number);
}

void call_put_text_if(struct kith_call *call, const char *field, struct str text)
{
    if (text.len > 0)
        call_put_text(call, field, text);
}

void call_open(struct kith_call *call, const char *field)
{
    reply_open(&call->reply, field);
}

void call_close(struct kith_call *call)
{
    reply_close(&call->reply);
}

void call_put_next(struct kith_call *call, const struct page *page)
{
    char cursor[IDENT_LENGTH + 1];
    if (!page->more)
        return;
    ident_print(page->last, cursor);
    reply_put_text(&call->reply, "next", str_of(cursor));
}

void call_put_raw(struct kith_call *call, struct str json)
{
    call->raw = arena_str(&call->arena, json);
}

kith_err call_fail(struct kith_call *call, int code, const char *field, const char *format, ...)
{
    char message[sizeof call->error.message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(&call->error, code, field, "%s", message);
}

void call_subject(struct kith_call *call, int64_t subject)
{
    call->subject = subject;
}

void call_looks_at(struct kith_call *call, int64_t person)
{
    if (call->actor.kind == ACTOR_PERSON && call->actor.person == person && !call->actor.spoken_for)
        return;
    call->looked_at =
        memory_grow(call->looked_at, (call->looked_count + 1) * sizeof *call->looked_at);
    call->looked_at[call->looked_count++] = person;
}

kith_err call_ask(struct kith_call *call, const char *action, struct str with,
                  struct str *ret_reply)
{
    const struct nested_how how = {0};
    return call_nested(call, &call->actor, action, with, &how, ret_reply);
}

void call_done(struct kith_call *call, kith_err err)
{
    if (call->finished)
        return;
    call->finished = true;
    if (call->held) {
        call_free(call);
        return;
    }
    call->outcome = err;
    if (call->durable)
        call_answer(call);
}
