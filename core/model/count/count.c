/* Counting an election: what all methods share. */
#include "model/count/count.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/secret.h"

__extension__ typedef __int128 wide;

static const struct count_method *const methods[] = {
    &count_plurality,    &count_approval, &count_alternative_vote,
    &count_scottish_stv, &count_meek_stv, &count_schulze,
};

const struct count_method *count_method_at(size_t position)
{
    return position < sizeof methods / sizeof *methods ? methods[position] : NULL;
}

const struct count_method *count_method_find(struct str name)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_is(name, methods[i]->name))
            return methods[i];
    return NULL;
}

int64_t count_scale(int64_t a, int64_t b, int64_t c, bool up)
{
    wide product = (wide)a * b;
    return (int64_t)((product + (up ? c - 1 : 0)) / c);
}

const char *count_print(const struct count_method *method, int64_t amount, struct arena *arena)
{
    if (method->decimals == 0)
        return arena_print(arena, "%" PRId64, amount);
    return arena_print(arena, "%" PRId64 ".%0*" PRId64, amount / method->one, method->decimals,
                       amount % method->one);
}

/* ---- who stands, and where papers go ---- */

size_t count_standing(const struct count *count)
{
    size_t standing = 0;
    for (size_t i = 0; i < count->papers->candidates; i++)
        standing += count_stands(count, i);
    return standing;
}

size_t count_vacant(const struct count *count)
{
    return count->result->seats - count->result->elected.count;
}

int64_t count_hand_on(struct count *count, uint32_t node,
                      void (*each)(void *self, size_t candidate, uint32_t node), void *self)
{
    const struct paper_node *nodes = count->papers->nodes.at;
    int64_t left = nodes[node].count;
    for (uint32_t child = nodes[node].child; child != 0; child = nodes[child].sibling) {
        size_t candidate = nodes[child].preference.candidate;
        left -= nodes[child].count;
        if (count_stands(count, candidate))
            each(self, candidate, child);
        else
            left += count_hand_on(count, child, each, self);
    }
    return left;
}

/* ---- rounds ---- */

static void *take(struct count *count, size_t size)
{
    return arena_take(&count->result->arena, count->papers->candidates * size);
}

struct count_round *count_end_round(struct count *count)
{
    struct count_round *round = list_add(&count->result->rounds);
    *round = (struct count_round){.votes = take(count, sizeof *round->votes),
                                  .non_transferable = count->non_transferable,
                                  .quota = count->quota,
                                  .elected = take(count, sizeof *round->elected),
                                  .excluded = take(count, sizeof *round->excluded),
                                  .surplus_of = count->surplus_of};
    memcpy(round->votes, count->votes, count->papers->candidates * sizeof *round->votes);
    count->surplus_of = COUNT_NOBODY;
    return round;
}

static struct count_round *last_round(struct count *count)
{
    return &count->result->rounds.at[count->result->rounds.count - 1];
}

void count_elect(struct count *count, size_t candidate)
{
    struct count_round *round = last_round(count);
    round->elected[round->elected_count++] = candidate;
    *list_add(&count->result->elected) = candidate;
    count->state[candidate] = COUNT_ELECTED;
}

void count_exclude(struct count *count, size_t candidate)
{
    struct count_round *round = last_round(count);
    round->excluded[round->excluded_count++] = candidate;
    count->state[candidate] = COUNT_OUT;
}

void count_elect_from(struct count *count, int64_t least)
{
    for (;;) {
        size_t best = COUNT_NOBODY;
        for (size_t i = 0; i < count->papers->candidates; i++)
            if (count_stands(count, i) && count->votes[i] >= least &&
                (best == COUNT_NOBODY || count->votes[i] > count->votes[best]))
                best = i;
        if (best == COUNT_NOBODY)
            return;
        count_elect(count, best);
    }
}

/* ---- ties ---- */

/* Keeps those with the most or the fewest votes; how many they are. */
static size_t narrow(const struct count *count, const int64_t *votes, int sign, bool *tied)
{
    size_t candidates = count->papers->candidates, kept = 0;
    int64_t extreme = 0;
    bool begun = false;
    for (size_t i = 0; i < candidates; i++)
        if (tied[i] && (!begun || (sign > 0 ? votes[i] > extreme : votes[i] < extreme))) {
            extreme = votes[i];
            begun = true;
        }
    for (size_t i = 0; i < candidates; i++) {
        tied[i] = tied[i] && votes[i] == extreme;
        kept += tied[i];
    }
    return kept;
}

static size_t first_of(const struct count *count, const bool *tied, const size_t *order)
{
    size_t first = COUNT_NOBODY;
    for (size_t i = 0; i < count->papers->candidates; i++)
        if (tied[i] && (first == COUNT_NOBODY || (order != NULL && order[i] < order[first])))
            first = i;
    return first;
}

static struct count_tie *note_tie(struct count *count, const bool *tied, const char *to)
{
    struct count_tie *tie = list_add(&count->result->ties);
    *tie =
        (struct count_tie){.round = count->result->rounds.count + count->result->method->acts_first,
                           .between = take(count, sizeof *tie->between),
                           .rule = COUNT_LOT,
                           .to = to};
    for (size_t i = 0; i < count->papers->candidates; i++)
        if (tied[i])
            tie->between[tie->between_count++] = i;
    return tie;
}

size_t count_break_tie(struct count *count, const bool *tied, int sign, const char *to)
{
    bool *left = take(count, sizeof *left);
    size_t many = 0;
    for (size_t i = 0; i < count->papers->candidates; i++) {
        left[i] = tied[i];
        many += tied[i];
    }
    if (many <= 1)
        return first_of(count, left, NULL);
    struct count_tie *tie = note_tie(count, tied, to);
    for (size_t round = count->result->rounds.count; sign != 0 && round > 0 && many > 1; round--) {
        many = narrow(count, count->result->rounds.at[round - 1].votes, sign, left);
        if (many == 1) {
            tie->rule = COUNT_EARLIER_ROUND;
            tie->earlier = round;
        }
    }
    tie->chosen = first_of(count, left, count->lots);
    return tie->chosen;
}

size_t count_extreme(struct count *count, const bool *among, int sign, const char *to)
{
    bool *tied = take(count, sizeof *tied);
    for (size_t i = 0; i < count->papers->candidates; i++)
        tied[i] = among == NULL ? count_stands(count, i) : among[i];
    narrow(count, count->votes, sign, tied);
    return count_break_tie(count, tied, sign, to);
}

void count_elect_most(struct count *count)
{
    bool *tied = take(count, sizeof *tied);
    while (count_vacant(count) > 0 && count_standing(count) > 0) {
        for (size_t i = 0; i < count->papers->candidates; i++)
            tied[i] = count_stands(count, i);
        bool fit = narrow(count, count->votes, 1, tied) <= count_vacant(count);
        count_elect(count,
                    fit ? first_of(count, tied, NULL) : count_break_tie(count, tied, 1, "elected"));
    }
}

/* ---- the order of the lot ---- */

struct drawn {
    struct secret_hash hash;
    size_t candidate;
};

static int by_hash(const void *one, const void *other)
{
    return memcmp(((const struct drawn *)one)->hash.bytes,
                  ((const struct drawn *)other)->hash.bytes, SECRET_HASH_SIZE);
}

void count_draw(const struct papers *papers, struct str seed, size_t *ret_places)
{
    struct drawn *order = memory_take((papers->candidates + 1) * sizeof *order);
    for (size_t i = 0; i < papers->candidates; i++) {
        struct secret_hasher hasher;
        char number[32];
        snprintf(number, sizeof number, "/%zu/", i + 1);
        secret_hasher_start(&hasher);
        secret_hasher_add(&hasher, seed);
        secret_hasher_add(&hasher, str_of(number));
        secret_hasher_add(&hasher, papers->names[i]);
        order[i] = (struct drawn){secret_hasher_end(&hasher), i};
    }
    qsort(order, papers->candidates, sizeof *order, by_hash);
    for (size_t i = 0; i < papers->candidates; i++)
        ret_places[order[i].candidate] = i;
    free(order);
}

static const size_t *lot_places(struct count *count, struct str seed)
{
    const struct papers *papers = count->papers;
    size_t *places = take(count, sizeof *places);
    if (papers->lots == NULL)
        count_draw(papers, seed, places);
    for (size_t i = 0; papers->lots != NULL && i < papers->candidates; i++)
        places[papers->lots[i]] = i;
    return places;
}

/* ---- a count ---- */

static void ignore(void *self, size_t candidate, uint32_t node)
{
    (void)self, (void)candidate, (void)node;
}

/* As many stand as there are seats, or fewer: all of them are elected, in one round. */
static bool elects_all(struct count *count)
{
    return count_standing(count) <= count_vacant(count);
}

static int check(struct count *count, const struct count_method *method)
{
    if (count->papers->loose.count > 0)
        return error_set(count->error, ERROR_BROKEN, "ballots", "The papers were not merged.");
    if (count->papers->beside_line != 0 && !method->takes_ranks)
        return error_set(count->error, ERROR_WRONG, "method",
                         "Line %zu: candidates share a rank, which %s does not count. Count by "
                         "approval or schulze, or give each a rank.",
                         count->papers->beside_line, method->name);
    if (method->single && count->result->seats != 1)
        return error_set(count->error, ERROR_WRONG, "seats",
                         "%s fills one seat, not %zu. For several take scottish-stv or meek.",
                         method->name, count->result->seats);
    if (count_standing(count) == 0)
        return error_set(count->error, ERROR_WRONG, "ballots",
                         "Nobody stands: all candidates have withdrawn.");
    if (count->result->valid == 0 && !elects_all(count))
        return error_set(count->error, ERROR_WRONG, "ballots",
                         "No paper has a preference for anybody who stands, and more stand than "
                         "there are seats.");
    return OK;
}

static void set_up(struct count *count, const struct count_method *method,
                   const struct count_options *options)
{
    struct count_result *result = count->result;
    const struct papers *papers = count->papers;
    *result = (struct count_result){.method = method,
                                    .papers = papers,
                                    .seats = options->seats > 0 ? options->seats : papers->seats};
    count->surplus_of = COUNT_NOBODY;
    count->state = take(count, sizeof *count->state);
    count->votes = take(count, sizeof *count->votes);
    count->lots = lot_places(count, options->seed);
    result->withdrawn = take(count, sizeof *result->withdrawn);
    for (size_t i = 0; i < papers->candidates; i++) {
        result->withdrawn[i] =
            papers->withdrawn[i] || (options->withdrawn != NULL && options->withdrawn[i]);
        if (result->withdrawn[i])
            count->state[i] = COUNT_OUT;
    }
    result->blank = count_hand_on(count, 0, ignore, NULL);
    result->valid = papers_count(papers) - result->blank;
}

int count_run(const struct count_method *method, const struct papers *papers,
              const struct count_options *options, struct count_result *ret_result,
              struct error *error)
{
    struct count count = {.papers = papers, .result = ret_result, .error = error};
    set_up(&count, method, options);
    int err = check(&count, method);
    if (err == OK)
        err = method->run(&count);
    if (err == OK && elects_all(&count))
        count_elect_from(&count, INT64_MIN);
    ret_result->quota = count.quota;
    if (err != OK)
        count_done(ret_result);
    return err;
}

void count_done(struct count_result *result)
{
    list_done(&result->rounds);
    list_done(&result->elected);
    list_done(&result->ties);
    arena_done(&result->arena);
}
