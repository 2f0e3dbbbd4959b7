/* Quorum: how many must be there before a meeting or a vote can decide, and the sentence why.
 *
 * Pure functions in whole numbers. A rule is agreed (by a charter, a committee, a decision); a
 * state is what holds at one minute: how many seats are filled, who is in the room, who is
 * recused. The answer holds for that state alone: whoever leaves makes another one.
 *
 *   part      "half of the filled seats": a number, or a fraction of one base
 *   base      whom a fraction is taken of
 *   recused   there, but with no say in the matter: does not count as present
 *
 * Whatever the rule, somebody must be present: a meeting of nobody decides nothing. */
#ifndef MODEL_QUORUM_QUORUM_H
#define MODEL_QUORUM_QUORUM_H

#include "base/arena.h"
#include "base/error.h"

enum quorum_over {
    QUORUM_OVER_FILLED,  /* the seats of a committee that are filled */
    QUORUM_OVER_SEATS,   /* all of its seats, the vacant ones too */
    QUORUM_OVER_MEMBERS, /* the members of the network, allies too */
    QUORUM_OVER_KIND,    /* the members without the allies */
    QUORUM_OVERS
};

enum {
    QUORUM_PARTS = 4,
    QUORUM_ROLES = 8,
    QUORUM_NUMBER_MOST = 1000000000, /* of a numerator, a denominator, proxies */
};
#define QUORUM_PEOPLE_MOST (INT64_C(1) << 53) /* of every count in a state */

struct quorum_part {
    int64_t numerator, denominator; /* denominator 0: the number itself */
    bool is_more_than;              /* more than half of 8 is 5; more than 5 is 6 */
    bool rounds_down;               /* a part of a person is left out; else it counts as one */
    enum quorum_over over;          /* of a number: whom it counts */
};

struct quorum_rule {
    struct quorum_part parts[QUORUM_PARTS];
    size_t part_count;
    bool is_lesser;                 /* the lesser of the parts is needed; else the greater */
    struct str roles[QUORUM_ROLES]; /* keys of roles ("deputy_chair") */
    size_t role_count;
    bool needs_all_roles; /* each of the roles is needed; else one of them */
    bool roles_in_room;   /* from afar does not do for them */
    bool remote_counts;   /* who takes part from afar is present */
    bool recused_leave_base;
    int64_t proxies_at_most; /* so many proxies count as present; 0: none */
};

struct quorum_state {
    int64_t bases[QUORUM_OVERS];
    int64_t in_room, remote, proxies; /* the recused among them too; proxies of who is not there */
    int64_t recused_in_room, recused_remote;
    int64_t recused_in_base;              /* present or not: what recused_leave_base takes away */
    uint32_t roles_in_room, roles_remote; /* bits by rule->roles; not of the recused */
    bool is_vote; /* an online vote: "in the room" is who has voted, and the sentence says so */
};

struct quorum_answer {
    bool is_quorate;
    int64_t needed, present;
    int64_t base;   /* of the part that is needed */
    struct str why; /* one sentence for a lay chair; in the arena */
};

/* WRONG if the rule breaks the bounds above, or the state has a count below zero, above
 * QUORUM_PEOPLE_MOST, or more recused than there are. Never overflows. */
int quorum_answer(const struct quorum_rule *rule, const struct quorum_state *state,
                  struct arena *arena, struct quorum_answer *ret_answer);
/* How many one part takes of so many people: whole numbers, rounded as it says. */
int64_t quorum_part_needed(const struct quorum_part *part, int64_t base);
/* "a quarter of the 13 members"; without a count, "a quarter of the members". */
struct str quorum_part_words(const struct quorum_part *part, int64_t base, struct arena *arena);
/* "the chair or the deputy chair", of those whose bit is set. */
struct str quorum_roles_words(const struct quorum_rule *rule, uint32_t which, const char *joined,
                              struct arena *arena);

/* Can a meeting ever be quorate? `bases` and `most` are those of a full house: nobody missing, no
 * seat vacant, and at most so many there; NULL where that is not known, which leaves the rule's
 * own contradictions ("more than all"). ret_why says what is wrong and what would mend it. */
bool quorum_is_possible(const struct quorum_rule *rule, const int64_t bases[QUORUM_OVERS],
                        int64_t most, struct arena *arena, struct str *ret_why);

/* A rule as one readable line, which people write and read:
 *
 *   greater of 3 and half of filled seats; remote does not count
 *   two thirds of seats rounded down; with chair or deputy_chair in the room; proxies at most 2
 *   lesser of 50 members and 10% of members; with chair and secretary; recused leave the base
 *
 * Parts, at most four: a number, or a fraction (2/3, 50%, half, a third, two thirds, a quarter, …)
 * of filled seats | seats | members | members without allies; "more than" may stand before each.
 * Where the line does not say, remote counts, the recused stay in the base, and there are no
 * proxies. What the line names lives in the arena. WRONG, with what is wrong and the remedy, for
 * what cannot be read or never be met; the error's field is "quorum". */
int quorum_parse(struct str text, struct arena *arena, struct quorum_rule *ret_rule,
                 struct error *error);
/* The same line for the same rule, whoever wrote it; it parses to the same rule. */
struct str quorum_print(const struct quorum_rule *rule, struct arena *arena);

#endif
