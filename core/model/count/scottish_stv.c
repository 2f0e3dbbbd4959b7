/* The single transferable vote by the Scottish rules: weighted inclusive Gregory.
 *
 * The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52.
 * Five decimals; what lies beyond is cut off (rule 48(3)). A surplus goes from all papers that the
 * elected candidate holds, each at its value when received × surplus ÷ votes. Papers that have come
 * the same way are worth the same, so a candidate's papers are nodes of the tree, each with a
 * value, and no paper is touched alone. */
#include "model/count/count.h"

enum { ONE = 100000 };

/* Papers of one candidate: all that pass through this node, each worth `value`. */
struct parcel {
    uint32_t node;
    int64_t value;
};

struct pile {
    LIST(struct parcel) parcels;
};

struct scottish {
    struct count *count;
    struct pile *piles;
    bool *pending; /* elected, and has a surplus to transfer */
    int64_t value; /* of the papers that are being handed on */
};

static void receive(void *self, size_t candidate, uint32_t node)
{
    struct scottish *scottish = self;
    struct count *count = scottish->count;
    count->votes[candidate] += count->papers->nodes.at[node].count * scottish->value;
    *list_add(&scottish->piles[candidate].parcels) = (struct parcel){node, scottish->value};
}

/* Rules 48 and 50: each paper goes on at its value × `part` ÷ `whole`. */
static void hand_on_all(struct scottish *scottish, size_t candidate, int64_t part, int64_t whole)
{
    struct count *count = scottish->count;
    struct pile pile = scottish->piles[candidate];
    scottish->piles[candidate] = (struct pile){0};
    for (size_t i = 0; i < pile.parcels.count; i++) {
        struct parcel parcel = pile.parcels.at[i];
        scottish->value = count_scale(parcel.value, part, whole, false);
        int64_t left = count_hand_on(count, parcel.node, receive, scottish);
        count->non_transferable += left * scottish->value;
    }
    list_done(&pile.parcels);
}

/* Rules 48 and 49: the largest surplus first. */
static bool transfer_surplus(struct scottish *scottish)
{
    struct count *count = scottish->count;
    bool any = false;
    for (size_t i = 0; i < count->papers->candidates; i++)
        any = any || scottish->pending[i];
    if (!any)
        return false;
    size_t from = count_extreme(count, scottish->pending, 1, "transferred first");
    scottish->pending[from] = false;
    hand_on_all(scottish, from, count->votes[from] - count->quota, count->votes[from]);
    count->votes[from] = count->quota;
    count->surplus_of = from;
    count_end_round(count);
    return true;
}

/* Rules 50 and 51: the fewest votes. */
static void exclude(struct scottish *scottish)
{
    struct count *count = scottish->count;
    size_t last = count_extreme(count, NULL, -1, "excluded");
    count->state[last] = COUNT_OUT;
    hand_on_all(scottish, last, 1, 1);
    count->votes[last] = 0;
    count_end_round(count);
    count_exclude(count, last);
}

/* Rule 47. */
static void elect(struct scottish *scottish)
{
    struct count *count = scottish->count;
    size_t before = count->result->elected.count;
    count_elect_from(count, count->quota);
    for (size_t i = before; i < count->result->elected.count; i++) {
        size_t elected = count->result->elected.at[i];
        scottish->pending[elected] = count->votes[elected] > count->quota;
    }
}

static int run(struct count *count)
{
    size_t candidates = count->papers->candidates;
    struct arena *arena = &count->result->arena;
    struct scottish scottish = {.count = count, .value = ONE};
    scottish.piles = arena_take(arena, candidates * sizeof *scottish.piles);
    scottish.pending = arena_take(arena, candidates * sizeof *scottish.pending);
    count->quota = (count->result->valid / ((int64_t)count->result->seats + 1) + 1) * ONE;
    count_hand_on(count, 0, receive, &scottish);
    count_end_round(count);
    elect(&scottish);
    /* Rule 52: the last vacancies are filled without a further transfer. */
    while (count_vacant(count) > 0 && count_standing(count) > count_vacant(count)) {
        if (!transfer_surplus(&scottish))
            exclude(&scottish);
        elect(&scottish);
    }
    for (size_t i = 0; i < candidates; i++)
        list_done(&scottish.piles[i].parcels);
    return OK;
}

const struct count_method count_scottish_stv = {
    .name = "scottish-stv",
    .title = "Single transferable vote, Scottish rules",
    .sentence = "Whoever reaches the quota is elected, and what they have beyond it goes to the "
                "next preferences of all their papers; when there is nothing to transfer, the "
                "last is excluded.",
    .decimals = 5,
    .one = ONE,
    .acts_first = true,
    .run = run,
};
