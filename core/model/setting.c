/* Settings: the server's few facts and choices, as text by name. */
#include "model/setting.h"

#include <stdio.h>

#include "base/clock.h"

int setting_read(struct model *in, const char *name, struct str *ret_value)
{
    struct query query;
    int err;
    *ret_value = (struct str){0};
    query_open(&query, in->database, "SELECT value FROM setting WHERE name = ?1");
    query_text(&query, str_of(name));
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_value = arena_str(in->arena, query_read_text(&query, 0));
    return query_close(&query, err);
}

int setting_read_int(struct model *in, const char *name, int64_t otherwise, int64_t *ret_number)
{
    struct str text;
    int err = setting_read(in, name, &text);
    if (err != OK || !str_to_int(text, ret_number))
        *ret_number = otherwise;
    return err;
}

int setting_write(struct model *in, const char *name, struct str value)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO setting (name, value) VALUES (?1, ?2)"
               " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    query_text(&query, str_of(name));
    query_text(&query, value);
    return query_run(&query);
}

int setting_write_int(struct model *in, const char *name, int64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)number);
    return setting_write(in, name, str_of(text));
}

int setting_zone(struct model *in, const char **ret_zone)
{
    struct str zone;
    int err = setting_read(in, "time_zone", &zone);
    *ret_zone = zone.len > 0 ? arena_copy(in->arena, zone) : "Europe/London";
    return err;
}

int setting_today(struct model *in, int32_t *ret_day)
{
    const char *zone;
    struct civil local;
    int err = setting_zone(in, &zone);
    *ret_day = zone_from_time(zone, in->now_ms, &local)
                   ? civil_to_day(local.year, local.month, local.day)
                   : clock_day(in->now_ms);
    return err;
}

int setting_time(struct model *in, int32_t day, int32_t local_ms, int64_t *ret_time_ms)
{
    enum { DAY_MS = 24 * 3600 * 1000 };
    const char *zone;
    int err = setting_zone(in, &zone);
    if (err == OK && !zone_to_time(zone, day, local_ms, ret_time_ms))
        *ret_time_ms = day * (int64_t)DAY_MS + local_ms;
    return err;
}
