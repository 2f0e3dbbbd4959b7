/* A local stream socket on the loop: lines in, lines out, descriptors with them.
 *
 * Bounds: a line of at most 1 MiB; at most 8 descriptors wait to be claimed; the stream stops
 * reading while more than 4 MiB wait to be written, and is closed if that lasts 60 s. */
#ifndef LOOP_STREAM_H
#define LOOP_STREAM_H

#include "loop/loop.h"

enum { STREAM_LINE_LIMIT = 1 << 20, STREAM_FILES = 8 };

struct stream;

struct stream_peer {
    int64_t process, user, group; /* SO_PEERCRED */
};

struct stream_events {
    /* One whole line without its end; lent. The descriptors that came since the last claim can
     * be claimed with stream_take_files. */
    void (*line)(void *mine, struct stream *stream, struct str line);
    /* The other side has gone, or the stream was cut off; `why` NULL for an ordinary end. The
     * stream is closed after this returns. */
    void (*gone)(void *mine, struct stream *stream, const char *why);
    /* The other side will send no more, but may still read; the owner closes the stream when all
     * is said. NULL: then `gone` comes at once. */
    void (*ended)(void *mine, struct stream *stream);
    void *mine;
};

/* Takes the connected descriptor; NULL, and it is closed, if it cannot be watched. */
struct stream *stream_open(struct loop *loop, int descriptor, const struct stream_events *events);
struct stream_peer stream_peer(int descriptor);                           /* of a connection */
size_t stream_take_files(struct stream *stream, int *files, size_t room); /* caller closes them */
/* What is added is written at the end of the turn, in one piece. */
struct text *stream_out(struct stream *stream);
/* While held, no line is handed over and nothing is read; afterwards lines come again from the
 * next turn on. */
void stream_hold(struct stream *stream);
void stream_resume(struct stream *stream);
void stream_close(struct stream *stream); /* writes what waits first, for up to 1 s */

/* Listens on a Unix socket (an old socket file nobody answers on is replaced; mode as given), or
 * on the descriptor that systemd passed under the name "control". `accepted` gets each new
 * descriptor. CLASH if somebody answers there already; WRONG for a path too long. */
struct listener;
struct listener_options {
    const char *path;
    unsigned mode; /* of the socket file, whatever the umask */
    void (*accepted)(void *mine, int descriptor);
    void *mine;
};
int listener_open(struct loop *loop, const struct listener_options *options,
                  struct listener **ret_listener, struct error *error);
void listener_close(struct listener *listener); /* removes the socket file */

#endif
