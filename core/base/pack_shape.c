/* What a data pack may hold: its own members, and those of an item, by the pack's name. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/pack.h"
#include "base/seen.h"

enum { NAME_MOST = 200, TEXT_MOST = 4000, ITEMS_MOST = 2000 };

enum kind {
    KIND_KEY,     /* letters, digits and - _ + . */
    KIND_NAME,    /* one line for a person */
    KIND_TEXT,    /* more of it, on one line or many */
    KIND_DATE,    /* "2026-11-21" */
    KIND_INT,     /* from 0 */
    KIND_BOOL,    /* true, false */
    KIND_TEXTS,   /* a list of keys */
    KIND_ANSWERS, /* a list of {"key", "name"} */
    KIND_ITEMS,
};

struct part {
    const char *pack; /* NULL: of every pack */
    const char *name;
    enum kind kind;
    bool required;
};

static const struct part pack_parts[] = {
    {NULL, "pack", KIND_KEY, true},    {NULL, "version", KIND_KEY, true},
    {NULL, "from", KIND_DATE, true},   {NULL, "title", KIND_NAME, false},
    {NULL, "source", KIND_TEXT, true}, {NULL, "items", KIND_ITEMS, true},
};

/* "roles" is of every pack of that family: "roles-trust" too. A pack whose name stands nowhere here
 * has items of key, name and text alone. */
static const struct part item_parts[] = {
    {NULL, "key", KIND_KEY, true},
    {NULL, "name", KIND_NAME, true},
    {NULL, "text", KIND_TEXT, false},
    {"characteristics", "question", KIND_NAME, true},
    {"characteristics", "answers", KIND_ANSWERS, false},
    {"characteristics", "answers_from", KIND_NAME, false},
    {"ethnicity", "group", KIND_NAME, false},
    {"awareness", "from", KIND_DATE, true},
    {"awareness", "until", KIND_DATE, false},
    {"awareness", "rule", KIND_NAME, true},
    {"awareness", "approximate", KIND_BOOL, false},
    {"awareness", "tags", KIND_TEXTS, true},
    {"roles", "team", KIND_KEY, true},
    {"roles", "remit", KIND_TEXT, true},
    {"roles", "grants", KIND_TEXTS, true},
    {"roles", "term", KIND_KEY, false},
    {"roles", "terms_at_most", KIND_INT, false},
    {"roles", "seats", KIND_INT, false},
    {"roles", "hands_over", KIND_TEXT, false},
};

static const struct part answer_parts[] = {
    {NULL, "key", KIND_KEY, true},
    {NULL, "name", KIND_NAME, true},
};

/* Where in the file something stands: "items.3.key". */
struct place {
    char path[64];
};

static struct place place_at(const struct place *above, const char *name, int64_t number)
{
    struct place place;
    const char *dot = above->path[0] ? "." : "";
    struct str before = str_head(str_of(above->path), 30), last = str_head(str_of(name), 24);
    if (name)
        snprintf(place.path, sizeof place.path, "%.*s%s%.*s", STR_ARGS(before), dot,
                 STR_ARGS(last));
    else
        snprintf(place.path, sizeof place.path, "%.*s%s%lld", STR_ARGS(before), dot,
                 (long long)number);
    return place;
}

static int wrong(struct error *error, const struct place *place, const char *remedy)
{
    return error_set(error, ERROR_WRONG, place->path, "%s: %s",
                     place->path[0] ? place->path : "the file", remedy);
}

/* ---- one value ---- */

static bool is_key(struct str text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_+.";
    for (size_t i = 0; i < text.len; i++)
        if (strchr(letters, text.ptr[i]) == NULL)
            return false;
    return text.len >= 1 && text.len <= 80;
}

static int text_check(enum kind kind, struct str text, const struct place *place,
                      struct error *error)
{
    int32_t day;
    if (kind == KIND_KEY && !is_key(text))
        return wrong(error, place, "must be 1 to 80 letters, digits or - _ + .");
    if (kind == KIND_NAME &&
        (text.len == 0 || str_characters(text) > NAME_MOST || memchr(text.ptr, '\n', text.len)))
        return wrong(error, place, "must be one line of 1 to 200 characters.");
    if (kind == KIND_TEXT && (text.len == 0 || str_characters(text) > TEXT_MOST))
        return wrong(error, place, "must be 1 to 4000 characters.");
    if (kind == KIND_DATE && !date_parse(text, &day))
        return wrong(error, place, "must be a date, such as 2026-11-21.");
    if (str_has_control(text))
        return wrong(error, place, "must not have control characters.");
    if (kind == KIND_TEXT ? str_has_override(text) : str_has_turn(text))
        return wrong(error, place, "must not have characters that turn the direction of writing.");
    return OK;
}

static int parts_check(const struct part *parts, size_t count, struct str pack,
                       const struct json *json, const struct place *place, struct error *error);

/* A list of objects whose keys differ. */
static int objects_check(const struct part *parts, size_t count, struct str pack,
                         const struct json *list, const struct place *place, struct error *error)
{
    const struct json *one = json_first(list);
    struct seen keys = {0};
    int err = one ? OK : wrong(error, place, "must have something in it.");
    for (int64_t i = 0; one != NULL && err == OK; i++, one = json_next(one)) {
        struct place here = place_at(place, NULL, i), key = place_at(&here, "key", 0);
        err = i < ITEMS_MOST ? parts_check(parts, count, pack, one, &here, error)
                             : wrong(error, place, "must be at most 2000 of them.");
        if (err == OK && !seen_add(&keys, json_text(json_member(one, "key"))))
            err = wrong(error, &key, "stands there twice. Give each a key of its own.");
    }
    seen_done(&keys);
    return err;
}

static int texts_check(const struct json *list, const struct place *place, struct error *error)
{
    int err = OK;
    int64_t i = 0;
    for (const struct json *one = json_first(list); one != NULL && err == OK;
         one = json_next(one)) {
        struct place here = place_at(place, NULL, i++);
        err = json_type(one) == JSON_TEXT ? text_check(KIND_KEY, json_text(one), &here, error)
                                          : wrong(error, &here, "must be a text.");
    }
    return err;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int value_check_kind(enum kind kind, struct str pack, const struct json *value,
                            const struct place *place, struct error *error)
{
    static const struct {
        enum json_type type;
        const char *remedy;
    } wanted[] = {
        [KIND_KEY] = {JSON_TEXT, "must be a text."},
        [KIND_NAME] = {JSON_TEXT, "must be a text."},
        [KIND_TEXT] = {JSON_TEXT, "must be a text."},
        [KIND_DATE] = {JSON_TEXT, "must be a date in quotes, such as \"2026-11-21\"."},
        [KIND_INT] = {JSON_INT, "must be a whole number."},
        [KIND_BOOL] = {JSON_BOOL, "must be true or false."},
        [KIND_TEXTS] = {JSON_LIST, "must be a list of texts."},
        [KIND_ANSWERS] = {JSON_LIST, "must be a list of answers: {\"key\", \"name\"}."},
        [KIND_ITEMS] = {JSON_LIST, "must be a list of items."},
    };
    if (json_type(value) != wanted[kind].type)
        return wrong(error, place, wanted[kind].remedy);
    if (kind == KIND_INT)
        return json_int(value) >= 0 ? OK : wrong(error, place, "must be 0 or more.");
    if (kind == KIND_BOOL)
        return OK;
    if (kind == KIND_TEXTS)
        return texts_check(value, place, error);
    if (kind == KIND_ANSWERS)
        return objects_check(answer_parts, COUNT(answer_parts), pack, value, place, error);
    if (kind == KIND_ITEMS)
        return objects_check(item_parts, COUNT(item_parts), pack, value, place, error);
    return text_check(kind, json_text(value), place, error);
}

/* ---- an object ---- */

static bool part_is_of(const struct part *part, struct str pack)
{
    size_t length = part->pack == NULL ? 0 : strlen(part->pack);
    return part->pack == NULL || str_is(pack, part->pack) ||
           (str_starts(pack, part->pack) && pack.ptr[length] == '-');
}

static const struct part *part_find(const struct part *parts, size_t count, struct str pack,
                                    struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (part_is_of(&parts[i], pack) && str_is(name, parts[i].name))
            return &parts[i];
    return NULL;
}

static int parts_check(const struct part *parts, size_t count, struct str pack,
                       const struct json *json, const struct place *place, struct error *error)
{
    if (json_type(json) != JSON_OBJECT)
        return wrong(error, place, "must be an object: {\"name\": value, …}.");
    for (const struct json *one = json_first(json); one != NULL; one = json_next(one)) {
        char name[80];
        struct str head = str_head(json_name(one), sizeof name - 1);
        snprintf(name, sizeof name, "%.*s", STR_ARGS(head));
        struct place here = place_at(place, name, 0);
        const struct part *part = part_find(parts, count, pack, json_name(one));
        int err = part ? value_check_kind(part->kind, pack, one, &here, error)
                       : wrong(error, &here, "is not known here. Leave it out.");
        if (err != OK)
            return err;
    }
    for (size_t i = 0; i < count; i++) {
        struct place here = place_at(place, parts[i].name, 0);
        if (parts[i].required && part_is_of(&parts[i], pack) && !json_member(json, parts[i].name))
            return wrong(error, &here, "is missing.");
    }
    return OK;
}

int pack_check(const struct json *json, struct error *error)
{
    const struct place top = {""};
    struct str name = STR("");
    if (json_type(json) == JSON_OBJECT && json_member(json, "pack") &&
        json_type(json_member(json, "pack")) == JSON_TEXT)
        name = json_text(json_member(json, "pack"));
    return parts_check(pack_parts, COUNT(pack_parts), name, json, &top, error);
}
