/* Candidates, for network.open: a proposal is answered by being opened. */
#ifndef ACTION_CANDIDATE_H
#define ACTION_CANDIDATE_H

#include "action/call.h"

/* Answers the candidate, tells whoever asked for it, and ends the task about it. */
int candidate_opened(struct kith_call *call, int64_t candidate, int64_t network);

#endif
