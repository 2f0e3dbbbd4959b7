/* Minutes of a meeting: a draft, what is said of it, and the meeting that approves it. */
#include "model/minutes.h"

#include "model/network.h"
#include "model/sealed_words.h"

int minutes_read(struct model *in, const struct meeting *meeting, struct minutes *ret_minutes)
{
    struct query query;
    int err;
    *ret_minutes = (struct minutes){.network = meeting->network, .meeting = meeting->id};
    query_open(&query, in->database,
               "SELECT version, approved, sealed FROM minutes"
               " WHERE network = ?1 AND meeting = ?2");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    while ((err = query_step(&query)) == QUERY_ROW) {
        ret_minutes->version = query_read_int(&query, 0);
        ret_minutes->approved = query_read_int(&query, 1);
        if ((err = words_open(in, "minutes", meeting->id, query_read_blob(&query, 2),
                              &ret_minutes->text)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* The meeting was held, and its minutes are no settled thing yet. */
static int draft_check(struct model *in, const struct meeting *meeting, struct minutes *ret_minutes)
{
    int err = network_check_open(in, meeting->network);
    if (err == OK && meeting->opened_at == 0)
        return error_set(in->error, ERROR_CLASH, "meeting",
                         "There are no minutes of a meeting that was not opened.");
    if (err == OK)
        err = minutes_read(in, meeting, ret_minutes);
    if (err == OK && ret_minutes->approved != 0)
        return error_set(in->error, ERROR_CLASH, "meeting",
                         "These minutes are approved, and stand. What is to be put right is a "
                         "point for the next meeting.");
    return err;
}

static int minutes_write(struct model *in, const struct minutes *minutes)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO minutes (network, meeting, version, approved, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5)"
               " ON CONFLICT DO UPDATE SET version = ?3, approved = ?4, sealed = ?5");
    query_int(&query, minutes->network);
    query_int(&query, minutes->meeting);
    query_int(&query, minutes->version);
    query_int(&query, minutes->approved);
    query_blob(&query, words_seal(in, "minutes", minutes->meeting, minutes->text));
    return query_run(&query);
}

int minutes_draft(struct model *in, const struct meeting *meeting, struct str text,
                  int64_t *ret_version)
{
    struct minutes minutes = {0};
    int err = draft_check(in, meeting, &minutes);
    minutes.text = text;
    *ret_version = ++minutes.version;
    return err != OK ? err : minutes_write(in, &minutes);
}

static bool is_later_of_its_kind(const struct meeting *meeting, const struct meeting *by)
{
    return by->network == meeting->network && by->committee == meeting->committee &&
           str_equal(by->kind, meeting->kind) && by->id != meeting->id &&
           by->starts_at > meeting->starts_at;
}

int minutes_approve(struct model *in, const struct meeting *meeting, const struct meeting *by)
{
    struct minutes minutes = {0};
    struct quorum_answer answer;
    int err = draft_check(in, meeting, &minutes);
    if (err == OK && minutes.version == 0)
        return error_set(in->error, ERROR_CLASH, "meeting",
                         "There are no minutes of this meeting yet. minutes.draft writes them.");
    if (err == OK && !is_later_of_its_kind(meeting, by))
        return error_set(in->error, ERROR_CLASH, "at_meeting",
                         "Minutes are approved by a later meeting of the same group.");
    if (err == OK)
        err = network_check_open(in, by->network);
    if (err == OK && !str_is(by->state, "open"))
        return error_set(in->error, ERROR_CLASH, "at_meeting",
                         "Minutes are approved while a later meeting is open and quorate; this one "
                         "is %.*s.",
                         STR_ARGS(by->state));
    if (err != OK)
        return err;
    err = meeting_quorum(in, by->id, in->now_ms, NULL, 0, &answer);
    if (err == OK && !answer.is_quorate)
        return error_set(in->error, ERROR_CLASH, "at_meeting",
                         "A meeting that is not quorate approves nothing. %.*s",
                         STR_ARGS(answer.why));
    minutes.approved = by->id;
    return err != OK ? err : minutes_write(in, &minutes);
}

int minutes_waiting(struct model *in, const struct meeting *before,
                    int (*each)(void *self, int64_t meeting), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT meeting.id FROM minutes JOIN meeting ON meeting.id = minutes.meeting"
               " WHERE minutes.network = ?1 AND minutes.approved = 0 AND meeting.committee = ?2"
               " AND meeting.kind = ?3 AND meeting.starts_at < ?4 ORDER BY meeting.starts_at");
    query_int(&query, before->network);
    query_int(&query, before->committee);
    query_text(&query, before->kind);
    query_int(&query, before->starts_at);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = each(self, query_read_int(&query, 0))) != OK)
            break;
    return query_close(&query, err);
}

/* ---- comments ---- */

int minutes_comment_add(struct model *in, const struct meeting *meeting, int64_t handle,
                        struct str text)
{
    struct minutes minutes = {0};
    struct query query;
    int err = draft_check(in, meeting, &minutes);
    if (err == OK && minutes.version == 0)
        return error_set(in->error, ERROR_CLASH, "meeting",
                         "There is no draft of these minutes yet to say something of.");
    if (err != OK)
        return err;
    int64_t id = model_id_of_day(in);
    query_open(&query, in->database,
               "INSERT INTO minutes_comment (id, network, meeting, handle, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, id);
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, handle);
    query_blob(&query, words_seal(in, "minutes_comment", id, text));
    return query_run(&query);
}

int minutes_comment_page(struct model *in, const struct meeting *meeting, struct page *page,
                         void (*each)(void *self, const struct minutes_comment *comment),
                         void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, handle, sealed FROM minutes_comment"
               " WHERE network = ?1 AND meeting = ?2 AND id > ?3 ORDER BY id LIMIT ?4");
    query_int(&query, meeting->network);
    query_int(&query, meeting->id);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct minutes_comment comment = {.id = query_read_int(&query, 0),
                                          .handle = query_read_int(&query, 1)};
        err = words_open(in, "minutes_comment", comment.id, query_read_blob(&query, 2),
                         &comment.text);
        if (err != OK)
            break;
        each(self, &comment);
    }
    return query_close(&query, err);
}
