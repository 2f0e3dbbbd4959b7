/* Listening sockets: those that systemd passes, or others opened at an address. */
#include "loop/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "loop/notify.h"

enum { BACKLOG = 256 };

struct endpoint {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    } at;
    socklen_t size;
};

static int address_fail(const char *address, struct error *error)
{
    return error_set(error, ERROR_WRONG, NULL,
                     "\"%s\" is no address to listen at: give \"127.0.0.1:8080\", \"[::1]:8080\" "
                     "or \"unix:/path\".",
                     address);
}

static int local_parse(const char *path, struct endpoint *ret_endpoint, struct error *error)
{
    struct sockaddr_un *local = &ret_endpoint->at.local;
    if (path[0] != '/')
        return error_set(error, ERROR_WRONG, NULL,
                         "A socket's path begins with a slash; this is \"%s\".", path);
    if (strlen(path) >= sizeof local->sun_path)
        return error_set(error, ERROR_WRONG, NULL,
                         "The socket's path is too long: at most %zu "
                         "bytes.",
                         sizeof local->sun_path - 1);
    local->sun_family = AF_UNIX;
    memcpy(local->sun_path, path, strlen(path) + 1);
    ret_endpoint->size = sizeof *local;
    return OK;
}

static int endpoint_parse(const char *address, struct endpoint *ret_endpoint, struct error *error)
{
    struct str whole = str_of(address);
    char host[INET6_ADDRSTRLEN + 1] = "";
    int64_t port = 0;
    *ret_endpoint = (struct endpoint){0};
    if (str_starts(whole, "unix:"))
        return local_parse(address + 5, ret_endpoint, error);
    const char *colon = strrchr(address, ':');
    bool is_v6 = address[0] == '[';
    if (colon == NULL || (is_v6 && (colon == address || colon[-1] != ']')))
        return address_fail(address, error);
    size_t length = (size_t)(colon - address) - (is_v6 ? 2 : 0);
    if (length >= sizeof host || !str_to_int(str_of(colon + 1), &port) || port < 0 ||
        port > UINT16_MAX)
        return address_fail(address, error);
    memcpy(host, address + (is_v6 ? 1 : 0), length);
    struct sockaddr_in *v4 = &ret_endpoint->at.v4;
    struct sockaddr_in6 *v6 = &ret_endpoint->at.v6;
    if (is_v6) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        ret_endpoint->size = sizeof *v6;
        return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1 ? OK : address_fail(address, error);
    }
    v4->sin_family = AF_INET;
    v4->sin_port = htons((uint16_t)port);
    ret_endpoint->size = sizeof *v4;
    return inet_pton(AF_INET, host, &v4->sin_addr) == 1 ? OK : address_fail(address, error);
}

/* A socket file outlives a killed daemon. It is removed only if it is a socket on which nobody
 * answers. */
static void local_clear(const struct endpoint *endpoint)
{
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0)
        return;
    if (connect(probe, &endpoint->at.any, endpoint->size) != 0 && errno == ECONNREFUSED)
        unlink(endpoint->at.local.sun_path);
    close(probe);
}

static int bind_fail(const char *address, struct error *error)
{
    if (errno == EADDRINUSE)
        return error_set(error, ERROR_CLASH, NULL,
                         "Another program listens at %s already: stop it, or give another "
                         "address.",
                         address);
    return error_set(error, errno == EACCES ? ERROR_REFUSED : ERROR_WRONG, NULL,
                     "Kith cannot listen at %s: %s.", address, strerror(errno));
}

static int endpoint_open(const struct endpoint *endpoint, const char *address, int *ret_descriptor,
                         struct error *error)
{
    int family = endpoint->at.any.sa_family, yes = 1;
    int opened = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (opened < 0)
        return error_set(error, ERROR_LIMIT, NULL, "No socket can be opened: %s.", strerror(errno));
    if (family == AF_UNIX)
        local_clear(endpoint);
    else
        setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (family == AF_INET6)
        setsockopt(opened, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    if (bind(opened, &endpoint->at.any, endpoint->size) != 0 || listen(opened, BACKLOG) != 0) {
        int err = bind_fail(address, error);
        close(opened);
        return err;
    }
    *ret_descriptor = opened;
    return OK;
}

int socket_listen(const char *name, const char *address, int *ret_descriptors, size_t room,
                  size_t *ret_count, struct error *error)
{
    struct endpoint endpoint;
    *ret_count = name == NULL ? 0 : notify_take_sockets(name, ret_descriptors, room);
    for (size_t i = 0; i < *ret_count; i++)
        fcntl(ret_descriptors[i], F_SETFL, fcntl(ret_descriptors[i], F_GETFL) | O_NONBLOCK);
    if (*ret_count > 0)
        return OK;
    if (address == NULL || room == 0)
        return error_set(error, ERROR_MISSING, NULL, "No socket called %s was passed.",
                         name == NULL ? "" : name);
    int err = endpoint_parse(address, &endpoint, error);
    if (err == OK)
        err = endpoint_open(&endpoint, address, ret_descriptors, error);
    if (err == OK)
        *ret_count = 1;
    return err;
}
