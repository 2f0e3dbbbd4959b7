/* What is left of who was at a meeting, once that has served its time: how many there were. */
#include "model/meeting_counted.h"

#include "base/list.h"

int meeting_counted_read(struct model *in, const struct meeting *meeting,
                         struct meeting_counted *ret_counted)
{
    struct query query;
    int err;
    *ret_counted = (struct meeting_counted){0};
    query_open(&query, in->database,
               "SELECT in_room, remote, cannot_come, written, guests FROM meeting_counted"
               " WHERE network = ?1 AND meeting = ?2");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_counted = (struct meeting_counted){.is_counted = true,
                                                .in_room = query_read_int(&query, 0),
                                                .remote = query_read_int(&query, 1),
                                                .cannot_come = query_read_int(&query, 2),
                                                .written = query_read_int(&query, 3),
                                                .guests = query_read_int(&query, 4)};
    return query_close(&query, err);
}

struct str meeting_counted_words(const struct meeting_counted *counted, struct arena *arena)
{
    return str_of(arena_print(
        arena,
        "Who was at a meeting is forgotten after a while. Of this one it is known that %lld came "
        "in the room and %lld from afar, %lld took part in writing, %lld could not come, and %lld "
        "%s there.",
        (long long)counted->in_room, (long long)counted->remote, (long long)counted->written,
        (long long)counted->cannot_come, (long long)counted->guests,
        counted->guests == 1 ? "guest was" : "guests were"));
}

/* ---- forgetting ---- */

struct ended {
    int64_t network, meeting;
};

typedef LIST(struct ended) ended_list;

static int ended_before(struct model *in, int64_t before_ms, int64_t limit, ended_list *ret_ended)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT network, id FROM meeting WHERE starts_at < ?1"
               " AND (state = 'closed' OR state = 'cancelled') AND NOT EXISTS"
               " (SELECT 1 FROM meeting_counted WHERE meeting_counted.network = meeting.network"
               " AND meeting_counted.meeting = meeting.id) LIMIT ?2");
    query_int(&query, before_ms);
    query_int(&query, limit);
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(ret_ended) = (struct ended){query_read_int(&query, 0), query_read_int(&query, 1)};
    return query_close(&query, err);
}

#define FIRST_CAME(how)                                                                            \
    "(SELECT count(*) FROM attendance AS one WHERE network = ?1 AND meeting = ?2"                  \
    " AND how = '" how "' AND from_at = (SELECT min(from_at) FROM attendance"                      \
    " WHERE network = ?1 AND meeting = ?2 AND handle = one.handle))"

/* Everybody once, as they came first. */
static const char *const steps[] = {
    "INSERT INTO meeting_counted (network, meeting, in_room, remote, cannot_come, written, guests)"
    " SELECT ?1, ?2,"
    " " FIRST_CAME("room") ", " FIRST_CAME(
        "remote") ","
                  " (SELECT count(*) FROM meeting_word WHERE network = ?1 AND meeting = ?2"
                  "  AND (has_apologised OR is_excused)),"
                  " (SELECT count(DISTINCT handle) FROM contribution WHERE network = ?1 AND "
                  "meeting = ?2),"
                  " (SELECT count(*) FROM guest WHERE network = ?1 AND meeting = ?2)",
    "DELETE FROM attendance WHERE network = ?1 AND meeting = ?2",
    "DELETE FROM meeting_seat WHERE network = ?1 AND meeting = ?2",
    "DELETE FROM meeting_word WHERE network = ?1 AND meeting = ?2",
    "DELETE FROM guest WHERE network = ?1 AND meeting = ?2",
    "UPDATE contribution SET handle = 0 WHERE network = ?1 AND meeting = ?2",
};

static int forget(struct model *in, const struct ended *ended)
{
    int err = OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && err == OK; i++) {
        struct query query;
        query_open(&query, in->database, steps[i]);
        query_int(&query, ended->network);
        query_int(&query, ended->meeting);
        err = query_run(&query);
    }
    return err;
}

int meeting_count_before(struct model *in, int64_t before_ms, int64_t limit, bool *ret_more)
{
    ended_list ended = {0};
    int err = ended_before(in, before_ms, limit, &ended);
    for (size_t i = 0; i < ended.count && err == OK; i++)
        err = forget(in, &ended.at[i]);
    if ((int64_t)ended.count >= limit)
        *ret_more = true;
    list_done(&ended);
    return err;
}
