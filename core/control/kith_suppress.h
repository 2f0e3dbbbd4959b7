/* kith suppress: hides the small counts of a table that somebody publishes by hand. */
#ifndef CONTROL_KITH_SUPPRESS_H
#define CONTROL_KITH_SUPPRESS_H

#include "control/kith_session.h"

/* The words after "suppress". Needs no daemon. The exit status. */
int suppress_command(struct session *session, char *const *words, size_t count);

#endif
