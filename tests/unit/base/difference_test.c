/* Differences: what is found turns the one into the other, and is as short as can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/difference.h"

enum { MOST = 40, ROUNDS = 20000 };

/* xorshift: the same numbers at each run. */
static uint32_t seed = 2463534242;

static uint32_t below(uint32_t limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % limit;
}

static size_t draw(struct str *items, uint32_t letters)
{
    static const char alphabet[] = "abcdefghij";
    size_t count = below(MOST);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct str){alphabet + below(letters), 1};
    return count;
}

/* How few items must go and come, by the table of the longest common subsequence. */
static size_t fewest(const struct str *one, size_t n, const struct str *other, size_t m)
{
    size_t common[MOST + 1][MOST + 1] = {{0}};
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            size_t best = common[i - 1][j] > common[i][j - 1] ? common[i - 1][j] : common[i][j - 1];
            common[i][j] = str_equal(one[i - 1], other[j - 1]) ? common[i - 1][j - 1] + 1 : best;
        }
    return n + m - 2 * common[n][m];
}

/* Applies the runs to the first; fails unless the second comes of it. Answers how many steps. */
static size_t reapply(const struct difference *difference, const struct str *one, size_t n,
                      const struct str *other, size_t m)
{
    size_t x = 0, y = 0, steps = 0;
    for (size_t i = 0; i < difference->count; i++) {
        const struct difference_run *run = &difference->runs[i];
        assert_true(run->count > 0);
        assert_true(run->one == x && run->other == y);
        for (size_t at = 0; at < run->count; at++) {
            if (run->kind == DIFFERENCE_SAME)
                assert_true(str_equal(one[x], other[y]));
            x += run->kind != DIFFERENCE_ADDED;
            y += run->kind != DIFFERENCE_REMOVED;
            steps += run->kind != DIFFERENCE_SAME;
        }
    }
    assert_true(x == n && y == m);
    return steps;
}

static void random_edits_are_found_in_the_fewest_steps(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int round = 0; round < ROUNDS; round++) {
        struct str one[MOST] = {0}, other[MOST] = {0};
        uint32_t letters = 1 + below(10);
        size_t n = draw(one, letters), m = draw(other, letters);
        struct difference difference = difference_find(one, n, other, m, &arena);
        assert_int_equal(reapply(&difference, one, n, other, m), fewest(one, n, other, m));
        arena_reset(&arena);
    }
    arena_done(&arena);
}

static void texts_that_differ_in_all_are_replaced_whole(void **state)
{
    (void)state;
    enum { LINES = 3000 };
    struct arena arena = {0};
    struct str *one = arena_take(&arena, LINES * sizeof *one);
    struct str *other = arena_take(&arena, LINES * sizeof *other);
    for (int i = 0; i < LINES; i++) {
        one[i] = str_of(arena_print(&arena, "one %d", i));
        other[i] = str_of(arena_print(&arena, "other %d", i));
    }
    one[0] = other[0] = STR("front");
    one[LINES - 1] = other[LINES - 1] = STR("back");
    struct difference difference = difference_find(one, LINES, other, LINES, &arena);
    assert_int_equal(reapply(&difference, one, LINES, other, LINES), 2 * (LINES - 2));
    assert_int_equal(difference.count, 4);
    arena_done(&arena);
}

static void what_is_removed_stands_before_what_is_added_there(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str one[] = {STR("a"), STR("b"), STR("c")}, other[] = {STR("a"), STR("x"), STR("c")};
    struct difference difference = difference_find(one, 3, other, 3, &arena);
    assert_int_equal(difference.count, 4);
    assert_int_equal(difference.runs[1].kind, DIFFERENCE_REMOVED);
    assert_int_equal(difference.runs[2].kind, DIFFERENCE_ADDED);
    arena_done(&arena);
}

static void nothing_differs_from_itself_and_all_from_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str one[] = {STR("a"), STR("b")};
    assert_int_equal(difference_find(one, 0, one, 0, &arena).count, 0);
    struct difference same = difference_find(one, 2, one, 2, &arena);
    assert_true(same.count == 1 && same.runs[0].kind == DIFFERENCE_SAME);
    struct difference all = difference_find(one, 0, one, 2, &arena);
    assert_true(all.count == 1 && all.runs[0].kind == DIFFERENCE_ADDED && all.runs[0].count == 2);
    arena_done(&arena);
}

static void the_pieces_of_a_text_are_the_text(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "one", "one\ntwo", "one\n\ntwo\n", "  a  b\n c ", "\n"};
    static const size_t lines[] = {0, 1, 2, 3, 2, 1};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str *pieces;
        struct text joined = {0};
        assert_int_equal(difference_lines(str_of(texts[i]), &arena, &pieces), lines[i]);
        size_t count = difference_words(str_of(texts[i]), &arena, &pieces);
        for (size_t at = 0; at < count; at++)
            text_add(&joined, pieces[at]);
        assert_true(str_equal(text_str(&joined), str_of(texts[i])));
        text_done(&joined);
    }
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_edits_are_found_in_the_fewest_steps),
        cmocka_unit_test(texts_that_differ_in_all_are_replaced_whole),
        cmocka_unit_test(what_is_removed_stands_before_what_is_added_there),
        cmocka_unit_test(nothing_differs_from_itself_and_all_from_nothing),
        cmocka_unit_test(the_pieces_of_a_text_are_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
