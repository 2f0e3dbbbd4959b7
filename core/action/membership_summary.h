/* membership.count and membership.summary: how many belong, through the release ledger. */
#ifndef ACTION_MEMBERSHIP_SUMMARY_H
#define ACTION_MEMBERSHIP_SUMMARY_H

#include "action/call.h"
#include "model/suppress.h"

extern const kith_field membership_summary_gives[];
kith_err membership_summary_run(void *self, struct kith_call *call);
kith_err membership_count_run(void *self, struct kith_call *call);
/* Members and allies together, as the last count may be shown. */
int membership_summary_total(struct model *in, int64_t network, struct suppress_entry *ret_total);
/* For a network that is being opened: its first count in the coming night, then weekly. */
int membership_count_weekly(struct kith_call *call, int64_t network);

#endif
