/* person.upsert: the handler that takes in a staff file. */
#ifndef ACTION_PERSON_UPSERT_H
#define ACTION_PERSON_UPSERT_H

#include "action/call.h"

/* A KITH_LONG handler; its mark is the number of the last row taken in or reported. */
kith_err person_upsert_run(void *self, struct kith_call *call);

#endif
