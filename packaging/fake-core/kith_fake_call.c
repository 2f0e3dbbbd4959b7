/* One running action in the fake core: arguments checked, replies built by their fields. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kith_fake_inside.h"

/* ---- arguments ---- */

kith_err fake_call_fail(kith_call *call, kith_err err, const char *field, const char *message)
{
    call->field = field == NULL ? "" : fake_copy(call->core, field, strlen(field));
    call->message = fake_copy(call->core, message, strlen(message));
    return err;
}

kith_err fake_argument_add(kith_call *call, const char *name, const char *text)
{
    const kith_field *field = fake_field(call->action->takes, name);
    if (field == NULL)
        return fake_call_fail(call, KITH_WRONG, name, "is not known");
    if (!(field->flags & KITH_MANY) && fake_node(call->arguments, name, 0) != NULL)
        return fake_call_fail(call, KITH_WRONG, name, "is given twice");
    struct node *node = fake_node_add(call->core, call->arguments, field);
    long long low, high;
    if (!fake_number_parse(field, text, &node->number))
        return fake_call_fail(call, KITH_WRONG, name, "is not of its type");
    if ((field->type == KITH_INT || field->type == KITH_MONEY || field->type == KITH_TEXT ||
         field->type == KITH_MARKDOWN) &&
        field->limits != NULL && sscanf(field->limits, "%lld..%lld", &low, &high) == 2) {
        long long size = fake_is_text(field) ? (long long)strlen(text) : node->number;
        if (size < low || size > high)
            return fake_call_fail(call, KITH_WRONG, name, "is beyond its limits");
    }
    node->text = fake_copy(call->core, text, strlen(text));
    node->len = strlen(text);
    return KITH_OK;
}

kith_err fake_arguments_complete(kith_call *call)
{
    const kith_field *field = call->action->takes;
    for (; field != NULL && field->name != NULL; field++) {
        if (fake_node(call->arguments, field->name, 0) != NULL)
            continue;
        if (field->preset != NULL && fake_argument_add(call, field->name, field->preset) != KITH_OK)
            return KITH_WRONG;
        if (field->preset == NULL && !(field->flags & KITH_OPTIONAL))
            return fake_call_fail(call, KITH_WRONG, field->name, "is missing");
    }
    return KITH_OK;
}

static int64_t get_int_at(kith_call *call, const char *arg, size_t i)
{
    const struct node *node = fake_node(call->arguments, arg, i);
    return node == NULL ? 0 : node->number;
}

static kith_str get_text_at(kith_call *call, const char *arg, size_t i)
{
    const struct node *node = fake_node(call->arguments, arg, i);
    return node == NULL ? (kith_str){"", 0} : (kith_str){node->text, node->len};
}

static int64_t get_int(kith_call *call, const char *arg)
{
    return get_int_at(call, arg, 0);
}

static kith_str get_text(kith_call *call, const char *arg)
{
    return get_text_at(call, arg, 0);
}

static int32_t given(kith_call *call, const char *arg)
{
    return fake_node(call->arguments, arg, 0) != NULL;
}

static size_t count(kith_call *call, const char *arg)
{
    size_t found = 0;
    while (fake_node(call->arguments, arg, found) != NULL)
        found++;
    return found;
}

static kith_id network(kith_call *call)
{
    return call->core->network;
}

/* ---- replies ---- */

/* Where the next value of this name goes. A fault of the plugin ends the test, loudly. */
static struct node *reply_place(kith_call *call, const char *name)
{
    struct node *record = call->open[call->depth - 1];
    const kith_field *parts = call->depth == 1 ? call->action->gives : record->field->parts;
    const kith_field *field = fake_field(parts, name);
    bool many = field != NULL && (field->type == KITH_LIST || (field->flags & KITH_MANY));
    if (field == NULL || (!many && fake_node(record, name, 0) != NULL)) {
        fprintf(stderr, "%s puts %s, which its reply %s\n", call->action->name, name,
                field == NULL ? "does not have" : "holds already");
        abort();
    }
    return fake_node_add(call->core, record, field);
}

static void put_int(kith_call *call, const char *field, int64_t number)
{
    reply_place(call, field)->number = number;
}

static void put_text(kith_call *call, const char *field, kith_str text)
{
    struct node *node = reply_place(call, field);
    node->text = fake_copy(call->core, text.ptr, text.len);
    node->len = text.len;
    if (!fake_is_text(node->field) && fake_number_parse(node->field, node->text, &node->number))
        node->text = NULL;
}

static void open_record(kith_call *call, const char *field)
{
    struct node *node = reply_place(call, field);
    if (node->field->parts == NULL || call->depth == DEPTH) {
        fprintf(stderr, "%s opens %s, which is no record\n", call->action->name, field);
        abort();
    }
    call->open[call->depth++] = node;
}

static void close_record(kith_call *call)
{
    if (call->depth > 1)
        call->depth--;
}

static const char *record_json(struct kith *core, const struct node *record,
                               const kith_field *fields);

static const char *node_json(struct kith *core, const struct node *node)
{
    if (node->field->parts != NULL)
        return record_json(core, node, node->field->parts);
    return node->text != NULL ? fake_quote(core, node->text, node->len)
                              : fake_number_json(core, node->field, node->number);
}

static const char *record_json(struct kith *core, const struct node *record,
                               const kith_field *fields)
{
    const char *json = "{", *comma = "";
    for (; fields != NULL && fields->name != NULL; fields++) {
        bool many = fields->type == KITH_LIST || (fields->flags & KITH_MANY);
        const struct node *node = fake_node(record, fields->name, 0);
        if (node == NULL && (!many || (fields->flags & KITH_OPTIONAL)))
            continue;
        json = fake_print(core, "%s%s\"%s\":%s", json, comma, fields->name, many ? "[" : "");
        comma = ",";
        for (size_t i = 0; (node = fake_node(record, fields->name, i)) != NULL; i++)
            json = fake_print(core, "%s%s%s", json, i > 0 ? "," : "", node_json(core, node));
        json = fake_print(core, "%s%s", json, many ? "]" : "");
    }
    return fake_print(core, "%s}", json);
}

static const char *missing_field(kith_call *call)
{
    const kith_field *field = call->action->gives;
    for (; field != NULL && field->name != NULL; field++)
        if (!(field->flags & (KITH_OPTIONAL | KITH_MANY)) && field->type != KITH_LIST &&
            fake_node(call->open[0], field->name, 0) == NULL)
            return field->name;
    return NULL;
}

void fake_call_done(kith_call *call, kith_err err)
{
    if (call->done)
        return;
    call->done = true;
    call->outcome = err;
    if (err != KITH_OK)
        return;
    if (missing_field(call) != NULL) {
        fprintf(stderr, "%s does not put %s\n", call->action->name, missing_field(call));
        abort();
    }
    call->reply = record_json(call->core, call->open[0], call->action->gives);
}

static kith_err fail(kith_call *call, kith_err err, const char *field, const char *message)
{
    return fake_call_fail(call, err, field, message == NULL ? "" : message);
}

static void *alloc(kith_call *call, size_t size)
{
    return fake_take(call->core, size);
}

static int32_t progress(kith_call *call, int64_t so_far, int64_t total, const char *note)
{
    call->core->log = fake_print(call->core, "%lld of %lld: %s", (long long)so_far,
                                 (long long)total, note == NULL ? "" : note);
    return 1;
}

/* Nothing is undone here: a test sees what was written before a step failed. */
static kith_err step(kith_call *call, int64_t mark,
                     kith_err (*run)(void *self, kith_call *call, void *mine), void *mine)
{
    kith_err err = run(call->core->self, call, mine);
    if (err == KITH_OK)
        call->mark = mark;
    return err;
}

static int64_t mark_of(kith_call *call)
{
    return call->mark;
}

void fake_call_offer(kith_api *api)
{
    api->given = given;
    api->get_int = get_int;
    api->get_text = get_text;
    api->count = count;
    api->get_int_at = get_int_at;
    api->get_text_at = get_text_at;
    api->network = network;
    api->put_int = put_int;
    api->put_text = put_text;
    api->open = open_record;
    api->close = close_record;
    api->fail = fail;
    api->done = fake_call_done;
    api->alloc = alloc;
    api->progress = progress;
    api->step = step;
    api->mark = mark_of;
}
