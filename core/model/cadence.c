/* Cadences: on which days a committee meets by itself. */
#include "model/cadence.h"

#include "model/setting.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static int32_t days_in_month(int32_t year, int32_t month)
{
    int32_t last = 31;
    while (!civil_is_date(year, month, last))
        last--;
    return last;
}

/* The same weekday of the month as the first: the second Thursday; of a fifth one, the last. */
static int32_t weekday_in(int32_t first_day, const struct civil *first, int32_t year, int32_t month)
{
    int32_t begins = civil_to_day(year, month, 1), last = days_in_month(year, month);
    int32_t date = 1 + ((first_day - begins) % 7 + 7) % 7 + (first->day - 1) / 7 * 7;
    while (date > last)
        date -= 7;
    return civil_to_day(year, month, date);
}

int32_t cadence_day(int32_t first_day, struct duration every, bool keeps_weekday, int64_t count)
{
    struct civil first = {0};
    struct duration whole = {.months = (int32_t)(every.months * count), .ms = every.ms * count};
    if (!keeps_weekday || every.months == 0)
        return clock_day(duration_add((int64_t)first_day * DAY_MS, whole));
    civil_from_day(first_day, &first);
    int64_t months = (int64_t)first.year * 12 + first.month - 1 + whole.months;
    return weekday_in(first_day, &first, (int32_t)(months / 12), (int32_t)(months % 12) + 1);
}

int cadence_read(struct model *in, int64_t network, int64_t committee, struct cadence *ret_cadence)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT first_day, at_ms, every, keeps, lasts_ms, how, venue, next FROM cadence"
               " WHERE network = ?1 AND committee = ?2");
    query_int(&query, network);
    query_int(&query, committee);
    int err = query_find(&query, in->error, "committee",
                         "This committee has no cadence: its meetings are planned by hand.");
    if (err == OK)
        *ret_cadence = (struct cadence){.network = network,
                                        .committee = committee,
                                        .first_day = (int32_t)query_read_int(&query, 0),
                                        .at_ms = (int32_t)query_read_int(&query, 1),
                                        .every = arena_str(in->arena, query_read_text(&query, 2)),
                                        .keeps = arena_str(in->arena, query_read_text(&query, 3)),
                                        .lasts_ms = query_read_int(&query, 4),
                                        .how = arena_str(in->arena, query_read_text(&query, 5)),
                                        .venue = arena_str(in->arena, query_read_text(&query, 6)),
                                        .next = query_read_int(&query, 7)};
    return query_close(&query, err);
}

int cadence_write(struct model *in, const struct cadence *cadence)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO cadence (network, committee, first_day, at_ms, every, keeps, lasts_ms,"
               " how, venue, next) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
               " ON CONFLICT DO UPDATE SET first_day = ?3, at_ms = ?4, every = ?5, keeps = ?6,"
               " lasts_ms = ?7, how = ?8, venue = ?9, next = ?10");
    query_int(&query, cadence->network);
    query_int(&query, cadence->committee);
    query_int(&query, cadence->first_day);
    query_int(&query, cadence->at_ms);
    query_text(&query, cadence->every);
    query_text(&query, cadence->keeps);
    query_int(&query, cadence->lasts_ms);
    query_text(&query, cadence->how);
    query_text(&query, cadence->venue);
    query_int(&query, cadence->next);
    return query_run(&query);
}

int cadence_drop(struct model *in, int64_t network, int64_t committee)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM cadence WHERE network = ?1 AND committee = ?2");
    query_int(&query, network);
    query_int(&query, committee);
    return query_run(&query);
}

int cadence_time(struct model *in, const struct cadence *cadence, int64_t count,
                 int64_t *ret_starts_at)
{
    const char *zone;
    struct duration every = {0};
    int err = setting_zone(in, &zone);
    if (err != OK)
        return err;
    duration_parse(cadence->every, &every);
    int32_t day = cadence_day(cadence->first_day, every, str_is(cadence->keeps, "weekday"), count);
    if (!zone_to_time(zone, day, cadence->at_ms, ret_starts_at))
        return error_set(in->error, ERROR_BROKEN, NULL,
                         "The time zone of this server is not known.");
    return OK;
}
