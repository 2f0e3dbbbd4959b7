/* A network that can decide, for tests: four who hold an office, the chair among them, and members.
 */
#ifndef TESTS_LIB_COUNCIL_H
#define TESTS_LIB_COUNCIL_H

#include "lib/world.h"

enum { SEATS = 4, MEMBERS = 3 };

struct council {
    struct world *world;
    int64_t network;
    const char *id;              /* the network's, as text */
    int64_t seats[SEATS];        /* people who hold an office; 0 is the chair */
    int64_t seat_handles[SEATS]; /* likewise */
    int64_t members[MEMBERS];    /* who hold none */
    int64_t member_handles[MEMBERS];
};

/* `terms` as for world_network. */
struct council council_make(struct world *world, const char *terms);
/* The id of a decision that the first member proposes, as text; `more` are further arguments:
 * ",'voters':'members'". */
const char *council_propose(struct council *council, const char *more);
/* The same, seconded by the second seat and opened by the chair. */
const char *council_open(struct council *council, const char *more);
struct answer *council_vote(struct council *council, int64_t person, const char *decision,
                            const char *choice);
/* What decision.show answers to the chair. */
const char *council_show(struct council *council, const char *decision);
void council_move(struct council *council, int days); /* the clock */

#endif
