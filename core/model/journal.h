/* The journal: what was done, append-only, in a hash chain for each network.
 *
 * An entry has a header in clear (network, sequence, action, day) and a sealed body (exact time,
 * actor, subject, facts). chain(n) = hash(chain(n-1), header, digest); digest = hash(salt, body).
 * Erasing a body leaves the chain whole. One row a batch chains the heads of all networks that
 * the batch wrote to, so that a whole network's chain cannot be replaced unseen. */
#ifndef MODEL_JOURNAL_H
#define MODEL_JOURNAL_H

#include "model/actor.h"
#include "model/model.h"

struct journal_entry {
    int64_t network, sequence;
    struct str action;
    int32_t day;
    /* the body */
    bool erased;
    int64_t at_ms;    /* 0 if untimed */
    struct str actor; /* kind of actor; "" if untimed */
    int64_t actor_id; /* a handle in a network, a person outside; 0 if none */
    int64_t subject;
    int32_t depth;
    struct str facts; /* JSON object of the arguments that are not personal */
};

/* Appends; sets network's next sequence in `entry`. */
int journal_append(struct model *in, struct journal_entry *entry);
/* MISSING if there is none. */
int journal_read(struct model *in, int64_t network, int64_t sequence,
                 struct journal_entry *ret_entry);
/* Newest first, before `page->after` (0: from the newest). Calls `each` for every entry. */
int journal_page(struct model *in, int64_t network, struct page *page,
                 void (*each)(void *self, const struct journal_entry *entry), void *self);
/* For whoever asks in a way of their own: an entry from a row of (sequence, action, day, body). */
int journal_row(struct model *in, const struct query *query, int64_t network,
                struct journal_entry *ret_entry);
/* Does the body of such a row hold this number: as its actor, its subject, or in its facts? Far
 * quicker than to read it. An erased body, or 0, answers no. */
int journal_row_names(struct model *in, const struct query *query, int64_t network, int64_t number,
                      bool *ret_names);
int journal_last(struct model *in, int64_t network, int64_t *ret_sequence); /* 0 if empty */
/* Destroys a body; header and chain stay. */
int journal_erase(struct model *in, int64_t network, int64_t sequence);

/* Ends a batch: chains the heads of these networks. */
int journal_chain_heads(struct model *in, const int64_t *networks, size_t count);

/* Walks the networks that have entries, in order: the next one after `network`; -1 at the end. */
int journal_next_network(struct model *in, int64_t network, int64_t *ret_network);

struct journal_fault {
    int64_t network, sequence; /* of the first bad entry; sequence 0: the chain of heads */
    const char *what;          /* NULL if all is well */
};
/* Verifies one network's chain, with every body; calls `each` now and then: false stops. */
int journal_verify(struct model *in, int64_t network, bool (*each)(void *self, int64_t entries),
                   void *self, struct journal_fault *ret_fault);
/* Verifies the chain of heads, and each head in it against its network's entry. */
int journal_verify_heads(struct model *in, struct journal_fault *ret_fault);

#endif
