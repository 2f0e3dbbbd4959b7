/* Who is at the other end of the control socket, as the kernel tells it. */
#ifndef CONTROL_PEER_H
#define CONTROL_PEER_H

#include "base/error.h"
#include "loop/stream.h"

enum { PEER_NO_GROUP = -1 };

/* The number of a group by name; PEER_NO_GROUP for NULL. WRONG if there is no such group. */
int peer_find_group(const char *name, int64_t *ret_group, struct error *error);
/* Root, the account that runs the daemon, and members of the group are the administrator. */
bool peer_is_administrator(const struct stream_peer *peer, int64_t group);

#endif
