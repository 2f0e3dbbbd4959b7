/* Offices: who holds a role, from a day until the term ends. */
#include "model/office.h"

#include "base/clock.h"
#include "model/network.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/task.h"

#define COLUMNS "id, network, role, handle, since_day, until_day, term, clock, ended_day, ended"
/* The office is held on day ?1: a term ends at its day, also when the schedule is late. */
#define HELD "office.ended_day = 0 AND (office.until_day = 0 OR office.until_day > ?1)"

#define VACANT   STR("role.vacant")
#define FOUNDING STR("network.founding")

static const int64_t day_ms = 24 * 3600 * 1000;

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
                           .ended_day = (int32_t)query_read_int(query, 8),
                           .ended = arena_str(in->arena, query_read_text(query, 9))};
}

/* The answer of a query that counts. */
static int query_count(struct query *query, int64_t *ret_count)
{
    int err;
    *ret_count = 0;
    while ((err = query_step(query)) == QUERY_ROW)
        *ret_count = query_read_int(query, 0);
    return query_close(query, err);
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
        err = query_count(&query, &count);
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
        err = query_count(&query, &count);
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
    query_open(&query, in->database, "SELECT count(*) FROM office WHERE " HELD " AND role = ?2");
    query_int(&query, today);
    query_int(&query, role);
    return query_count(&query, ret_count);
}

int office_is_any_filled(struct model *in, int64_t network, bool *ret_filled)
{
    struct query query;
    int32_t today;
    int64_t count = 0;
    int err = setting_today(in, &today);
    if (err == OK) {
        query_open(&query, in->database,
                   "SELECT count(*) FROM (SELECT 1 FROM office WHERE " HELD
                   " AND network = ?2 LIMIT 1)");
        query_int(&query, today);
        query_int(&query, network);
        err = query_count(&query, &count);
    }
    *ret_filled = count > 0;
    return err;
}

/* ---- what an appointment or an end leaves to do ---- */

int office_watch_founding(struct model *in, int64_t network)
{
    struct network about = {0};
    bool filled = false, waits = false;
    int err = office_is_any_filled(in, network, &filled);
    if (err == OK && filled)
        return task_end_about(in, 0, FOUNDING, network);
    if (err == OK)
        err = task_waits_about(in, 0, FOUNDING, network, &waits);
    if (err == OK && !waits)
        err = network_read(in, network, &about);
    if (err != OK || waits)
        return err;
    struct task task = {
        .kind = FOUNDING,
        .subject = network,
        .sentence = str_of(arena_print(in->arena,
                                       "Nobody holds an office in %.*s. Until somebody does, "
                                       "administrators may do what is for its leads: appoint its "
                                       "first ones.",
                                       STR_ARGS(about.name)))};
    return task_add(in, &task);
}

/* A task for those who appoint while a seat is free, and none once all are filled. */
static int watch_seats(struct model *in, const struct role *role)
{
    bool waits = false;
    int64_t filled;
    int err = office_count(in, role->id, &filled);
    if (err == OK && (role->closed || filled >= role->seats))
        return task_end_about(in, role->network, VACANT, role->id);
    if (err == OK)
        err = task_waits_about(in, role->network, VACANT, role->id, &waits);
    if (err != OK || waits)
        return err;
    struct task task = {
        .network = role->network,
        .grants = GRANT_ROLES,
        .kind = VACANT,
        .subject = role->id,
        .sentence = str_of(arena_print(in->arena, "A seat is free: %.*s.", STR_ARGS(role->title)))};
    return task_add(in, &task);
}

static int watch(struct model *in, const struct role *role)
{
    int err = watch_seats(in, role);
    return err != OK ? err : office_watch_founding(in, role->network);
}

/* ---- a term begins ---- */

/* Does the handle hold the role, and the how many-th term in a row would begin on this day? */
static int terms_so_far(struct model *in, const struct office *office, bool *ret_holds,
                        int64_t *ret_term)
{
    struct query query;
    int err;
    *ret_holds = false;
    *ret_term = 1;
    query_open(&query, in->database,
               "SELECT term, ended_day, until_day FROM office WHERE role = ?1 AND handle = ?2"
               " AND (ended_day = 0 OR ended_day > since_day) ORDER BY since_day, id");
    query_int(&query, office->role);
    query_int(&query, office->handle);
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t ended = query_read_int(&query, 1), until = query_read_int(&query, 2);
        int64_t end = ended != 0 ? ended : until;
        *ret_holds = *ret_holds || (ended == 0 && (until == 0 || until > office->since_day));
        *ret_term = end + OFFICE_BREAK_DAYS > office->since_day ? query_read_int(&query, 0) + 1 : 1;
    }
    return query_close(&query, err);
}

static int seat_check(struct model *in, const struct role *role)
{
    int64_t filled;
    int err = office_count(in, role->id, &filled);
    if (err == OK && role->closed)
        return error_set(in->error, ERROR_CLASH, "role", "%.*s is closed.", STR_ARGS(role->title));
    if (err == OK && filled >= role->seats)
        return error_set(in->error, ERROR_CLASH, "role",
                         "All seats of this role are filled: %.*s (%lld). End a term first, or "
                         "give the role more seats.",
                         STR_ARGS(role->title), (long long)role->seats);
    return err;
}

static int term_set(struct model *in, const struct role *role, struct office *office)
{
    struct duration length;
    struct str term;
    int64_t at_most;
    bool holds;
    int err = role_terms(in, role, &term, &at_most);
    if (err == OK)
        err = terms_so_far(in, office, &holds, &office->term);
    if (err != OK)
        return err;
    if (holds)
        return error_set(in->error, ERROR_CLASH, "membership", "This member is %.*s already.",
                         STR_ARGS(role->title));
    if (at_most != 0 && office->term > at_most)
        return error_set(in->error, ERROR_CLASH, "membership",
                         "This member has been %.*s for %lld terms in a row, and no more are "
                         "allowed. Somebody else has a turn now.",
                         STR_ARGS(role->title), (long long)at_most);
    office->until_day = 0;
    if (term.len == 0)
        return OK;
    if (!duration_parse(term, &length))
        return error_set(in->error, ERROR_BROKEN, NULL, "The term of a role is broken.");
    office->until_day = clock_day(duration_add(office->since_day * day_ms, length));
    return OK;
}

int office_add(struct model *in, struct office *office)
{
    struct role role = {0};
    struct query query;
    int32_t today;
    int err = role_read(in, office->role, &role);
    if (err == OK)
        err = setting_today(in, &today);
    if (err == OK && office->since_day == 0)
        office->since_day = today;
    if (err == OK)
        err = seat_check(in, &role);
    if (err == OK)
        err = term_set(in, &role, office);
    if (err != OK)
        return err;
    office->id = model_id_of_day(in);
    office->network = role.network;
    query_open(&query, in->database,
               "INSERT INTO office (id, network, role, handle, since_day, until_day, term, clock)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    query_int(&query, office->id);
    query_int(&query, office->network);
    query_int(&query, office->role);
    query_int(&query, office->handle);
    query_int(&query, office->since_day);
    query_int(&query, office->until_day);
    query_int(&query, office->term);
    query_int(&query, office->clock);
    err = query_run(&query);
    return err != OK ? err : watch(in, &role);
}

int office_set_clock(struct model *in, int64_t id, int64_t clock)
{
    struct query query;
    query_open(&query, in->database, "UPDATE office SET clock = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, clock);
    return query_run(&query);
}

/* ---- a term ends ---- */

int office_end(struct model *in, int64_t id, struct str how)
{
    struct office office = {0};
    struct role role = {0};
    struct query query;
    int32_t today = 0;
    int err = office_read(in, id, &office);
    if (err != OK || office.ended_day != 0)
        return err;
    if ((err = setting_today(in, &today)) != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE office SET ended_day = ?2, ended = ?3, clock = 0 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, today);
    query_text(&query, how);
    err = query_run(&query);
    if (err == OK)
        err = schedule_drop(in, office.clock);
    if (err == OK)
        err = task_end_about(in, office.network, STR("role.term"), id);
    if (err == OK)
        err = role_read(in, office.role, &role);
    return err != OK ? err : watch(in, &role);
}

int office_end_handle(struct model *in, int64_t network, int64_t handle, struct str how)
{
    struct query query;
    int64_t id;
    int err;
    do {
        id = 0;
        query_open(&query, in->database,
                   "SELECT min(id) FROM office WHERE network = ?1 AND handle = ?2"
                   " AND ended_day = 0");
        query_int(&query, network);
        query_int(&query, handle);
        err = query_count(&query, &id);
        if (err == OK && id != 0)
            err = office_end(in, id, how);
    } while (err == OK && id != 0);
    return err;
}

/* ---- reading ---- */

int office_read(struct model *in, int64_t id, struct office *ret_office)
{
    struct query query;
    bool found = false;
    int err;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM office WHERE id = ?1");
    query_int(&query, id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_office = row_read(in, &query);
        found = true;
    }
    err = query_close(&query, err);
    if (err == OK && !found)
        return error_set(in->error, ERROR_MISSING, "office", "There is no such office.");
    return err;
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
