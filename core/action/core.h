/* The core's own nouns and actions, one noun a file: its table, then its handlers. */
#ifndef ACTION_CORE_H
#define ACTION_CORE_H

#include "action/engine.h"

/* Registers all of them. */
int core_register(struct engine *engine, struct error *error);

#define NOUN(name)                                                                                 \
    extern const struct noun name##_noun;                                                          \
    extern const kith_action name##_actions[];
#define ACTIONS(name) extern const kith_action name##_actions[];
#include "action/nouns.def"
#undef NOUN
#undef ACTIONS

/* The network that an action is about. */
#define NETWORK_FIELD                                                                              \
    {                                                                                              \
        .name = "network", .type = KITH_ID, .limits = "network", .summary = "Which network."       \
    }

/* The `next` of a reply that gives a list. */
#define NEXT_FIELD                                                                                 \
    {                                                                                              \
        .name = "next", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                                 \
        .summary = "Where the next page begins, if there is more: give it as `after`."             \
    }

/* What comes next after a step of something that has several, for whoever has just taken it. */
#define WHAT_NEXT_FIELD                                                                            \
    {                                                                                              \
        .name = "what_next", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                            \
        .summary = "What comes next."                                                              \
    }

#endif
