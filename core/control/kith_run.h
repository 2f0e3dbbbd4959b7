/* Running an action: words to arguments, the call, its pages, and the reply shown. */
#ifndef CONTROL_KITH_RUN_H
#define CONTROL_KITH_RUN_H

#include "control/kith_session.h"

/* The exit status. */
int run_action(struct session *session, const struct known_action *action);

#endif
