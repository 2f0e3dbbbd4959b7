/* The single transferable vote by Meek's method.
 *
 * The reference rule of the Proportional Representation Foundation, after Hill, Wichmann and
 * Woodall (Algorithm 123, The Computer Journal 30, 1987): nine decimals, omega 0.000001. Each
 * candidate keeps a part of every vote that comes to them, the keep factor, and passes on the rest;
 * factors and quota are worked out until the surplus is next to nothing. Papers that begin alike
 * have passed on alike, so the votes flow down the tree of papers, once for all that share a
 * beginning. The rule knows no earlier rounds: ties are broken by lot. */
#include "model/count/count.h"

enum { ONE = 1000000000, OMEGA = 1000 };

struct meek {
    struct count *count;
    int64_t *keep; /* factors, by candidate */
    int64_t surplus;
    bool *tied;
};

/* Step B.2.a: what `weight` of each paper that passes here comes to. */
static void flow(struct meek *meek, uint32_t node, int64_t weight)
{
    struct count *count = meek->count;
    const struct paper_node *nodes = count->papers->nodes.at;
    int64_t left = nodes[node].count;
    for (uint32_t child = nodes[node].child; child != 0; child = nodes[child].sibling) {
        size_t candidate = nodes[child].preference.candidate;
        int64_t kept = (weight * meek->keep[candidate] + ONE - 1) / ONE; /* rounded up */
        left -= nodes[child].count;
        count->votes[candidate] += kept * nodes[child].count;
        if (weight > kept)
            flow(meek, child, weight - kept);
    }
    count->non_transferable += left * weight;
}

/* Steps B.2.a and b. Papers for nobody who stands are not counted in. */
static void distribute(struct meek *meek)
{
    struct count *count = meek->count;
    int64_t votes = 0;
    count->non_transferable = 0;
    memset(count->votes, 0, count->papers->candidates * sizeof *count->votes);
    flow(meek, 0, ONE);
    count->non_transferable -= count->result->blank * ONE;
    for (size_t i = 0; i < count->papers->candidates; i++)
        votes += count->votes[i];
    count->quota = votes / ((int64_t)count->result->seats + 1) + 1;
}

/* Step B.2.d. */
static int64_t surplus_of_all(const struct count *count)
{
    int64_t surplus = 0;
    for (size_t i = 0; i < count->papers->candidates; i++)
        if (count->state[i] == COUNT_ELECTED)
            surplus += count->votes[i] - count->quota;
    return surplus > 0 ? surplus : 0;
}

static bool reaches_quota(const struct count *count)
{
    for (size_t i = 0; i < count->papers->candidates; i++)
        if (count_stands(count, i) && count->votes[i] >= count->quota)
            return true;
    return false;
}

/* Step B.2.f. */
static void update_factors(struct meek *meek)
{
    const struct count *count = meek->count;
    for (size_t i = 0; i < count->papers->candidates; i++)
        if (count->state[i] == COUNT_ELECTED)
            meek->keep[i] = count_scale(count_scale(meek->keep[i], count->quota, ONE, true), ONE,
                                        count->votes[i], true);
}

/* Step B.2: until somebody reaches the quota, or the surplus goes down no more. */
static void iterate(struct meek *meek)
{
    int64_t last = INT64_MAX;
    for (;;) {
        distribute(meek);
        meek->surplus = surplus_of_all(meek->count);
        if (reaches_quota(meek->count) || meek->surplus < OMEGA || meek->surplus >= last)
            return;
        last = meek->surplus;
        update_factors(meek);
    }
}

/* Step B.3: whoever is within the surplus of the last one may be the last. */
static void exclude(struct meek *meek)
{
    struct count *count = meek->count;
    int64_t fewest = INT64_MAX;
    for (size_t i = 0; i < count->papers->candidates; i++)
        if (count_stands(count, i) && count->votes[i] < fewest)
            fewest = count->votes[i];
    for (size_t i = 0; i < count->papers->candidates; i++)
        meek->tied[i] = count_stands(count, i) && count->votes[i] <= fewest + meek->surplus;
    size_t last = count_break_tie(count, meek->tied, 0, "excluded");
    count_exclude(count, last);
    meek->keep[last] = 0;
}

static int run(struct count *count)
{
    size_t candidates = count->papers->candidates;
    struct meek meek = {.count = count};
    meek.keep = arena_take(&count->result->arena, candidates * sizeof *meek.keep);
    meek.tied = arena_take(&count->result->arena, candidates * sizeof *meek.tied);
    for (size_t i = 0; i < candidates; i++)
        meek.keep[i] = count_stands(count, i) ? ONE : 0;
    if (count_standing(count) <= count_vacant(count)) {
        distribute(&meek);
        count_end_round(count);
    }
    while (count_vacant(count) > 0 && count_standing(count) > count_vacant(count)) {
        iterate(&meek);
        count_end_round(count);
        if (reaches_quota(count))
            count_elect_from(count, count->quota);
        else
            exclude(&meek);
    }
    return OK;
}

const struct count_method count_meek_stv = {
    .name = "meek",
    .title = "Single transferable vote, Meek's method",
    .sentence = "Whoever reaches the quota is elected and keeps just so much of each vote as they "
                "need; the rest goes on, until nothing is left to share; then the last is "
                "excluded.",
    .decimals = 9,
    .one = ONE,
    .run = run,
};
