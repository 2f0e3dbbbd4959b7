/* Networks, with their charters: text, and typed terms that run. */
#include "model/network.h"

#include <string.h>

#include "base/json.h"
#include "model/place.h"

int network_add(struct model *in, struct network *network)
{
    struct query query;
    network->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO network (id, place, name, name_key, aim)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, network->id);
    query_int(&query, network->place);
    query_text(&query, network->name);
    query_text(&query, name_key(in->arena, network->name));
    query_text(&query, network->aim);
    int err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "name",
                         "There is a network called \"%.*s\" already. Choose another name.",
                         STR_ARGS(network->name));
    return err;
}

static struct network row_read(struct model *in, const struct query *query)
{
    return (struct network){.id = query_read_int(query, 0),
                            .place = query_read_int(query, 1),
                            .name = arena_str(in->arena, query_read_text(query, 2)),
                            .aim = arena_str(in->arena, query_read_text(query, 3))};
}

int network_read(struct model *in, int64_t id, struct network *ret_network)
{
    struct query query;
    bool found = false;
    int err;
    query_open(&query, in->database, "SELECT id, place, name, aim FROM network WHERE id = ?1");
    query_int(&query, id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_network = row_read(in, &query);
        found = true;
    }
    err = query_close(&query, err);
    if (err == OK && !found)
        return error_set(in->error, ERROR_MISSING, "network", "There is no such network.");
    return err;
}

int network_page(struct model *in, int64_t place, struct page *page,
                 void (*each)(void *self, const struct network *network), void *self)
{
    struct query query;
    int64_t count = 0;
    int err;
    query_open(&query, in->database,
               "SELECT id, place, name, aim FROM network"
               " WHERE id > ?1 AND (?2 = 0 OR place = ?2) ORDER BY id LIMIT ?3");
    query_int(&query, page->after);
    query_int(&query, place);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page, &count)) == QUERY_ROW) {
        struct network network = row_read(in, &query);
        each(self, &network);
    }
    return query_close(&query, err);
}

int charter_add(struct model *in, struct charter *charter)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT coalesce(max(version), 0) FROM charter WHERE network = ?1");
    query_int(&query, charter->network);
    while ((err = query_step(&query)) == QUERY_ROW)
        charter->version = query_read_int(&query, 0) + 1;
    if ((err = query_close(&query, err)) != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO charter (id, network, version, text, terms)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, model_id(in));
    query_int(&query, charter->network);
    query_int(&query, charter->version);
    query_text(&query, charter->text);
    query_text(&query, charter->terms);
    return query_run(&query);
}

int charter_read(struct model *in, int64_t network, struct charter *ret_charter)
{
    struct query query;
    bool found = false;
    int err;
    query_open(&query, in->database,
               "SELECT version, text, terms FROM charter WHERE network = ?1"
               " ORDER BY version DESC LIMIT 1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_charter = (struct charter){network, query_read_int(&query, 0),
                                        arena_str(in->arena, query_read_text(&query, 1)),
                                        arena_str(in->arena, query_read_text(&query, 2))};
        found = true;
    }
    err = query_close(&query, err);
    if (err == OK && !found)
        return error_set(in->error, ERROR_MISSING, "network", "The network has no charter.");
    return err;
}

/* The terms in force, without the charter's text. */
static int terms_read(struct model *in, int64_t network, struct str *ret_terms)
{
    struct query query;
    int err;
    *ret_terms = (struct str){0};
    query_open(&query, in->database,
               "SELECT terms FROM charter WHERE network = ?1 ORDER BY version DESC LIMIT 1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_terms = arena_str(in->arena, query_read_text(&query, 0));
    return query_close(&query, err);
}

static int terms_parse(struct model *in, int64_t network, struct json **ret_terms)
{
    struct str text;
    int err = terms_read(in, network, &text);
    *ret_terms = NULL;
    if (err != OK || text.len == 0)
        return err;
    *ret_terms = json_parse(text, in->error);
    return *ret_terms == NULL ? ERROR_BROKEN : OK;
}

int network_refresh(struct model *in, int64_t network, struct str *ret_duration)
{
    struct json *terms;
    int err = terms_parse(in, network, &terms);
    const struct json *refresh = terms == NULL ? NULL : json_member(terms, "refresh");
    *ret_duration = refresh == NULL ? STR("P12M") : arena_str(in->arena, json_text(refresh));
    json_free(terms);
    return err;
}

int network_chair_terms(struct model *in, int64_t network, struct str *ret_term,
                        int64_t *ret_at_most)
{
    struct json *terms;
    int err = terms_parse(in, network, &terms);
    const struct json *term = terms == NULL ? NULL : json_member(terms, "chair_term");
    const struct json *at_most = terms == NULL ? NULL : json_member(terms, "chair_terms_at_most");
    *ret_term = term == NULL ? STR("P24M") : arena_str(in->arena, json_text(term));
    *ret_at_most = at_most == NULL ? 2 : json_int(at_most);
    json_free(terms);
    return err;
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
    static const int32_t usual[] = {90, 30};
    struct json *terms;
    int err = terms_parse(in, network, &terms);
    const struct json *days = terms == NULL ? NULL : json_member(terms, "notice_days");
    const struct json *day = days == NULL ? NULL : json_first(days);
    *ret_count = 0;
    for (; day != NULL && *ret_count < room; day = json_next(day))
        day_insert(out, (*ret_count)++, (int32_t)json_int(day));
    for (size_t i = 0; days == NULL && i < sizeof usual / sizeof *usual && i < room; i++)
        out[(*ret_count)++] = usual[i];
    json_free(terms);
    return err;
}

/* The terms are canonical JSON, in which an action's name stands as it is. */
static bool terms_mention(struct str terms, const char *action)
{
    return terms.len > 0 && memmem(terms.ptr, terms.len, action, strlen(action)) != NULL;
}

/* Asked at every call within a network: terms that do not mention the action are not parsed. */
int network_wants_to_be_asked(struct model *in, int64_t network, const char *action, bool *ret_asks)
{
    struct str text;
    *ret_asks = false;
    int err = terms_read(in, network, &text);
    if (err != OK || !terms_mention(text, action))
        return err;
    struct json *terms = json_parse(text, in->error);
    if (terms == NULL)
        return ERROR_BROKEN;
    const struct json *ask = json_member(terms, "ask");
    const struct json *item = ask == NULL ? NULL : json_first(ask);
    for (; item != NULL && !*ret_asks; item = json_next(item))
        *ret_asks = str_is(json_text(item), action);
    json_free(terms);
    return OK;
}
