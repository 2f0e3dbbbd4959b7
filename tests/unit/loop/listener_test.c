/* Listening on a Unix socket, with earlier sockets, other daemons and files in the way. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "loop/stream.h"

enum { GUARD_S = 60 };

struct fixture {
    struct loop *loop;
    struct listener *listener;
    char dir[32], path[64];
    struct error error;
    size_t accepted;
};

static int set_up(void **state)
{
    struct fixture *fixture = memory_take(sizeof *fixture);
    alarm(GUARD_S); /* a test that waits for ever is a failed one */
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
    strcpy(fixture->dir, "/tmp/kith-listener-XXXXXX");
    assert_non_null(mkdtemp(fixture->dir));
    snprintf(fixture->path, sizeof fixture->path, "%s/kith.sock", fixture->dir);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    loop_close(fixture->loop);
    unlink(fixture->path);
    rmdir(fixture->dir);
    free(fixture);
    alarm(0);
    return 0;
}

static void on_accepted(void *mine, int descriptor)
{
    struct fixture *fixture = mine;
    close(descriptor);
    fixture->accepted++;
    loop_stop(fixture->loop);
}

static int listen_at(struct fixture *fixture, const char *path)
{
    const struct listener_options options = {
        .path = path, .mode = 0666, .accepted = on_accepted, .mine = fixture};
    return listener_open(fixture->loop, &options, &fixture->listener, &fixture->error);
}

static int make_socket(const char *path, int *ret_descriptor)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *ret_descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return bind(*ret_descriptor, (struct sockaddr *)&address, sizeof address);
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    assert_int_equal(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    return descriptor;
}

static void who_connects_is_accepted(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(listen_at(fixture, fixture->path), OK);
    int descriptor = connect_to(fixture->path);
    loop_run(fixture->loop, NULL, NULL);
    assert_int_equal(fixture->accepted, 1);
    close(descriptor);
}

static void the_mode_is_as_asked_whatever_the_umask(void **state)
{
    struct fixture *fixture = *state;
    struct stat made;
    mode_t before = umask(077);
    assert_int_equal(listen_at(fixture, fixture->path), OK);
    umask(before);
    assert_int_equal(stat(fixture->path, &made), 0);
    assert_int_equal(made.st_mode & 0777, 0666);
}

static void a_socket_that_nobody_answers_on_is_replaced(void **state)
{
    struct fixture *fixture = *state;
    int old;
    assert_int_equal(make_socket(fixture->path, &old), 0);
    close(old);
    assert_int_equal(listen_at(fixture, fixture->path), OK);
    int descriptor = connect_to(fixture->path);
    loop_run(fixture->loop, NULL, NULL);
    assert_int_equal(fixture->accepted, 1);
    close(descriptor);
}

static void a_socket_that_somebody_answers_on_is_a_clash(void **state)
{
    struct fixture *fixture = *state;
    int other;
    assert_int_equal(make_socket(fixture->path, &other), 0);
    assert_int_equal(listen(other, 5), 0);
    assert_int_equal(listen_at(fixture, fixture->path), ERROR_CLASH);
    assert_non_null(strstr(fixture->error.message, "Another daemon answers"));
    close(connect_to(fixture->path)); /* it is still there */
    close(other);
}

static void a_file_in_the_way_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    struct stat found;
    FILE *file = fopen(fixture->path, "w");
    fclose(file);
    assert_int_equal(listen_at(fixture, fixture->path), ERROR_CLASH);
    assert_non_null(strstr(fixture->error.message, "is not a socket"));
    assert_int_equal(stat(fixture->path, &found), 0);
}

static void a_path_too_long_is_refused_with_the_remedy(void **state)
{
    struct fixture *fixture = *state;
    char path[200];
    memset(path, 'a', sizeof path - 1);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    assert_int_equal(listen_at(fixture, path), ERROR_WRONG);
    assert_string_equal(fixture->error.field, "socket");
    assert_non_null(strstr(fixture->error.message, "shorter directory"));
}

static void a_directory_that_is_not_there_is_told(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(listen_at(fixture, "/nowhere/at/all/kith.sock"), ERROR_WRONG);
    assert_non_null(strstr(fixture->error.message, "its directory"));
}

static void closing_takes_the_socket_file_away(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(listen_at(fixture, fixture->path), OK);
    listener_close(fixture->listener);
    assert_int_equal(access(fixture->path, F_OK), -1);
}

static void closing_leaves_a_file_that_another_has_put_there(void **state)
{
    struct fixture *fixture = *state;
    int other;
    assert_int_equal(listen_at(fixture, fixture->path), OK);
    unlink(fixture->path);
    assert_int_equal(make_socket(fixture->path, &other), 0);
    listener_close(fixture->listener);
    assert_int_equal(access(fixture->path, F_OK), 0);
    close(other);
}

/* systemd passes sockets as descriptors from 3 on; the test puts one there, in the place that
 * `take_place` has kept free of the loop's own. */
static void a_socket_passed_by_systemd_is_used(void **state)
{
    struct fixture *fixture = *state;
    char number[16];
    int passed;
    snprintf(number, sizeof number, "%d", (int)getpid());
    assert_int_equal(make_socket(fixture->path, &passed), 0);
    assert_int_equal(listen(passed, 5), 0);
    assert_int_equal(dup2(passed, 3), 3);
    setenv("LISTEN_PID", number, 1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_FDNAMES", "control", 1);
    assert_int_equal(listen_at(fixture, "/nowhere/at/all/kith.sock"), OK);
    unsetenv("LISTEN_FDS");
    int descriptor = connect_to(fixture->path);
    loop_run(fixture->loop, NULL, NULL);
    assert_int_equal(fixture->accepted, 1);
    listener_close(fixture->listener);
    assert_int_equal(access(fixture->path, F_OK), 0); /* systemd's, not ours */
    close(descriptor);
    close(passed);
}

static int take_place(void **state)
{
    (void)state;
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (file == 3)
        return 0;
    int failed = dup2(file, 3) < 0;
    close(file);
    return failed;
}

#define listener_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        listener_test(who_connects_is_accepted),
        listener_test(the_mode_is_as_asked_whatever_the_umask),
        listener_test(a_socket_that_nobody_answers_on_is_replaced),
        listener_test(a_socket_that_somebody_answers_on_is_a_clash),
        listener_test(a_file_in_the_way_is_left_alone),
        listener_test(a_path_too_long_is_refused_with_the_remedy),
        listener_test(a_directory_that_is_not_there_is_told),
        listener_test(closing_takes_the_socket_file_away),
        listener_test(closing_leaves_a_file_that_another_has_put_there),
        listener_test(a_socket_passed_by_systemd_is_used),
    };
    return cmocka_run_group_tests_name("listener", tests, take_place, NULL);
}
