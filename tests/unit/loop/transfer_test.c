/* Transfers over loopback. The peers are threads of the test that answer from a script; what they
 * heard is looked at after they have ended. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "loop/transfer.h"

enum { GUARD_S = 60 };

/* What a peer says. `greeting` comes first; then, for each line or head that is heard and begins
 * with `to`, its answer. */
struct answer {
    const char *to, *with;
};

struct peer {
    const char *greeting;
    const struct answer *answers;
    bool ends_with_blank; /* a request ends with an empty line (HTTP), not with its first line */
    bool endless;         /* goes on answering until the other side has gone */
    bool hangs_up;        /* after the message of a mail, without a word */
    int listener;
    pthread_t thread;
    struct text heard;
    size_t connections;
};

struct fixture {
    struct loop *loop;
    struct peer peer;
    char url[128];
    size_t wanted, done;
    int status;
    struct text headers, body;
    char error[256];
    void (*on_done)(struct fixture *);
};

/* ---- the peer ---- */

static void say(int connection, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t sent = send(connection, text, left, MSG_NOSIGNAL);
        if (sent < 0)
            return;
        text += sent;
        left -= (size_t)sent;
    }
}

static bool hear_until(struct peer *peer, int connection, const char *end, struct text *ret_part)
{
    char byte;
    size_t length = strlen(end);
    text_clear(ret_part);
    while (ret_part->len < length ||
           memcmp(ret_part->ptr + ret_part->len - length, end, length) != 0) {
        if (recv(connection, &byte, 1, 0) <= 0)
            return false;
        text_add_char(ret_part, byte);
        text_add_char(&peer->heard, byte);
    }
    return true;
}

static void hear_body(struct peer *peer, int connection, const char *head)
{
    const char *field = strstr(head, "Content-Length: ");
    long left = field ? strtol(field + strlen("Content-Length: "), NULL, 10) : 0;
    char byte;
    for (; left > 0 && recv(connection, &byte, 1, 0) == 1; left--)
        text_add_char(&peer->heard, byte);
}

/* Commands of IMAP begin with a tag, which an answer repeats where it has a '#'. */
static void answer(struct peer *peer, int connection, const char *request)
{
    const char *space = strchr(request, ' ');
    for (size_t i = 0; peer->answers[i].to; i++) {
        const char *to = peer->answers[i].to;
        bool tagged = space && strncmp(space + 1, to, strlen(to)) == 0;
        if (!tagged && strncmp(request, to, strlen(to)) != 0)
            continue;
        const char *with = peer->answers[i].with, *mark = strchr(with, '#');
        char text[512];
        if (mark)
            snprintf(text, sizeof text, "%.*s%.*s%s", (int)(mark - with), with,
                     (int)(space - request), request, mark + 1);
        say(connection, mark ? text : with);
        return;
    }
}

static void serve(struct peer *peer, int connection)
{
    struct text part = {0};
    if (peer->greeting)
        say(connection, peer->greeting);
    while (hear_until(peer, connection, peer->ends_with_blank ? "\r\n\r\n" : "\r\n", &part)) {
        if (peer->ends_with_blank)
            hear_body(peer, connection, part.ptr);
        answer(peer, connection, part.ptr);
        while (peer->endless && send(connection, "5\r\nhello\r\n", 10, MSG_NOSIGNAL) == 10)
            continue;
        if (strcmp(part.ptr, "DATA\r\n") != 0)
            continue;
        if (!hear_until(peer, connection, "\r\n.\r\n", &part) || peer->hangs_up)
            break;
        say(connection, "250 queued as 42\r\n");
    }
    text_done(&part);
}

static void *run_peer(void *mine)
{
    struct peer *peer = mine;
    int connection;
    while ((connection = accept(peer->listener, NULL, NULL)) >= 0) {
        peer->connections++;
        serve(peer, connection);
        close(connection);
    }
    return NULL;
}

static void start_peer(struct fixture *fixture, const char *scheme, const char *path)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct peer *peer = &fixture->peer;
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(peer->listener, 8), 0);
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&address, &size), 0);
    snprintf(fixture->url, sizeof fixture->url, "%s://127.0.0.1:%d%s", scheme,
             ntohs(address.sin_port), path);
    assert_int_equal(pthread_create(&peer->thread, NULL, run_peer, peer), 0);
}

/* Ends the loop's connections first: that is what the peer waits for. */
static void end(struct fixture *fixture)
{
    loop_close(fixture->loop);
    fixture->loop = NULL;
    shutdown(fixture->peer.listener, SHUT_RDWR);
    pthread_join(fixture->peer.thread, NULL);
    close(fixture->peer.listener);
}

/* ---- the transfers ---- */

static int set_up(void **state)
{
    struct fixture *fixture = memory_take(sizeof *fixture);
    alarm(GUARD_S); /* a test that waits for ever is a failed one */
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
    fixture->wanted = 1;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    loop_close(fixture->loop);
    text_done(&fixture->peer.heard);
    text_done(&fixture->headers);
    text_done(&fixture->body);
    free(fixture);
    alarm(0);
    return 0;
}

static void on_done(void *mine, const struct transfer_reply *reply)
{
    struct fixture *fixture = mine;
    fixture->status = reply->status;
    text_clear(&fixture->headers);
    text_add(&fixture->headers, reply->headers);
    text_clear(&fixture->body);
    text_add(&fixture->body, reply->body);
    snprintf(fixture->error, sizeof fixture->error, "%s", reply->error ? reply->error : "");
    fixture->done++;
    if (fixture->on_done)
        fixture->on_done(fixture);
    if (fixture->done == fixture->wanted)
        loop_stop(fixture->loop);
}

static struct transfer *begin(struct fixture *fixture, const struct transfer_request *request)
{
    struct error error = {0};
    struct transfer *transfer = transfer_start(fixture->loop, request, on_done, fixture, &error);
    assert_non_null(transfer);
    return transfer;
}

static void run(struct fixture *fixture)
{
    loop_run(fixture->loop, NULL, NULL);
}

static const struct answer pages[] = {
    {"GET /moved", "HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Length: 0\r\n\r\n"},
    {"GET /long", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"GET /silent", ""},
    {"GET", "HTTP/1.1 200 OK\r\nX-Test: yes\r\nContent-Length: 5\r\n\r\nhello"},
    {"POST", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"},
    {NULL, NULL}};

static void start_http(struct fixture *fixture, const char *path)
{
    fixture->peer.answers = pages;
    fixture->peer.ends_with_blank = true;
    start_peer(fixture, "http", path);
}

static void a_page_is_fetched(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/page");
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    assert_int_equal(fixture->done, 0); /* never before transfer_start returns */
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 200);
    assert_string_equal(fixture->body.ptr, "hello");
    assert_non_null(strstr(fixture->headers.ptr, "X-Test: yes\r\n"));
    assert_string_equal(fixture->error, "");
}

static void a_body_is_posted_with_the_headers_given(void **state)
{
    struct fixture *fixture = *state;
    const char *const headers[] = {"Content-Type: application/json", "X-Kith: 1", NULL};
    start_http(fixture, "/hook");
    begin(fixture,
          &(struct transfer_request){
              .method = "POST", .url = fixture->url, .headers = headers, .body = STR("{\"a\":1}")});
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 201);
    assert_non_null(strstr(fixture->peer.heard.ptr, "POST /hook HTTP/1.1\r\n"));
    assert_non_null(strstr(fixture->peer.heard.ptr, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(fixture->peer.heard.ptr, "X-Kith: 1\r\n"));
    assert_non_null(strstr(fixture->peer.heard.ptr, "\r\n\r\n{\"a\":1}"));
    assert_null(strstr(fixture->peer.heard.ptr, "Expect"));
}

static void a_post_without_a_body_says_so(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/hook");
    begin(fixture, &(struct transfer_request){.method = "POST", .url = fixture->url});
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 201);
    assert_non_null(strstr(fixture->peer.heard.ptr, "Content-Length: 0\r\n"));
    assert_null(strstr(fixture->peer.heard.ptr, "Content-Type"));
}

static void a_redirect_is_not_followed(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/moved");
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 302);
    assert_null(strstr(fixture->peer.heard.ptr, "GET /page"));
}

static void a_proxy_of_the_environment_is_not_used(void **state)
{
    struct fixture *fixture = *state;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    start_http(fixture, "/page");
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    run(fixture);
    unsetenv("http_proxy");
    end(fixture);
    assert_int_equal(fixture->status, 200);
}

static void an_endless_answer_is_cut_at_its_limit(void **state)
{
    struct fixture *fixture = *state;
    fixture->peer.endless = true;
    start_http(fixture, "/long");
    begin(fixture, &(struct transfer_request){.url = fixture->url, .reply_limit = 100000});
    run(fixture);
    end(fixture);
    assert_string_equal(fixture->error, "The answer was longer than 100000 bytes.");
    assert_true(fixture->body.len <= 100000);
}

static void a_peer_that_never_answers_is_left_in_time(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/silent");
    begin(fixture, &(struct transfer_request){.url = fixture->url, .timeout_ms = 50});
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 0);
    assert_non_null(strstr(fixture->error, "There was no answer in time"));
}

static void a_port_that_nobody_listens_on_is_told(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/page");
    end(fixture);
    assert_int_equal(loop_open(&fixture->loop, NULL), OK);
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    run(fixture);
    assert_int_equal(fixture->status, 0);
    assert_string_not_equal(fixture->error, "");
}

static void public_only_refuses_a_loopback_address(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/page");
    begin(fixture, &(struct transfer_request){.url = fixture->url, .flags = TRANSFER_PUBLIC_ONLY});
    run(fixture);
    end(fixture);
    assert_string_equal(fixture->error, "The address is not one of the public internet.");
    assert_int_equal(fixture->peer.connections, 0);
}

/* The check looks at sockets that are opened; a connection that is open already has none. */
static void public_only_does_not_use_a_kept_connection(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/page");
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    run(fixture);
    assert_int_equal(fixture->status, 200);
    fixture->wanted = 2;
    begin(fixture, &(struct transfer_request){.url = fixture->url, .flags = TRANSFER_PUBLIC_ONLY});
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 0);
    assert_string_equal(fixture->error, "The address is not one of the public internet.");
}

static void public_only_refuses_a_name_that_leads_home(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture,
          &(struct transfer_request){.url = "http://localhost:9/", .flags = TRANSFER_PUBLIC_ONLY});
    run(fixture);
    assert_string_equal(fixture->error, "The address is not one of the public internet.");
}

static void begin_another(struct fixture *fixture)
{
    if (fixture->done < fixture->wanted)
        begin(fixture, &(struct transfer_request){.url = fixture->url});
}

static void a_transfer_may_begin_the_next_and_the_connection_is_kept(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/page");
    fixture->wanted = 5;
    fixture->on_done = begin_another;
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->done, 5);
    assert_int_equal(fixture->peer.connections, 1);
}

static void a_cancelled_transfer_is_never_done(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/page");
    struct transfer *cancelled = begin(fixture, &(struct transfer_request){.url = fixture->url});
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    transfer_cancel(cancelled);
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->done, 1);
}

static void a_loop_that_closes_drops_transfers_under_way(void **state)
{
    struct fixture *fixture = *state;
    start_http(fixture, "/silent");
    begin(fixture, &(struct transfer_request){.url = fixture->url});
    end(fixture);
    assert_int_equal(fixture->done, 0);
}

/* ---- mail ---- */

static const struct answer mail_server[] = {{"EHLO", "250 here\r\n"},
                                            {"MAIL FROM:<", "250 sender ok\r\n"},
                                            {"RCPT TO:<nobody@", "550 5.1.1 no such user\r\n"},
                                            {"RCPT TO:<", "250 recipient ok\r\n"},
                                            {"DATA", "354 go on\r\n"},
                                            {"QUIT", "221 bye\r\n"},
                                            {NULL, NULL}};

static void start_smtp(struct fixture *fixture)
{
    fixture->peer.greeting = "220 here\r\n";
    fixture->peer.answers = mail_server;
    start_peer(fixture, "smtp", "/kith.example");
}

static struct transfer_request mail(const struct fixture *fixture, const char *to)
{
    return (struct transfer_request){.url = fixture->url,
                                     .mail_from = "kith@example.org",
                                     .mail_to = to,
                                     .body = STR("Subject: hello\r\n\r\n.dot\r\nbye\r\n")};
}

static void send_second_mail(struct fixture *fixture)
{
    struct transfer_request request = mail(fixture, "two@example.org");
    if (fixture->done == 1)
        begin(fixture, &request);
}

static void mails_go_out_over_one_connection(void **state)
{
    struct fixture *fixture = *state;
    start_smtp(fixture);
    fixture->wanted = 2;
    fixture->on_done = send_second_mail;
    struct transfer_request request = mail(fixture, "one@example.org");
    begin(fixture, &request);
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 250);
    assert_string_equal(fixture->error, "");
    assert_non_null(strstr(fixture->headers.ptr, "250 queued as 42"));
    assert_int_equal(fixture->peer.connections, 1);
    assert_non_null(strstr(fixture->peer.heard.ptr, "EHLO kith.example\r\n"));
    assert_non_null(strstr(fixture->peer.heard.ptr, "MAIL FROM:<kith@example.org>"));
    assert_non_null(strstr(fixture->peer.heard.ptr, "RCPT TO:<two@example.org>"));
    assert_non_null(strstr(fixture->peer.heard.ptr, "Subject: hello\r\n\r\n..dot\r\nbye\r\n.\r\n"));
}

static void a_refused_recipient_is_an_answer_and_no_failure(void **state)
{
    struct fixture *fixture = *state;
    start_smtp(fixture);
    struct transfer_request request = mail(fixture, "nobody@example.org");
    begin(fixture, &request);
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 550);
    assert_string_equal(fixture->error, "");
    assert_non_null(strstr(fixture->headers.ptr, "550 5.1.1 no such user"));
}

static void a_server_that_goes_silent_after_the_message_leaves_it_unknown(void **state)
{
    struct fixture *fixture = *state;
    fixture->peer.hangs_up = true;
    start_smtp(fixture);
    struct transfer_request request = mail(fixture, "one@example.org");
    begin(fixture, &request);
    run(fixture);
    end(fixture);
    assert_int_equal(fixture->status, 354);
    assert_string_not_equal(fixture->error, "");
}

static void starttls_that_is_not_offered_sends_nothing(void **state)
{
    struct fixture *fixture = *state;
    start_smtp(fixture);
    struct transfer_request request = mail(fixture, "one@example.org");
    request.flags = TRANSFER_STARTTLS;
    begin(fixture, &request);
    run(fixture);
    end(fixture);
    assert_string_not_equal(fixture->error, "");
    assert_null(strstr(fixture->peer.heard.ptr, "MAIL FROM"));
}

static const struct answer mailbox[] = {
    {"CAPABILITY", "* CAPABILITY IMAP4rev1\r\n# OK\r\n"},
    {"LOGIN", "# OK\r\n"},
    {"SELECT", "* 1 EXISTS\r\n# OK\r\n"},
    {"UID FETCH", "* 1 FETCH (UID 1 BODY[] {14}\r\nSubject: x\r\n\r\n)\r\n# OK\r\n"},
    {"LOGOUT", "* BYE\r\n# OK\r\n"},
    {NULL, NULL}};

static void a_message_is_fetched_from_a_mailbox(void **state)
{
    struct fixture *fixture = *state;
    fixture->peer.greeting = "* OK here\r\n";
    fixture->peer.answers = mailbox;
    start_peer(fixture, "imap", "/INBOX;UID=1");
    begin(fixture, &(struct transfer_request){
                       .url = fixture->url, .username = "kith", .password = "secret"});
    run(fixture);
    end(fixture);
    assert_string_equal(fixture->error, "");
    assert_string_equal(fixture->body.ptr, "Subject: x\r\n\r\n");
    assert_non_null(strstr(fixture->peer.heard.ptr, "LOGIN kith secret"));
}

/* ---- requests that cannot be made ---- */

static void a_wrong_request_is_refused_and_names_its_field(void **state)
{
    struct fixture *fixture = *state;
    const char *const split[] = {"X-A: 1\r\nX-B: 2", NULL};
    const char *const nameless[] = {"no colon", NULL};
    const struct {
        const char *field;
        struct transfer_request request;
    } wrong[] = {
        {"url", {.url = NULL}},
        {"url", {.url = "file:///etc/passwd"}},
        {"url", {.url = "ftp://127.0.0.1/"}},
        {"url", {.url = "http://127.0.0.1/\r\nX: y"}},
        {"method", {.url = "http://127.0.0.1/", .method = "GET / HTTP/1.1\r\nX: y"}},
        {"headers", {.url = "http://127.0.0.1/", .headers = split}},
        {"headers", {.url = "http://127.0.0.1/", .headers = nameless}},
        {"mail_from", {.url = "smtp://127.0.0.1/", .mail_to = "a@b"}},
        {"mail_from", {.url = "smtp://127.0.0.1/", .mail_from = "a@b\r\nDATA", .mail_to = "a@b"}},
        {"mail_to", {.url = "smtp://127.0.0.1/", .mail_from = ""}},
        {"mail_to", {.url = "smtp://127.0.0.1/", .mail_from = "", .mail_to = "a@b> <c@d"}},
        {"username", {.url = "imap://127.0.0.1/", .username = "a\nb"}},
        {"body",
         {.url = "smtp://127.0.0.1/", .mail_from = "", .mail_to = "a@b", .body = STR("a\nb\r\n")}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error error = {0};
        assert_null(transfer_start(fixture->loop, &wrong[i].request, on_done, fixture, &error));
        assert_int_equal(error.code, ERROR_WRONG);
        assert_string_equal(error.field, wrong[i].field);
    }
}

#define transfer_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        transfer_test(a_page_is_fetched),
        transfer_test(a_body_is_posted_with_the_headers_given),
        transfer_test(a_post_without_a_body_says_so),
        transfer_test(a_redirect_is_not_followed),
        transfer_test(a_proxy_of_the_environment_is_not_used),
        transfer_test(an_endless_answer_is_cut_at_its_limit),
        transfer_test(a_peer_that_never_answers_is_left_in_time),
        transfer_test(a_port_that_nobody_listens_on_is_told),
        transfer_test(public_only_refuses_a_loopback_address),
        transfer_test(public_only_does_not_use_a_kept_connection),
        transfer_test(public_only_refuses_a_name_that_leads_home),
        transfer_test(a_transfer_may_begin_the_next_and_the_connection_is_kept),
        transfer_test(a_cancelled_transfer_is_never_done),
        transfer_test(a_loop_that_closes_drops_transfers_under_way),
        transfer_test(mails_go_out_over_one_connection),
        transfer_test(a_refused_recipient_is_an_answer_and_no_failure),
        transfer_test(a_server_that_goes_silent_after_the_message_leaves_it_unknown),
        transfer_test(starttls_that_is_not_offered_sends_nothing),
        transfer_test(a_message_is_fetched_from_a_mailbox),
        transfer_test(a_wrong_request_is_refused_and_names_its_field),
    };
    return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
