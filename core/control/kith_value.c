/* One value as a person reads it: £12.50, yes, 2026-11-21 09:30. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "control/kith_show.h"

static bool number_of(const struct json *value, int64_t *ret_number)
{
    if (json_type(value) == JSON_TEXT)
        return str_to_int(json_text(value), ret_number);
    if (json_type(value) != JSON_INT)
        return false;
    *ret_number = json_int(value);
    return true;
}

static bool show_money(const struct json *value, unsigned how, struct text *out)
{
    int64_t pence;
    uint64_t size;

    (void)how;
    if (!number_of(value, &pence))
        return false;
    size = pence < 0 ? 0 - (uint64_t)pence : (uint64_t)pence;
    text_print(out, "%s£%llu.%02llu", pence < 0 ? "-" : "", (unsigned long long)(size / 100),
               (unsigned long long)(size % 100));
    return true;
}

static bool show_time(const struct json *value, unsigned how, struct text *out)
{
    char local[64];
    int64_t time_ms;
    time_t seconds;
    struct tm broken;

    if (json_type(value) != JSON_TEXT || !time_parse(json_text(value), &time_ms))
        return false;
    seconds = (time_t)(time_ms / 1000 - (time_ms % 1000 < 0));
    if (!localtime_r(&seconds, &broken) ||
        strftime(local, sizeof local, how & SHOW_ZONE ? "%Y-%m-%d %H:%M %Z" : "%Y-%m-%d %H:%M",
                 &broken) == 0)
        return false;
    layout_add(out, str_of(local));
    return true;
}

static const struct {
    enum known_type type;
    bool (*show)(const struct json *value, unsigned how, struct text *out);
} special_forms[] = {
    {KNOWN_MONEY, show_money},
    {KNOWN_TIME, show_time},
};

/* A record on one line: "quorum 1/2, term P1Y". */
static void show_members(const struct known_field *field, const struct json *object, unsigned how,
                         struct text *out)
{
    const char *between = "";

    for (const struct json *part = json_first(object); part; part = json_next(part)) {
        struct str name = json_name(part);

        text_print(out, "%s", between);
        layout_add(out, name);
        text_add_char(out, ' ');
        show_value(field ? known_field_find(field->parts, name) : NULL, part, how, out);
        between = ", ";
    }
}

static void show_items(const struct known_field *field, const struct json *list, unsigned how,
                       struct text *out)
{
    const char *between = "";

    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        text_print(out, "%s", between);
        show_value(field, item, how, out);
        between = json_type(item) == JSON_OBJECT ? "; " : ", ";
    }
}

void show_value(const struct known_field *field, const struct json *value, unsigned how,
                struct text *out)
{
    for (size_t i = 0; field && i < sizeof special_forms / sizeof *special_forms; i++) {
        if (special_forms[i].type == field->type && special_forms[i].show(value, how, out))
            return;
    }
    switch (json_type(value)) {
    case JSON_NULL:
        return;
    case JSON_BOOL:
        text_add(out, json_bool(value) ? STR("yes") : STR("no"));
        return;
    case JSON_INT:
        text_print(out, "%lld", (long long)json_int(value));
        return;
    case JSON_TEXT:
        layout_add(out, json_text(value));
        return;
    case JSON_LIST:
        show_items(field, value, how, out);
        return;
    case JSON_OBJECT:
        show_members(field, value, how, out);
        return;
    }
}
