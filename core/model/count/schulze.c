/* The Schulze method: who beats whom in pairs, by the strongest path (winning votes).
 *
 * M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
 * single-winner election method", Social Choice and Welfare 36, 2011. Whom a paper does not name
 * stands behind all it names. A candidate is ahead of another whose path to them is weaker; those
 * who are ahead of as many are tied, and a lot decides. */
#include "model/count/count.h"

struct schulze {
    struct count *count;
    size_t candidates;
    int64_t *pairs, *paths;
    size_t *ranked; /* the candidates on the path down the tree, in its order */
    bool *is_ranked;
};

static int64_t *cell(const struct schulze *schulze, int64_t *table, size_t one, size_t other)
{
    return &table[one * schulze->candidates + other];
}

/* Papers that pass here prefer everybody on an earlier rank to this candidate... */
static void prefer(struct schulze *schulze, size_t before, size_t candidate, int64_t papers)
{
    for (size_t i = 0; i < before; i++)
        *cell(schulze, schulze->pairs, schulze->ranked[i], candidate) += papers;
}

/* ...and those that end here, all whom they name to all the others. */
static void prefer_to_unnamed(struct schulze *schulze, size_t depth, int64_t papers)
{
    for (size_t other = 0; papers > 0 && other < schulze->candidates; other++)
        if (!schulze->is_ranked[other])
            prefer(schulze, depth, other, papers);
}

/* `before`: how many of the `depth` candidates stand on earlier ranks than the last one. */
static void walk(struct schulze *schulze, uint32_t node, size_t depth, size_t before)
{
    const struct paper_node *nodes = schulze->count->papers->nodes.at;
    int64_t ends = nodes[node].count;
    for (uint32_t child = nodes[node].child; child != 0; child = nodes[child].sibling) {
        struct preference preference = nodes[child].preference;
        size_t above = preference.beside ? before : depth;
        ends -= nodes[child].count;
        prefer(schulze, above, preference.candidate, nodes[child].count);
        schulze->ranked[depth] = preference.candidate;
        schulze->is_ranked[preference.candidate] = true;
        walk(schulze, child, depth + 1, above);
        schulze->is_ranked[preference.candidate] = false;
    }
    prefer_to_unnamed(schulze, depth, ends);
}

static int64_t smaller(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

static void find_paths(struct schulze *schulze)
{
    struct count *count = schulze->count;
    size_t n = schulze->candidates;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (count_stands(count, i) && count_stands(count, j) &&
                *cell(schulze, schulze->pairs, i, j) > *cell(schulze, schulze->pairs, j, i))
                *cell(schulze, schulze->paths, i, j) = *cell(schulze, schulze->pairs, i, j);
    for (size_t via = 0; via < n; via++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; i != via && j < n; j++) {
                int64_t *direct = cell(schulze, schulze->paths, i, j);
                int64_t around = smaller(*cell(schulze, schulze->paths, i, via),
                                         *cell(schulze, schulze->paths, via, j));
                if (i != j && j != via && around > *direct)
                    *direct = around;
            }
}

/* How many of those who stand does a candidate beat? Being ahead is transitive, so that this is
 * their order. */
static void count_beaten(struct schulze *schulze)
{
    struct count *count = schulze->count;
    for (size_t i = 0; i < schulze->candidates; i++)
        for (size_t j = 0; count_stands(count, i) && j < schulze->candidates; j++)
            count->votes[i] +=
                i != j && count_stands(count, j) &&
                *cell(schulze, schulze->paths, i, j) > *cell(schulze, schulze->paths, j, i);
}

static int run(struct count *count)
{
    struct arena *arena = &count->result->arena;
    size_t n = count->papers->candidates;
    struct schulze schulze = {.count = count, .candidates = n};
    schulze.pairs = arena_take(arena, n * n * sizeof *schulze.pairs);
    schulze.paths = arena_take(arena, n * n * sizeof *schulze.paths);
    schulze.ranked = arena_take(arena, n * sizeof *schulze.ranked);
    schulze.is_ranked = arena_take(arena, n * sizeof *schulze.is_ranked);
    walk(&schulze, 0, 0, 0);
    find_paths(&schulze);
    count_beaten(&schulze);
    count->result->pairs = schulze.pairs;
    count->result->paths = schulze.paths;
    count_end_round(count);
    count_elect_most(count);
    return OK;
}

const struct count_method count_schulze = {
    .name = "schulze",
    .title = "Schulze method",
    .sentence = "Everybody is compared with everybody else in pairs; whoever nobody beats by a "
                "stronger chain of such comparisons is elected.",
    .one = 1,
    .takes_ranks = true,
    .run = run,
};
