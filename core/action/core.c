/* The core's own nouns and actions. */
#include "action/core.h"

/* Nouns of which there is one, or which have no ids. */
const struct noun journal_noun = {
    .name = "journal", .plural = "journals", .summary = "What was done."};
const struct noun setting_noun = {
    .name = "setting", .plural = "settings", .summary = "The server's choices."};
const struct noun clock_noun = {
    .name = "clock", .plural = "clocks", .summary = "The time that Kith goes by."};
const struct noun server_noun = {.name = "server",
                                 .plural = "servers",
                                 .summary = "The daemon: how it is, its backups, its keys."};

int core_register(struct engine *engine, struct error *error)
{
    static const struct {
        const struct noun *noun;
        const kith_action *actions;
    } tables[] = {
#define NOUN(name)    {&name##_noun, name##_actions},
#define ACTIONS(name) {NULL, name##_actions},
#include "action/nouns.def"
#undef NOUN
#undef ACTIONS
    };
    struct registry *registry = engine_registry(engine);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i].noun != NULL)
            registry_add_noun(registry, tables[i].noun);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        int err = registry_add(registry, "core", tables[i].actions, engine, error);
        if (err != OK)
            return err;
    }
    return OK;
}
