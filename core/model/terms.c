/* The terms of a charter: what can be agreed, the default of each with its reason, and how they
 * are kept. */
#include "model/terms.h"

#include <string.h>

#include "base/clock.h"

const struct term terms_known[TERMS] = {
#define GROUP(name, summary)
#define TERM(group, name, kind, limits, preset, title, form, summary)                              \
    {#group, #name, #group "." #name, TERM_##kind, limits, preset, title, form, summary},
#define END(name)
#define ALONE(name, kind, limits, preset, title, form, summary)                                    \
    {"", #name, #name, TERM_##kind, limits, preset, title, form, summary},
#include "model/terms.def"
#undef GROUP
#undef TERM
#undef END
#undef ALONE
};

const struct term *term_find(struct str path)
{
    for (size_t i = 0; i < TERMS; i++)
        if (str_is(path, terms_known[i].path))
            return &terms_known[i];
    return NULL;
}

static bool is_list(const struct term *term)
{
    return term->kind == TERM_INTS || term->kind == TERM_WORDS;
}

/* ---- from JSON ---- */

/* Whole months as months, so that a year is written in one way: P12M. */
static void duration_from_json(struct str text, struct text *out)
{
    struct duration duration;
    char printed[48];
    if (!duration_parse(text, &duration)) {
        text_add(out, text);
    } else if (duration.months > 0 && duration.ms == 0) {
        text_print(out, "P%dM", (int)duration.months);
    } else {
        duration_print(duration, printed);
        text_add(out, str_of(printed));
    }
}

static bool item_from_json(enum term_kind kind, const struct json *json, struct text *out)
{
    switch (kind) {
    case TERM_BOOL:
        if (json_type(json) != JSON_BOOL)
            return false;
        text_add(out, json_bool(json) ? STR("true") : STR("false"));
        return true;
    case TERM_INT:
    case TERM_INTS:
        if (json_type(json) != JSON_INT)
            return false;
        text_print(out, "%lld", (long long)json_int(json));
        return true;
    default:
        if (json_type(json) != JSON_TEXT)
            return false;
        if (kind == TERM_DURATION)
            duration_from_json(json_text(json), out);
        else
            text_add(out, json_text(json));
        return true;
    }
}

static bool value_from_json(const struct term *term, const struct json *json, struct text *out)
{
    if (!is_list(term))
        return item_from_json(term->kind, json, out);
    if (json_type(json) != JSON_LIST)
        return false;
    for (const struct json *item = json_first(json); item != NULL; item = json_next(item)) {
        if (out->len > 0)
            text_add_char(out, '\t');
        if (!item_from_json(term->kind, item, out))
            return false;
    }
    return true;
}

void terms_from_json(const struct json *json, struct arena *arena, struct terms *ret_terms)
{
    struct text text = {0};
    for (size_t i = 0; i < TERMS; i++) {
        const struct term *term = &terms_known[i];
        const struct json *where = json;
        if (where != NULL && term->group[0] != '\0')
            where = json_member(where, term->group);
        if (where != NULL)
            where = json_member(where, term->name);
        text_clear(&text);
        if (where != NULL && value_from_json(term, where, &text))
            ret_terms->value[i] = arena_str(arena, text_str(&text));
        else
            ret_terms->value[i] = str_of(term->preset);
    }
    text_done(&text);
}

/* ---- to JSON, to lines, and from lines ---- */

size_t term_items(struct str list, struct str *items, size_t room)
{
    size_t count = 0;
    while (list.len > 0 && count < room) {
        const char *end = memchr(list.ptr, '\t', list.len);
        size_t len = end == NULL ? list.len : (size_t)(end - list.ptr);
        items[count++] = (struct str){list.ptr, len};
        len += end != NULL;
        list = (struct str){list.ptr + len, list.len - len};
    }
    return count;
}

static void item_print_json(enum term_kind kind, struct str value, struct json_writer *writer)
{
    if (kind == TERM_BOOL || kind == TERM_INT || kind == TERM_INTS)
        json_put_raw(writer, value);
    else
        json_put_text(writer, value);
}

static void value_print_json(const struct term *term, struct str value, struct json_writer *writer)
{
    struct str items[TERM_ITEMS];
    json_key(writer, term->name);
    if (!is_list(term)) {
        item_print_json(term->kind, value, writer);
        return;
    }
    size_t count = term_items(value, items, TERM_ITEMS);
    json_open(writer, '[');
    for (size_t i = 0; i < count; i++)
        item_print_json(term->kind, items[i], writer);
    json_close(writer, ']');
}

struct str terms_print_json(const struct terms *terms, struct arena *arena)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    const char *group = "";
    json_open(&writer, '{');
    for (size_t i = 0; i < TERMS; i++) {
        const struct term *term = &terms_known[i];
        if (strcmp(group, term->group) != 0) {
            if (group[0] != '\0')
                json_close(&writer, '}');
            group = term->group;
            if (group[0] != '\0') {
                json_key(&writer, group);
                json_open(&writer, '{');
            }
        }
        value_print_json(term, terms->value[i], &writer);
    }
    if (group[0] != '\0')
        json_close(&writer, '}');
    json_close(&writer, '}');
    struct str json = arena_str(arena, text_str(&text));
    text_done(&text);
    return json;
}

struct str terms_print_lines(const struct terms *terms, struct arena *arena)
{
    struct text text = {0};
    for (size_t i = 0; i < TERMS; i++)
        text_print(&text, "\n%s=%.*s", terms_known[i].path, STR_ARGS(terms->value[i]));
    text_add_char(&text, '\n');
    struct str lines = arena_str(arena, text_str(&text));
    text_done(&text);
    return lines;
}

struct str terms_line(struct str lines, const struct term *term)
{
    char key[64] = "\n";
    size_t len = strlen(term->path);
    memcpy(key + 1, term->path, len);
    key[++len] = '=';
    len++;
    const char *at = lines.len == 0 ? NULL : memmem(lines.ptr, lines.len, key, len);
    if (at == NULL)
        return str_of(term->preset);
    const char *value = at + len, *end = lines.ptr + lines.len;
    const char *stop = memchr(value, '\n', (size_t)(end - value));
    return (struct str){value, (size_t)((stop == NULL ? end : stop) - value)};
}
