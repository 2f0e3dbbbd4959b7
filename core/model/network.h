/* Networks: what they are called, whom they are for, which host backs them. */
#ifndef MODEL_NETWORK_H
#define MODEL_NETWORK_H

#include "model/charter.h"

struct network {
    int64_t id, place;
    struct str name, aim;
};

int network_add(struct model *in, struct network *network); /* sets the id; CLASH: name taken */
int network_read(struct model *in, int64_t id, struct network *ret_network); /* MISSING */
int network_page(struct model *in, int64_t place, struct page *page,         /* 0: all places */
                 void (*each)(void *self, const struct network *network), void *self);

/* The term `refresh.every` of the charter in force ("P12M" if it has none). */
int network_refresh(struct model *in, int64_t network, struct str *ret_duration);
/* The terms `chair_term` and `chair_terms_at_most` ("P24M" and 2 if it has none). */
int network_chair_terms(struct model *in, int64_t network, struct str *ret_term,
                        int64_t *ret_at_most);
/* The term `notice_days`, the most first (90 and 30 if it has none); at most `room`. */
int network_notice_days(struct model *in, int64_t network, int32_t *out, size_t room,
                        size_t *ret_count);
/* Does the charter in force name this action under `ask`? */
int network_wants_to_be_asked(struct model *in, int64_t network, const char *action,
                              bool *ret_asks);

#endif
