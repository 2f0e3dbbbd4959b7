/* Succession: who acts for a role while its seat is free, and what a holder leaves in words. */
#include "model/succession.h"

#include "model/appointment.h"
#include "model/schedule.h"
#include "model/sealed.h"
#include "model/setting.h"

/* ---- the plan ---- */

static int plan_read(struct model *in, int64_t role, int64_t *ret_roles, size_t *ret_count)
{
    struct query query;
    int err;
    *ret_count = 0;
    query_open(&query, in->database,
               "SELECT deputy FROM role_deputy WHERE role = ?1 ORDER BY position");
    query_int(&query, role);
    while ((err = query_step(&query)) == QUERY_ROW)
        if (*ret_count < SUCCESSION_DEPUTIES)
            ret_roles[(*ret_count)++] = query_read_int(&query, 0);
    return query_close(&query, err);
}

/* Without a plan a chair has the deputy chairs, if the network has that role. */
static int plan_usual(struct model *in, const struct role *role, int64_t *ret_roles,
                      size_t *ret_count)
{
    struct role deputy = {0};
    if (!str_is(role->key, ROLE_CHAIR))
        return OK;
    int err = role_by_key(in, role->network, STR(ROLE_DEPUTY), &deputy);
    if (err == ERROR_MISSING) {
        *in->error = (struct error){0};
        return OK;
    }
    if (err == OK && !deputy.closed)
        ret_roles[(*ret_count)++] = deputy.id;
    return err;
}

int succession_plan(struct model *in, const struct role *role,
                    int64_t ret_roles[SUCCESSION_DEPUTIES], size_t *ret_count)
{
    int err = plan_read(in, role->id, ret_roles, ret_count);
    return err != OK || *ret_count > 0 ? err : plan_usual(in, role, ret_roles, ret_count);
}

int succession_set(struct model *in, const struct role *role, const int64_t *roles, size_t count)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM role_deputy WHERE role = ?1");
    query_int(&query, role->id);
    int err = query_run(&query);
    for (size_t i = 0; i < count && err == OK; i++) {
        query_open(&query, in->database,
                   "INSERT INTO role_deputy (role, position, network, deputy)"
                   " VALUES (?1, ?2, ?3, ?4)");
        query_int(&query, role->id);
        query_int(&query, (int64_t)i + 1);
        query_int(&query, role->network);
        query_int(&query, roles[i]);
        err = query_run(&query);
    }
    return err;
}

/* ---- who acts ---- */

struct walking {
    int64_t role;
    int (*each)(void *self, const struct office *office);
    void *self;
};

static int walk_one(void *self, const struct office *office)
{
    struct walking *walking = self;
    return office->role == walking->role && !office->acting ? walking->each(walking->self, office)
                                                            : OK;
}

int succession_each_deputy(struct model *in, int64_t network, int64_t role,
                           int (*each)(void *self, const struct office *office), void *self)
{
    struct role about = {0};
    int64_t roles[SUCCESSION_DEPUTIES];
    size_t count = 0;
    if (role == 0)
        return OK;
    int err = role_read(in, role, &about);
    if (err == OK)
        err = succession_plan(in, &about, roles, &count);
    for (size_t i = 0; i < count && err == OK; i++) {
        struct walking walking = {roles[i], each, self};
        err = office_each(in, network, false, walk_one, &walking); /* by id: by how long */
    }
    return err;
}

struct next {
    struct model *in;
    int64_t role, handle;
};

/* Did they lay acting down, since somebody last held the role? */
static int has_laid_down(struct model *in, int64_t role, int64_t handle, bool *ret_has)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT 1 FROM office WHERE role = ?1 AND handle = ?2 AND acting = 1"
               " AND ended = 'resigned' AND ended_day >= coalesce((SELECT max(ended_day)"
               " FROM office WHERE role = ?1 AND acting = 0), 0) LIMIT 1");
    query_int(&query, role);
    query_int(&query, handle);
    return query_any(&query, ret_has);
}

static int is_next(void *self, const struct office *office)
{
    struct next *next = self;
    bool has = false;
    if (next->handle != 0)
        return OK;
    int err = has_laid_down(next->in, next->role, office->handle, &has);
    if (err == OK && !has)
        next->handle = office->handle;
    return err;
}

int succession_next(struct model *in, const struct role *role, int64_t *ret_handle)
{
    struct next next = {.in = in, .role = role->id};
    int err = succession_each_deputy(in, role->network, role->id, is_next, &next);
    *ret_handle = next.handle;
    return err;
}

/* Is somebody appointed, who waits for the seat? */
static int successor_waits(struct model *in, const struct role *role, bool *ret_waits)
{
    struct appointment appointment = {0};
    int64_t open = 0;
    int err = appointment_open(in, role->network, role->id, &open);
    if (err == OK && open != 0)
        err = appointment_read(in, open, &appointment);
    *ret_waits = open != 0 && appointment.stage == APPOINTMENT_WAITING;
    return err;
}

int succession_watch(struct model *in, const struct role *role)
{
    int64_t next = 0, acting = 0, filled = 0;
    bool waits = false;
    int err = office_count(in, role->id, &filled);
    if (err != OK || role->closed || filled >= role->seats)
        return err;
    err = successor_waits(in, role, &waits);
    if (err == OK)
        err = succession_next(in, role, &next);
    if (err == OK)
        err = office_acting(in, role->id, &acting);
    if (err != OK || (!waits && (next == 0 || acting != 0)))
        return err;
    struct schedule schedule = {.network = role->network,
                                .subject = role->id,
                                .due_at = in->now_ms,
                                .action = STR("role.seat"),
                                .arguments = ident_json(in->arena, "role", role->id)};
    err = schedule_drop_subject(in, role->network, role->id);
    return err != OK ? err : schedule_add(in, &schedule);
}

/* ---- what is handed over in words ---- */

int handover_add(struct model *in, struct handover_note *note)
{
    struct query query;
    int err = setting_today(in, &note->day);
    if (err != OK)
        return err;
    note->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO handover_note (id, network, role, day, kind, sealed, author)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, note->id);
    query_int(&query, note->network);
    query_int(&query, note->role);
    query_int(&query, note->day);
    query_text(&query, note->kind);
    query_blob(&query, sealed_texts(in, "handover", note->id, &note->text, 1));
    query_int(&query, note->author);
    return query_run(&query);
}

static int note_read(struct model *in, const struct query *query, struct handover_note *ret_note)
{
    *ret_note = (struct handover_note){.id = query_read_int(query, 0),
                                       .network = query_read_int(query, 1),
                                       .role = query_read_int(query, 2),
                                       .day = (int32_t)query_read_int(query, 3),
                                       .kind = arena_str(in->arena, query_read_text(query, 4)),
                                       .done = query_read_int(query, 5) != 0,
                                       .author = query_read_int(query, 7)};
    return sealed_open(in, "handover", ret_note->id, query_read_blob(query, 6), &ret_note->text, 1);
}

int handover_read(struct model *in, int64_t id, struct handover_note *ret_note)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT id, network, role, day, kind, done, sealed, author FROM handover_note"
               " WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "handover", "There is no such note.");
    if (err == OK)
        err = note_read(in, &query, ret_note);
    return query_close(&query, err);
}

int handover_set_done(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "UPDATE handover_note SET done = 1 WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int handover_drop_handle(struct model *in, int64_t network, int64_t handle)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE handover_note SET author = 0 WHERE network = ?1 AND author = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}

int handover_each(struct model *in, int64_t role,
                  int (*each)(void *self, const struct handover_note *note), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, network, role, day, kind, done, sealed, author FROM handover_note"
               " WHERE role = ?1 ORDER BY id");
    query_int(&query, role);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct handover_note note;
        err = note_read(in, &query, &note);
        if (err != OK || (err = each(self, &note)) != OK)
            break;
    }
    return query_close(&query, err);
}
