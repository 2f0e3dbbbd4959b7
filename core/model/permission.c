/* May this actor do this here: yes, no, or ask the network. */
#include "model/permission.h"

#include <string.h>

#include "model/glass.h"
#include "model/network.h"
#include "model/office.h"
#include "model/sight.h"

static bool is_administrator(const struct actor *actor)
{
    return actor->kind == ACTOR_ADMINISTRATOR;
}

static bool is_person(const struct actor *actor)
{
    return actor->kind == ACTOR_PERSON && actor->person != 0;
}

bool permission_is_system(const struct actor *actor, int64_t network)
{
    if (actor->kind == ACTOR_SYSTEM)
        return true;
    return (actor->kind == ACTOR_SCHEDULE || actor->kind == ACTOR_SCRIPT) &&
           actor->network == network;
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
    int64_t handle = where->handle;
    int err = OK;
    *ret_may = permission_is_system(actor, where->network) || handle != 0;
    if (!is_person(actor) || where->network == 0 || handle != 0)
        return OK;
    err = sight_own_handle(in, actor, where->network, &handle);
    *ret_may = handle != 0;
    return err;
}

static int may_steward(struct model *in, const struct actor *actor, const struct location *where,
                       bool *ret_may)
{
    if (where->network != 0)
        return may_member(in, actor, where, ret_may);
    *ret_may = is_administrator(actor) || permission_is_system(actor, where->network);
    return OK;
}

static int may_administrator(struct model *in, const struct actor *actor,
                             const struct location *where, bool *ret_may)
{
    (void)in;
    *ret_may = is_administrator(actor) || permission_is_system(actor, where->network);
    return OK;
}

static int may_keeper(struct model *in, const struct actor *actor, const struct location *where,
                      bool *ret_may)
{
    (void)where;
    *ret_may = false;
    return is_person(actor) ? glass_is_keeper(in, actor->person, ret_may) : OK;
}

static int may_system(struct model *in, const struct actor *actor, const struct location *where,
                      bool *ret_may)
{
    (void)in;
    *ret_may = permission_is_system(actor, where->network);
    return OK;
}

/* A member who holds an office with one of these grants (any office, if 0). While nobody holds an
 * office, the network is being founded, and administrators stand in; while nobody may appoint, they
 * do. */
static int may_lead(struct model *in, const struct actor *actor, const struct location *where,
                    uint32_t grants, bool *ret_may)
{
    int64_t handle = 0;
    uint32_t needed = grants == GRANT_ROLES ? GRANT_ROLES : 0;
    bool led = true;
    int err = OK;
    *ret_may = permission_is_system(actor, where->network);
    if (*ret_may || where->network == 0)
        return OK;
    if (is_administrator(actor)) {
        err = office_is_granted(in, where->network, needed, &led);
        *ret_may = !led;
    } else if (is_person(actor)) {
        err = sight_own_handle(in, actor, where->network, &handle);
        if (err == OK && handle != 0)
            err = office_grants(in, where->network, handle, grants, ret_may);
    }
    return err;
}

/* Those with `may` are answered by it, the others by offices with one of these grants. */
struct word {
    const char *name, *sentence;
    int (*may)(struct model *in, const struct actor *actor, const struct location *where,
               bool *ret_may);
    uint32_t grants;
};

static const struct word words[] = {
    {"anyone", "anyone", may_anyone, 0},
    {"person", "people who are known here, for themselves", may_person, 0},
    {"colleague", "people who are known here", may_colleague, 0},
    {"self", "the person it belongs to, and administrators", may_self, 0},
    {"member", "members of the network", may_member, 0},
    {"steward", "members in their network, and administrators for the server", may_steward, 0},
    {"administrator", "administrators", may_administrator, 0},
    {"keeper", "those who keep the glass: glass.keepers lists them", may_keeper, 0},
    {"system", "Kith itself", may_system, 0},
    {"lead", "holders of an office", NULL, 0},
    {"lead:roles", "holders of an office for roles", NULL, GRANT_ROLES},
    {"lead:members", "holders of an office for members", NULL, GRANT_MEMBERS},
    {"lead:charter", "holders of an office for the charter", NULL, GRANT_CHARTER},
    {"lead:spaces", "holders of an office for spaces", NULL, GRANT_SPACES},
    {"lead:brand", "holders of an office for the network's page", NULL, GRANT_BRAND},
    {"lead:events", "holders of an office for events", NULL, GRANT_EVENTS},
    {"lead:mail", "holders of an office for mail", NULL, GRANT_MAIL},
    {"lead:money", "holders of an office for money", NULL, GRANT_MONEY},
};

static const struct word *word_find(const char *may)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].name, may) == 0)
            return &words[i];
    return NULL;
}

bool permission_is_known(const char *may)
{
    return word_find(may) != NULL;
}

const char *permission_sentence(const char *may)
{
    const struct word *word = word_find(may);
    return word == NULL ? "nobody" : word->sentence;
}

/* Does the network want to be asked before this is done in it? */
static int network_asks(struct model *in, const struct actor *actor, const char *action,
                        const struct location *where, bool *ret_asks)
{
    *ret_asks = false;
    if (action == NULL || where->network == 0 || permission_is_system(actor, where->network))
        return OK;
    return network_wants_to_be_asked(in, where->network, action, ret_asks);
}

int permission_may(struct model *in, const struct actor *actor, const char *may, const char *action,
                   const struct location *where, enum permission *ret_permission)
{
    bool yes = false, asks = false;
    const struct word *word = word_find(may);
    int err = OK;
    if (word != NULL)
        err = word->may != NULL ? word->may(in, actor, where, &yes)
                                : may_lead(in, actor, where, word->grants, &yes);
    if (err == OK && yes)
        err = network_asks(in, actor, action, where, &asks);
    *ret_permission = !yes ? PERMISSION_NO : asks ? PERMISSION_ASK : PERMISSION_YES;
    return err;
}
