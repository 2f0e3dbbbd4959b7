/* Decisions: proposed, backed, open, decided, put into the register, reviewed.
 *
 *   voters     the seats of a committee, all members, or the members without the allies; those
 *              who joined after it was opened do not vote
 *   recused    has declared an interest in it (model/interest.h): neither votes nor counts
 *   consent    carried while no objection stands; whoever objects says why
 *   blocked    not quorate: it can be put to an online vote until a day, and lapses then
 *   flagged    written down afterwards, though the meeting was not quorate at that minute
 *
 * Votes are by name, but no secret ballots: whoever may vote sees them once it is decided. How a
 * handle voted is sealed, and goes with the handle; the counts stay. */
#ifndef MODEL_DECISION_H
#define MODEL_DECISION_H

#include "model/model.h"
#include "model/quorum/majority.h"

struct decision {
    int64_t id, network;
    struct str voters; /* "committee", "members", "members_without_allies" */
    int64_t committee; /* of "committee"; else 0 */
    int64_t meeting;   /* in which it is taken; 0: online */
    int64_t proposal;  /* an action that waits for it; 0: none */
    struct str state;  /* "proposed", "open", "passed", "failed", "blocked", "lapsed",
                        * "withdrawn" */
    bool is_consent;   /* else by majority */
    struct majority_rule majority;
    struct str quorum; /* a line of its own, which must be met beside that of its voters */
    int64_t charter;   /* the version in force */
    int64_t days;      /* so long it is open online */
    int32_t proposed_day;
    int64_t opened_at, closes_at, decided_at; /* 0 until then; closes_at 0: when it is closed */
    int64_t ratify_by;                        /* of a blocked one; 0: no more */
    bool is_ratifying, is_flagged;
    int64_t clock;
    int64_t votes_for, votes_against, abstentions, recused, entitled; /* once it is decided */
    int64_t owner; /* a handle; 0: whoever holds an office */
    int32_t review_day, reviewed_day;
    struct str title, text;
    int64_t by;                 /* the handle that proposed it */
    struct str quorum_why, why; /* a sentence each, once it is decided */
    struct str done;            /* what became of the action that waited for it */
    struct str review;          /* what its review found */
};

/* Sets id, proposed_day, charter and state. CLASH (`proposal`): another decision is about it. */
int decision_add(struct model *in, struct decision *decision);
int decision_read(struct model *in, int64_t id, struct decision *ret_decision); /* MISSING */
/* All of it but what it was made with: id, network, who votes, by what rule, title, text, by. */
int decision_write(struct model *in, const struct decision *decision);

struct decision_search {
    int64_t network;
    struct str words; /* in the title or text, as they are but for the case of A to Z; or empty */
    struct str state; /* empty: any */
    int64_t meeting;  /* 0: any */
    int32_t from_day, until_day; /* proposed then, both included; 0: open */
};
/* In the order of the days on which they were proposed. */
int decision_page(struct model *in, const struct decision_search *search, struct page *page,
                  int (*each)(void *self, const struct decision *decision), void *self);

/* ---- who votes, and how ---- */

/* May this handle vote in it, but for a declared interest? */
int decision_is_entitled(struct model *in, const struct decision *decision, int64_t handle,
                         bool *ret_entitled);
/* All who may, in the order of their handles; in the arena. */
int decision_entitled(struct model *in, const struct decision *decision, int64_t **ret_handles,
                      size_t *ret_count);
/* The same in pieces, past this handle; `ret_after`: where the next piece begins, 0 if none does. A
 * committee is one piece. */
int decision_entitled_some(struct model *in, const struct decision *decision, int64_t after,
                           int64_t **ret_handles, size_t *ret_count, int64_t *ret_after);

struct decision_vote {
    int64_t handle;
    struct str choice; /* "for", "against", "abstain", "object" */
    struct str reason; /* may be empty */
};
/* Voting again replaces it. */
int decision_vote(struct model *in, const struct decision *decision,
                  const struct decision_vote *vote);
int decision_own_vote(struct model *in, const struct decision *decision, int64_t handle,
                      struct decision_vote *ret_vote); /* choice empty: none */
int decision_drop_vote(struct model *in, const struct decision *decision, int64_t handle);
/* In the order of their handles. */
int decision_vote_page(struct model *in, const struct decision *decision, struct page *page,
                       int (*each)(void *self, const struct decision_vote *vote), void *self);

/* Seconds it, or is for it; again is the same. */
int decision_back(struct model *in, const struct decision *decision, int64_t handle, bool seconds);
/* How many, of those who still belong. */
int decision_backers(struct model *in, const struct decision *decision, int64_t *ret_seconds,
                     int64_t *ret_supporters);

/* ---- what it comes to ---- */

struct decision_count {
    int64_t votes_for, votes_against, abstentions, recused, entitled;
    bool is_quorate, is_carried;
    struct str quorum_why, why;
    int64_t at_ms; /* when it was decided; 0: now */
};
/* The votes that count now, and what they come to. In a meeting the quorum is that of this minute,
 * and once it is over that of its last; online, those who have voted are present. */
int decision_count(struct model *in, const struct decision *decision,
                   struct decision_count *ret_count);
/* Drops the votes that do not count: of who is recused, or has no vote any more. */
int decision_strike(struct model *in, const struct decision *decision);
/* Outside a meeting, or put to an online vote after one. */
bool decision_is_online(const struct decision *decision);
/* The same for votes that somebody counted in a meeting at that minute. WRONG (`for`): more than
 * were present. */
int decision_count_told(struct model *in, const struct decision *decision, int64_t at_ms,
                        const int64_t *recused, size_t recused_count, struct decision_count *count);
/* "by more than half of the votes"; "by consent: while nobody objects". */
struct str decision_rule_words(const struct decision *decision, struct arena *arena);
/* Can its rule ever be met by those who may vote? WRONG, with the field and the remedy. */
int decision_check_rule(struct model *in, const struct decision *decision);

/* ---- the end ---- */

/* What a handle that goes leaves: its votes and backing go, what it owned is for who leads. */
int decision_drop_handle(struct model *in, int64_t network, int64_t handle);
/* What is not decided when a network closes is withdrawn, and says why. */
int decision_end_network(struct model *in, int64_t network);

#endif
