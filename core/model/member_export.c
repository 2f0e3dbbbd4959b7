/* What a network holds about one handle: a list a table, each row as it is read. */
#include "model/member_export.h"

#include "model/exported.h"
#include "model/look.h"
#include "model/member_voice.h"
#include "model/sealed_words.h"
#include "model/space.h"

enum { PAGE = 100, HOUR_MS = 3600 * 1000 };

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
    {"wish",
     "SELECT 0, wish, since_day, due_day FROM contact_wish WHERE network = ?1 AND handle = ?2",
     {{"wish", TEXT, NULL}, {"since", DAY, NULL}, {"to_be_met_by", DAY, NULL}}},
    {"offices",
     "SELECT office.id, title, since_day, until_day, ended_day, ended, acting FROM office"
     " JOIN role ON role.id = office.role"
     " WHERE office.network = ?1 AND office.handle = ?2 ORDER BY office.id",
     {{"role", TEXT, NULL},
      {"since", DAY, NULL},
      {"until", DAY, NULL},
      {"ended", DAY, NULL},
      {"how", TEXT, NULL},
      {"acting", YES, NULL}}},
    {"interests",
     "SELECT id, kind, day, ended_day, sealed FROM interest"
     " WHERE network = ?1 AND handle = ?2 ORDER BY id",
     {{"kind", TEXT, NULL},
      {"since", DAY, NULL},
      {"withdrawn", DAY, NULL},
      {"matter", SEALED, "interest"}}},
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

static void put_when(struct json_writer *writer, const struct column *column, int64_t number)
{
    if (column->kind == DAY)
        exported_day(writer, column->name, (int32_t)number);
    else
        exported_time(writer, column->name, number);
}

static int put_sealed(struct model *in, struct json_writer *writer, const struct column *column,
                      int64_t id, struct str sealed)
{
    struct str words;
    int err = words_open(in, column->what, id, sealed, &words);
    exported_text(writer, column->name, words);
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
            exported_text(writer, column->name, query_read_text(query, i + 1));
        else if (column->kind == YES)
            exported_yes(writer, column->name, query_read_int(query, i + 1) != 0);
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

/* ---- spaces, of which the confidential ones are found by asking for each; and who looked ---- */

struct inside {
    struct model *in;
    int64_t handle;
    struct json_writer *writer;
    int err;
};

static void put_space(void *self, const struct space *space)
{
    struct inside *inside = self;
    bool is_inside = false;
    if (inside->err == OK)
        inside->err = space_is_inside(inside->in, space, inside->handle, &is_inside);
    if (is_inside)
        json_put_text(inside->writer, space->name);
}

static int put_spaces(struct model *in, int64_t network, int64_t handle, struct json_writer *writer)
{
    struct inside inside = {in, handle, writer, OK};
    struct page page = {.limit = PAGE};
    int err = OK;
    json_key(writer, "spaces");
    json_open(writer, '[');
    do {
        page_turn(&page);
        err = space_page(in, network, true, &page, put_space, &inside);
    } while (err == OK && inside.err == OK && page.more);
    json_close(writer, ']');
    return err != OK ? err : inside.err;
}

static void put_look(void *self, const struct look *look)
{
    struct json_writer *writer = self;
    json_open(writer, '{');
    exported_time(writer, "hour", look->hour * HOUR_MS);
    exported_text(writer, "viewer", look->viewer);
    exported_text(writer, "action", look->action);
    json_close(writer, '}');
}

static int put_looks(struct model *in, int64_t handle, struct json_writer *writer)
{
    struct page page = {.limit = PAGE};
    int err = OK;
    json_key(writer, "looks");
    json_open(writer, '[');
    do {
        page_turn(&page);
        err = look_page(in, handle, &page, put_look, writer);
    } while (err == OK && page.more);
    json_close(writer, ']');
    return err;
}

int member_export(struct model *in, int64_t network, int64_t handle, struct json_writer *writer)
{
    int err = put_spaces(in, network, handle, writer);
    if (err == OK)
        err = put_looks(in, handle, writer);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && err == OK; i++)
        err = put_table(in, network, handle, &tables[i], writer);
    return err != OK ? err : member_voice_export(in, network, handle, writer);
}
