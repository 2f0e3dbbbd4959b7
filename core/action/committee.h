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

/* Terms of a committee that are one of a few words. */
#define TIERS       "regional|local"
#define ATTENDS     "seats|leads|members"
#define MINUTES_FOR "members|seats"
#define TERM_FIELD(name_, limits_, preset_, flags_, summary_)                                      \
    {                                                                                              \
        .name = name_, .type = KITH_ONE_OF, .flags = (flags_), .preset = (preset_),                \
        .limits = limits_, .summary = summary_                                                     \
    }
#define TIER_SUMMARY    "Of the whole region, or of one place."
#define ATTEND_SUMMARY  "Who may come: those with a seat, all leads, all members."
#define MINUTES_SUMMARY "Who reads its minutes once they are approved."

/* The committee of the argument. CLASH if it or its network has been closed. */
int committee_open_one(struct kith_call *call, struct committee *ret_committee);
/* It meets by itself no more: what its cadence planned is called off; all that is planned, if
 * `all`. */
int committee_cadence_end(struct kith_call *call, const struct committee *committee, bool all);
/* The fields of a cadence that stands, into the reply. */
int committee_put_cadence(struct kith_call *call, const struct committee *committee);

#endif
