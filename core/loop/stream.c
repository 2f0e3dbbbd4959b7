/* Streams: what is read becomes lines, what is said is written once a turn.
 *
 * Writing is tried at once, and the poll is asked for "writable" only after the kernel took less
 * than all. Reading stands in stream_read.c.
 *
 * A stream that is closed stays in memory until libuv has let go of both of its handles, so a
 * callback may close its own stream. */
#include "loop/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop/stream_inside.h"

enum {
    OUT_LIMIT = 4 << 20,     /* waiting to be written, before reading stops */
    OUT_PATIENCE_MS = 60000, /* how long that may last */
    CLOSE_PATIENCE_MS = 1000 /* how long a closed stream may go on writing */
};

static void on_poll(uv_poll_t *poll, int status, int events);

static size_t out_waiting(const struct stream *stream)
{
    return stream->out.len - stream->out_sent;
}

bool stream_takes_lines(const struct stream *stream)
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

void stream_cut_off(struct stream *stream, const char *why)
{
    stream->closing = true;
    stream->events.gone(stream->events.mine, stream, why);
    linger(stream);
}

static void on_crowded(uv_timer_t *timer)
{
    struct stream *stream = timer->data;
    stream->loop->happened = true;
    stream_cut_off(stream, "its answers were not read for a minute");
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
    set_interest(stream, (stream_takes_lines(stream) && !stream->ended ? UV_READABLE : 0) |
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
        stream_cut_off(stream, NULL);
        return;
    }
    if (status < 0 && (!stream_takes_lines(stream) || stream->ended)) {
        stream_cut_off(stream, NULL);
        return;
    }
    stream_hand_over(stream);
    if (events & UV_READABLE)
        stream_read(stream);
    adjust(stream);
}

/* ---- the loop's side ---- */

void streams_write(struct loop *loop)
{
    while (loop->written.count > 0) {
        struct stream *stream = loop->written.at[--loop->written.count];
        stream->is_written = false;
        if (!write_out(stream)) {
            stream_cut_off(stream, NULL);
            continue;
        }
        adjust(stream);
        if (stream_takes_lines(stream))
            wait_for_next_turn(stream);
    }
}

void streams_continue(struct loop *loop)
{
    for (size_t left = loop->waiting.count; left > 0 && loop->waiting.count > 0; left--) {
        struct stream *stream = loop->waiting.at[0];
        list_remove(&loop->waiting, 0);
        stream->is_waiting = false;
        stream_hand_over(stream);
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
