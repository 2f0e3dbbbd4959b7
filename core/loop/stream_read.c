/* The reading side of a stream: bytes become lines, and descriptors come with them.
 *
 * One buffer holds [taken | whole lines not handed over yet | the start of a line]; bytes are
 * looked at once for a line's end, and moved only when the start of one line remains. Lines stop
 * being handed over when the owner holds the stream or too much waits to be written; the kernel
 * then stops the sender. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop/stream_inside.h"

enum {
    READ_PIECE = 16 << 10, /* room there must be before a read */
    READ_TURN = 256 << 10  /* bytes read in one turn, so that others get theirs */
};

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

void stream_hand_over(struct stream *stream)
{
    while (stream_takes_lines(stream)) {
        const char *start = stream->in + stream->in_taken;
        const char *end = NULL;
        if (stream->in_seen < stream->in_end)
            end = memchr(stream->in + stream->in_seen, '\n', stream->in_end - stream->in_seen);
        size_t length = end ? (size_t)(end - start) : stream->in_end - stream->in_taken;
        if (length > STREAM_LINE_LIMIT) {
            stream_cut_off(stream, "a line was longer than 1 MiB");
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
        stream_cut_off(stream, NULL);
        return;
    }
    stream->ended = true;
    stream->events.ended(stream->events.mine, stream);
}

void stream_read(struct stream *stream)
{
    for (size_t total = 0; total < READ_TURN && stream_takes_lines(stream) && !stream->ended;) {
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
            stream_cut_off(stream, got == -2 ? "more than 8 files were passed before they were used"
                                             : NULL);
            return;
        }
        total += (size_t)got;
        stream_hand_over(stream);
        if ((size_t)got < asked)
            return; /* the socket is empty, or the poll tells again */
    }
}
