/* Small numbers are kept from sight: every count that leaves Kith passes here.
 *
 * A table of how many people there are is turned into what may be shown of it. Counts in the
 * rule's range are hidden (primary suppression), the others rounded, and as many more hidden
 * as it takes (complementary suppression) that nobody can work out a small count, neither
 * exactly nor to within one, from rows, columns and totals. The reader is taken to know the
 * rule, that people are counted in whole numbers, and even which of the hidden counts are
 * small; so both kinds of hidden count are shown by the same words, SUPPRESS_WORDS.
 *
 * What is promised holds for one table, in which each person is counted in one cell only; for
 * one that is counted again and again there is release.h.
 * Whole numbers, no floating point, no state: the same table always gives the same answer. */
#ifndef MODEL_SUPPRESS_H
#define MODEL_SUPPRESS_H

#include "base/arena.h"
#include "base/error.h"

#define SUPPRESS_WORDS "too few people to show"

enum {
    SUPPRESS_SPREAD = 3,    /* a small count keeps at least this + 1 possible values */
    SUPPRESS_CELLS = 10000, /* most cells in a table, totals not counted */
};
#define SUPPRESS_MOST (INT64_C(1) << 53) /* largest total */

struct suppress_preset {
    const char *name;
    int64_t hide_from; /* 0: zero is hidden too; 1: zero is shown */
    int64_t hide_to;   /* at least hide_from + SUPPRESS_SPREAD, at most 1,000,000 */
    int64_t round_to;  /* 1..hide_to + 1; 1: not rounded. A half goes up. */
};

/* "membership" (memberships and opinions: under 10 hidden, zero too, the rest rounded to 5) or
 * "workforce" (1-7 hidden, rounded to 5); NULL for any other name. */
const struct suppress_preset *suppress_preset_find(struct str name);
const struct suppress_preset *suppress_preset_at(size_t position); /* NULL past the end */
/* WRONG, with the field's name, if the bounds above do not hold. */
int suppress_preset_check(const struct suppress_preset *preset, struct error *error);
/* The sentence that stands at the foot of every table shown by this rule. */
const char *suppress_rule(const struct suppress_preset *preset, struct arena *arena);

/* Totals that are shown beside the cells. The grand total is shown with both. A list of
 * counts with their total is one row with SUPPRESS_ROW_TOTALS. */
enum { SUPPRESS_ROW_TOTALS = 1, SUPPRESS_COLUMN_TOTALS = 2 };

struct suppress_table {
    size_t rows, columns;
    const int64_t *counts; /* rows × columns, row by row; the totals are worked out here */
    unsigned totals;
};

enum suppress_how {
    SUPPRESS_SHOWN,
    SUPPRESS_SMALL,    /* hidden: in the rule's range, or zero where the total is */
    SUPPRESS_PROTECTS, /* hidden: otherwise a small one could be worked out */
    SUPPRESS_ABSENT,   /* a total that was not asked for */
};

struct suppress_entry {
    int64_t shown; /* rounded; 0 if hidden */
    enum suppress_how how;
};

/* With totals: `rows` and `columns` are one more than the table's, and the last row and column
 * are the totals. Both are 0 for a table without cells. */
struct suppress_release {
    size_t rows, columns;
    struct suppress_entry *entries; /* from the arena, row by row */
};

/* Errors: WRONG (a preset out of bounds, a negative count), LIMIT (too many cells, a total
 * above SUPPRESS_MOST). */
int suppress(const struct suppress_preset *preset, const struct suppress_table *table,
             struct arena *arena, struct suppress_release *ret_release, struct error *error);
/* The same for one number that stands alone. */
int suppress_number(const struct suppress_preset *preset, int64_t count,
                    struct suppress_entry *ret_entry, struct error *error);
/* As a count is shown that may be. */
int64_t suppress_round(const struct suppress_preset *preset, int64_t count);
/* What a person reads: "15", or SUPPRESS_WORDS; "" for a total that was not asked for. */
const char *suppress_print(struct suppress_entry entry, struct arena *arena);

#endif
