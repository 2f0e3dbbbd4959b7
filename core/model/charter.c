/* Charters: text, and typed terms that run; versions are kept, and the newest is in force. */
#include "model/charter.h"

#include <string.h>

#include "model/schedule.h"
#include "model/setting.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS, NINE_MS = 9 * HOUR_MS };

static int terms_complete(struct model *in, struct charter *charter, struct terms *ret_terms)
{
    struct json *json = NULL;
    if (charter->terms.len > 0 && (json = json_parse(charter->terms, in->error)) == NULL)
        return ERROR_BROKEN;
    terms_from_json(json, in->arena, ret_terms);
    json_free(json);
    charter->terms = terms_print_json(ret_terms, in->arena);
    return OK;
}

/* What is read at every call and every join: one short row a network. */
static int terms_enforce(struct model *in, const struct charter *charter, const struct terms *terms)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO charter_terms (network, version, ask, lines) VALUES (?1, ?2, ?3, ?4)"
               " ON CONFLICT (network) DO UPDATE SET version = excluded.version,"
               " ask = excluded.ask, lines = excluded.lines");
    query_int(&query, charter->network);
    query_int(&query, charter->version);
    query_text(&query, terms->value[TERM_ask]);
    query_text(&query, terms_print_lines(terms, in->arena));
    return query_run(&query);
}

int charter_add(struct model *in, struct charter *charter)
{
    struct query query;
    struct terms terms;
    int err = terms_complete(in, charter, &terms);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT coalesce(max(version), 0) FROM charter WHERE network = ?1");
    query_int(&query, charter->network);
    while ((err = query_step(&query)) == QUERY_ROW)
        charter->version = query_read_int(&query, 0) + 1;
    if ((err = query_close(&query, err)) != OK)
        return err;
    if ((err = setting_today(in, &charter->day)) != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO charter (id, network, version, text, terms, day, draft)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, model_id(in));
    query_int(&query, charter->network);
    query_int(&query, charter->version);
    query_text(&query, charter->text);
    query_text(&query, charter->terms);
    query_int(&query, charter->day);
    query_int(&query, charter->draft);
    err = query_run(&query);
    if (err == OK)
        err = terms_enforce(in, charter, &terms);
    return err != OK ? err : charter_review_next(in, charter->network);
}

/* `version` 0: the newest. */
static int version_read(struct model *in, int64_t network, int64_t version, bool *ret_found,
                        struct charter *ret_charter)
{
    struct query query;
    int err;
    *ret_found = false;
    query_open(&query, in->database,
               "SELECT version, text, terms, draft, day FROM charter"
               " WHERE network = ?1 AND (?2 = 0 OR version = ?2)"
               " ORDER BY version DESC LIMIT 1");
    query_int(&query, network);
    query_int(&query, version);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_charter = (struct charter){network,
                                        query_read_int(&query, 0),
                                        arena_str(in->arena, query_read_text(&query, 1)),
                                        arena_str(in->arena, query_read_text(&query, 2)),
                                        query_read_int(&query, 3),
                                        (int32_t)query_read_int(&query, 4)};
        *ret_found = true;
    }
    return query_close(&query, err);
}

int charter_read(struct model *in, int64_t network, struct charter *ret_charter)
{
    bool found;
    int err = version_read(in, network, 0, &found, ret_charter);
    if (err == OK && !found)
        return error_set(in->error, ERROR_MISSING, "network", "The network has no charter.");
    return err;
}

int charter_read_version(struct model *in, int64_t network, int64_t version,
                         struct charter *ret_charter)
{
    bool found = false;
    int err = version <= 0 ? OK : version_read(in, network, version, &found, ret_charter);
    if (err == OK && !found)
        return error_set(in->error, ERROR_MISSING, "version",
                         "The charter has no version %lld. charter.list shows which there are.",
                         (long long)version);
    return err;
}

/* An id begins with the time at which it was made: that of a version, with when it came into
 * force, to the millisecond. */
int charter_in_force(struct model *in, int64_t network, int64_t at_ms, int64_t *ret_version)
{
    struct query query;
    *ret_version = 0;
    query_open(&query, in->database,
               "SELECT coalesce(max(version), 0) FROM charter"
               " WHERE network = ?1 AND (?3 OR id < ?2)");
    query_int(&query, network);
    query_int(&query, ident_at(at_ms + 1));
    query_int(&query, at_ms >= in->now_ms);
    return query_one(&query, ret_version);
}

int charter_each(struct model *in, int64_t network,
                 int (*each)(void *self, const struct charter *charter), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT version, draft, day FROM charter WHERE network = ?1 ORDER BY version");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct charter charter = {.network = network,
                                  .version = query_read_int(&query, 0),
                                  .draft = query_read_int(&query, 1),
                                  .day = (int32_t)query_read_int(&query, 2)};
        if ((err = each(self, &charter)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- when it is looked at again ---- */

static int review_read(struct model *in, int64_t network, int32_t *ret_day, int64_t *ret_clock)
{
    struct query query;
    int err;
    *ret_day = 0;
    *ret_clock = 0;
    query_open(&query, in->database,
               "SELECT review_day, review_clock FROM charter_terms WHERE network = ?1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_day = (int32_t)query_read_int(&query, 0);
        *ret_clock = query_read_int(&query, 1);
    }
    return query_close(&query, err);
}

int charter_review_day(struct model *in, int64_t network, int32_t *ret_day)
{
    int64_t clock;
    return review_read(in, network, ret_day, &clock);
}

/* So long after today, at nine o'clock. */
int charter_review_next(struct model *in, int64_t network)
{
    struct duration every = {0};
    struct query query;
    int64_t clock;
    int32_t day, today = 0;
    int err = review_read(in, network, &day, &clock);
    if (err == OK && clock != 0)
        err = schedule_drop(in, clock);
    if (err == OK)
        err = charter_term_duration(in, network, "review.every", &every);
    if (err == OK)
        err = setting_today(in, &today);
    struct schedule schedule = {.network = network,
                                .action = STR("charter.review"),
                                .arguments = ident_json(in->arena, "network", network)};
    day = clock_day(duration_add(today * (int64_t)DAY_MS, every));
    if (err == OK)
        err = setting_time(in, day, NINE_MS, &schedule.due_at);
    if (err == OK)
        err = schedule_add(in, &schedule);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE charter_terms SET review_day = ?2, review_clock = ?3 WHERE network = ?1");
    query_int(&query, network);
    query_int(&query, day);
    query_int(&query, schedule.id);
    return query_run(&query);
}

int charter_review_begin(struct model *in)
{
    struct query query;
    int64_t after = 0;
    int err;
    do {
        int64_t network = 0;
        query_open(&query, in->database,
                   "SELECT charter_terms.network FROM charter_terms JOIN network ON network.id = "
                   "charter_terms.network"
                   " WHERE charter_terms.network > ?1 AND review_clock = 0 AND state = 'open'"
                   " ORDER BY charter_terms.network LIMIT 1");
        query_int(&query, after);
        err = query_one(&query, &network);
        if (err == OK && network != 0)
            err = charter_review_next(in, network);
        after = network;
    } while (err == OK && after != 0);
    return err;
}

/* ---- one term of the charter in force ---- */

static int term_read(struct model *in, int64_t network, const char *path, struct str *ret_value)
{
    const struct term *term = term_find(str_of(path));
    struct query query;
    int err;
    if (term == NULL)
        return error_set(in->error, ERROR_BROKEN, NULL, "There is no term %s.", path);
    *ret_value = str_of(term->preset);
    query_open(&query, in->database, "SELECT lines FROM charter_terms WHERE network = ?1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_value = arena_str(in->arena, terms_line(query_read_text(&query, 0), term));
    return query_close(&query, err);
}

static int wrong_kind(struct model *in, const char *path)
{
    return error_set(in->error, ERROR_BROKEN, NULL, "The term %s is not of that kind.", path);
}

int charter_term_text(struct model *in, int64_t network, const char *path, struct str *ret_text)
{
    return term_read(in, network, path, ret_text);
}

int charter_term_int(struct model *in, int64_t network, const char *path, int64_t *ret_number)
{
    struct str value;
    int err = term_read(in, network, path, &value);
    if (err == OK && !str_to_int(value, ret_number))
        return wrong_kind(in, path);
    return err;
}

int charter_term_bool(struct model *in, int64_t network, const char *path, bool *ret_yes)
{
    struct str value;
    int err = term_read(in, network, path, &value);
    *ret_yes = err == OK && str_is(value, "true");
    if (err == OK && !*ret_yes && !str_is(value, "false"))
        return wrong_kind(in, path);
    return err;
}

int charter_term_fraction(struct model *in, int64_t network, const char *path,
                          struct fraction *ret_fraction)
{
    struct str value;
    int err = term_read(in, network, path, &value);
    if (err != OK)
        return err;
    const char *slash = memchr(value.ptr, '/', value.len);
    if (slash == NULL)
        return wrong_kind(in, path);
    size_t top = (size_t)(slash - value.ptr);
    struct str above = {value.ptr, top}, below = {slash + 1, value.len - top - 1};
    if (!str_to_int(above, &ret_fraction->top) || !str_to_int(below, &ret_fraction->below))
        return wrong_kind(in, path);
    return OK;
}

int charter_term_duration(struct model *in, int64_t network, const char *path,
                          struct duration *ret_duration)
{
    struct str value;
    int err = term_read(in, network, path, &value);
    if (err == OK && !duration_parse(value, ret_duration))
        return wrong_kind(in, path);
    return err;
}

int charter_term_words(struct model *in, int64_t network, const char *path,
                       struct str ret_words[TERM_ITEMS], size_t *ret_count)
{
    struct str value = {0};
    int err = term_read(in, network, path, &value);
    *ret_count = err == OK ? term_items(value, ret_words, TERM_ITEMS) : 0;
    return err;
}

int charter_term_ints(struct model *in, int64_t network, const char *path,
                      int64_t ret_numbers[TERM_ITEMS], size_t *ret_count)
{
    struct str words[TERM_ITEMS];
    size_t count;
    int err = charter_term_words(in, network, path, words, &count);
    *ret_count = 0;
    for (size_t i = 0; i < count && err == OK; i++)
        if (str_to_int(words[i], &ret_numbers[i]))
            ++*ret_count;
        else
            err = wrong_kind(in, path);
    return err;
}
