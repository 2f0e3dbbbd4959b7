/* Sends requests over the daemon's socket, so many in flight, and measures how they are answered.
 *
 *     load SOCKET REQUESTS IN-FLIGHT
 *
 * REQUESTS is a file with one request a line; the id of line n (from 1) is n. It is read into
 * memory first, and what is measured costs the client next to nothing: one send for all that may
 * go, one receive for all that has come. Prints one JSON object; times are in microseconds. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { ANSWERS_ROOM = 1 << 20 };

struct load {
    char *requests;
    size_t *start; /* of each line, and of the end */
    int64_t *sent_at, *took;
    size_t count, sent, answered, failed, in_flight;
    int descriptor;
    char answers[ANSWERS_ROOM];
    size_t held; /* bytes of an answer that has not come whole */
    char first_failure[400];
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void read_requests(struct load *load, const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        fail(path);
    size_t size = (size_t)ftell(file);
    rewind(file);
    load->requests = malloc(size + 1);
    if (load->requests == NULL || fread(load->requests, 1, size, file) != size)
        fail(path);
    fclose(file);
    for (size_t i = 0; i < size; i++)
        load->count += load->requests[i] == '\n';
    load->start = calloc(load->count + 1, sizeof *load->start);
    load->sent_at = calloc(load->count, sizeof *load->sent_at);
    load->took = calloc(load->count, sizeof *load->took);
    if (load->start == NULL || load->sent_at == NULL || load->took == NULL)
        fail("memory");
    for (size_t i = 0, line = 0; i < size; i++)
        if (load->requests[i] == '\n')
            load->start[++line] = i + 1;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (strlen(path) >= sizeof address.sun_path)
        fail("the socket's path is too long");
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
        fail(path);
    return descriptor;
}

/* Sends as many requests as may go. */
static void send_more(struct load *load)
{
    size_t until = load->answered + load->in_flight;
    if (until > load->count)
        until = load->count;
    size_t at = load->start[load->sent], end = load->start[until];
    int64_t now = now_us();
    while (load->sent < until)
        load->sent_at[load->sent++] = now;
    while (at < end) {
        ssize_t sent = send(load->descriptor, load->requests + at, end - at, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            fail("send");
        at += sent > 0 ? (size_t)sent : 0;
    }
}

/* One line: {"id":N,"ok":… or {"id":N,"error":… */
static void take_answer(struct load *load, const char *line, size_t length, int64_t now)
{
    static const char prefix[] = "{\"id\":";
    char *after = NULL;
    size_t id = 0;
    if (length > sizeof prefix && memcmp(line, prefix, sizeof prefix - 1) == 0)
        id = strtoul(line + sizeof prefix - 1, &after, 10);
    if (id == 0 || id > load->count)
        fail("an answer has no id of ours");
    load->took[id - 1] = now - load->sent_at[id - 1];
    load->answered++;
    if (strncmp(after, ",\"ok\":", 6) == 0)
        return;
    if (load->failed++ == 0)
        snprintf(load->first_failure, sizeof load->first_failure, "%.*s", (int)length, line);
}

static void take_answers(struct load *load)
{
    ssize_t got = recv(load->descriptor, load->answers + load->held, ANSWERS_ROOM - load->held, 0);
    if (got <= 0)
        fail("receive");
    int64_t now = now_us();
    size_t end = load->held + (size_t)got, at = 0;
    const char *stop;
    while ((stop = memchr(load->answers + at, '\n', end - at)) != NULL) {
        size_t length = (size_t)(stop - load->answers) - at;
        take_answer(load, load->answers + at, length, now);
        at += length + 1;
    }
    load->held = end - at;
    memmove(load->answers, load->answers + at, load->held);
}

static int compare(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

int main(int count, char **arguments)
{
    static struct load load;
    if (count != 4) {
        fprintf(stderr, "Usage: load SOCKET REQUESTS IN-FLIGHT\n");
        return 2;
    }
    read_requests(&load, arguments[2]);
    load.descriptor = connect_to(arguments[1]);
    load.in_flight = strtoul(arguments[3], NULL, 10);
    int64_t begun = now_us();
    while (load.answered < load.count) {
        send_more(&load);
        take_answers(&load);
    }
    int64_t took = now_us() - begun;
    if (load.failed > 0)
        fprintf(stderr, "load: the first failure: %s\n", load.first_failure);
    if (load.count == 0)
        return 2;
    qsort(load.took, load.count, sizeof *load.took, compare);
    printf("{\"requests\":%zu,\"failed\":%zu,\"took\":%lld,\"p50\":%lld,\"p99\":%lld}\n",
           load.count, load.failed, (long long)took, (long long)load.took[load.count / 2],
           (long long)load.took[load.count * 99 / 100]);
    return load.failed > 0;
}
