/* Flow through the rows and columns of a table.
 *
 * Two searches over the same arcs: a breadth-first one for flow that the bounds allow as they
 * are, and one for the cheapest way where cells may be hidden at a cost. Both look for a way
 * from one end of a cell to the other that avoids the cell; sending flow along it changes the
 * cell by as much.
 *
 * Most cells need no search of their own: they are one corner of a rectangle whose other corners
 * have enough room, which a few operations on sets of bits tell. */
#include "model/suppress_network.h"

#include <string.h>

enum direction { UP, DOWN };
enum { WORD_BITS = 64 };

/* A step from one node to the next through a cell, which it raises or lowers. */
struct step {
    size_t cell, next;
    bool raises;
};

/* The ends of a search. */
struct way {
    size_t start, end;
    size_t avoid; /* the cell in question */
};

struct suppress_network *suppress_network_new(size_t rows, size_t columns, struct arena *arena)
{
    struct suppress_network *network = arena_take(arena, sizeof *network);
    size_t nodes = rows + columns;

    network->rows = rows;
    network->columns = columns;
    network->cells = arena_take(arena, rows * columns * sizeof *network->cells);
    network->distance = arena_take(arena, nodes * sizeof *network->distance);
    network->previous = arena_take(arena, nodes * sizeof *network->previous);
    network->queue = arena_take(arena, nodes * sizeof *network->queue);
    network->seen = arena_take(arena, nodes);
    network->words = (columns + WORD_BITS - 1) / WORD_BITS;
    network->forward = arena_take(arena, rows * network->words * sizeof *network->forward);
    network->backward = arena_take(arena, rows * network->words * sizeof *network->backward);
    network->safe = arena_take(arena, rows * network->words * sizeof *network->safe);
    network->touched = arena_take(arena, rows * columns * sizeof *network->touched);
    return network;
}

/* Cells and the grand total run from row to column, the other totals from column to row. */
static bool runs_to_column(const struct suppress_network *network, size_t row, size_t column)
{
    return (row + 1 < network->rows) == (column + 1 < network->columns);
}

static size_t neighbours(const struct suppress_network *network, size_t node)
{
    return node < network->rows ? network->columns : network->rows;
}

static struct step step_to(const struct suppress_network *network, size_t node, size_t neighbour)
{
    bool from_row = node < network->rows;
    size_t row = from_row ? node : neighbour;
    size_t column = from_row ? neighbour : node - network->rows;

    return (struct step){
        .cell = row * network->columns + column,
        .next = from_row ? network->rows + column : row,
        .raises = runs_to_column(network, row, column) == from_row,
    };
}

static struct step step_between(const struct suppress_network *network, size_t node, size_t next)
{
    return step_to(network, node, node < network->rows ? next - network->rows : next);
}

static int64_t room(const struct suppress_cell *cell, bool raises)
{
    int64_t count = cell->count + cell->moved;

    return raises ? cell->most - count : count - cell->least;
}

static int64_t room_if_hidden(const struct suppress_network *network,
                              const struct suppress_cell *cell, bool raises)
{
    int64_t count = cell->count + cell->moved;

    if (cell->least < network->hidden_least || cell->most == SUPPRESS_UNBOUNDED) {
        return 0;
    }
    return raises ? SUPPRESS_UNBOUNDED - count : count - network->hidden_least;
}

/* To raise a cell, as much flow must come back from the node it runs to. */
static struct way way_around(const struct suppress_network *network, size_t cell,
                             enum direction direction)
{
    size_t row = cell / network->columns;
    size_t column = cell % network->columns;
    bool back_from_column = runs_to_column(network, row, column) == (direction == UP);
    size_t row_node = row;
    size_t column_node = network->rows + column;

    return (struct way){
        .start = back_from_column ? column_node : row_node,
        .end = back_from_column ? row_node : column_node,
        .avoid = cell,
    };
}

/* Takes the step straight to the end if this node, which is not the start, has one. */
static bool reaches_end(struct suppress_network *network, const struct way *way, size_t node)
{
    if ((node < network->rows) == (way->end < network->rows)) {
        return false;
    }
    struct step step = step_between(network, node, way->end);
    if (room(&network->cells[step.cell], step.raises) <= 0) {
        return false;
    }
    network->previous[way->end] = node;
    return true;
}

/* Fills `previous` along a way on which every cell has room. The end is looked for from each
 * node as soon as the node is found, since most ways are three steps long. */
static bool find_room(struct suppress_network *network, const struct way *way)
{
    size_t first = 0;
    size_t last = 0;

    memset(network->seen, 0, network->rows + network->columns);
    network->seen[way->start] = 1;
    network->queue[last++] = way->start;
    while (first < last) {
        size_t node = network->queue[first++];
        size_t count = neighbours(network, node);
        for (size_t i = 0; i < count; i++) {
            struct step step = step_to(network, node, i);
            if (network->seen[step.next] || step.cell == way->avoid ||
                room(&network->cells[step.cell], step.raises) <= 0) {
                continue;
            }
            network->seen[step.next] = 1;
            network->previous[step.next] = node;
            if (reaches_end(network, way, step.next)) {
                return true;
            }
            network->queue[last++] = step.next;
        }
    }
    return false;
}

static int64_t narrowest(const struct suppress_network *network, const struct way *way,
                         int64_t most)
{
    for (size_t node = way->end; node != way->start; node = network->previous[node]) {
        struct step step = step_between(network, network->previous[node], node);
        int64_t here = room(&network->cells[step.cell], step.raises);
        most = here < most ? here : most;
    }
    return most;
}

static void send(struct suppress_network *network, const struct way *way, int64_t amount)
{
    for (size_t node = way->end; node != way->start; node = network->previous[node]) {
        struct step step = step_between(network, network->previous[node], node);
        struct suppress_cell *cell = &network->cells[step.cell];
        if (cell->moved == 0) {
            network->touched[network->touched_count++] = step.cell;
        }
        cell->moved += step.raises ? amount : -amount;
        if (cell->moved == 0) {
            /* It is listed once more when it moves again, so its old mark goes. */
            size_t i = 0;
            while (network->touched[i] != step.cell) {
                i++;
            }
            network->touched[i] = network->touched[--network->touched_count];
        }
    }
}

static void take_back(struct suppress_network *network)
{
    while (network->touched_count > 0) {
        network->cells[network->touched[--network->touched_count]].moved = 0;
    }
}

/* Sends as much flow around the cell as there is room for, and leaves it there. */
static int64_t push(struct suppress_network *network, size_t cell, enum direction direction,
                    int64_t enough)
{
    struct way way = way_around(network, cell, direction);
    int64_t own = room(&network->cells[cell], direction == UP);
    int64_t wanted = own < enough ? own : enough;
    int64_t sent = 0;

    while (sent < wanted && find_room(network, &way)) {
        int64_t amount = narrowest(network, &way, wanted - sent);
        send(network, &way, amount);
        sent += amount;
    }
    return sent;
}

int64_t suppress_network_spread(struct suppress_network *network, size_t cell, int64_t enough)
{
    int64_t up = push(network, cell, UP, enough);

    take_back(network);
    int64_t down = push(network, cell, DOWN, enough - up);
    take_back(network);
    return up + down;
}

static void find_room_in_row(const struct suppress_network *network, size_t row, int64_t enough)
{
    const struct suppress_cell *cell = suppress_network_cell(network, row, 0);
    uint64_t *forward = network->forward + row * network->words;
    uint64_t *backward = network->backward + row * network->words;

    for (size_t first = 0; first < network->columns; first += WORD_BITS, forward++, backward++) {
        size_t left = network->columns - first;
        size_t bits = left < WORD_BITS ? left : WORD_BITS;
        uint64_t up = 0;
        uint64_t down = 0;
        for (size_t bit = 0; bit < bits; bit++, cell++) {
            up |= (uint64_t)(room(cell, true) >= enough) << bit;
            down |= (uint64_t)(room(cell, false) >= enough) << bit;
        }
        /* The last column, of totals, runs the other way. */
        uint64_t turned = left <= WORD_BITS ? UINT64_C(1) << (left - 1) : 0;
        bool cells_run_forward = runs_to_column(network, row, 0);
        uint64_t along = cells_run_forward ? ~turned : turned;
        *forward = (up & along) | (down & ~along);
        *backward = (down & along) | (up & ~along);
    }
}

/* Have two rows cells with room in two columns, so that one is left besides any? */
static bool meet_twice(const struct suppress_network *network, const uint64_t *one,
                       const uint64_t *other)
{
    bool once = false;

    for (size_t word = 0; word < network->words; word++) {
        uint64_t both = one[word] & other[word];
        if ((both & (both - 1)) || (both && once)) {
            return true;
        }
        once = once || both;
    }
    return false;
}

/* The flow along a cell can change if that along the two corners beside it can change the other
 * way, and that along the opposite corner the same way. */
static bool find_corner(const struct suppress_network *network, uint64_t *safe, const uint64_t *own,
                        const uint64_t *opposite)
{
    bool all = true;

    for (size_t word = 0; word < network->words; word++) {
        safe[word] |= own[word] & opposite[word];
        all = all && (own[word] & ~safe[word]) == 0;
    }
    return all;
}

/* The flow along a cell can change if that along the two corners beside it can change the other
 * way, and that along the opposite corner the same way. It ends when no cell of the row is left. */
static void find_corners(struct suppress_network *network, size_t row, const uint64_t *same_way,
                         const uint64_t *other_way)
{
    size_t words = network->words;
    const uint64_t *own = same_way + row * words;
    const uint64_t *beside = other_way + row * words;
    bool all = false;

    for (size_t other = 0; other < network->rows && !all; other++) {
        if (other != row && meet_twice(network, beside, same_way + other * words)) {
            all = find_corner(network, network->safe + row * words, own, other_way + other * words);
        }
    }
}

void suppress_network_find_safe(struct suppress_network *network, int64_t enough)
{
    for (size_t row = 0; row < network->rows; row++) {
        find_room_in_row(network, row, enough);
    }
    for (size_t row = 0; row < network->rows; row++) {
        find_corners(network, row, network->forward, network->backward);
        find_corners(network, row, network->backward, network->forward);
    }
}

/* Few cells rather than many, and smaller rather than larger ones; a total is worth several
 * cells, and the grand total several totals. */
static int64_t hiding_cost(const struct suppress_network *network, int64_t count, size_t node,
                           size_t next)
{
    size_t last_row = network->rows - 1;
    size_t last_column = network->rows + network->columns - 1;
    int64_t cost = 16 + (WORD_BITS - __builtin_clzll((unsigned long long)count));

    cost *= node == last_row || next == last_row ? 4 : 1;
    cost *= node == last_column || next == last_column ? 4 : 1;
    return cost;
}

/* The cost of a step that must carry `need`; negative if it cannot. Each costs at least 1, so
 * that of equally cheap ways the shortest is taken. */
static int64_t step_cost(const struct suppress_network *network, size_t node, struct step step,
                         int64_t need)
{
    const struct suppress_cell *cell = &network->cells[step.cell];

    if (room(cell, step.raises) >= need) {
        return 1;
    }
    return room_if_hidden(network, cell, step.raises) >= need
               ? hiding_cost(network, cell->count, node, step.next) + 1
               : -1;
}

/* Fills `previous` along the cheapest way; its cost, or SUPPRESS_UNBOUNDED if there is none. A
 * node is looked at again whenever a cheaper way to it is found, until none is. */
static int64_t find_cheapest(struct suppress_network *network, const struct way *way, int64_t need)
{
    size_t nodes = network->rows + network->columns;
    size_t waiting = 1;

    memset(network->seen, 0, nodes);
    for (size_t i = 0; i < nodes; i++) {
        network->distance[i] = SUPPRESS_UNBOUNDED;
    }
    network->distance[way->start] = 0;
    network->queue[0] = way->start;
    for (size_t first = 0; waiting > 0; first = (first + 1) % nodes, waiting--) {
        size_t node = network->queue[first];
        size_t count = neighbours(network, node);
        network->seen[node] = 0;
        for (size_t i = 0; i < count; i++) {
            struct step step = step_to(network, node, i);
            int64_t cost = step_cost(network, node, step, need);
            int64_t distance = network->distance[node] + cost;
            if (cost < 0 || step.cell == way->avoid || distance >= network->distance[way->end] ||
                distance >= network->distance[step.next]) {
                continue;
            }
            network->distance[step.next] = distance;
            network->previous[step.next] = node;
            if (!network->seen[step.next] && step.next != way->end) {
                network->seen[step.next] = 1;
                network->queue[(first + waiting++) % nodes] = step.next;
            }
        }
    }
    return network->distance[way->end];
}

/* The cheapest way beyond the flow that there is room for, which stays until taken back. */
static int64_t price(struct suppress_network *network, size_t cell, enum direction direction,
                     int64_t need)
{
    struct way way = way_around(network, cell, direction);
    int64_t sent = push(network, cell, direction, SUPPRESS_UNBOUNDED);

    if (room(&network->cells[cell], direction == UP) - sent < need) {
        return SUPPRESS_UNBOUNDED;
    }
    return find_cheapest(network, &way, need);
}

static void hide_along(struct suppress_network *network, size_t cell, enum direction direction,
                       int64_t need)
{
    struct way way = way_around(network, cell, direction);

    for (size_t node = way.end; node != way.start; node = network->previous[node]) {
        struct step step = step_between(network, network->previous[node], node);
        struct suppress_cell *along = &network->cells[step.cell];
        if (room(along, step.raises) >= need) {
            continue;
        }
        along->least = network->hidden_least;
        along->most = SUPPRESS_UNBOUNDED;
    }
}

bool suppress_network_hide(struct suppress_network *network, size_t cell, int64_t need)
{
    int64_t up = price(network, cell, UP, need);

    take_back(network);
    int64_t down = price(network, cell, DOWN, need);
    if (up <= down && up != SUPPRESS_UNBOUNDED) {
        take_back(network);
        price(network, cell, UP, need);
    }
    if (up != SUPPRESS_UNBOUNDED || down != SUPPRESS_UNBOUNDED) {
        hide_along(network, cell, up <= down ? UP : DOWN, need);
    }
    take_back(network);
    return up != SUPPRESS_UNBOUNDED || down != SUPPRESS_UNBOUNDED;
}
