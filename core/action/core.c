/* The core's own nouns and actions. */
#include "action/core.h"

/* Nouns of which there is one, or which have no ids. */
static const struct noun journal_noun = {
    .name = "journal", .plural = "journals", .summary = "What was done."};
static const struct noun setting_noun = {
    .name = "setting", .plural = "settings", .summary = "The server's choices."};
static const struct noun clock_noun = {
    .name = "clock", .plural = "clocks", .summary = "The time that Kith goes by."};
static const struct noun server_noun = {.name = "server",
                                        .plural = "servers",
                                        .summary = "The daemon: how it is, its backups, its keys."};

int core_register(struct engine *engine, struct error *error)
{
    static const struct noun *const nouns[] = {
        &place_noun,    &person_noun, &network_noun, &membership_noun, &proposal_noun,
        &schedule_noun, &effect_noun, &job_noun,     &journal_noun,    &setting_noun,
        &clock_noun,    &server_noun, &pack_noun,    &glass_noun,      &space_noun,
    };
    static const kith_action *const tables[] = {
        place_actions,    person_actions,  network_actions,  membership_actions,
        proposal_actions, journal_actions, schedule_actions, effect_actions,
        job_actions,      setting_actions, clock_actions,    server_actions,
        backup_actions,   pack_actions,    glass_actions,    space_actions,
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
