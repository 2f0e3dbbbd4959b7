/* person.export: all that is held of whoever asks. */
#ifndef ACTION_PERSON_EXPORT_H
#define ACTION_PERSON_EXPORT_H

#include "action/call.h"

/* A KITH_LATER handler: the work is done on a pool thread, and no job keeps what came of it. */
kith_err person_export_run(void *self, struct kith_call *call);
extern const kith_field person_export_gives[];

#endif
