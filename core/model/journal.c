/* The journal: what was done, append-only, in a hash chain for each network. */
#include "model/journal.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"

enum { SALT_SIZE = 16, HEAD_SIZE = 48 };

static struct str tag_of(struct arena *arena, int64_t network, int64_t sequence)
{
    return str_of(arena_print(arena, "journal/%lld/%lld", (long long)network, (long long)sequence));
}

static struct str number_part(const int64_t *number)
{
    return (struct str){(const char *)number, sizeof *number};
}

static struct secret_hash chain_hash(struct str before, const struct journal_entry *entry,
                                     struct str digest)
{
    int64_t numbers[3] = {entry->network, entry->sequence, entry->day};
    struct str parts[] = {before,
                          number_part(&numbers[0]),
                          number_part(&numbers[1]),
                          number_part(&numbers[2]),
                          entry->action,
                          digest};
    return secret_hash(parts, sizeof parts / sizeof *parts);
}

static struct str hash_str(const struct secret_hash *hash)
{
    return (struct str){(const char *)hash->bytes, sizeof hash->bytes};
}

/* The newest entry's sequence and chain; 0 and nothing if there is none. */
static int head_of(struct model *in, int64_t network, int64_t *ret_sequence, struct str *ret_chain)
{
    struct query query;
    int err;
    *ret_sequence = 0;
    *ret_chain = (struct str){0};
    query_open(&query, in->database,
               "SELECT sequence, chain FROM journal WHERE network = ?1"
               " ORDER BY sequence DESC LIMIT 1");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_sequence = query_read_int(&query, 0);
        *ret_chain = arena_str(in->arena, query_read_blob(&query, 1));
    }
    return query_close(&query, err);
}

static struct str body_of(struct arena *arena, const struct journal_entry *entry)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    if (entry->at_ms != 0) {
        json_key(&writer, "at");
        json_put_int(&writer, entry->at_ms);
    }
    if (entry->actor.len > 0) {
        json_key(&writer, "actor");
        json_put_text(&writer, entry->actor);
    }
    if (entry->actor_id != 0) {
        json_key(&writer, "actor_id");
        json_put_int(&writer, entry->actor_id);
    }
    json_key(&writer, "subject");
    json_put_int(&writer, entry->subject);
    json_key(&writer, "depth");
    json_put_int(&writer, entry->depth);
    json_key(&writer, "facts");
    json_put_raw(&writer, entry->facts.len > 0 ? entry->facts : STR("{}"));
    json_close(&writer, '}');
    struct str body = arena_str(arena, text_str(&text));
    text_done(&text);
    return body;
}

int journal_append(struct model *in, struct journal_entry *entry)
{
    struct str before;
    int64_t last = 0;
    int err = head_of(in, entry->network, &last, &before);
    if (err != OK)
        return err;
    entry->sequence = last + 1;

    struct str body = body_of(in->arena, entry);
    char *salted = arena_take(in->arena, SALT_SIZE + body.len);
    secret_random(salted, SALT_SIZE);
    memcpy(salted + SALT_SIZE, body.ptr, body.len);
    struct str plain = {salted, SALT_SIZE + body.len};
    struct secret_hash digest = secret_hash(&plain, 1);
    struct secret_hash chain = chain_hash(before, entry, hash_str(&digest));
    struct str sealed =
        secret_seal(in->keys->use[SECRET_JOURNAL],
                    tag_of(in->arena, entry->network, entry->sequence), plain, in->arena);
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO journal (network, sequence, action, day, digest, body, chain)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, entry->network);
    query_int(&query, entry->sequence);
    query_text(&query, entry->action);
    query_int(&query, entry->day);
    query_blob(&query, hash_str(&digest));
    query_blob(&query, sealed);
    query_blob(&query, hash_str(&chain));
    return query_run(&query);
}

static int64_t json_number(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    int64_t number = 0;
    if (member == NULL)
        return 0;
    if (json_type(member) == JSON_TEXT && str_to_int(json_text(member), &number))
        return number;
    return json_type(member) == JSON_INT ? json_int(member) : 0;
}

/* Fills the body's part of `entry` from the opened body (without its salt). */
static int read_body(struct model *in, struct str body, struct journal_entry *entry)
{
    struct json *json = json_parse(body, in->error);
    if (json == NULL)
        return ERROR_BROKEN;
    entry->at_ms = json_number(json, "at");
    entry->actor_id = json_number(json, "actor_id");
    entry->subject = json_number(json, "subject");
    entry->depth = (int32_t)json_number(json, "depth");
    const struct json *actor = json_member(json, "actor");
    entry->actor = actor == NULL ? (struct str){0} : arena_str(in->arena, json_text(actor));
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    const struct json *facts = json_member(json, "facts");
    if (facts != NULL)
        json_put(&writer, facts);
    entry->facts = arena_str(in->arena, text_str(&text));
    text_done(&text);
    json_free(json);
    return OK;
}

/* Without its salt. */
static int body_open(struct model *in, const struct query *query, int64_t network,
                     struct str *ret_body)
{
    struct str plain;
    int err = secret_open(in->keys->use[SECRET_JOURNAL],
                          tag_of(in->arena, network, query_read_int(query, 0)),
                          query_read_blob(query, 3), in->arena, &plain);
    if (err != OK || plain.len < SALT_SIZE)
        return error_set(in->error, ERROR_BROKEN, NULL,
                         "An entry of this journal cannot be opened. Which one, says: kith "
                         "journal verify");
    *ret_body = (struct str){plain.ptr + SALT_SIZE, plain.len - SALT_SIZE};
    return OK;
}

int journal_row(struct model *in, const struct query *query, int64_t network,
                struct journal_entry *ret_entry)
{
    struct str body = {0};
    *ret_entry = (struct journal_entry){
        .network = network,
        .sequence = query_read_int(query, 0),
        .action = arena_str(in->arena, query_read_text(query, 1)),
        .day = (int32_t)query_read_int(query, 2),
        .erased = query_is_null(query, 3),
    };
    if (ret_entry->erased)
        return OK;
    int err = body_open(in, query, network, &body);
    return err != OK ? err : read_body(in, body, ret_entry);
}

int journal_row_names(struct model *in, const struct query *query, int64_t network, int64_t number,
                      bool *ret_names)
{
    struct str body = {0};
    *ret_names = false;
    if (number == 0 || query_is_null(query, 3))
        return OK;
    int err = body_open(in, query, network, &body);
    if (err == OK) {
        const char *digits = arena_print(in->arena, "%lld", (long long)number);
        *ret_names = body.len > 0 && memmem(body.ptr, body.len, digits, strlen(digits)) != NULL;
    }
    return err;
}

int journal_read(struct model *in, int64_t network, int64_t sequence,
                 struct journal_entry *ret_entry)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT sequence, action, day, body FROM journal"
               " WHERE network = ?1 AND sequence = ?2");
    query_int(&query, network);
    query_int(&query, sequence);
    int err = query_find(&query, in->error, "sequence", "There is no such entry.");
    if (err == OK)
        err = journal_row(in, &query, network, ret_entry);
    return query_close(&query, err);
}

int journal_page(struct model *in, int64_t network, struct page *page,
                 void (*each)(void *self, const struct journal_entry *entry), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT sequence, action, day, body FROM journal"
               " WHERE network = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after > 0 ? page->after : INT64_MAX);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct journal_entry entry;
        if ((err = journal_row(in, &query, network, &entry)) != OK)
            break;
        each(self, &entry);
    }
    return query_close(&query, err);
}

int journal_last(struct model *in, int64_t network, int64_t *ret_sequence)
{
    struct str chain;
    return head_of(in, network, ret_sequence, &chain);
}

int journal_erase(struct model *in, int64_t network, int64_t sequence)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE journal SET body = NULL WHERE network = ?1 AND sequence = ?2");
    query_int(&query, network);
    query_int(&query, sequence);
    return query_run(&query);
}

int journal_next_network(struct model *in, int64_t network, int64_t *ret_network)
{
    struct query query;
    *ret_network = -1;
    query_open(&query, in->database,
               "SELECT network FROM journal WHERE network > ?1 ORDER BY network LIMIT 1");
    query_int(&query, network);
    return query_one(&query, ret_network);
}

/* ---- the chain of heads ---- */

static int last_heads(struct model *in, int64_t *ret_sequence, struct str *ret_chain)
{
    struct query query;
    int err;
    *ret_sequence = 0;
    *ret_chain = (struct str){0};
    query_open(&query, in->database,
               "SELECT sequence, chain FROM journal_head ORDER BY sequence DESC LIMIT 1");
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_sequence = query_read_int(&query, 0);
        *ret_chain = arena_str(in->arena, query_read_blob(&query, 1));
    }
    return query_close(&query, err);
}

static void head_write(char *out, int64_t network, int64_t sequence, struct str chain)
{
    memcpy(out, &network, sizeof network);
    memcpy(out + 8, &sequence, sizeof sequence);
    memcpy(out + 16, chain.ptr, chain.len < SECRET_HASH_SIZE ? chain.len : SECRET_HASH_SIZE);
}

int journal_chain_heads(struct model *in, const int64_t *networks, size_t count)
{
    char *heads = arena_take(in->arena, count * HEAD_SIZE);
    struct str blob = {heads, 0};
    struct str before;
    int64_t last = 0;
    int err;
    for (size_t i = 0; i < count; i++) {
        struct str chain;
        int64_t sequence;
        if ((err = head_of(in, networks[i], &sequence, &chain)) != OK)
            return err;
        if (sequence == 0) /* what was begun in it was undone */
            continue;
        head_write(heads + blob.len, networks[i], sequence, chain);
        blob.len += HEAD_SIZE;
    }
    if (blob.len == 0)
        return OK;
    if ((err = last_heads(in, &last, &before)) != OK)
        return err;
    int64_t sequence = last + 1;
    struct str parts[] = {before, number_part(&sequence), blob};
    struct secret_hash chain = secret_hash(parts, 3);
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO journal_head (sequence, heads, chain) VALUES (?1, ?2, ?3)");
    query_int(&query, sequence);
    query_blob(&query, blob);
    query_blob(&query, hash_str(&chain));
    return query_run(&query);
}

/* ---- verification ---- */

struct verifying {
    struct model *in;
    int64_t network, expected;
    struct str before;
    unsigned char chain[SECRET_HASH_SIZE];
};

/* What is wrong with the entry in this row of (sequence, action, day, digest, body, chain). */
static const char *entry_fault(struct verifying *state, const struct query *query)
{
    struct model *in = state->in;
    struct journal_entry entry = {.network = state->network,
                                  .sequence = query_read_int(query, 0),
                                  .action = query_read_text(query, 1),
                                  .day = (int32_t)query_read_int(query, 2)};
    struct str digest = query_read_blob(query, 3);
    if (entry.sequence != state->expected)
        return "an entry before this one is missing";
    if (!query_is_null(query, 4)) {
        struct str plain;
        if (secret_open(in->keys->use[SECRET_JOURNAL],
                        tag_of(in->arena, state->network, entry.sequence),
                        query_read_blob(query, 4), in->arena, &plain) != OK)
            return "its body was altered";
        struct secret_hash opened = secret_hash(&plain, 1);
        if (!secret_equal(hash_str(&opened), digest))
            return "its body is not the one that was written";
    }
    struct secret_hash chain = chain_hash(state->before, &entry, digest);
    if (!secret_equal(hash_str(&chain), query_read_blob(query, 5)))
        return "its header or its place in the chain was altered";
    memcpy(state->chain, chain.bytes, sizeof state->chain);
    state->before = (struct str){(const char *)state->chain, sizeof state->chain};
    state->expected++;
    return NULL;
}

int journal_verify(struct model *in, int64_t network, bool (*each)(void *self, int64_t entries),
                   void *self, struct journal_fault *ret_fault)
{
    struct arena row = {0};
    struct model own = *in;
    struct verifying state = {.in = &own, .network = network, .expected = 1};
    struct query query;
    int err;
    own.arena = &row;
    *ret_fault = (struct journal_fault){.network = network};
    query_open(&query, in->database,
               "SELECT sequence, action, day, digest, body, chain FROM journal"
               " WHERE network = ?1 ORDER BY sequence");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        ret_fault->what = entry_fault(&state, &query);
        if (ret_fault->what != NULL) {
            ret_fault->sequence = query_read_int(&query, 0);
            err = OK;
            break;
        }
        arena_reset(&row);
        if (state.expected % 4096 == 0 && each != NULL && !each(self, state.expected)) {
            err = ERROR_STOPPED;
            break;
        }
    }
    arena_done(&row);
    return query_close(&query, err);
}

/* Is the head that was chained still what its network's journal says? */
static int head_stands(struct model *in, const char *head, bool *ret_stands)
{
    struct query query;
    int64_t network, sequence;
    int err;
    memcpy(&network, head, sizeof network);
    memcpy(&sequence, head + 8, sizeof sequence);
    *ret_stands = false;
    query_open(&query, in->database,
               "SELECT chain FROM journal WHERE network = ?1 AND sequence = ?2");
    query_int(&query, network);
    query_int(&query, sequence);
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_stands =
            secret_equal(query_read_blob(&query, 0), (struct str){head + 16, SECRET_HASH_SIZE});
    return query_close(&query, err);
}

static const char *heads_fault(struct model *in, const struct query *query, int64_t expected,
                               struct str before, struct journal_fault *fault)
{
    int64_t sequence = query_read_int(query, 0);
    struct str heads = query_read_blob(query, 1);
    struct str parts[] = {before, number_part(&sequence), heads};
    struct secret_hash chain = secret_hash(parts, 3);
    if (sequence != expected || heads.len % HEAD_SIZE != 0 ||
        !secret_equal(hash_str(&chain), query_read_blob(query, 2)))
        return "the chain of heads was altered";
    for (size_t i = 0; i < heads.len; i += HEAD_SIZE) {
        bool stands;
        if (head_stands(in, heads.ptr + i, &stands) != OK)
            return "the journal cannot be read";
        if (!stands) {
            memcpy(&fault->network, heads.ptr + i, sizeof fault->network);
            memcpy(&fault->sequence, heads.ptr + i + 8, sizeof fault->sequence);
            return "it is not there as the server's chain of heads knows it";
        }
    }
    return NULL;
}

int journal_verify_heads(struct model *in, struct journal_fault *ret_fault)
{
    struct query query;
    char chain[SECRET_HASH_SIZE];
    struct str before = {0};
    int64_t expected = 1;
    int err;
    *ret_fault = (struct journal_fault){0};
    query_open(&query, in->database,
               "SELECT sequence, heads, chain FROM journal_head ORDER BY sequence");
    while ((err = query_step(&query)) == QUERY_ROW) {
        ret_fault->what = heads_fault(in, &query, expected++, before, ret_fault);
        if (ret_fault->what != NULL) {
            err = OK;
            break;
        }
        memcpy(chain, query_read_blob(&query, 2).ptr, sizeof chain);
        before = (struct str){chain, sizeof chain};
    }
    return query_close(&query, err);
}
