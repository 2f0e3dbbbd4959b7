/* The ballot box of one election: sealed papers go in, and at the close a shuffled heap comes out.
 *
 * While the box is open each of the entitled has one sealed box of one length, from the first
 * moment on: one of mere chance until they vote. A vote takes the place of what was there, byte for
 * byte, so that no row, page or cell moves. Each box is sealed, and bound to its voter's row, by a
 * key of this election that stands in the state's folder `secret` and nowhere else, never in the
 * database or a backup; with it stands the seed of the lot, whose hash is told when the vote opens.
 *
 * This is all that the rest of Kith knows of it. What says that a voter is entitled (here: the
 * roll) and what opens the boxes (here: one key) are this file's own affair, so that blind-signed
 * tokens, or several trustees, can take their places. */
#ifndef MODEL_BALLOT_BOX_H
#define MODEL_BALLOT_BOX_H

#include "model/ballot.h"
#include "model/election.h"

struct ballot_box {
    struct model *in;
    const char *state_dir;
    int64_t election;
};

/* What seals the boxes of one election; to be wiped. */
struct ballot_key {
    unsigned char bytes[SECRET_KEY_SIZE];
};

/* Makes the key and the seed, on the disk before it returns. Tells the seed's hash. */
int ballot_box_open(const struct ballot_box *box, struct str *ret_seed_hash);
/* An empty box for each of these, who are entitled; and none for these. */
int ballot_box_add(const struct ballot_box *box, const int64_t *voters, size_t count);
int ballot_box_drop(const struct ballot_box *box, const int64_t *voters, size_t count);
int ballot_box_key(const struct ballot_box *box, struct ballot_key *ret_key); /* MISSING: gone */
/* REFUSED for who is not entitled. What they put in before is gone. */
int ballot_box_put(const struct ballot_box *box, const struct ballot_key *key, int64_t voter,
                   const struct ballot *ballot);
/* How many have voted: for a participation that may be shown, and nothing else. */
int ballot_box_turnout(const struct ballot_box *box, int64_t *ret_voted);
/* Opens all that are not empty, and hands them out in a random order; tells the seed. MISSING if
 * the key is gone: then nobody can open them. */
int ballot_box_tip(const struct ballot_box *box,
                   int (*each)(void *self, const struct ballot *ballot), void *self,
                   struct str *ret_seed);
/* Deletes so many boxes at most; tells how many went: fewer than that, and none is left. */
int ballot_box_empty(const struct ballot_box *box, int64_t limit, int64_t *ret_gone);
/* The same for the boxes of a network's votes that are void. */
int ballot_box_empty_void(struct model *in, int64_t network, int64_t limit, int64_t *ret_gone);
/* Destroys the key, if it is there. After the boxes' deletion is durable. */
int ballot_box_forget(const struct ballot_box *box);
/* Calls `each` for every election of which a key is there: for a sweep of those left behind. */
int ballot_box_each_key(struct model *in, const char *state_dir,
                        int (*each)(void *self, int64_t election), void *self);
bool ballot_box_has_key(const struct ballot_box *box);

#endif
