/* What the actions of membership share: the actor's own membership, mail to a member, the end. */
#ifndef ACTION_MEMBER_H
#define ACTION_MEMBER_H

#include "action/call.h"
#include "model/membership.h"

/* The actor's own membership in the call's network, paused or not; it becomes the call's subject
 * and the journal's actor. MISSING, with a plain word, if they do not belong. */
int member_own(struct kith_call *call, int64_t network, struct membership *ret_membership);

struct member_mail {
    const char *subject, *text;
    struct str way_back; /* a code that confirms the membership; empty for none */
};
int member_mail(struct kith_call *call, const struct membership *membership,
                const struct member_mail *mail);

/* Tells a deputy, by a task, of each who has waited for long to be welcomed in person. */
int member_welcome_late(struct kith_call *call, int64_t network);

/* For a network that is being opened: from the next day on its members' dates are looked at. */
int member_refresh_daily(struct kith_call *call, int64_t network);

#endif
