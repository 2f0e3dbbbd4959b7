/* Fields, read: a record of arguments from JSON, or one value from its text form. */
#include <stdio.h>
#include <string.h>

#include "action/field_type.h"

#define WHOLE_MOST 9007199254740991 /* 2^53 - 1: what a JSON number holds exactly */

static const char *const json_words[] = {
    [JSON_NULL] = "null", [JSON_BOOL] = "true or false", [JSON_INT] = "a number",
    [JSON_TEXT] = "text", [JSON_LIST] = "a list",        [JSON_OBJECT] = "an object"};

static int record_parse(const struct field_place *place, const kith_field *fields,
                        const struct json *object, struct value *record);

/* "must be a whole number from 0 to 100, not text." */
static int type_fail(const struct field_place *place, const struct json *json)
{
    bool droppable = json_type(json) == JSON_NULL && place->field->flags & KITH_OPTIONAL;
    char more[64];
    snprintf(more, sizeof more, ", not %s%s.", json_words[json_type(json)],
             droppable ? "; leave it out if there is none" : "");
    if (place->field->flags & KITH_MANY && !place->number)
        return field_fail(place, "must be a list […]%s", more);
    return field_fail_shape(place, more);
}

/* Whole numbers that JSON's own would not hold exactly travel as strings, and only they. */
static bool is_large_number(const struct json *json, int64_t *ret_number)
{
    return json_type(json) == JSON_TEXT && str_to_int(json_text(json), ret_number) &&
           (*ret_number > WHOLE_MOST || *ret_number < -WHOLE_MOST);
}

/* "; did you mean open?" in `out`, or "." if no word is near. */
static void meant_print(const kith_field *field, struct str given, struct text *out)
{
    struct nearest nearest = {0};
    struct str rest = str_of(field->limits), word;
    while (words_next(&rest, &word))
        nearest_try(&nearest, given, word);
    if (nearest.name.len)
        text_print(out, "; did you mean %.*s?", STR_ARGS(nearest.name));
    else
        text_add(out, STR("."));
}

static int text_parse(const struct field_place *place, struct str text, struct value *value)
{
    const struct field_type *type = field_type(place->field->type);
    if (!type->read)
        return field_fail(place, "cannot be given as text.");
    if (type->read(place->field, text, place->arena, value))
        return field_check_value(place, value);
    if (type->limit_kind != LIMITS_WORDS)
        return field_fail_shape(place, ".");
    struct text meant = {0};
    meant_print(place->field, text, &meant);
    int err = field_fail_shape(place, meant.ptr);
    text_done(&meant);
    return err;
}

static int scalar_parse(const struct field_place *place, const struct json *json,
                        struct value *value)
{
    const struct field_type *type = field_type(place->field->type);
    if (!type->read)
        return field_fail(place, "cannot be given; it is for replies.");
    if (type->json == JSON_INT && is_large_number(json, &value->number))
        return field_check_value(place, value);
    if (json_type(json) != type->json)
        return type_fail(place, json);
    if (type->json == JSON_TEXT)
        return text_parse(place, json_text(json), value);
    value->number = type->json == JSON_BOOL ? json_bool(json) : json_int(json);
    return field_check_value(place, value);
}

static int one_parse(const struct field_place *place, const struct json *json, struct value *value)
{
    value->given = true;
    if (place->field->type != KITH_RECORD)
        return scalar_parse(place, json, value);
    if (json_type(json) != JSON_OBJECT)
        return type_fail(place, json);
    return record_parse(place, place->field->parts, json, value);
}

static int many_parse(const struct field_place *place, const struct json *list, struct value *many)
{
    if (json_type(list) != JSON_LIST)
        return type_fail(place, list);
    many->given = true;
    struct field_place item = *place;
    for (const struct json *json = json_first(list); json; json = json_next(json)) {
        if (++item.number > FIELD_MANY_LIMIT)
            return field_fail(place, "must be at most %d; this has more.", FIELD_MANY_LIMIT);
        int err = one_parse(&item, json, value_add(place->arena, many, place->field));
        if (err)
            return err;
    }
    if (many->count == 0 && !(place->field->flags & KITH_OPTIONAL))
        return field_fail(place, "must be at least one.");
    return OK;
}

static int field_parse(const struct field_place *place, const struct json *json,
                       struct value *value)
{
    return place->field->flags & KITH_MANY ? many_parse(place, json, value)
                                           : one_parse(place, json, value);
}

enum { SHOWN_ROOM = 41 };

/* A name of the caller's own, cut, and without what could disturb a terminal. */
static void name_show(struct str name, char out[SHOWN_ROOM])
{
    size_t len = name.len < SHOWN_ROOM - 1 ? name.len : SHOWN_ROOM - 1;
    while (len < name.len && len > 0 && ((unsigned char)name.ptr[len] & 0xC0) == 0x80)
        len--;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)name.ptr[i];
        bool high = byte == 0xC2 && i + 1 < len && (unsigned char)name.ptr[i + 1] < 0xA0;
        out[i] = byte < 0x20 || byte == 0x7F || high ? '?' : name.ptr[i];
        if (high)
            out[++i] = '?';
    }
    out[len] = '\0';
    if (len == 0)
        memcpy(out, "\"\"", sizeof "\"\"");
}

static int unknown_fail(const struct field_place *place, const kith_field *fields, struct str name)
{
    char shown[SHOWN_ROOM];
    name_show(name, shown);
    kith_field stray = {.name = shown};
    struct field_place at = {place, &stray, 0, false, place->arena, place->error};
    if (!fields || !fields[0].name)
        return field_fail(&at, "is not known; there is nothing to give here.");
    struct nearest nearest = {0};
    for (const kith_field *field = fields; field->name; field++)
        nearest_try(&nearest, name, str_of(field->name));
    if (nearest.name.len)
        return field_fail(&at, "is not known; did you mean %.*s?", STR_ARGS(nearest.name));
    struct text known = {0};
    for (const kith_field *field = fields; field->name; field++)
        text_print(&known, "%s%s", field == fields ? "" : ", ", field->name);
    int err = field_fail(&at, "is not known; there are %s.", known.ptr);
    text_done(&known);
    return err;
}

static struct value *part_find(const struct value *record, struct str name)
{
    for (struct value *part = record->first; part; part = part->next)
        if (part->field->name[0] == (name.len ? name.ptr[0] : '\0') &&
            str_is(name, part->field->name))
            return part;
    return NULL;
}

/* A preset of a many is its only item. */
static int preset_parse(const struct field_place *place, struct str text, struct value *value)
{
    value->given = true;
    if (place->field->flags & KITH_MANY) {
        value = value_add(place->arena, value, place->field);
        value->given = true;
    }
    return text_parse(place, text, value);
}

static int absent_fill(const struct field_place *place, struct value *part)
{
    const kith_field *field = part->field;
    struct field_place at = {place, field, 0, true, place->arena, place->error};
    if (field->preset)
        return preset_parse(&at, str_of(field->preset), part);
    if (field->flags & KITH_OPTIONAL)
        return OK;
    return field_fail(&at, "must be given. %s", field->summary);
}

static int record_parse(const struct field_place *place, const kith_field *fields,
                        const struct json *object, struct value *record)
{
    value_add_parts(place->arena, record, fields);
    for (const struct json *json = object ? json_first(object) : NULL; json;
         json = json_next(json)) {
        struct value *part = part_find(record, json_name(json));
        if (!part)
            return unknown_fail(place, fields, json_name(json));
        struct field_place at = {place, part->field, 0, false, place->arena, place->error};
        if (part->given)
            return field_fail(&at, "is given twice; give it once.");
        int err = field_parse(&at, json, part);
        if (err)
            return err;
    }
    for (struct value *part = record->first; part; part = part->next) {
        int err = part->given ? OK : absent_fill(place, part);
        if (err)
            return err;
    }
    return OK;
}

int fields_parse(const kith_field *fields, const struct json *object, struct arena *arena,
                 struct value **ret_record, struct error *error)
{
    struct field_place top = {NULL, NULL, 0, false, arena, error};
    if (object && json_type(object) != JSON_OBJECT)
        return error_set(error, ERROR_WRONG, NULL, "The arguments must be an object {…}, not %s.",
                         json_words[json_type(object)]);
    struct value *record = value_record(arena, fields);
    int err = record_parse(&top, fields, object, record);
    if (err)
        return err;
    *ret_record = record;
    return OK;
}

int field_parse_text(const kith_field *field, struct str text, struct arena *arena,
                     struct value **ret_value, struct error *error)
{
    struct field_place place = {NULL, field, 0, true, arena, error};
    struct value *value = arena_take(arena, sizeof *value);
    value->field = field;
    int err = preset_parse(&place, text, value);
    if (err)
        return err;
    *ret_value = value;
    return OK;
}
