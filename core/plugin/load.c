/* Plugins: found, opened, checked, ordered by their needs, started and stopped.
 *
 * A plugin starts once all that it needs runs, so the order of starting is an order of needs,
 * and stopping goes the other way. Whatever is wrong with one leaves the others alone. */
#include "plugin/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "plugin/plugin.h"
#include "store/migrate.h"

const char *plugin_state_name(enum plugin_state state)
{
    static const char *const names[] = {"found",    "off",     "left_out",
                                        "starting", "running", "stopped"};
    return names[state];
}

/* ---- one plugin ---- */

static const struct plugin_setting *setting_find(const struct plugins *plugins, const char *name)
{
    for (size_t i = 0; i < plugins->setting_count; i++)
        if (strcmp(plugins->settings[i].plugin, name) == 0)
            return &plugins->settings[i];
    return NULL;
}

struct kith *plugin_new(struct plugins *plugins, const char *path, struct str name)
{
    struct kith *plugin = memory_take(sizeof *plugin);
    plugin->plugins = plugins;
    plugin->name = arena_copy(&plugin->arena, name);
    plugin->path = arena_copy(&plugin->arena, str_of(path));
    plugin->setting = setting_find(plugins, plugin->name);
    if (plugin->setting != NULL && plugin->setting->off)
        plugin->state = PLUGIN_OFF;
    atomic_init(&plugin->references, 1);
    return plugin;
}

struct kith *plugin_keep(struct kith *plugin)
{
    atomic_fetch_add(&plugin->references, 1);
    return plugin;
}

void plugin_release(struct kith *plugin)
{
    if (atomic_fetch_sub(&plugin->references, 1) != 1)
        return;
    text_done(&plugin->described);
    arena_done(&plugin->arena);
    free(plugin);
}

int plugin_refuse(struct kith *plugin, int code, const char *format, ...)
{
    char reason[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    plugin->reason = arena_copy(&plugin->arena, str_of(reason));
    plugin->state = PLUGIN_LEFT_OUT;
    return code;
}

static int plugin_join(struct kith *plugin)
{
    struct engine *engine = plugin->plugins->engine;
    struct error error = {0};
    int err = plugin_read_options(plugin);
    if (err != OK)
        return err;
    if (plugin->about.actions != NULL)
        err = registry_add(engine_registry(engine), plugin->name, plugin->about.actions, plugin,
                           &error);
    if (err != OK)
        return plugin_refuse(plugin, err, "%s", error.message);
    if (plugin->about.steps != NULL)
        err = migrate(engine_store(engine), plugin->name, plugin->about.steps, &error);
    if (err != OK)
        return plugin_refuse(plugin, err, "Its tables cannot be made: %s", error.message);
    return OK;
}

static int plugin_begin(struct kith *plugin)
{
    if (plugin->about.start == NULL)
        return OK;
    plugin->state = PLUGIN_STARTING;
    struct frame *frame = frame_open(plugin, NULL);
    int err = plugin->about.start(&plugin_api, plugin, &plugin->self);
    frame_close(frame);
    if (err == OK)
        return OK;
    return plugin_refuse(plugin, err, "It could not start: %s",
                         plugin->complaint != NULL ? plugin->complaint : error_sentence(err));
}

static void plugin_start(struct kith *plugin)
{
    int err = plugin_join(plugin);
    if (err == OK)
        err = plugin_begin(plugin);
    if (err != OK) {
        belongings_cancel(plugin);
        belongings_take_back(plugin);
        registry_withdraw(engine_registry(plugin->plugins->engine), plugin->name);
        return;
    }
    plugin->state = PLUGIN_RUNNING;
    plugin_listen_in(plugin);
    log_info("plugin", "%s %s runs.", plugin->name, plugin->about.version);
}

/* False if it has to wait for its work on other threads. */
static bool plugin_stop(struct kith *plugin)
{
    if (plugin->state != PLUGIN_RUNNING)
        return true;
    if (!atomic_exchange(&plugin->ending, true))
        plugin_fall_silent(plugin);
    belongings_cancel(plugin);
    if (atomic_load(&plugin->held.at_work) > 0)
        return false;
    struct frame *frame = frame_open(plugin, NULL);
    if (plugin->about.stop != NULL)
        plugin->about.stop(plugin->self);
    frame_close(frame);
    belongings_take_back(plugin);
    plugin->state = PLUGIN_STOPPED;
    return true;
}

/* ---- needs ---- */

struct kith *plugins_find(const struct plugins *plugins, const char *name)
{
    for (size_t i = 0; i < plugins->found.count; i++)
        if (strcmp(plugins->found.at[i]->name, name) == 0)
            return plugins->found.at[i];
    return NULL;
}

/* May it start now? If a need can never be met it is left out, with the reason. */
static bool plugin_is_ready(struct kith *plugin)
{
    const char *const *needs = plugin->about.needs;
    for (; needs != NULL && *needs != NULL; needs++) {
        const struct kith *need = plugins_find(plugin->plugins, *needs);
        if (strcmp(*needs, "core") == 0 || (need != NULL && need->state == PLUGIN_RUNNING))
            continue;
        if (need == NULL)
            plugin_refuse(plugin, ERROR_MISSING,
                          "It needs the plugin %s, and there is no %s.so in "
                          "%s.",
                          *needs, *needs, plugin->plugins->dir);
        else if (need->state == PLUGIN_OFF)
            plugin_refuse(plugin, ERROR_MISSING,
                          "It needs the plugin %s, which the configuration turns off.", *needs);
        else if (need->state == PLUGIN_LEFT_OUT)
            plugin_refuse(plugin, ERROR_MISSING, "It needs the plugin %s, which cannot run: %s",
                          *needs, need->reason);
        return false;
    }
    return true;
}

/* What waits though nothing more can start needs itself, round some corners. */
static void circle_refuse(struct kith *plugin)
{
    const char *const *needs = plugin->about.needs;
    for (; *needs != NULL; needs++) {
        const struct kith *need = plugins_find(plugin->plugins, *needs);
        if (need == NULL || need->state == PLUGIN_RUNNING)
            continue;
        plugin_refuse(plugin, ERROR_CLASH,
                      "It needs the plugin %s, which in turn needs it: plugins cannot need each "
                      "other in a circle.",
                      *needs);
        return;
    }
}

/* Starts what can be started until nothing more can; the list ends up in that order. */
static void plugins_start(struct plugins *plugins)
{
    size_t started = 0, before = 0;
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t i = started; i < plugins->found.count; i++) {
            struct kith *plugin = plugins->found.at[i];
            if (plugin->state != PLUGIN_FOUND)
                continue;
            if (plugin_is_ready(plugin))
                plugin_start(plugin);
            changed = changed || plugin->state != PLUGIN_FOUND;
            if (plugin->state != PLUGIN_RUNNING)
                continue;
            before = started++;
            memmove(&plugins->found.at[before + 1], &plugins->found.at[before],
                    (i - before) * sizeof(struct kith *));
            plugins->found.at[before] = plugin;
        }
    }
    for (size_t i = started; i < plugins->found.count; i++)
        if (plugins->found.at[i]->state == PLUGIN_FOUND)
            circle_refuse(plugins->found.at[i]);
}

/* ---- all of them ---- */

static int by_name(const void *one, const void *other)
{
    return strcmp((*(struct kith *const *)one)->name, (*(struct kith *const *)other)->name);
}

static int plugins_look(struct plugins *plugins, struct error *error)
{
    DIR *dir = opendir(plugins->dir);
    struct dirent *entry;
    if (dir == NULL && errno == ENOENT)
        return OK;
    if (dir == NULL)
        return error_set(error, ERROR_DISK, NULL, "The folder of plugins %s cannot be read: %s.",
                         plugins->dir, strerror(errno));
    while ((entry = readdir(dir)) != NULL) {
        struct str file = str_of(entry->d_name);
        if (file.len <= 3 || !str_is((struct str){file.ptr + file.len - 3, 3}, ".so"))
            continue;
        struct arena arena = {0};
        const char *path = arena_print(&arena, "%s/%s", plugins->dir, entry->d_name);
        *list_add(&plugins->found) =
            plugin_new(plugins, path, (struct str){file.ptr, file.len - 3});
        arena_done(&arena);
    }
    closedir(dir);
    if (plugins->found.count > 0)
        qsort(plugins->found.at, plugins->found.count, sizeof(struct kith *), by_name);
    return OK;
}

static int settings_check(const struct plugins *plugins, struct error *error)
{
    for (size_t i = 0; i < plugins->setting_count; i++) {
        const struct plugin_setting *setting = &plugins->settings[i];
        const struct kith *plugin = plugins_find(plugins, setting->plugin);
        if (plugin == NULL && setting->required)
            return error_set(error, ERROR_MISSING, NULL,
                             "The plugin %s is required, and there is no %s.so in %s.",
                             setting->plugin, setting->plugin, plugins->dir);
        if (plugin == NULL && !setting->off)
            log_warning("plugin",
                        "The configuration speaks of the plugin %s, and there is no "
                        "%s.so in %s.",
                        setting->plugin, setting->plugin, plugins->dir);
        if (plugin != NULL && setting->required && plugin->state != PLUGIN_RUNNING)
            return error_set(error, ERROR_BROKEN, NULL,
                             "The plugin %s is required, and cannot run: %s", setting->plugin,
                             plugin->reason != NULL ? plugin->reason : "it is turned off.");
    }
    return OK;
}

int plugins_open(struct plugins **ret_plugins, const struct plugins_options *options,
                 struct error *error)
{
    struct plugins *plugins = memory_take(sizeof *plugins);
    plugins->engine = options->engine;
    plugins->loop = options->loop;
    plugins->dir = options->dir;
    plugins->settings = options->settings;
    plugins->setting_count = options->setting_count;
    plugins->thread = pthread_self();
    registry_add_noun(engine_registry(plugins->engine), &plugin_noun);
    int err = plugins_look(plugins, error);
    if (err == OK)
        err =
            registry_add(engine_registry(plugins->engine), "core", plugin_actions, plugins, error);
    if (err != OK)
        goto out;
    for (size_t i = 0; i < plugins->found.count; i++)
        if (plugins->found.at[i]->state == PLUGIN_FOUND)
            plugin_describe(plugins->found.at[i]);
    plugins_start(plugins);
    for (size_t i = 0; i < plugins->found.count; i++)
        if (plugins->found.at[i]->state == PLUGIN_LEFT_OUT)
            log_warning("plugin", "%s is left out: %s", plugins->found.at[i]->name,
                        plugins->found.at[i]->reason);
    err = settings_check(plugins, error);
out:
    if (err != OK) {
        plugins_close(plugins);
        return err;
    }
    *ret_plugins = plugins;
    return OK;
}

bool plugins_stop(struct plugins *plugins)
{
    plugins->stopping = true;
    for (size_t i = plugins->found.count; i > 0; i--)
        if (!plugin_stop(plugins->found.at[i - 1]))
            return false;
    return true;
}

/* What is still on a pool thread may use what the plugin's own `stop` would free: it is left to
 * the end of the process. */
static void plugin_abandon(struct kith *plugin)
{
    log_warning("plugin", "%s is still at work: it is left as it is.", plugin->name);
    plugin_fall_silent(plugin);
    belongings_take_back(plugin);
    plugin->state = PLUGIN_STOPPED;
}

void plugins_close(struct plugins *plugins)
{
    if (plugins == NULL)
        return;
    while (!plugins_stop(plugins))
        for (size_t i = plugins->found.count; i > 0; i--)
            if (atomic_load(&plugins->found.at[i - 1]->held.at_work) > 0 &&
                plugins->found.at[i - 1]->state == PLUGIN_RUNNING)
                plugin_abandon(plugins->found.at[i - 1]);
    for (size_t i = 0; i < plugins->found.count; i++) {
        registry_withdraw(engine_registry(plugins->engine), plugins->found.at[i]->name);
        plugin_release(plugins->found.at[i]);
    }
    list_done(&plugins->found);
    free(plugins);
}
