/* Ballot papers of an election, equal ones together. */
#include "model/count/papers.h"

/* A preference as a number from 1, by which papers are sorted; 0 ends a paper. Up to SMALL papers
 * are sorted by insertion, more of them by counting. */
enum { CODE_END = 0, CODES_MOST = 2 * PAPERS_CANDIDATES_MOST + 1, SMALL = 24, CODES_FIRST = 64 };

void papers_start(struct papers *papers, size_t candidates, size_t seats)
{
    *papers = (struct papers){.candidates = candidates, .seats = seats};
    papers->names = arena_take(&papers->arena, candidates * sizeof *papers->names);
    papers->withdrawn = arena_take(&papers->arena, candidates * sizeof *papers->withdrawn);
    list_add(&papers->nodes);
}

/* Room for so many more codes, taken once a paper. */
static uint16_t *codes_add(struct papers *papers, size_t more)
{
    size_t first = papers->codes.count, room = papers->codes.room;
    papers->codes.count += more;
    while (room < papers->codes.count)
        room = room == 0 ? CODES_FIRST : 2 * room;
    if (room != papers->codes.room)
        papers->codes.at = memory_grow(papers->codes.at, room * sizeof *papers->codes.at);
    papers->codes.room = room;
    return papers->codes.at + first;
}

int papers_add(struct papers *papers, int64_t weight, const struct preference *preferences,
               size_t count, struct error *error)
{
    if (weight > PAPERS_MOST - papers_count(papers))
        return error_set(error, ERROR_LIMIT, "ballots",
                         "There are more than %d ballot papers. Count them in parts.", PAPERS_MOST);
    if (papers->codes.count > UINT32_MAX - count - 1)
        return error_set(error, ERROR_LIMIT, "ballots",
                         "The ballot papers differ too much to be held. Count them in parts.");
    papers->nodes.at[0].count += (uint32_t)weight;
    *list_add(&papers->loose) = (struct paper){(uint32_t)papers->codes.count, (uint32_t)weight};
    uint16_t *codes = codes_add(papers, count + 1);
    for (size_t i = 0; i < count; i++)
        codes[i] = (uint16_t)((preferences[i].candidate << 1 | preferences[i].beside) + 1);
    codes[count] = CODE_END;
    return OK;
}

/* ---- merging ---- */

struct merge {
    struct papers *papers;
    struct paper *scratch; /* as many as there are loose ones */
    size_t counts[CODES_MOST + 1];
};

static uint16_t code_of(const struct merge *merge, const struct paper *paper, size_t depth)
{
    return merge->papers->codes.at[paper->start + depth];
}

static void sort_by_insertion(const struct merge *merge, struct paper *papers, size_t count,
                              size_t depth)
{
    for (size_t i = 1; i < count; i++) {
        struct paper paper = papers[i];
        uint16_t code = code_of(merge, &paper, depth);
        size_t at = i;
        for (; at > 0 && code_of(merge, &papers[at - 1], depth) > code; at--)
            papers[at] = papers[at - 1];
        papers[at] = paper;
    }
}

static void sort_by_counting(struct merge *merge, struct paper *papers, size_t count, size_t depth)
{
    size_t codes = 2 * merge->papers->candidates + 1;
    memset(merge->counts, 0, (codes + 1) * sizeof *merge->counts);
    for (size_t i = 0; i < count; i++)
        merge->counts[code_of(merge, &papers[i], depth) + 1]++;
    for (size_t code = 0; code < codes; code++)
        merge->counts[code + 1] += merge->counts[code];
    for (size_t i = 0; i < count; i++)
        merge->scratch[merge->counts[code_of(merge, &papers[i], depth)]++] = papers[i];
    memcpy(papers, merge->scratch, count * sizeof *papers);
}

static uint32_t node_add(struct merge *merge, uint16_t code)
{
    struct papers *papers = merge->papers;
    *list_add(&papers->nodes) = (struct paper_node){
        .preference = {.candidate = (uint16_t)((code - 1) >> 1), .beside = (code - 1) & 1}};
    return (uint32_t)(papers->nodes.count - 1);
}

/* The rest of a paper that no other is like. */
static void merge_tail(struct merge *merge, uint32_t parent, const struct paper *paper,
                       size_t depth)
{
    for (uint16_t code; (code = code_of(merge, paper, depth)) != CODE_END; depth++) {
        uint32_t node = node_add(merge, code);
        merge->papers->nodes.at[node].count = paper->weight;
        merge->papers->nodes.at[parent].child = node;
        parent = node;
    }
}

/* Papers that are alike up to this depth come below this node. */
static void merge_below(struct merge *merge, uint32_t parent, struct paper *papers, size_t count,
                        size_t depth)
{
    uint32_t before = 0;
    if (count > SMALL)
        sort_by_counting(merge, papers, count, depth);
    else
        sort_by_insertion(merge, papers, count, depth);
    for (size_t from = 0, to; from < count; from = to) {
        uint16_t code = code_of(merge, &papers[from], depth);
        uint32_t weight = 0;
        for (to = from; to < count && code_of(merge, &papers[to], depth) == code; to++)
            weight += papers[to].weight;
        if (code == CODE_END)
            continue;
        uint32_t node = node_add(merge, code);
        merge->papers->nodes.at[node].count = weight;
        if (before == 0)
            merge->papers->nodes.at[parent].child = node;
        else
            merge->papers->nodes.at[before].sibling = node;
        before = node;
        if (to - from == 1)
            merge_tail(merge, node, &papers[from], depth + 1);
        else
            merge_below(merge, node, papers + from, to - from, depth + 1);
    }
}

void papers_merge(struct papers *papers)
{
    struct merge *merge = memory_take(sizeof *merge);
    merge->papers = papers;
    merge->scratch = memory_take(papers->loose.count * sizeof *merge->scratch);
    merge_below(merge, 0, papers->loose.at, papers->loose.count, 0);
    free(merge->scratch);
    free(merge);
    list_done(&papers->loose);
    list_done(&papers->codes);
}

void papers_done(struct papers *papers)
{
    list_done(&papers->loose);
    list_done(&papers->codes);
    list_done(&papers->nodes);
    arena_done(&papers->arena);
}
