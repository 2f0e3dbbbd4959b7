/* The daemon's run, from its start to its end.
 *
 * Ready means that the socket answers. It ends in good order on SIGTERM and SIGINT: calls under
 * way are answered, jobs and deliveries stop where they can go on later. A second signal ends the
 * process at once, which loses nothing that was acknowledged. */
#ifndef CORE_DAEMON_H
#define CORE_DAEMON_H

#include "base/error.h"
#include "options.h"

int daemon_run(const struct options *options, struct error *error); /* logs as it goes */

#endif
