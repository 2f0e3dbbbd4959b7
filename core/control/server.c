/* The control door: connections, and the calls that came through each.
 *
 * A connection ends in one of three ways: its stream is gone, it has said all and been answered,
 * or the server closes. The engine still looks at a connection's client after it told an answer,
 * so a connection is never freed from within an answer: the sweep does it. */
#include "control/server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/list.h"
#include "control/peer.h"
#include "control/request.h"

enum {
    CONNECTION_LIMIT = 256,
    USER_LIMIT = 64,   /* of one account that is no administrator's */
    KEPT_ROOM = 32,    /* for administrators: others cannot shut them out */
    CALL_LIMIT = 4096, /* under way for one connection; then it is not read */
    CALL_RESUME = CALL_LIMIT / 2,
    SOCKET_MODE = 0666 /* who may do what is decided by peer credentials */
};

struct connection {
    struct server *server;
    struct stream *stream;
    struct client client; /* the engine's view of it */
    struct asked *asked;  /* calls under way */
    size_t asked_count;
    int64_t user; /* whose account is at the other end */
    bool administrator;
    bool held;  /* at CALL_LIMIT */
    bool ended; /* sends no more; closed once all is answered */
};

/* A call under way: where its answer goes. */
struct asked {
    struct connection *connection;
    struct asked *before, *next;
    struct str id; /* as JSON, in the bytes that follow */
    char bytes[];
};

struct server {
    struct loop *loop;
    struct engine *engine;
    struct listener *listener; /* NULL once it takes no connections */
    struct timer *sweep;       /* closes connections that have ended */
    int64_t group;             /* whose members are administrators */
    LIST(struct connection *) connections;
    struct text id; /* of the request at hand, as JSON */
};

/* ---- answers ---- */

static void start_line(struct json_writer *writer, struct str id)
{
    json_open(writer, '{');
    json_key(writer, "id");
    json_put_raw(writer, id);
}

static void end_line(struct json_writer *writer)
{
    json_close(writer, '}');
    text_add_char(writer->out, '\n');
}

static void put_error(struct text *out, struct str id, const struct error *error)
{
    struct json_writer writer = {.out = out};
    start_line(&writer, id);
    json_key(&writer, "error");
    json_open(&writer, '{');
    json_key(&writer, "name");
    json_put_text(&writer, str_of(error_name(error->code)));
    if (error->field[0]) {
        json_key(&writer, "field");
        json_put_text(&writer, str_of(error->field));
    }
    json_key(&writer, "message");
    json_put_text(&writer, str_of(error->message));
    json_close(&writer, '}');
    end_line(&writer);
}

static struct asked *asked_add(struct connection *connection, struct str id)
{
    struct asked *asked = memory_take(sizeof *asked + id.len);
    memcpy(asked->bytes, id.ptr, id.len);
    asked->id = (struct str){asked->bytes, id.len};
    asked->connection = connection;
    asked->next = connection->asked;
    if (asked->next)
        asked->next->before = asked;
    connection->asked = asked;
    connection->asked_count++;
    return asked;
}

static void asked_remove(struct asked *asked)
{
    struct connection *connection = asked->connection;
    if (asked->before)
        asked->before->next = asked->next;
    else
        connection->asked = asked->next;
    if (asked->next)
        asked->next->before = asked->before;
    connection->asked_count--;
    free(asked);
}

static void on_progress(void *mine, int64_t done, int64_t total, const char *note)
{
    const struct asked *asked = mine;
    struct json_writer writer = {.out = stream_out(asked->connection->stream)};
    start_line(&writer, asked->id);
    json_key(&writer, "progress");
    json_open(&writer, '{');
    json_key(&writer, "done");
    json_put_int(&writer, done);
    json_key(&writer, "total");
    json_put_int(&writer, total);
    json_key(&writer, "note");
    json_put_text(&writer, str_of(note));
    json_close(&writer, '}');
    end_line(&writer);
}

static void on_done(void *mine, struct kith_call *call)
{
    struct asked *asked = mine;
    struct connection *connection = asked->connection;
    struct text *out = stream_out(connection->stream);
    if (call_outcome(call)) {
        put_error(out, asked->id, call_error(call));
    } else {
        struct json_writer writer = {.out = out};
        start_line(&writer, asked->id);
        json_key(&writer, "ok");
        call_print_reply(call, &writer);
        end_line(&writer);
    }
    asked_remove(asked);
    if (connection->held && connection->asked_count <= CALL_RESUME) {
        connection->held = false;
        stream_resume(connection->stream);
    }
    if (connection->ended && connection->asked_count == 0)
        timer_set(connection->server->sweep, 0, 0);
}

/* ---- requests ---- */

static int decide_actor(const struct connection *connection, const struct request *request,
                        struct actor *ret_actor, struct error *error)
{
    *ret_actor =
        (struct actor){.kind = connection->administrator ? ACTOR_ADMINISTRATOR : ACTOR_ANONYMOUS};
    if (request->as && request->token.len > 0)
        return error_set(error, ERROR_WRONG, "as",
                         "as: a request may have as or token, not both. Leave one out.");
    if (request->as) {
        if (!connection->administrator)
            return error_set(error, ERROR_REFUSED, "as",
                             "as: only an administrator may act for somebody else. Use your own "
                             "token, from person.link.");
        *ret_actor =
            (struct actor){.kind = ACTOR_PERSON, .person = request->as, .spoken_for = true};
    }
    if (request->token.len > 0) {
        int64_t person;
        int err = engine_token_person(connection->server->engine, request->token, &person);
        if (err)
            return error_set(error, err == ERROR_MISSING ? ERROR_REFUSED : err, "token",
                             "token: this token is not valid, or no longer. Ask for a new one "
                             "with person.link.");
        *ret_actor = (struct actor){.kind = ACTOR_PERSON, .person = person};
    }
    return OK;
}

/* Files are taken in the order in which they came. After a line that cannot be read nobody knows
 * which of them were its own, so all that wait are dropped. */
static int take_files(struct connection *connection, const struct request *request, bool readable,
                      int files[STREAM_FILES], size_t *ret_count, struct error *error)
{
    size_t wanted = readable ? (size_t)request->files : STREAM_FILES;
    *ret_count = stream_take_files(connection->stream, files, wanted);
    if (readable && *ret_count < wanted)
        return error_set(error, ERROR_WRONG, "files",
                         "files: %zu are announced, but %zu came with the line. Pass them as "
                         "descriptors (SCM_RIGHTS) in the same message.",
                         wanted, *ret_count);
    return OK;
}

static struct str print_id(struct server *server, const struct json *id)
{
    struct json_writer writer = {.out = &server->id};
    if (!id)
        return STR("null");
    text_clear(&server->id);
    json_put(&writer, id);
    return text_str(&server->id);
}

static void begin_call(struct connection *connection, const struct request *request,
                       const struct actor *actor, const int *files, size_t file_count)
{
    struct server *server = connection->server;
    struct asked *asked = asked_add(connection, print_id(server, request->id));
    if (connection->asked_count >= CALL_LIMIT) {
        connection->held = true;
        stream_hold(connection->stream);
    }
    struct call_request call = {.action = request->action,
                                .with = request->with,
                                .actor = *actor,
                                .key = request->key,
                                .dry_run = request->dry_run,
                                .client = &connection->client,
                                .files = files,
                                .file_count = file_count,
                                .done = on_done,
                                .progress = on_progress,
                                .mine = asked};
    engine_call(server->engine, &call);
}

static void on_line(void *mine, struct stream *stream, struct str line)
{
    struct connection *connection = mine;
    struct request request;
    struct actor actor;
    struct error error = {0};
    int files[STREAM_FILES];
    size_t file_count;
    int err = request_parse(line, &request, &error);
    int files_err = take_files(connection, &request, err == OK, files, &file_count, &error);
    if (!err)
        err = files_err;
    if (!err)
        err = decide_actor(connection, &request, &actor, &error);
    if (!err) {
        begin_call(connection, &request, &actor, files, file_count);
    } else {
        for (size_t i = 0; i < file_count; i++)
            close(files[i]);
        put_error(stream_out(stream), print_id(connection->server, request.id), &error);
    }
    request_done(&request);
}

/* ---- connections ---- */

/* The stream is closed by the caller, or by itself. */
static void connection_free(struct connection *connection)
{
    struct server *server = connection->server;
    engine_forget(server->engine, &connection->client);
    while (connection->asked)
        asked_remove(connection->asked);
    for (size_t i = 0; i < server->connections.count; i++) {
        if (server->connections.at[i] == connection) {
            list_remove(&server->connections, i);
            break;
        }
    }
    free(connection);
}

static void on_gone(void *mine, struct stream *stream, const char *why)
{
    struct connection *connection = mine;
    if (why) {
        struct error error = {0};
        error_set(&error, ERROR_LIMIT, NULL, "The connection was closed: %s.", why);
        put_error(stream_out(stream), STR("null"), &error);
    }
    connection_free(connection);
}

static void on_ended(void *mine, struct stream *stream)
{
    struct connection *connection = mine;
    (void)stream;
    connection->ended = true;
    if (connection->asked_count == 0)
        timer_set(connection->server->sweep, 0, 0);
}

static void sweep(void *mine)
{
    struct server *server = mine;
    for (size_t i = server->connections.count; i-- > 0;) {
        struct connection *connection = server->connections.at[i];
        if (connection->ended && connection->asked_count == 0) {
            stream_close(connection->stream);
            connection_free(connection);
        }
    }
}

/* Whoever opens connections and says nothing takes the room of nobody but others like them. */
static int find_room(const struct server *server, const struct connection *coming,
                     struct error *error)
{
    size_t guests = 0, own = 0;
    for (size_t i = 0; i < server->connections.count; i++) {
        const struct connection *other = server->connections.at[i];
        guests += !other->administrator;
        own += !other->administrator && other->user == coming->user;
    }
    if (!coming->administrator && own >= USER_LIMIT)
        return error_set(error, ERROR_BUSY, NULL,
                         "Your account has %d connections open already. Close one of them first.",
                         USER_LIMIT);
    if (server->connections.count >= CONNECTION_LIMIT ||
        (!coming->administrator && guests >= CONNECTION_LIMIT - KEPT_ROOM))
        return error_set(error, ERROR_BUSY, NULL,
                         "%zu connections are open already. Please try again in a moment.",
                         server->connections.count);
    return OK;
}

static void turn_away(int descriptor, const struct error *error)
{
    struct text out = {0};
    put_error(&out, STR("null"), error);
    /* One short line fits into the empty buffer of a new socket. */
    ssize_t sent = send(descriptor, out.ptr, out.len, MSG_NOSIGNAL);
    (void)sent;
    text_done(&out);
    close(descriptor);
}

static void on_accepted(void *mine, int descriptor)
{
    struct server *server = mine;
    const struct stream_peer peer = stream_peer(descriptor);
    struct connection *connection = memory_take(sizeof *connection);
    struct error error = {0};
    connection->user = peer.user;
    connection->administrator = peer_is_administrator(&peer, server->group);
    if (find_room(server, connection, &error) != OK) {
        turn_away(descriptor, &error);
        free(connection);
        return;
    }
    const struct stream_events events = {
        .line = on_line, .gone = on_gone, .ended = on_ended, .mine = connection};
    connection->server = server;
    connection->stream = stream_open(server->loop, descriptor, &events);
    if (!connection->stream) {
        free(connection);
        return;
    }
    *list_add(&server->connections) = connection;
}

int server_open(struct server **ret_server, const struct server_options *options,
                struct error *error)
{
    struct server *server = memory_take(sizeof *server);
    server->loop = options->loop;
    server->engine = options->engine;
    const struct listener_options listener = {
        .path = options->path, .mode = SOCKET_MODE, .accepted = on_accepted, .mine = server};
    int err = peer_find_group(options->group, &server->group, error);
    if (!err)
        err = listener_open(server->loop, &listener, &server->listener, error);
    if (err) {
        free(server);
        return err;
    }
    server->sweep = timer_open(server->loop, sweep, server);
    *ret_server = server;
    return OK;
}

void server_stop_listening(struct server *server)
{
    if (server->listener)
        listener_close(server->listener);
    server->listener = NULL;
}

void server_close(struct server *server)
{
    if (!server)
        return;
    server_stop_listening(server);
    while (server->connections.count > 0) {
        struct connection *connection = server->connections.at[server->connections.count - 1];
        stream_close(connection->stream);
        connection_free(connection);
    }
    timer_close(server->sweep);
    list_done(&server->connections);
    text_done(&server->id);
    free(server);
}
