/* The release ledger: what was ever shown of how many there are, by topic (release.h).
 *
 * A list that was shown stands here before anybody sees it, and is never changed or deleted: the
 * next one is judged by it. Nothing that release_compare calls overlapping gets in. */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include "model/model.h"
#include "model/release.h"

/* The last list of a topic; one that has not begun if there is none. */
int ledger_read(struct model *in, int64_t network, const struct release_topic *topic,
                struct release_list *ret_list);
/* Decides what is shown of a topic from now on, and writes it down if it is new. CLASH if it
 * overlaps with another topic of the network that was shown. */
int ledger_release(struct model *in, int64_t network, const struct release_topic *topic,
                   const struct suppress_preset *preset, const struct release_census *today,
                   struct release_list *ret_list);

#endif
