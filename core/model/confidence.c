/* Votes of no confidence in the holder of an office. */
#include "model/confidence.h"

#include "base/list.h"
#include "model/charter.h"
#include "model/schedule.h"
#include "model/sealed.h"

#define COLUMNS                                                                                    \
    "id, network, office, handle, state, called_at, opens_at, ended_at, free_day, election, "      \
    "clock,"                                                                                       \
    " charter, why, reason, reply"

/* ---- rows ---- */

static void bind(struct model *in, struct query *query, const struct confidence *confidence)
{
    query_int(query, confidence->id);
    query_int(query, confidence->network);
    query_int(query, confidence->office);
    query_int(query, confidence->handle);
    query_text(query, confidence->state);
    query_int(query, confidence->called_at);
    query_int(query, confidence->opens_at);
    query_int(query, confidence->ended_at);
    query_int(query, confidence->free_day);
    query_int(query, confidence->election);
    query_int(query, confidence->clock);
    query_int(query, confidence->charter);
    query_text(query, confidence->why);
    query_blob(query, sealed_texts(in, "confidence", confidence->id, &confidence->reason, 1));
    query_blob(query, sealed_texts(in, "reply", confidence->id, &confidence->reply, 1));
}

int confidence_add(struct model *in, struct confidence *confidence)
{
    struct query query;
    struct charter charter = {0};
    int err = charter_read(in, confidence->network, &charter);
    if (err != OK)
        return err;
    confidence->id = model_id_of_day(in);
    confidence->state = STR("gathering");
    confidence->called_at = in->now_ms;
    confidence->charter = charter.version;
    query_open(&query, in->database,
               "INSERT INTO confidence (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
               " ?10, ?11, ?12, ?13, ?14, ?15)");
    bind(in, &query, confidence);
    return query_run(&query);
}

int confidence_write(struct model *in, const struct confidence *confidence)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE confidence SET state = ?5, called_at = ?6, opens_at = ?7, ended_at = ?8,"
               " free_day = ?9, election = ?10, clock = ?11, why = ?13, reason = ?14, reply = ?15"
               " WHERE id = ?1 AND network = ?2 AND office = ?3 AND handle = ?4 AND charter = ?12");
    bind(in, &query, confidence);
    return query_run(&query);
}

static int row_read(struct model *in, const struct query *query, struct confidence *ret_confidence)
{
    *ret_confidence = (struct confidence){.id = query_read_int(query, 0),
                                          .network = query_read_int(query, 1),
                                          .office = query_read_int(query, 2),
                                          .handle = query_read_int(query, 3),
                                          .state = arena_str(in->arena, query_read_text(query, 4)),
                                          .called_at = query_read_int(query, 5),
                                          .opens_at = query_read_int(query, 6),
                                          .ended_at = query_read_int(query, 7),
                                          .free_day = (int32_t)query_read_int(query, 8),
                                          .election = query_read_int(query, 9),
                                          .clock = query_read_int(query, 10),
                                          .charter = query_read_int(query, 11),
                                          .why = arena_str(in->arena, query_read_text(query, 12))};
    int err = sealed_open(in, "confidence", ret_confidence->id, query_read_blob(query, 13),
                          &ret_confidence->reason, 1);
    return err != OK ? err
                     : sealed_open(in, "reply", ret_confidence->id, query_read_blob(query, 14),
                                   &ret_confidence->reply, 1);
}

int confidence_read(struct model *in, int64_t id, struct confidence *ret_confidence)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM confidence WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "confidence", "There is no such vote.");
    if (err == OK)
        err = row_read(in, &query, ret_confidence);
    return query_close(&query, err);
}

int confidence_open(struct model *in, int64_t office, int64_t *ret_id)
{
    struct query query;
    *ret_id = 0;
    query_open(&query, in->database,
               "SELECT id FROM confidence WHERE office = ?1"
               " AND (state = 'gathering' OR state = 'notice' OR state = 'ballot')");
    query_int(&query, office);
    return query_one(&query, ret_id);
}

int confidence_free_day(struct model *in, int64_t network, int64_t handle, int32_t *ret_day)
{
    struct query query;
    int64_t day = 0;
    query_open(&query, in->database,
               "SELECT coalesce(max(free_day), 0) FROM confidence"
               " WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    int err = query_one(&query, &day);
    *ret_day = (int32_t)day;
    return err;
}

int confidence_page(struct model *in, int64_t network, struct page *page,
                    int (*each)(void *self, const struct confidence *confidence), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM confidence WHERE network = ?1 AND id > ?2"
               " AND state <> 'gathering' AND state <> 'forgotten' ORDER BY id LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct confidence confidence;
        err = row_read(in, &query, &confidence);
        if (err != OK || (err = each(self, &confidence)) != OK)
            break;
    }
    return query_close(&query, err);
}

int confidence_set_clock(struct model *in, struct confidence *confidence, int64_t due_at)
{
    struct schedule schedule = {.network = confidence->network,
                                .subject = confidence->id,
                                .due_at = due_at,
                                .action = STR("confidence.step"),
                                .arguments = ident_json(in->arena, "confidence", confidence->id)};
    return schedule_replace(in, &confidence->clock, &schedule);
}

/* ---- who calls ---- */

static struct secret_hash caller_of(struct model *in, int64_t confidence, int64_t handle)
{
    const struct str parts[] = {STR("confidence"),
                                {(const char *)&confidence, sizeof confidence},
                                {(const char *)&handle, sizeof handle}};
    return secret_mac(in->keys->use[SECRET_LINK], parts, 3);
}

static void bind_caller(struct query *query, int64_t confidence, const struct secret_hash *caller)
{
    query_int(query, confidence);
    query_blob(query, (struct str){(const char *)caller->bytes, sizeof caller->bytes});
}

int confidence_call(struct model *in, const struct confidence *confidence, int64_t handle,
                    enum confidence_caller caller)
{
    struct query query;
    struct secret_hash hash = caller_of(in, confidence->id, handle);
    struct str kind = caller == CONFIDENCE_HOLDER ? STR("holder") : STR("member");
    query_open(&query, in->database,
               "INSERT INTO confidence_caller (confidence, caller, network, sealed)"
               " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (confidence, caller) DO NOTHING");
    bind_caller(&query, confidence->id, &hash);
    query_int(&query, confidence->network);
    query_blob(&query, sealed_words(in, "caller", confidence->id, handle, kind));
    return query_run(&query);
}

int confidence_uncall(struct model *in, const struct confidence *confidence, int64_t handle,
                      bool *ret_was)
{
    struct query query;
    struct secret_hash hash = caller_of(in, confidence->id, handle);
    query_open(&query, in->database,
               "DELETE FROM confidence_caller WHERE confidence = ?1 AND caller = ?2");
    bind_caller(&query, confidence->id, &hash);
    int err = query_run(&query);
    *ret_was = err == OK && query_changes(&query) > 0;
    return err;
}

int confidence_is_caller(struct model *in, const struct confidence *confidence, int64_t handle,
                         bool *ret_is)
{
    struct query query;
    struct secret_hash hash = caller_of(in, confidence->id, handle);
    int64_t count = 0;
    query_open(&query, in->database,
               "SELECT count(*) FROM confidence_caller WHERE confidence = ?1 AND caller = ?2");
    bind_caller(&query, confidence->id, &hash);
    int err = query_one(&query, &count);
    *ret_is = count > 0;
    return err;
}

int confidence_is_enough(struct model *in, const struct confidence *confidence, bool *ret_enough)
{
    struct query query;
    int64_t members = 0, holders = 0, members_needed = 0, holders_needed = 0;
    int err = charter_term_int(in, confidence->network, "no_confidence.members", &members_needed);
    if (err == OK)
        err = charter_term_int(in, confidence->network, "no_confidence.holders", &holders_needed);
    if (err != OK)
        return err;
    query_open(&query, in->database, "SELECT sealed FROM confidence_caller WHERE confidence = ?1");
    query_int(&query, confidence->id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t handle;
        struct str kind;
        err = sealed_words_open(in, "caller", confidence->id, query_read_blob(&query, 0), &handle,
                                &kind);
        if (err != OK)
            break;
        members++;
        holders += str_is(kind, "holder");
    }
    *ret_enough = members >= members_needed || holders >= holders_needed;
    return query_close(&query, err);
}

int confidence_forget_callers(struct model *in, int64_t confidence)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM confidence_caller WHERE confidence = ?1");
    query_int(&query, confidence);
    return query_run(&query);
}

/* ---- an office ends, a network closes, somebody leaves ---- */

typedef LIST(int64_t) confidence_ids;

int confidence_office_ends(struct model *in, int64_t office)
{
    struct confidence confidence = {0};
    int64_t id = 0;
    int err = confidence_open(in, office, &id);
    if (err == OK && id != 0)
        err = confidence_read(in, id, &confidence);
    if (err != OK || id == 0 || str_is(confidence.state, "ballot"))
        return err;
    bool called = str_is(confidence.state, "notice");
    confidence.state = called ? STR("office_ended") : STR("forgotten");
    confidence.why = called ? STR("The office ended before the ballot opened, so there is no vote.")
                            : (struct str){0};
    confidence.ended_at = in->now_ms;
    err = confidence_set_clock(in, &confidence, 0);
    if (err == OK)
        err = confidence_forget_callers(in, id);
    return err != OK ? err : confidence_write(in, &confidence);
}

/* Those of a network that go on, in the states named; the caller ends the list. */
static int going_on(struct model *in, int64_t network, bool with_ballot, confidence_ids *ret_ids)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id FROM confidence WHERE network = ?1 AND (state = 'gathering'"
               " OR state = 'notice' OR (state = 'ballot' AND ?2))");
    query_int(&query, network);
    query_int(&query, with_ballot);
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(ret_ids) = query_read_int(&query, 0);
    return query_close(&query, err);
}

static int end_with_network(struct model *in, int64_t id)
{
    struct confidence confidence = {0};
    int err = confidence_read(in, id, &confidence);
    if (err != OK)
        return err;
    bool called = !str_is(confidence.state, "gathering");
    confidence.state = called ? STR("withdrawn") : STR("forgotten");
    confidence.why =
        called ? STR("The network was closed before there was an outcome.") : (struct str){0};
    confidence.ended_at = in->now_ms;
    err = confidence_set_clock(in, &confidence, 0);
    if (err == OK)
        err = confidence_forget_callers(in, id);
    return err != OK ? err : confidence_write(in, &confidence);
}

int confidence_end_network(struct model *in, int64_t network)
{
    confidence_ids open = {0};
    int err = going_on(in, network, true, &open);
    for (size_t i = 0; i < open.count && err == OK; i++)
        err = end_with_network(in, open.at[i]);
    list_done(&open);
    return err;
}

int confidence_leave(struct model *in, int64_t network, int64_t handle)
{
    confidence_ids open = {0};
    bool was;
    if (handle == 0)
        return OK;
    int err = going_on(in, network, false, &open);
    for (size_t i = 0; i < open.count && err == OK; i++) {
        struct confidence confidence = {.id = open.at[i], .network = network};
        err = confidence_uncall(in, &confidence, handle, &was);
    }
    list_done(&open);
    return err;
}
