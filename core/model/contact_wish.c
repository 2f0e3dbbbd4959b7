/* Contact wishes: what a new member would like, and since when they wait. */
#include "model/contact_wish.h"

#include "base/clock.h"
#include "model/charter.h"
#include "model/working_day.h"

#define COLUMNS                                                                                    \
    "contact_wish.handle, contact_wish.network, wish, since_day, due_day, deputy_day, visibility"
#define TABLES                                                                                     \
    " FROM contact_wish JOIN member ON member.network = contact_wish.network"                      \
    " AND member.handle = contact_wish.handle AND stage <> 'paused'"

static struct contact_wish row_read(struct model *in, const struct query *query)
{
    return (struct contact_wish){.handle = query_read_int(query, 0),
                                 .network = query_read_int(query, 1),
                                 .wish = arena_str(in->arena, query_read_text(query, 2)),
                                 .since_day = (int32_t)query_read_int(query, 3),
                                 .due_day = (int32_t)query_read_int(query, 4),
                                 .deputy_day = (int32_t)query_read_int(query, 5),
                                 .visibility = arena_str(in->arena, query_read_text(query, 6))};
}

static int read_one(struct model *in, struct query *query, struct contact_wish *ret_wish)
{
    int err;
    *ret_wish = (struct contact_wish){0};
    while ((err = query_step(query)) == QUERY_ROW)
        *ret_wish = row_read(in, query);
    return query_close(query, err);
}

static int days_set(struct model *in, struct contact_wish *wish)
{
    int64_t days = 0, deputy = 0;
    int err = charter_term_int(in, wish->network, "welcome.contact_days", &days);
    if (err == OK)
        err = charter_term_int(in, wish->network, "welcome.deputy_days", &deputy);
    wish->since_day = clock_day(in->now_ms);
    wish->due_day = working_day_add(in, wish->since_day, days);
    wish->deputy_day = working_day_add(in, wish->since_day, deputy);
    return err;
}

static int row_write(struct model *in, const struct contact_wish *wish)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO contact_wish (network, handle, wish, since_day, due_day, deputy_day)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (network, handle) DO UPDATE SET"
               " wish = ?3, since_day = ?4, due_day = ?5, deputy_day = ?6");
    query_int(&query, wish->network);
    query_int(&query, wish->handle);
    query_text(&query, wish->wish);
    query_int(&query, wish->since_day);
    query_int(&query, wish->due_day);
    query_int(&query, wish->deputy_day);
    return query_run(&query);
}

int contact_wish_set(struct model *in, struct contact_wish *wish)
{
    struct contact_wish before;
    int err = contact_wish_read(in, wish->network, wish->handle, &before);
    if (err != OK && err != ERROR_MISSING)
        return err;
    if (str_is(wish->wish, "listen")) {
        wish->since_day = clock_day(in->now_ms);
        wish->due_day = wish->deputy_day = 0;
    } else if (err == OK && before.due_day != 0) {
        wish->since_day = before.since_day;
        wish->due_day = before.due_day;
        wish->deputy_day = before.deputy_day;
    } else if ((err = days_set(in, wish)) != OK) {
        return err;
    }
    return row_write(in, wish);
}

int contact_wish_read(struct model *in, int64_t network, int64_t handle,
                      struct contact_wish *ret_wish)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS TABLES
               " WHERE contact_wish.network = ?1 AND contact_wish.handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    int err = read_one(in, &query, ret_wish);
    if (err == OK && ret_wish->handle == 0)
        return error_set(in->error, ERROR_MISSING, "membership", "Nobody waits under this handle.");
    return err;
}

int contact_wish_drop(struct model *in, int64_t network, int64_t handle)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM contact_wish WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}

int contact_wish_page(struct model *in, int64_t network, struct page *page,
                      void (*each)(void *self, const struct contact_wish *wish), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS TABLES
               " WHERE contact_wish.network = ?1 AND contact_wish.handle > ?2 AND due_day <> 0"
               " ORDER BY contact_wish.handle LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct contact_wish wish = row_read(in, &query);
        each(self, &wish);
    }
    return query_close(&query, err);
}

int contact_wish_late(struct model *in, int64_t network, struct contact_wish *ret_wish)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS TABLES
               " WHERE contact_wish.network = ?1 AND deputy_day <> 0 AND deputy_day <= ?2"
               " ORDER BY contact_wish.handle LIMIT 1");
    query_int(&query, network);
    query_int(&query, clock_day(in->now_ms));
    int err = read_one(in, &query, ret_wish);
    if (err != OK || ret_wish->handle == 0)
        return err;
    struct contact_wish told = *ret_wish;
    told.deputy_day = 0;
    return row_write(in, &told);
}
