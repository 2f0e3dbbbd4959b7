/* Charters: what network.c and charter.c share. */
#ifndef ACTION_CHARTER_H
#define ACTION_CHARTER_H

#include "action/call.h"

/* The task to look at a charter again; its subject is the network. */
#define CHARTER_REVIEW_TASK STR("charter.review")

/* charter.compare */
extern const kith_field charter_compare_takes[], charter_compare_gives[];
kith_err charter_compare_run(void *self, struct kith_call *call);

#endif
