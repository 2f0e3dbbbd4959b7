/* How long it takes to suppress a table, as so many passes over it.
 *
 *   suppress_table [ROWS COLUMNS [ROUNDS]]      50 50 200, if not given
 *
 * A pass reads every cell once and adds it to the totals of its row and column: the least that
 * anything can do with a table. Tables of three kinds take turns; suppressing one and passing over
 * it are timed side by side, many times, and the medians compared. Prints one line of JSON: for
 * each kind the medians in nanoseconds, and their ratio; `ratio` is the largest. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/suppress.h"

enum { KINDS = 3, PASSES_AT_ONCE = 64 };

struct measured {
    double table_ns, pass_ns;
};

static int64_t now_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

/* A generator that is the same everywhere. */
static uint32_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* Staff by place and job: most cells large; about half small; mostly empty. */
static void fill(int64_t *counts, size_t cells, int kind, uint64_t *state)
{
    static const uint32_t most[KINDS] = {200, 20, 30};
    for (size_t i = 0; i < cells; i++) {
        bool empty = kind == 2 && next_random(state) % 10 < 7;
        counts[i] = empty ? 0 : (int64_t)(next_random(state) % most[kind]);
    }
}

static int compare_ns(const void *one, const void *other)
{
    double first = *(const double *)one, second = *(const double *)other;
    return (first > second) - (first < second);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_ns);
    return values[count / 2];
}

static void pass_over(const struct suppress_table *table, int64_t *totals)
{
    const int64_t *counts = table->counts;
    int64_t *columns = totals + table->rows;
    memset(totals, 0, (table->rows + table->columns + 1) * sizeof *totals);
    for (size_t row = 0; row < table->rows; row++) {
        int64_t sum = 0;
        for (size_t column = 0; column < table->columns; column++) {
            int64_t count = *counts++;
            sum += count;
            columns[column] += count;
        }
        totals[row] = sum;
        columns[table->columns] += sum;
    }
    __asm__ volatile("" : : "r"(totals) : "memory");
}

static double time_pass(const struct suppress_table *table, int64_t *totals)
{
    int64_t begun = now_ns();
    for (int i = 0; i < PASSES_AT_ONCE; i++)
        pass_over(table, totals);
    return (double)(now_ns() - begun) / PASSES_AT_ONCE;
}

static double time_table(const struct suppress_table *table, struct arena *arena)
{
    struct suppress_release release;
    struct error error = {0};
    int64_t begun = now_ns();
    if (suppress(suppress_preset_find(STR("membership")), table, arena, &release, &error) != OK) {
        fprintf(stderr, "suppress_table: %s\n", error.message);
        exit(EXIT_FAILURE);
    }
    double took = (double)(now_ns() - begun);
    arena_reset(arena);
    return took;
}

static struct measured measure(size_t rows, size_t columns, size_t rounds, int kind)
{
    struct arena arena = {0};
    uint64_t state = (uint64_t)kind + 1;
    int64_t *counts = calloc(rows * columns, sizeof *counts);
    int64_t *totals = calloc(rows + columns + 1, sizeof *totals);
    double *tables = calloc(rounds, sizeof *tables);
    double *passes = calloc(rounds, sizeof *passes);
    struct suppress_table table = {.rows = rows,
                                   .columns = columns,
                                   .counts = counts,
                                   .totals = SUPPRESS_ROW_TOTALS | SUPPRESS_COLUMN_TOTALS};
    if (!counts || !totals || !tables || !passes)
        exit(EXIT_FAILURE);
    for (size_t i = 0; i < rounds; i++) {
        fill(counts, rows * columns, kind, &state);
        passes[i] = time_pass(&table, totals);
        tables[i] = time_table(&table, &arena);
    }
    struct measured measured = {median(tables, rounds), median(passes, rounds)};
    free(counts);
    free(totals);
    free(tables);
    free(passes);
    arena_done(&arena);
    return measured;
}

int main(int count, char **words)
{
    static const char *const names[KINDS] = {"large", "mixed", "sparse"};
    size_t rows = count > 2 ? strtoul(words[1], NULL, 10) : 50;
    size_t columns = count > 2 ? strtoul(words[2], NULL, 10) : 50;
    size_t rounds = count > 3 ? strtoul(words[3], NULL, 10) : 200;
    double worst = 0;
    if (rows == 0 || columns == 0 || rounds == 0 || rows * columns > SUPPRESS_CELLS) {
        fprintf(stderr, "usage: suppress_table [ROWS COLUMNS [ROUNDS]]\n");
        return EXIT_FAILURE;
    }
    printf("{");
    for (int kind = 0; kind < KINDS; kind++) {
        struct measured measured = measure(rows, columns, rounds, kind);
        double ratio = measured.table_ns / measured.pass_ns;
        worst = ratio > worst ? ratio : worst;
        printf("\"%s\":{\"table_ns\":%.0f,\"pass_ns\":%.0f,\"ratio\":%.1f},", names[kind],
               measured.table_ns, measured.pass_ns, ratio);
    }
    printf("\"ratio\":%.1f}\n", worst);
    return EXIT_SUCCESS;
}
