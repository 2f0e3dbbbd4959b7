/* Networks: what they are called, whom they are for, which host backs them. */
#ifndef MODEL_NETWORK_H
#define MODEL_NETWORK_H

#include "model/charter.h"

struct network {
    int64_t id, place;
    struct str name, aim;
    struct str whom;   /* the group it is for, in its own words; may be empty */
    struct str state;  /* "open", "closed" */
    struct str reason; /* for closing it */
    int32_t closed_day;
    struct str short_name, colour, accent; /* "#005f73"; empty until they are chosen */
};

struct logo {
    struct str kind; /* "png", "jpeg"; empty if there is none */
    struct str bytes;
};

enum { NETWORK_KEPT_DAYS = 30 }; /* so long memberships of a closed one stand, to be told of it */

/* Sets the id. CLASH: an open network has that name. */
int network_add(struct model *in, struct network *network);
int network_read(struct model *in, int64_t id, struct network *ret_network); /* MISSING */
/* Place 0: all places; an empty state: both. */
int network_page(struct model *in, int64_t place, struct str state, struct page *page,
                 void (*each)(void *self, const struct network *network), void *self);
/* Its name, aim and whom. CLASH: the name is taken. */
int network_edit(struct model *in, const struct network *network);
/* Its short name and colours. */
int network_brand(struct model *in, const struct network *network);
int network_set_logo(struct model *in, int64_t network, const struct logo *logo);
int network_logo(struct model *in, int64_t network, struct logo *ret_logo);
/* For good: its name is free again; nothing of it is on the schedule or waits to be sent any more;
 * and what stood open in it has ended, with the reason. */
int network_close(struct model *in, int64_t network, struct str reason);
int network_check_open(struct model *in, int64_t network); /* CLASH: it is closed */

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
