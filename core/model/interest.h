/* Interests: what an office holder, or a voter, has to do with a matter beside their part in it.
 *
 * The kinds are those of NHS England's "Managing conflicts of interest in the NHS" (2017):
 * financial, non-financial professional, non-financial personal, indirect. One that is declared
 * about a decision recuses from it. They are their holder's own words, sealed, and go with them;
 * one that was withdrawn stands for six months more (model/tidy.h), as that guidance says. */
#ifndef MODEL_INTEREST_H
#define MODEL_INTEREST_H

#include "model/model.h"

struct interest {
    int64_t id, network, handle;
    int64_t decision;       /* from which it recuses; 0: in general */
    struct str kind;        /* "financial", "professional", "personal", "indirect" */
    struct str matter;      /* in their own words */
    int32_t day, ended_day; /* ended 0: it stands */
};

int interest_add(struct model *in, struct interest *interest); /* sets id and day */
int interest_read(struct model *in, int64_t id, struct interest *ret_interest); /* MISSING */
int interest_withdraw(struct model *in, const struct interest *interest); /* CLASH: it is already */
/* For one handle its own and, if `of_holders`, those of whoever holds an office. */
struct interest_search {
    int64_t network, handle;
    bool of_holders;
};
/* In the order of their days. */
int interest_page(struct model *in, const struct interest_search *search, struct page *page,
                  int (*each)(void *self, const struct interest *interest), void *self);
/* Has this handle declared an interest in this decision, and not withdrawn it? */
int interest_recuses(struct model *in, int64_t network, int64_t decision, int64_t handle,
                     bool *ret_recuses);
/* Everybody who has, in the order of their handles; in the arena. */
int interest_recused(struct model *in, int64_t network, int64_t decision, int64_t **ret_handles,
                     size_t *ret_count);
int interest_drop_handle(struct model *in, int64_t network, int64_t handle);

#endif
