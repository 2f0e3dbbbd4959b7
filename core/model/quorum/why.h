/* What an answer about a quorum is made of, and its sentence. */
#ifndef MODEL_QUORUM_WHY_H
#define MODEL_QUORUM_WHY_H

#include "model/quorum/quorum.h"

struct quorum_sum {
    int64_t part_bases[QUORUM_PARTS], part_needed[QUORUM_PARTS];
    size_t part; /* which one is needed */
    int64_t needed, present;
    bool is_raised;      /* the parts come to nobody; one is needed all the same */
    int64_t recused;     /* would be present otherwise */
    int64_t remote_out;  /* take part from afar, which does not count */
    int64_t proxies;     /* that count */
    int64_t proxies_out; /* that do not */
    uint32_t roles_missing;
    bool has_roles;
    bool is_vote; /* who is present has voted */
};

/* Are its numbers within bounds? */
bool quorum_rule_is_sound(const struct quorum_rule *rule);
/* "Quorate: 5 people are present and 4 are needed, half of the 7 filled seats, rounded up." */
struct str quorum_why(const struct quorum_rule *rule, const struct quorum_sum *sum,
                      struct arena *arena);
const char *quorum_over_words(enum quorum_over over); /* "filled seats" */

#endif
