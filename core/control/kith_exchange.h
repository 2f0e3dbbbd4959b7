/* An exchange of lines with the daemon over its socket. */
#ifndef CONTROL_KITH_EXCHANGE_H
#define CONTROL_KITH_EXCHANGE_H

#include "base/text.h"

enum exchange_outcome {
    EXCHANGE_OK,
    EXCHANGE_ABSENT,  /* nobody answers at this path */
    EXCHANGE_REFUSED, /* the path may not be used */
    EXCHANGE_LOST,    /* the connection broke */
    EXCHANGE_LATE,    /* nothing came in time */
    EXCHANGE_GARBLED, /* what came is no answer of a daemon */
};

struct exchange {
    int descriptor; /* -1: not open */
    struct text in;
    size_t read_from; /* where the next line begins in `in` */
};

/* `struct exchange e = {.descriptor = -1};` is a closed one. */
enum exchange_outcome exchange_open(struct exchange *exchange, const char *path, int64_t wait_ms);
void exchange_close(struct exchange *exchange);
/* Sends one line (a line end is added), and the descriptors along with it. */
enum exchange_outcome exchange_send(struct exchange *exchange, struct str line,
                                    const int *descriptors, size_t count);
/* The next line, without its end; lent until the next call. Waits until the monotonic clock
 * reaches `deadline_ms`, or for ever if that is negative. */
enum exchange_outcome exchange_next(struct exchange *exchange, int64_t deadline_ms,
                                    struct str *ret_line);

#endif
