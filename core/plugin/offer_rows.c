/* Rows of the plugin's own tables.
 *
 * Inside a call or an event the running connection is used, so that a plugin sees what was
 * written before it in the same savepoint; elsewhere the loop's read connection. Each use of SQL
 * text stands under the authorizer, which knows only the plugin's own tables. */
#include <stdlib.h>
#include <string.h>

#include "action/event.h"
#include "base/json.h"
#include "base/log.h"
#include "plugin/offer.h"
#include "plugin/plugin.h"
#include "store/migrate.h"

/* In a call the reason becomes the call's error, which the handler gives back; elsewhere nobody
 * would hear it but the log. */
static int rows_fail(const struct frame *frame, const struct error *error)
{
    if (frame->call != NULL)
        return call_fail(frame->call, error->code, NULL, "%s", error->message);
    log_warning(frame->plugin->name, "%s", error->message);
    return error->code;
}

/* {"hex":"00ff"}: bytes, which JSON has no form for. */
static int bytes_bind(struct query *query, const struct json *item, struct arena *arena,
                      struct error *error)
{
    const struct json *member = json_member(item, "hex");
    struct str hex =
        member != NULL && json_type(member) == JSON_TEXT ? json_text(member) : (struct str){0};
    if (hex.len == 0 || hex.len % 2 != 0)
        return error_set(error, ERROR_WRONG, "parameters",
                         "Bytes are given as {\"hex\":\"00ff\"}.");
    char *bytes = arena_take(arena, hex.len / 2);
    for (size_t i = 0; i < hex.len; i++) {
        const char *digits = "0123456789abcdef", *digit = strchr(digits, hex.ptr[i]);
        if (digit == NULL || *digit == '\0')
            return error_set(error, ERROR_WRONG, "parameters",
                             "Bytes are given in lower case hex digits.");
        bytes[i / 2] = (char)((unsigned char)bytes[i / 2] << 4 | (digit - digits));
    }
    query_blob(query, (struct str){bytes, hex.len / 2});
    return OK;
}

static int parameters_bind(struct query *query, const struct json *list, struct arena *arena,
                           struct error *error)
{
    if (json_type(list) != JSON_LIST)
        return error_set(error, ERROR_WRONG, "parameters",
                         "The parameters of a query are a JSON list.");
    for (const struct json *item = json_first(list); item != NULL; item = json_next(item)) {
        switch (json_type(item)) {
        case JSON_TEXT:
            query_text(query, json_text(item));
            break;
        case JSON_INT:
            query_int(query, json_int(item));
            break;
        case JSON_BOOL:
            query_int(query, json_bool(item));
            break;
        case JSON_NULL:
            query_null(query);
            break;
        case JSON_OBJECT:
            if (bytes_bind(query, item, arena, error) != OK)
                return error->code;
            break;
        default:
            return error_set(error, ERROR_WRONG, "parameters",
                             "A parameter of a query is text, a whole number, null or bytes.");
        }
    }
    return OK;
}

/* Prepared and bound; on failure nothing is left open. */
static int rows_open(struct frame *frame, struct database *database, kith_str sql,
                     kith_str parameters, struct kith_rows *rows, struct error *error)
{
    rows->parameters = json_parse(parameters.len == 0 ? STR("[]") : str_from(parameters), error);
    if (rows->parameters == NULL)
        return error->code;
    database_confine(database, frame->plugin->name);
    int err = query_open_text(&rows->query, database, str_from(sql), error);
    database_confine(database, NULL);
    if (err == OK)
        err = parameters_bind(&rows->query, rows->parameters, &frame->arena, error);
    if (err == OK)
        return OK;
    query_close(&rows->query, err);
    json_free(rows->parameters);
    return err;
}

/* A step may prepare the text again, so it too stands under the authorizer. */
static int rows_step(struct kith *plugin, struct query *query)
{
    database_confine(query->database, plugin->name);
    int answer = query_step(query);
    database_confine(query->database, NULL);
    return answer;
}

kith_err offer_query(kith *plugin, kith_str sql, kith_str parameters, kith_rows **ret_rows)
{
    struct engine *engine = plugin->plugins->engine;
    struct model *running = engine_running(engine);
    struct error error = {0};
    struct frame *frame = frame_here(plugin, "query");
    *ret_rows = NULL;
    if (frame == NULL)
        return ERROR_REFUSED;
    struct database *database =
        running != NULL ? running->database : store_reader(engine_store(engine));
    struct kith_rows *rows = memory_take(sizeof *rows);
    if (rows_open(frame, database, sql, parameters, rows, &error) != OK) {
        free(rows);
        return rows_fail(frame, &error);
    }
    rows->plugin = plugin;
    rows->frame = frame;
    rows->next = frame->rows;
    frame->rows = rows;
    *ret_rows = rows;
    return OK;
}

int32_t offer_next(kith_rows *rows)
{
    lent_end(&rows->lent);
    int answer = rows_step(rows->plugin, &rows->query);
    return answer == QUERY_ROW ? 1 : answer;
}

static bool column_is_there(const kith_rows *rows, int32_t column)
{
    return column >= 0 && column < query_columns(&rows->query);
}

int64_t offer_row_int(kith_rows *rows, int32_t column)
{
    return column_is_there(rows, column) ? query_read_int(&rows->query, column) : 0;
}

kith_str offer_row_text(kith_rows *rows, int32_t column)
{
    if (!column_is_there(rows, column))
        return (kith_str){"", 0};
    return str_to_kith(lend(&rows->lent, query_read_text(&rows->query, column)));
}

void offer_rows_close(kith_rows *rows)
{
    if (rows != NULL)
        rows_end(rows);
}

kith_err offer_change(kith *plugin, kith_str sql, kith_str parameters, int64_t *ret_changed)
{
    struct engine *engine = plugin->plugins->engine;
    struct model *running = engine_running(engine);
    struct error error = {0};
    struct kith_rows rows = {0};
    int answer = QUERY_ROW;
    struct frame *frame = frame_here(plugin, "change");
    if (frame == NULL)
        return ERROR_REFUSED;
    if (running == NULL || !engine_running_writes(engine)) {
        error_set(&error, ERROR_REFUSED, NULL,
                  "A plugin changes its rows only inside a call that writes, or an event.");
        return rows_fail(frame, &error);
    }
    if (rows_open(frame, running->database, sql, parameters, &rows, &error) != OK)
        return rows_fail(frame, &error);
    while (answer == QUERY_ROW)
        answer = rows_step(plugin, &rows.query);
    if (ret_changed != NULL)
        *ret_changed = answer == OK ? query_changes(&rows.query) : 0;
    query_close(&rows.query, answer);
    json_free(rows.parameters);
    if (answer == OK)
        return OK;
    error_set(&error, answer, NULL, "%s", error_sentence(answer));
    return rows_fail(frame, &error);
}
