/* Charters: what network.c and charter.c share. */
#ifndef ACTION_CHARTER_H
#define ACTION_CHARTER_H

#include "action/call.h"
#include "model/amendment.h"
#include "model/draft.h"

/* The task to look at a charter again; its subject is the network. */
#define CHARTER_REVIEW_TASK STR("charter.review")

#define DRAFT_STATES "open|withdrawn|declined|in_force"

struct decision;

/* draft_vote.c: a draft that is signed and consulted on is put in force; or to a vote, where the
 * terms in force ask for one. */
int draft_go_on(struct kith_call *call, struct draft *draft);
/* The vote on it is over: it is in force, or declined; nothing, if the decision is about no draft.
 */
int draft_decided(struct kith_call *call, struct decision *decision, bool is_carried);
int draft_vote_end(struct kith_call *call, const struct draft *draft); /* it is taken back */
/* What it needs, in a sentence, and the vote on it, into the reply. */
int draft_put_needs(struct kith_call *call, const struct draft *draft);
#define DRAFT_NEEDS_FIELDS                                                                         \
    {.name = "needs",                                                                              \
     .type = KITH_TEXT,                                                                            \
     .flags = KITH_OPTIONAL,                                                                       \
     .summary = "What a draft needs to come into force, by the terms in force."},                  \
    {                                                                                              \
        .name = "decision", .type = KITH_ID, .flags = KITH_OPTIONAL, .limits = "decision",         \
        .summary = "The vote on it, if there is one."                                              \
    }

/* charter.compare */
extern const kith_field charter_compare_takes[], charter_compare_gives[];
kith_err charter_compare_run(void *self, struct kith_call *call);

#endif
