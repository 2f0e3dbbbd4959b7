/* rows: its own tables, read and written with the SQL that it is told to use. */
#include "plugin/tiny.h"

static const kith_field takes[] = {
    {.name = "sql", .type = KITH_MARKDOWN, .summary = "One statement."},
    {.name = "parameters", .type = KITH_MARKDOWN, .preset = "[]", .summary = "A JSON list."},
    FIELD("leave_open", KITH_BOOL, KITH_OPTIONAL),
    {0},
};
static const kith_field cell[] = {
    FIELD("number", KITH_INT, 0), {.name = "text", .type = KITH_MARKDOWN, .summary = "Text."}, {0}};
static const kith_field gives_rows[] = {
    {.name = "rows", .type = KITH_RECORD, .flags = KITH_MANY, .parts = cell, .summary = "Rows."},
    {0},
};
static const kith_field gives_changed[] = {FIELD("changed", KITH_INT, 0), {0}};

/* The first column as a number, the second as text. */
static kith_err query(void *self, kith_call *call)
{
    kith_rows *rows;
    int32_t more;
    (void)self;
    kith_err err =
        api->query(core, api->get_text(call, "sql"), api->get_text(call, "parameters"), &rows);
    if (err != KITH_OK)
        return err;
    while ((more = api->next(rows)) == 1) {
        api->open(call, "rows");
        api->put_int(call, "number", api->row_int(rows, 0));
        api->put_text(call, "text", api->row_text(rows, 1));
        api->close(call);
        if (api->get_int(call, "leave_open"))
            return KITH_OK;
    }
    api->rows_close(rows);
    return more;
}

static kith_err change(void *self, kith_call *call)
{
    int64_t changed = -1;
    (void)self;
    kith_err err =
        api->change(core, api->get_text(call, "sql"), api->get_text(call, "parameters"), &changed);
    if (err == KITH_OK)
        api->put_int(call, "changed", changed);
    return err;
}

static void read_outside(void *self)
{
    kith_rows *rows;
    (void)self;
    if (api->query(core, TEXT("SELECT count(*), '' FROM rows_thing"), TEXT("[]"), &rows) ==
            KITH_OK &&
        api->next(rows) == 1)
        api->log(core, KITH_LOG_INFO, api->row_int(rows, 0) == 1 ? "outside: one" : "outside");
    if (api->change(core, TEXT("DELETE FROM rows_thing"), TEXT("[]"), NULL) == KITH_REFUSED)
        api->log(core, KITH_LOG_INFO, "outside: no change");
}

static kith_err outside(void *self, kith_call *call)
{
    (void)self;
    (void)call;
    api->wake(core, read_outside);
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("rows.read", "Reads.", "anyone", KITH_READS, takes, gives_rows, query),
    ACTION("rows.query", "Reads.", "anyone", KITH_WRITES, takes, gives_rows, query),
    ACTION("rows.write", "Writes.", "anyone", KITH_WRITES, takes, gives_changed, change),
    ACTION("rows.change_in_read", "Fails.", "anyone", KITH_READS, takes, gives_changed, change),
    ACTION("rows.outside", "Reads later.", "anyone", KITH_READS, NULL, NULL, outside),
    {0}};
static const char *const steps[] = {
    "CREATE TABLE rows_thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, bytes BLOB) STRICT",
    "CREATE INDEX rows_by_name ON rows_thing (name)", NULL};

KITH_PLUGIN(ABOUT("rows"), .actions = actions, .steps = steps, .start = tiny_start)
