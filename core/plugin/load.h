/* Plugins: found, opened, checked, ordered by their needs, started and stopped. */
#ifndef PLUGIN_LOAD_H
#define PLUGIN_LOAD_H

#include "action/engine.h"
#include "loop/loop.h"

struct plugins;

/* One section of the configuration: [plugin NAME] with its raw options. */
struct plugin_setting {
    const char *plugin;
    bool required; /* the daemon does not start without it */
    bool door;     /* may call as a person it has authenticated */
    bool off;      /* not loaded */
    struct plugin_option {
        const char *name;
        struct str text;
    } *options;
    size_t option_count;
};

struct plugins_options {
    struct engine *engine;
    struct loop *loop;
    const char *dir; /* *.so */
    const struct plugin_setting *settings;
    size_t setting_count;
};

/* Loads all; a bad one is logged in plain words, shown by plugin.list, and left out, unless it is
 * required: then the error says so. Registers plugin.list and plugin.show. */
int plugins_open(struct plugins **ret_plugins, const struct plugins_options *options,
                 struct error *error);
void plugins_close(struct plugins *plugins); /* stops in reverse order; takes NULL */

#endif
