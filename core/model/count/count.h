/* Counting an election: papers in, rounds and the elected out, in whole numbers.
 *
 * Pure functions of the papers, the seats, who has withdrawn and the order of lots: the same always
 * gives the same answer, and anybody can count again. Amounts are whole numbers, scaled by the
 * method's decimals (5 decimals: 123.5 is 12350000).
 *
 * A tie is broken by the method's own rule first, then by lot. A lot is no coin thrown at the time:
 * all candidates stand in one order drawn beforehand, and of those who are tied the first in it is
 * chosen (to be elected, to have the surplus transferred, to be excluded: whatever the tie is
 * about). */
#ifndef MODEL_COUNT_COUNT_H
#define MODEL_COUNT_COUNT_H

#include "model/count/papers.h"

struct count_round {
    int64_t *votes; /* by candidate, at the end of the round */
    int64_t non_transferable;
    int64_t quota; /* as of this round; 0 if the method has none */
    size_t *elected, elected_count;
    size_t *excluded, excluded_count;
    size_t surplus_of; /* a candidate; COUNT_NOBODY if no surplus was transferred */
};

#define COUNT_NOBODY SIZE_MAX

enum count_tie_rule { COUNT_EARLIER_ROUND, COUNT_LOT };

struct count_tie {
    size_t round; /* from 1 */
    size_t *between, between_count;
    enum count_tie_rule rule;
    size_t earlier; /* the round that told them apart */
    size_t chosen;
    const char *to; /* what the chosen one is: "elected", "excluded", "transferred first" */
};

struct count_result {
    const struct count_method *method;
    const struct papers *papers;
    size_t seats;
    int64_t quota;   /* the last; 0 if the method has none */
    int64_t valid;   /* papers that count: with a preference for somebody who stands */
    int64_t blank;   /* the others */
    bool *withdrawn; /* by candidate: as the papers say, or as was asked for */
    LIST(struct count_round) rounds;
    LIST(size_t) elected; /* in the order of election */
    LIST(struct count_tie) ties;
    int64_t *pairs; /* Schulze: papers that prefer one to the other, candidates × candidates */
    int64_t *paths; /* Schulze: strengths of the strongest paths */
    struct arena arena;
};

struct count_options {
    size_t seats;          /* 0: as the papers say */
    const bool *withdrawn; /* more who have withdrawn, by candidate; NULL: none */
    struct str seed;       /* of the lot, if the papers have no order of one */
};

/* What a method works with. */
struct count {
    const struct papers *papers;
    const size_t *lots; /* each candidate's place in the order of the lot */
    enum { COUNT_STANDS, COUNT_ELECTED, COUNT_OUT } * state; /* by candidate */
    int64_t *votes;
    int64_t non_transferable, quota;
    size_t surplus_of;
    struct count_result *result;
    struct error *error;
};

struct count_method {
    const char *name;     /* "scottish-stv" */
    const char *title;    /* "Single transferable vote, Scottish rules" */
    const char *sentence; /* what it does, for a person */
    int decimals;
    int64_t one;      /* a vote, scaled */
    bool takes_ranks; /* papers with candidates on one rank are counted */
    bool single;      /* fills one seat only */
    bool acts_first;  /* transfers and exclusions begin a round; else they end it */
    int (*run)(struct count *count);
};

extern const struct count_method count_plurality, count_approval, count_alternative_vote,
    count_scottish_stv, count_meek_stv, count_schulze;

const struct count_method *count_method_find(struct str name); /* NULL if there is none */
const struct count_method *count_method_at(size_t position);   /* NULL past the end */

/* WRONG names the field: `method` (a paper that it cannot count), `seats`, `ballots` (nobody
 * stands, or no paper is valid). On success count_done follows. */
int count_run(const struct count_method *method, const struct papers *papers,
              const struct count_options *options, struct count_result *ret_result,
              struct error *error);
void count_done(struct count_result *result);
/* Each candidate's place in the order of the lot: that of the BLAKE2b-256 of "SEED/NUMBER/NAME", so
 * that anybody can draw again: printf '%s' 'SEED/3/NAME' | b2sum -l 256. */
void count_draw(const struct papers *papers, struct str seed, size_t *ret_places);
/* "123.00000" */
const char *count_print(const struct count_method *method, int64_t amount, struct arena *arena);

/* ---- for the methods ---- */

static inline bool count_stands(const struct count *count, size_t candidate)
{
    return count->state[candidate] == COUNT_STANDS;
}

size_t count_standing(const struct count *count);
size_t count_vacant(const struct count *count); /* seats that are not filled */
/* Calls `each` for the first preference for somebody who stands below this node, as so many
 * papers; the papers without one are what it answers. */
int64_t count_hand_on(struct count *count, uint32_t node,
                      void (*each)(void *self, size_t candidate, uint32_t node), void *self);
/* Ends a round: what stands is kept, and nobody was elected or excluded in it yet. */
struct count_round *count_end_round(struct count *count);
void count_elect(struct count *count, size_t candidate); /* in the round that ended last */
void count_exclude(struct count *count, size_t candidate);
/* Elects all who stand with at least so many votes, most votes first. */
void count_elect_from(struct count *count, int64_t least);
/* One of those whose `tied` is set: by the latest earlier round in which they had not equally
 * many, where the most (`sign` 1) or the fewest (-1) are meant; then by lot. `sign` 0: by lot. */
size_t count_break_tie(struct count *count, const bool *tied, int sign, const char *to);
/* Elects those with the most votes until the seats are filled; a lot where they are too many. */
void count_elect_most(struct count *count);
/* Of those who stand (or are `among`), with the most or the fewest votes. */
size_t count_extreme(struct count *count, const bool *among, int sign, const char *to);
/* a × b / c, cut off or rounded up: exact, whatever the product. */
int64_t count_scale(int64_t a, int64_t b, int64_t c, bool up);

#endif
