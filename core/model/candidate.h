/* Candidates: networks that colleagues would like, while they gather support and wait for an
 * answer.
 *
 * Who proposed one and who supports it is nobody's business, and nor is their number: all that is
 * ever shown is "not yet" or "enough". They are kept in a sealed set whose size is padded, in the
 * candidate's own row, so that no row and no journal entry comes into being with a colleague's
 * interest; and they are deleted with the answer. Once there is enough, it stays enough. */
#ifndef MODEL_CANDIDATE_H
#define MODEL_CANDIDATE_H

#include "base/json.h"
#include "model/model.h"

enum { CANDIDATE_ANSWER_DAYS = 20 }; /* working days in which there is an answer */

struct candidate {
    int64_t id, place;
    struct str name;
    struct str whom; /* whom it is for */
    struct str aim;
    struct str state;  /* "gathering", "enough", "opened", "declined" */
    int64_t threshold; /* so many make enough; fixed when it is proposed */
    int32_t day;
    int32_t answer_day; /* by when there is an answer; 0 while there is not enough */
    int64_t network;    /* as which it was opened */
    struct str reasons; /* for declining */
};

/* Sets the id, the day and the state; its proposer supports it. CLASH: a candidate of that name
 * waits already. */
int candidate_add(struct model *in, int64_t person, struct candidate *candidate);
int candidate_read(struct model *in, int64_t id, struct candidate *ret_candidate); /* MISSING */
int candidate_page(struct model *in, struct str state, struct page *page,          /* empty: all */
                   void (*each)(void *self, const struct candidate *candidate), void *self);
/* Adds or withdraws the person's interest; once more is the same. `ret_reached`: this made it
 * enough. CLASH: it has an answer. */
enum candidate_interest { CANDIDATE_SUPPORT, CANDIDATE_WITHDRAW };
int candidate_support(struct model *in, int64_t id, int64_t person,
                      enum candidate_interest interest, bool *ret_reached);
/* Its proposer and its supporters, each once, in no telling order. */
int candidate_each_person(struct model *in, int64_t id, int (*each)(void *self, int64_t person),
                          void *self);
/* Opened as a network, or declined (network 0) with reasons; forgets who asked for it. */
int candidate_answer(struct model *in, int64_t id, int64_t network, struct str reasons);
int candidate_count_late(struct model *in, int32_t today, int64_t *ret_count);

/* For person_parts: whoever is erased is taken out of every set, and of the mail about them; two
 * who are one person count once; and each may read what they asked for, and nobody else. */
int candidate_erase(struct model *in, int64_t person);
int candidate_merge(struct model *in, int64_t from, int64_t into);
int candidate_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
