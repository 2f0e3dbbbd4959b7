/* Making one of two: somebody was known twice. */
#ifndef MODEL_MERGE_H
#define MODEL_MERGE_H

#include "model/model.h"

/* All that is held of `from` is of `into`, and `from` is no more. What both have, such as a
 * membership of the same network, stays as `into` has it; what `into` lacks is taken over. Tokens
 * of both end. WRONG if the two are one. */
int merge_people(struct model *in, int64_t from, int64_t into);

#endif
