/* What can be worked out from a table with totals, found exactly, as flow through a network.
 *
 * Each row and each column is a node, each cell an arc that carries its count from its row to
 * its column. A row's total carries people into the row, a column's total out of the column,
 * and the grand total closes the circle. What balances at every node is a table that adds up;
 * so the tables that agree with what a reader knows (bounds for each cell) are the flows
 * within those bounds. The bounds are whole numbers, hence a cell can take every whole number
 * between its smallest and its largest flow, and no other: by how much a cell can change is
 * by how much flow can be sent around it.
 *
 * Used by suppress.c only. */
#ifndef MODEL_SUPPRESS_NETWORK_H
#define MODEL_SUPPRESS_NETWORK_H

#include "base/arena.h"

#define SUPPRESS_UNBOUNDED (INT64_C(1) << 60)

/* A cell may be hidden if it is known to be at least the network's `hidden_least`, and not more
 * than some number. Then it is known to be at least that, and nothing more. */
struct suppress_cell {
    int64_t count;       /* the truth: least <= count <= most */
    int64_t least, most; /* what a reader knows of this cell alone */
    int64_t moved;       /* while one flow is tried; else 0 */
};

struct suppress_network {
    size_t rows, columns;        /* with the row and the column of totals, which come last */
    struct suppress_cell *cells; /* row by row */
    int64_t hidden_least;
    /* Space for one search, by node: rows first, then columns. */
    int64_t *distance;
    size_t *previous, *queue;
    unsigned char *seen;
    /* For each row a bit for each column, in `words`: is there room along the cell, from its row
     * to its column or back, and is its spread surely enough? */
    uint64_t *forward, *backward, *safe;
    size_t words;
    size_t *touched, touched_count; /* cells whose `moved` is not 0 */
};

struct suppress_network *suppress_network_new(size_t rows, size_t columns, struct arena *arena);

static inline struct suppress_cell *suppress_network_cell(const struct suppress_network *network,
                                                          size_t row, size_t column)
{
    return &network->cells[row * network->columns + column];
}

/* How many values this cell can take beside the true one, but no more than `enough`. */
int64_t suppress_network_spread(struct suppress_network *network, size_t cell, int64_t enough);
/* Finds cells whose spread is surely `enough`, in a few passes over the table; it may miss some.
 * What is hidden later gives more room, never less. */
void suppress_network_find_safe(struct suppress_network *network, int64_t enough);
static inline bool suppress_network_is_safe(const struct suppress_network *network, size_t row,
                                            size_t column)
{
    return network->safe[row * network->words + column / 64] >> column % 64 & 1;
}

/* Hides the cheapest cells that let this one change by `need` more than it can. False if
 * there are none; then nothing is hidden. */
bool suppress_network_hide(struct suppress_network *network, size_t cell, int64_t need);

#endif
