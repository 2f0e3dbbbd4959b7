/* Tidying: what has served its time is deleted. */
#include "model/tidy.h"

#include "base/clock.h"
#include "model/schedule.h"
#include "model/task.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS, TIDY_HOUR = 4 };

/* The oldest id that a row of `days` ago can have: ids begin with their time. */
static int64_t id_of_days_ago(const struct model *in, int64_t days)
{
    return ident_at(in->now_ms - days * DAY_MS);
}

static int delete_before(struct model *in, const char *sql, int64_t before, int64_t limit,
                         bool *ret_more)
{
    struct query query;
    query_open(&query, in->database, sql);
    query_int(&query, before);
    query_int(&query, limit);
    int err = query_run(&query);
    if (err == OK && query_changes(&query) >= limit)
        *ret_more = true;
    return err;
}

int tidy(struct model *in, int64_t limit, bool *ret_more)
{
    const struct {
        const char *sql;
        int64_t before;
    } deletions[] = {
        {"DELETE FROM retry WHERE name IN"
         " (SELECT name FROM retry WHERE day < ?1 ORDER BY day LIMIT ?2)",
         clock_day(in->now_ms) - TIDY_RETRY_DAYS},
        {"DELETE FROM effect WHERE id IN (SELECT id FROM effect WHERE id < ?1 AND"
         " state <> 'waiting' AND state <> 'failed' ORDER BY id LIMIT ?2)",
         id_of_days_ago(in, TIDY_ENDED_DAYS)},
        {"DELETE FROM job WHERE id IN (SELECT id FROM job WHERE id < ?1 AND state <> 'running'"
         " ORDER BY id LIMIT ?2)",
         id_of_days_ago(in, TIDY_ENDED_DAYS)},
        {"DELETE FROM task WHERE id IN (SELECT id FROM task WHERE done_day <> 0 AND"
         " done_day < ?1 ORDER BY done_day LIMIT ?2)",
         clock_day(in->now_ms) - TASK_KEPT_DAYS},
        {"DELETE FROM look WHERE id IN (SELECT id FROM look WHERE id < ?1 ORDER BY id LIMIT ?2)",
         id_of_days_ago(in, TIDY_LOOK_DAYS)},
    };
    *ret_more = false;
    for (size_t i = 0; i < sizeof deletions / sizeof *deletions; i++) {
        int err = delete_before(in, deletions[i].sql, deletions[i].before, limit, ret_more);
        if (err != OK)
            return err;
    }
    return OK;
}

int tidy_schedule(struct model *in)
{
    int64_t count;
    int err = query_number(in->database,
                           "SELECT count(*) FROM schedule WHERE network = 0 AND"
                           " subject = 0 AND action = 'server.tidy'",
                           0, &count);
    if (err != OK || count > 0)
        return err;
    struct schedule schedule = {.due_at = ((int64_t)clock_day(in->now_ms) + 1) * DAY_MS +
                                          TIDY_HOUR * (int64_t)HOUR_MS,
                                .action = STR("server.tidy"),
                                .arguments = STR("{}"),
                                .every = STR("P1D"),
                                .zone = STR("Europe/London")};
    return schedule_add(in, &schedule);
}
