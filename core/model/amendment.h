/* How a charter is changed: what the terms in force ask of a draft besides its signatures.
 *
 * Who votes on it, what carries the vote and how many must take part are the terms `amend`. The
 * terms in force rule a change of themselves, never those of the draft. */
#ifndef MODEL_AMENDMENT_H
#define MODEL_AMENDMENT_H

#include "model/model.h"
#include "model/quorum/majority.h"
#include "model/terms.h"

struct amendment {
    int64_t charter;   /* the version that says so */
    bool is_voted;     /* on the draft, once it is signed */
    bool is_asked;     /* else: each signature waits for the network's consent, by the term `ask` */
    struct str voters; /* as of a decision: "committee" is the steering group */
    struct majority_rule majority;
    struct str quorum; /* a line that quorum_parse reads; empty: the usual one of the voters */
};

/* As these terms say; WRONG (`terms`) names the term that cannot be read. */
int amendment_of_terms(const struct terms *terms, struct arena *arena,
                       struct amendment *ret_amendment, struct error *error);
int amendment_in_force(struct model *in, int64_t network, struct amendment *ret_amendment);
/* "the signatures alone"; "two thirds of the votes of all members, besides the signatures". */
struct str amendment_words(const struct amendment *amendment, struct arena *arena);
/* "This change needs two thirds of …: so says version 3 of the charter, …", to whoever drafts. */
struct str amendment_sentence(const struct amendment *amendment, struct arena *arena);
/* WRONG (`terms`), with the term and the remedy, if no change could ever pass by these terms. */
int amendment_check(struct model *in, int64_t network, const struct terms *terms);

#endif
