/* Drafts: versions of a charter on which the members are consulted, and which wait to be signed.
 *
 * The terms in force say how they are changed: which roles sign (each by one who holds it), how
 * many days members can comment, and whether there is a vote (model/amendment.h). A draft comes
 * into force when all have signed, the days have passed, and the vote, if any, has carried it. What
 * members say is sealed with who says it. */
#ifndef MODEL_DRAFT_H
#define MODEL_DRAFT_H

#include "model/model.h"

struct draft {
    int64_t id, network;
    int64_t base;          /* the version it began from */
    int32_t day, open_day; /* drafted; the first day on which it can come into force */
    int64_t clock;         /* the row of the schedule that looks whether it does */
    int64_t decision;      /* the vote on it, once it is signed; 0: none */
    struct str state;      /* "open", "withdrawn", "declined" (by the vote), "in_force" */
    struct str terms, text;
};

struct draft_comment {
    int64_t id, network, draft;
    int64_t handle; /* of whoever said it; 0: a member, who does not want to be named */
    struct str text;
};

struct draft_signature {
    int64_t network, draft;
    struct str role; /* its key */
    int32_t day;
    int64_t handle;
};

/* Sets the id and the days, and puts it on the schedule. CLASH: another one is open. */
int draft_add(struct model *in, struct draft *draft);
int draft_read(struct model *in, int64_t id, struct draft *ret_draft); /* MISSING */
/* The one that is open; id 0 if there is none. */
int draft_open(struct model *in, int64_t network, int64_t *ret_id);
/* CLASH: it is not open, or its network is closed. */
int draft_check_open(struct model *in, int64_t id, struct draft *ret_draft);
int draft_withdraw(struct model *in, const struct draft *draft);

int draft_comment_add(struct model *in, struct draft_comment *comment); /* sets the id */
int draft_comment_page(struct model *in, int64_t draft, struct page *page,
                       void (*each)(void *self, const struct draft_comment *comment), void *self);

/* Signs for every role that signs and that this handle holds. REFUSED: it holds none; again is
 * the same. */
int draft_sign(struct model *in, const struct draft *draft, int64_t handle);
/* In the order of the roles' keys. */
int draft_signature_each(struct model *in, int64_t draft,
                         int (*each)(void *self, const struct draft_signature *signature),
                         void *self);
/* Have all signed, and have the days passed? */
int draft_is_ready(struct model *in, const struct draft *draft, bool *ret_ready);
/* It is put to the vote: this decision is about it. */
int draft_put_to_vote(struct model *in, struct draft *draft, int64_t decision);
/* Which open draft waits for that decision; id 0 if none does. */
int draft_of_decision(struct model *in, int64_t decision, int64_t *ret_id);
/* The vote turned it down. */
int draft_decline(struct model *in, const struct draft *draft);
/* Puts it in force. */
int draft_enact(struct model *in, const struct draft *draft, int64_t *ret_version);

#endif
