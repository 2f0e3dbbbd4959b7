/* The executive sponsor of a network: chosen by its members, and what they do for it. A sponsor
 * need not be a member; name and post are sealed. */
#ifndef MODEL_SPONSOR_H
#define MODEL_SPONSOR_H

#include "model/model.h"

struct sponsor {
    int64_t id, network;
    int32_t since_day, until_day; /* the first day after the term */
    int32_t ended_day;            /* 0 while they are */
    int64_t clock;
    struct str name, post;
};

struct sponsor_engagement {
    int64_t id, network, sponsor;
    int32_t day;
    struct str kind; /* "met", "spoke", "raised", "removed_barrier", "other" */
    struct str text;
};

/* Sets id, days and clock by the charter's sponsor.term. */
int sponsor_add(struct model *in, struct sponsor *sponsor);
int sponsor_read(struct model *in, int64_t id, struct sponsor *ret_sponsor); /* MISSING */
int sponsor_current(struct model *in, int64_t network, int64_t *ret_id);     /* 0: none */
int sponsor_set_clock(struct model *in, struct sponsor *sponsor, int64_t due_at);
int sponsor_end(struct model *in, const struct sponsor *sponsor);
int sponsor_end_network(struct model *in, int64_t network); /* the current one, if any */
/* Those of earlier terms too, by id. */
int sponsor_page(struct model *in, int64_t network, struct page *page,
                 int (*each)(void *self, const struct sponsor *sponsor), void *self);
int sponsor_engage(struct model *in, struct sponsor_engagement *engagement); /* sets the id */
int sponsor_engagement_each(struct model *in, int64_t sponsor,
                            int (*each)(void *self, const struct sponsor_engagement *engagement),
                            void *self);

#endif
