/* The types of fields: how each reads and prints its text form.
 *
 * A type is a row of the table at the end; nothing else in the core asks "which type is it?" but
 * for records, lists and text, which hold what a number cannot. */
#include "action/field_type.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/ident.h"

static bool bool_read(const kith_field *field, struct str text, struct arena *arena,
                      struct value *value)
{
    (void)field, (void)arena;
    value->number = str_is(text, "yes") || str_is(text, "true");
    return value->number || str_is(text, "no") || str_is(text, "false");
}

static struct str bool_print(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    (void)room;
    return value->number ? STR("yes") : STR("no");
}

static bool int_read(const kith_field *field, struct str text, struct arena *arena,
                     struct value *value)
{
    (void)field, (void)arena;
    return str_to_int(text, &value->number);
}

static struct str int_print(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    snprintf(room, FIELD_TEXT_ROOM, "%lld", (long long)value->number);
    return str_of(room);
}

static bool text_read(const kith_field *field, struct str text, struct arena *arena,
                      struct value *value)
{
    (void)field;
    value->text = arena_str(arena, text);
    return true;
}

/* Lines that end as on Windows are common in files; inside, a line ends one way only. */
static bool markdown_read(const kith_field *field, struct str text, struct arena *arena,
                          struct value *value)
{
    (void)field;
    if (text.len == 0 || !memchr(text.ptr, '\r', text.len)) {
        value->text = arena_str(arena, text);
        return true;
    }
    char *copy = arena_take(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r' || i + 1 == text.len || text.ptr[i + 1] != '\n')
            copy[len++] = text.ptr[i];
    value->text = (struct str){copy, len};
    return true;
}

static struct str text_form(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    (void)room;
    return value->text;
}

/* "12.50" or "12": pounds, then no or two digits of pence. */
static bool money_read(const kith_field *field, struct str text, struct arena *arena,
                       struct value *value)
{
    (void)field, (void)arena;
    char digits[24];
    if (text.len == 0 || text.len >= sizeof digits - 2)
        return false;
    const char *point = memchr(text.ptr, '.', text.len);
    size_t whole = point ? (size_t)(point - text.ptr) : text.len;
    bool has_pounds = whole > 0 && text.ptr[whole - 1] != '-';
    if (!has_pounds || (point && text.len - whole != 3))
        return false;
    memcpy(digits, text.ptr, whole);
    digits[whole] = point ? point[1] : '0';
    digits[whole + 1] = point ? point[2] : '0';
    return str_to_int((struct str){digits, whole + 2}, &value->number);
}

static struct str money_print(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    bool negative = value->number < 0;
    uint64_t pence = negative ? 0 - (uint64_t)value->number : (uint64_t)value->number;
    snprintf(room, FIELD_TEXT_ROOM, "%s%llu.%02u", negative ? "-" : "",
             (unsigned long long)(pence / 100), (unsigned)(pence % 100));
    return str_of(room);
}

static bool date_read(const kith_field *field, struct str text, struct arena *arena,
                      struct value *value)
{
    (void)field, (void)arena;
    int32_t day;
    if (!date_parse(text, &day))
        return false;
    value->number = day;
    return true;
}

static struct str date_form(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    date_print((int32_t)value->number, room);
    return str_of(room);
}

static bool time_read(const kith_field *field, struct str text, struct arena *arena,
                      struct value *value)
{
    (void)field, (void)arena;
    return time_parse(text, &value->number);
}

static struct str time_form(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    time_print(value->number, room);
    return str_of(room);
}

static bool local_time_read(const kith_field *field, struct str text, struct arena *arena,
                            struct value *value)
{
    (void)field, (void)arena;
    int32_t ms;
    if (!local_time_parse(text, &ms))
        return false;
    value->number = ms;
    return true;
}

static struct str local_time_form(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    local_time_print((int32_t)value->number, room);
    return str_of(room);
}

static bool duration_read(const kith_field *field, struct str text, struct arena *arena,
                          struct value *value)
{
    (void)field, (void)arena;
    struct duration duration;
    if (!duration_parse(text, &duration))
        return false;
    value->number = duration.ms;
    value->other = duration.months;
    return true;
}

static struct str duration_form(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    duration_print((struct duration){(int32_t)value->other, value->number}, room);
    return str_of(room);
}

static bool fraction_read(const kith_field *field, struct str text, struct arena *arena,
                          struct value *value)
{
    (void)field, (void)arena;
    const char *stroke = text.len ? memchr(text.ptr, '/', text.len) : NULL;
    if (!stroke)
        return false;
    size_t before = (size_t)(stroke - text.ptr);
    return str_to_int((struct str){text.ptr, before}, &value->number) &&
           str_to_int((struct str){stroke + 1, text.len - before - 1}, &value->other);
}

static struct str fraction_print(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    snprintf(room, FIELD_TEXT_ROOM, "%lld/%lld", (long long)value->number, (long long)value->other);
    return str_of(room);
}

static bool id_read(const kith_field *field, struct str text, struct arena *arena,
                    struct value *value)
{
    (void)field, (void)arena;
    return ident_parse(text, &value->number);
}

static struct str id_print(const struct value *value, char room[FIELD_TEXT_ROOM])
{
    ident_print(value->number, room);
    return str_of(room);
}

bool words_next(struct str *rest, struct str *ret_word)
{
    if (!rest->ptr)
        return false;
    const char *bar = memchr(rest->ptr, '|', rest->len);
    size_t len = bar ? (size_t)(bar - rest->ptr) : rest->len;
    *ret_word = (struct str){rest->ptr, len};
    *rest = bar ? (struct str){bar + 1, rest->len - len - 1} : (struct str){NULL, 0};
    return true;
}

int64_t words_find(const char *limits, struct str word)
{
    struct str rest = str_of(limits), each;
    for (int64_t i = 0; words_next(&rest, &each); i++)
        if (str_equal(each, word))
            return i;
    return -1;
}

/* The word is lent by the table of fields, which outlives every value. */
static bool one_of_read(const kith_field *field, struct str text, struct arena *arena,
                        struct value *value)
{
    (void)arena;
    struct str rest = str_of(field->limits), word;
    for (int64_t i = 0; words_next(&rest, &word); i++) {
        if (str_equal(word, text)) {
            value->number = i;
            value->text = word;
            return true;
        }
    }
    return false;
}

#define ANY_NUMBER .least = INT64_MIN, .most = INT64_MAX, .floor = INT64_MIN, .ceiling = INT64_MAX

static const struct field_type types[] = {
    [KITH_BOOL] = {.name = "bool",
                   .shape = "true or false",
                   .text_shape = "yes or no",
                   .json = JSON_BOOL,
                   .ceiling = 1,
                   .read = bool_read,
                   .print = bool_print},
    [KITH_INT] = {.name = "int",
                  .shape = "a whole number",
                  .json = JSON_INT,
                  .limit_kind = LIMITS_RANGE,
                  ANY_NUMBER,
                  .read = int_read,
                  .print = int_print},
    [KITH_TEXT] = {.name = "text",
                   .shape = "text",
                   .json = JSON_TEXT,
                   .limit_kind = LIMITS_CHARACTERS,
                   .most = 1000,
                   .read = text_read,
                   .print = text_form},
    [KITH_MARKDOWN] = {.name = "markdown",
                       .shape = "text",
                       .json = JSON_TEXT,
                       .limit_kind = LIMITS_CHARACTERS,
                       .most = 20000,
                       .read = markdown_read,
                       .print = text_form},
    [KITH_MONEY] = {.name = "money",
                    .shape = "a whole number of pence",
                    .text_shape = "pounds and pence such as 12.50",
                    .json = JSON_INT,
                    .limit_kind = LIMITS_RANGE,
                    ANY_NUMBER,
                    .read = money_read,
                    .print = money_print},
    [KITH_DATE] = {.name = "date",
                   .shape = "a date such as 2026-11-21",
                   .json = JSON_TEXT,
                   .floor = -719162,   /* 0001-01-01 */
                   .ceiling = 2932896, /* 9999-12-31 */
                   .read = date_read,
                   .print = date_form},
    [KITH_TIME] = {.name = "time",
                   .shape = "a time with its zone such as 2026-11-21T09:30:00Z",
                   .json = JSON_TEXT,
                   .floor = -62135596800000, /* the same two years */
                   .ceiling = 253402300799999,
                   .read = time_read,
                   .print = time_form},
    [KITH_LOCAL_TIME] = {.name = "local_time",
                         .shape = "a time of day such as 09:30",
                         .json = JSON_TEXT,
                         .ceiling = 86399999,
                         .read = local_time_read,
                         .print = local_time_form},
    [KITH_DURATION] = {.name = "duration",
                       .shape = "a length of time such as P14D, PT90M or P12M",
                       .json = JSON_TEXT,
                       .floor = 0,
                       .ceiling = INT64_MAX,
                       .read = duration_read,
                       .print = duration_form},
    [KITH_FRACTION] = {.name = "fraction",
                       .shape = "a fraction such as 2/3",
                       .json = JSON_TEXT,
                       .limit_kind = LIMITS_FRACTION,
                       .most = FIELD_FRACTION_MOST,
                       .ceiling = FIELD_FRACTION_MOST,
                       .read = fraction_read,
                       .print = fraction_print},
    [KITH_ID] = {.name = "id",
                 .shape = "an id: 13 letters and digits such as 0c4jq8r2m5x7k",
                 .json = JSON_TEXT,
                 .limit_kind = LIMITS_NOUN,
                 .floor = 1,
                 .ceiling = INT64_MAX,
                 .read = id_read,
                 .print = id_print},
    [KITH_ONE_OF] = {.name = "one_of",
                     .shape = "one of",
                     .json = JSON_TEXT,
                     .limit_kind = LIMITS_WORDS,
                     .ceiling = INT64_MAX,
                     .read = one_of_read,
                     .print = text_form},
    [KITH_FILE] = {.name = "file",
                   .shape = "a file: the number of a passed descriptor, from 0",
                   .json = JSON_INT,
                   .limit_kind = LIMITS_BYTES,
                   .most = INT64_MAX,
                   .ceiling = 252, /* Linux passes at most 253 descriptors at once */
                   .read = int_read,
                   .print = int_print},
    [KITH_RECORD] = {.name = "record", .shape = "an object {…}", .json = JSON_OBJECT},
    [KITH_LIST] = {.name = "list", .shape = "a list […]", .json = JSON_LIST},
};

const struct field_type *field_type(int32_t type)
{
    bool known = type >= KITH_BOOL && type < (int32_t)(sizeof types / sizeof types[0]);
    return known ? &types[type] : NULL;
}

const char *field_type_name(int32_t type)
{
    const struct field_type *row = field_type(type);
    return row ? row->name : "unknown";
}
