/* Notices: a short mail to a member, or to a person outside any network; one message a person.
 *
 * Screens and inboxes are shared, so a subject says only that a message waits. */
#ifndef ACTION_NOTICE_H
#define ACTION_NOTICE_H

#include "action/call.h"

/* To whoever the handle is, when it leaves. */
int notice_member(struct kith_call *call, int64_t network, int64_t handle, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* To all members of a network, a large one in pieces. The words stand on the schedule meanwhile:
 * they name nobody. */
int notice_members(struct kith_call *call, int64_t network, const char *text);
kith_err notice_tell_run(void *self, struct kith_call *call); /* network.tell: the next piece */
/* The rest of many has its turn in a call of its own, at once: this action of the system, with
 * these arguments, which say after whom. */
int notice_go_on(struct kith_call *call, int64_t network, const char *action, struct str arguments);
/* The row does not tell who it is for. */
int notice_person(struct kith_call *call, int64_t person, const char *text);
const char *notice_day(struct arena *arena, int32_t day); /* "21 November 2028" */
/* "21 November 2028 at 09:30", by the clocks of the server's zone. */
const char *notice_time(struct kith_call *call, int64_t time_ms);

#endif
