/* Which counts of a table are hidden, and how the others are shown.
 *
 * What a reader may know of one entry before looking at the others:
 *   shown       it rounds to what is shown, and lies outside the rule's range
 *   small       it lies in the rule's range
 *   protecting  it is too large for the rule's range, and nothing more
 * The first must imply the last, so that hiding one more entry never tells more than showing
 * it: what was safe stays safe, and one pass over the small counts is enough.
 *
 * Where zero is shown, a hidden count is known to be at least 1. In a row whose total is small
 * that would tell too much: of five counts in a row of at most seven people, each would be known
 * to within one. So such a row (or column) hides its zeros, and its small counts may be
 * zero for all that a reader knows. It does so whatever its counts are; else whether it does
 * would tell.
 *
 * Should a small count stay open even so, nothing of the table is shown, and nothing tells the
 * hidden counts apart. */
#include "model/suppress.h"

#include "model/suppress_network.h"

#include <inttypes.h>

static const struct suppress_preset presets[] = {
    {.name = "membership", .hide_from = 0, .hide_to = 9, .round_to = 5},
    {.name = "workforce", .hide_from = 1, .hide_to = 7, .round_to = 5},
};

const struct suppress_preset *suppress_preset_at(size_t position)
{
    return position < sizeof presets / sizeof *presets ? &presets[position] : NULL;
}

const struct suppress_preset *suppress_preset_find(struct str name)
{
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++) {
        if (str_is(name, presets[i].name)) {
            return &presets[i];
        }
    }
    return NULL;
}

const char *suppress_rule(const struct suppress_preset *preset, struct arena *arena)
{
    const char *zero = preset->hide_from == 0 ? "zero too" : "but not zero";
    const char *rounding =
        preset->round_to == 1
            ? "Other numbers are exact."
            : arena_print(arena,
                          "Other numbers, totals too, are rounded to the nearest %" PRId64
                          ", so they may not add up.",
                          preset->round_to);

    return arena_print(arena,
                       "Where there are fewer than %" PRId64
                       " people (%s), this table says “" SUPPRESS_WORDS
                       "”. %s Some other numbers are hidden as well, so that "
                       "nobody can work out the small ones.",
                       preset->hide_to + 1, zero, rounding);
}

int suppress_preset_check(const struct suppress_preset *preset, struct error *error)
{
    if (preset->hide_from != 0 && preset->hide_from != 1) {
        return error_set(error, ERROR_WRONG, "hide_from",
                         "Numbers are hidden from 0 (zero is hidden too) or from 1 (zero is "
                         "shown). Please give 0 or 1.");
    }
    if (preset->hide_to < preset->hide_from + SUPPRESS_SPREAD || preset->hide_to > 1000000) {
        return error_set(error, ERROR_WRONG, "hide_to",
                         "The largest number to hide must be from %" PRId64 " to 1000000, or "
                         "the hidden numbers could be guessed.",
                         preset->hide_from + SUPPRESS_SPREAD);
    }
    if (preset->round_to < 1 || preset->round_to > preset->hide_to + 1) {
        return error_set(error, ERROR_WRONG, "round_to",
                         "Numbers can be rounded to 1 (not at all) up to %" PRId64 ". Please "
                         "give a number between these.",
                         preset->hide_to + 1);
    }
    return OK;
}

static int table_check(const struct suppress_table *table, struct error *error)
{
    int64_t sum = 0;

    if (table->rows > SUPPRESS_CELLS || table->columns > SUPPRESS_CELLS ||
        table->rows * table->columns > SUPPRESS_CELLS) {
        return error_set(error, ERROR_LIMIT, "counts",
                         "The table has more than %d cells. Please split it into smaller ones.",
                         SUPPRESS_CELLS);
    }
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        if (table->counts[i] < 0) {
            return error_set(error, ERROR_WRONG, "counts",
                             "The count in row %zu, column %zu is below zero. A count of people "
                             "is 0 or more.",
                             i / table->columns + 1, i % table->columns + 1);
        }
        if (table->counts[i] > SUPPRESS_MOST - sum) {
            return error_set(error, ERROR_LIMIT, "counts",
                             "The counts add up to more than %" PRId64 ", which is too many to "
                             "be people. Please check them.",
                             SUPPRESS_MOST);
        }
        sum += table->counts[i];
    }
    return OK;
}

static bool is_small(const struct suppress_preset *preset, int64_t count)
{
    return count >= preset->hide_from && count <= preset->hide_to;
}

int64_t suppress_round(const struct suppress_preset *preset, int64_t count)
{
    int64_t raised = count + preset->round_to / 2;

    /* Most numbers are small, and to divide small ones takes a third of the time. */
    if (raised <= UINT32_MAX) {
        return (int64_t)((uint32_t)raised / (uint32_t)preset->round_to) * preset->round_to;
    }
    return raised / preset->round_to * preset->round_to;
}

int suppress_number(const struct suppress_preset *preset, int64_t count,
                    struct suppress_entry *ret_entry, struct error *error)
{
    struct suppress_table table = {.rows = 1, .columns = 1, .counts = &count};
    int code = suppress_preset_check(preset, error);

    if (code == OK) {
        code = table_check(&table, error);
    }
    if (code != OK) {
        return code;
    }
    if (is_small(preset, count)) {
        *ret_entry = (struct suppress_entry){.how = SUPPRESS_SMALL};
    } else {
        *ret_entry = (struct suppress_entry){.shown = suppress_round(preset, count)};
    }
    return OK;
}

/* Fills in the counts and the totals. */
static void add_up(struct suppress_network *network, const struct suppress_table *table)
{
    struct suppress_cell *totals = suppress_network_cell(network, table->rows, 0);
    const int64_t *count = table->counts;

    for (size_t row = 0; row < table->rows; row++) {
        struct suppress_cell *cells = suppress_network_cell(network, row, 0);
        int64_t sum = 0;
        for (size_t column = 0; column < table->columns; column++, count++) {
            cells[column].count = *count;
            totals[column].count += *count;
            sum += *count;
        }
        cells[table->columns].count = sum;
        totals[table->columns].count += sum;
    }
}

static bool is_absent(const struct suppress_table *table, size_t row, size_t column)
{
    bool of_row = column == table->columns && !(table->totals & SUPPRESS_ROW_TOTALS);
    bool of_column = row == table->rows && !(table->totals & SUPPRESS_COLUMN_TOTALS);

    return of_row || of_column;
}

/* Says how one entry is shown as far as it alone goes, and what a reader then knows of it. */
static struct suppress_entry hide_small(const struct suppress_preset *preset,
                                        struct suppress_cell *cell, bool may_be_zero)
{
    if (is_small(preset, cell->count) || (cell->count == 0 && may_be_zero)) {
        cell->least = may_be_zero ? 0 : preset->hide_from;
        cell->most = preset->hide_to;
        return (struct suppress_entry){.how = SUPPRESS_SMALL};
    }
    if (cell->count == 0) {
        return (struct suppress_entry){0};
    }
    int64_t shown = suppress_round(preset, cell->count);
    int64_t rounds_from = shown - preset->round_to / 2;
    cell->least = rounds_from > preset->hide_to ? rounds_from : preset->hide_to + 1;
    cell->most = rounds_from + preset->round_to - 1;
    return (struct suppress_entry){.shown = shown};
}

/* A line is small where its total, hidden, shows that it is; `small_columns` tells the columns. */
static void hide_small_in_row(const struct suppress_preset *preset,
                              const struct suppress_table *table, struct suppress_cell *cells,
                              size_t row, const bool *small_columns, struct suppress_entry *entries)
{
    bool small_row =
        !is_absent(table, row, table->columns) && is_small(preset, cells[table->columns].count);

    for (size_t column = 0; column <= table->columns; column++) {
        bool small_line = (small_row && column != table->columns) ||
                          (small_columns[column] && row != table->rows);
        if (!is_absent(table, row, column)) {
            entries[column] = hide_small(preset, &cells[column], small_line);
        } else {
            cells[column].most = SUPPRESS_UNBOUNDED;
            entries[column] = (struct suppress_entry){.how = SUPPRESS_ABSENT};
        }
    }
}

static void hide_small_counts(const struct suppress_preset *preset,
                              const struct suppress_table *table, struct suppress_network *network,
                              struct arena *arena, struct suppress_entry *entries)
{
    const struct suppress_cell *totals = suppress_network_cell(network, table->rows, 0);
    bool *small_columns = arena_take(arena, (table->columns + 1) * sizeof *small_columns);

    for (size_t column = 0; column <= table->columns; column++) {
        small_columns[column] =
            !is_absent(table, table->rows, column) && is_small(preset, totals[column].count);
    }
    for (size_t row = 0; row <= table->rows; row++) {
        hide_small_in_row(preset, table, suppress_network_cell(network, row, 0), row, small_columns,
                          entries + row * (table->columns + 1));
    }
}

/* Hides what it takes that this small count keeps its spread; false if nothing would do. */
static bool protect(struct suppress_network *network, size_t cell)
{
    int64_t lacking;

    while ((lacking = SUPPRESS_SPREAD - suppress_network_spread(network, cell, SUPPRESS_SPREAD)) >
           0) {
        if (!suppress_network_hide(network, cell, lacking) &&
            !suppress_network_hide(network, cell, 1)) {
            return false;
        }
    }
    return true;
}

static bool protect_all(const struct suppress_preset *preset, struct suppress_network *network)
{
    size_t cell = 0;

    suppress_network_find_safe(network, SUPPRESS_SPREAD);
    for (size_t row = 0; row < network->rows; row++) {
        for (size_t column = 0; column < network->columns; column++, cell++) {
            bool in_doubt = !suppress_network_is_safe(network, row, column);
            if (in_doubt && is_small(preset, network->cells[cell].count) &&
                !protect(network, cell)) {
                return false;
            }
        }
    }
    return true;
}

/* `protected` is false for a table of which nothing may be shown. */
static void hide_protecting(const struct suppress_network *network, bool protected,
                            struct suppress_release *release)
{
    for (size_t i = 0; i < release->rows * release->columns; i++) {
        struct suppress_entry *entry = &release->entries[i];
        bool hidden = !protected || network->cells[i].most == SUPPRESS_UNBOUNDED;
        if (hidden && entry->how != SUPPRESS_ABSENT) {
            *entry = (struct suppress_entry){.how = SUPPRESS_PROTECTS};
        }
    }
}

int suppress(const struct suppress_preset *preset, const struct suppress_table *table,
             struct arena *arena, struct suppress_release *ret_release, struct error *error)
{
    struct suppress_release release = {.rows = table->rows + 1, .columns = table->columns + 1};
    int code = suppress_preset_check(preset, error);

    if (code == OK) {
        code = table_check(table, error);
    }
    if (code != OK) {
        return code;
    }
    if (table->rows == 0 || table->columns == 0) {
        *ret_release = (struct suppress_release){0};
        return OK;
    }
    struct suppress_network *network = suppress_network_new(release.rows, release.columns, arena);
    release.entries = arena_take(arena, release.rows * release.columns * sizeof *release.entries);
    network->hidden_least = preset->hide_to + 1;
    add_up(network, table);
    hide_small_counts(preset, table, network, arena, release.entries);
    hide_protecting(network, protect_all(preset, network), &release);
    *ret_release = release;
    return OK;
}

const char *suppress_print(struct suppress_entry entry, struct arena *arena)
{
    switch (entry.how) {
    case SUPPRESS_SHOWN:
        return arena_print(arena, "%" PRId64, entry.shown);
    case SUPPRESS_ABSENT:
        return "";
    default:
        return SUPPRESS_WORDS;
    }
}
