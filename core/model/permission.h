/* May this actor do this here: yes, no, or ask the network.
 *
 * The vocabulary of an action's `may`:
 *   anyone         whoever comes, the anonymous door too
 *   person         a person known here, for themself
 *   colleague      a person known here, or an administrator
 *   self           the person whom the thing belongs to, or an administrator
 *   member         a current member of the call's network
 *   lead           a current member who holds an office in the call's network
 *   lead:members   likewise an office with that grant; the grants of model/office.h
 *   steward        what belongs to a network: its members; what is the server's: administrators
 *   administrator  an administrator
 *   keeper         a person who may, with another, break the glass (model/glass.h)
 *   system         only the core, the schedule and the network's scripts
 * The system may do what is for stewards, administrators, members or leads. While nobody holds an
 * office in a network it is being founded, and administrators may do what is for its leads; while
 * nobody in it may appoint, they may do what is lead:roles. A network's charter can name actions
 * that need its consent (`ask`): then PERMISSION_ASK for persons and administrators. */
#ifndef MODEL_PERMISSION_H
#define MODEL_PERMISSION_H

#include "model/actor.h"
#include "model/model.h"

enum permission { PERMISSION_NO, PERMISSION_YES, PERMISSION_ASK };

/* Where a thing is, and whether this actor may know that it is there. */
struct location {
    int64_t network; /* 0: the server's own */
    int64_t place;   /* 0 if none */
    int64_t owner;   /* the person it belongs to; 0 if nobody's */
    int64_t handle;  /* the actor's own in that network, where `locate` has looked; 0: not looked */
    bool visible;
};

/* Where something is that every colleague may know of. */
static inline struct location location_for_colleagues(const struct actor *actor, int64_t network)
{
    return (struct location){.network = network, .visible = actor->kind != ACTOR_ANONYMOUS};
}

bool permission_is_known(const char *may);        /* is this a word of the vocabulary? */
const char *permission_sentence(const char *may); /* "administrators": for whom it is */
/* The core itself, the server's own schedule; a network's schedule or script where an id has led
 * to that network, so that it has no say in what is the server's. */
bool permission_is_system(const struct actor *actor, int64_t network);
int permission_may(struct model *in, const struct actor *actor, const char *may, const char *action,
                   const struct location *where, enum permission *ret_permission);

#endif
