/* The alternative vote (instant run-off): the last is excluded until one has more than half.
 *
 * Half is of the papers that still count: those with a preference for somebody who stands. */
#include "model/count/count.h"

static void vote(void *self, size_t candidate, uint32_t node)
{
    struct count *count = self;
    count->votes[candidate] += count->papers->nodes.at[node].count;
}

/* Counted anew each round, which is the same as to transfer, since every paper is worth one. */
static int64_t count_votes(struct count *count)
{
    for (size_t i = 0; i < count->papers->candidates; i++)
        count->votes[i] = 0;
    int64_t left = count_hand_on(count, 0, vote, count);
    count->non_transferable = left - count->result->blank;
    return count->result->valid - count->non_transferable;
}

static int run(struct count *count)
{
    while (count_vacant(count) > 0 && count_standing(count) > 0) {
        int64_t in_play = count_votes(count);
        count_end_round(count);
        count_elect_from(count, in_play / 2 + 1);
        if (count_vacant(count) == 0 || count_standing(count) == 1)
            break;
        count_exclude(count, count_extreme(count, NULL, -1, "excluded"));
    }
    return OK;
}

const struct count_method count_alternative_vote = {
    .name = "av",
    .title = "Alternative vote",
    .sentence = "Whoever has more than half of the votes that still count is elected; until then "
                "the last is excluded, and their papers go to the next preference.",
    .one = 1,
    .single = true,
    .run = run,
};
