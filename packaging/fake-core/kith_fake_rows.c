/* Rows of the plugin's own tables in the fake core, in an SQLite database in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kith_fake_inside.h"

#ifdef KITH_FAKE_ROWS

#include <sqlite3.h>

struct kith_rows {
    sqlite3_stmt *statement;
    bool closed;
};

/* The text between quotes, without its escapes; the place after it. */
static const char *text_bind(struct kith *core, sqlite3_stmt *statement, int at, const char *json)
{
    char *text = fake_copy(core, json, strlen(json)), *end = text;
    unsigned code;
    for (json++; *json != '"' && *json != '\0'; json++) {
        if (*json == '\\' && json[1] == 'u' && sscanf(json + 2, "%4x", &code) == 1) {
            *end++ = (char)code;
            json += 5;
        } else if (*json == '\\' && *++json == 'n') {
            *end++ = '\n';
        } else {
            *end++ = *json;
        }
    }
    sqlite3_bind_text(statement, at, text, (int)(end - text), SQLITE_STATIC);
    return json + 1;
}

static const char *bytes_bind(struct kith *core, sqlite3_stmt *statement, int at, const char *json)
{
    const char *hex = strchr(json, ':') + 2, *end = strchr(hex, '"');
    unsigned char *bytes = fake_take(core, (size_t)(end - hex) / 2 + 1);
    for (size_t i = 0; hex + 2 * i < end; i++)
        sscanf(hex + 2 * i, "%2hhx", &bytes[i]);
    sqlite3_bind_blob(statement, at, bytes, (int)((end - hex) / 2), SQLITE_STATIC);
    return strchr(end, '}') + 1;
}

static void parameters_bind(struct kith *core, sqlite3_stmt *statement, kith_str parameters)
{
    const char *json = fake_copy(core, parameters.ptr, parameters.len);
    for (int at = 1; *(json += strspn(json, "[], \n")) != '\0'; at++) {
        char *end = NULL;
        if (*json == '"') {
            json = text_bind(core, statement, at, json);
        } else if (*json == '{') {
            json = bytes_bind(core, statement, at, json);
        } else if (*json == 'n') {
            json += 4;
        } else if (*json == 't' || *json == 'f') {
            sqlite3_bind_int(statement, at, *json == 't');
            json += *json == 't' ? 4 : 5;
        } else {
            sqlite3_bind_int64(statement, at, strtoll(json, &end, 10));
            json = end;
        }
    }
}

static kith_err rows_fail(struct kith *core)
{
    core->log = fake_print(core, "%s", sqlite3_errmsg(core->rows));
    if (core->call != NULL)
        fake_call_fail(core->call, KITH_WRONG, NULL, core->log);
    return sqlite3_errcode(core->rows) == SQLITE_CONSTRAINT ? KITH_CLASH : KITH_WRONG;
}

static kith_err query(kith *core, kith_str sql, kith_str parameters, kith_rows **ret_rows)
{
    sqlite3_stmt *statement = NULL;
    *ret_rows = NULL;
    if (sqlite3_prepare_v2(core->rows, sql.ptr, (int)sql.len, &statement, NULL) != SQLITE_OK)
        return rows_fail(core);
    parameters_bind(core, statement, parameters);
    *ret_rows = fake_take(core, sizeof **ret_rows);
    (*ret_rows)->statement = statement;
    return KITH_OK;
}

static int32_t next(kith_rows *rows)
{
    int result = sqlite3_step(rows->statement);
    return result == SQLITE_ROW ? 1 : result == SQLITE_DONE ? 0 : KITH_BROKEN;
}

static int64_t row_int(kith_rows *rows, int32_t column)
{
    return sqlite3_column_int64(rows->statement, column);
}

static kith_str row_text(kith_rows *rows, int32_t column)
{
    const char *text = (const char *)sqlite3_column_text(rows->statement, column);
    return (kith_str){text == NULL ? "" : text,
                      (size_t)sqlite3_column_bytes(rows->statement, column)};
}

static void rows_close(kith_rows *rows)
{
    if (!rows->closed)
        sqlite3_finalize(rows->statement);
    rows->closed = true;
}

static kith_err change(kith *core, kith_str sql, kith_str parameters, int64_t *ret_changed)
{
    kith_rows *rows;
    kith_err err = query(core, sql, parameters, &rows);
    if (err != KITH_OK)
        return err;
    int32_t more = next(rows);
    while (more == 1)
        more = next(rows);
    if (more < 0)
        err = rows_fail(core);
    if (ret_changed != NULL)
        *ret_changed = err == KITH_OK ? sqlite3_changes64(core->rows) : 0;
    rows_close(rows);
    return err;
}

/* What the plugin left open is closed, as the core does when a callback returns. */
void fake_rows_end(struct kith *core)
{
    sqlite3_stmt *open;
    while ((open = sqlite3_next_stmt(core->rows, NULL)) != NULL)
        sqlite3_finalize(open);
}

void fake_savepoint(struct kith *core, const char *what)
{
    sqlite3_exec(core->rows, what, NULL, NULL, NULL);
}

kith_err fake_rows_open(struct kith *core)
{
    sqlite3 *rows = NULL;
    const char *const *step = core->plugin->steps;
    if (sqlite3_open(":memory:", &rows) != SQLITE_OK)
        return KITH_MEMORY;
    core->rows = rows;
    for (; step != NULL && *step != NULL; step++)
        if (sqlite3_exec(rows, *step, NULL, NULL, NULL) != SQLITE_OK)
            return rows_fail(core);
    return KITH_OK;
}

void fake_rows_close(struct kith *core)
{
    fake_rows_end(core);
    sqlite3_close(core->rows);
}

void fake_rows_offer(kith_api *api)
{
    api->query = query;
    api->next = next;
    api->row_int = row_int;
    api->row_text = row_text;
    api->rows_close = rows_close;
    api->change = change;
}

#else

kith_err fake_rows_open(struct kith *core)
{
    core->log = "define KITH_FAKE_ROWS and link SQLite: the plugin has tables";
    return core->plugin->steps == NULL ? KITH_OK : KITH_MISSING;
}

void fake_rows_end(struct kith *core)
{
    (void)core;
}

void fake_rows_close(struct kith *core)
{
    (void)core;
}

void fake_savepoint(struct kith *core, const char *sql)
{
    (void)core;
    (void)sql;
}

void fake_rows_offer(kith_api *api)
{
    (void)api;
}

#endif
