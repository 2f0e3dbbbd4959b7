/* Idempotency keys: the result ids of writes, kept 7 days, found by a keyed hash. */
#include "model/retry.h"

#include "base/clock.h"

static struct str bytes_of(const struct secret_hash *hash)
{
    return (struct str){(const char *)hash->bytes, sizeof hash->bytes};
}

int retry_find(struct model *in, const struct secret_hash *name,
               const struct secret_hash *arguments, bool *ret_same, struct str *ret_reply)
{
    struct query query;
    int err;
    *ret_reply = (struct str){0};
    *ret_same = false;
    query_open(&query, in->database,
               "SELECT arguments, reply FROM retry WHERE name = ?1 AND day >= ?2");
    query_blob(&query, bytes_of(name));
    query_int(&query, clock_day(in->now_ms) - RETRY_DAYS);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_same = str_equal(query_read_blob(&query, 0), bytes_of(arguments));
        *ret_reply = arena_str(in->arena, query_read_text(&query, 1));
    }
    return query_close(&query, err);
}

int retry_add(struct model *in, const struct secret_hash *name, const struct secret_hash *arguments,
              struct str reply)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO retry (name, arguments, reply, day) VALUES (?1, ?2, ?3, ?4)"
               " ON CONFLICT (name) DO UPDATE SET arguments = excluded.arguments,"
               " reply = excluded.reply, day = excluded.day");
    query_blob(&query, bytes_of(name));
    query_blob(&query, bytes_of(arguments));
    query_text(&query, reply);
    query_int(&query, clock_day(in->now_ms));
    return query_run(&query);
}

int retry_erase(struct model *in, int64_t id)
{
    char text[IDENT_LENGTH + 1];
    struct query query;
    ident_print(id, text);
    query_open(&query, in->database, "DELETE FROM retry WHERE instr(reply, ?1) > 0");
    query_text(&query, str_of(text));
    return query_run(&query);
}
