/* Sight: the one place that answers what a viewer may see of a membership. */
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
    VIEWER_OUTSIDE, /* any other colleague, or nobody known */
    VIEWER_ADMINISTRATOR,
    VIEWERS
};

enum visibility { VISIBILITY_VISIBLE, VISIBILITY_MEMBERS, VISIBILITY_LEADS, VISIBILITY_CONCEALED };

enum visibility visibility_by_name(struct str name); /* concealed for an unknown word */
bool sight_allows(enum visibility visibility, enum viewer viewer);
/* What the actor is to this network, and their own handle in it (0 if none). The membership lead
 * is who holds an office for members. */
int sight_viewer(struct model *in, const struct actor *actor, int64_t network,
                 enum viewer *ret_viewer, int64_t *ret_handle);
const char *viewer_words(enum viewer viewer); /* "other members of this network" */
/* "These can see that you belong: its membership lead. Nobody else can." */
struct str sight_sentence(struct arena *arena, enum visibility visibility);

#endif
