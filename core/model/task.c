/* Tasks: what waits for a member, for whoever holds an office, or for the administrators. */
#include "model/task.h"

#include "model/office.h"
#include "model/setting.h"

#define COLUMNS "id, network, handle, role, grants, kind, subject, sentence, due_day, done_day"

static struct str tag_of(struct arena *arena, int64_t id)
{
    return str_of(arena_print(arena, "task/%lld", (long long)id));
}

void task_for_leads(struct task *task)
{
    task->role = STR(ROLE_CHAIR);
    task->grants = GRANT_ROLES | GRANT_CHARTER;
}

int task_add(struct model *in, struct task *task)
{
    struct query query;
    task->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO task (id, network, handle, role, grants, kind, subject, sentence,"
               " due_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    query_int(&query, task->id);
    query_int(&query, task->network);
    query_int(&query, task->handle);
    query_text(&query, task->role);
    query_int(&query, task->grants);
    query_text(&query, task->kind);
    query_int(&query, task->subject);
    query_blob(&query, secret_seal(in->keys->use[SECRET_TASK], tag_of(in->arena, task->id),
                                   task->sentence, in->arena));
    query_int(&query, task->due_day);
    return query_run(&query);
}

static int row_read(struct model *in, const struct query *query, struct task *ret_task)
{
    *ret_task = (struct task){.id = query_read_int(query, 0),
                              .network = query_read_int(query, 1),
                              .handle = query_read_int(query, 2),
                              .role = arena_str(in->arena, query_read_text(query, 3)),
                              .grants = (uint32_t)query_read_int(query, 4),
                              .kind = arena_str(in->arena, query_read_text(query, 5)),
                              .subject = query_read_int(query, 6),
                              .due_day = (int32_t)query_read_int(query, 8),
                              .done_day = (int32_t)query_read_int(query, 9)};
    if (secret_open(in->keys->use[SECRET_TASK], tag_of(in->arena, ret_task->id),
                    query_read_blob(query, 7), in->arena, &ret_task->sentence) != OK)
        return error_set(in->error, ERROR_BROKEN, NULL, "A task cannot be opened.");
    return OK;
}

int task_read(struct model *in, int64_t id, struct task *ret_task)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM task WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "task", "There is no such task.");
    if (err == OK)
        err = row_read(in, &query, ret_task);
    return query_close(&query, err);
}

int task_end(struct model *in, int64_t id)
{
    struct query query;
    int32_t today = 0;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE task SET done_day = ?2 WHERE id = ?1 AND done_day = 0");
    query_int(&query, id);
    query_int(&query, today);
    return query_run(&query);
}

int task_waits_about(struct model *in, int64_t network, struct str kind, int64_t subject,
                     bool *ret_waits)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT 1 FROM task WHERE network = ?1 AND kind = ?2 AND subject = ?3"
               " AND done_day = 0 LIMIT 1");
    query_int(&query, network);
    query_text(&query, kind);
    query_int(&query, subject);
    return query_any(&query, ret_waits);
}

int task_end_about(struct model *in, int64_t network, struct str kind, int64_t subject)
{
    struct query query;
    int32_t today = 0;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE task SET done_day = ?4 WHERE network = ?1 AND kind = ?2 AND subject = ?3"
               " AND done_day = 0");
    query_int(&query, network);
    query_text(&query, kind);
    query_int(&query, subject);
    query_int(&query, today);
    return query_run(&query);
}

int task_end_network(struct model *in, int64_t network)
{
    struct query query;
    int32_t today = 0;
    int err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE task SET done_day = ?2 WHERE network = ?1 AND done_day = 0");
    query_int(&query, network);
    query_int(&query, today);
    return query_run(&query);
}

int task_drop_handle(struct model *in, int64_t network, int64_t handle)
{
    struct query query;
    if (handle == 0)
        return OK;
    query_open(&query, in->database, "DELETE FROM task WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}

/* ---- for whom ---- */

int task_is_for(struct model *in, const struct task *task, int64_t handle, bool *ret_is)
{
    bool holds = false, grants = false;
    int err = OK;
    *ret_is = task->handle == handle && task->role.len == 0 && task->grants == 0 &&
              (handle != 0 || task->network == 0);
    if (*ret_is || handle == 0 || task->handle != 0)
        return OK;
    if (task->role.len > 0)
        err = office_holds(in, task->network, handle, task->role, &holds);
    if (err == OK && task->grants != 0)
        err = office_grants(in, task->network, handle, task->grants, &grants);
    *ret_is = holds || grants;
    return err;
}

int task_each_for(struct model *in, int64_t network, int64_t handle,
                  int (*each)(void *self, const struct task *task), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM task WHERE network = ?1 AND handle IN (0, ?2)"
               " AND done_day = 0 ORDER BY due_day = 0, due_day, id");
    query_int(&query, network);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct task task;
        bool is = false;
        err = row_read(in, &query, &task);
        if (err == OK)
            err = task_is_for(in, &task, handle, &is);
        if (err == OK && is)
            err = each(self, &task);
        if (err != OK)
            break;
    }
    return query_close(&query, err);
}
