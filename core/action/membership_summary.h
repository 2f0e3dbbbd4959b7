/* membership.summary: how many belong, through the suppression engine. */
#ifndef ACTION_MEMBERSHIP_SUMMARY_H
#define ACTION_MEMBERSHIP_SUMMARY_H

#include "action/call.h"

extern const kith_field membership_summary_gives[];
kith_err membership_summary_run(void *self, struct kith_call *call);

#endif
