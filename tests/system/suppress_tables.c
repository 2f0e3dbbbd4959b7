/* Suppresses the tables on its standard input, for the attacker in test_suppress_attack.py.
 *
 * A table is one line of words: the preset's name, or FROM:TO:ROUND; rows; columns; the totals
 * shown (suppress.h's bits); the counts, row by row. The answer is one line, the entries with
 * their totals, row by row: the number shown; `s` hidden as small; `p` hidden to protect
 * others; `-` a total that was not asked for. */
#include "model/suppress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static bool preset_read(const char *word, struct suppress_preset *ret_preset)
{
    const struct suppress_preset *found = suppress_preset_find(str_of(word));

    if (found) {
        *ret_preset = *found;
        return true;
    }
    ret_preset->name = word;
    return sscanf(word, "%" SCNd64 ":%" SCNd64 ":%" SCNd64, &ret_preset->hide_from,
                  &ret_preset->hide_to, &ret_preset->round_to) == 3;
}

static bool counts_read(struct suppress_table *table, struct arena *arena)
{
    size_t cells = table->rows * table->columns;
    int64_t *counts = arena_take(arena, (cells + 1) * sizeof *counts);

    for (size_t i = 0; i < cells; i++) {
        if (scanf("%" SCNd64, &counts[i]) != 1) {
            return false;
        }
    }
    table->counts = counts;
    return true;
}

static void release_write(const struct suppress_release *release)
{
    for (size_t i = 0; i < release->rows * release->columns; i++) {
        const struct suppress_entry *entry = &release->entries[i];
        if (entry->how == SUPPRESS_SHOWN) {
            printf("%" PRId64 " ", entry->shown);
        } else {
            printf("%c ", " sp-"[entry->how]);
        }
    }
    printf("\n");
}

int main(void)
{
    struct arena arena = {0};
    struct suppress_preset preset;
    struct suppress_table table;
    char word[64];

    while (scanf("%63s %zu %zu %u", word, &table.rows, &table.columns, &table.totals) == 4) {
        struct suppress_release release;
        struct error error = {0};
        if (!preset_read(word, &preset) || !counts_read(&table, &arena)) {
            fprintf(stderr, "suppress_tables: a line that is no table\n");
            return EXIT_FAILURE;
        }
        if (suppress(&preset, &table, &arena, &release, &error) != OK) {
            fprintf(stderr, "suppress_tables: %s\n", error.message);
            return EXIT_FAILURE;
        }
        release_write(&release);
        arena_reset(&arena);
    }
    arena_done(&arena);
    return EXIT_SUCCESS;
}
