/* Streams: what is read becomes lines, what is said is written once a turn.
 *
 * Reading: one buffer holds [taken | whole lines not handed over yet | the start of a line]; bytes
 * are looked at once for a line's end, and moved only when the start of one line remains.
 * Lines stop being handed over when the owner holds the stream or too much waits to be written;
 * the kernel then stops the sender. Writing is tried at once, and the poll is asked for
 * "writable" only after the kernel took less than all.
 *
 * A stream that is closed stays in memory until libuv has let go of both of its handles, so a
 * callback may close its own stream. */
#include "loop/stream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop/inside.h"

enum {
    READ_PIECE = 16 << 10,   /* room there must be before a read */
    READ_TURN = 256 << 10,   /* bytes read in one turn, so that others get theirs */
    KEEP_ROOM = 64 << 10,    /* an empty buffer larger than this is given back */
    OUT_LIMIT = 4 << 20,     /* waiting to be written, before reading stops */
    OUT_PATIENCE_MS = 60000, /* how long that may last */
    CLOSE_PATIENCE_MS = 1000 /* how long a closed stream may go on writing */
};

struct stream {
    struct loop *loop;
    struct stream_events events;
    uv_poll_t poll;
    uv_timer_t patience;
    int open_handles; /* of libuv: poll and patience */
    int descriptor;   /* -1 once closed */
    int interest;     /* what the poll waits for */

    char *in;
    size_t in_room, in_taken, in_seen, in_end; /* taken <= seen (no line's end before) <= end */
    struct text out;
    size_t out_sent; /* of `out` */
    int files[STREAM_FILES];
    size_t file_count;

    bool held;                   /* by the owner */
    bool ended;                  /* the other side sends no more */
    bool closing;                /* no callback comes any more */
    bool crowded;                /* more than OUT_LIMIT waits */
    bool is_written, is_waiting; /* in the loop's lists of those names */
};

static void on_poll(uv_poll_t *poll, int status, int events);

static size_t out_waiting(const struct stream *stream)
{
    return stream->out.len - stream->out_sent;
}

static bool takes_lines(const struct stream *stream)
{
    return !stream->held && !stream->closing && out_waiting(stream) <= OUT_LIMIT;
}

/* ---- ending ---- */

static void on_handle_closed(uv_handle_t *handle)
{
    struct stream *stream = handle->data;
    if (--stream->open_handles > 0)
        return;
    free(stream->in);
    text_done(&stream->out);
    free(stream);
}

static void close_files(struct stream *stream)
{
    for (size_t i = 0; i < stream->file_count; i++)
        close(stream->files[i]);
    stream->file_count = 0;
}

static void leave_lists(struct stream *stream)
{
    struct loop *loop = stream->loop;
    for (size_t i = 0; stream->is_written && i < loop->written.count; i++) {
        if (loop->written.at[i] == stream) {
            list_remove(&loop->written, i);
            break;
        }
    }
    for (size_t i = 0; stream->is_waiting && i < loop->waiting.count; i++) {
        if (loop->waiting.at[i] == stream) {
            list_remove(&loop->waiting, i);
            break;
        }
    }
}

static void finish(struct stream *stream)
{
    if (stream->descriptor < 0)
        return;
    leave_lists(stream);
    close_files(stream);
    uv_close((uv_handle_t *)&stream->poll, on_handle_closed);
    uv_close((uv_handle_t *)&stream->patience, on_handle_closed);
    close(stream->descriptor);
    stream->descriptor = -1;
}

static void on_close_patience(uv_timer_t *timer)
{
    finish(timer->data);
}

/* ---- writing ---- */

/* False if the other side cannot be written to any more. */
static bool write_out(struct stream *stream)
{
    struct text *out = &stream->out;
    while (stream->out_sent < out->len) {
        ssize_t sent = send(stream->descriptor, out->ptr + stream->out_sent,
                            out->len - stream->out_sent, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
        if (sent < 0)
            return false;
        stream->out_sent += (size_t)sent;
    }
    if (stream->out_sent == out->len) {
        if (out->room > KEEP_ROOM)
            text_done(out);
        else
            text_clear(out);
        stream->out_sent = 0;
    } else if (stream->out_sent > out->len / 2) {
        memmove(out->ptr, out->ptr + stream->out_sent, out->len - stream->out_sent);
        out->len -= stream->out_sent;
        stream->out_sent = 0;
    }
    return true;
}

/* ---- what the poll and the clock wait for ---- */

static void set_interest(struct stream *stream, int interest)
{
    if (interest == stream->interest)
        return;
    stream->interest = interest;
    if (interest)
        uv_poll_start(&stream->poll, interest, on_poll);
    else
        uv_poll_stop(&stream->poll);
}

static void linger(struct stream *stream)
{
    stream->closing = true;
    loop_forget(stream->loop, stream);
    close_files(stream);
    if (!write_out(stream) || out_waiting(stream) == 0) {
        finish(stream);
        return;
    }
    uv_update_time(&stream->loop->uv);
    uv_timer_start(&stream->patience, on_close_patience, CLOSE_PATIENCE_MS, 0);
    set_interest(stream, UV_WRITABLE);
}

static void cut_off(struct stream *stream, const char *why)
{
    stream->closing = true;
    stream->events.gone(stream->events.mine, stream, why);
    linger(stream);
}

static void on_crowded(uv_timer_t *timer)
{
    struct stream *stream = timer->data;
    stream->loop->happened = true;
    cut_off(stream, "its answers were not read for a minute");
}

static void adjust(struct stream *stream)
{
    if (stream->closing)
        return;
    bool crowded = out_waiting(stream) > OUT_LIMIT;
    if (crowded && !stream->crowded) {
        uv_update_time(&stream->loop->uv);
        uv_timer_start(&stream->patience, on_crowded, OUT_PATIENCE_MS, 0);
    } else if (!crowded && stream->crowded) {
        uv_timer_stop(&stream->patience);
    }
    stream->crowded = crowded;
    set_interest(stream, (takes_lines(stream) && !stream->ended ? UV_READABLE : 0) |
                             (out_waiting(stream) > 0 ? UV_WRITABLE : 0));
}

static void wait_for_next_turn(struct stream *stream)
{
    if (stream->is_waiting || stream->in_seen == stream->in_end)
        return;
    stream->is_waiting = true;
    *list_add(&stream->loop->waiting) = stream;
    loop_wake(stream->loop);
}

/* ---- lines ---- */

static void grow_in(struct stream *stream)
{
    if (stream->in_taken > 0) {
        memmove(stream->in, stream->in + stream->in_taken, stream->in_end - stream->in_taken);
        stream->in_end -= stream->in_taken;
        stream->in_seen -= stream->in_taken;
        stream->in_taken = 0;
    }
    if (stream->in_room - stream->in_end >= READ_PIECE)
        return;
    stream->in_room = stream->in_room ? stream->in_room * 2 : READ_PIECE;
    stream->in = memory_grow(stream->in, stream->in_room);
}

static void give_back_in(struct stream *stream)
{
    if (stream->in_taken < stream->in_end)
        return;
    stream->in_taken = stream->in_seen = stream->in_end = 0;
    if (stream->in_room > KEEP_ROOM) {
        free(stream->in);
        stream->in = NULL;
        stream->in_room = 0;
    }
}

static void hand_over_lines(struct stream *stream)
{
    while (takes_lines(stream)) {
        const char *start = stream->in + stream->in_taken;
        const char *end = NULL;
        if (stream->in_seen < stream->in_end)
            end = memchr(stream->in + stream->in_seen, '\n', stream->in_end - stream->in_seen);
        size_t length = end ? (size_t)(end - start) : stream->in_end - stream->in_taken;
        if (length > STREAM_LINE_LIMIT) {
            cut_off(stream, "a line was longer than 1 MiB");
            return;
        }
        if (!end) {
            stream->in_seen = stream->in_end;
            give_back_in(stream);
            return;
        }
        stream->in_taken = stream->in_seen = (size_t)(end - stream->in) + 1;
        stream->events.line(stream->events.mine, stream, (struct str){start, length});
    }
}

/* ---- reading ---- */

/* False if more descriptors came than the stream holds; those it takes are its own. */
static bool keep_files(struct stream *stream, struct msghdr *message)
{
    bool fits = !(message->msg_flags & MSG_CTRUNC);
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int file;
            memcpy(&file, CMSG_DATA(part) + i * sizeof file, sizeof file);
            if (stream->file_count < STREAM_FILES) {
                stream->files[stream->file_count++] = file;
            } else {
                close(file);
                fits = false;
            }
        }
    }
    return fits;
}

/* Bytes read; 0 at the end; -1 with errno; -2 if the descriptors passed were too many. */
static ssize_t read_piece(struct stream *stream)
{
    union {
        char bytes[CMSG_SPACE(STREAM_FILES * sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct iovec into = {.iov_base = stream->in + stream->in_end,
                         .iov_len = stream->in_room - stream->in_end};
    struct msghdr message = {.msg_iov = &into,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got = recvmsg(stream->descriptor, &message, MSG_CMSG_CLOEXEC);
    if (got < 0)
        return -1;
    stream->in_end += (size_t)got;
    if (!keep_files(stream, &message))
        return -2;
    return got;
}

/* After the end of what it sends: has the other side closed its end, or will it still read? */
static bool has_left(const struct stream *stream)
{
    struct pollfd look = {.fd = stream->descriptor};
    return poll(&look, 1, 0) > 0 && (look.revents & (POLLHUP | POLLERR));
}

static void read_end(struct stream *stream)
{
    if (!stream->events.ended || has_left(stream)) {
        cut_off(stream, NULL);
        return;
    }
    stream->ended = true;
    stream->events.ended(stream->events.mine, stream);
}

static void read_lines(struct stream *stream)
{
    for (size_t total = 0; total < READ_TURN && takes_lines(stream) && !stream->ended;) {
        grow_in(stream);
        size_t asked = stream->in_room - stream->in_end;
        ssize_t got = read_piece(stream);
        if (got == -1 && errno == EINTR)
            continue;
        if (got == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            give_back_in(stream);
            return;
        }
        if (got == 0) {
            read_end(stream);
            return;
        }
        if (got < 0) {
            cut_off(stream,
                    got == -2 ? "more than 8 files were passed before they were used" : NULL);
            return;
        }
        total += (size_t)got;
        hand_over_lines(stream);
        if ((size_t)got < asked)
            return; /* the socket is empty, or the poll tells again */
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct stream *stream = poll->data;
    stream->loop->happened = true;
    if (status < 0) {
        /* libuv has stopped the poll; the next read or write shows what is wrong. */
        stream->interest = 0;
        events = UV_READABLE | UV_WRITABLE;
    }
    if (stream->closing) {
        if (!write_out(stream) || out_waiting(stream) == 0 || status < 0)
            finish(stream);
        return;
    }
    if ((events & UV_WRITABLE) && !write_out(stream)) {
        cut_off(stream, NULL);
        return;
    }
    if (status < 0 && (!takes_lines(stream) || stream->ended)) {
        cut_off(stream, NULL);
        return;
    }
    hand_over_lines(stream);
    if (events & UV_READABLE)
        read_lines(stream);
    adjust(stream);
}

/* ---- the loop's side ---- */

void streams_write(struct loop *loop)
{
    while (loop->written.count > 0) {
        struct stream *stream = loop->written.at[--loop->written.count];
        stream->is_written = false;
        if (!write_out(stream)) {
            cut_off(stream, NULL);
            continue;
        }
        adjust(stream);
        if (takes_lines(stream))
            wait_for_next_turn(stream);
    }
}

void streams_continue(struct loop *loop)
{
    for (size_t left = loop->waiting.count; left > 0 && loop->waiting.count > 0; left--) {
        struct stream *stream = loop->waiting.at[0];
        list_remove(&loop->waiting, 0);
        stream->is_waiting = false;
        hand_over_lines(stream);
        adjust(stream);
    }
}

/* ---- the owner's side ---- */

static void close_stream(void *self)
{
    stream_close(self);
}

struct stream *stream_open(struct loop *loop, int descriptor, const struct stream_events *events)
{
    struct stream *stream = memory_take(sizeof *stream);
    if (uv_poll_init(&loop->uv, &stream->poll, descriptor)) {
        close(descriptor);
        free(stream);
        return NULL;
    }
    uv_timer_init(&loop->uv, &stream->patience);
    stream->poll.data = stream;
    stream->patience.data = stream;
    stream->open_handles = 2;
    stream->loop = loop;
    stream->descriptor = descriptor;
    stream->events = *events;
    loop_remember(loop, stream, close_stream);
    adjust(stream);
    return stream;
}

struct stream_peer stream_peer(int descriptor)
{
    struct ucred peer = {.pid = 0, .uid = (uid_t)-1, .gid = (gid_t)-1};
    socklen_t size = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size))
        return (struct stream_peer){.process = -1, .user = -1, .group = -1};
    return (struct stream_peer){.process = peer.pid, .user = peer.uid, .group = peer.gid};
}

size_t stream_take_files(struct stream *stream, int *files, size_t room)
{
    size_t count = stream->file_count < room ? stream->file_count : room;
    memcpy(files, stream->files, count * sizeof *files);
    stream->file_count -= count;
    memmove(stream->files, stream->files + count, stream->file_count * sizeof *files);
    return count;
}

struct text *stream_out(struct stream *stream)
{
    if (!stream->is_written && stream->descriptor >= 0 && !stream->closing) {
        stream->is_written = true;
        *list_add(&stream->loop->written) = stream;
    }
    return &stream->out;
}

void stream_hold(struct stream *stream)
{
    stream->held = true;
    adjust(stream);
}

void stream_resume(struct stream *stream)
{
    stream->held = false;
    adjust(stream);
    wait_for_next_turn(stream);
}

void stream_close(struct stream *stream)
{
    if (!stream->closing)
        linger(stream);
}
