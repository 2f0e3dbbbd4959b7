/* A connection to the daemon's socket. Once open, the descriptor never blocks; poll waits for it.
 */
#include "control/kith_exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

enum { DESCRIPTORS_MOST = 8, LINE_MOST = 256 * 1024 * 1024, READ_SIZE = 65536 };

/* A path too long for an address is reached through its folder's descriptor. */
static bool address_of(const char *path, struct sockaddr_un *ret_address, int *ret_folder)
{
    struct sockaddr_un *address = ret_address;
    const char *slash = strrchr(path, '/');
    char *folder;
    int length;

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    *ret_folder = -1;
    if (strlen(path) < sizeof address->sun_path) {
        memcpy(address->sun_path, path, strlen(path) + 1);
        return true;
    }
    if (!slash)
        return false;
    folder = strndup(path, (size_t)(slash - path) + 1);
    *ret_folder = folder ? open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    if (*ret_folder < 0)
        return false;
    length = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d%s",
                      *ret_folder, slash);
    return length > 0 && (size_t)length < sizeof address->sun_path;
}

/* A daemon whose queue of callers is full is waited for, but not for ever. */
static bool set_limits(int descriptor, int64_t wait_ms)
{
    struct timeval limit = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};

    return setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0;
}

enum exchange_outcome exchange_open(struct exchange *exchange, const char *path, int64_t wait_ms)
{
    struct sockaddr_un address;
    enum exchange_outcome outcome = EXCHANGE_ABSENT;
    int folder = -1;

    exchange_close(exchange);
    if (!address_of(path, &address, &folder))
        goto out;
    exchange->descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (exchange->descriptor < 0 || !set_limits(exchange->descriptor, wait_ms))
        goto out;
    if (connect(exchange->descriptor, (const struct sockaddr *)&address, sizeof address) == 0 &&
        fcntl(exchange->descriptor, F_SETFL, O_NONBLOCK) == 0) {
        outcome = EXCHANGE_OK;
    } else {
        outcome = errno == EACCES || errno == EPERM ? EXCHANGE_REFUSED : EXCHANGE_ABSENT;
        exchange_close(exchange);
    }
out:
    if (folder >= 0)
        close(folder);
    return outcome;
}

void exchange_close(struct exchange *exchange)
{
    if (exchange->descriptor >= 0)
        close(exchange->descriptor);
    text_done(&exchange->in);
    *exchange = (struct exchange){.descriptor = -1};
}

/* Waits for the descriptor; a signal that does not end the program does not end the wait. */
static enum exchange_outcome wait_for(const struct exchange *exchange, short what,
                                      int64_t deadline_ms)
{
    for (;;) {
        struct pollfd waiting = {.fd = exchange->descriptor, .events = what};
        int64_t left = deadline_ms < 0 ? -1 : deadline_ms - clock_ticks_ms();
        int ready;

        if (deadline_ms >= 0 && left < 0)
            left = 0;
        ready = poll(&waiting, 1, left > INT32_MAX ? INT32_MAX : (int)left);
        if (ready > 0)
            return EXCHANGE_OK;
        if (ready == 0 && left <= INT32_MAX)
            return EXCHANGE_LATE;
        if (ready < 0 && errno != EINTR)
            return EXCHANGE_LOST;
    }
}

/* The first byte carries the descriptors. */
static ssize_t send_some(const struct exchange *exchange, struct str bytes, const int *descriptors,
                         size_t count)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * DESCRIPTORS_MOST)];
    } control = {0};
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes.ptr, .iov_len = bytes.len};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    if (count) {
        message.msg_control = control.room;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof(int) * count);
        memcpy(CMSG_DATA(&control.header), descriptors, sizeof(int) * count);
    }
    return sendmsg(exchange->descriptor, &message, MSG_NOSIGNAL);
}

enum exchange_outcome exchange_send(struct exchange *exchange, struct str line,
                                    const int *descriptors, size_t count)
{
    struct text bytes = {0};
    enum exchange_outcome outcome = EXCHANGE_OK;
    size_t sent = 0;

    if (exchange->descriptor < 0 || count > DESCRIPTORS_MOST)
        return EXCHANGE_LOST;
    text_add(&bytes, line);
    text_add_char(&bytes, '\n');
    while (outcome == EXCHANGE_OK && sent < bytes.len) {
        struct str rest = {bytes.ptr + sent, bytes.len - sent};
        ssize_t done = send_some(exchange, rest, descriptors, sent ? 0 : count);

        if (done > 0)
            sent += (size_t)done;
        else if (done < 0 && errno == EAGAIN)
            outcome = wait_for(exchange, POLLOUT, -1);
        else if (done == 0 || errno != EINTR)
            outcome = EXCHANGE_LOST;
    }
    text_done(&bytes);
    return outcome;
}

/* A whole line that was read before, if there is one; `*looked` bytes are known to hold no end. */
static bool line_ready(struct exchange *exchange, size_t *looked, struct str *ret_line)
{
    struct str left = {exchange->in.ptr, exchange->in.len};
    const char *end;

    left.len -= exchange->read_from;
    if (left.len <= *looked)
        return false;
    left.ptr += exchange->read_from;
    end = memchr(left.ptr + *looked, '\n', left.len - *looked);
    *looked = left.len;
    if (!end)
        return false;
    *ret_line = (struct str){left.ptr, (size_t)(end - left.ptr)};
    exchange->read_from += ret_line->len + 1;
    return true;
}

static void drop_read_lines(struct exchange *exchange)
{
    size_t left = exchange->in.len - exchange->read_from;

    if (exchange->read_from == 0)
        return;
    memmove(exchange->in.ptr, exchange->in.ptr + exchange->read_from, left);
    exchange->in.len = left;
    exchange->read_from = 0;
}

enum exchange_outcome exchange_next(struct exchange *exchange, int64_t deadline_ms,
                                    struct str *ret_line)
{
    size_t looked = 0;

    if (exchange->descriptor < 0)
        return EXCHANGE_LOST;
    while (!line_ready(exchange, &looked, ret_line)) {
        char room[READ_SIZE];
        enum exchange_outcome outcome;
        ssize_t size;

        drop_read_lines(exchange);
        if (exchange->in.len > LINE_MOST)
            return EXCHANGE_GARBLED;
        outcome = wait_for(exchange, POLLIN, deadline_ms);
        if (outcome != EXCHANGE_OK)
            return outcome;
        size = recv(exchange->descriptor, room, sizeof room, 0);
        if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
            return EXCHANGE_LOST;
        if (size > 0)
            text_add(&exchange->in, (struct str){room, (size_t)size});
    }
    return EXCHANGE_OK;
}
