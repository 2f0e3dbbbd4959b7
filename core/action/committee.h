/* What the files of committees share. */
#ifndef ACTION_COMMITTEE_H
#define ACTION_COMMITTEE_H

#include "action/call.h"
#include "model/committee.h"

#define COMMITTEE_FIELD                                                                            \
    {                                                                                              \
        .name = "committee", .type = KITH_ID, .limits = "committee",                               \
        .summary = "Which committee; committee.list tells them."                                   \
    }

/* The committee of the argument. CLASH if it or its network has been closed. */
int committee_open_one(struct kith_call *call, struct committee *ret_committee);
/* It meets by itself no more: what its cadence planned is called off; all that is planned, if
 * `all`. */
int committee_cadence_end(struct kith_call *call, const struct committee *committee, bool all);
/* The fields of a cadence that stands, into the reply. */
int committee_put_cadence(struct kith_call *call, const struct committee *committee);

#endif
