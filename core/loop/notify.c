/* Words with systemd, through libsystemd. */
#include "loop/notify.h"

#include <fcntl.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>

#include "loop/inside.h"

void notify_ready(const char *status)
{
    sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void notify_status(const char *status)
{
    sd_notifyf(0, "STATUS=%s", status);
}

struct watchdog {
    bool (*is_well)(void *mine);
    void *mine;
};

static void feed(void *self)
{
    const struct watchdog *watchdog = self;
    if (watchdog->is_well(watchdog->mine))
        sd_notify(0, "WATCHDOG=1");
}

static void forget_watchdog(void *self)
{
    free(self);
}

struct timer *notify_watchdog(struct loop *loop, bool (*is_well)(void *mine), void *mine)
{
    uint64_t limit_us;
    if (sd_watchdog_enabled(0, &limit_us) <= 0)
        return NULL;
    struct watchdog *watchdog = memory_take(sizeof *watchdog);
    *watchdog = (struct watchdog){.is_well = is_well, .mine = mine};
    loop_remember(loop, watchdog, forget_watchdog);
    struct timer *timer = timer_open(loop, feed, watchdog);
    int64_t half_ms = (int64_t)(limit_us / 2000);
    timer_set(timer, half_ms, half_ms > 0 ? half_ms : 1);
    return timer;
}

/* The descriptors stay open as systemd passed them, and callers get copies: so a socket can be
 * asked for again, and a number that was closed is never handed out as a socket. */
size_t notify_take_sockets(const char *name, int *ret_descriptors, size_t room)
{
    char **names = NULL;
    size_t taken = 0;
    int count = sd_listen_fds_with_names(0, &names);
    for (int i = 0; i < count; i++) {
        if (taken < room && str_is(str_of(names[i]), name)) {
            int copy = fcntl(SD_LISTEN_FDS_START + i, F_DUPFD_CLOEXEC, 0);
            if (copy >= 0)
                ret_descriptors[taken++] = copy;
        }
        free(names[i]);
    }
    free(names);
    return taken;
}
