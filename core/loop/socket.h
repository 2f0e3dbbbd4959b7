/* Listening sockets: those that systemd passes, or others opened at an address. */
#ifndef LOOP_SOCKET_H
#define LOOP_SOCKET_H

#include "base/error.h"
#include "base/text.h"

/* The sockets passed under `name`; if there are none, one opened at `address`: "127.0.0.1:8080",
 * "[::1]:8080" or "unix:/path" (a socket file that nobody answers on is replaced). An address is
 * a number, never a name. They do not block, and are the caller's to close. WRONG for an address
 * that is none, CLASH for one in use, REFUSED. `address` may be NULL: then MISSING. */
int socket_listen(const char *name, const char *address, int *ret_descriptors, size_t room,
                  size_t *ret_count, struct error *error);

#endif
