/* The fake core's memory and typed values: their text form read, their JSON written. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kith_fake_inside.h"

/* ---- memory and text ---- */

void *fake_take(struct kith *core, size_t size)
{
    struct block *block = calloc(1, sizeof *block + size);
    if (block == NULL)
        abort();
    block->next = core->blocks;
    core->blocks = block;
    return block->bytes;
}

char *fake_copy(struct kith *core, const char *text, size_t len)
{
    char *made = fake_take(core, len + 1);
    if (len > 0)
        memcpy(made, text, len);
    return made;
}

char *fake_print(struct kith *core, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *line = NULL;
    int len = vasprintf(&line, format, list);
    va_end(list);
    if (len < 0)
        abort();
    char *made = fake_copy(core, line, (size_t)len);
    free(line);
    return made;
}

kith_str fake_str(const char *text)
{
    return (kith_str){text, strlen(text)};
}

/* JSON grows at the end of a text that is copied each time: tests are small. */
const char *fake_quote(struct kith *core, const char *text, size_t len)
{
    char *made = fake_take(core, 6 * len + 3), *at = made;
    *at++ = '"';
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            at += sprintf(at, "\\%c", c);
        else if (c < 0x20)
            at += sprintf(at, "\\u%04x", c);
        else
            *at++ = (char)c;
    }
    *at = '"';
    return made;
}

/* ---- typed values ---- */

static const char digits32[] = "0123456789abcdefghjkmnpqrstvwxyz";

static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static const char *date_of(struct kith *core, int64_t days)
{
    int64_t z = days + 719468, era = z / 146097, of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t shifted = (5 * of_year + 2) / 153, day = of_year - (153 * shifted + 2) / 5 + 1;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    return fake_print(core, "%04d-%02d-%02d", (int)(year + era * 400 + (month <= 2)), (int)month,
                      (int)day);
}

static bool id_parse(const char *text, int64_t *ret_id)
{
    uint64_t id = 0;
    for (const char *c = text; *c != '\0'; c++) {
        const char *digit = strchr(digits32, *c);
        if (digit == NULL)
            return false;
        id = id << 5 | (uint64_t)(digit - digits32);
    }
    *ret_id = (int64_t)id;
    return strlen(text) == 13 && *ret_id > 0;
}

static const char *id_of(struct kith *core, int64_t id)
{
    char *text = fake_take(core, 14);
    for (int i = 12; i >= 0; i--, id >>= 5)
        text[i] = digits32[id & 31];
    return text;
}

static bool one_of_parse(const char *words, const char *text, int64_t *ret_place)
{
    size_t len = strlen(text);
    for (*ret_place = 0; words != NULL; ++*ret_place) {
        const char *bar = strchrnul(words, '|');
        if ((size_t)(bar - words) == len && memcmp(words, text, len) == 0)
            return true;
        words = *bar == '|' ? bar + 1 : NULL;
    }
    return false;
}

static bool time_parse(const char *text, int64_t *ret_ms)
{
    int y, m, d, h, min, s, end = 0;
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &y, &m, &d, &h, &min, &s, &end) != 6 ||
        end == 0 || text[end] != '\0')
        return false;
    *ret_ms = days_of(y, m, d) * DAY_MS + ((h * 60 + min) * 60 + s) * INT64_C(1000);
    return true;
}

static bool whole_parse(const char *text, int64_t *ret_number)
{
    char *end;
    *ret_number = strtoll(text, &end, 10);
    return end != text && *end == '\0';
}

bool fake_number_parse(const kith_field *field, const char *text, int64_t *ret_number)
{
    int a, b, c, end = 0;
    switch (field->type) {
    case KITH_BOOL:
        *ret_number = strcmp(text, "true") == 0;
        return *ret_number || strcmp(text, "false") == 0;
    case KITH_INT:
        return whole_parse(text, ret_number);
    case KITH_MONEY:
        if (sscanf(text, "%d.%2d%n", &a, &b, &end) != 2 || text[end] != '\0')
            return whole_parse(text, ret_number);
        *ret_number = INT64_C(100) * a + b;
        return true;
    case KITH_DATE:
        if (sscanf(text, "%4d-%2d-%2d%n", &a, &b, &c, &end) != 3 || text[end] != '\0')
            return false;
        *ret_number = days_of(a, b, c);
        return true;
    case KITH_TIME:
        return time_parse(text, ret_number);
    case KITH_LOCAL_TIME:
        if (sscanf(text, "%2d:%2d%n", &a, &b, &end) != 2 || text[end] != '\0')
            return false;
        *ret_number = (a * 60 + b) * INT64_C(60000);
        return true;
    case KITH_ID:
        return id_parse(text, ret_number);
    case KITH_ONE_OF:
        return one_of_parse(field->limits, text, ret_number);
    default:
        *ret_number = 0;
        return true;
    }
}

const char *fake_number_json(struct kith *core, const kith_field *field, int64_t number)
{
    const char *day = field->type == KITH_TIME ? date_of(core, number / DAY_MS) : "";
    int64_t rest = number % DAY_MS / 1000;
    switch (field->type) {
    case KITH_BOOL:
        return number ? "true" : "false";
    case KITH_DATE:
        return fake_print(core, "\"%s\"", date_of(core, number));
    case KITH_TIME:
        return fake_print(core, "\"%sT%02d:%02d:%02dZ\"", day, (int)(rest / 3600),
                          (int)(rest / 60 % 60), (int)(rest % 60));
    case KITH_LOCAL_TIME:
        return fake_print(core, "\"%02d:%02d\"", (int)(number / 3600000),
                          (int)(number / 60000 % 60));
    case KITH_ID:
        return fake_print(core, "\"%s\"", id_of(core, number));
    default: /* what a JSON number holds exactly, or text */
        return fake_print(core, llabs(number) < 1LL << 53 ? "%lld" : "\"%lld\"", (long long)number);
    }
}

bool fake_is_text(const kith_field *field)
{
    return field->type == KITH_TEXT || field->type == KITH_MARKDOWN || field->type == KITH_ONE_OF ||
           field->type == KITH_DURATION || field->type == KITH_FRACTION || field->type == KITH_FILE;
}

const kith_field *fake_field(const kith_field *fields, const char *name)
{
    for (; fields != NULL && fields->name != NULL; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

/* The i-th value of this name. */
struct node *fake_node(const struct node *record, const char *name, size_t i)
{
    for (struct node *node = record->first; node != NULL; node = node->next)
        if (strcmp(node->field->name, name) == 0 && i-- == 0)
            return node;
    return NULL;
}

struct node *fake_node_add(struct kith *core, struct node *record, const kith_field *field)
{
    struct node *node = fake_take(core, sizeof *node);
    node->field = field;
    if (record->last != NULL)
        record->last->next = node;
    else
        record->first = node;
    record->last = node;
    return node;
}
