/* Opens a shared object and copies what it says of itself into the core's own layout.
 *
 * The plugin may be older or newer than the core, or wrong. So nothing of it is read but through
 * the sizes and strides that it states, every pointer must lead into a loaded object (what
 * dladdr knows), and tables have a greatest length. Texts stay where they are: the object is
 * never unloaded. A difference of version is no reason to refuse. */
#include <dlfcn.h>
#include <string.h>

#include "action/field.h"
#include "plugin/plugin.h"

#define UP_TO(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))

/* What the first release of kith.h held: nothing is shorter. */
enum {
    PLUGIN_LEAST = offsetof(kith_plugin, needs),
    FIELD_LEAST = UP_TO(kith_field, parts),
    ACTION_LEAST = UP_TO(kith_action, help),
    SUBSCRIPTION_LEAST = UP_TO(kith_subscription, on),
    EFFECT_KIND_LEAST = UP_TO(kith_effect_kind, ready),
    STRIDE_MOST = 4096,
    ROWS_MOST = 1000,
    DEPTH_MOST = 8
};

/* A table as the plugin laid it out. The first member of every row is its name; NULL ends it. */
struct table {
    const char *what; /* "actions" */
    const void *rows;
    size_t stride, least, size; /* the plugin's; the first release's; ours */
};

static bool is_loaded(const void *at)
{
    Dl_info info;
    return at != NULL && dladdr(at, &info) != 0;
}

static bool is_loaded_or_null(const void *at)
{
    return at == NULL || is_loaded(at);
}

static bool is_function(void (*function)(void))
{
    void *at = NULL;
    memcpy(&at, &function, sizeof at);
    return is_loaded(at);
}

static int table_refuse(struct kith *plugin, const struct table *table, size_t row)
{
    return plugin_refuse(plugin, ERROR_BROKEN,
                         "Row %zu of its table of %s cannot be read. Its rows must be constants, "
                         "as long as the plugin says, and the last one must be empty: use "
                         "KITH_PLUGIN, which sets the sizes.",
                         row + 1, table->what);
}

static int table_measure(struct kith *plugin, const struct table *table, size_t *ret_count)
{
    if (table->stride < table->least || table->stride > STRIDE_MOST ||
        table->stride % _Alignof(void *) != 0)
        return plugin_refuse(plugin, ERROR_BROKEN,
                             "It says that a row of its %s has %zu bytes, which cannot be. Use "
                             "KITH_PLUGIN, which sets the sizes.",
                             table->what, table->stride);
    for (size_t i = 0; i < ROWS_MOST; i++) {
        const char *row = (const char *)table->rows + i * table->stride, *name = NULL;
        if (!is_loaded(row) || !is_loaded(row + table->stride - 1))
            return table_refuse(plugin, table, i);
        memcpy(&name, row, sizeof name);
        if (name == NULL) {
            *ret_count = i;
            return OK;
        }
        if (!is_loaded(name))
            return table_refuse(plugin, table, i);
    }
    return plugin_refuse(plugin, ERROR_BROKEN,
                         "Its table of %s has no end after %d rows: the last one must be empty.",
                         table->what, ROWS_MOST);
}

/* A copy with rows of our size, ended by an empty one; NULL for no table. */
static int table_copy(struct kith *plugin, const struct table *table, void **ret_rows,
                      size_t *ret_count)
{
    *ret_rows = NULL;
    *ret_count = 0;
    if (table->rows == NULL)
        return OK;
    int err = table_measure(plugin, table, ret_count);
    if (err != OK)
        return err;
    char *rows = arena_take(&plugin->arena, (*ret_count + 1) * table->size);
    size_t known = table->stride < table->size ? table->stride : table->size;
    for (size_t i = 0; i < *ret_count; i++)
        memcpy(rows + i * table->size, (const char *)table->rows + i * table->stride, known);
    *ret_rows = rows;
    return OK;
}

static int fields_copy(struct kith *plugin, const char *what, int depth, const kith_field **fields)
{
    struct table table = {what, *fields, plugin->about.field_size, FIELD_LEAST, sizeof(kith_field)};
    void *rows = NULL;
    size_t count = 0;
    int err = table_copy(plugin, &table, &rows, &count);
    kith_field *copies = rows;
    if (err == OK && depth > DEPTH_MOST)
        err = plugin_refuse(plugin, ERROR_BROKEN, "Its %s lie more than %d deep in each other.",
                            what, DEPTH_MOST);
    for (size_t i = 0; i < count && err == OK; i++) {
        if (!is_loaded_or_null(copies[i].preset) || !is_loaded_or_null(copies[i].limits) ||
            !is_loaded_or_null(copies[i].summary))
            err = table_refuse(plugin, &table, i);
        else
            err = fields_copy(plugin, what, depth + 1, &copies[i].parts);
    }
    *fields = copies;
    return err;
}

static bool action_is_readable(const kith_action *action)
{
    return is_loaded_or_null(action->summary) && is_loaded_or_null(action->may) &&
           is_loaded_or_null(action->question) && is_loaded_or_null(action->since) &&
           is_loaded_or_null(action->help) &&
           (action->run == NULL || is_function((void (*)(void))action->run));
}

static int actions_copy(struct kith *plugin)
{
    struct table table = {"actions", plugin->about.actions, plugin->about.action_size, ACTION_LEAST,
                          sizeof(kith_action)};
    void *rows = NULL;
    size_t count = 0;
    int err = table_copy(plugin, &table, &rows, &count);
    kith_action *copies = rows;
    plugin->runs = arena_take(&plugin->arena, (count + 1) * sizeof *plugin->runs);
    for (size_t i = 0; i < count && err == OK; i++) {
        if (!action_is_readable(&copies[i]))
            return table_refuse(plugin, &table, i);
        plugin->runs[i] = copies[i].run;
        if (copies[i].run != NULL)
            copies[i].run = plugin_run_action;
        err = fields_copy(plugin, "arguments", 1, &copies[i].takes);
        if (err == OK)
            err = fields_copy(plugin, "reply fields", 1, &copies[i].gives);
    }
    plugin->about.actions = copies;
    return err;
}

static int subscriptions_copy(struct kith *plugin)
{
    struct table table = {"subscriptions", plugin->about.subscriptions,
                          plugin->about.subscription_size, SUBSCRIPTION_LEAST,
                          sizeof(kith_subscription)};
    void *rows = NULL;
    size_t count = 0;
    int err = table_copy(plugin, &table, &rows, &count);
    const kith_subscription *copies = rows;
    for (size_t i = 0; i < count && err == OK; i++) {
        if (!is_function((void (*)(void))copies[i].on))
            return table_refuse(plugin, &table, i);
        for (size_t other = 0; other < i; other++)
            if (strcmp(copies[i].event, copies[other].event) == 0)
                return plugin_refuse(plugin, ERROR_BROKEN,
                                     "It subscribes to %s twice: one row is told.",
                                     copies[i].event);
    }
    plugin->about.subscriptions = copies;
    return err;
}

static int effect_kinds_copy(struct kith *plugin)
{
    struct table table = {"effect kinds", plugin->about.effect_kinds,
                          plugin->about.effect_kind_size, EFFECT_KIND_LEAST,
                          sizeof(kith_effect_kind)};
    void *rows = NULL;
    size_t count = 0;
    int err = table_copy(plugin, &table, &rows, &count);
    const kith_effect_kind *copies = rows;
    for (size_t i = 0; i < count && err == OK; i++)
        if (!is_function((void (*)(void))copies[i].ready))
            err = table_refuse(plugin, &table, i);
    plugin->about.effect_kinds = copies;
    return err;
}

/* A list of texts ended by NULL: what it needs, its schema steps. */
static int texts_check(struct kith *plugin, const char *what, const char *const *texts)
{
    struct table table = {what, texts, sizeof *texts, sizeof *texts, sizeof *texts};
    size_t count = 0;
    return texts == NULL ? OK : table_measure(plugin, &table, &count);
}

static bool name_is_right(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
    return length <= 32 && name[length] == '\0' && name[0] >= 'a' && name[0] <= 'z' &&
           strcmp(name, "core") != 0;
}

static int names_check(struct kith *plugin)
{
    static const char *const what[] = {"name", "version", "summary", "licence"};
    const kith_plugin *about = &plugin->about;
    const char *const given[] = {about->name, about->version, about->summary, about->licence};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (!is_loaded(given[i]) || given[i][0] == '\0')
            return plugin_refuse(plugin, ERROR_BROKEN,
                                 "It does not say its %s. Give .%s in "
                                 "KITH_PLUGIN.",
                                 what[i], what[i]);
    if (!name_is_right(about->name))
        return plugin_refuse(plugin, ERROR_BROKEN,
                             "It calls itself \"%s\". A plugin's name is at most 32 lower case "
                             "letters and digits, a letter first, and not \"core\".",
                             about->name);
    if (strcmp(about->name, plugin->name) != 0)
        return plugin_refuse(plugin, ERROR_CLASH,
                             "It calls itself \"%s\", so its file must be called %s.so.",
                             about->name, about->name);
    return OK;
}

static int tables_copy(struct kith *plugin)
{
    int err = texts_check(plugin, "needs", plugin->about.needs);
    if (err == OK)
        err = texts_check(plugin, "steps", plugin->about.steps);
    if (err == OK)
        err = fields_copy(plugin, "options", 1, &plugin->about.options);
    if (err == OK)
        err = actions_copy(plugin);
    if (err == OK)
        err = subscriptions_copy(plugin);
    if (err == OK)
        err = effect_kinds_copy(plugin);
    return err;
}

static int about_copy(struct kith *plugin, const kith_plugin *theirs)
{
    uint32_t size = 0;
    if (!is_loaded(theirs))
        return plugin_refuse(plugin, ERROR_BROKEN,
                             "Its kith_plugin_v0 gives no description: use KITH_PLUGIN.");
    memcpy(&size, theirs, sizeof size);
    if (size < PLUGIN_LEAST || size > STRIDE_MOST || !is_loaded((const char *)theirs + size - 1))
        return plugin_refuse(plugin, ERROR_BROKEN,
                             "It says that its description has %u bytes, which cannot be. Use "
                             "KITH_PLUGIN, which sets the sizes.",
                             size);
    memcpy(&plugin->about, theirs, size < sizeof plugin->about ? size : sizeof plugin->about);
    int err = names_check(plugin);
    if (err != OK)
        return err;
    if ((plugin->about.start != NULL && !is_function((void (*)(void))plugin->about.start)) ||
        (plugin->about.stop != NULL && !is_function((void (*)(void))plugin->about.stop)))
        return plugin_refuse(plugin, ERROR_BROKEN,
                             "Its start or stop leads nowhere: use KITH_PLUGIN.");
    return tables_copy(plugin);
}

int plugin_describe(struct kith *plugin)
{
    kith_plugin_entry entry = NULL;
    void *object = dlopen(plugin->path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (object == NULL)
        return plugin_refuse(plugin, ERROR_BROKEN, "%s.so cannot be opened: %s", plugin->name,
                             dlerror());
    void *symbol = dlsym(object, "kith_plugin_v0");
    if (symbol == NULL)
        return plugin_refuse(plugin, ERROR_BROKEN,
                             "%s.so does not export kith_plugin_v0: is it a Kith plugin, linked "
                             "as KITH_PLUGIN shows?",
                             plugin->name);
    memcpy(&entry, &symbol, sizeof entry);
    return about_copy(plugin, entry());
}
