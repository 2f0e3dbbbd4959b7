/* Who was told that they fall short of a duty, since when, and what they say to it. */
#include "model/duty.h"

#include "model/sealed_words.h"
#include "model/setting.h"
#include "model/task.h"

#define COLUMNS "id, network, handle, told_day, chair_day, reply"

int duty_add(struct model *in, struct duty *duty)
{
    struct query query;
    int err = setting_today(in, &duty->told_day);
    if (err != OK)
        return err;
    duty->id = ident_random();
    query_open(&query, in->database,
               "INSERT INTO duty (id, network, handle, told_day) VALUES (?1, ?2, ?3, ?4)");
    query_int(&query, duty->id);
    query_int(&query, duty->network);
    query_int(&query, duty->handle);
    query_int(&query, duty->told_day);
    return query_run(&query);
}

static int row_read(struct model *in, const struct query *query, struct duty *ret_duty)
{
    *ret_duty = (struct duty){.id = query_read_int(query, 0),
                              .network = query_read_int(query, 1),
                              .handle = query_read_int(query, 2),
                              .told_day = (int32_t)query_read_int(query, 3),
                              .chair_day = (int32_t)query_read_int(query, 4)};
    return words_open(in, "duty", ret_duty->id, query_read_blob(query, 5), &ret_duty->reply);
}

static int one_read(struct model *in, struct query *query, struct duty *ret_duty)
{
    int err = query_find(query, in->error, "duty", "There is no such word about a duty.");
    if (err == OK)
        err = row_read(in, query, ret_duty);
    return query_close(query, err);
}

int duty_read(struct model *in, int64_t id, struct duty *ret_duty)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM duty WHERE id = ?1");
    query_int(&query, id);
    return one_read(in, &query, ret_duty);
}

int duty_of(struct model *in, int64_t network, int64_t handle, struct duty *ret_duty)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM duty WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return one_read(in, &query, ret_duty);
}

int duty_tell_chair(struct model *in, struct duty *duty)
{
    struct query query;
    int err = setting_today(in, &duty->chair_day);
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE duty SET chair_day = ?2 WHERE id = ?1");
    query_int(&query, duty->id);
    query_int(&query, duty->chair_day);
    return query_run(&query);
}

int duty_reply(struct model *in, const struct duty *duty, struct str reply)
{
    struct query query;
    query_open(&query, in->database, "UPDATE duty SET reply = ?2 WHERE id = ?1");
    query_int(&query, duty->id);
    query_blob(&query, words_seal(in, "duty", duty->id, reply));
    return query_run(&query);
}

int duty_end(struct model *in, const struct duty *duty)
{
    struct query query;
    int err = task_end_about(in, duty->network, STR("duty.short"), duty->id);
    if (err == OK)
        err = task_end_about(in, duty->network, STR("duty.word"), duty->id);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM duty WHERE id = ?1");
    query_int(&query, duty->id);
    return query_run(&query);
}

int duty_end_network(struct model *in, int64_t network)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM duty WHERE network = ?1");
    query_int(&query, network);
    return query_run(&query);
}

int duty_each(struct model *in, int64_t network, int (*each)(void *self, const struct duty *duty),
              void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM duty WHERE network = ?1 ORDER BY id");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct duty duty;
        err = row_read(in, &query, &duty);
        if (err == OK)
            err = each(self, &duty);
        if (err != OK)
            break;
    }
    return query_close(&query, err);
}
