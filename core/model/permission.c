/* May this actor do this here: yes, no, or ask the network. */
#include "model/permission.h"

#include <string.h>

#include "model/membership.h"
#include "model/network.h"

static bool is_administrator(const struct actor *actor)
{
    return actor->kind == ACTOR_ADMINISTRATOR;
}

static bool is_person(const struct actor *actor)
{
    return actor->kind == ACTOR_PERSON && actor->person != 0;
}

/* The core itself, the server's own schedule; a network's schedule or script where an id has led
 * to that network, so that it has no say in what is the server's. */
static bool is_system(const struct actor *actor, const struct location *where)
{
    if (actor->kind == ACTOR_SYSTEM)
        return true;
    return (actor->kind == ACTOR_SCHEDULE || actor->kind == ACTOR_SCRIPT) &&
           actor->network == where->network;
}

static int may_anyone(struct model *in, const struct actor *actor, const struct location *where,
                      bool *ret_may)
{
    (void)in, (void)actor, (void)where;
    *ret_may = true;
    return OK;
}

static int may_person(struct model *in, const struct actor *actor, const struct location *where,
                      bool *ret_may)
{
    (void)in, (void)where;
    *ret_may = is_person(actor);
    return OK;
}

static int may_colleague(struct model *in, const struct actor *actor, const struct location *where,
                         bool *ret_may)
{
    (void)in, (void)where;
    *ret_may = is_person(actor) || is_administrator(actor);
    return OK;
}

static int may_self(struct model *in, const struct actor *actor, const struct location *where,
                    bool *ret_may)
{
    (void)in;
    *ret_may = is_administrator(actor) ||
               (is_person(actor) && where->owner != 0 && actor->person == where->owner);
    return OK;
}

static int may_member(struct model *in, const struct actor *actor, const struct location *where,
                      bool *ret_may)
{
    int64_t handle = 0;
    int err = OK;
    *ret_may = is_system(actor, where);
    if (!is_person(actor) || where->network == 0)
        return OK;
    err = membership_handle(in, where->network, actor->person, &handle);
    *ret_may = handle != 0;
    return err;
}

static int may_steward(struct model *in, const struct actor *actor, const struct location *where,
                       bool *ret_may)
{
    if (where->network != 0)
        return may_member(in, actor, where, ret_may);
    *ret_may = is_administrator(actor) || is_system(actor, where);
    return OK;
}

static int may_administrator(struct model *in, const struct actor *actor,
                             const struct location *where, bool *ret_may)
{
    (void)in;
    *ret_may = is_administrator(actor) || is_system(actor, where);
    return OK;
}

static int may_system(struct model *in, const struct actor *actor, const struct location *where,
                      bool *ret_may)
{
    (void)in;
    *ret_may = is_system(actor, where);
    return OK;
}

static const struct {
    const char *name, *sentence;
    int (*may)(struct model *in, const struct actor *actor, const struct location *where,
               bool *ret_may);
} words[] = {
    {"anyone", "anyone", may_anyone},
    {"person", "people who are known here, for themselves", may_person},
    {"colleague", "people who are known here", may_colleague},
    {"self", "the person it belongs to", may_self},
    {"member", "members of the network", may_member},
    {"steward", "members in their network, and administrators for the server", may_steward},
    {"administrator", "administrators", may_administrator},
    {"system", "Kith itself", may_system},
};

bool permission_is_known(const char *may)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].name, may) == 0)
            return true;
    return false;
}

const char *permission_sentence(const char *may)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].name, may) == 0)
            return words[i].sentence;
    return "nobody";
}

/* Does the network want to be asked before this is done in it? */
static int network_asks(struct model *in, const struct actor *actor, const char *action,
                        const struct location *where, bool *ret_asks)
{
    *ret_asks = false;
    if (where->network == 0 || is_system(actor, where))
        return OK;
    return network_wants_to_be_asked(in, where->network, action, ret_asks);
}

int permission_may(struct model *in, const struct actor *actor, const char *may, const char *action,
                   const struct location *where, enum permission *ret_permission)
{
    bool yes = false, asks = false;
    int err = OK;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].name, may) == 0)
            err = words[i].may(in, actor, where, &yes);
    if (err == OK && yes)
        err = network_asks(in, actor, action, where, &asks);
    *ret_permission = !yes ? PERMISSION_NO : asks ? PERMISSION_ASK : PERMISSION_YES;
    return err;
}
