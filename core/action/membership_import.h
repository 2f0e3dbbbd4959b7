/* membership.import and what follows it: import.settle, membership.decline. */
#ifndef ACTION_MEMBERSHIP_IMPORT_H
#define ACTION_MEMBERSHIP_IMPORT_H

#include "action/call.h"

extern const kith_field membership_import_takes[], membership_import_gives[];
/* A KITH_LONG handler; its mark is the number of the last row staged, or that all are shown. */
kith_err membership_import_run(void *self, struct kith_call *call);

extern const kith_field membership_decline_takes[];
kith_err membership_decline_run(void *self, struct kith_call *call);

#endif
