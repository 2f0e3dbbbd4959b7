/* Fields, checked: tables of fields before they are used, and replies before they leave. */
#include "action/field.h"

#include <string.h>

#include "action/field_type.h"

enum { DEPTH_MOST = 7 }; /* records in records: as many as a reply can open */

static const uint32_t known_flags =
    KITH_OPTIONAL | KITH_MANY | KITH_PERSONAL | KITH_SPECIAL | KITH_SECRET | KITH_RANDOM;

/* ---- tables ---- */

static bool name_is_right(const char *name)
{
    if (name[0] < 'a' || name[0] > 'z')
        return false;
    return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0' &&
           strlen(name) <= 40;
}

/* A noun's name, or "*" for an id of anything. */
static bool noun_is_right(const char *limits)
{
    return strcmp(limits, "*") == 0 || name_is_right(limits);
}

static bool summary_is_right(const char *summary)
{
    size_t len = summary ? strlen(summary) : 0;
    return len > 0 && str_is_utf8((struct str){summary, len}) && !strchr(summary, '\n');
}

static bool words_are_right(const char *limits)
{
    struct str rest = str_of(limits), word;
    size_t count = 0;
    for (; words_next(&rest, &word); count++)
        if (word.len == 0 || word.len > 40 || str_has_control(word) ||
            words_find(limits, word) != (int64_t)count || memchr(word.ptr, ' ', word.len))
            return false;
    return count > 0;
}

/* Says what is wrong with the limits; NULL if they are right. */
static const char *limits_fault(const kith_field *field)
{
    const struct field_type *type = field_type(field->type);
    struct field_limits limits;
    if (type->limit_kind == LIMITS_NONE)
        return field->limits ? "has limits, and its type takes none" : NULL;
    if (type->limit_kind == LIMITS_NOUN)
        return field->limits && !noun_is_right(field->limits) ? "names no noun in its limits"
                                                              : NULL;
    if (type->limit_kind == LIMITS_WORDS)
        return words_are_right(field->limits) ? NULL : "needs limits such as open|closed";
    if (!field_limits(field, &limits))
        return "needs limits such as 0..100";
    if (type->limit_kind == LIMITS_FRACTION)
        return limits.least * limits.most_below > limits.most * limits.least_below
                   ? "has limits that nothing can keep"
                   : NULL;
    if (type->limit_kind != LIMITS_RANGE && limits.least < 0)
        return "has a limit below 0, and nothing can be that short";
    return limits.least > limits.most ? "has limits that nothing can keep" : NULL;
}

static const char *shape_fault(const kith_field *field)
{
    bool has_parts = field->type == KITH_RECORD || field->type == KITH_LIST;
    bool many = field->flags & KITH_MANY;
    if (has_parts && (!field->parts || !field->parts[0].name))
        return "is a record or list without parts";
    if (!has_parts && field->parts)
        return "has parts, and its type takes none";
    if (many && (field->type == KITH_LIST || field->type == KITH_FILE))
        return "cannot be many";
    if ((field->flags & KITH_RANDOM) && field->type != KITH_TEXT)
        return "is no text, so nobody can make it up";
    if (field->preset && (has_parts || field->type == KITH_FILE || field->flags & KITH_SECRET))
        return "cannot have a preset";
    return NULL;
}

static const char *field_fault(const kith_field *field)
{
    if (!name_is_right(field->name))
        return "needs a name of at most 40 lower case letters, digits and _";
    if (!field_type(field->type))
        return "has an unknown type";
    if (field->flags & ~known_flags)
        return "has an unknown flag";
    if (!summary_is_right(field->summary))
        return "needs a summary of one line";
    const char *fault = shape_fault(field);
    return fault ? fault : limits_fault(field);
}

static int preset_check(const kith_field *field, struct error *error)
{
    if (!field->preset)
        return OK;
    struct arena arena = {0};
    struct error wrong = {0};
    struct value *value;
    int err = field_parse_text(field, str_of(field->preset), &arena, &value, &wrong);
    arena_done(&arena);
    return err ? error_set(error, ERROR_BROKEN, field->name,
                           "The preset of the field %s is not right: %s", field->name,
                           wrong.message)
               : OK;
}

static int table_check(const kith_field *fields, size_t depth, struct error *error)
{
    for (const kith_field *field = fields; field && field->name; field++) {
        const char *fault = field_fault(field);
        for (const kith_field *other = fields; other < field && !fault; other++)
            if (strcmp(other->name, field->name) == 0)
                fault = "is there twice";
        if (!fault && field->parts && depth == DEPTH_MOST)
            fault = "lies too deep in other fields";
        if (fault)
            return error_set(error, ERROR_BROKEN, field->name, "The field %s %s.", field->name,
                             fault);
        int err = preset_check(field, error);
        if (!err && field->parts)
            err = table_check(field->parts, depth + 1, error);
        if (err)
            return err;
    }
    return OK;
}

int fields_check(const kith_field *fields, struct error *error)
{
    return table_check(fields, 0, error);
}

/* ---- values ---- */

static int record_check(const struct field_place *place, const struct value *record,
                        const kith_field *fields);

static int one_check(const struct field_place *place, const struct value *value)
{
    if (!place->field->parts)
        return field_check_value(place, value);
    return record_check(place, value, place->field->parts);
}

static int items_check(const struct field_place *place, const struct value *many)
{
    struct field_place item = *place;
    if (place->field->flags & KITH_MANY && many->count > FIELD_REPLY_LIMIT)
        return field_fail(place, "must be at most %d; this has %zu.", FIELD_REPLY_LIMIT,
                          many->count);
    for (const struct value *value = many->first; value; value = value->next) {
        item.number++;
        int err = one_check(&item, value);
        if (err)
            return err;
    }
    return OK;
}

static int part_check(const struct field_place *place, const struct value *part)
{
    bool many = place->field->type == KITH_LIST || place->field->flags & KITH_MANY;
    if (part && part->given)
        return many ? items_check(place, part) : one_check(place, part);
    return place->field->flags & KITH_OPTIONAL ? OK : field_fail(place, "must be given.");
}

static int record_check(const struct field_place *place, const struct value *record,
                        const kith_field *fields)
{
    /* Parts stand in the order of the fields, so both are walked at once. */
    const struct value *part = record->first;
    for (const kith_field *field = fields; field && field->name; field++) {
        bool there = part && part->field == field;
        struct field_place at = {place, field, 0, false, place->arena, place->error};
        int err = part_check(&at, there ? part : NULL);
        if (err)
            return err;
        part = there ? part->next : part;
    }
    return part ? field_fail(place, "has a part %s that is not declared.", part->field->name) : OK;
}

int value_check(const struct value *record, const kith_field *fields, struct error *error)
{
    struct field_place top = {NULL, NULL, 0, false, NULL, error};
    return record_check(&top, record, fields);
}
