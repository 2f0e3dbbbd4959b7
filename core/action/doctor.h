/* server.doctor: things that go wrong at three in the morning, each with what mends it. */
#ifndef ACTION_DOCTOR_H
#define ACTION_DOCTOR_H

#include "action/call.h"

extern const kith_field doctor_gives[];
enum { DISK_STEP = 64 << 20 };

/* Of the disk, as much is told as tells nobody that somebody did something. */
int64_t disk_rounded(int64_t bytes);
kith_err doctor(struct engine *engine, struct kith_call *call);

#endif
