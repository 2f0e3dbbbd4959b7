/* The core's own nouns and actions, one noun a file: its table, then its handlers. */
#ifndef ACTION_CORE_H
#define ACTION_CORE_H

#include "action/engine.h"

/* Registers all of them. */
int core_register(struct engine *engine, struct error *error);

extern const struct noun place_noun, person_noun, network_noun, membership_noun, proposal_noun,
    schedule_noun, effect_noun, job_noun, pack_noun, glass_noun, space_noun;
extern const kith_action place_actions[], person_actions[], network_actions[], membership_actions[],
    proposal_actions[], journal_actions[], schedule_actions[], effect_actions[], job_actions[],
    setting_actions[], clock_actions[], server_actions[], backup_actions[], pack_actions[],
    glass_actions[], space_actions[];

/* The `next` of a reply that gives a list. */
#define NEXT_FIELD                                                                                 \
    {                                                                                              \
        .name = "next", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                                 \
        .summary = "Where the next page begins, if there is more: give it as `after`."             \
    }

#endif
