/* Offices: how a term begins, and how it ends. */
#include "base/clock.h"
#include "model/charter.h"
#include "model/confidence.h"
#include "model/network.h"
#include "model/office.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/succession.h"
#include "model/task.h"

#define VACANT   STR("role.vacant")
#define FOUNDING STR("network.founding")

static const int64_t day_ms = 24 * 3600 * 1000;

/* ---- what an appointment or an end leaves to do ---- */

/* Is the network there, and open? A closed one is led by nobody, and nobody shall lead it. */
static int is_open(struct model *in, int64_t network, struct network *ret_network, bool *ret_open)
{
    int err = network_read(in, network, ret_network);
    *ret_open = err == OK && !str_is(ret_network->state, "closed");
    return err == ERROR_MISSING ? OK : err;
}

int office_watch_founding(struct model *in, int64_t network)
{
    struct network about = {0};
    bool granted = false, open = false, waits = false;
    int err = office_is_granted(in, network, GRANT_ROLES, &granted);
    if (err == OK)
        err = is_open(in, network, &about, &open);
    if (err == OK && (granted || !open))
        return task_end_about(in, 0, FOUNDING, network);
    if (err == OK)
        err = task_waits_about(in, 0, FOUNDING, network, &waits);
    if (err != OK || waits)
        return err;
    struct task task = {
        .kind = FOUNDING,
        .subject = network,
        .sentence = str_of(arena_print(in->arena,
                                       "Nobody in %.*s holds an office that may appoint. Until "
                                       "somebody does, administrators may: appoint a first one.",
                                       STR_ARGS(about.name)))};
    return task_add(in, &task);
}

/* Once all seats are filled, or the role is closed, no free seat waits for those who appoint. */
static int seats_settle(struct model *in, const struct role *role, bool *ret_free)
{
    struct network network = {0};
    bool open = false;
    int64_t filled = 0;
    int err = office_count(in, role->id, &filled);
    if (err == OK)
        err = is_open(in, role->network, &network, &open);
    *ret_free = open && !role->closed && filled < role->seats;
    return err != OK || *ret_free ? err : task_end_about(in, role->network, VACANT, role->id);
}

int office_watch(struct model *in, const struct role *role)
{
    bool vacant = false, waits = false;
    struct task task = {
        .network = role->network,
        .grants = GRANT_ROLES,
        .kind = VACANT,
        .subject = role->id,
        .sentence = str_of(arena_print(in->arena, "A seat is free: %.*s.", STR_ARGS(role->title)))};
    int err = seats_settle(in, role, &vacant);
    if (err == OK && vacant)
        err = task_waits_about(in, role->network, VACANT, role->id, &waits);
    if (err == OK && vacant && !waits)
        err = task_add(in, &task);
    if (err == OK && vacant)
        err = succession_watch(in, role);
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
    query_open(
        &query, in->database,
        "SELECT term, ended_day, until_day FROM office WHERE role = ?1 AND handle = ?2"
        " AND acting = 0 AND (ended_day = 0 OR ended_day > since_day) ORDER BY since_day, id");
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

static int row_check(struct model *in, const struct role *role, struct office *office,
                     int64_t at_most)
{
    bool holds;
    int err = terms_so_far(in, office, &holds, &office->term);
    if (err == OK && holds)
        return error_set(in->error, ERROR_CLASH, "membership", "This member is %.*s already.",
                         STR_ARGS(role->title));
    if (err == OK && at_most != 0 && office->term > at_most)
        return error_set(in->error, ERROR_CLASH, "membership",
                         "This member has been %.*s for %lld term%s in a row, and no more are "
                         "allowed. Somebody else has a turn.",
                         STR_ARGS(role->title), (long long)at_most, at_most == 1 ? "" : "s");
    return err;
}

/* How many of the role's terms end within `near` days of this one? */
static int ends_near(struct model *in, int64_t role, int32_t day, int32_t near, int64_t *ret_count)
{
    struct query query;
    *ret_count = 0;
    query_open(&query, in->database,
               "SELECT count(*) FROM office WHERE role = ?1 AND ended_day = 0"
               " AND abs(until_day - ?2) < ?3");
    query_int(&query, role);
    query_int(&query, day);
    query_int(&query, near);
    return query_one(&query, ret_count);
}

/* Terms that would end together are parted by a seat's share of the term: the later one is shorter,
 * once, and then they stay apart. */
static int term_stagger(struct model *in, const struct role *role, struct office *office)
{
    int32_t whole = office->until_day - office->since_day;
    int32_t share = role->seats > 1 ? whole / (int32_t)role->seats : 0;
    int64_t near = 0;
    bool staggered = false;
    int err = OK;
    if (str_is(role->key, ROLE_DEPUTY))
        err = charter_term_bool(in, role->network, "office.deputies_staggered", &staggered);
    if (err != OK || !staggered || share == 0)
        return err;
    int32_t day = office->until_day;
    do {
        err = ends_near(in, role->id, day, (share + 1) / 2, &near);
        if (err == OK && near == 0)
            office->until_day = day;
        day -= share;
    } while (err == OK && near > 0 && day > office->since_day);
    return err;
}

static int term_set(struct model *in, const struct role *role, struct office *office)
{
    struct duration length;
    struct str term;
    int64_t at_most;
    int32_t wanted = office->until_day;
    int err = role_terms(in, role, &term, &at_most);
    if (err == OK)
        err = row_check(in, role, office, at_most);
    if (err != OK)
        return err;
    office->until_day = 0;
    if (term.len > 0 && !duration_parse(term, &length))
        return error_set(in->error, ERROR_BROKEN, NULL, "The term of a role is broken.");
    if (term.len > 0)
        office->until_day = clock_day(duration_add(office->since_day * day_ms, length));
    if (wanted == 0)
        return term_stagger(in, role, office);
    if (wanted <= office->since_day || (office->until_day != 0 && wanted > office->until_day))
        return error_set(in->error, ERROR_WRONG, "until",
                         "A term ends after the day on which it begins, and lasts no longer than "
                         "the role says.");
    office->until_day = wanted;
    return OK;
}

/* How many others hold the role for a term that ends before that of this handle? */
static int ends_sooner(struct model *in, int64_t role, int64_t handle, int64_t *ret_count)
{
    struct query query;
    *ret_count = 0;
    query_open(&query, in->database,
               "SELECT count(*) FROM office AS mine, office AS other"
               " WHERE mine.role = ?1 AND mine.handle = ?2 AND mine.acting = 0"
               " AND mine.ended_day = 0 AND other.role = ?1 AND other.handle <> ?2"
               " AND other.acting = 0 AND other.ended_day = 0 AND other.until_day <> 0"
               " AND (mine.until_day = 0 OR other.until_day < mine.until_day)");
    query_int(&query, role);
    query_int(&query, handle);
    return query_one(&query, ret_count);
}

/* Nobody has two seats of one role: whoever holds it can only follow on themself, in the seat that
 * becomes free next. */
static int follows_on(struct model *in, const struct role *role, int64_t handle)
{
    int64_t filled = 0, sooner = 0;
    int err = office_count(in, role->id, &filled);
    if (err == OK)
        err = ends_sooner(in, role->id, handle, &sooner);
    if (err == OK && (filled < role->seats || sooner > 0))
        return error_set(in->error, ERROR_CLASH, "membership",
                         "Whoever is %.*s already cannot have a second seat of it: this one is for "
                         "somebody else.",
                         STR_ARGS(role->title));
    return err;
}

int office_may_hold(struct model *in, const struct role *role, int64_t handle)
{
    struct office office = {.role = role->id, .handle = handle};
    struct str term;
    int64_t at_most = 0;
    bool holds = false;
    int err = setting_today(in, &office.since_day);
    if (err == OK)
        err = role_terms(in, role, &term, &at_most);
    if (err == OK)
        err = terms_so_far(in, &office, &holds, &office.term);
    if (err == OK && holds)
        err = follows_on(in, role, handle);
    /* Whoever holds it now would begin the term after this one. */
    if (err == OK && at_most != 0 && office.term > at_most)
        return error_set(in->error, ERROR_CLASH, "membership",
                         "That would be term number %lld as %.*s in a row, and the charter allows "
                         "%lld. Somebody else has a turn.",
                         (long long)office.term, STR_ARGS(role->title), (long long)at_most);
    return err;
}

static int row_add(struct model *in, const struct office *office)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO office (id, network, role, handle, since_day, until_day, term, clock,"
               " acting) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    query_int(&query, office->id);
    query_int(&query, office->network);
    query_int(&query, office->role);
    query_int(&query, office->handle);
    query_int(&query, office->since_day);
    query_int(&query, office->until_day);
    query_int(&query, office->term);
    query_int(&query, office->clock);
    query_int(&query, office->acting);
    return query_run(&query);
}

/* Nobody acts for a role whose seats are filled, or for one that they are no deputy of any more. */
static int acting_end(struct model *in, int64_t role, int64_t handle)
{
    struct query query;
    int32_t today;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE office SET ended_day = ?3, ended = 'ended' WHERE acting = 1"
               " AND ended_day = 0 AND (role = ?1 OR handle = ?2)");
    query_int(&query, role);
    query_int(&query, handle);
    query_int(&query, today);
    return query_run(&query);
}

int office_act(struct model *in, const struct role *role, int64_t handle, struct office *ret_office)
{
    *ret_office = (struct office){.id = model_id_of_day(in),
                                  .network = role->network,
                                  .role = role->id,
                                  .handle = handle,
                                  .acting = true};
    int err = setting_today(in, &ret_office->since_day);
    if (err == OK)
        err = row_add(in, ret_office);
    return err != OK ? err : office_watch_founding(in, role->network);
}

int office_add(struct model *in, struct office *office)
{
    struct role role = {0};
    bool vacant = false;
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
    if ((err = row_add(in, office)) == OK)
        err = seats_settle(in, &role, &vacant);
    if (err == OK && !vacant)
        err = acting_end(in, role.id, 0);
    return err != OK ? err : office_watch_founding(in, role.network);
}

/* ---- a term ends ---- */

/* A deputy whose own office ends acts no longer; the roles for which they did look for the next
 * deputy. */
static int acting_deputy_ends(struct model *in, const struct office *office)
{
    struct query query;
    int64_t acted = 0;
    int err;
    if (office->acting)
        return OK;
    query_open(&query, in->database,
               "SELECT role FROM office WHERE network = ?1 AND handle = ?2 AND acting = 1"
               " AND ended_day = 0");
    query_int(&query, office->network);
    query_int(&query, office->handle);
    err = query_one(&query, &acted);
    struct role role = {0};
    if (err != OK || acted == 0)
        return err;
    err = acting_end(in, 0, office->handle);
    if (err == OK)
        err = role_read(in, acted, &role);
    return err != OK ? err : office_watch(in, &role);
}

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
    if (err == OK)
        err = confidence_office_ends(in, id);
    if (err == OK)
        err = acting_deputy_ends(in, &office);
    return err != OK ? err : office_watch(in, &role);
}

int office_end_handle(struct model *in, int64_t network, int64_t handle, struct str how)
{
    struct query query;
    int64_t id;
    int err;
    do {
        id = 0;
        query_open(&query, in->database,
                   "SELECT id FROM office WHERE network = ?1 AND handle = ?2 AND ended_day = 0"
                   " ORDER BY id LIMIT 1");
        query_int(&query, network);
        query_int(&query, handle);
        err = query_one(&query, &id);
        if (err == OK && id != 0)
            err = office_end(in, id, how);
    } while (err == OK && id != 0);
    return err;
}
