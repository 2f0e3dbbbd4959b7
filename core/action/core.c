/* The core's own nouns and actions. */
#include "action/core.h"

int core_register(struct engine *engine, struct error *error)
{
    static const struct noun *const nouns[] = {
        &place_noun,    &person_noun,   &network_noun, &membership_noun,
        &proposal_noun, &schedule_noun, &effect_noun,  &job_noun,
    };
    static const kith_action *const tables[] = {
        place_actions,   person_actions,   network_actions, membership_actions, proposal_actions,
        journal_actions, schedule_actions, effect_actions,  job_actions,        setting_actions,
        clock_actions,   server_actions,   backup_actions,
    };
    struct registry *registry = engine_registry(engine);
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        registry_add_noun(registry, nouns[i]);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        int err = registry_add(registry, "core", tables[i], engine, error);
        if (err != OK)
            return err;
    }
    return OK;
}
