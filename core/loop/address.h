/* Is an internet address one of the public internet? */
#ifndef LOOP_ADDRESS_H
#define LOOP_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* False for private, loopback, link-local, shared (CGNAT), multicast, reserved and documentation
 * addresses (RFC 6890), for IPv6 addresses that carry such an IPv4 address, and for what is no
 * internet address at all. */
bool address_is_public(const struct sockaddr *address);

#endif
