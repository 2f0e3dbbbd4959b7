/* Somebody in a network, as far as they let the actor of a call see them. */
#ifndef ACTION_SOMEBODY_H
#define ACTION_SOMEBODY_H

#include "action/call.h"
#include "model/sight.h"

/* Who looks at the members of one network: found once a call. */
struct onlooker {
    int64_t network, own; /* own: the handle; 0 if they do not belong */
    enum viewer viewer;
};

int onlooker_of(struct kith_call *call, int64_t network, struct onlooker *ret_onlooker);
/* May this handle be shown to them as somebody who belongs? Not if it is 0 or has left. */
int somebody_is_seen(struct kith_call *call, const struct onlooker *onlooker, int64_t handle,
                     bool *ret_seen);
/* The name of who is seen, and empty for anybody else. A look is written down, but for their own.
 */
int somebody_name(struct kith_call *call, const struct onlooker *onlooker, int64_t handle,
                  struct str *ret_name);
/* Into the reply, of who is seen: the handle as `field`, the name as `name_field`. */
int somebody_put(struct kith_call *call, const struct onlooker *onlooker, int64_t handle,
                 const char *field, const char *name_field);

#endif
