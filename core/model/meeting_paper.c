/* What lies on the table of a meeting: points of the agenda, guests, what members wrote. */
#include "model/meeting_paper.h"

#include <string.h>

#include "model/sealed_words.h"

/* ---- the agenda ---- */

/* A title is one line; what follows it is the text. */
static struct str item_words(struct model *in, const struct agenda_item *item)
{
    return str_of(
        arena_print(in->arena, "%.*s\n%.*s", STR_ARGS(item->title), STR_ARGS(item->text)));
}

static void item_split(struct agenda_item *item, struct str words)
{
    const char *end = words.len == 0 ? NULL : memchr(words.ptr, '\n', words.len);
    size_t len = end == NULL ? words.len : (size_t)(end - words.ptr);
    item->title = (struct str){words.ptr, len};
    item->text = end == NULL ? (struct str){0} : (struct str){end + 1, words.len - len - 1};
}

static int position_last(struct model *in, struct agenda_item *item)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT coalesce(max(position), 0) + 1 FROM agenda_item"
               " WHERE network = ?1 AND meeting = ?2");
    query_int(&query, item->network);
    query_int(&query, item->meeting);
    return query_one(&query, &item->position);
}

/* Those from this position on make room. */
static int position_free(struct model *in, const struct agenda_item *item)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE agenda_item SET position = position + 1"
               " WHERE network = ?1 AND meeting = ?2 AND position >= ?3");
    query_int(&query, item->network);
    query_int(&query, item->meeting);
    query_int(&query, item->position);
    return query_run(&query);
}

int agenda_add(struct model *in, struct agenda_item *item)
{
    struct query query;
    int err = item->position == 0 ? position_last(in, item) : position_free(in, item);
    if (err != OK)
        return err;
    item->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO agenda_item (id, network, meeting, position, minutes, owner, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, item->id);
    query_int(&query, item->network);
    query_int(&query, item->meeting);
    query_int(&query, item->position);
    query_int(&query, item->minutes);
    query_int(&query, item->owner);
    query_blob(&query, words_seal(in, "agenda_item", item->id, item_words(in, item)));
    return query_run(&query);
}

#define ITEM_COLUMNS "id, network, meeting, position, minutes, owner, sealed"

static int item_read(struct model *in, const struct query *query, struct agenda_item *ret_item)
{
    struct str words;
    *ret_item = (struct agenda_item){.id = query_read_int(query, 0),
                                     .network = query_read_int(query, 1),
                                     .meeting = query_read_int(query, 2),
                                     .position = query_read_int(query, 3),
                                     .minutes = query_read_int(query, 4),
                                     .owner = query_read_int(query, 5)};
    int err = words_open(in, "agenda_item", ret_item->id, query_read_blob(query, 6), &words);
    item_split(ret_item, words);
    return err;
}

int agenda_read(struct model *in, int64_t id, struct agenda_item *ret_item)
{
    struct query query;
    query_open(&query, in->database, "SELECT " ITEM_COLUMNS " FROM agenda_item WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "agenda_item", "There is no such point on an agenda.");
    if (err == OK)
        err = item_read(in, &query, ret_item);
    return query_close(&query, err);
}

int agenda_change(struct model *in, const struct agenda_item *item)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE agenda_item SET position = ?2, minutes = ?3, owner = ?4, sealed = ?5"
               " WHERE id = ?1");
    query_int(&query, item->id);
    query_int(&query, item->position);
    query_int(&query, item->minutes);
    query_int(&query, item->owner);
    query_blob(&query, words_seal(in, "agenda_item", item->id, item_words(in, item)));
    return query_run(&query);
}

int agenda_remove(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM agenda_item WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int agenda_each(struct model *in, int64_t network, int64_t meeting,
                int (*each)(void *self, const struct agenda_item *item), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " ITEM_COLUMNS " FROM agenda_item WHERE network = ?1 AND meeting = ?2"
               " ORDER BY position, id");
    query_int(&query, network);
    query_int(&query, meeting);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct agenda_item item;
        err = item_read(in, &query, &item);
        if (err == OK)
            err = each(self, &item);
        if (err != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- what members wrote ---- */

int contribution_add(struct model *in, struct contribution *contribution)
{
    struct query query;
    contribution->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO contribution (id, network, meeting, handle, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, contribution->id);
    query_int(&query, contribution->network);
    query_int(&query, contribution->meeting);
    query_int(&query, contribution->handle);
    query_blob(&query, words_seal(in, "contribution", contribution->id, contribution->text));
    return query_run(&query);
}

int contribution_page(struct model *in, int64_t network, int64_t meeting, struct page *page,
                      int (*each)(void *self, const struct contribution *contribution), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, handle, sealed FROM contribution WHERE network = ?1 AND meeting = ?2"
               " AND id > ?3 ORDER BY id LIMIT ?4");
    query_int(&query, network);
    query_int(&query, meeting);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct contribution one = {.id = query_read_int(&query, 0),
                                   .network = network,
                                   .meeting = meeting,
                                   .handle = query_read_int(&query, 1)};
        err = words_open(in, "contribution", one.id, query_read_blob(&query, 2), &one.text);
        if (err == OK)
            err = each(self, &one);
        if (err != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- guests ---- */

int guest_add(struct model *in, int64_t network, int64_t meeting, struct str name, int64_t *ret_id)
{
    struct query query;
    *ret_id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO guest (id, network, meeting, sealed) VALUES (?1, ?2, ?3, ?4)");
    query_int(&query, *ret_id);
    query_int(&query, network);
    query_int(&query, meeting);
    query_blob(&query, words_seal(in, "guest", *ret_id, name));
    return query_run(&query);
}

int guest_remove(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM guest WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int guest_each(struct model *in, int64_t network, int64_t meeting,
               int (*each)(void *self, int64_t id, struct str name), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, sealed FROM guest WHERE network = ?1 AND meeting = ?2 ORDER BY id");
    query_int(&query, network);
    query_int(&query, meeting);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str name;
        int64_t id = query_read_int(&query, 0);
        err = words_open(in, "guest", id, query_read_blob(&query, 1), &name);
        if (err == OK)
            err = each(self, id, name);
        if (err != OK)
            break;
    }
    return query_close(&query, err);
}
