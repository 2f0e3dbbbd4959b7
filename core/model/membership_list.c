/* Memberships as rows: one of them, those of a person, those of a network, those that are due. */
#include "base/clock.h"
#include "model/belonging.h"
#include "model/membership.h"

#define COLUMNS                                                                                    \
    "network, handle, kind, visibility, joined_day, stage, next_day, asked_day, absent_until,"     \
    " reminded, import"

/* Several pieces may share a batch, and nobody shall wait long for it. */
enum { PIECE = 250 };

static struct membership row_read(struct model *in, const struct query *query)
{
    return (struct membership){.network = query_read_int(query, 0),
                               .handle = query_read_int(query, 1),
                               .kind = arena_str(in->arena, query_read_text(query, 2)),
                               .visibility = arena_str(in->arena, query_read_text(query, 3)),
                               .joined_day = (int32_t)query_read_int(query, 4),
                               .stage = arena_str(in->arena, query_read_text(query, 5)),
                               .next_day = (int32_t)query_read_int(query, 6),
                               .asked_day = (int32_t)query_read_int(query, 7),
                               .absent_until = (int32_t)query_read_int(query, 8),
                               .reminded = query_read_int(query, 9),
                               .import = query_read_int(query, 10)};
}

int membership_read(struct model *in, int64_t network, int64_t handle,
                    struct membership *ret_membership)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM member WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    int err = query_find(&query, in->error, "membership", "There is no such member.");
    if (err == OK)
        *ret_membership = row_read(in, &query);
    return query_close(&query, err);
}

struct mine {
    struct model *in;
    void (*each)(void *self, const struct membership *membership);
    void *self;
    int err;
};

static bool list_one(void *self, const struct belonging *belonging)
{
    struct mine *mine = self;
    struct membership membership;
    mine->err = membership_read(mine->in, belonging->network, belonging->handle, &membership);
    if (mine->err == ERROR_MISSING) { /* an import hides it */
        mine->err = OK;
        *mine->in->error = (struct error){0};
        return false;
    }
    if (mine->err != OK)
        return true;
    mine->each(mine->self, &membership);
    return false;
}

int membership_mine(struct model *in, int64_t person,
                    void (*each)(void *self, const struct membership *membership), void *self)
{
    struct mine mine = {.in = in, .each = each, .self = self};
    int err = belonging_each(in, person, list_one, &mine);
    return err != OK ? err : mine.err;
}

static int walk(struct model *in, struct query *query, int64_t network,
                int (*each)(void *self, const struct membership *membership), void *self)
{
    int err;
    query_int(query, network);
    while ((err = query_step(query)) == QUERY_ROW) {
        struct membership membership = row_read(in, query);
        if ((err = each(self, &membership)) != OK)
            break;
    }
    return query_close(query, err);
}

int membership_each(struct model *in, int64_t network,
                    int (*each)(void *self, const struct membership *membership), void *self)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM member WHERE network = ?1 AND stage <> 'paused'"
               " ORDER BY handle");
    return walk(in, &query, network, each, self);
}

int membership_some(struct model *in, int64_t network, int64_t after,
                    int (*each)(void *self, const struct membership *membership), void *self,
                    int64_t *ret_after)
{
    struct query query;
    int64_t count = 0;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM member WHERE network = ?1 AND handle > ?2"
               " AND stage <> 'paused' ORDER BY handle LIMIT ?3");
    query_int(&query, network);
    query_int(&query, after);
    query_int(&query, PIECE);
    *ret_after = 0;
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct membership membership = row_read(in, &query);
        *ret_after = ++count == PIECE ? membership.handle : 0;
        if ((err = each(self, &membership)) != OK)
            break;
    }
    return query_close(&query, err);
}

int membership_each_of_all(struct model *in, int64_t network,
                           int (*each)(void *self, const struct membership *membership), void *self)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM member WHERE network = ?1 ORDER BY handle");
    return walk(in, &query, network, each, self);
}

/* ---- those whose day has come ---- */

/* The last handle of the next rows, so that a walk over many who are not due is cut in pieces. */
static int piece_end(struct model *in, int64_t network, int64_t after, int64_t *ret_end)
{
    struct query query;
    *ret_end = INT64_MAX;
    query_open(&query, in->database,
               "SELECT handle FROM member WHERE network = ?1 AND handle > ?2"
               " ORDER BY handle LIMIT 1 OFFSET ?3");
    query_int(&query, network);
    query_int(&query, after);
    query_int(&query, PIECE - 1);
    return query_one(&query, ret_end);
}

int membership_due(struct model *in, int64_t network, int64_t after,
                   int64_t ret_handles[MEMBERSHIPS_DUE], size_t *ret_count, int64_t *ret_after)
{
    struct query query;
    int64_t end;
    int err = piece_end(in, network, after, &end);
    *ret_count = 0;
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT handle FROM member WHERE network = ?1 AND handle > ?2"
               " AND handle <= ?3 AND next_day <= ?4 ORDER BY handle LIMIT ?5");
    query_int(&query, network);
    query_int(&query, after);
    query_int(&query, end);
    query_int(&query, clock_day(in->now_ms));
    query_int(&query, MEMBERSHIPS_DUE);
    while ((err = query_step(&query)) == QUERY_ROW)
        ret_handles[(*ret_count)++] = query_read_int(&query, 0);
    if (*ret_count == MEMBERSHIPS_DUE)
        *ret_after = ret_handles[MEMBERSHIPS_DUE - 1];
    else
        *ret_after = end == INT64_MAX ? 0 : end;
    return query_close(&query, err);
}
