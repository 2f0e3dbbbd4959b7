/* Answers place.show with nothing around it: the measure of the daemon's reading.
 *
 *     responder SOCKET DATABASE
 *
 * It speaks the daemon's line protocol to one client: parses each line with cJSON, makes the same
 * two queries in one read transaction (the daemon finds the place before it shows it), prints the
 * same reply, and sends all replies of one read in one piece. Ends when the client leaves. */
#include <cjson/cJSON.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { ROOM = 1 << 20, REPLY_MOST = 2048, ID_LENGTH = 13 };

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

struct responder {
    sqlite3 *database;
    sqlite3_stmt *begin, *end, *select;
    int client;
    char in[ROOM];
    char out[ROOM];
    size_t in_end, out_end;
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "responder: %s\n", what);
    exit(1);
}

static void database_open(struct responder *responder, const char *path)
{
    sqlite3 **database = &responder->database;
    if (sqlite3_open_v2(path, database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(*database, "BEGIN", -1, &responder->begin, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(*database, "COMMIT", -1, &responder->end, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(*database,
                           "SELECT id, parent, kind, name, closed FROM place WHERE id = ?1", -1,
                           &responder->select, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(*database));
}

static void run(sqlite3_stmt *statement)
{
    sqlite3_step(statement);
    sqlite3_reset(statement);
}

static int64_t id_parse(const char *text)
{
    int64_t id = 0;
    for (; *text != '\0'; text++) {
        const char *digit = strchr(digits, *text);
        id = id << 5 | (digit == NULL ? 0 : digit - digits);
    }
    return id;
}

static void id_print(int64_t id, char out[ID_LENGTH + 1])
{
    for (int i = ID_LENGTH; i-- > 0; id >>= 5)
        out[i] = digits[id & 31];
    out[ID_LENGTH] = '\0';
}

static char *text_print(char *out, const char *text)
{
    *out++ = '"';
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            *out++ = '\\';
        *out++ = *text;
    }
    *out++ = '"';
    return out;
}

static void place_print(struct responder *responder, double id)
{
    sqlite3_stmt *row = responder->select;
    char *out = responder->out + responder->out_end;
    char place[ID_LENGTH + 1], parent[ID_LENGTH + 1];
    id_print(sqlite3_column_int64(row, 0), place);
    out += sprintf(out, "{\"id\":%.0f,\"ok\":{\"place\":\"%s\",\"name\":", id, place);
    out = text_print(out, (const char *)sqlite3_column_text(row, 3));
    out += sprintf(out, ",\"kind\":\"%s\"", (const char *)sqlite3_column_text(row, 2));
    if (sqlite3_column_int64(row, 1) != 0) {
        id_print(sqlite3_column_int64(row, 1), parent);
        out += sprintf(out, ",\"parent\":\"%s\"", parent);
    }
    out += sprintf(out, ",\"closed\":%s}}\n", sqlite3_column_int(row, 4) ? "true" : "false");
    responder->out_end = (size_t)(out - responder->out);
}

static void answer(struct responder *responder, const char *line, size_t length)
{
    cJSON *request = cJSON_ParseWithLength(line, length);
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(request, "id");
    const cJSON *with = cJSON_GetObjectItemCaseSensitive(request, "with");
    const cJSON *place = cJSON_GetObjectItemCaseSensitive(with, "place");
    if (!cJSON_IsNumber(id) || !cJSON_IsString(place))
        fail("a request is not a place.show");
    int64_t key = id_parse(place->valuestring);
    run(responder->begin);
    for (int i = 0; i < 2; i++) {
        sqlite3_bind_int64(responder->select, 1, key);
        if (sqlite3_step(responder->select) != SQLITE_ROW)
            fail("there is no such place");
        if (i == 1)
            place_print(responder, id->valuedouble);
        sqlite3_reset(responder->select);
    }
    run(responder->end);
    cJSON_Delete(request);
}

static void send_all(struct responder *responder)
{
    size_t at = 0;
    while (at < responder->out_end) {
        ssize_t sent =
            send(responder->client, responder->out + at, responder->out_end - at, MSG_NOSIGNAL);
        if (sent < 0)
            fail("the client has left");
        at += (size_t)sent;
    }
    responder->out_end = 0;
}

/* One read, its answers, one write; false at the end. */
static bool turn(struct responder *responder)
{
    ssize_t got =
        recv(responder->client, responder->in + responder->in_end, ROOM - responder->in_end, 0);
    if (got <= 0)
        return false;
    responder->in_end += (size_t)got;
    char *at = responder->in, *end = responder->in + responder->in_end, *stop;
    while ((stop = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (responder->out_end > ROOM - REPLY_MOST)
            send_all(responder);
        answer(responder, at, (size_t)(stop - at));
        at = stop + 1;
    }
    responder->in_end = (size_t)(end - at);
    memmove(responder->in, at, responder->in_end);
    send_all(responder);
    return true;
}

static int accept_one(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (strlen(path) >= sizeof address.sun_path)
        fail("the socket's path is too long");
    memcpy(address.sun_path, path, strlen(path) + 1);
    unlink(path);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 1) != 0)
        fail("the socket cannot be opened");
    int client = accept(listener, NULL, NULL);
    close(listener);
    if (client < 0)
        fail("no client came");
    return client;
}

int main(int count, char **arguments)
{
    static struct responder responder;
    if (count != 3) {
        fprintf(stderr, "Usage: responder SOCKET DATABASE\n");
        return 2;
    }
    database_open(&responder, arguments[2]);
    responder.client = accept_one(arguments[1]);
    while (turn(&responder))
        ;
    sqlite3_finalize(responder.begin);
    sqlite3_finalize(responder.end);
    sqlite3_finalize(responder.select);
    sqlite3_close(responder.database);
    return 0;
}
