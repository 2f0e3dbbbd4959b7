/* Networks: what they are called, whom they are for, which host backs them. */
#include "model/network.h"

#include "base/name.h"
#include "model/committee.h"

#define COLUMNS "id, place, name, aim, whom, state, reason, closed_day, short_name, colour, accent"

static int name_taken(struct model *in, int err, struct str name)
{
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "name",
                         "There is a network called \"%.*s\" already. Choose another name.",
                         STR_ARGS(name));
    return err;
}

int network_add(struct model *in, struct network *network)
{
    struct query query;
    network->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO network (id, place, name, name_key, aim, whom)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    query_int(&query, network->id);
    query_int(&query, network->place);
    query_text(&query, network->name);
    query_text(&query, name_key(in->arena, network->name));
    query_text(&query, network->aim);
    query_text(&query, network->whom);
    int err = name_taken(in, query_run(&query), network->name);
    return err != OK ? err : committee_found(in, network->id);
}

static struct network row_read(struct model *in, const struct query *query)
{
    return (struct network){.id = query_read_int(query, 0),
                            .place = query_read_int(query, 1),
                            .name = arena_str(in->arena, query_read_text(query, 2)),
                            .aim = arena_str(in->arena, query_read_text(query, 3)),
                            .whom = arena_str(in->arena, query_read_text(query, 4)),
                            .state = arena_str(in->arena, query_read_text(query, 5)),
                            .reason = arena_str(in->arena, query_read_text(query, 6)),
                            .closed_day = (int32_t)query_read_int(query, 7),
                            .short_name = arena_str(in->arena, query_read_text(query, 8)),
                            .colour = arena_str(in->arena, query_read_text(query, 9)),
                            .accent = arena_str(in->arena, query_read_text(query, 10))};
}

int network_read(struct model *in, int64_t id, struct network *ret_network)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM network WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "network", "There is no such network.");
    if (err == OK)
        *ret_network = row_read(in, &query);
    return query_close(&query, err);
}

int network_page(struct model *in, int64_t place, struct str state, struct page *page,
                 void (*each)(void *self, const struct network *network), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM network"
               " WHERE id > ?1 AND (?2 = 0 OR place = ?2) AND (?3 = '' OR state = ?3)"
               " ORDER BY id LIMIT ?4");
    query_int(&query, page->after);
    query_int(&query, place);
    query_text(&query, state);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct network network = row_read(in, &query);
        each(self, &network);
    }
    return query_close(&query, err);
}

/* ---- its page ---- */

int network_edit(struct model *in, const struct network *network)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE network SET name = ?2, name_key = ?3, aim = ?4, whom = ?5 WHERE id = ?1");
    query_int(&query, network->id);
    query_text(&query, network->name);
    query_text(&query, name_key(in->arena, network->name));
    query_text(&query, network->aim);
    query_text(&query, network->whom);
    return name_taken(in, query_run(&query), network->name);
}

int network_brand(struct model *in, const struct network *network)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE network SET short_name = ?2, colour = ?3, accent = ?4 WHERE id = ?1");
    query_int(&query, network->id);
    query_text(&query, network->short_name);
    query_text(&query, network->colour);
    query_text(&query, network->accent);
    return query_run(&query);
}

int network_set_logo(struct model *in, int64_t network, const struct logo *logo)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO network_logo (network, kind, bytes) VALUES (?1, ?2, ?3)"
               " ON CONFLICT (network) DO UPDATE SET kind = excluded.kind, bytes = excluded.bytes");
    query_int(&query, network);
    query_text(&query, logo->kind);
    query_blob(&query, logo->bytes);
    return query_run(&query);
}

int network_logo(struct model *in, int64_t network, struct logo *ret_logo)
{
    struct query query;
    int err;
    *ret_logo = (struct logo){0};
    query_open(&query, in->database, "SELECT kind, bytes FROM network_logo WHERE network = ?1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        ret_logo->kind = arena_str(in->arena, query_read_text(&query, 0));
        ret_logo->bytes = arena_str(in->arena, query_read_blob(&query, 1));
    }
    return query_close(&query, err);
}

/* ---- open, or closed for good ---- */

int network_check_open(struct model *in, int64_t network)
{
    struct query query;
    bool closed = false;
    query_open(&query, in->database, "SELECT 1 FROM network WHERE id = ?1 AND state = 'closed'");
    query_int(&query, network);
    int err = query_any(&query, &closed);
    if (err == OK && closed)
        return error_set(in->error, ERROR_CLASH, "network",
                         "This network is closed. network.list shows those that are open.");
    return err;
}

/* ---- terms that are asked for often ---- */

int network_refresh(struct model *in, int64_t network, struct str *ret_duration)
{
    return charter_term_text(in, network, "refresh.every", ret_duration);
}

int network_chair_terms(struct model *in, int64_t network, struct str *ret_term,
                        int64_t *ret_at_most)
{
    int err = charter_term_text(in, network, "office.chair_term", ret_term);
    return err == OK ? charter_term_int(in, network, "office.chair_terms_at_most", ret_at_most)
                     : err;
}

/* Puts a day in its place among those of a list that falls. */
static void day_insert(int32_t *days, size_t count, int32_t day)
{
    for (; count > 0 && days[count - 1] < day; count--)
        days[count] = days[count - 1];
    days[count] = day;
}

int network_notice_days(struct model *in, int64_t network, int32_t *out, size_t room,
                        size_t *ret_count)
{
    int64_t days[TERM_ITEMS];
    size_t count;
    int err = charter_term_ints(in, network, "office.notice_days", days, &count);
    *ret_count = 0;
    for (size_t i = 0; err == OK && i < count && *ret_count < room; i++)
        day_insert(out, (*ret_count)++, (int32_t)days[i]);
    return err;
}

/* Asked at every call within a network: one short row. */
int network_wants_to_be_asked(struct model *in, int64_t network, const char *action, bool *ret_asks)
{
    struct query query;
    int err;
    *ret_asks = false;
    query_open(&query, in->database, "SELECT ask FROM charter_terms WHERE network = ?1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str asked[TERM_ITEMS];
        size_t count = term_items(query_read_text(&query, 0), asked, TERM_ITEMS);
        for (size_t i = 0; i < count; i++)
            *ret_asks = *ret_asks || str_is(asked[i], action);
    }
    return query_close(&query, err);
}
