/* Effects: what must leave the daemon; a durable queue, the only way out. */
#ifndef MODEL_EFFECT_H
#define MODEL_EFFECT_H

#include "model/model.h"

struct effect {
    int64_t id, network;
    struct str kind;    /* "mail" */
    int64_t recipient;  /* a handle in the network, a person outside one (network 0), or 0 */
    struct str payload; /* JSON object; sealed at rest */
    struct str state;   /* "waiting", "sent", "failed", "unknown", "recorded", "dropped" */
    int64_t attempts, next_at;
    struct str answer; /* what the other side said last */
    bool concealed;    /* for a person outside a network: the row must not tell who it is */
};

enum { EFFECT_ATTEMPTS = 12 }; /* after these, it has failed */

/* Sets the id; beside a recipient, id and time tell the day and nothing more. Of a concealed one
 * the row holds a keyed hash of the recipient, below 0. `recorded` (in a rehearsal): kept, never
 * sent. */
int effect_add(struct model *in, struct effect *effect, bool recorded);
int effect_read(struct model *in, int64_t id, struct effect *ret_effect); /* MISSING */

/* What goes its way is shown to nobody: that mail left tells that somebody joined something. Stuck
 * is what has failed, or nobody took for a day; it is known as of the day's beginning. What a
 * rehearsal recorded is shown, too. */
bool effect_is_shown(const struct model *in, const struct effect *effect);
/* `state` empty: any; `recorded`: with what a rehearsal recorded. */
int effect_page_shown(struct model *in, struct str state, bool recorded, struct page *page,
                      void (*each)(void *self, const struct effect *effect), void *self);
struct effect_counts {
    int64_t failed, waiting;
};
int effect_count_stuck(struct model *in, struct effect_counts *ret_counts);
/* All that waits is held until somebody decides; it is shown at once. */
int effect_hold(struct model *in, struct str answer);
/* The due ones of a kind, oldest first; `each` answers true to take one, which ends it. */
int effect_due(struct model *in, struct str kind, bool (*each)(void *self, int64_t id), void *self);
/* When the next waiting one of a kind is due; INT64_MAX if none. */
int effect_next(struct model *in, struct str kind, int64_t *ret_next_at);
/* What has failed, or of which it is unknown, is shown from the next day on. */
int effect_end(struct model *in, int64_t id, const char *state, struct str answer);
/* Tried again after 1, 2, 4 … minutes, at most 6 hours apart; failed after EFFECT_ATTEMPTS. */
int effect_again(struct model *in, int64_t id, struct str answer);
/* It waits until then; that is no attempt. */
int effect_put_off(struct model *in, int64_t id, int64_t at_ms);
/* At once, from the beginning; also one that failed. */
int effect_retry(struct model *in, int64_t id);
int effect_drop_recipient(struct model *in, int64_t network, int64_t recipient);
/* Mail that waits for members of a network that is closed. */
int effect_end_network(struct model *in, int64_t network);
/* What waits for members who have gone; for the daily tidying. */
int effect_drop_gone(struct model *in);
/* Whatever became of them: no trace is left. */
int effect_erase_recipient(struct model *in, int64_t network, int64_t recipient);
/* What waits for the one person outside any network waits for the other. */
int effect_move_person(struct model *in, int64_t from, int64_t into);

#endif
