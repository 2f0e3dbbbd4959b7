/* pack: regulated lists, as data packs have them: which there are, and what stands in them. */
#include "base/pack.h"

#include "action/call.h"
#include "action/core.h"
#include "base/clock.h"

/* Named by a word and a version, not by an id. */
const struct noun pack_noun = {
    .name = "pack",
    .plural = "packs",
    .summary = "Regulated lists that come as dated files: characteristics, ethnicity codes, dates.",
};

/* ---- handlers ---- */

static void put_head(struct kith_call *call, const struct pack *pack)
{
    call_put_text(call, "pack", pack->name);
    call_put_text(call, "version", pack->version);
    call_put_int(call, "from", pack->from);
    call_put_text_if(call, "title", pack->title);
    call_put_text(call, "source", pack->source);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    const struct packs *packs = engine_packs(self);
    int32_t today = clock_day(call->model.now_ms);
    for (size_t i = 0; i < packs_count(packs); i++) {
        const struct pack *pack = packs_at(packs, i);
        call_open(call, "packs");
        put_head(call, pack);
        call_put_int(call, "items", (int64_t)pack->count);
        call_put_int(call, "in_force", pack == packs_in_force(packs, pack->name, today));
        call_close(call);
    }
    return OK;
}

static void put_detail(struct kith_call *call, struct str part, const struct json *value)
{
    struct str text = json_text(value);
    if (json_type(value) == JSON_INT)
        text = str_of(arena_print(&call->arena, "%lld", (long long)json_int(value)));
    else if (json_type(value) == JSON_BOOL)
        text = json_bool(value) ? STR("yes") : STR("no");
    call_open(call, "details");
    call_put_text(call, "part", part);
    call_put_text(call, "text", text);
    call_close(call);
}

/* Lists are a detail for each of their texts, or the answers. */
static void put_part(struct kith_call *call, const struct json *part)
{
    struct str name = json_name(part);
    if (str_is(name, "key") || str_is(name, "name"))
        return;
    if (json_type(part) != JSON_LIST) {
        put_detail(call, name, part);
        return;
    }
    for (const struct json *one = json_first(part); one != NULL; one = json_next(one)) {
        if (json_type(one) != JSON_OBJECT) {
            put_detail(call, name, one);
            continue;
        }
        call_open(call, "answers");
        call_put_text(call, "key", json_text(json_member(one, "key")));
        call_put_text(call, "name", json_text(json_member(one, "name")));
        call_close(call);
    }
}

static kith_err show_run(void *self, struct kith_call *call)
{
    const struct packs *packs = engine_packs(self);
    struct str name = call_text(call, "pack"), version = call_text(call, "version");
    const struct pack *pack = version.len > 0
                                  ? packs_find(packs, name, version)
                                  : packs_in_force(packs, name, clock_day(call->model.now_ms));
    if (pack == NULL)
        return call_fail(call, ERROR_MISSING, "pack",
                         "There is no such pack. pack.list tells which there are.");
    put_head(call, pack);
    for (size_t i = 0; i < pack->count; i++) {
        call_open(call, "items");
        call_put_text(call, "key", pack->items[i].key);
        call_put_text(call, "name", pack->items[i].name);
        const struct json *part = json_first(pack->items[i].json);
        for (; part != NULL; part = json_next(part))
            put_part(call, part);
        call_close(call);
    }
    return OK;
}

/* ---- fields ---- */

#define HEAD_FIELDS                                                                                \
    {.name = "pack", .type = KITH_TEXT, .summary = "Which list it is."},                           \
        {.name = "version", .type = KITH_TEXT, .summary = "Which version of it."},                 \
        {.name = "from", .type = KITH_DATE, .summary = "The day since which it is in force."},     \
        {.name = "title",                                                                          \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "What it is, in one line."},                                                   \
    {                                                                                              \
        .name = "source", .type = KITH_TEXT, .limits = "1..4000", .summary = "Who publishes it."   \
    }

static const kith_field pack_row[] = {
    HEAD_FIELDS,
    {.name = "items", .type = KITH_INT, .summary = "How many things stand in it."},
    {.name = "in_force", .type = KITH_BOOL, .summary = "Is this the version that is used today?"},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "packs",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = pack_row,
     .summary = "The packs."},
    {0},
};

static const kith_field show_takes[] = {
    {.name = "pack", .type = KITH_TEXT, .limits = "1..80", .summary = "Which list: \"ethnicity\"."},
    {.name = "version",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..80",
     .summary = "Which version; the one in force today, if not said."},
    {0},
};

static const kith_field detail_parts[] = {
    {.name = "part", .type = KITH_TEXT, .summary = "What is told."},
    {.name = "text", .type = KITH_TEXT, .limits = "0..4000", .summary = "What it says."},
    {0},
};

static const kith_field answer_parts[] = {
    {.name = "key", .type = KITH_TEXT, .summary = "The answer, as it is given to Kith."},
    {.name = "name", .type = KITH_TEXT, .summary = "The answer, for a person."},
    {0},
};

static const kith_field item_parts[] = {
    {.name = "key", .type = KITH_TEXT, .summary = "Its code."},
    {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "details",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = detail_parts,
     .summary = "What else is told of it."},
    {.name = "answers",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = answer_parts,
     .summary = "The answers that can be given, if it is a question."},
    {0},
};

static const kith_field show_gives[] = {
    HEAD_FIELDS,
    {.name = "items",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = item_parts,
     .summary = "What stands in it."},
    {0},
};

const kith_action pack_actions[] = {
    {.name = "pack.list",
     .summary = "Lists the regulated lists that Kith goes by, in every version.",
     .may = "anyone",
     .flags = KITH_READS,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "pack.show",
     .summary = "Shows what stands in one of them.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = show_takes,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
