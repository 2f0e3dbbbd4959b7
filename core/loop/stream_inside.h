/* A stream from inside: what its reading and its writing share. For stream.c and stream_read.c. */
#ifndef LOOP_STREAM_INSIDE_H
#define LOOP_STREAM_INSIDE_H

#include "loop/inside.h"
#include "loop/stream.h"

enum { KEEP_ROOM = 64 << 10 }; /* an empty buffer larger than this is given back */

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

/* Are lines wanted: not while the owner holds it, while too much waits to be written, or once it
 * closes. */
bool stream_takes_lines(const struct stream *stream);
/* Tells the owner that it has gone, and closes. */
void stream_cut_off(struct stream *stream, const char *why);
void stream_hand_over(struct stream *stream); /* the lines that are there */
void stream_read(struct stream *stream);      /* more, and hands them over */

#endif
