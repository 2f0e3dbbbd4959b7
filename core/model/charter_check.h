/* Terms that nobody could ever meet: found before they are in force. */
#ifndef MODEL_CHARTER_CHECK_H
#define MODEL_CHARTER_CHECK_H

#include "model/model.h"
#include "model/terms.h"

/* WRONG (`terms`), naming the term, why it can never be met, and what would mend it. A term that
 * stays as it is in `before` (the charter in force, or the defaults) is let pass: the roles may
 * have changed since it was agreed. The network has its roles already. */
int charter_check(struct model *in, int64_t network, const struct terms *before,
                  const struct terms *terms);

#endif
