/* What systemd hears and hands over: readiness, status, watchdog, sockets. Without systemd (no
 * NOTIFY_SOCKET, no LISTEN_FDS) all of it does nothing. */
#ifndef LOOP_NOTIFY_H
#define LOOP_NOTIFY_H

#include "loop/loop.h"

void notify_ready(const char *status); /* READY=1; `status` is shown by systemctl */
void notify_stopping(void);
void notify_status(const char *status);

/* Feeds the watchdog while the loop turns and `is_well` says so; only if the unit asks for it
 * (WatchdogSec=), twice in its time. NULL if it does not. */
struct timer *notify_watchdog(struct loop *loop, bool (*is_well)(void *mine), void *mine);

/* Sockets passed under this name (FileDescriptorName=); the caller closes them. */
size_t notify_take_sockets(const char *name, int *ret_descriptors, size_t room);

#endif
