/* Cursors: how far each subscriber has heard each network's journal. */
#include "model/cursor.h"

#include "model/journal.h"

enum { SECOND_MS = 1000, LONGEST_PAUSE_MS = 5 * 60 * SECOND_MS };

int cursor_read(struct model *in, struct str subscriber, int64_t network, struct cursor *ret_cursor)
{
    struct query query;
    int err;
    *ret_cursor = (struct cursor){.subscriber = subscriber, .network = network};
    query_open(&query, in->database,
               "SELECT sequence, attempts, failing_since, next_at, parked FROM cursor"
               " WHERE subscriber = ?1 AND network = ?2");
    query_text(&query, subscriber);
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        ret_cursor->sequence = query_read_int(&query, 0);
        ret_cursor->attempts = query_read_int(&query, 1);
        ret_cursor->failing_since = query_read_int(&query, 2);
        ret_cursor->next_at = query_read_int(&query, 3);
        ret_cursor->parked = query_read_int(&query, 4) != 0;
    }
    return query_close(&query, err);
}

int cursor_advance(struct model *in, struct str subscriber, int64_t network, int64_t sequence)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO cursor (subscriber, network, sequence) VALUES (?1, ?2, ?3)"
               " ON CONFLICT (subscriber, network) DO UPDATE SET sequence = excluded.sequence,"
               " attempts = 0, failing_since = NULL, next_at = 0, parked = 0");
    query_text(&query, subscriber);
    query_int(&query, network);
    query_int(&query, sequence);
    return query_run(&query);
}

int cursor_fail(struct model *in, struct str subscriber, int64_t network, int64_t *ret_pause_ms)
{
    struct cursor cursor;
    struct query query;
    int err = cursor_read(in, subscriber, network, &cursor);
    if (err != OK)
        return err;
    int64_t since = cursor.failing_since != 0 ? cursor.failing_since : in->now_ms;
    int64_t pause = cursor.attempts < 9 ? (int64_t)SECOND_MS << cursor.attempts : LONGEST_PAUSE_MS;
    pause = pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS;
    bool parked = in->now_ms - since >= CURSOR_PARK_AFTER_MS;
    *ret_pause_ms = parked ? -1 : pause;
    query_open(&query, in->database,
               "INSERT INTO cursor (subscriber, network, sequence, attempts, failing_since,"
               " next_at, parked) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
               " ON CONFLICT (subscriber, network) DO UPDATE SET attempts = excluded.attempts,"
               " failing_since = excluded.failing_since, next_at = excluded.next_at,"
               " parked = excluded.parked");
    query_text(&query, subscriber);
    query_int(&query, network);
    query_int(&query, cursor.sequence);
    query_int(&query, cursor.attempts + 1);
    query_int(&query, since);
    query_int(&query, in->now_ms + pause);
    query_int(&query, parked);
    return query_run(&query);
}

int cursor_unpark(struct model *in, struct str subscriber)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE cursor SET parked = 0, attempts = 0, failing_since = NULL, next_at = 0"
               " WHERE subscriber = ?1 AND parked = 1");
    query_text(&query, subscriber);
    return query_run(&query);
}

int cursor_begin(struct model *in, struct str subscriber)
{
    struct query query;
    bool known = false;
    int64_t network = -1, sequence;
    query_open(&query, in->database, "SELECT 1 FROM cursor WHERE subscriber = ?1 LIMIT 1");
    query_text(&query, subscriber);
    int err = query_any(&query, &known);
    if (err != OK || known)
        return err;
    if ((err = cursor_advance(in, subscriber, 0, 0)) != OK)
        return err;
    while ((err = journal_next_network(in, network, &network)) == OK && network >= 0) {
        if ((err = journal_last(in, network, &sequence)) != OK ||
            (err = cursor_advance(in, subscriber, network, sequence)) != OK)
            return err;
    }
    return err;
}

int cursor_count_parked(struct model *in, int64_t *ret_count)
{
    return query_number(in->database, "SELECT count(*) FROM cursor WHERE parked = 1", 0, ret_count);
}
