/* What a handle that goes leaves at meetings, and what a network that is closed does. */
#include "base/list.h"
#include "model/duty.h"
#include "model/follow_up.h"
#include "model/meeting.h"
#include "model/representation.h"

static int run_on(struct model *in, const char *sql, int64_t network, int64_t handle)
{
    struct query query;
    query_open(&query, in->database, sql);
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}

/* A word about a duty goes, and with it whatever the chair was to do about it. */
static int duty_drop(struct model *in, int64_t network, int64_t handle)
{
    struct duty duty = {0};
    int err = duty_of(in, network, handle, &duty);
    if (err == ERROR_MISSING)
        return OK;
    return err != OK ? err : duty_end(in, &duty);
}

/* Whoever leaves the network in the middle of a meeting has left that, too. */
static int leave_open(struct model *in, int64_t network, int64_t handle)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE attendance SET until_at = max(from_at + 60000, ?3)"
               " WHERE network = ?1 AND handle = ?2 AND until_at = 0 AND meeting IN"
               " (SELECT id FROM meeting WHERE network = ?1 AND state = 'open')");
    query_int(&query, network);
    query_int(&query, handle);
    query_int(&query, in->now_ms - in->now_ms % MEETING_MINUTE_MS);
    return query_run(&query);
}

int meeting_drop_handle(struct model *in, int64_t network, int64_t handle)
{
    static const char *const statements[] = {
        "DELETE FROM meeting_word WHERE network = ?1 AND handle = ?2",
        "UPDATE meeting_word SET proxy = 0 WHERE network = ?1 AND proxy = ?2",
        "UPDATE agenda_item SET owner = 0 WHERE network = ?1 AND owner = ?2",
        "DELETE FROM minutes_comment WHERE network = ?1 AND handle = ?2",
        "DELETE FROM contribution WHERE network = ?1 AND handle = ?2",
    };
    int err = follow_up_drop_owner(in, network, handle);
    if (err == OK)
        err = representation_drop_handle(in, network, handle);
    if (err == OK)
        err = duty_drop(in, network, handle);
    for (size_t i = 0; i < sizeof statements / sizeof *statements && err == OK; i++)
        err = run_on(in, statements[i], network, handle);
    return err != OK ? err : leave_open(in, network, handle);
}

/* ---- the end of the network ---- */

static int cancel_planned(struct model *in, int64_t network)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE meeting SET state = 'cancelled' WHERE network = ?1 AND state = 'planned'");
    query_int(&query, network);
    return query_run(&query);
}

static int close_now(struct model *in, int64_t id)
{
    struct meeting meeting;
    int64_t last = 0, now = in->now_ms - in->now_ms % MEETING_MINUTE_MS;
    int err = meeting_read(in, id, &meeting);
    if (err == OK)
        err = meeting_last_minute(in, &meeting, &last);
    return err != OK ? err : meeting_close(in, &meeting, now > last ? now : last);
}

int meeting_end_network(struct model *in, int64_t network)
{
    struct query query;
    LIST(int64_t) open = {0};
    int err = cancel_planned(in, network);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT id FROM meeting WHERE network = ?1 AND state = 'open' ORDER BY id");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(&open) = query_read_int(&query, 0);
    err = query_close(&query, err);
    for (size_t i = 0; i < open.count && err == OK; i++)
        err = close_now(in, open.at[i]);
    list_done(&open);
    return err;
}
