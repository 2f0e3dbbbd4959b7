/* What every tiny plugin has: the API and the core, kept by a start that does nothing else. */
#ifndef TESTS_PLUGIN_TINY_H
#define TESTS_PLUGIN_TINY_H

#include <string.h>

#include "kith.h"

#define TEXT(literal) ((kith_str){literal, sizeof(literal) - 1})

static const kith_api *api;
static kith *core;

static inline kith_err tiny_start(const kith_api *given_api, kith *given_core, void **ret_self)
{
    api = given_api;
    core = given_core;
    *ret_self = NULL;
    return KITH_OK;
}

static inline kith_str text_of(const char *text)
{
    return (kith_str){text, strlen(text)};
}

/* A field that is told by its name, type and flags alone. */
#define FIELD(its_name, its_type, its_flags)                                                       \
    {                                                                                              \
        .name = its_name, .type = its_type, .flags = its_flags,                                    \
        .summary = "A test's " its_name "."                                                        \
    }

#define ACTION(its_name, its_summary, who_may, its_flags, its_takes, its_gives, its_run)           \
    {                                                                                              \
        .name = its_name, .summary = its_summary, .may = who_may, .flags = its_flags,              \
        .takes = its_takes, .gives = its_gives, .run = its_run, .since = "0.1"                     \
    }

#define ABOUT(its_name)                                                                            \
    .name = its_name, .version = "1.0", .summary = "Tests " its_name ".", .licence = "Apache-2.0"

/* As KITH_PLUGIN, but whoever uses it says its sizes, wrong ones too. */
#define LYING_PLUGIN(...)                                                                          \
    KITH_EXPORT const kith_plugin *kith_plugin_v0(void);                                           \
    const kith_plugin *kith_plugin_v0(void)                                                        \
    {                                                                                              \
        static const kith_plugin plugin = {__VA_ARGS__};                                           \
        return &plugin;                                                                            \
    }

#endif
