/* Listening on a Unix socket. Nobody can connect between bind and listen, so the mode is set
 * there and no moment is left in which the socket is more open than it should be. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "loop/inside.h"
#include "loop/notify.h"
#include "loop/stream.h"

enum {
    ACCEPT_TURN = 64,     /* accepted in one turn, so that streams get theirs */
    ACCEPT_PAUSE_MS = 200 /* rest when the process has no descriptor left */
};

struct listener {
    struct loop *loop;
    struct watch *watch;
    struct timer *pause;
    int descriptor;
    struct listener_options options;
    char *path; /* of the socket file we made; NULL if systemd did */
    dev_t device;
    ino_t inode;
};

static void on_connection(void *mine, int descriptor, int what)
{
    struct listener *listener = mine;
    (void)what;
    for (int i = 0; i < ACCEPT_TURN; i++) {
        int connected = accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (connected < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        if (connected < 0 && errno != EAGAIN) {
            /* Out of descriptors or memory: the connection waits in the kernel meanwhile. */
            watch_set(listener->watch, 0, on_connection, listener);
            timer_set(listener->pause, ACCEPT_PAUSE_MS, 0);
        }
        if (connected < 0)
            return;
        listener->options.accepted(listener->options.mine, connected);
    }
}

static void after_pause(void *mine)
{
    struct listener *listener = mine;
    watch_set(listener->watch, WATCH_READ, on_connection, listener);
}

/* OK if nobody answers at the address; what is left of an earlier socket is taken away. */
static int clear_path(const struct sockaddr_un *address, struct error *error)
{
    struct stat found;
    if (lstat(address->sun_path, &found))
        return OK;
    if (!S_ISSOCK(found.st_mode))
        return error_set(error, ERROR_CLASH, "socket",
                         "%s is in the way and is not a socket. Move it away, or give another "
                         "path for the socket.",
                         address->sun_path);
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0)
        return error_set(error, ERROR_BUSY, "socket", "No socket could be made: %s.",
                         strerror(errno));
    int failed = connect(probe, (const struct sockaddr *)address, sizeof *address) ? errno : 0;
    close(probe);
    if (failed != ECONNREFUSED && failed != ENOENT)
        return error_set(error, ERROR_CLASH, "socket",
                         "Another daemon answers at %s. Stop it first, or give another path for "
                         "the socket.",
                         address->sun_path);
    unlink(address->sun_path);
    return OK;
}

static int fill_address(const char *path, struct sockaddr_un *ret_address, struct error *error)
{
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof ret_address->sun_path)
        return error_set(error, ERROR_WRONG, "socket",
                         "The path of a socket must have 1 to %zu bytes; %s has %zu. Use a shorter "
                         "directory, or set `socket` in the configuration to a short path.",
                         sizeof ret_address->sun_path - 1, path, length);
    memcpy(ret_address->sun_path, path, length);
    return OK;
}

static int make_socket(struct listener *listener, struct error *error)
{
    const char *path = listener->options.path;
    struct sockaddr_un address;
    struct stat made = {0};
    int err = fill_address(path, &address, error);
    if (!err)
        err = clear_path(&address, error);
    if (err)
        return err;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return error_set(error, ERROR_BUSY, "socket", "No socket could be made: %s.",
                         strerror(errno));
    if (bind(descriptor, (const struct sockaddr *)&address, sizeof address)) {
        err = error_set(error, ERROR_WRONG, "socket",
                        "The socket %s could not be made: %s. Check that its directory is there "
                        "and can be written to.",
                        path, strerror(errno));
    } else if (chmod(path, listener->options.mode) || stat(path, &made) ||
               listen(descriptor, SOMAXCONN)) {
        err = error_set(error, ERROR_DISK, "socket", "The socket %s could not be opened: %s.", path,
                        strerror(errno));
        unlink(path);
    }
    if (err) {
        close(descriptor);
        return err;
    }
    listener->descriptor = descriptor;
    listener->path = strdup(path);
    listener->device = made.st_dev;
    listener->inode = made.st_ino;
    return OK;
}

/* The socket that systemd made for us, if there is one. */
static int take_passed(struct listener *listener, struct error *error)
{
    int descriptor;
    if (notify_take_sockets("control", &descriptor, 1) == 0)
        return OK;
    if (sd_is_socket_unix(descriptor, SOCK_STREAM, 1, NULL, 0) <= 0) {
        close(descriptor);
        return error_set(error, ERROR_WRONG, "socket",
                         "The socket that systemd passes as \"control\" must be a listening Unix "
                         "stream socket. Use ListenStream= with a path in its socket unit.");
    }
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    listener->descriptor = descriptor;
    return OK;
}

/* The file is taken away only while it is still the one we made. */
static void listener_free(void *self)
{
    struct listener *listener = self;
    struct stat found;
    if (listener->descriptor >= 0)
        close(listener->descriptor);
    if (listener->path && !lstat(listener->path, &found) && found.st_dev == listener->device &&
        found.st_ino == listener->inode)
        unlink(listener->path);
    free(listener->path);
    free(listener);
}

int listener_open(struct loop *loop, const struct listener_options *options,
                  struct listener **ret_listener, struct error *error)
{
    struct listener *listener = memory_take(sizeof *listener);
    *listener = (struct listener){.loop = loop, .descriptor = -1, .options = *options};
    int err = take_passed(listener, error);
    if (!err && listener->descriptor < 0)
        err = make_socket(listener, error);
    loop_remember(loop, listener, listener_free); /* first, as the loop closes the latest first */
    if (!err) {
        listener->watch = watch_open(loop, listener->descriptor, error);
        if (!listener->watch)
            err = ERROR_WRONG;
    }
    if (err) {
        loop_forget(loop, listener);
        listener_free(listener);
        return err;
    }
    listener->pause = timer_open(loop, after_pause, listener);
    watch_set(listener->watch, WATCH_READ, on_connection, listener);
    listener->options.path = listener->path;
    *ret_listener = listener;
    return OK;
}

void listener_close(struct listener *listener)
{
    watch_close(listener->watch);
    timer_close(listener->pause);
    loop_forget(listener->loop, listener);
    listener_free(listener);
}
