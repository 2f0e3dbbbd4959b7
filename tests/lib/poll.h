/* A network whose members vote, for tests of the model: POLL_NETWORK, and votes step by step. */
#ifndef TESTS_LIB_POLL_H
#define TESTS_LIB_POLL_H

#include "lib/model.h"
#include "model/election_result.h"

#define POLL_NETWORK INT64_C(7007007)

enum { POLL_MOST = 100 };

struct poll {
    struct model *in;
    const char *dir;
    int64_t people[POLL_MOST], handles[POLL_MOST];
    size_t count;
};

/* With so many members, whom all members may see. */
struct poll poll_make(void **state, size_t members);
/* One more: "member" or "ally", how visible, at which place they work (0: none). Their number. */
size_t poll_join(struct poll *poll, const char *kind, const char *visibility, int64_t employer);
/* A question to the members, or what `like` says otherwise; planned. */
struct election poll_plan(struct poll *poll, const struct election *like);
/* Freezes the roll, and opens the box. */
void poll_open(struct poll *poll, struct election *election);
int poll_vote(struct poll *poll, const struct election *election, size_t who, size_t option);
/* Closes it and counts; no box is left. */
struct election_tally poll_count(struct poll *poll, struct election *election);
struct ballot_box poll_box(struct poll *poll, const struct election *election);

#endif
