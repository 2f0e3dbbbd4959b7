/* Belongings: from a person, under keyed hashes, to their handles in networks, each a sealed pair.
 * One may lead to a membership that still hides: membership.h asks for more. */
#ifndef MODEL_BELONGING_H
#define MODEL_BELONGING_H

#include "model/model.h"

struct belonging {
    int64_t network, handle;
};

/* CLASH if the person has one to this network. */
int belonging_add(struct model *in, int64_t person, int64_t network, int64_t handle);
int belonging_remove(struct model *in, int64_t person, int64_t network);
/* The handle that it names; 0 if there is none. */
int belonging_handle(struct model *in, int64_t network, int64_t person, int64_t *ret_handle);
/* Calls `each` for every belonging; one that answers true ends it. In no telling order. */
int belonging_each(struct model *in, int64_t person,
                   bool (*each)(void *self, const struct belonging *belonging), void *self);

#endif
