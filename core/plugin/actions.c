/* plugin.list and plugin.show: what is there, what runs, and why something does not. */
#include <string.h>

#include "action/field.h"
#include "plugin/plugin.h"

static void put_text(kith_call *call, const char *field, const char *text)
{
    if (text != NULL && text[0] != '\0')
        call_put_text(call, field, str_of(text));
}

static void put_summary(kith_call *call, const struct kith *plugin)
{
    put_text(call, "name", plugin->name);
    put_text(call, "state", plugin_state_name(plugin->state));
    put_text(call, "version", plugin->about.version);
    put_text(call, "summary", plugin->about.summary);
    put_text(call, "reason", plugin->reason);
}

/* Plugins have no ids: the cursor of a page is how many stand before it. */
static kith_err list_plugins(void *self, kith_call *call)
{
    const struct plugins *plugins = self;
    struct page page = call_page(call);
    size_t count = plugins->found.count;
    size_t i = page.after < (int64_t)count ? (size_t)page.after : count;
    size_t end = count - i > (size_t)page.limit ? i + (size_t)page.limit : count;
    for (; i < end; i++) {
        call_open(call, "plugins");
        put_summary(call, plugins->found.at[i]);
        call_close(call);
    }
    page.more = end < count;
    page.last = (int64_t)end;
    call_put_next(call, &page);
    return OK;
}

static void put_options(kith_call *call, const struct kith *plugin)
{
    const kith_field *field = plugin->about.options;
    for (; field != NULL && field->name != NULL; field++) {
        const struct value *value =
            plugin->options == NULL ? NULL : value_part(plugin->options, field->name);
        struct text text = {0};
        if (value != NULL && (field->flags & KITH_MANY))
            value = value->first;
        call_open(call, "options");
        put_text(call, "name", field->name);
        put_text(call, "summary", field->summary);
        for (; value != NULL; value = field->flags & KITH_MANY ? value->next : NULL) {
            text_add(&text, text.len > 0 ? STR(", ") : STR(""));
            if (field->flags & KITH_SECRET)
                text_add(&text, STR("(hidden)"));
            else
                value_print_text(value, &text);
        }
        put_text(call, "value", text.ptr);
        call_close(call);
        text_done(&text);
    }
}

static void put_names(kith_call *call, const struct kith *plugin)
{
    const char *const *needs = plugin->about.needs;
    const kith_action *action = plugin->about.actions;
    const kith_subscription *row = plugin->about.subscriptions;
    const kith_effect_kind *kind = plugin->about.effect_kinds;
    for (; needs != NULL && *needs != NULL; needs++)
        put_text(call, "needs", *needs);
    for (; action != NULL && action->name != NULL; action++)
        put_text(call, "actions", action->name);
    for (; row != NULL && row->event != NULL; row++)
        put_text(call, "events", row->event);
    for (; kind != NULL && kind->kind != NULL; kind++)
        put_text(call, "effects", kind->kind);
}

static kith_err show_plugin(void *self, kith_call *call)
{
    char name[64];
    struct str wanted = call_text(call, "name");
    const struct kith *plugin = NULL;
    if (wanted.len < sizeof name) {
        memcpy(name, wanted.ptr, wanted.len);
        name[wanted.len] = '\0';
        plugin = plugins_find(self, name);
    }
    if (plugin == NULL)
        return call_fail(call, ERROR_MISSING, "name",
                         "There is no plugin of this name: see plugin.list.");
    put_summary(call, plugin);
    put_text(call, "licence", plugin->about.licence);
    put_text(call, "file", plugin->path);
    if (plugin->state != PLUGIN_LEFT_OUT && plugin->state != PLUGIN_OFF) {
        put_names(call, plugin);
        put_options(call, plugin);
    }
    return OK;
}

#define SUMMARY_FIELDS                                                                             \
    {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},                          \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = "found|off|left_out|starting|running|stopped",                                  \
         .summary = "How it fares."},                                                              \
        {.name = "version", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = "Its version."}, \
        {.name = "summary",                                                                        \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "0..500",                                                                       \
         .summary = "What it does."},                                                              \
    {                                                                                              \
        .name = "reason", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .limits = "0..1000",          \
        .summary = "Why it does not run."                                                          \
    }

static const kith_field summary_fields[] = {SUMMARY_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "plugins",
     .type = KITH_LIST,
     .parts = summary_fields,
     .summary = "Those that run first, in the order in which they started."},
    {.name = "next",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "Where the next page begins; absent on the last."},
    {0},
};

static const kith_field show_takes[] = {
    {.name = "name",
     .type = KITH_TEXT,
     .limits = "1..60",
     .summary = "The plugin's name, as plugin.list shows it."},
    {0},
};

static const kith_field option_fields[] = {
    {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "value",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "0..10000",
     .summary = "What it is set to."},
    {.name = "summary", .type = KITH_TEXT, .limits = "0..500", .summary = "What it is for."},
    {0},
};

static const kith_field show_gives[] = {
    SUMMARY_FIELDS,
    {.name = "licence",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "Its licence, as an SPDX expression."},
    {.name = "file", .type = KITH_TEXT, .limits = "0..4096", .summary = "Where it lies."},
    {.name = "needs",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .summary = "What it needs to run."},
    {.name = "actions",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .summary = "What it can do."},
    {.name = "events",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .summary = "What it is told of."},
    {.name = "effects",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .summary = "What it sends."},
    {.name = "options",
     .type = KITH_RECORD,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .parts = option_fields,
     .summary = "Its options, as the configuration sets them."},
    {0},
};

const struct noun plugin_noun = {
    .name = "plugin", .plural = "plugins", .summary = "What extends Kith, in C."};

const kith_action plugin_actions[] = {
    {.name = "plugin.list",
     .summary = "Lists the plugins: what runs, and why something does not.",
     .may = "administrator",
     .flags = KITH_READS,
     .gives = list_gives,
     .run = list_plugins,
     .since = "0.1"},
    {.name = "plugin.show",
     .summary = "Shows one plugin: what it can do, and how it is set.",
     .may = "administrator",
     .flags = KITH_READS,
     .takes = show_takes,
     .gives = show_gives,
     .run = show_plugin,
     .since = "0.1"},
    {0},
};
