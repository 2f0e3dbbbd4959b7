/* Effects: what must leave the daemon; a durable queue, the only way out. */
#include "model/effect.h"

#include <string.h>

#define COLUMNS "id, network, kind, recipient, payload, state, attempts, next_at, answer"

enum { MINUTE_MS = 60 * 1000, LONGEST_PAUSE_MS = 6 * 60 * MINUTE_MS, DAY_MS = 24 * 60 * MINUTE_MS };

static int64_t day_begin(const struct model *in)
{
    return in->now_ms - in->now_ms % DAY_MS;
}

static struct str tag_of(struct arena *arena, int64_t id)
{
    return str_of(arena_print(arena, "effect/%lld", (long long)id));
}

/* What stands in the row for a recipient that it must not name: a keyed hash, below 0. */
static int64_t recipient_hash(const struct model *in, int64_t person)
{
    struct str parts[] = {STR("effect"), {(const char *)&person, sizeof person}};
    struct secret_hash hash = secret_mac(in->keys->use[SECRET_LINK], parts, 2);
    int64_t number;
    memcpy(&number, hash.bytes, sizeof number);
    return number | INT64_MIN;
}

/* The payload; behind the recipient's id, where the row does not name them. */
static struct str body_seal(struct model *in, const struct effect *effect)
{
    struct str plain = effect->payload;
    size_t id = sizeof effect->recipient;
    if (effect->concealed) {
        char *bytes = arena_take(in->arena, id + plain.len);
        memcpy(bytes, &effect->recipient, id);
        memcpy(bytes + id, plain.ptr, plain.len);
        plain = (struct str){bytes, id + plain.len};
    }
    return secret_seal(in->keys->use[SECRET_EFFECT], tag_of(in->arena, effect->id), plain,
                       in->arena);
}

static int body_open(struct model *in, struct str sealed, struct effect *effect)
{
    size_t id = sizeof effect->recipient;
    int err = secret_open(in->keys->use[SECRET_EFFECT], tag_of(in->arena, effect->id), sealed,
                          in->arena, &effect->payload);
    effect->concealed = effect->recipient < 0;
    if (err != OK || !effect->concealed)
        return err;
    if (effect->payload.len < id)
        return error_set(in->error, ERROR_BROKEN, NULL, "An effect cannot be opened.");
    memcpy(&effect->recipient, effect->payload.ptr, id);
    effect->payload = (struct str){effect->payload.ptr + id, effect->payload.len - id};
    return OK;
}

int effect_add(struct model *in, struct effect *effect, bool recorded)
{
    struct query query;
    bool beside_handle = effect->recipient != 0;
    effect->id = beside_handle ? model_id_of_day(in) : model_id(in);
    effect->next_at = beside_handle ? day_begin(in) : in->now_ms;
    query_open(&query, in->database,
               "INSERT INTO effect (id, network, kind, recipient, payload, state, next_at)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, effect->id);
    query_int(&query, effect->network);
    query_text(&query, effect->kind);
    query_int(&query,
              effect->concealed ? recipient_hash(in, effect->recipient) : effect->recipient);
    query_blob(&query, body_seal(in, effect));
    query_text(&query, recorded ? STR("recorded") : STR("waiting"));
    query_int(&query, effect->next_at);
    return query_run(&query);
}

static int row_read(struct model *in, const struct query *query, struct effect *ret_effect)
{
    *ret_effect = (struct effect){
        .id = query_read_int(query, 0),
        .network = query_read_int(query, 1),
        .kind = arena_str(in->arena, query_read_text(query, 2)),
        .recipient = query_read_int(query, 3),
        .state = arena_str(in->arena, query_read_text(query, 5)),
        .attempts = query_read_int(query, 6),
        .next_at = query_read_int(query, 7),
        .answer = arena_str(in->arena, query_read_text(query, 8)),
    };
    return body_open(in, query_read_blob(query, 4), ret_effect);
}

int effect_read(struct model *in, int64_t id, struct effect *ret_effect)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM effect WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "effect", "There is no such effect.");
    if (err == OK)
        err = row_read(in, &query, ret_effect);
    return query_close(&query, err);
}

bool effect_is_shown(const struct model *in, const struct effect *effect)
{
    if (str_is(effect->state, "waiting"))
        return effect->next_at < day_begin(in) - DAY_MS;
    if (str_is(effect->state, "failed") || str_is(effect->state, "unknown"))
        return effect->next_at <= in->now_ms;
    return str_is(effect->state, "recorded");
}

/* As effect_is_shown, but for what a rehearsal recorded; ?1 is the time before which what waits is
 * stuck, ?2 is now. Found by the indexes of what waits and of what failed. */
#define STUCK                                                                                      \
    "SELECT id FROM effect WHERE state = 'waiting' AND next_at < ?1 UNION ALL"                     \
    " SELECT id FROM effect WHERE (state = 'failed' OR state = 'unknown') AND next_at <= ?2"

static void shown_open(const struct model *in, struct query *query, const char *sql)
{
    query_open(query, in->database, sql);
    query_int(query, day_begin(in) - DAY_MS);
    query_int(query, in->now_ms);
}

int effect_page_shown(struct model *in, struct str state, bool recorded, struct page *page,
                      void (*each)(void *self, const struct effect *effect), void *self)
{
    struct query query;
    int err;
    shown_open(in, &query,
               recorded ? "SELECT " COLUMNS " FROM effect WHERE id > ?3 AND (?4 = '' OR state = ?4)"
                          " AND (state = 'recorded' OR id IN (" STUCK ")) ORDER BY id LIMIT ?5"
                        : "SELECT " COLUMNS " FROM effect WHERE id > ?3 AND (?4 = '' OR state = ?4)"
                          " AND id IN (" STUCK ") ORDER BY id LIMIT ?5");
    query_int(&query, page->after);
    query_text(&query, state);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct effect effect;
        if ((err = row_read(in, &query, &effect)) != OK)
            break;
        each(self, &effect);
    }
    return query_close(&query, err);
}

int effect_due(struct model *in, struct str kind, bool (*each)(void *self, int64_t id), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id FROM effect WHERE state = 'waiting' AND kind = ?1 AND next_at <= ?2"
               " ORDER BY next_at, id");
    query_text(&query, kind);
    query_int(&query, in->now_ms);
    while ((err = query_step(&query)) == QUERY_ROW) {
        if (!each(self, query_read_int(&query, 0)))
            continue;
        err = OK;
        break;
    }
    return query_close(&query, err);
}

int effect_next(struct model *in, struct str kind, int64_t *ret_next_at)
{
    struct query query;
    *ret_next_at = INT64_MAX;
    query_open(&query, in->database,
               "SELECT next_at FROM effect WHERE state = 'waiting' AND kind = ?1"
               " ORDER BY next_at LIMIT 1");
    query_text(&query, kind);
    return query_one(&query, ret_next_at);
}

int effect_end(struct model *in, int64_t id, const char *state, struct str answer)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE effect SET state = ?2, answer = ?3, attempts = attempts + 1,"
               " next_at = iif(?2 IN ('failed', 'unknown'), ?4, next_at) WHERE id = ?1");
    query_int(&query, id);
    query_text(&query, str_of(state));
    query_text(&query, answer);
    query_int(&query, day_begin(in) + DAY_MS);
    return query_run(&query);
}

int effect_again(struct model *in, int64_t id, struct str answer)
{
    struct query query;
    struct effect effect = {0};
    int err = effect_read(in, id, &effect);
    if (err != OK)
        return err;
    if (effect.attempts + 1 >= EFFECT_ATTEMPTS)
        return effect_end(in, id, "failed", answer);
    int64_t pause = (int64_t)MINUTE_MS << effect.attempts;
    query_open(&query, in->database,
               "UPDATE effect SET attempts = attempts + 1, next_at = ?2, answer = ?3"
               " WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, in->now_ms + (pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS));
    query_text(&query, answer);
    return query_run(&query);
}

int effect_put_off(struct model *in, int64_t id, int64_t at_ms)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE effect SET next_at = ?2 WHERE id = ?1 AND state = 'waiting'");
    query_int(&query, id);
    query_int(&query, at_ms);
    return query_run(&query);
}

int effect_retry(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE effect SET state = 'waiting', attempts = 0, next_at = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, in->now_ms);
    return query_run(&query);
}

int effect_drop_recipient(struct model *in, int64_t network, int64_t recipient)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE effect SET state = 'dropped', answer = 'The recipient has left.'"
               " WHERE network = ?1 AND recipient IN (?2, ?3) AND state = 'waiting'");
    query_int(&query, network);
    query_int(&query, recipient);
    query_int(&query, network == 0 ? recipient_hash(in, recipient) : recipient);
    return query_run(&query);
}

int effect_end_network(struct model *in, int64_t network)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE effect SET state = 'dropped', answer = 'The network was closed.'"
               " WHERE network = ?1 AND recipient <> 0 AND state = 'waiting'");
    query_int(&query, network);
    return query_run(&query);
}

int effect_drop_gone(struct model *in)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE effect SET state = 'dropped', answer = 'The recipient has left.'"
               " WHERE state = 'waiting' AND network <> 0 AND recipient <> 0 AND NOT EXISTS"
               " (SELECT 1 FROM member WHERE member.network = effect.network"
               " AND member.handle = effect.recipient)");
    return query_run(&query);
}

int effect_erase_recipient(struct model *in, int64_t network, int64_t recipient)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM effect WHERE network = ?1 AND recipient IN (?2, ?3)");
    query_int(&query, network);
    query_int(&query, recipient);
    query_int(&query, network == 0 ? recipient_hash(in, recipient) : recipient);
    return query_run(&query);
}

/* An effect of which the row does not name the recipient, sealed anew for another. */
static int concealed_move(struct model *in, int64_t id, int64_t into)
{
    struct effect effect = {0};
    struct query query;
    int err = effect_read(in, id, &effect);
    if (err != OK)
        return err;
    effect.recipient = into;
    query_open(&query, in->database,
               "UPDATE effect SET recipient = ?2, payload = ?3 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, recipient_hash(in, into));
    query_blob(&query, body_seal(in, &effect));
    return query_run(&query);
}

static int concealed_next(struct model *in, int64_t person, int64_t *ret_id)
{
    struct query query;
    *ret_id = 0;
    query_open(&query, in->database,
               "SELECT id FROM effect WHERE network = 0 AND recipient = ?1 LIMIT 1");
    query_int(&query, recipient_hash(in, person));
    return query_one(&query, ret_id);
}

int effect_move_person(struct model *in, int64_t from, int64_t into)
{
    struct query query;
    int64_t id = 0;
    if (from == into)
        return OK;
    query_open(&query, in->database,
               "UPDATE effect SET recipient = ?2 WHERE network = 0 AND recipient = ?1");
    query_int(&query, from);
    query_int(&query, into);
    int err = query_run(&query);
    if (err == OK)
        err = concealed_next(in, from, &id);
    while (err == OK && id != 0) {
        err = concealed_move(in, id, into);
        if (err == OK)
            err = concealed_next(in, from, &id);
    }
    return err;
}

int effect_hold(struct model *in, struct str answer)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE effect SET state = 'unknown', answer = ?1, next_at = min(next_at, ?2)"
               " WHERE state = 'waiting'");
    query_text(&query, answer);
    query_int(&query, in->now_ms);
    return query_run(&query);
}

int effect_count_stuck(struct model *in, struct effect_counts *ret_counts)
{
    struct query query;
    int err;
    *ret_counts = (struct effect_counts){0};
    shown_open(in, &query,
               "SELECT state = 'waiting', count(*) FROM effect WHERE id IN (" STUCK
               ") GROUP BY state");
    while ((err = query_step(&query)) == QUERY_ROW)
        *(query_read_int(&query, 0) ? &ret_counts->waiting : &ret_counts->failed) +=
            query_read_int(&query, 1);
    return query_close(&query, err);
}
