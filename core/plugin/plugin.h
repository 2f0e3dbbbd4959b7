/* One plugin as the core sees it: what it said of itself, how it fares, what it holds.
 *
 * `struct kith` is the opaque handle of kith.h. It is counted: callbacks that are still under
 * way when a plugin stops keep it, and find it stopped. The loop's thread owns all of it but
 * the count, which any thread may change. */
#ifndef PLUGIN_PLUGIN_H
#define PLUGIN_PLUGIN_H

#include <pthread.h>
#include <stdatomic.h>

#include "action/call.h"
#include "base/list.h"
#include "plugin/belongings.h"
#include "plugin/load.h"

enum plugin_state {
    PLUGIN_FOUND,    /* the file is there; nothing is known yet */
    PLUGIN_OFF,      /* the configuration says so */
    PLUGIN_LEFT_OUT, /* something is not right: see `reason` */
    PLUGIN_STARTING,
    PLUGIN_RUNNING,
    PLUGIN_STOPPED
};

struct kith {
    struct plugins *plugins;
    const char *name; /* of the file without .so, and of the plugin: the two are the same */
    const char *path;
    const struct plugin_setting *setting; /* NULL if the configuration says nothing */
    enum plugin_state state;
    const char *reason;    /* why it does not run; NULL */
    const char *complaint; /* the last error it logged while it started; NULL */
    struct arena arena;    /* what lives as long as the plugin */

    kith_plugin about;                              /* its description, in the core's own layout */
    kith_err (**runs)(void *self, kith_call *call); /* of about.actions, row for row */
    struct value *options;
    void *self;

    struct frame *frame; /* the innermost callback that runs now; NULL if none */
    struct belongings held;
    struct text described; /* the registry as last told to it */
    atomic_bool ending;    /* no job of it begins any more */
    atomic_int references;
};

struct plugins {
    struct engine *engine;
    struct loop *loop;
    const char *dir;
    const struct plugin_setting *settings;
    size_t setting_count;
    pthread_t thread;          /* the loop's */
    LIST(struct kith *) found; /* by name until they are ordered, then by need */
    bool stopping;
};

const char *plugin_state_name(enum plugin_state state);

struct kith *plugin_new(struct plugins *plugins, const char *path, struct str name);
struct kith *plugin_keep(struct kith *plugin); /* any thread */
void plugin_release(struct kith *plugin);      /* any thread; the last one frees it */
/* Notes in words why a plugin is left out, and answers the code. */
int plugin_refuse(struct kith *plugin, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Remembers an error that the plugin logs while it starts, in case it then does not. */
void plugin_complains(struct kith *plugin, const char *line);
struct kith *plugins_find(const struct plugins *plugins, const char *name); /* NULL if none */

/* describe.c: opens the shared object and copies what it says of itself. */
int plugin_describe(struct kith *plugin);
/* options.c: reads what the configuration says against the plugin's own table. */
int plugin_read_options(struct kith *plugin);

/* offer.c and its siblings: the functions of kith_api. */
extern const kith_api plugin_api;
/* The handler of every action, the subscriber of every event, the server of every kind of
 * effect: they find the plugin's own function and call it in a frame. */
kith_err plugin_run_action(void *self, kith_call *call);
void plugin_listen_in(struct kith *plugin); /* subscriptions and effects, once it has started */
void plugin_fall_silent(struct kith *plugin);

/* actions.c */
extern const struct noun plugin_noun;
extern const kith_action plugin_actions[];

#endif
