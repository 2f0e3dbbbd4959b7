/* The limits of fields: read from their text, said in words, and kept. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "action/field_type.h"

/* ---- errors that name the field and the remedy ---- */

/* "terms.quorum", outermost first; gives the length so far. */
static size_t path_print(const struct field_place *place, char *out, size_t room)
{
    size_t len = place->above ? path_print(place->above, out, room) : 0;
    if (!place->field || len + 1 >= room)
        return len;
    int more = snprintf(out + len, room - len, "%s%s", len ? "." : "", place->field->name);
    return more < 0 ? len : len + (size_t)more;
}

int field_fail(const struct field_place *place, const char *format, ...)
{
    char path[256] = "";
    path_print(place, path, sizeof path);
    struct text message = {0};
    if (path[0])
        text_print(&message, "%s: ", path);
    if (place->number)
        text_print(&message, "number %zu ", place->number);
    va_list args;
    va_start(args, format);
    char body[sizeof place->error->message];
    vsnprintf(body, sizeof body, format, args);
    va_end(args);
    text_add(&message, str_of(body));
    error_set(place->error, ERROR_WRONG, path, "%s", message.ptr);
    text_done(&message);
    return ERROR_WRONG;
}

static bool is_meant(size_t distance, size_t length)
{
    return distance <= 1 + length / 4;
}

void nearest_try(struct nearest *nearest, struct str given, struct str known)
{
    size_t distance = str_distance(given, known);
    if (!is_meant(distance, known.len) || distance >= known.len)
        return;
    if (nearest->name.len == 0 || distance < nearest->distance)
        *nearest = (struct nearest){known, distance};
}

/* ---- limits ---- */

/* One end: "12", and for fractions "2/3" too; empty leaves it open. */
static bool end_read(struct str text, bool fraction, int64_t *number, int64_t *below)
{
    if (text.len == 0)
        return true;
    const char *stroke = fraction ? memchr(text.ptr, '/', text.len) : NULL;
    size_t before = stroke ? (size_t)(stroke - text.ptr) : text.len;
    if (!str_to_int((struct str){text.ptr, before}, number))
        return false;
    if (stroke && !str_to_int((struct str){stroke + 1, text.len - before - 1}, below))
        return false;
    return !fraction || (*number >= 0 && *number <= FIELD_FRACTION_MOST && *below > 0 &&
                         *below <= FIELD_FRACTION_MOST);
}

bool field_limits(const kith_field *field, struct field_limits *ret_limits)
{
    const struct field_type *type = field_type(field->type);
    *ret_limits = (struct field_limits){type->least, type->most, 1, 1};
    bool ranged = type->limit_kind != LIMITS_NONE && type->limit_kind != LIMITS_NOUN &&
                  type->limit_kind != LIMITS_WORDS;
    if (!field->limits || !ranged)
        return true;
    const char *dots = strstr(field->limits, "..");
    if (!dots)
        return false;
    bool fraction = type->limit_kind == LIMITS_FRACTION;
    struct str low = {field->limits, (size_t)(dots - field->limits)}, high = str_of(dots + 2);
    return low.len + high.len > 0 &&
           end_read(low, fraction, &ret_limits->least, &ret_limits->least_below) &&
           end_read(high, fraction, &ret_limits->most, &ret_limits->most_below);
}

/* ---- in words ---- */

static void number_print(const struct field_place *place, int64_t number, int64_t below,
                         struct text *out)
{
    struct value value = {.field = place->field, .number = number, .other = below};
    char room[FIELD_TEXT_ROOM];
    bool pounds = place->field->type == KITH_MONEY && place->as_text;
    bool fraction = place->field->type == KITH_FRACTION && below != 1;
    if (pounds || fraction)
        text_add(out, field_type(place->field->type)->print(&value, room));
    else
        text_print(out, "%lld", (long long)number);
}

static void range_print(const struct field_place *place, struct text *out)
{
    const struct field_type *type = field_type(place->field->type);
    struct field_limits limits;
    field_limits(place->field, &limits);
    bool has_least = limits.least != INT64_MIN;
    bool has_most = limits.most != INT64_MAX &&
                    (type->limit_kind != LIMITS_FRACTION || limits.most != type->most);
    if (has_least)
        text_add(out, has_most ? STR(" from ") : STR(" of at least "));
    if (has_least)
        number_print(place, limits.least, limits.least_below, out);
    if (has_most)
        text_add(out, has_least ? STR(" to ") : STR(" of at most "));
    if (has_most)
        number_print(place, limits.most, limits.most_below, out);
}

static void characters_print(const kith_field *field, struct text *out)
{
    struct field_limits limits;
    field_limits(field, &limits);
    long long least = limits.least, most = limits.most;
    if (limits.most == INT64_MAX)
        text_print(out, "at least %lld characters", least);
    else if (least == most)
        text_print(out, "%lld character%s", most, most == 1 ? "" : "s");
    else if (least <= 0)
        text_print(out, "at most %lld character%s", most, most == 1 ? "" : "s");
    else
        text_print(out, "%lld to %lld characters", least, most);
}

static void words_print(const kith_field *field, struct text *out)
{
    struct str rest = str_of(field->limits), word;
    for (bool follows = false; words_next(&rest, &word); follows = true) {
        text_add(out, follows ? STR(", ") : STR(" "));
        text_add(out, word);
    }
}

int field_fail_shape(const struct field_place *place, const char *more)
{
    const struct field_type *type = field_type(place->field->type);
    bool as_text = place->as_text && type->text_shape;
    struct text shape = {0};
    text_print(&shape, "must be %s", as_text ? type->text_shape : type->shape);
    if (type->limit_kind == LIMITS_RANGE || type->limit_kind == LIMITS_FRACTION)
        range_print(place, &shape);
    if (type->limit_kind == LIMITS_WORDS)
        words_print(place->field, &shape);
    int err = field_fail(place, "%s%s", shape.ptr, more);
    text_done(&shape);
    return err;
}

/* ---- kept ---- */

/* A tab is as bad: rows of a table are told apart by line ends, their cells by tabs. U+2028 and
 * U+2029 end lines and paragraphs, too. */
static bool has_line_end(struct str text)
{
    static const char *const ends[] = {"\n", "\t", "\u2028", "\u2029"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (text.len && memmem(text.ptr, text.len, ends[i], strlen(ends[i])))
            return true;
    return false;
}

static int text_check(const struct field_place *place, struct str text)
{
    bool lines = place->field->type == KITH_MARKDOWN;
    if (!str_is_utf8(text))
        return field_fail(place, "must be text in UTF-8; save the file as UTF-8 and try again.");
    if (str_has_control(text))
        return field_fail(place, "must not hold control characters; remove them.");
    if (lines ? str_has_override(text) : str_has_turn(text))
        return field_fail(place, "must not hold invisible characters that turn the direction of "
                                 "writing; type it again instead of pasting it.");
    if (!lines && has_line_end(text))
        return field_fail(place, "must be one line, without tabs; join its lines.");
    struct field_limits limits;
    field_limits(place->field, &limits);
    int64_t count = (int64_t)str_characters(text);
    if (count < limits.least || count > limits.most) {
        struct text shape = {0};
        characters_print(place->field, &shape);
        int err = field_fail(place, "must be %s; this has %lld.", shape.ptr, (long long)count);
        text_done(&shape);
        return err;
    }
    if (limits.least > 0 && str_trim(text).len == 0)
        return field_fail(place, "must not be blank; this has only spaces.");
    return OK;
}

static int fraction_check(const struct field_place *place, const struct value *value)
{
    if (value->other < 1 || value->other > FIELD_FRACTION_MOST)
        return field_fail(place, "must have a whole number from 1 to %d below the line.",
                          FIELD_FRACTION_MOST);
    struct field_limits limits;
    field_limits(place->field, &limits);
    bool low = value->number * limits.least_below < limits.least * value->other;
    bool high = value->number * limits.most_below > limits.most * value->other;
    return low || high ? field_fail_shape(place, ".") : OK;
}

static int word_check(const struct field_place *place, const struct value *value)
{
    return words_find(place->field->limits, value->text) == value->number
               ? OK
               : field_fail_shape(place, ".");
}

int field_check_value(const struct field_place *place, const struct value *value)
{
    const struct field_type *type = field_type(place->field->type);
    if (type->limit_kind == LIMITS_CHARACTERS)
        return text_check(place, value->text);
    if (value->number < type->floor || value->number > type->ceiling)
        return field_fail_shape(place, ".");
    if (type->limit_kind == LIMITS_FRACTION)
        return fraction_check(place, value);
    if (type->limit_kind == LIMITS_WORDS)
        return word_check(place, value);
    if (place->field->type == KITH_DURATION && (value->other < 0 || value->other > INT32_MAX))
        return field_fail_shape(place, ".");
    struct field_limits limits;
    if (type->limit_kind != LIMITS_RANGE)
        return OK;
    field_limits(place->field, &limits);
    bool outside = value->number < limits.least || value->number > limits.most;
    return outside ? field_fail_shape(place, ".") : OK;
}

int field_check_file(const kith_field *field, int descriptor, struct error *error)
{
    struct field_place place = {.field = field, .error = error};
    struct field_limits limits;
    struct stat file;
    if (fstat(descriptor, &file) < 0 || !S_ISREG(file.st_mode))
        return field_fail(&place, "must be a plain file; copy it into one and give that.");
    field_limits(field, &limits);
    if (file.st_size > limits.most)
        return field_fail(&place, "must be a file of at most %lld bytes; this has %lld.",
                          (long long)limits.most, (long long)file.st_size);
    if (file.st_size < limits.least)
        return field_fail(&place, "must be a file of at least %lld byte%s; this has %lld.",
                          (long long)limits.least, limits.least == 1 ? "" : "s",
                          (long long)file.st_size);
    return OK;
}
