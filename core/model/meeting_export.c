/* What meetings hold about one handle: a list a table, each row as it is read. */
#include "model/meeting_export.h"

#include "base/clock.h"
#include "model/sealed_words.h"

/* SEALED_PAIR: bound to the meeting and the handle together. */
enum { TEXT, DAY, TIME, YES, SEALED, SEALED_PAIR };

struct column {
    const char *name; /* NULL ends them */
    int kind;
    const char *what; /* of sealed words: to which table they are bound */
};

/* The first column of each query is the id that sealed words are bound to; the named ones follow.
 */
struct table {
    const char *name, *sql;
    struct column columns[7];
};

static const struct table tables[] = {
    {"attendance",
     "SELECT 0, title, from_at, until_at, attendance.how FROM attendance"
     " JOIN meeting ON meeting.id = attendance.meeting"
     " WHERE attendance.network = ?1 AND attendance.handle = ?2 ORDER BY from_at",
     {{"meeting", TEXT, NULL}, {"from", TIME, NULL}, {"until", TIME, NULL}, {"how", TEXT, NULL}}},
    {"absences",
     "SELECT meeting_word.meeting, title, starts_at, meeting_word.is_invited, has_apologised, "
     "is_excused,"
     " reason FROM meeting_word JOIN meeting ON meeting.id = meeting_word.meeting"
     " WHERE meeting_word.network = ?1 AND meeting_word.handle = ?2 ORDER BY starts_at",
     {{"meeting", TEXT, NULL},
      {"starts_at", TIME, NULL},
      {"asked", YES, NULL},
      {"said_they_cannot_come", YES, NULL},
      {"excused", YES, NULL},
      {"reason", SEALED_PAIR, "meeting_word"}}},
    {"wrote",
     "SELECT contribution.id, title, sealed FROM contribution"
     " JOIN meeting ON meeting.id = contribution.meeting"
     " WHERE contribution.network = ?1 AND contribution.handle = ?2 ORDER BY contribution.id",
     {{"meeting", TEXT, NULL}, {"text", SEALED, "contribution"}}},
    {"wrote_of_minutes",
     "SELECT minutes_comment.id, title, sealed FROM minutes_comment"
     " JOIN meeting ON meeting.id = minutes_comment.meeting"
     " WHERE minutes_comment.network = ?1 AND minutes_comment.handle = ?2"
     " ORDER BY minutes_comment.id",
     {{"meeting", TEXT, NULL}, {"text", SEALED, "minutes_comment"}}},
    {"actions",
     "SELECT id, due_day, done_day, sealed FROM follow_up"
     " WHERE network = ?1 AND owner = ?2 ORDER BY id",
     {{"due", DAY, NULL}, {"done", DAY, NULL}, {"text", SEALED, "follow_up"}}},
    {"went_to",
     "SELECT id, day, subject, report FROM representation"
     " WHERE network = ?1 AND handle = ?2 ORDER BY id",
     {{"on", DAY, NULL}, {"what", SEALED, "representation"}, {"report", SEALED, "report"}}},
    {"duty",
     "SELECT id, told_day, chair_day, reply FROM duty WHERE network = ?1 AND handle = ?2",
     {{"told", DAY, NULL}, {"chair_told", DAY, NULL}, {"reply", SEALED, "duty"}}},
};

static void put_text(struct json_writer *writer, const char *name, struct str text)
{
    if (text.len == 0)
        return;
    json_key(writer, name);
    json_put_text(writer, text);
}

static void put_when(struct json_writer *writer, const struct column *column, int64_t number)
{
    char text[25];
    if (number == 0)
        return;
    if (column->kind == DAY)
        date_print((int32_t)number, text);
    else
        time_print(number, text);
    put_text(writer, column->name, str_of(text));
}

static int put_sealed(struct model *in, struct json_writer *writer, const struct column *column,
                      int64_t id, struct str sealed)
{
    struct str words;
    int err = words_open(in, column->what, id, sealed, &words);
    put_text(writer, column->name, words);
    return err;
}

static int put_row(struct model *in, struct json_writer *writer, const struct table *table,
                   const struct query *query, int64_t handle)
{
    int err = OK;
    int64_t id = query_read_int(query, 0);
    json_open(writer, '{');
    for (int i = 0; table->columns[i].name != NULL && err == OK; i++) {
        const struct column *column = &table->columns[i];
        if (column->kind == TEXT)
            put_text(writer, column->name, query_read_text(query, i + 1));
        else if (column->kind == YES)
            put_text(writer, column->name, query_read_int(query, i + 1) ? STR("yes") : STR(""));
        else if (column->kind == SEALED || column->kind == SEALED_PAIR)
            err = put_sealed(in, writer, column, column->kind == SEALED ? id : id ^ handle,
                             query_read_blob(query, i + 1));
        else
            put_when(writer, column, query_read_int(query, i + 1));
    }
    json_close(writer, '}');
    return err;
}

static int put_table(struct model *in, int64_t network, int64_t handle, const struct table *table,
                     struct json_writer *writer)
{
    struct query query;
    bool is_open = false;
    int err;
    query_open(&query, in->database, table->sql);
    query_int(&query, network);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW) {
        if (!is_open) {
            json_key(writer, table->name);
            json_open(writer, '[');
        }
        is_open = true;
        if ((err = put_row(in, writer, table, &query, handle)) != OK)
            break;
    }
    if (is_open)
        json_close(writer, ']');
    return query_close(&query, err);
}

int meeting_export(struct model *in, int64_t network, int64_t handle, struct json_writer *writer)
{
    int err = OK;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && err == OK; i++)
        err = put_table(in, network, handle, &tables[i], writer);
    return err;
}
