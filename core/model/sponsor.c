/* The executive sponsor of a network: chosen by its members, and what they do for it. */
#include "model/sponsor.h"

#include "base/clock.h"
#include "model/charter.h"
#include "model/schedule.h"
#include "model/sealed.h"
#include "model/setting.h"

#define COLUMNS "id, network, since_day, until_day, ended_day, clock, sealed"

static const int64_t day_ms = 24 * 3600 * 1000;

int sponsor_add(struct model *in, struct sponsor *sponsor)
{
    struct query query;
    struct duration term;
    const struct str texts[] = {sponsor->name, sponsor->post};
    int err = setting_today(in, &sponsor->since_day);
    if (err == OK)
        err = charter_term_duration(in, sponsor->network, "sponsor.term", &term);
    if (err != OK)
        return err;
    sponsor->id = model_id(in);
    sponsor->until_day = clock_day(duration_add(sponsor->since_day * day_ms, term));
    query_open(&query, in->database,
               "INSERT INTO sponsor (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, 0, 0, ?5)");
    query_int(&query, sponsor->id);
    query_int(&query, sponsor->network);
    query_int(&query, sponsor->since_day);
    query_int(&query, sponsor->until_day);
    query_blob(&query, sealed_texts(in, "sponsor", sponsor->id, texts, 2));
    return query_run(&query);
}

static int row_read(struct model *in, const struct query *query, struct sponsor *ret_sponsor)
{
    struct str texts[2];
    *ret_sponsor = (struct sponsor){.id = query_read_int(query, 0),
                                    .network = query_read_int(query, 1),
                                    .since_day = (int32_t)query_read_int(query, 2),
                                    .until_day = (int32_t)query_read_int(query, 3),
                                    .ended_day = (int32_t)query_read_int(query, 4),
                                    .clock = query_read_int(query, 5)};
    int err = sealed_open(in, "sponsor", ret_sponsor->id, query_read_blob(query, 6), texts, 2);
    if (err == OK) {
        ret_sponsor->name = texts[0];
        ret_sponsor->post = texts[1];
    }
    return err;
}

int sponsor_read(struct model *in, int64_t id, struct sponsor *ret_sponsor)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM sponsor WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "sponsor", "There is no such sponsor.");
    if (err == OK)
        err = row_read(in, &query, ret_sponsor);
    return query_close(&query, err);
}

int sponsor_current(struct model *in, int64_t network, int64_t *ret_id)
{
    struct query query;
    *ret_id = 0;
    query_open(&query, in->database, "SELECT id FROM sponsor WHERE network = ?1 AND ended_day = 0");
    query_int(&query, network);
    return query_one(&query, ret_id);
}

int sponsor_set_clock(struct model *in, struct sponsor *sponsor, int64_t due_at)
{
    struct query query;
    struct schedule schedule = {.network = sponsor->network,
                                .subject = sponsor->id,
                                .due_at = due_at,
                                .action = STR("sponsor.term"),
                                .arguments = ident_json(in->arena, "sponsor", sponsor->id)};
    int err = schedule_replace(in, &sponsor->clock, &schedule);
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE sponsor SET clock = ?2 WHERE id = ?1");
    query_int(&query, sponsor->id);
    query_int(&query, sponsor->clock);
    return query_run(&query);
}

int sponsor_end(struct model *in, const struct sponsor *sponsor)
{
    struct query query;
    int32_t today = 0;
    int err = setting_today(in, &today);
    if (err == OK)
        err = schedule_drop(in, sponsor->clock);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE sponsor SET ended_day = ?2, clock = 0 WHERE id = ?1 AND ended_day = 0");
    query_int(&query, sponsor->id);
    query_int(&query, today);
    return query_run(&query);
}

int sponsor_end_network(struct model *in, int64_t network)
{
    struct sponsor sponsor = {0};
    int64_t id = 0;
    int err = sponsor_current(in, network, &id);
    if (err != OK || id == 0)
        return err;
    err = sponsor_read(in, id, &sponsor);
    return err != OK ? err : sponsor_end(in, &sponsor);
}

int sponsor_page(struct model *in, int64_t network, struct page *page,
                 int (*each)(void *self, const struct sponsor *sponsor), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM sponsor WHERE network = ?1 AND id > ?2 ORDER BY id"
               " LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct sponsor sponsor;
        err = row_read(in, &query, &sponsor);
        if (err != OK || (err = each(self, &sponsor)) != OK)
            break;
    }
    return query_close(&query, err);
}

int sponsor_engage(struct model *in, struct sponsor_engagement *engagement)
{
    struct query query;
    engagement->id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO sponsor_engagement (id, network, sponsor, day, kind, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    query_int(&query, engagement->id);
    query_int(&query, engagement->network);
    query_int(&query, engagement->sponsor);
    query_int(&query, engagement->day);
    query_text(&query, engagement->kind);
    query_blob(&query, sealed_texts(in, "engagement", engagement->id, &engagement->text, 1));
    return query_run(&query);
}

int sponsor_engagement_each(struct model *in, int64_t sponsor,
                            int (*each)(void *self, const struct sponsor_engagement *engagement),
                            void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, network, day, kind, sealed FROM sponsor_engagement WHERE sponsor = ?1"
               " ORDER BY day, id");
    query_int(&query, sponsor);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct sponsor_engagement one = {.id = query_read_int(&query, 0),
                                         .network = query_read_int(&query, 1),
                                         .sponsor = sponsor,
                                         .day = (int32_t)query_read_int(&query, 2),
                                         .kind = arena_str(in->arena, query_read_text(&query, 3))};
        err = sealed_open(in, "engagement", one.id, query_read_blob(&query, 4), &one.text, 1);
        if (err != OK || (err = each(self, &one)) != OK)
            break;
    }
    return query_close(&query, err);
}
