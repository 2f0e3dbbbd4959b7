/* The control door before an engine of the test's own, which answers when the test says so. */
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

#include "base/list.h"
#include "control/server.h"

enum { GUARD_S = 60, CALL_LIMIT = 4096, CONNECTION_LIMIT = 256 };

/* ---- the engine of this test ---- */

struct kith_call {
    struct call_request request;
    char action[32], key[32];
    int outcome;
    struct error error;
};

struct engine {
    LIST(struct kith_call *) calls;
    size_t seen, forgotten;
    bool at_once; /* answers before engine_call returns */
};

static void finish(struct kith_call *call)
{
    if (call->request.done)
        call->request.done(call->request.mine, call);
    for (size_t i = 0; i < call->request.file_count; i++)
        close(call->request.files[i]);
}

void engine_call(struct engine *engine, const struct call_request *request)
{
    struct kith_call *call = memory_take(sizeof *call);
    call->request = *request;
    call->request.with = NULL; /* lent until this function returns */
    snprintf(call->action, sizeof call->action, "%.*s", STR_ARGS(request->action));
    snprintf(call->key, sizeof call->key, "%.*s", STR_ARGS(request->key));
    call->request.files = NULL;
    if (request->file_count > 0) {
        int *files = memory_take(request->file_count * sizeof *files);
        memcpy(files, request->files, request->file_count * sizeof *files);
        call->request.files = files;
    }
    engine->seen++;
    *list_add(&engine->calls) = call;
    if (engine->at_once)
        finish(call);
}

void engine_forget(struct engine *engine, struct client *client)
{
    for (size_t i = 0; i < engine->calls.count; i++) {
        if (engine->calls.at[i]->request.client == client) {
            engine->calls.at[i]->request.done = NULL;
            engine->calls.at[i]->request.progress = NULL;
        }
    }
    engine->forgotten++;
}

int engine_token_person(struct engine *engine, struct str token, int64_t *ret_person)
{
    (void)engine;
    *ret_person = 77;
    return str_is(token, "good") ? OK : ERROR_MISSING;
}

int call_outcome(const struct kith_call *call)
{
    return call->outcome;
}

const struct error *call_error(const struct kith_call *call)
{
    return &call->error;
}

void call_print_reply(const struct kith_call *call, struct json_writer *writer)
{
    json_open(writer, '{');
    json_key(writer, "did");
    json_put_text(writer, str_of(call->action));
    json_close(writer, '}');
}

/* ---- the fixture ---- */

struct fixture {
    struct loop *loop;
    struct engine engine;
    struct server *server;
    char dir[32], path[64];
    int client;
    struct text heard;
    const char *awaited;
    size_t wanted, turns;
    bool (*until)(struct fixture *);
};

static int connect_to(struct fixture *fixture)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", fixture->path);
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    return client;
}

static int set_up(void **state)
{
    struct fixture *fixture = memory_take(sizeof *fixture);
    alarm(GUARD_S); /* a test that waits for ever is a failed one */
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
    strcpy(fixture->dir, "/tmp/kith-server-XXXXXX");
    assert_non_null(mkdtemp(fixture->dir));
    snprintf(fixture->path, sizeof fixture->path, "%s/kith.sock", fixture->dir);
    const struct server_options options = {
        .loop = fixture->loop, .engine = &fixture->engine, .path = fixture->path};
    assert_int_equal(server_open(&fixture->server, &options, NULL), OK);
    fixture->client = connect_to(fixture);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    struct engine *engine = &fixture->engine;
    server_close(fixture->server);
    loop_close(fixture->loop);
    close(fixture->client);
    rmdir(fixture->dir);
    for (size_t i = 0; i < engine->calls.count; i++) {
        free((void *)(uintptr_t)engine->calls.at[i]->request.files);
        free(engine->calls.at[i]);
    }
    list_done(&engine->calls);
    text_done(&fixture->heard);
    free(fixture);
    alarm(0);
    return 0;
}

static void on_turn(void *self)
{
    struct fixture *fixture = self;
    fixture->turns++;
    if (fixture->until(fixture))
        loop_stop(fixture->loop);
    else
        loop_wake(fixture->loop);
}

static void run_until(struct fixture *fixture, bool (*until)(struct fixture *))
{
    fixture->until = until;
    loop_wake(fixture->loop);
    loop_run(fixture->loop, on_turn, fixture);
}

static bool turned(struct fixture *fixture)
{
    return fixture->turns >= 20;
}

static void turn_a_while(struct fixture *fixture)
{
    fixture->turns = 0;
    run_until(fixture, turned);
}

static bool seen_all(struct fixture *fixture)
{
    return fixture->engine.seen >= fixture->wanted;
}

static void wait_for_calls(struct fixture *fixture, size_t count)
{
    fixture->wanted = count;
    run_until(fixture, seen_all);
}

static void say(struct fixture *fixture, const char *line)
{
    assert_int_equal(send(fixture->client, line, strlen(line), MSG_NOSIGNAL),
                     (ssize_t)strlen(line));
}

static void hear(struct fixture *fixture)
{
    char piece[4096];
    ssize_t got;
    while ((got = recv(fixture->client, piece, sizeof piece, MSG_DONTWAIT)) > 0)
        text_add(&fixture->heard, (struct str){piece, (size_t)got});
}

static bool heard_it(struct fixture *fixture)
{
    hear(fixture);
    return fixture->heard.len > 0 && strstr(fixture->heard.ptr, fixture->awaited);
}

static void expect(struct fixture *fixture, const char *what)
{
    fixture->awaited = what;
    run_until(fixture, heard_it);
}

static struct kith_call *call_at(struct fixture *fixture, size_t place)
{
    return fixture->engine.calls.at[place];
}

/* ---- tests ---- */

static void an_answer_has_the_id_of_its_question(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":\"a\\\"b\",\"action\":\"one.do\"}\n{\"id\":-2,\"action\":\"two.do\"}\n");
    wait_for_calls(fixture, 2);
    finish(call_at(fixture, 1));
    finish(call_at(fixture, 0));
    expect(fixture, "one.do");
    assert_string_equal(fixture->heard.ptr, "{\"id\":-2,\"ok\":{\"did\":\"two.do\"}}\n"
                                            "{\"id\":\"a\\\"b\",\"ok\":{\"did\":\"one.do\"}}\n");
}

static void an_answer_may_come_at_once(void **state)
{
    struct fixture *fixture = *state;
    fixture->engine.at_once = true;
    say(fixture, "{\"id\":1,\"action\":\"one.do\"}\n");
    expect(fixture, "{\"id\":1,\"ok\":{\"did\":\"one.do\"}}\n");
}

static void an_error_has_its_name_field_and_message(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\"}\n");
    wait_for_calls(fixture, 1);
    struct kith_call *call = call_at(fixture, 0);
    call->outcome = error_set(&call->error, ERROR_CLASH, "name", "There is one already.");
    finish(call);
    expect(fixture, "}\n");
    assert_string_equal(fixture->heard.ptr,
                        "{\"id\":1,\"error\":{\"name\":\"clash\",\"field\":\"name\","
                        "\"message\":\"There is one already.\"}}\n");
}

static void progress_comes_before_the_answer(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\"}\n");
    wait_for_calls(fixture, 1);
    const struct call_request *request = &call_at(fixture, 0)->request;
    request->progress(request->mine, 120, 1000, "reading");
    finish(call_at(fixture, 0));
    expect(fixture, "ok");
    assert_string_equal(
        fixture->heard.ptr,
        "{\"id\":1,\"progress\":{\"done\":120,\"total\":1000,\"note\":\"reading\"}}\n"
        "{\"id\":1,\"ok\":{\"did\":\"one.do\"}}\n");
}

static void a_line_that_cannot_be_read_is_answered_and_the_next_one_runs(void **state)
{
    struct fixture *fixture = *state;
    fixture->engine.at_once = true;
    say(fixture, "nonsense\n{\"id\":1,\"action\":\"one.do\"}\n");
    expect(fixture, "one.do");
    assert_memory_equal(fixture->heard.ptr, "{\"id\":null,\"error\":{\"name\":\"wrong\"", 33);
}

static void the_daemons_own_account_is_the_administrator(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\",\"key\":\"k\",\"dry_run\":true}\n");
    wait_for_calls(fixture, 1);
    struct kith_call *call = call_at(fixture, 0);
    assert_int_equal(call->request.actor.kind, ACTOR_ADMINISTRATOR);
    assert_string_equal(call->key, "k");
    assert_true(call->request.dry_run);
}

static void an_administrator_may_speak_for_a_person(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\",\"as\":\"0000000000005\"}\n");
    wait_for_calls(fixture, 1);
    const struct actor *actor = &call_at(fixture, 0)->request.actor;
    assert_int_equal(actor->kind, ACTOR_PERSON);
    assert_int_equal(actor->person, 5);
    assert_true(actor->spoken_for);
}

static void a_token_makes_its_person_the_actor(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\",\"token\":\"good\"}\n");
    wait_for_calls(fixture, 1);
    const struct actor *actor = &call_at(fixture, 0)->request.actor;
    assert_int_equal(actor->kind, ACTOR_PERSON);
    assert_int_equal(actor->person, 77);
    assert_false(actor->spoken_for);
}

static void a_token_that_is_not_valid_is_refused(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\",\"token\":\"bad\"}\n");
    expect(fixture, "}\n");
    assert_non_null(strstr(fixture->heard.ptr, "{\"name\":\"refused\",\"field\":\"token\""));
    assert_int_equal(fixture->engine.seen, 0);
}

static void pass(struct fixture *fixture, const char *line, int file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {0};
    struct iovec from = {.iov_base = (void *)(uintptr_t)line, .iov_len = strlen(line)};
    struct msghdr message = {.msg_iov = &from,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    control.aligned.cmsg_level = SOL_SOCKET;
    control.aligned.cmsg_type = SCM_RIGHTS;
    control.aligned.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.aligned), &file, sizeof file);
    assert_int_equal(sendmsg(fixture->client, &message, MSG_NOSIGNAL), (ssize_t)strlen(line));
}

static void a_passed_file_goes_with_the_call_that_tells_of_it(void **state)
{
    struct fixture *fixture = *state;
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    say(fixture, "{\"id\":1,\"action\":\"one.do\"}\n");
    pass(fixture, "{\"id\":2,\"action\":\"two.do\",\"files\":1}\n", ends[1]);
    wait_for_calls(fixture, 2);
    assert_int_equal(call_at(fixture, 0)->request.file_count, 0);
    assert_int_equal(call_at(fixture, 1)->request.file_count, 1);
    assert_int_equal(write(call_at(fixture, 1)->request.files[0], "x", 1), 1);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    finish(call_at(fixture, 1));
    close(ends[0]);
    close(ends[1]);
}

static void a_file_that_is_told_of_but_not_passed_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\",\"files\":1}\n");
    expect(fixture, "}\n");
    assert_non_null(strstr(fixture->heard.ptr, "\"field\":\"files\""));
    assert_int_equal(fixture->engine.seen, 0);
}

static void files_of_a_line_that_cannot_be_read_do_not_reach_the_next(void **state)
{
    struct fixture *fixture = *state;
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    pass(fixture, "nonsense\n{\"id\":2,\"action\":\"two.do\",\"files\":1}\n", ends[1]);
    close(ends[1]);
    expect(fixture, "{\"id\":2,\"error\"");
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

static void at_the_limit_of_calls_the_connection_is_not_read(void **state)
{
    struct fixture *fixture = *state;
    struct text lines = {0};
    for (int i = 0; i < CALL_LIMIT + 100; i++)
        text_print(&lines, "{\"id\":%d,\"action\":\"one.do\"}\n", i);
    size_t sent = 0;
    while (sent < lines.len) {
        ssize_t now =
            send(fixture->client, lines.ptr + sent, lines.len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        sent += now > 0 ? (size_t)now : 0;
        turn_a_while(fixture);
    }
    assert_int_equal(fixture->engine.seen, CALL_LIMIT);
    for (size_t i = 0; i < CALL_LIMIT / 2; i++)
        finish(call_at(fixture, i));
    wait_for_calls(fixture, CALL_LIMIT + 100);
    assert_int_equal(fixture->engine.seen, CALL_LIMIT + 100);
    text_done(&lines);
}

static void the_connection_past_the_limit_is_told_to_come_again(void **state)
{
    struct fixture *fixture = *state;
    int others[CONNECTION_LIMIT];
    turn_a_while(fixture);
    for (size_t i = 0; i < CONNECTION_LIMIT - 1; i++) {
        others[i] = connect_to(fixture);
        turn_a_while(fixture);
    }
    int first = fixture->client;
    fixture->client = connect_to(fixture);
    expect(fixture, "\"busy\"");
    assert_memory_equal(fixture->heard.ptr, "{\"id\":null,", 11);
    close(fixture->client);
    fixture->client = first;
    close(others[0]);
    turn_a_while(fixture);
    others[0] = connect_to(fixture); /* there is room again */
    fixture->engine.at_once = true;
    assert_int_equal(send(others[0], "{\"id\":1,\"action\":\"a.b\"}\n", 24, MSG_NOSIGNAL), 24);
    wait_for_calls(fixture, 1);
    for (size_t i = 0; i < CONNECTION_LIMIT - 1; i++)
        close(others[i]);
}

/* Tests that are root's own can come as somebody else. */
static int connect_as(struct fixture *fixture, uid_t user)
{
    assert_int_equal(seteuid(user), 0);
    int client = connect_to(fixture);
    assert_int_equal(seteuid(0), 0);
    turn_a_while(fixture);
    return client;
}

static void who_opens_many_connections_shuts_nobody_else_out(void **state)
{
    struct fixture *fixture = *state;
    int others[CONNECTION_LIMIT], first = fixture->client;
    size_t count = 0;
    if (geteuid() != 0)
        skip();
    chmod(fixture->dir, 0755);
    turn_a_while(fixture);
    for (uid_t user = 60001; user <= 60004; user++)
        for (int i = 0; i < 64 && count < 224; i++)
            others[count++] = connect_as(fixture, user);
    fixture->client = connect_as(fixture, 60001);
    expect(fixture, "Your account has 64 connections");
    close(fixture->client);
    text_clear(&fixture->heard);
    fixture->client = connect_as(fixture, 60005);
    expect(fixture, "\"busy\"");
    close(fixture->client);
    text_clear(&fixture->heard);
    fixture->client = connect_as(fixture, 0);
    fixture->engine.at_once = true;
    say(fixture, "{\"id\":1,\"action\":\"a.b\"}\n");
    expect(fixture, "\"ok\"");
    close(first);
    for (size_t i = 0; i < count; i++)
        close(others[i]);
}

static void who_leaves_is_forgotten_and_its_calls_are_not_answered(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\"}\n");
    wait_for_calls(fixture, 1);
    close(fixture->client);
    turn_a_while(fixture);
    assert_int_equal(fixture->engine.forgotten, 1);
    finish(call_at(fixture, 0));
    fixture->client = connect_to(fixture);
}

static void who_only_stops_sending_gets_its_answer_and_then_the_end(void **state)
{
    struct fixture *fixture = *state;
    char byte;
    say(fixture, "{\"id\":1,\"action\":\"one.do\"}\n");
    shutdown(fixture->client, SHUT_WR);
    wait_for_calls(fixture, 1);
    turn_a_while(fixture);
    finish(call_at(fixture, 0));
    expect(fixture, "{\"id\":1,\"ok\"");
    turn_a_while(fixture);
    assert_int_equal(recv(fixture->client, &byte, 1, MSG_DONTWAIT), 0);
    assert_int_equal(fixture->engine.forgotten, 1);
}

static void a_server_that_stops_listening_still_answers(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "{\"id\":1,\"action\":\"one.do\"}\n");
    wait_for_calls(fixture, 1);
    server_stop_listening(fixture->server);
    assert_int_equal(access(fixture->path, F_OK), -1);
    finish(call_at(fixture, 0));
    expect(fixture, "{\"id\":1,\"ok\"");
}

static void a_group_that_is_not_there_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct error error = {0};
    struct server *server;
    const struct server_options options = {.loop = fixture->loop,
                                           .engine = &fixture->engine,
                                           .path = fixture->path,
                                           .group = "no-such-group-here"};
    assert_int_equal(server_open(&server, &options, &error), ERROR_WRONG);
    assert_string_equal(error.field, "group");
    assert_non_null(strstr(error.message, "groupadd"));
}

#define server_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        server_test(an_answer_has_the_id_of_its_question),
        server_test(an_answer_may_come_at_once),
        server_test(an_error_has_its_name_field_and_message),
        server_test(progress_comes_before_the_answer),
        server_test(a_line_that_cannot_be_read_is_answered_and_the_next_one_runs),
        server_test(the_daemons_own_account_is_the_administrator),
        server_test(an_administrator_may_speak_for_a_person),
        server_test(a_token_makes_its_person_the_actor),
        server_test(a_token_that_is_not_valid_is_refused),
        server_test(a_passed_file_goes_with_the_call_that_tells_of_it),
        server_test(a_file_that_is_told_of_but_not_passed_is_an_error),
        server_test(files_of_a_line_that_cannot_be_read_do_not_reach_the_next),
        server_test(at_the_limit_of_calls_the_connection_is_not_read),
        server_test(the_connection_past_the_limit_is_told_to_come_again),
        server_test(who_opens_many_connections_shuts_nobody_else_out),
        server_test(who_leaves_is_forgotten_and_its_calls_are_not_answered),
        server_test(who_only_stops_sending_gets_its_answer_and_then_the_end),
        server_test(a_server_that_stops_listening_still_answers),
        server_test(a_group_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
