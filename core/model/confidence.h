/* Votes of no confidence in the holder of an office.
 *
 *   gathering → notice → ballot → carried, or not_carried     or withdrawn, forgotten, office_ended
 *
 * Enough members, or enough holders of an office, call it; until then nobody but each caller knows
 * of it, and what nobody joins is forgotten. Then everybody has notice, and whoever it is about can
 * reply to all. The ballot is secret. If it is not carried, no other is called for a while. Who
 * calls is sealed, and forgotten once the ballot opens. */
#ifndef MODEL_CONFIDENCE_H
#define MODEL_CONFIDENCE_H

#include "model/model.h"

struct confidence {
    int64_t id, network;
    int64_t office, handle; /* of whom it is about */
    struct str state;
    int64_t called_at; /* when enough had called it; while they gather, the first */
    int64_t opens_at;  /* the ballot; 0 while they gather */
    int64_t ended_at;  /* 0 while it goes on */
    int32_t free_day;  /* from when another can be called; 0: at once */
    int64_t election, clock;
    int64_t charter;   /* the version in force when it was called */
    struct str why;    /* how it ended, in a sentence */
    struct str reason; /* Markdown; of whoever called it first */
    struct str reply;  /* Markdown; of whom it is about; may be empty */
};

enum confidence_caller { CONFIDENCE_MEMBER, CONFIDENCE_HOLDER };

/* Sets the id and the state "gathering". */
int confidence_add(struct model *in, struct confidence *confidence);
int confidence_read(struct model *in, int64_t id, struct confidence *ret_confidence); /* MISSING */
int confidence_write(struct model *in, const struct confidence *confidence);
/* The one about this office that goes on; 0 if none. */
int confidence_open(struct model *in, int64_t office, int64_t *ret_id);
/* From when another can be called about this holder; 0: from today. */
int confidence_free_day(struct model *in, int64_t network, int64_t handle, int32_t *ret_day);
/* Those that were called: gathering and forgotten ones are nobody's to see. */
int confidence_page(struct model *in, int64_t network, struct page *page,
                    int (*each)(void *self, const struct confidence *confidence), void *self);
int confidence_set_clock(struct model *in, struct confidence *confidence, int64_t due_at);

/* Once more is the same. */
int confidence_call(struct model *in, const struct confidence *confidence, int64_t handle,
                    enum confidence_caller caller);
/* `ret_was`: had they called it? */
int confidence_uncall(struct model *in, const struct confidence *confidence, int64_t handle,
                      bool *ret_was);
int confidence_is_caller(struct model *in, const struct confidence *confidence, int64_t handle,
                         bool *ret_is);
/* Have enough members, or enough holders of an office, called it? */
int confidence_is_enough(struct model *in, const struct confidence *confidence, bool *ret_enough);
int confidence_forget_callers(struct model *in, int64_t confidence);

/* The office ends for another reason: there is nothing to vote on. An open ballot goes on, and its
 * outcome ends nothing. */
int confidence_office_ends(struct model *in, int64_t office);
/* The network is closed: what goes on is withdrawn, with that reason; what gathers is forgotten. */
int confidence_end_network(struct model *in, int64_t network);
/* A membership ends: what they called counts no more. */
int confidence_leave(struct model *in, int64_t network, int64_t handle);

#endif
