/* Differences: how one sequence of lines or words becomes another, in few steps. */
#include "base/difference.h"

#include <string.h>

/* ---- pieces of a text ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t line_end(struct str text, size_t from)
{
    const char *end = memchr(text.ptr + from, '\n', text.len - from);
    return end == NULL ? text.len : (size_t)(end - text.ptr);
}

size_t difference_lines(struct str text, struct arena *arena, struct str **ret_lines)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len; at = line_end(text, at) + 1)
        count++;
    *ret_lines = arena_take(arena, (count + 1) * sizeof **ret_lines);
    count = 0;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = line_end(text, at);
        (*ret_lines)[count++] = (struct str){text.ptr + at, end - at};
    }
    return count;
}

static size_t word_end(struct str text, size_t from)
{
    while (from < text.len && is_space(text.ptr[from]))
        from++;
    while (from < text.len && !is_space(text.ptr[from]))
        from++;
    return from;
}

size_t difference_words(struct str text, struct arena *arena, struct str **ret_words)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len; at = word_end(text, at))
        count++;
    *ret_words = arena_take(arena, (count + 1) * sizeof **ret_words);
    count = 0;
    for (size_t at = 0, end; at < text.len; at = end) {
        end = word_end(text, at);
        (*ret_words)[count++] = (struct str){text.ptr + at, end - at};
    }
    return count;
}

/* ---- the search ---- */

/* Both sequences without what is the same at both ends. On diagonal k lie the places (x, y) with
 * k = x - y; `reach[d]` holds, for each diagonal from -d to d, how far along `one` d steps come. */
struct search {
    const struct str *one, *other;
    int64_t one_count, other_count;
    int32_t **reach;
    struct arena *arena;
};

static int64_t slide(const struct search *search, int64_t x, int64_t k)
{
    int64_t y = x - k;
    while (x < search->one_count && y < search->other_count &&
           str_equal(search->one[x], search->other[y])) {
        x++;
        y++;
    }
    return x;
}

/* Where a step to diagonal k begins: true if it comes from the diagonal above, by adding. */
static bool step_adds(const int32_t *before, int64_t d, int64_t k)
{
    int64_t at = k + d - 1; /* of diagonal k in the row of d - 1 steps */
    return k == -d || (k != d && before[at - 1] < before[at + 1]);
}

static int64_t step(const int32_t *before, int64_t d, int64_t k)
{
    int64_t at = k + d - 1;
    return step_adds(before, d, k) ? before[at + 1] : before[at - 1] + 1;
}

/* How many steps there are; -1 if more than are searched. */
static int64_t search_run(struct search *search)
{
    for (int64_t d = 0; d <= DIFFERENCE_MOST; d++) {
        search->reach[d] = arena_take(search->arena, (size_t)(2 * d + 1) * sizeof(int32_t));
        for (int64_t k = -d; k <= d; k += 2) {
            int64_t x = d == 0 ? 0 : step(search->reach[d - 1], d, k);
            /* Beyond an edge there is nothing to reach. */
            if (x > search->one_count || x - k > search->other_count) {
                search->reach[d][k + d] = (int32_t)x;
                continue;
            }
            x = slide(search, x, k);
            search->reach[d][k + d] = (int32_t)x;
            if (x == search->one_count && x - k == search->other_count)
                return d;
        }
    }
    return -1;
}

/* ---- what goes and what comes ---- */

/* Which items of the one go, and which of the other come: all between them is the same. */
struct changes {
    bool *goes, *comes;
};

/* Back from the end, step by step. */
static void trace(const struct search *search, int64_t steps, const struct changes *changes)
{
    int64_t x = search->one_count, y = search->other_count;
    for (int64_t d = steps; d > 0; d--) {
        const int32_t *before = search->reach[d - 1];
        int64_t k = x - y;
        bool adds = step_adds(before, d, k);
        x = adds ? before[k + d] : before[k + d - 2];
        y = adds ? x - k - 1 : x - k + 1;
        if (adds)
            changes->comes[y] = true;
        else
            changes->goes[x] = true;
    }
}

static void search_middle(struct search *search, const struct changes *changes)
{
    struct arena arena = {0};
    int32_t *reach[DIFFERENCE_MOST + 1];
    search->arena = &arena;
    search->reach = reach;
    int64_t steps = search_run(search);
    if (steps >= 0) {
        trace(search, steps, changes);
    } else {
        memset(changes->goes, true, (size_t)search->one_count);
        memset(changes->comes, true, (size_t)search->other_count);
    }
    search->arena = NULL;
    search->reach = NULL;
    arena_done(&arena);
}

/* ---- runs ---- */

static void run_add(struct difference *difference, enum difference_kind kind, size_t one,
                    size_t other)
{
    struct difference_run *last = difference->runs + difference->count - 1;
    if (difference->count > 0 && last->kind == kind)
        last->count++;
    else
        difference->runs[difference->count++] = (struct difference_run){kind, one, other, 1};
}

static struct difference runs_make(const struct changes *changes, size_t one_count,
                                   size_t other_count, struct arena *arena)
{
    struct difference difference = {
        .runs = arena_take(arena, (one_count + other_count + 1) * sizeof *difference.runs)};
    size_t one = 0, other = 0;
    while (one < one_count || other < other_count) {
        if (one < one_count && changes->goes[one]) {
            run_add(&difference, DIFFERENCE_REMOVED, one, other);
            one++;
        } else if (other < other_count && changes->comes[other]) {
            run_add(&difference, DIFFERENCE_ADDED, one, other);
            other++;
        } else {
            run_add(&difference, DIFFERENCE_SAME, one++, other);
            other++;
        }
    }
    return difference;
}

struct difference difference_find(const struct str *one, size_t one_count, const struct str *other,
                                  size_t other_count, struct arena *arena)
{
    struct changes changes = {arena_take(arena, one_count + 1), arena_take(arena, other_count + 1)};
    size_t least = one_count < other_count ? one_count : other_count, front = 0, back = 0;
    while (front < least && str_equal(one[front], other[front]))
        front++;
    while (back < least - front &&
           str_equal(one[one_count - 1 - back], other[other_count - 1 - back]))
        back++;
    struct search search = {.one = one + front,
                            .other = other + front,
                            .one_count = (int64_t)(one_count - front - back),
                            .other_count = (int64_t)(other_count - front - back)};
    struct changes middle = {changes.goes + front, changes.comes + front};
    search_middle(&search, &middle);
    return runs_make(&changes, one_count, other_count, arena);
}
