/* Imports: memberships that come in from a file, hidden until the last of them is there. */
#include "model/import.h"

#include "base/list.h"
#include "model/schedule.h"

enum { LOOK_AGAIN_MS = 60 * 1000 };

#define COLUMNS "id, network, job, state, schedule, reached, space"

static int read_one(struct query *query, struct import *ret_import)
{
    int err;
    *ret_import = (struct import){0};
    while ((err = query_step(query)) == QUERY_ROW)
        *ret_import = (struct import){.id = query_read_int(query, 0),
                                      .network = query_read_int(query, 1),
                                      .job = query_read_int(query, 2),
                                      .is_shown = str_is(query_read_text(query, 3), "shown"),
                                      .schedule = query_read_int(query, 4),
                                      .reached = query_read_int(query, 5),
                                      .space = query_read_int(query, 6)};
    return query_close(query, err);
}

int import_read(struct model *in, int64_t id, struct import *ret_import)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM import WHERE id = ?1");
    query_int(&query, id);
    int err = read_one(&query, ret_import);
    if (err == OK && ret_import->id == 0)
        return error_set(in->error, ERROR_MISSING, "import", "There is no such import.");
    return err;
}

static int of_job(struct model *in, int64_t job, struct import *ret_import)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM import WHERE job = ?1");
    query_int(&query, job);
    return read_one(&query, ret_import);
}

static int has_row(struct model *in, const char *sql, int64_t id, bool *ret_has)
{
    struct query query;
    query_open(&query, in->database, sql);
    query_int(&query, id);
    return query_any(&query, ret_has);
}

static int job_is_running(struct model *in, int64_t job, bool *ret_running)
{
    return has_row(in, "SELECT 1 FROM job WHERE id = ?1 AND state = 'running'", job, ret_running);
}

/* Its row on the schedule, in place of the one before. */
static int settle_at(struct model *in, struct import *import, int64_t due_at)
{
    struct query query;
    struct schedule schedule = {.network = import->network,
                                .subject = import->id,
                                .due_at = due_at,
                                .action = STR("import.settle"),
                                .arguments = ident_json(in->arena, "import", import->id)};
    int err = schedule_replace(in, &import->schedule, &schedule);
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE import SET schedule = ?2 WHERE id = ?1");
    query_int(&query, import->id);
    query_int(&query, schedule.id);
    return query_run(&query);
}

/* ---- while the job goes on ---- */

static int check_alone(struct model *in, int64_t network)
{
    bool is_another;
    int err = has_row(in,
                      "SELECT 1 FROM import JOIN job ON job.id = import.job WHERE"
                      " import.network = ?1 AND import.state = 'staged' AND job.state = 'running'",
                      network, &is_another);
    if (err == OK && is_another)
        return error_set(in->error, ERROR_BUSY, "network",
                         "Another list is coming into this network just now.");
    return err;
}

int import_begin(struct model *in, struct import *import)
{
    struct import known;
    struct query query;
    bool is_running;
    int err = job_is_running(in, import->job, &is_running);
    if (err == OK && !is_running)
        return ERROR_STOPPED;
    if (err == OK)
        err = of_job(in, import->job, &known);
    if (err != OK)
        return err;
    if (known.id != 0) {
        *import = known;
        return OK;
    }
    if ((err = check_alone(in, import->network)) != OK)
        return err;
    import->id = ident_random();
    query_open(&query, in->database,
               "INSERT INTO import (id, network, space, job, state, schedule)"
               " VALUES (?1, ?2, ?3, ?4, 'staged', 0)");
    query_int(&query, import->id);
    query_int(&query, import->network);
    query_int(&query, import->space);
    query_int(&query, import->job);
    err = query_run(&query);
    return err == OK ? settle_at(in, import, in->now_ms + LOOK_AGAIN_MS) : err;
}

/* Four numbers that all of these statements take. */
static int run_for(struct model *in, const char *sql, const struct import *import, int64_t handle)
{
    struct query query;
    query_open(&query, in->database, sql);
    query_int(&query, import->network);
    query_int(&query, handle);
    query_int(&query, import->space);
    query_int(&query, import->id);
    return query_run(&query);
}

static int space_stage(struct model *in, const struct import *import, int64_t handle)
{
    int err = run_for(in,
                      "INSERT INTO space_member (network, space, handle, import)"
                      " SELECT network, ?3, handle, ?4 FROM membership"
                      " WHERE network = ?1 AND handle = ?2 AND (kind = 'member' OR EXISTS"
                      " (SELECT 1 FROM space WHERE id = ?3 AND for_whom = 'everyone'))"
                      " ON CONFLICT DO UPDATE SET import = excluded.import WHERE EXISTS"
                      " (SELECT 1 FROM import WHERE import.id = space_member.import"
                      " AND state = 'staged')",
                      import, handle);
    if (err != OK)
        return err;
    return run_for(in,
                   "INSERT INTO import_named (network, handle, space, import)"
                   " SELECT network, handle, space, ?4 FROM space_member"
                   " WHERE network = ?1 AND handle = ?2 AND space = ?3 AND import = 0"
                   " ON CONFLICT DO NOTHING",
                   import, handle);
}

int import_stage(struct model *in, const struct import *import, int64_t person,
                 struct membership *membership)
{
    int64_t standing;
    membership->network = import->network;
    membership->import = import->id;
    int err = membership_stage(in, person, membership, &standing);
    int64_t handle = standing != 0 ? standing : membership->handle;
    if (err != OK || handle == 0)
        return err;
    if (import->space != 0)
        return space_stage(in, import, handle);
    if (standing == 0)
        return OK;
    return run_for(in,
                   "INSERT INTO import_named (network, handle, space, import)"
                   " SELECT network, handle, ?3, ?4 FROM membership"
                   " WHERE network = ?1 AND handle = ?2 AND import = 0 ON CONFLICT DO NOTHING",
                   import, standing);
}

int import_show(struct model *in, struct import *import)
{
    struct query query;
    bool is_running;
    int err = job_is_running(in, import->job, &is_running);
    if (err == OK && !is_running)
        return ERROR_STOPPED;
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE import SET state = 'shown' WHERE id = ?1");
    query_int(&query, import->id);
    err = query_run(&query);
    import->is_shown = err == OK;
    return err == OK ? settle_at(in, import, in->now_ms) : err;
}

int import_hasten(struct model *in, int64_t job)
{
    struct import import;
    int err = of_job(in, job, &import);
    if (err != OK || import.id == 0 || import.is_shown)
        return err;
    return settle_at(in, &import, in->now_ms);
}

/* ---- after it ---- */

struct settling {
    LIST(int64_t) handles; /* of this import's rows within the step */
    int64_t rows;
};

static int step_collect(struct model *in, struct import *import, struct settling *settling)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT m.handle, ?2 IN (m.import, coalesce(n.import, 0), coalesce(s.import, 0))"
               " FROM membership m LEFT JOIN import_named n"
               " ON n.network = m.network AND n.handle = m.handle AND n.space = ?5"
               " LEFT JOIN space_member s"
               " ON s.network = m.network AND s.handle = m.handle AND s.space = ?5"
               " WHERE m.network = ?1 AND m.handle > ?3 ORDER BY m.handle LIMIT ?4");
    query_int(&query, import->network);
    query_int(&query, import->id);
    query_int(&query, import->reached);
    query_int(&query, IMPORT_STEP);
    query_int(&query, import->space);
    while ((err = query_step(&query)) == QUERY_ROW) {
        import->reached = query_read_int(&query, 0);
        settling->rows++;
        if (query_read_int(&query, 1))
            *list_add(&settling->handles) = import->reached;
    }
    return query_close(&query, err);
}

static int clear_one(struct model *in, const struct import *import, int64_t handle)
{
    int err = run_for(in,
                      "DELETE FROM import_named"
                      " WHERE network = ?1 AND handle = ?2 AND space = ?3 AND import = ?4",
                      import, handle);
    if (err == OK)
        err = run_for(in,
                      "DELETE FROM space_member"
                      " WHERE network = ?1 AND handle = ?2 AND space = ?3 AND import = ?4",
                      import, handle);
    return err == OK ? membership_clear(in, import->network, handle, import->id) : err;
}

static int settle_one(struct model *in, const struct import *import, int64_t handle,
                      int (*tell)(void *self, struct membership *membership), void *self)
{
    struct membership membership;
    if (!import->is_shown)
        return clear_one(in, import, handle);
    int err = membership_read(in, import->network, handle, &membership);
    return err == OK ? tell(self, &membership) : err;
}

static int reached_keep(struct model *in, const struct import *import)
{
    struct query query;
    query_open(&query, in->database, "UPDATE import SET reached = ?2 WHERE id = ?1");
    query_int(&query, import->id);
    query_int(&query, import->reached);
    return query_run(&query);
}

static int import_remove(struct model *in, const struct import *import)
{
    struct query query;
    int err = schedule_drop(in, import->schedule);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM import WHERE id = ?1");
    query_int(&query, import->id);
    return query_run(&query);
}

int import_settle(struct model *in, struct import *import,
                  int (*tell)(void *self, struct membership *membership), void *self,
                  int64_t *ret_next_at)
{
    struct settling settling = {0};
    bool is_running = false;
    *ret_next_at = 0;
    int err = import->is_shown ? OK : job_is_running(in, import->job, &is_running);
    if (err == OK && is_running) {
        *ret_next_at = in->now_ms + LOOK_AGAIN_MS;
        return settle_at(in, import, *ret_next_at);
    }
    if (err == OK)
        err = step_collect(in, import, &settling);
    for (size_t i = 0; i < settling.handles.count && err == OK; i++)
        err = settle_one(in, import, settling.handles.at[i], tell, self);
    list_done(&settling.handles);
    if (err == OK && settling.rows < IMPORT_STEP)
        return import_remove(in, import);
    *ret_next_at = in->now_ms;
    if (err == OK)
        err = reached_keep(in, import);
    return err == OK ? settle_at(in, import, in->now_ms) : err;
}
