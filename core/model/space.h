/* Spaces: rooms of a network, each with its own aim, a door, and for whom it is.
 *
 * Who is inside an open or a closed space is kept as the handles of memberships. Who is inside a
 * confidential one only the system knows: there a member has another random handle, whose link is
 * sealed, in a slot that is found from the membership and from nowhere else. So nobody can list or
 * count those inside; the system finds them by asking for each member of the network. */
#ifndef MODEL_SPACE_H
#define MODEL_SPACE_H

#include "model/model.h"

struct space {
    int64_t id, network;
    struct str name, aim;
    struct str door;     /* "open": seen by colleagues; "closed": by members; "confidential" */
    struct str for_whom; /* "everyone": members and allies; "members" */
    bool ended;
};

/* Somebody inside. */
struct space_entry {
    int64_t network, space;
    int64_t membership; /* their handle in the network */
    int64_t handle;     /* their handle in the space: another one where it is confidential */
};

int space_add(struct model *in, struct space *space); /* sets the id; CLASH: the name is taken */
int space_read(struct model *in, int64_t id, struct space *ret_space); /* MISSING */
/* Name, aim, door, for whom. CLASH for what would show those inside to more people than they came
 * in for: see space_may_become. */
int space_change(struct model *in, const struct space *space);
/* Ends it: from that moment on nobody is inside, nobody can enter, and nothing is relayed. What is
 * kept of those who were inside goes by space_clear. */
int space_close(struct model *in, const struct space *space);
/* Deletes what an ended space keeps of those who were inside, some hundreds after that handle of
 * theirs in the network; `ret_last` is the last of them, 0 if none is left. */
int space_clear(struct model *in, const struct space *space, int64_t after, int64_t *ret_last);
/* Those of a network that have not ended; open ones only, unless `all`. */
int space_page(struct model *in, int64_t network, bool all, struct page *page,
               void (*each)(void *self, const struct space *space), void *self);
/* May it be changed so? *ret_field is the one that may not. A door may be closed further, never
 * opened wider; a confidential space stays what it is, and no other becomes one, since who is
 * inside was known already; for whom it is may widen, but where it is confidential. */
bool space_may_become(const struct space *before, const struct space *after,
                      const char **ret_field);

/* By the handle of the membership. Entering twice, and leaving when outside, change nothing.
 * Entering: CLASH if the space has ended, REFUSED if it is not for allies. */
int space_enter(struct model *in, const struct space *space, int64_t membership);
int space_leave(struct model *in, const struct space *space, int64_t membership);
int space_is_inside(struct model *in, const struct space *space, int64_t membership,
                    bool *ret_inside);
/* All spaces of the network: for a membership that ends. */
int space_leave_all(struct model *in, int64_t network, int64_t membership);

/* For the system alone, which passes on what is sent into a space: everybody inside, in the order
 * of their random handles in the network. Never for a reply. */
int space_relay_each(struct model *in, const struct space *space,
                     int (*each)(void *self, const struct space_entry *entry), void *self);
/* Whose handle in a confidential space is this? MISSING if nobody's. For the system alone. */
int space_entry_read(struct model *in, int64_t handle, struct space_entry *ret_entry);

#endif
