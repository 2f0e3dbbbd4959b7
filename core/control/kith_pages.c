/* Puts the pages of a list together. */
#include "control/kith_pages.h"

#include <stdlib.h>
#include <string.h>

static void put_key(struct json_writer *writer, struct str name)
{
    struct arena arena = {0};

    json_key(writer, arena_copy(&arena, name));
    arena_done(&arena);
}

void pages_write_next(const struct json *with, const struct json *cursor,
                      struct json_writer *writer)
{
    json_open(writer, '{');
    for (const struct json *member = json_first(with); member; member = json_next(member)) {
        if (str_is(json_name(member), "after"))
            continue;
        put_key(writer, json_name(member));
        json_put(writer, member);
    }
    json_key(writer, "after");
    json_put(writer, cursor);
    json_close(writer, '}');
}

static void put_rows(const struct pages *pages, struct str name, struct json_writer *writer)
{
    struct arena arena = {0};
    const char *key = arena_copy(&arena, name);

    json_open(writer, '[');
    for (size_t i = 0; i < pages->list.count; i++) {
        const struct json *rows = json_member(pages->list.at[i].ok, key);

        if (!rows || json_type(rows) != JSON_LIST)
            continue;
        for (const struct json *row = json_first(rows); row; row = json_next(row))
            json_put(writer, row);
    }
    json_close(writer, ']');
    arena_done(&arena);
}

void pages_write_merged(const struct pages *pages, struct json_writer *writer)
{
    const struct json *first = pages->list.at[0].ok;

    json_open(writer, '{');
    for (const struct json *member = json_first(first); member; member = json_next(member)) {
        if (str_is(json_name(member), "next"))
            continue;
        put_key(writer, json_name(member));
        if (json_type(member) == JSON_LIST)
            put_rows(pages, json_name(member), writer);
        else
            json_put(writer, member);
    }
    json_close(writer, '}');
}

void pages_done(struct pages *pages)
{
    for (size_t i = 0; i < pages->list.count; i++)
        answer_done(&pages->list.at[i]);
    list_done(&pages->list);
}
