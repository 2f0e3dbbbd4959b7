/* Plurality (first past the post): the most first preferences win. */
#include "model/count/count.h"

static void first_preference(void *self, size_t candidate, uint32_t node)
{
    struct count *count = self;
    count->votes[candidate] += count->papers->nodes.at[node].count;
}

static int run(struct count *count)
{
    count_hand_on(count, 0, first_preference, count);
    count_end_round(count);
    count_elect_most(count);
    return OK;
}

const struct count_method count_plurality = {
    .name = "plurality",
    .title = "Plurality",
    .sentence = "Each paper is one vote for its first preference; the most votes win.",
    .one = 1,
    .run = run,
};
