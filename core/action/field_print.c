/* Fields and values, written: as JSON, as text, and described. */
#include "action/field_type.h"

static void record_print(const struct value *record, uint32_t without, struct json_writer *writer);

static void one_print(const struct value *value, uint32_t without, struct json_writer *writer)
{
    const struct field_type *type = field_type(value->field->type);
    char room[FIELD_TEXT_ROOM];
    if (!type->print)
        record_print(value, without, writer);
    else if (type->json == JSON_BOOL)
        json_put_bool(writer, value->number != 0);
    else if (type->json == JSON_INT)
        json_put_int(writer, value->number);
    else
        json_put_text(writer, type->print(value, room));
}

static void value_print(const struct value *value, uint32_t without, struct json_writer *writer)
{
    if (value->field->type != KITH_LIST && !(value->field->flags & KITH_MANY)) {
        one_print(value, without, writer);
        return;
    }
    json_open(writer, '[');
    for (const struct value *item = value->first; item; item = item->next)
        one_print(item, without, writer);
    json_close(writer, ']');
}

static void record_print(const struct value *record, uint32_t without, struct json_writer *writer)
{
    json_open(writer, '{');
    for (const struct value *part = record->first; part; part = part->next) {
        if (!part->given || part->field->flags & without)
            continue;
        json_key(writer, part->field->name);
        value_print(part, without, writer);
    }
    json_close(writer, '}');
}

void value_print_json(const struct value *record, uint32_t without, struct json_writer *writer)
{
    record_print(record, without, writer);
}

void value_print_text(const struct value *value, struct text *out)
{
    const struct field_type *type = field_type(value->field->type);
    char room[FIELD_TEXT_ROOM];
    if (type->print)
        text_add(out, type->print(value, room));
}

/* ---- describe ---- */

static const struct {
    uint32_t flag;
    const char *name;
} flags[] = {
    {KITH_OPTIONAL, "optional"}, {KITH_MANY, "many"},     {KITH_PERSONAL, "personal"},
    {KITH_SPECIAL, "special"},   {KITH_SECRET, "secret"}, {KITH_RANDOM, "random"},
};

static void text_describe(const char *key, const char *text, struct json_writer *writer)
{
    if (!text)
        return;
    json_key(writer, key);
    json_put_text(writer, str_of(text));
}

void field_describe(const kith_field *field, struct json_writer *writer)
{
    json_open(writer, '{');
    text_describe("name", field->name, writer);
    text_describe("type", field_type_name(field->type), writer);
    json_key(writer, "flags");
    json_open(writer, '[');
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (field->flags & flags[i].flag)
            json_put_text(writer, str_of(flags[i].name));
    json_close(writer, ']');
    text_describe("preset", field->preset, writer);
    text_describe("limits", field->limits, writer);
    text_describe("summary", field->summary, writer);
    if (field->parts) {
        json_key(writer, "parts");
        fields_describe(field->parts, writer);
    }
    json_close(writer, '}');
}

void fields_describe(const kith_field *fields, struct json_writer *writer)
{
    json_open(writer, '[');
    for (; fields && fields->name; fields++)
        field_describe(fields, writer);
    json_close(writer, ']');
}
