/* membership, the noun: who knows that a handle is there. */
#include "action/core.h"
#include "model/membership.h"
#include "model/office.h"
#include "model/sight.h"

struct sought {
    struct model *in;
    const struct actor *actor;
    int64_t handle, network; /* the network in which it is found; 0: nowhere yet */
    bool own;
    int err;
};

/* Leads find a member of their network, as far as the member lets them. For other members nothing
 * is read: how long that takes would tell them whether the handle is there. */
static int sought_by_lead(struct sought *sought, int64_t network)
{
    struct membership membership = {0};
    enum viewer viewer = VIEWER_OUTSIDE;
    int64_t own;
    int err = sight_viewer(sought->in, sought->actor, network, &viewer, &own);
    if (err != OK || (viewer != VIEWER_LEAD && viewer != VIEWER_MEMBERSHIP_LEAD))
        return err;
    err = membership_read(sought->in, network, sought->handle, &membership);
    if (err == OK && sight_allows(visibility_by_name(membership.visibility), viewer))
        sought->network = network;
    return err == ERROR_MISSING ? OK : err;
}

static void is_sought(void *self, const struct membership *membership)
{
    struct sought *sought = self;
    if (sought->network != 0 || sought->err != OK)
        return;
    sought->own = membership->handle == sought->handle;
    if (sought->own)
        sought->network = membership->network;
    else
        sought->err = sought_by_lead(sought, membership->network);
}

/* Where nobody may appoint yet, an administrator does, by the handle that a member gave them. */
static int sought_by_administrator(struct sought *sought)
{
    bool led = true;
    int err = membership_network(sought->in, sought->handle, &sought->network);
    if (err == OK && sought->network != 0)
        err = office_is_granted(sought->in, sought->network, GRANT_ROLES, &led);
    if (led)
        sought->network = 0;
    return err;
}

/* Who knows that a handle is there: the member themself, leads whom the member lets see it, their
 * network's schedule. */
static int membership_locate(struct model *in, const struct actor *actor, int64_t id,
                             struct location *ret_location)
{
    struct sought sought = {.in = in, .actor = actor, .handle = id};
    struct membership membership;
    int err = OK;
    *ret_location = (struct location){0};
    if (actor->kind == ACTOR_PERSON && !actor->is_blind)
        err = membership_mine(in, actor->person, is_sought, &sought);
    else if (actor->kind == ACTOR_SCHEDULE && actor->network != 0)
        sought.network = actor->network;
    else if (actor->kind == ACTOR_ADMINISTRATOR)
        err = sought_by_administrator(&sought);
    if (err == OK)
        err = sought.err;
    if (err != OK || sought.network == 0)
        return err;
    err = membership_read(in, sought.network, id, &membership);
    if (err == OK)
        *ret_location = (struct location){
            .network = sought.network, .owner = sought.own ? actor->person : 0, .visible = true};
    return err;
}

const struct noun membership_noun = {
    .name = "membership",
    .plural = "memberships",
    .summary = "Who belongs to a network, as handles: only the member knows whose it is.",
    .locate = membership_locate,
};
