/* The quorums that a charter sets, as rules. */
#ifndef MODEL_CHARTER_QUORUM_H
#define MODEL_CHARTER_QUORUM_H

#include "model/model.h"
#include "model/quorum/quorum.h"
#include "model/terms.h"

/* Of that version of the charter (0: the one in force; the defaults, if there is none): the quorum
 * of the steering group (the terms `quorum`), or of a general meeting of all members (the terms
 * `general`). A part of nothing, or "at least 0", asks nothing: where nothing is left, one person
 * is enough. */
int quorum_of_charter(struct model *in, int64_t network, int64_t version, bool is_general,
                      struct quorum_rule *ret_rule);
/* The same of terms that may not be in force. The rule lives as long as they do. */
void quorum_of_terms(const struct terms *terms, bool is_general, struct quorum_rule *ret_rule);

#endif
