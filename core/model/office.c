/* Offices: who holds a role today. Their beginning and end stand in office_term.c. */
#include "model/office.h"

#include "model/setting.h"

#define COLUMNS                                                                                    \
    "id, network, role, handle, since_day, until_day, term, clock, notices, ended_day, ended, "    \
    "acting"
/* The office is held on day ?1: a term ends at its day, also when the schedule is late. */
#define HELD "office.ended_day = 0 AND (office.until_day = 0 OR office.until_day > ?1)"

static struct office row_read(struct model *in, const struct query *query)
{
    return (struct office){.id = query_read_int(query, 0),
                           .network = query_read_int(query, 1),
                           .role = query_read_int(query, 2),
                           .handle = query_read_int(query, 3),
                           .since_day = (int32_t)query_read_int(query, 4),
                           .until_day = (int32_t)query_read_int(query, 5),
                           .term = query_read_int(query, 6),
                           .clock = query_read_int(query, 7),
                           .notices = query_read_int(query, 8),
                           .ended_day = (int32_t)query_read_int(query, 9),
                           .ended = arena_str(in->arena, query_read_text(query, 10)),
                           .acting = query_read_int(query, 11) != 0};
}

/* ---- what holds today ---- */

int office_grants(struct model *in, int64_t network, int64_t handle, uint32_t grants,
                  bool *ret_grants)
{
    struct query query;
    int32_t today;
    int64_t count = 0;
    int err = setting_today(in, &today);
    if (err == OK) {
        query_open(&query, in->database,
                   "SELECT count(*) FROM office JOIN role ON role.id = office.role"
                   " WHERE " HELD " AND office.network = ?2 AND office.handle = ?3"
                   " AND (?4 = 0 OR role.grants & ?4 <> 0)");
        query_int(&query, today);
        query_int(&query, network);
        query_int(&query, handle);
        query_int(&query, grants);
        err = query_one(&query, &count);
    }
    *ret_grants = count > 0;
    return err;
}

int office_holds(struct model *in, int64_t network, int64_t handle, struct str role_key,
                 bool *ret_holds)
{
    struct query query;
    int32_t today;
    int64_t count = 0;
    int err = setting_today(in, &today);
    if (err == OK) {
        query_open(&query, in->database,
                   "SELECT count(*) FROM office JOIN role ON role.id = office.role"
                   " WHERE " HELD " AND office.network = ?2 AND office.handle = ?3"
                   " AND role.key = ?4");
        query_int(&query, today);
        query_int(&query, network);
        query_int(&query, handle);
        query_text(&query, role_key);
        err = query_one(&query, &count);
    }
    *ret_holds = count > 0;
    return err;
}

int office_count(struct model *in, int64_t role, int64_t *ret_count)
{
    struct query query;
    int32_t today;
    int err = setting_today(in, &today);
    *ret_count = 0;
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT count(*) FROM office WHERE " HELD " AND role = ?2 AND acting = 0");
    query_int(&query, today);
    query_int(&query, role);
    return query_one(&query, ret_count);
}

int office_holders(struct model *in, int64_t network, int64_t *ret_count)
{
    struct query query;
    int32_t today;
    int err = setting_today(in, &today);
    *ret_count = 0;
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT count(DISTINCT handle) FROM office WHERE " HELD " AND network = ?2");
    query_int(&query, today);
    query_int(&query, network);
    return query_one(&query, ret_count);
}

int office_acting(struct model *in, int64_t role, int64_t *ret_office)
{
    struct query query;
    *ret_office = 0;
    query_open(&query, in->database,
               "SELECT id FROM office WHERE role = ?1 AND acting = 1 AND ended_day = 0");
    query_int(&query, role);
    return query_one(&query, ret_office);
}

int office_is_granted(struct model *in, int64_t network, uint32_t grants, bool *ret_granted)
{
    struct query query;
    int32_t today;
    int64_t count = 0;
    int err = setting_today(in, &today);
    if (err == OK) {
        query_open(&query, in->database,
                   "SELECT count(*) FROM (SELECT 1 FROM office JOIN role ON role.id = office.role"
                   " WHERE " HELD " AND office.network = ?2"
                   " AND (?3 = 0 OR role.grants & ?3 <> 0) LIMIT 1)");
        query_int(&query, today);
        query_int(&query, network);
        query_int(&query, grants);
        err = query_one(&query, &count);
    }
    *ret_granted = count > 0;
    return err;
}

int office_is_any_filled(struct model *in, int64_t network, bool *ret_filled)
{
    return office_is_granted(in, network, 0, ret_filled);
}

/* ---- one office, and those of a network ---- */

int office_set_clock(struct model *in, int64_t id, int64_t clock)
{
    struct query query;
    query_open(&query, in->database, "UPDATE office SET clock = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, clock);
    return query_run(&query);
}

int office_note_notice(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "UPDATE office SET notices = notices + 1 WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int office_read(struct model *in, int64_t id, struct office *ret_office)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM office WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "office", "There is no such office.");
    if (err == OK)
        *ret_office = row_read(in, &query);
    return query_close(&query, err);
}

int office_each(struct model *in, int64_t network, bool past,
                int (*each)(void *self, const struct office *office), void *self)
{
    struct query query;
    int32_t today;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM office WHERE network = ?2 AND (?3 OR (" HELD "))"
               " ORDER BY id");
    query_int(&query, today);
    query_int(&query, network);
    query_int(&query, past);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct office office = row_read(in, &query);
        if ((err = each(self, &office)) != OK)
            break;
    }
    return query_close(&query, err);
}
