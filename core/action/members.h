/* membership.members, membership.preview and membership.looked: who is seen, by whom. */
#ifndef ACTION_MEMBERS_H
#define ACTION_MEMBERS_H

#include "action/call.h"
#include "model/space.h"

extern const kith_field members_gives[], preview_gives[], looked_gives[];
/* A page of those whom the actor may see in the network, or in the space if it is not NULL. */
kith_err members_put(struct kith_call *call, int64_t network, const struct space *space);
kith_err members_run(void *self, struct kith_call *call);
kith_err preview_run(void *self, struct kith_call *call);
kith_err looked_run(void *self, struct kith_call *call);

#endif
