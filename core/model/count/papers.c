/* Ballot papers of an election, equal ones together. */
#include "model/count/papers.h"

void papers_start(struct papers *papers, size_t candidates, size_t seats)
{
    *papers = (struct papers){.candidates = candidates, .seats = seats};
    papers->names = arena_take(&papers->arena, candidates * sizeof *papers->names);
    papers->withdrawn = arena_take(&papers->arena, candidates * sizeof *papers->withdrawn);
    list_add(&papers->nodes);
}

static bool is_same(struct preference one, struct preference other)
{
    return one.candidate == other.candidate && one.beside == other.beside;
}

/* The node below this one where papers that go on so are counted; it is made if need be. */
static uint32_t child_of(struct papers *papers, uint32_t node, struct preference preference)
{
    uint32_t child = papers->nodes.at[node].child;
    while (child != 0 && !is_same(papers->nodes.at[child].preference, preference))
        child = papers->nodes.at[child].sibling;
    if (child != 0)
        return child;
    child = (uint32_t)papers->nodes.count;
    *list_add(&papers->nodes) =
        (struct paper_node){.sibling = papers->nodes.at[node].child, .preference = preference};
    papers->nodes.at[node].child = child;
    return child;
}

int papers_add(struct papers *papers, int64_t weight, const struct preference *preferences,
               size_t count, struct error *error)
{
    uint32_t node = 0;
    if (weight > PAPERS_MOST - papers_count(papers))
        return error_set(error, ERROR_LIMIT, "ballots",
                         "There are more than %d ballot papers. Count them in parts.", PAPERS_MOST);
    if (papers->nodes.count > UINT32_MAX - count)
        return error_set(error, ERROR_LIMIT, "ballots",
                         "The ballot papers differ too much to be held. Count them in parts.");
    papers->nodes.at[0].count += weight;
    for (size_t i = 0; i < count; i++) {
        node = child_of(papers, node, preferences[i]);
        papers->nodes.at[node].count += weight;
    }
    return OK;
}

void papers_done(struct papers *papers)
{
    list_done(&papers->nodes);
    arena_done(&papers->arena);
}
