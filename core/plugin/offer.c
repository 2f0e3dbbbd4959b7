/* The table that every plugin is handed, and its smallest entries: log, options, ids, time,
 * sealing, the registry. */
#include "plugin/offer.h"

#include <string.h>

#include "action/event.h"
#include "action/field.h"
#include "base/log.h"
#include "plugin/plugin.h"

/* ---- log ---- */

void plugin_complains(struct kith *plugin, const char *line)
{
    if (plugin->state == PLUGIN_STARTING)
        plugin->complaint = arena_copy(&plugin->arena, str_of(line));
}

static void offer_log(kith *plugin, int32_t level, const char *line)
{
    int32_t known = level <= KITH_LOG_ERROR     ? LOG_LEVEL_ERROR
                    : level == KITH_LOG_WARNING ? LOG_LEVEL_WARNING
                    : level <= KITH_LOG_INFO    ? LOG_LEVEL_INFO
                                                : LOG_LEVEL_DEBUG;
    if (known == LOG_LEVEL_ERROR)
        plugin_complains(plugin, line);
    log_line((enum log_level)known, plugin->name, "%s", line);
}

/* ---- options ---- */

static const struct value *option_find(const struct kith *plugin, const char *name)
{
    const struct value *value = value_part(plugin->options, name);
    bool is_many = value != NULL && (value->field->flags & KITH_MANY);
    return is_many ? value->first : value;
}

static int64_t offer_option_int(kith *plugin, const char *name)
{
    const struct value *value = option_find(plugin, name);
    return value == NULL ? 0 : value->number;
}

/* The text of a value that is no text is printed each time it is asked for, so the frame holds
 * it; options are asked for when a plugin starts, or once a call. */
static kith_str offer_option_text(kith *plugin, const char *name)
{
    const struct value *value = option_find(plugin, name);
    struct frame *frame = frame_here(plugin, "option_text");
    struct text text = {0};
    if (value == NULL || frame == NULL)
        return (kith_str){"", 0};
    value_print_text(value, &text);
    struct str copy = arena_str(&frame->arena, text_str(&text));
    text_done(&text);
    return str_to_kith(lend(&frame->lent, copy));
}

/* ---- ids and time ---- */

static kith_id offer_make_id(kith *plugin)
{
    struct engine *engine = plugin->plugins->engine;
    if (frame_here(plugin, "make_id") == NULL)
        return 0;
    return ident_make(engine_ids(engine), clock_now(engine_clock(engine)));
}

static int64_t offer_now_ms(kith *plugin)
{
    return clock_now(engine_clock(plugin->plugins->engine));
}

/* ---- sealing ---- */

/* The plugin's name is part of the tag, so that none can open what another sealed. */
static struct str tag_of(const struct kith *plugin, struct frame *frame, kith_str tag)
{
    return str_of(arena_print(&frame->arena, "%s/%.*s", plugin->name, (int)tag.len,
                              tag.ptr == NULL ? "" : tag.ptr));
}

static kith_err offer_seal(kith *plugin, kith_str tag, kith_str plain, kith_str *ret_sealed)
{
    struct frame *frame = frame_here(plugin, "seal");
    *ret_sealed = (kith_str){"", 0};
    if (frame == NULL)
        return ERROR_REFUSED;
    const struct keyring *keys = engine_keys(plugin->plugins->engine);
    struct str sealed = secret_seal(keys->use[SECRET_PLUGIN], tag_of(plugin, frame, tag),
                                    str_from(plain), &frame->arena);
    *ret_sealed = str_to_kith(lend(&frame->lent, sealed));
    return OK;
}

static kith_err offer_unseal(kith *plugin, kith_str tag, kith_str sealed, kith_str *ret_plain)
{
    struct frame *frame = frame_here(plugin, "unseal");
    struct str plain = {0};
    *ret_plain = (kith_str){"", 0};
    if (frame == NULL)
        return ERROR_REFUSED;
    const struct keyring *keys = engine_keys(plugin->plugins->engine);
    int err = secret_open(keys->use[SECRET_PLUGIN], tag_of(plugin, frame, tag), str_from(sealed),
                          &frame->arena, &plain);
    if (err == OK)
        *ret_plain = str_to_kith(lend(&frame->lent, plain));
    return err;
}

/* ---- the registry ---- */

static kith_str offer_describe(kith *plugin)
{
    struct engine *engine = plugin->plugins->engine;
    struct json_writer writer = {.out = &plugin->described};
    if (frame_here(plugin, "describe") == NULL)
        return (kith_str){"{}", 2};
    text_clear(&plugin->described);
    json_open(&writer, '{');
    json_key(&writer, "version");
    json_put_text(&writer, str_of(engine_version(engine)));
    registry_describe(engine_registry(engine), &writer);
    json_close(&writer, '}');
    return str_to_kith(text_str(&plugin->described));
}

const kith_api plugin_api = {
    .size = sizeof(kith_api),
    .minor = KITH_ABI_MINOR,
    .log = offer_log,
    .option_int = offer_option_int,
    .option_text = offer_option_text,
    .given = offer_given,
    .get_int = offer_get_int,
    .get_text = offer_get_text,
    .count = offer_count,
    .get_int_at = offer_get_int_at,
    .get_text_at = offer_get_text_at,
    .network = offer_network,
    .put_int = offer_put_int,
    .put_text = offer_put_text,
    .open = offer_open,
    .close = offer_close,
    .fail = offer_fail,
    .done = offer_done,
    .alloc = offer_alloc,
    .make_id = offer_make_id,
    .now_ms = offer_now_ms,
    .ask = offer_ask,
    .call_as = offer_call_as,
    .timer = offer_timer,
    .timer_stop = offer_timer_stop,
    .wake = offer_wake,
    .work = offer_work,
    .watch = offer_watch,
    .watch_stop = offer_watch_stop,
    .listen = offer_listen,
    .transfer = offer_transfer,
    .query = offer_query,
    .next = offer_next,
    .row_int = offer_row_int,
    .row_text = offer_row_text,
    .rows_close = offer_rows_close,
    .change = offer_change,
    .event_done = offer_event_done,
    .effect_take = offer_effect_take,
    .effect_finish = offer_effect_finish,
    .effect_put = offer_effect_put,
    .seal = offer_seal,
    .unseal = offer_unseal,
    .describe = offer_describe,
    .progress = offer_progress,
    .step = offer_step,
    .mark = offer_mark,
};
