/* Notices: mail that says no more than a shared screen may show. */
#ifndef ACTION_NOTICE_H
#define ACTION_NOTICE_H

#include "action/call.h"

/* To a member, under the subject "A message waits for you", which names no network. */
int notice_add(struct kith_call *call, int64_t network, int64_t handle, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const char *notice_day(struct arena *arena, int32_t day); /* "21 November 2028" */

#endif
