/* Who is at a meeting, to the minute; who cannot come; the roll. */
#include "model/meeting.h"

#include "model/office.h"
#include "model/sealed_words.h"

/* ---- coming and going ---- */

static int row_add(struct model *in, const struct meeting *meeting,
                   const struct attendance *attendance)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO attendance (network, meeting, handle, from_at, until_at, how)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, attendance->handle);
    query_int(&query, attendance->from_at);
    query_int(&query, attendance->until_at);
    query_text(&query, attendance->how);
    return query_run(&query);
}

/* Ends the one that goes on. One that would last no minute at all goes, and nothing is left. */
static int row_end(struct model *in, const struct meeting *meeting,
                   const struct attendance *attendance, int64_t until_at)
{
    struct query query;
    if (until_at > attendance->from_at)
        query_open(&query, in->database,
                   "UPDATE attendance SET until_at = ?5"
                   " WHERE network = ?1 AND meeting = ?2 AND handle = ?3 AND from_at = ?4");
    else
        query_open(&query, in->database,
                   "DELETE FROM attendance WHERE ?5 >= 0"
                   " AND network = ?1 AND meeting = ?2 AND handle = ?3 AND from_at = ?4");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, attendance->handle);
    query_int(&query, attendance->from_at);
    query_int(&query, until_at);
    return query_run(&query);
}

/* The one that still goes on, and the end of those before it; handle 0 if there is none. */
static int standing(struct model *in, const struct meeting *meeting, int64_t handle,
                    struct attendance *ret_attendance, int64_t *ret_last)
{
    struct query query;
    int err;
    *ret_attendance = (struct attendance){0};
    *ret_last = 0;
    query_open(&query, in->database,
               "SELECT from_at, until_at, how FROM attendance"
               " WHERE network = ?1 AND meeting = ?2 AND handle = ?3");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t until_at = query_read_int(&query, 1);
        if (until_at == 0)
            *ret_attendance =
                (struct attendance){.handle = handle,
                                    .from_at = query_read_int(&query, 0),
                                    .how = arena_str(in->arena, query_read_text(&query, 2))};
        else if (until_at > *ret_last)
            *ret_last = until_at;
    }
    return query_close(&query, err);
}

static int before_check(struct model *in, int64_t at_ms, int64_t earliest)
{
    if (at_ms >= earliest)
        return OK;
    return error_set(in->error, ERROR_WRONG, "at",
                     "That is before the meeting opened, or before what is written down already. "
                     "Give a later time; meeting.record puts right what is wrong.");
}

int meeting_come(struct model *in, const struct meeting *meeting, int64_t handle, struct str how,
                 int64_t at_ms)
{
    struct attendance there = {0};
    int64_t last = 0;
    int err = meeting_check_open(in, meeting);
    if (err == OK)
        err = standing(in, meeting, handle, &there, &last);
    if (err == OK && there.handle != 0 && str_equal(there.how, how))
        return error_set(in->error, ERROR_CLASH, "meeting",
                         "You are there already. meeting.leave says when you leave.");
    if (err == OK)
        err = before_check(in, at_ms, meeting->opened_at);
    if (err == OK)
        err = before_check(in, at_ms, there.handle != 0 ? there.from_at : last);
    if (err == OK && there.handle != 0)
        err = row_end(in, meeting, &there, at_ms);
    const struct attendance coming = {.handle = handle, .from_at = at_ms, .how = how};
    return err != OK ? err : row_add(in, meeting, &coming);
}

int meeting_go(struct model *in, const struct meeting *meeting, int64_t handle, int64_t at_ms)
{
    struct attendance there;
    int64_t last;
    int err = meeting_check_open(in, meeting);
    if (err == OK)
        err = standing(in, meeting, handle, &there, &last);
    if (err == OK && there.handle == 0)
        return error_set(in->error, ERROR_CLASH, "meeting",
                         "Nobody leaves before coming: say meeting.attend first.");
    if (err == OK && at_ms < there.from_at)
        return error_set(in->error, ERROR_WRONG, "at",
                         "Nobody leaves before coming. Give a time after the coming.");
    /* Whoever leaves in the minute of their coming was there for that minute. */
    if (err == OK && at_ms == there.from_at)
        at_ms += MEETING_MINUTE_MS;
    return err != OK ? err : row_end(in, meeting, &there, at_ms);
}

/* Is any of these minutes written down already? */
static int overlaps(struct model *in, const struct meeting *meeting,
                    const struct attendance *attendance, bool *ret_overlaps)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT 1 FROM attendance WHERE network = ?1 AND meeting = ?2 AND handle = ?3"
               " AND (until_at = 0 OR until_at > ?4) AND (?5 = 0 OR from_at < ?5) LIMIT 1");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, attendance->handle);
    query_int(&query, attendance->from_at);
    query_int(&query, attendance->until_at);
    return query_any(&query, ret_overlaps);
}

int meeting_note(struct model *in, const struct meeting *meeting,
                 const struct attendance *attendance)
{
    bool overlap = false;
    if (attendance->until_at != 0 && attendance->until_at <= attendance->from_at)
        return error_set(in->error, ERROR_WRONG, "until",
                         "Nobody leaves before coming. Give a time after \"from\".");
    int err = overlaps(in, meeting, attendance, &overlap);
    if (err == OK && overlap)
        return error_set(in->error, ERROR_CLASH, "from",
                         "In these minutes they were there by what is written down already. "
                         "meeting.record with how absent takes that back first.");
    return err != OK ? err : row_add(in, meeting, attendance);
}

int meeting_is_there(struct model *in, const struct meeting *meeting, int64_t handle,
                     bool *ret_is_there)
{
    struct attendance there;
    int64_t last;
    int err = standing(in, meeting, handle, &there, &last);
    *ret_is_there = there.handle != 0;
    return err;
}

int meeting_note_absent(struct model *in, const struct meeting *meeting, int64_t handle)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM attendance WHERE network = ?1 AND meeting = ?2 AND handle = ?3");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, handle);
    return query_run(&query);
}

int meeting_attendance(struct model *in, const struct meeting *meeting,
                       int (*each)(void *self, const struct attendance *attendance), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT handle, from_at, until_at, how FROM attendance"
               " WHERE network = ?1 AND meeting = ?2 ORDER BY handle, from_at");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        const struct attendance attendance = {.handle = query_read_int(&query, 0),
                                              .from_at = query_read_int(&query, 1),
                                              .until_at = query_read_int(&query, 2),
                                              .how =
                                                  arena_str(in->arena, query_read_text(&query, 3))};
        if ((err = each(self, &attendance)) != OK)
            break;
    }
    return query_close(&query, err);
}

int meeting_roll(struct model *in, const struct meeting *meeting,
                 int (*each)(void *self, int64_t handle, int64_t role, bool seated), void *self)
{
    struct query query;
    int err;
    if (meeting->opened_at == 0)
        return committee_offices(in, meeting->network, meeting->committee, each, self);
    query_open(&query, in->database,
               "SELECT handle, role, is_seated FROM meeting_seat"
               " WHERE network = ?1 AND meeting = ?2 ORDER BY handle, role");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = each(self, query_read_int(&query, 0), query_read_int(&query, 1),
                        query_read_int(&query, 2) != 0)) != OK)
            break;
    return query_close(&query, err);
}

/* ---- what else is known ---- */

/* A reason is bound to the meeting and to whose it is. */
static int64_t reason_row(const struct meeting *meeting, int64_t handle)
{
    return meeting->id ^ handle;
}

static int word_columns(struct model *in, const struct meeting *meeting, struct query *query,
                        int64_t handle, struct meeting_word *ret_word)
{
    *ret_word = (struct meeting_word){.is_invited = query_read_int(query, 1) != 0,
                                      .has_apologised = query_read_int(query, 2) != 0,
                                      .is_excused = query_read_int(query, 3) != 0,
                                      .proxy = query_read_int(query, 4)};
    return words_open(in, "meeting_word", reason_row(meeting, handle), query_read_blob(query, 5),
                      &ret_word->reason);
}

int meeting_word_read(struct model *in, const struct meeting *meeting, int64_t handle,
                      struct meeting_word *ret_word)
{
    struct query query;
    int err;
    *ret_word = (struct meeting_word){0};
    query_open(&query, in->database,
               "SELECT handle, is_invited, has_apologised, is_excused, proxy, reason"
               " FROM meeting_word WHERE network = ?1 AND meeting = ?2 AND handle = ?3");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = word_columns(in, meeting, &query, handle, ret_word)) != OK)
            break;
    return query_close(&query, err);
}

int meeting_word_write(struct model *in, const struct meeting *meeting, int64_t handle,
                       const struct meeting_word *word)
{
    struct query query;
    struct str reason = {0};
    if (word->reason.len > 0)
        reason = words_seal(in, "meeting_word", reason_row(meeting, handle), word->reason);
    query_open(&query, in->database,
               "INSERT INTO meeting_word (network, meeting, handle, is_invited, has_apologised,"
               " is_excused, proxy, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
               " ON CONFLICT DO UPDATE SET is_invited = ?4, has_apologised = ?5, is_excused = ?6,"
               " proxy = ?7, reason = ?8");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, handle);
    query_int(&query, word->is_invited);
    query_int(&query, word->has_apologised);
    query_int(&query, word->is_excused);
    query_int(&query, word->proxy);
    if (reason.len > 0)
        query_blob(&query, reason);
    else
        query_null(&query);
    return query_run(&query);
}

int meeting_words(struct model *in, const struct meeting *meeting,
                  int (*each)(void *self, int64_t handle, const struct meeting_word *word),
                  void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT handle, is_invited, has_apologised, is_excused, proxy, reason"
               " FROM meeting_word WHERE network = ?1 AND meeting = ?2 ORDER BY handle");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct meeting_word word;
        int64_t handle = query_read_int(&query, 0);
        if ((err = word_columns(in, meeting, &query, handle, &word)) != OK ||
            (err = each(self, handle, &word)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- who may come ---- */

static int committee_lets_in(struct model *in, const struct meeting *meeting, int64_t handle,
                             bool *ret_may)
{
    struct committee committee = {0};
    int err = committee_read(in, meeting->committee, &committee);
    if (err == OK)
        err = committee_is_seated(in, meeting->network, meeting->committee, handle, ret_may);
    if (err != OK || *ret_may || str_is(committee.attend, "seats"))
        return err;
    if (str_is(committee.attend, "leads"))
        return office_grants(in, meeting->network, handle, 0, ret_may);
    return committee_is_seated(in, meeting->network, 0, handle, ret_may);
}

int meeting_may_come(struct model *in, const struct meeting *meeting, int64_t handle, bool *ret_may)
{
    struct meeting_word word;
    if (meeting->committee == 0)
        return committee_is_seated(in, meeting->network, 0, handle, ret_may);
    int err = committee_lets_in(in, meeting, handle, ret_may);
    if (err == OK && !*ret_may) {
        err = meeting_word_read(in, meeting, handle, &word);
        *ret_may = err == OK && word.is_invited;
    }
    return err;
}
