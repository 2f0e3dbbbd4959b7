/* Who acts: decided by the door, never by what is asked. */
#include "model/actor.h"

static const char *const names[] = {
    [ACTOR_ANONYMOUS] = "anonymous",
    [ACTOR_PERSON] = "person",
    [ACTOR_ADMINISTRATOR] = "administrator",
    [ACTOR_SYSTEM] = "system",
    [ACTOR_SCHEDULE] = "schedule",
    [ACTOR_SCRIPT] = "script",
    [ACTOR_PLUGIN] = "plugin",
};

const char *actor_kind_name(enum actor_kind kind)
{
    return names[kind];
}

bool actor_kind_by_name(struct str name, enum actor_kind *ret_kind)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!str_is(name, names[i]))
            continue;
        *ret_kind = (enum actor_kind)i;
        return true;
    }
    return false;
}
