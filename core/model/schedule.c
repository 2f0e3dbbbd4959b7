/* The schedule: durable timers that call an action at a time. */
#include "model/schedule.h"

#include "base/clock.h"

#define COLUMNS                                                                                    \
    "id, network, subject, due_at, action, arguments, every, zone, attempts, state, answer"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

static int rule_check(struct model *in, const struct schedule *schedule)
{
    struct duration every;
    if (schedule->every.len == 0)
        return OK;
    if (!duration_parse(schedule->every, &every) || every.ms % DAY_MS != 0 || every.ms < 0 ||
        every.months < 0 || (every.months == 0) == (every.ms == 0))
        return error_set(in->error, ERROR_WRONG, "every",
                         "A recurrence is whole months or whole days, such as P1M or P7D.");
    if (schedule->zone.len == 0 || !zone_is_known(arena_copy(in->arena, schedule->zone)))
        return error_set(in->error, ERROR_WRONG, "zone",
                         "The time zone is not known. Give one such as Europe/London.");
    return OK;
}

int schedule_add(struct model *in, struct schedule *schedule)
{
    struct civil local = {0};
    struct query query;
    int32_t anchor_day = 0, anchor_ms = 0;
    int err = rule_check(in, schedule);
    if (err != OK)
        return err;
    if (schedule->every.len > 0 &&
        zone_from_time(arena_copy(in->arena, schedule->zone), schedule->due_at, &local)) {
        anchor_day = civil_to_day(local.year, local.month, local.day);
        anchor_ms = ((local.hour * 60 + local.minute) * 60 + local.second) * 1000 + local.ms;
    }
    schedule->id = schedule->subject != 0 ? model_id_of_day(in) : model_id(in);
    query_open(&query, in->database,
               "INSERT INTO schedule (id, network, subject, due_at, action, arguments, every,"
               " zone, anchor_day, anchor_ms, state)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'waiting')");
    query_int(&query, schedule->id);
    query_int(&query, schedule->network);
    query_int(&query, schedule->subject);
    query_int(&query, schedule->due_at);
    query_text(&query, schedule->action);
    query_text(&query, schedule->arguments);
    query_text(&query, schedule->every);
    query_text(&query, schedule->zone);
    query_int(&query, anchor_day);
    query_int(&query, anchor_ms);
    return query_run(&query);
}

static struct schedule row_read(struct model *in, const struct query *query)
{
    return (struct schedule){.id = query_read_int(query, 0),
                             .network = query_read_int(query, 1),
                             .subject = query_read_int(query, 2),
                             .due_at = query_read_int(query, 3),
                             .action = arena_str(in->arena, query_read_text(query, 4)),
                             .arguments = arena_str(in->arena, query_read_text(query, 5)),
                             .every = arena_str(in->arena, query_read_text(query, 6)),
                             .zone = arena_str(in->arena, query_read_text(query, 7)),
                             .attempts = query_read_int(query, 8),
                             .state = arena_str(in->arena, query_read_text(query, 9)),
                             .answer = arena_str(in->arena, query_read_text(query, 10))};
}

int schedule_read(struct model *in, int64_t id, struct schedule *ret_schedule)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM schedule WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "schedule", "It is not on the schedule.");
    if (err == OK)
        *ret_schedule = row_read(in, &query);
    return query_close(&query, err);
}

int schedule_drop(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM schedule WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int schedule_replace(struct model *in, int64_t *clock, struct schedule *schedule)
{
    int err = schedule_drop(in, *clock);
    if (err == OK && schedule->due_at != 0)
        err = schedule_add(in, schedule);
    *clock = schedule->id;
    return err;
}

int schedule_drop_network(struct model *in, int64_t network)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM schedule WHERE network = ?1");
    query_int(&query, network);
    return query_run(&query);
}

/* The first time of the recurrence after now, and which one it is. */
static int64_t next_time(struct model *in, struct duration every, const char *zone,
                         int32_t anchor_day, int32_t anchor_ms, int64_t *count)
{
    int64_t time;
    do {
        struct duration whole = {.months = (int32_t)(every.months * ++*count),
                                 .ms = every.ms * *count};
        int32_t day = clock_day(duration_add((int64_t)anchor_day * DAY_MS, whole));
        if (!zone_to_time(zone, day, anchor_ms, &time))
            time = (int64_t)day * DAY_MS + anchor_ms;
    } while (time <= in->now_ms);
    return time;
}

int schedule_drop_subject(struct model *in, int64_t network, int64_t subject)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM schedule WHERE network = ?1 AND subject = ?2");
    query_int(&query, network);
    query_int(&query, subject);
    return query_run(&query);
}

int schedule_advance(struct model *in, int64_t id)
{
    struct schedule schedule = {0};
    struct duration every;
    struct query query;
    int64_t anchor_day = 0, anchor_ms = 0, count = 0;
    int err = schedule_read(in, id, &schedule);
    if (err != OK || schedule.every.len == 0)
        return err != OK ? err : schedule_drop(in, id);
    query_open(&query, in->database,
               "SELECT anchor_day, anchor_ms, count FROM schedule WHERE id = ?1");
    query_int(&query, id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        anchor_day = query_read_int(&query, 0);
        anchor_ms = query_read_int(&query, 1);
        count = query_read_int(&query, 2);
    }
    if ((err = query_close(&query, err)) != OK)
        return err;
    duration_parse(schedule.every, &every);
    int64_t due = next_time(in, every, arena_copy(in->arena, schedule.zone), (int32_t)anchor_day,
                            (int32_t)anchor_ms, &count);
    query_open(&query, in->database,
               "UPDATE schedule SET due_at = ?2, count = ?3, attempts = 0, answer = NULL"
               " WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, due);
    query_int(&query, count);
    return query_run(&query);
}

int schedule_fail(struct model *in, int64_t id, struct str answer)
{
    struct query query;
    struct schedule schedule = {0};
    int err = schedule_read(in, id, &schedule);
    if (err != OK)
        return err;
    int64_t pause = (int64_t)MINUTE_MS << schedule.attempts;
    bool parked = schedule.attempts + 1 >= SCHEDULE_ATTEMPTS;
    query_open(&query, in->database,
               "UPDATE schedule SET attempts = attempts + 1, due_at = ?2, state = ?3,"
               " answer = ?4 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, in->now_ms + pause);
    query_text(&query, parked ? STR("parked") : STR("waiting"));
    query_text(&query, answer);
    return query_run(&query);
}

int schedule_page(struct model *in, int64_t network, int64_t own_handle, struct page *page,
                  void (*each)(void *self, const struct schedule *schedule), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM schedule WHERE id > ?1 AND (?2 = -1 OR network = ?2)"
               " AND (network = 0 OR subject = 0 OR subject = ?4) ORDER BY id LIMIT ?3");
    query_int(&query, page->after);
    query_int(&query, network);
    query_int(&query, page->limit + 1);
    query_int(&query, own_handle);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct schedule schedule = row_read(in, &query);
        each(self, &schedule);
    }
    return query_close(&query, err);
}

int schedule_next(struct model *in, int64_t *ret_due_at)
{
    return query_number(in->database,
                        "SELECT due_at FROM schedule WHERE state = 'waiting'"
                        " ORDER BY due_at, id LIMIT 1",
                        INT64_MAX, ret_due_at);
}

int schedule_due(struct model *in, struct schedule *out, size_t room, size_t *ret_count)
{
    struct query query;
    int err;
    *ret_count = 0;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM schedule WHERE state = 'waiting' AND due_at <= ?1"
               " ORDER BY due_at, id LIMIT ?2");
    query_int(&query, in->now_ms);
    query_int(&query, (int64_t)room);
    while ((err = query_step(&query)) == QUERY_ROW)
        out[(*ret_count)++] = row_read(in, &query);
    return query_close(&query, err);
}

int schedule_count_parked(struct model *in, int64_t *ret_count)
{
    return query_number(in->database, "SELECT count(*) FROM schedule WHERE state = 'parked'", 0,
                        ret_count);
}

int schedule_unpark(struct model *in)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE schedule SET state = 'waiting', attempts = 0, due_at = min(due_at, ?1)"
               " WHERE state = 'parked'");
    query_int(&query, in->now_ms);
    return query_run(&query);
}
