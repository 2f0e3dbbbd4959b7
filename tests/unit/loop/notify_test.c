/* What systemd hears: the test listens on a notification socket of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "loop/notify.h"

struct fixture {
    struct loop *loop;
    int descriptor;
    char heard[256];
    size_t looks;
    bool well;
};

static int set_up(void **state)
{
    struct fixture *fixture = memory_take(sizeof *fixture);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char name[64];
    alarm(60); /* a test that waits for ever is a failed one */
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
    snprintf(name, sizeof name, "@kith-notify-%d", (int)getpid());
    memcpy(address.sun_path, name, strlen(name) + 1);
    address.sun_path[0] = '\0'; /* an abstract name */
    fixture->descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
    assert_int_equal(bind(fixture->descriptor, (struct sockaddr *)&address, size), 0);
    setenv("NOTIFY_SOCKET", name, 1);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    loop_close(fixture->loop);
    close(fixture->descriptor);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    free(fixture);
    return 0;
}

static const char *hear(struct fixture *fixture)
{
    memset(fixture->heard, 0, sizeof fixture->heard);
    if (recv(fixture->descriptor, fixture->heard, sizeof fixture->heard - 1, 0) < 0)
        return "(nothing)";
    return fixture->heard;
}

static void systemd_hears_that_it_is_ready_and_that_it_stops(void **state)
{
    struct fixture *fixture = *state;
    notify_ready("Ready.");
    assert_string_equal(hear(fixture), "READY=1\nSTATUS=Ready.");
    notify_status("Checking.");
    assert_string_equal(hear(fixture), "STATUS=Checking.");
    notify_stopping();
    assert_string_equal(hear(fixture), "STOPPING=1");
}

static bool is_well(void *mine)
{
    struct fixture *fixture = mine;
    if (++fixture->looks == 2)
        loop_stop(fixture->loop);
    return fixture->well;
}

static void the_watchdog_is_fed_from_the_loop(void **state)
{
    struct fixture *fixture = *state;
    setenv("WATCHDOG_USEC", "4000", 1);
    fixture->well = true;
    assert_non_null(notify_watchdog(fixture->loop, is_well, fixture));
    assert_string_equal(hear(fixture), "(nothing)");
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(hear(fixture), "WATCHDOG=1");
}

static void the_watchdog_goes_hungry_when_something_is_stuck(void **state)
{
    struct fixture *fixture = *state;
    setenv("WATCHDOG_USEC", "4000", 1);
    assert_non_null(notify_watchdog(fixture->loop, is_well, fixture));
    loop_run(fixture->loop, NULL, NULL);
    assert_string_equal(hear(fixture), "(nothing)");
}

static void no_watchdog_means_no_timer(void **state)
{
    struct fixture *fixture = *state;
    assert_null(notify_watchdog(fixture->loop, is_well, fixture));
}

static void without_systemd_no_socket_is_found(void **state)
{
    int descriptor;
    (void)state;
    assert_int_equal(notify_take_sockets("control", &descriptor, 1), 0);
}

#define notify_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        notify_test(systemd_hears_that_it_is_ready_and_that_it_stops),
        notify_test(the_watchdog_is_fed_from_the_loop),
        notify_test(the_watchdog_goes_hungry_when_something_is_stuck),
        notify_test(no_watchdog_means_no_timer),
        notify_test(without_systemd_no_socket_is_found),
    };
    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
