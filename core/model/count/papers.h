/* Ballot papers of an election, equal ones together.
 *
 * They are taken in one by one, then sorted and merged into a tree: a path from its root is what
 * stands on a paper, in order, and each node counts the papers that pass through it. Equal papers
 * are one path, papers that begin alike share the beginning, and a count follows nodes instead of
 * papers. Nodes lie in the order of a walk: a path is read from front to back. */
#ifndef MODEL_COUNT_PAPERS_H
#define MODEL_COUNT_PAPERS_H

#include "base/error.h"
#include "base/list.h"

enum {
    PAPERS_CANDIDATES_MOST = 1000,
    PAPERS_MOST = 1000000000, /* papers in all: amounts of 9 decimals then fit 64 bits */
};

struct preference {
    uint16_t candidate; /* from 0 */
    bool beside;        /* on the same rank as the one before it */
};

struct paper_node {
    uint32_t child, sibling; /* 0: none */
    struct preference preference;
    uint32_t count; /* papers that begin so */
};

/* One that is not merged yet. */
struct paper {
    uint32_t start;  /* of its codes, of which the last is 0 */
    uint32_t weight; /* so many equal ones */
};

struct papers {
    struct str title;
    size_t candidates, seats;
    struct str *names;
    bool *withdrawn;
    size_t *lots;                  /* the order of a lot drawn before; NULL if the file has none */
    size_t beside_line;            /* the first line with two candidates on one rank; 0 if none */
    LIST(struct paper_node) nodes; /* the first is the root: all papers */
    LIST(struct paper) loose;      /* those that papers_merge will put into the tree */
    LIST(uint16_t) codes;          /* their preferences */
    struct arena arena;            /* of the names */
};

void papers_start(struct papers *papers, size_t candidates, size_t seats);
/* Adds so many equal papers. LIMIT if there are too many of them. */
int papers_add(struct papers *papers, int64_t weight, const struct preference *preferences,
               size_t count, struct error *error);
/* Puts all into the tree, once, before anything is counted. */
void papers_merge(struct papers *papers);
void papers_done(struct papers *papers);

static inline int64_t papers_count(const struct papers *papers)
{
    return papers->nodes.at[0].count;
}

#endif
