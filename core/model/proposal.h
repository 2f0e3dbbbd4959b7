/* Proposals: calls that wait for a network's consent, with who made them, sealed. */
#ifndef MODEL_PROPOSAL_H
#define MODEL_PROPOSAL_H

#include "model/actor.h"
#include "model/model.h"

#define PROPOSAL_TASK "proposal.waits" /* the kind of the task that somebody decide about it */

struct proposal {
    int64_t id, network;
    struct str action;
    int64_t schema;       /* of the action's fields when it was made */
    struct actor actor;   /* as whom it runs */
    struct str arguments; /* canonical JSON */
    struct str state;     /* "open", "passed", "declined" */
    int64_t made_at;
};

int proposal_add(struct model *in, struct proposal *proposal); /* sets the id */
/* A file that was passed with the call; numbers from 0. */
int proposal_add_file(struct model *in, int64_t id, int64_t number, struct str bytes);
/* The file's bytes; *ret_found is false past the last. */
int proposal_read_file(struct model *in, int64_t id, int64_t number, struct str *ret_bytes,
                       bool *ret_found);
int proposal_read(struct model *in, int64_t id, struct proposal *ret_proposal); /* MISSING */
int proposal_end(struct model *in, int64_t id, const char *state);
int proposal_end_network(struct model *in, int64_t network); /* what waits is declined */
int proposal_page(struct model *in, int64_t network, struct page *page,
                  void (*each)(void *self, const struct proposal *proposal), void *self);

/* What the one has proposed, the other has. Reads them all. */
int proposal_move_by(struct model *in, int64_t from, int64_t into);
/* Deletes what this person has proposed, in whatever network. Reads them all. */
int proposal_erase_by(struct model *in, int64_t person);

#endif
