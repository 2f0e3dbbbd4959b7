/* Focus: the marginalised groups that a network looks to in particular, in its own words. */
#ifndef MODEL_FOCUS_H
#define MODEL_FOCUS_H

#include "model/model.h"

/* These instead of those before; one that stays keeps its day. LIMIT: more than the charter's
 * term focus.groups; CLASH: one stands there twice. */
int focus_agree(struct model *in, int64_t network, const struct str *groups, size_t count);
/* In the order of their names. */
int focus_each(struct model *in, int64_t network,
               int (*each)(void *self, struct str group, int32_t since_day), void *self);

#endif
