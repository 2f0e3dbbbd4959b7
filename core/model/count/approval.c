/* Approval: each paper approves of all whom it names, in whatever order. */
#include "model/count/count.h"

static int run(struct count *count)
{
    const struct paper_node *nodes = count->papers->nodes.at;
    for (size_t i = 1; i < count->papers->nodes.count; i++)
        if (count_stands(count, nodes[i].preference.candidate))
            count->votes[nodes[i].preference.candidate] += nodes[i].count;
    count_end_round(count);
    count_elect_most(count);
    return OK;
}

const struct count_method count_approval = {
    .name = "approval",
    .title = "Approval",
    .sentence = "Each paper is one vote for everybody it names; the most votes win.",
    .one = 1,
    .takes_ranks = true,
    .run = run,
};
