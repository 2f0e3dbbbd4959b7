/* Sight: the one place that answers what a viewer may see of a membership, in its network and in
 * each space of it. */
#ifndef MODEL_SIGHT_H
#define MODEL_SIGHT_H

#include "model/actor.h"
#include "model/model.h"

/* Who is looking, as far as one network is concerned. */
enum viewer {
    VIEWER_SELF,   /* the member themself */
    VIEWER_MEMBER, /* another member of the network */
    VIEWER_LEAD,   /* a member who holds another office */
    VIEWER_MEMBERSHIP_LEAD,
    VIEWER_OUTSIDE, /* any other colleague */
    VIEWER_ADMINISTRATOR,
    VIEWERS
};

enum visibility { VISIBILITY_VISIBLE, VISIBILITY_MEMBERS, VISIBILITY_LEADS, VISIBILITY_CONCEALED };

/* Where somebody belongs: to the network itself, or to a space by its door. */
enum door { DOOR_NETWORK, DOOR_OPEN, DOOR_CLOSED, DOOR_CONFIDENTIAL, DOORS };

enum visibility visibility_by_name(struct str name); /* concealed for an unknown word */
enum door door_by_name(struct str name);             /* confidential for an unknown word */

bool sight_allows(enum visibility visibility, enum viewer viewer); /* in the network itself */
bool sight_allows_in(enum door door, enum visibility visibility, enum viewer viewer);
/* Does this viewer see that the space is there? Its members need not be seen for that. */
bool sight_shows_space(enum door door, enum viewer viewer);

const char *viewer_words(enum viewer viewer); /* "other members of this network" */
/* "These can see that you belong: its membership lead. Nobody else can." */
struct str sight_sentence(struct arena *arena, enum visibility visibility);
/* "These can see that you are in this space: …" */
struct str sight_sentence_in(struct arena *arena, enum door door, enum visibility visibility);

/* The handle by which this actor acts in a network; 0 if they do not belong. Whoever speaks for
 * somebody in real use has none: else an administrator could find out what anybody belongs to by
 * trying what members may do. */
int sight_own_handle(struct model *in, const struct actor *actor, int64_t network,
                     int64_t *ret_handle);
/* Do they belong, but are paused? False for whoever speaks for somebody, likewise. */
int sight_is_paused(struct model *in, const struct actor *actor, int64_t network, bool *ret_is);
/* What kind of viewer an actor is in a network, and their own handle there: for it they are
 * VIEWER_SELF. Whoever is no person, or speaks for one in real use, is an administrator: they see
 * nobody. */
int sight_viewer(struct model *in, const struct actor *actor, int64_t network,
                 enum viewer *ret_viewer, int64_t *ret_own_handle);

#endif
