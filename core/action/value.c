/* Values: the tree that arguments and replies are, and how a reply is filled. */
#include "action/value.h"

#include <stdio.h>
#include <string.h>

#include "action/field_type.h"

struct value *value_part(const struct value *record, const char *name)
{
    for (struct value *part = record->first; part; part = part->next)
        if (strcmp(part->field->name, name) == 0)
            return part;
    return NULL;
}

struct value *value_item(const struct value *many, size_t i)
{
    struct value *item = many->first;
    while (item && i-- > 0)
        item = item->next;
    return item;
}

static void value_append(struct value *parent, struct value *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

struct value *value_add(struct arena *arena, struct value *parent, const kith_field *field)
{
    struct value *value = arena_take(arena, sizeof *value);
    value->field = field;
    value_append(parent, value);
    return value;
}

void value_add_parts(struct arena *arena, struct value *record, const kith_field *parts)
{
    size_t count = 0;
    while (parts && parts[count].name)
        count++;
    if (count == 0)
        return;
    struct value *values = arena_take(arena, count * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        values[i].field = &parts[i];
        value_append(record, &values[i]);
    }
}

struct value *value_record(struct arena *arena, const kith_field *parts)
{
    kith_field *field = arena_take(arena, sizeof *field);
    *field = (kith_field){.name = "", .type = KITH_RECORD, .parts = parts};
    struct value *record = arena_take(arena, sizeof *record);
    *record = (struct value){.field = field, .given = true};
    return record;
}

/* ---- a reply ---- */

static bool is_rows(const kith_field *field)
{
    return field->type == KITH_LIST || field->flags & KITH_MANY;
}

/* A record's parts are there from the start, so that they print in the order of the fields, and
 * a list that gets no rows is an empty list. */
static void reply_enter(struct reply *reply, struct value *record)
{
    record->given = true;
    value_add_parts(reply->arena, record, record->field->parts);
    for (struct value *part = record->first; part; part = part->next)
        part->given = is_rows(part->field) && !(part->field->flags & KITH_OPTIONAL);
    reply->open[reply->depth++] = record;
}

void reply_start(struct reply *reply, struct arena *arena, const kith_field *gives)
{
    *reply = (struct reply){.arena = arena, .root = value_record(arena, gives)};
    reply_enter(reply, reply->root);
}

static void reply_fault(struct reply *reply, const char *field, const char *what)
{
    snprintf(reply->fault, sizeof reply->fault, "the reply's field %s %s", field, what);
}

/* Where the next value of this field goes; NULL, and a fault, if there is no such place. */
static struct value *reply_place(struct reply *reply, const char *name)
{
    if (reply->fault[0])
        return NULL;
    struct value *value = value_part(reply->open[reply->depth - 1], name);
    if (!value) {
        reply_fault(reply, name, "is not declared");
        return NULL;
    }
    if (is_rows(value->field)) {
        value->given = true;
        return value_add(reply->arena, value, value->field);
    }
    if (value->given) {
        reply_fault(reply, name, "is put twice");
        return NULL;
    }
    return value;
}

void reply_put_int(struct reply *reply, const char *field, int64_t number)
{
    struct value *value = reply_place(reply, field);
    if (!value)
        return;
    int32_t type = value->field->type;
    if (type == KITH_TEXT || type == KITH_MARKDOWN || type == KITH_FRACTION ||
        type == KITH_RECORD || type == KITH_LIST || type == KITH_ONE_OF) {
        reply_fault(reply, field, "is not a number");
        return;
    }
    value->number = type == KITH_BOOL ? number != 0 : number;
    value->given = type != KITH_ID || number != 0 || value->field->flags & KITH_MANY;
}

void reply_put_pair(struct reply *reply, const char *field, int64_t number, int64_t other)
{
    struct value *value = reply_place(reply, field);
    if (!value)
        return;
    if (value->field->type != KITH_FRACTION && value->field->type != KITH_DURATION) {
        reply_fault(reply, field, "is not a pair of numbers");
        return;
    }
    value->number = number;
    value->other = other;
    value->given = true;
}

void reply_put_text(struct reply *reply, const char *field, struct str text)
{
    struct value *value = reply_place(reply, field);
    if (!value)
        return;
    const struct field_type *type = field_type(value->field->type);
    if (!type->read || !type->read(value->field, text, reply->arena, value)) {
        reply_fault(reply, field, "cannot hold the text put into it");
        return;
    }
    value->given = true;
}

void reply_open(struct reply *reply, const char *field)
{
    struct value *value = reply_place(reply, field);
    if (!value)
        return;
    if (value->field->type != KITH_RECORD && value->field->type != KITH_LIST)
        reply_fault(reply, field, "is not a record or a list");
    else if (reply->depth == sizeof reply->open / sizeof reply->open[0])
        reply_fault(reply, field, "lies too deep");
    else
        reply_enter(reply, value);
}

void reply_close(struct reply *reply)
{
    if (reply->fault[0])
        return;
    if (reply->depth == 1)
        snprintf(reply->fault, sizeof reply->fault, "the reply closes more than it opened");
    else
        reply->depth--;
}
