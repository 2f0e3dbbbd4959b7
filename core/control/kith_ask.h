/* Asking: one call sent to the daemon, and its answer awaited.
 *
 * If the connection breaks before the answer came, the call is sent once more: what changes
 * something has a key, so that it is not done twice; what cannot have one is sent once only. */
#ifndef CONTROL_KITH_ASK_H
#define CONTROL_KITH_ASK_H

#include "base/json.h"
#include "control/kith_bar.h"
#include "control/kith_exchange.h"

struct caller {
    struct exchange exchange;
    const char *socket;
    struct str token; /* empty if none */
    const char *as;   /* NULL if none */
    struct bar *bar;  /* shows progress; NULL: not shown */
    int64_t wait_ms;  /* for an answer; negative: as long as it takes */
    int64_t last_id;
};

struct question_line {
    struct str action, with; /* `with` is a JSON object; empty for none */
    const char *key;         /* NULL for none */
    bool dry_run, as_itself; /* as_itself: `as` is left out */
    bool only_once;          /* it changes something and has no key: never sent again */
    const int *files;
    size_t file_count;
    void (*rewind)(void *mine); /* before a second sending; NULL for nothing to do */
    void *mine;
};

struct answer {
    enum exchange_outcome outcome;
    struct json *line;               /* what the rest is part of; free with answer_done */
    const struct json *ok;           /* NULL if it is an error */
    struct str name, field, message; /* of an error */
};

/* Opens the connection if it is not open. EXCHANGE_LOST: sent, and the outcome is unknown. */
void caller_ask(struct caller *caller, const struct question_line *question,
                struct answer *ret_answer);
void answer_done(struct answer *answer);
void caller_close(struct caller *caller);

#endif
