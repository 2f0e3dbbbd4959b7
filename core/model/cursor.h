/* Cursors: how far each subscriber has heard each network's journal. */
#ifndef MODEL_CURSOR_H
#define MODEL_CURSOR_H

#include "model/model.h"

struct cursor {
    struct str subscriber;
    int64_t network, sequence; /* the last entry heard */
    int64_t attempts;          /* at the next one, that failed */
    int64_t failing_since;     /* 0: not failing */
    int64_t next_at;
    bool parked;
};

enum { CURSOR_PARK_AFTER_MS = 60 * 60 * 1000 };

/* A pair that was never heard starts at 0. */
int cursor_read(struct model *in, struct str subscriber, int64_t network,
                struct cursor *ret_cursor);
int cursor_advance(struct model *in, struct str subscriber, int64_t network, int64_t sequence);
/* A failure: again after 1, 2, 4 … s, at most 5 min; parked after an hour of failing. */
int cursor_fail(struct model *in, struct str subscriber, int64_t network,
                int64_t *ret_pause_ms); /* -1: parked */
int cursor_unpark(struct model *in, struct str subscriber);
/* Has this subscriber ever been here? If not, it is put at the end of every journal. */
int cursor_begin(struct model *in, struct str subscriber);
int cursor_count_parked(struct model *in, int64_t *ret_count);

#endif
