/* Meetings: planned, moved, open, closed, cancelled. Who was there stands in attendance.c, whether
 * they could decide in meeting_quorum.c. */
#include "model/meeting.h"

#include "model/charter.h"
#include "model/network.h"
#include "model/sealed_words.h"

#define COLUMNS                                                                                    \
    "id, network, committee, kind, role, title, how, venue, starts_at, ends_at, state, opened_at," \
    " closed_at, charter, instance, is_moved, is_invited, seats, members, of_kind"

/* ---- rows ---- */

static struct meeting row_read(struct model *in, const struct query *query)
{
    return (struct meeting){.id = query_read_int(query, 0),
                            .network = query_read_int(query, 1),
                            .committee = query_read_int(query, 2),
                            .kind = arena_str(in->arena, query_read_text(query, 3)),
                            .role = query_read_int(query, 4),
                            .title = arena_str(in->arena, query_read_text(query, 5)),
                            .how = arena_str(in->arena, query_read_text(query, 6)),
                            .venue = arena_str(in->arena, query_read_text(query, 7)),
                            .starts_at = query_read_int(query, 8),
                            .ends_at = query_read_int(query, 9),
                            .state = arena_str(in->arena, query_read_text(query, 10)),
                            .opened_at = query_read_int(query, 11),
                            .closed_at = query_read_int(query, 12),
                            .charter = query_read_int(query, 13),
                            .instance = query_read_int(query, 14),
                            .is_moved = query_read_int(query, 15) != 0,
                            .is_invited = query_read_int(query, 16) != 0,
                            .seats = query_read_int(query, 17),
                            .members = query_read_int(query, 18),
                            .of_kind = query_read_int(query, 19)};
}

static int charter_now(struct model *in, struct meeting *meeting)
{
    struct charter charter = {0};
    int err = charter_read(in, meeting->network, &charter);
    if (err == OK)
        meeting->charter = charter.version;
    return err == ERROR_MISSING ? OK : err;
}

static int committee_check(struct model *in, struct meeting *meeting)
{
    struct committee committee = {0};
    if (meeting->committee == 0)
        return OK;
    int err = committee_read(in, meeting->committee, &committee);
    if (err == OK && committee.closed_day != 0)
        return error_set(in->error, ERROR_CLASH, "committee", "%.*s has been closed.",
                         STR_ARGS(committee.name));
    meeting->kind = str_is(committee.key, COMMITTEE_STEERING) ? STR("steering") : STR("committee");
    return err;
}

static int row_write(struct model *in, const struct meeting *meeting)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO meeting (id, network, committee, kind, role, title, how, venue,"
               " starts_at, ends_at, state, charter, instance)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'planned', ?11, ?12)");
    query_int(&query, meeting->id);
    query_int(&query, meeting->network);
    query_int(&query, meeting->committee);
    query_text(&query, meeting->kind);
    query_int(&query, meeting->role);
    query_text(&query, meeting->title);
    query_text(&query, meeting->how);
    query_text(&query, meeting->venue);
    query_int(&query, meeting->starts_at);
    query_int(&query, meeting->ends_at);
    query_int(&query, meeting->charter);
    query_int(&query, meeting->instance);
    return query_run(&query);
}

int meeting_add(struct model *in, struct meeting *meeting)
{
    int err = network_check_open(in, meeting->network);
    if (err == OK)
        err = committee_check(in, meeting);
    if (err == OK)
        err = charter_now(in, meeting);
    if (err != OK)
        return err;
    meeting->id = model_id(in);
    meeting->state = STR("planned");
    return row_write(in, meeting);
}

int meeting_read(struct model *in, int64_t id, struct meeting *ret_meeting)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM meeting WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "meeting", "There is no such meeting.");
    if (err == OK)
        *ret_meeting = row_read(in, &query);
    return query_close(&query, err);
}

int meeting_page(struct model *in, int64_t network, struct str state, struct page *page,
                 void (*each)(void *self, const struct meeting *meeting), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM meeting WHERE network = ?1 AND (?3 = '' OR state = ?3)"
               " AND (?2 = 0 OR (starts_at, id) > (SELECT starts_at, id FROM meeting"
               " WHERE id = ?2)) ORDER BY starts_at, id LIMIT ?4");
    query_int(&query, network);
    query_int(&query, page->after);
    query_text(&query, state);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct meeting meeting = row_read(in, &query);
        each(self, &meeting);
    }
    return query_close(&query, err);
}

int meeting_planned(struct model *in, const struct committee *committee, bool by_cadence,
                    int (*each)(void *self, struct meeting *meeting), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM meeting WHERE network = ?1 AND committee = ?2"
               " AND state = 'planned' AND starts_at > ?3"
               " AND (?4 = 0 OR (instance >= 0 AND is_moved = 0)) ORDER BY starts_at, id");
    query_int(&query, committee->network);
    query_int(&query, committee->id);
    query_int(&query, in->now_ms);
    query_int(&query, by_cadence);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct meeting meeting = row_read(in, &query);
        if ((err = each(self, &meeting)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- its states ---- */

/* The network is open, and the meeting in this state. */
static int state_check(struct model *in, const struct meeting *meeting, const char *wanted)
{
    static const struct {
        const char *state, *wanted, *sentence;
    } sentences[] = {
        {"planned", "open", "This meeting is not open. meeting.open opens it."},
        {"open", "planned", "This meeting is open already. meeting.close ends it."},
        {"closed", "planned", "This meeting is closed. Plan another one with meeting.plan."},
        {"closed", "open",
         "This meeting is closed already. What happened in it is written down with "
         "meeting.record."},
        {"cancelled", "", "This meeting was cancelled. Plan another one with meeting.plan."},
    };
    int err = network_check_open(in, meeting->network);
    if (err != OK || str_is(meeting->state, wanted))
        return err;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (str_is(meeting->state, sentences[i].state) &&
            (*sentences[i].wanted == '\0' || str_is(str_of(wanted), sentences[i].wanted)))
            return error_set(in->error, ERROR_CLASH, "meeting", "%s", sentences[i].sentence);
    return error_set(in->error, ERROR_CLASH, "meeting", "This meeting is not %s.", wanted);
}

int meeting_check_open(struct model *in, const struct meeting *meeting)
{
    return state_check(in, meeting, "open");
}

int meeting_check_planned(struct model *in, const struct meeting *meeting)
{
    return state_check(in, meeting, "planned");
}

int meeting_change(struct model *in, const struct meeting *meeting)
{
    struct query query;
    int err = state_check(in, meeting, "planned");
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE meeting SET title = ?2, how = ?3, venue = ?4, starts_at = ?5, ends_at = ?6,"
               " is_moved = ?7 WHERE id = ?1");
    query_int(&query, meeting->id);
    query_text(&query, meeting->title);
    query_text(&query, meeting->how);
    query_text(&query, meeting->venue);
    query_int(&query, meeting->starts_at);
    query_int(&query, meeting->ends_at);
    query_int(&query, meeting->is_moved);
    return query_run(&query);
}

int meeting_set_invited(struct model *in, struct meeting *meeting)
{
    struct query query;
    meeting->is_invited = true;
    query_open(&query, in->database, "UPDATE meeting SET is_invited = 1 WHERE id = ?1");
    query_int(&query, meeting->id);
    return query_run(&query);
}

int meeting_cancel(struct model *in, struct meeting *meeting)
{
    struct query query;
    int err = state_check(in, meeting, "planned");
    if (err != OK)
        return err;
    meeting->state = STR("cancelled");
    query_open(&query, in->database, "UPDATE meeting SET state = 'cancelled' WHERE id = ?1");
    query_int(&query, meeting->id);
    return query_run(&query);
}

/* ---- opening and closing ---- */

struct rolling {
    struct model *in;
    const struct meeting *meeting;
};

static int roll_one(void *self, int64_t handle, int64_t role, bool seated)
{
    const struct rolling *rolling = self;
    struct query query;
    query_open(&query, rolling->in->database,
               "INSERT INTO meeting_seat (network, meeting, handle, role, is_seated)"
               " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
    query_int(&query, rolling->meeting->network);
    query_int(&query, rolling->meeting->id);
    query_int(&query, handle);
    query_int(&query, role);
    query_int(&query, seated);
    return query_run(&query);
}

static int counts_take(struct model *in, struct meeting *meeting)
{
    struct committee_base base;
    int err = committee_base(in, meeting->network, meeting->committee, &base);
    meeting->seats = base.seats;
    meeting->members = base.members;
    meeting->of_kind = base.of_kind;
    return err;
}

int meeting_open(struct model *in, struct meeting *meeting, int64_t at_ms)
{
    struct query query;
    struct rolling rolling = {in, meeting};
    int err = state_check(in, meeting, "planned");
    if (err == OK)
        err = charter_now(in, meeting);
    if (err == OK)
        err = counts_take(in, meeting);
    if (err == OK)
        err = committee_offices(in, meeting->network, meeting->committee, roll_one, &rolling);
    if (err != OK)
        return err;
    meeting->state = STR("open");
    meeting->opened_at = at_ms;
    query_open(&query, in->database,
               "UPDATE meeting SET state = 'open', opened_at = ?2, charter = ?3, seats = ?4,"
               " members = ?5, of_kind = ?6 WHERE id = ?1");
    query_int(&query, meeting->id);
    query_int(&query, at_ms);
    query_int(&query, meeting->charter);
    query_int(&query, meeting->seats);
    query_int(&query, meeting->members);
    query_int(&query, meeting->of_kind);
    return query_run(&query);
}

/* Whoever left in the minute of their coming is there until its end, and left in it. */
int meeting_last_minute(struct model *in, const struct meeting *meeting, int64_t *ret_at)
{
    struct query query;
    int err;
    *ret_at = meeting->opened_at;
    query_open(&query, in->database,
               "SELECT max(CASE WHEN until_at = from_at + 60000 THEN from_at"
               " ELSE max(from_at, until_at) END) FROM attendance"
               " WHERE network = ?1 AND meeting = ?2");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    while ((err = query_step(&query)) == QUERY_ROW)
        if (query_read_int(&query, 0) > *ret_at)
            *ret_at = query_read_int(&query, 0);
    return query_close(&query, err);
}

static int leave_all(struct model *in, const struct meeting *meeting, int64_t at_ms)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE attendance SET until_at = max(?3, from_at + 60000)"
               " WHERE network = ?1 AND meeting = ?2 AND until_at = 0");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, at_ms);
    return query_run(&query);
}

int meeting_close(struct model *in, struct meeting *meeting, int64_t at_ms)
{
    struct query query;
    int64_t last;
    int err = state_check(in, meeting, "open");
    if (err == OK)
        err = meeting_last_minute(in, meeting, &last);
    if (err == OK && at_ms < last)
        return error_set(in->error, ERROR_WRONG, "at",
                         "A meeting is not closed before it opened, or before somebody came or "
                         "left. Give a later time.");
    if (err == OK)
        err = leave_all(in, meeting, at_ms);
    if (err != OK)
        return err;
    meeting->state = STR("closed");
    meeting->closed_at = at_ms;
    query_open(&query, in->database,
               "UPDATE meeting SET state = 'closed', closed_at = ?2 WHERE id = ?1");
    query_int(&query, meeting->id);
    query_int(&query, at_ms);
    return query_run(&query);
}
