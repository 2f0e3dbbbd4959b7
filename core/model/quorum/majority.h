/* Majorities: what carries a proposal, in whole numbers, and the sentence why.
 *
 * "Two thirds" is compared as 3 × for ≥ 2 × base, so nothing is lost in rounding. A tie carries
 * nothing that needs more than half. Nothing is carried without one vote for it. */
#ifndef MODEL_QUORUM_MAJORITY_H
#define MODEL_QUORUM_MAJORITY_H

#include "model/quorum/quorum.h"

enum majority_over {
    MAJORITY_OVER_VOTES,    /* the votes that were cast; abstentions by rule */
    MAJORITY_OVER_ENTITLED, /* all who may vote, whether they do or not */
    MAJORITY_OVER_SEATS,    /* the seats of a committee, the vacant ones too */
    MAJORITY_OVER_MEMBERS,  /* the members of the network, allies too */
    MAJORITY_OVER_KIND,     /* the members without the allies */
    MAJORITY_OVERS
};

struct majority_rule {
    int64_t numerator, denominator; /* above 0, at most QUORUM_NUMBER_MOST, at most all */
    bool is_more_than;
    bool abstentions_count; /* in the base of MAJORITY_OVER_VOTES; the other bases hold them */
    enum majority_over over;
};

extern const struct majority_rule majority_simple;     /* more than half of the votes */
extern const struct majority_rule majority_absolute;   /* more than half of all who may vote */
extern const struct majority_rule majority_two_thirds; /* of the votes */

struct majority_state {
    int64_t votes_for, votes_against, abstentions;
    int64_t bases[MAJORITY_OVERS]; /* that of MAJORITY_OVER_VOTES is worked out */
};

struct majority_answer {
    bool is_carried, is_tied;
    int64_t needed, base;
    struct str why; /* one sentence for a lay chair; in the arena */
};

/* WRONG if the rule breaks its bounds, or a count is below 0 or above QUORUM_PEOPLE_MOST. */
int majority_answer(const struct majority_rule *rule, const struct majority_state *state,
                    struct arena *arena, struct majority_answer *ret_answer);
/* Can it ever be carried? "More than all" cannot; nor can a part of seats that the voters, who are
 * at most so many, do not reach. Negative counts are not known. ret_why names the remedy. */
bool majority_is_possible(const struct majority_rule *rule, const int64_t bases[MAJORITY_OVERS],
                          int64_t most, struct arena *arena, struct str *ret_why);
/* "more than half of the votes"; "two thirds of the people who may vote". */
struct str majority_words(const struct majority_rule *rule, struct arena *arena);
/* A rule from one line, as majority_words says it, and as people write it:
 *
 *   two thirds of votes
 *   more than half of all who may vote
 *   3/5 of votes cast, abstentions among them
 *
 * [more than] a part of votes | all who may vote | seats | members | members without allies. WRONG,
 * with what is wrong and the remedy, for what cannot be read or never be met; the error's field is
 * "majority". */
int majority_parse(struct str text, struct arena *arena, struct majority_rule *ret_rule,
                   struct error *error);

#endif
