/* What an administrator who speaks for somebody (--as) may neither do nor find out.
 *
 * In real use what is personal is refused, before anything else is looked at, so that nobody
 * joins, votes or is seen by another's hand; and what the person belongs to plays no part in the
 * rest of the call, so that it cannot be tried. In a rehearsal nobody is real. */
#include "action/state.h"

int call_check_personal(struct kith_call *call)
{
    call->actor.is_blind = call->actor.spoken_for && !call->engine->rehearsal;
    if (call->actor.is_blind && (call->entry->action->flags & KITH_IS_PERSONAL))
        return call_fail(call, ERROR_REFUSED, "as",
                         "%s is personal: nobody can do it for another. Give the person a token "
                         "with person.link instead.",
                         call->entry->action->name);
    return OK;
}
