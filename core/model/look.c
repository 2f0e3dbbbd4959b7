/* Looks: who saw whose personal data - the viewer's kind, the action, the hour. */
#include "model/look.h"

enum { HOUR_MS = 3600 * 1000 };

int look_add(struct model *in, const struct actor *viewer, const char *action, int64_t subject)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO look (id, viewer, action, subject, hour)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, ident_of_hour(in->now_ms)); /* the id is shown, as the cursor of a page */
    query_text(&query, str_of(viewer->spoken_for ? actor_kind_name(ACTOR_ADMINISTRATOR)
                                                 : actor_kind_name(viewer->kind)));
    query_text(&query, str_of(action));
    query_int(&query, subject);
    query_int(&query, in->now_ms / HOUR_MS);
    return query_run(&query);
}

int look_page(struct model *in, int64_t subject, struct page *page,
              void (*each)(void *self, const struct look *look), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, subject, viewer, action, hour FROM look"
               " WHERE subject = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    query_int(&query, subject);
    query_int(&query, page->after > 0 ? page->after : INT64_MAX);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct look look = {query_read_int(&query, 0), query_read_int(&query, 1),
                            query_read_text(&query, 2), query_read_text(&query, 3),
                            query_read_int(&query, 4)};
        each(self, &look);
    }
    return query_close(&query, err);
}

int look_erase(struct model *in, int64_t subject)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM look WHERE subject = ?1");
    query_int(&query, subject);
    return query_run(&query);
}

int look_move(struct model *in, int64_t from, int64_t into)
{
    struct query query;
    query_open(&query, in->database, "UPDATE look SET subject = ?2 WHERE subject = ?1");
    query_int(&query, from);
    query_int(&query, into);
    return query_run(&query);
}
