/* What all who vote in one election have in common, kept from one vote to the next.
 *
 * While votes come one after another, nothing else need be read again: whether the election is
 * open, what stands on its paper, the key of its ballot box. What is kept holds for as long as
 * nothing but votes is written; each batch looks anew whether the key is still there. */
#ifndef MODEL_OPEN_VOTE_H
#define MODEL_OPEN_VOTE_H

#include "model/ballot_box.h"

struct open_vote {
    int64_t election; /* 0: nothing is kept */
    int64_t closes_at;
    struct ballot_rules rules;
    bool withdrawn[ELECTION_OPTIONS_MOST];
    struct ballot_key key;

    int64_t changes;  /* rows that the connection had written: see database_changes */
    bool is_in_batch; /* it served a vote of the batch that is under way */
};

struct open_vote *open_vote_new(void); /* in locked memory, wiped when it is freed */
void open_vote_free(struct open_vote *vote);
/* Makes `vote` that of the box's election, which is open by its state; the clock is the caller's to
 * look at. CLASH if it is not open; MISSING or BROKEN if the key is gone. */
int open_vote_read(struct open_vote *vote, const struct ballot_box *box);
/* The box has taken a paper: what was written since open_vote_read changes nothing that is kept. */
void open_vote_goes_on(struct open_vote *vote, const struct model *in);
/* At the end of each batch: without a vote in it nothing is kept any longer. */
void open_vote_end_batch(struct open_vote *vote);
void open_vote_forget(struct open_vote *vote); /* a batch was lost, and what was read of it */

#endif
