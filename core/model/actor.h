/* Who acts: decided by the door, never by what is asked. */
#ifndef MODEL_ACTOR_H
#define MODEL_ACTOR_H

#include "base/text.h"

enum actor_kind {
    ACTOR_ANONYMOUS,     /* nobody known: an anonymous door */
    ACTOR_PERSON,        /* somebody signed in, or spoken for by the administrator */
    ACTOR_ADMINISTRATOR, /* root, the configured group, or the daemon's own account */
    ACTOR_SYSTEM,        /* the core itself */
    ACTOR_SCHEDULE,      /* a due timer of a network */
    ACTOR_SCRIPT,        /* a network's script */
    ACTOR_PLUGIN         /* a plugin, for itself */
};

struct actor {
    enum actor_kind kind;
    int64_t person;   /* of ACTOR_PERSON */
    int64_t network;  /* of ACTOR_SCHEDULE and ACTOR_SCRIPT; 0: the server's own */
    const char *name; /* of ACTOR_PLUGIN: the plugin */
    bool spoken_for;  /* an administrator acts for the person (--as) */
    bool is_blind; /* … in real use: what the person belongs to is not shown, and plays no part */
};

const char *actor_kind_name(enum actor_kind kind); /* "person", … */
bool actor_kind_by_name(struct str name, enum actor_kind *ret_kind);

#endif
