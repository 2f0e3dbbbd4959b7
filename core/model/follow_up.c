/* Follow-ups: what a meeting agreed that somebody does by a day, carried over until it is done. */
#include "model/follow_up.h"

#include "model/network.h"
#include "model/office.h"
#include "model/sealed_words.h"
#include "model/setting.h"
#include "model/task.h"

#define COLUMNS "id, network, committee, meeting, owner, due_day, done_day, carried, sealed"
#define TASK    STR("follow_up.due")

/* Whoever owns it has a task; if nobody does, the chair has one to find who will. */
static int task_make(struct model *in, const struct follow_up *follow_up)
{
    struct task task = {.network = follow_up->network,
                        .handle = follow_up->owner,
                        .kind = TASK,
                        .subject = follow_up->id,
                        .due_day = follow_up->due_day,
                        .sentence = str_of(arena_print(in->arena, "From a meeting, for you: %.*s",
                                                       STR_ARGS(follow_up->text)))};
    int err = task_end_about(in, follow_up->network, TASK, follow_up->id);
    if (follow_up->owner == 0) {
        task.role = STR(ROLE_CHAIR);
        task.sentence = str_of(arena_print(in->arena,
                                           "Nobody does what a meeting agreed any more. Find who "
                                           "will, with follow_up.edit: %.*s",
                                           STR_ARGS(follow_up->text)));
    }
    return err != OK ? err : task_add(in, &task);
}

int follow_up_add(struct model *in, struct follow_up *follow_up)
{
    struct query query;
    int err = network_check_open(in, follow_up->network);
    if (err != OK)
        return err;
    follow_up->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO follow_up (id, network, committee, meeting, owner, due_day, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, follow_up->id);
    query_int(&query, follow_up->network);
    query_int(&query, follow_up->committee);
    query_int(&query, follow_up->meeting);
    query_int(&query, follow_up->owner);
    query_int(&query, follow_up->due_day);
    query_blob(&query, words_seal(in, "follow_up", follow_up->id, follow_up->text));
    err = query_run(&query);
    return err != OK ? err : task_make(in, follow_up);
}

static int row_read(struct model *in, const struct query *query, struct follow_up *ret_follow_up)
{
    *ret_follow_up = (struct follow_up){.id = query_read_int(query, 0),
                                        .network = query_read_int(query, 1),
                                        .committee = query_read_int(query, 2),
                                        .meeting = query_read_int(query, 3),
                                        .owner = query_read_int(query, 4),
                                        .due_day = (int32_t)query_read_int(query, 5),
                                        .done_day = (int32_t)query_read_int(query, 6),
                                        .carried = query_read_int(query, 7)};
    return words_open(in, "follow_up", ret_follow_up->id, query_read_blob(query, 8),
                      &ret_follow_up->text);
}

int follow_up_read(struct model *in, int64_t id, struct follow_up *ret_follow_up)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM follow_up WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "follow_up", "There is no such follow-up.");
    if (err == OK)
        err = row_read(in, &query, ret_follow_up);
    return query_close(&query, err);
}

static int undone_check(struct model *in, const struct follow_up *follow_up)
{
    int err = network_check_open(in, follow_up->network);
    if (err == OK && follow_up->done_day != 0)
        return error_set(in->error, ERROR_CLASH, "follow_up", "This is done already.");
    return err;
}

int follow_up_change(struct model *in, const struct follow_up *follow_up)
{
    struct query query;
    int err = undone_check(in, follow_up);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE follow_up SET owner = ?2, due_day = ?3, sealed = ?4 WHERE id = ?1");
    query_int(&query, follow_up->id);
    query_int(&query, follow_up->owner);
    query_int(&query, follow_up->due_day);
    query_blob(&query, words_seal(in, "follow_up", follow_up->id, follow_up->text));
    err = query_run(&query);
    return err != OK ? err : task_make(in, follow_up);
}

int follow_up_done(struct model *in, const struct follow_up *follow_up)
{
    struct query query;
    int32_t today = 0;
    int err = undone_check(in, follow_up);
    if (err == OK)
        err = setting_today(in, &today);
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE follow_up SET done_day = ?2 WHERE id = ?1");
    query_int(&query, follow_up->id);
    query_int(&query, today);
    err = query_run(&query);
    return err != OK ? err : task_end_about(in, follow_up->network, TASK, follow_up->id);
}

int follow_up_page(struct model *in, const struct follow_up_filter *filter, struct page *page,
                   void (*each)(void *self, const struct follow_up *follow_up), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM follow_up WHERE network = ?1"
               " AND (?2 = -1 OR committee = ?2) AND (?3 = -1 OR owner = ?3)"
               " AND (?4 OR done_day = 0) AND id > ?5 ORDER BY id LIMIT ?6");
    query_int(&query, filter->network);
    query_int(&query, filter->committee);
    query_int(&query, filter->owner);
    query_int(&query, filter->done);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct follow_up follow_up;
        if ((err = row_read(in, &query, &follow_up)) != OK)
            break;
        each(self, &follow_up);
    }
    return query_close(&query, err);
}

int follow_up_arising(struct model *in, const struct meeting *meeting,
                      int (*each)(void *self, const struct follow_up *follow_up), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM follow_up WHERE network = ?1 AND committee = ?2"
               " AND done_day = 0 AND meeting <> ?3 AND (SELECT starts_at FROM meeting AS agreed"
               " WHERE agreed.id = follow_up.meeting) < ?4 ORDER BY due_day, id");
    query_int(&query, meeting->network);
    query_int(&query, meeting->committee);
    query_int(&query, meeting->id);
    query_int(&query, meeting->starts_at);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct follow_up follow_up;
        err = row_read(in, &query, &follow_up);
        if (err == OK)
            err = each(self, &follow_up);
        if (err != OK)
            break;
    }
    return query_close(&query, err);
}

int follow_up_carry(struct model *in, const struct meeting *meeting)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE follow_up SET carried = carried + 1 WHERE network = ?1 AND committee = ?2"
               " AND done_day = 0 AND meeting <> ?3 AND (SELECT starts_at FROM meeting AS agreed"
               " WHERE agreed.id = follow_up.meeting) < ?4");
    query_int(&query, meeting->network);
    query_int(&query, meeting->committee);
    query_int(&query, meeting->id);
    query_int(&query, meeting->starts_at);
    return query_run(&query);
}

/* The next one that this handle owns; 0 if there is none. */
static int owned_next(struct model *in, int64_t network, int64_t handle,
                      struct follow_up *ret_follow_up)
{
    struct query query;
    int err;
    *ret_follow_up = (struct follow_up){0};
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM follow_up WHERE network = ?1 AND owner = ?2"
               " ORDER BY id LIMIT 1");
    query_int(&query, network);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = row_read(in, &query, ret_follow_up)) != OK)
            break;
    return query_close(&query, err);
}

static int owner_clear(struct model *in, const struct follow_up *follow_up)
{
    struct query query;
    query_open(&query, in->database, "UPDATE follow_up SET owner = 0 WHERE id = ?1");
    query_int(&query, follow_up->id);
    return query_run(&query);
}

int follow_up_drop_owner(struct model *in, int64_t network, int64_t handle)
{
    struct follow_up follow_up;
    int err;
    do {
        err = owned_next(in, network, handle, &follow_up);
        if (err == OK && follow_up.id != 0)
            err = owner_clear(in, &follow_up);
        follow_up.owner = 0;
        if (err == OK && follow_up.id != 0 && follow_up.done_day == 0)
            err = task_make(in, &follow_up);
    } while (err == OK && follow_up.id != 0);
    return err;
}
