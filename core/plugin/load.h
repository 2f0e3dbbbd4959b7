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
    } * options;
    size_t option_count;
};

struct plugins_options {
    struct engine *engine;
    struct loop *loop;
    const char *dir;                       /* *.so */
    const struct plugin_setting *settings; /* these three outlive the plugins */
    size_t setting_count;
};

/* Loads all; a bad one is logged in plain words, shown by plugin.list, and left out, unless it is
 * required: then the error says so. Registers plugin.list and plugin.show. Before engine_start,
 * while the write connection is free: plugins' tables are made. */
int plugins_open(struct plugins **ret_plugins, const struct plugins_options *options,
                 struct error *error);
/* Stops them in reverse order: nothing new reaches them, what they wait for is told that Kith is
 * stopping, calls without an answer end as stopped. False while work of theirs is on another
 * thread: ask again in a later turn. Their actions stay registered (and answer `stopped`). */
bool plugins_stop(struct plugins *plugins);
/* Once the engine is quiet; stops what plugins_stop did not; takes NULL. */
void plugins_close(struct plugins *plugins);

#endif
