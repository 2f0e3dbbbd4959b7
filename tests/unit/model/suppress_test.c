/* What may be shown of a table of small counts, and that nothing more can be told from it.
 *
 * The attacker at the end tries every table there is, so it is slow, simple and right; the
 * tables are small. tests/system/test_suppress_attack.py attacks larger ones. */
#include "model/suppress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { BOTH = SUPPRESS_ROW_TOTALS | SUPPRESS_COLUMN_TOTALS, RANDOM_TABLES = 2000 };

static const struct suppress_preset *membership(void)
{
    return suppress_preset_find(STR("membership"));
}

static const struct suppress_preset *workforce(void)
{
    return suppress_preset_find(STR("workforce"));
}

/* The release as text: "10 s p -|…", rows parted by bars. */
static const char *sketch(const struct suppress_release *release, struct arena *arena)
{
    const char *text = "";

    for (size_t i = 0; i < release->rows * release->columns; i++) {
        const struct suppress_entry *entry = &release->entries[i];
        const char *gap = i == 0 ? "" : i % release->columns ? " " : "|";
        const char *word = entry->how == SUPPRESS_SMALL      ? "s"
                           : entry->how == SUPPRESS_PROTECTS ? "p"
                           : entry->how == SUPPRESS_ABSENT   ? "-"
                                                             : suppress_print(*entry, arena);
        text = arena_print(arena, "%s%s%s", text, gap, word);
    }
    return text;
}

static void expect(const struct suppress_preset *preset, struct suppress_table table,
                   const char *sketched)
{
    struct arena arena = {0};
    struct suppress_release release;
    struct error error = {0};

    assert_int_equal(suppress(preset, &table, &arena, &release, &error), OK);
    assert_string_equal(sketch(&release, &arena), sketched);
    arena_done(&arena);
}

#define TABLE(row_count, column_count, shown_totals, ...)                                          \
    ((struct suppress_table){row_count, column_count, (const int64_t[]){__VA_ARGS__}, shown_totals})

static void expect_number(const struct suppress_preset *preset, int64_t count, const char *printed)
{
    struct arena arena = {0};
    struct suppress_entry entry;
    struct error error = {0};

    assert_int_equal(suppress_number(preset, count, &entry, &error), OK);
    assert_string_equal(suppress_print(entry, &arena), printed);
    arena_done(&arena);
}

static void a_membership_under_ten_is_too_few_to_show_and_so_is_none(void **state)
{
    (void)state;
    expect_number(membership(), 0, "too few people to show");
    expect_number(membership(), 9, "too few people to show");
    expect_number(membership(), 10, "10");
    expect_number(membership(), 12, "10");
    expect_number(membership(), 13, "15");
    expect_number(membership(), SUPPRESS_MOST, "9007199254740990");
}

static void workforce_counts_show_zero_and_hide_one_to_seven(void **state)
{
    (void)state;
    expect_number(workforce(), 0, "0");
    expect_number(workforce(), 1, "too few people to show");
    expect_number(workforce(), 7, "too few people to show");
    expect_number(workforce(), 8, "10");
}

static void a_host_may_have_a_rule_of_its_own(void **state)
{
    (void)state;
    const struct suppress_preset exact = {"own", 0, 4, 1};
    const struct suppress_preset tens = {"own", 1, 19, 10};

    expect_number(&exact, 4, "too few people to show");
    expect_number(&exact, 5, "5");
    expect_number(&tens, 24, "20");
    expect_number(&tens, 25, "30");
}

static void an_unknown_preset_is_not_found(void **state)
{
    (void)state;
    assert_null(suppress_preset_find(STR("none")));
    assert_null(suppress_preset_find(STR("membership ")));
}

static void the_sentence_at_the_foot_names_the_rule(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct suppress_preset exact = {"own", 0, 4, 1};

    assert_string_equal(suppress_rule(membership(), &arena),
                        "Where there are fewer than 10 people (zero too), this table says “too "
                        "few people to show”. Other numbers, totals too, are rounded to the "
                        "nearest 5, so they may not add up. Some other numbers are hidden as "
                        "well, so that nobody can work out the small ones.");
    assert_non_null(strstr(suppress_rule(workforce(), &arena), "fewer than 8 people (but not "
                                                               "zero)"));
    assert_non_null(strstr(suppress_rule(&exact, &arena), "Other numbers are exact."));
    arena_done(&arena);
}

static void counts_that_need_no_protection_are_all_shown(void **state)
{
    (void)state;
    expect(membership(), TABLE(2, 2, BOTH, 10, 20, 31, 43), "10 20 30|30 45 75|40 65 105");
    expect(workforce(), TABLE(2, 2, BOTH, 0, 20, 0, 43), "0 20 20|0 45 45|0 65 65");
}

static void a_table_of_zeros_shows_nothing_by_the_membership_rule(void **state)
{
    (void)state;
    expect(membership(), TABLE(2, 2, BOTH, 0, 0, 0, 0), "s s s|s s s|s s s");
    expect(workforce(), TABLE(2, 2, BOTH, 0, 0, 0, 0), "0 0 0|0 0 0|0 0 0");
}

static void one_cell_and_its_totals_are_hidden_or_shown_together(void **state)
{
    (void)state;
    expect(membership(), TABLE(1, 1, BOTH, 3), "s s|s s");
    expect(membership(), TABLE(1, 1, BOTH, 33), "35 35|35 35");
}

static void a_lone_hidden_count_takes_another_with_it(void **state)
{
    (void)state;
    const struct suppress_preset exact = {"own", 0, 9, 1};

    expect(&exact, TABLE(1, 3, SUPPRESS_ROW_TOTALS, 4, 20, 300), "s p 300 324|- - - -");
    expect(&exact, TABLE(3, 1, SUPPRESS_COLUMN_TOTALS, 4, 20, 300), "s -|p -|300 -|324 -");
    expect(&exact, TABLE(2, 2, BOTH, 4, 20, 30, 300), "s p 24|p p 330|34 320 354");
}

static void rounding_can_protect_enough_by_itself(void **state)
{
    (void)state;
    expect(membership(), TABLE(1, 3, SUPPRESS_ROW_TOTALS, 4, 40, 50), "s 40 50 95|- - - -");
}

static void rounding_that_leaves_a_count_within_one_is_not_enough(void **state)
{
    (void)state;
    /* The total is 10, 11 or 12, and the other count is at least 10, whether it is shown or
     * hidden for protection: the small one is 0, 1 or 2 unless the total is hidden. */
    expect(membership(), TABLE(1, 2, SUPPRESS_ROW_TOTALS, 1, 10), "s 10 p|- - -");
}

static void without_totals_only_small_counts_are_hidden(void **state)
{
    (void)state;
    expect(membership(), TABLE(2, 2, 0, 3, 20, 30, 40), "s 20 -|30 40 -|- - -");
}

static void totals_can_be_hidden_too(void **state)
{
    (void)state;
    expect(membership(), TABLE(2, 2, BOTH, 1, 2, 30, 40), "s s s|30 40 70|30 40 75");
}

static void a_row_whose_total_is_small_hides_its_zeros(void **state)
{
    (void)state;
    /* Else each of the five would be known to be 1, 2 or 3. */
    expect(workforce(), TABLE(1, 6, SUPPRESS_ROW_TOTALS, 1, 1, 1, 1, 3, 0),
           "s s s s s s s|- - - - - - -");
}

static void a_table_that_cannot_be_protected_shows_nothing(void **state)
{
    (void)state;
    /* A hidden total of at least 4 leaves 1 to 3 for each of two counts of at most 3. */
    const struct suppress_preset narrow = {"own", 0, 3, 1};

    expect(&narrow, TABLE(1, 2, BOTH, 2, 3), "p p p|p p p");
}

static void a_total_that_is_not_asked_for_is_printed_as_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};

    assert_string_equal(suppress_print((struct suppress_entry){.how = SUPPRESS_ABSENT}, &arena),
                        "");
    arena_done(&arena);
}

static void a_table_without_cells_has_nothing_to_show(void **state)
{
    (void)state;
    expect(membership(), (struct suppress_table){.rows = 0, .columns = 3, .totals = BOTH}, "");
    expect(membership(), (struct suppress_table){.rows = 3, .columns = 0, .totals = BOTH}, "");
}

static void expect_refusal(struct suppress_preset preset, struct suppress_table table, int code,
                           const char *field)
{
    struct arena arena = {0};
    struct suppress_release release;
    struct suppress_entry entry;
    struct error error = {0};

    assert_int_equal(suppress(&preset, &table, &arena, &release, &error), code);
    assert_string_equal(error.field, field);
    assert_true(strlen(error.message) > 20);
    if (table.rows == 1 && table.columns == 1) {
        assert_int_equal(suppress_number(&preset, *table.counts, &entry, &error), code);
    }
    arena_done(&arena);
}

static void counts_below_zero_are_refused(void **state)
{
    (void)state;
    expect_refusal(*membership(), TABLE(1, 1, BOTH, -1), ERROR_WRONG, "counts");
    expect_refusal(*membership(), TABLE(2, 2, BOTH, 1, 2, INT64_MIN, 4), ERROR_WRONG, "counts");
}

static void totals_beyond_two_to_the_53_are_refused(void **state)
{
    (void)state;
    expect_refusal(*membership(), TABLE(1, 2, BOTH, SUPPRESS_MOST, 1), ERROR_LIMIT, "counts");
    expect_refusal(*membership(), TABLE(1, 1, BOTH, INT64_MAX), ERROR_LIMIT, "counts");
    expect(membership(), TABLE(1, 2, SUPPRESS_ROW_TOTALS, SUPPRESS_MOST - 10, 10),
           "9007199254740980 10 9007199254740990|- - -");
}

static void tables_too_large_are_refused(void **state)
{
    (void)state;
    expect_refusal(*membership(), (struct suppress_table){.rows = SIZE_MAX, .columns = 2},
                   ERROR_LIMIT, "counts");
    expect_refusal(*membership(), (struct suppress_table){.rows = 2, .columns = SIZE_MAX},
                   ERROR_LIMIT, "counts");
    expect_refusal(*membership(), (struct suppress_table){.rows = 200, .columns = 200}, ERROR_LIMIT,
                   "counts");
}

static void rules_that_would_hide_nothing_are_refused(void **state)
{
    (void)state;
    struct suppress_table table = TABLE(1, 1, BOTH, 12);

    expect_refusal((struct suppress_preset){"own", 2, 9, 5}, table, ERROR_WRONG, "hide_from");
    expect_refusal((struct suppress_preset){"own", -1, 9, 5}, table, ERROR_WRONG, "hide_from");
    expect_refusal((struct suppress_preset){"own", 0, 2, 1}, table, ERROR_WRONG, "hide_to");
    expect_refusal((struct suppress_preset){"own", 1, 3, 1}, table, ERROR_WRONG, "hide_to");
    expect_refusal((struct suppress_preset){"own", 0, 1000001, 1}, table, ERROR_WRONG, "hide_to");
    expect_refusal((struct suppress_preset){"own", 0, 9, 0}, table, ERROR_WRONG, "round_to");
    expect_refusal((struct suppress_preset){"own", 0, 9, 11}, table, ERROR_WRONG, "round_to");
}

/* ---- an attacker that tries every table ---- */

enum { ENTRIES_MOST = 12, FAR = 36 }; /* FAR: the attacker looks no further */

struct attack {
    size_t rows, columns; /* without totals */
    int64_t least[ENTRIES_MOST], most[ENTRIES_MOST];
    int64_t row_sum[3], column_sum[4];
};

static void attack_know(struct attack *attack, const struct suppress_preset *preset,
                        const struct suppress_release *release, size_t row, size_t column)
{
    size_t last_column = release->columns - 1;
    size_t at = row * release->columns + column;
    const struct suppress_entry *entry = &release->entries[at];
    enum suppress_how of_row = release->entries[row * release->columns + last_column].how;
    enum suppress_how of_column =
        release->entries[(release->rows - 1) * release->columns + column].how;
    bool in_small_line = (column != last_column && of_row == SUPPRESS_SMALL) ||
                         (row != release->rows - 1 && of_column == SUPPRESS_SMALL);

    attack->least[at] = 0;
    attack->most[at] = INT64_MAX;
    if (entry->how == SUPPRESS_SMALL) {
        attack->least[at] = in_small_line ? 0 : preset->hide_from;
        attack->most[at] = preset->hide_to;
    } else if (entry->how == SUPPRESS_PROTECTS) {
        attack->least[at] = preset->hide_to + 1;
    } else if (entry->how == SUPPRESS_SHOWN && entry->shown == 0) {
        attack->most[at] = 0;
    } else if (entry->how == SUPPRESS_SHOWN) {
        int64_t from = entry->shown - preset->round_to / 2;
        attack->least[at] = from > preset->hide_to ? from : preset->hide_to + 1;
        attack->most[at] = from + preset->round_to - 1;
    }
}

static bool attack_fits(const struct attack *attack, size_t row, size_t column, int64_t value)
{
    size_t at = row * (attack->columns + 1) + column;

    return value >= attack->least[at] && value <= attack->most[at];
}

static bool attack_totals_fit(const struct attack *attack)
{
    int64_t total = 0;

    for (size_t column = 0; column < attack->columns; column++) {
        total += attack->column_sum[column];
        if (!attack_fits(attack, attack->rows, column, attack->column_sum[column])) {
            return false;
        }
    }
    return attack_fits(attack, attack->rows, attack->columns, total);
}

/* Is there a table whose cells from this one on fit with those chosen before? */
static bool attack_from(struct attack *attack, size_t cell)
{
    size_t row = cell / attack->columns;
    size_t column = cell % attack->columns;
    size_t at = row * (attack->columns + 1) + column;
    bool found = false;

    if (row == attack->rows) {
        return attack_totals_fit(attack);
    }
    int64_t most = attack->most[at] < FAR ? attack->most[at] : FAR;
    for (int64_t value = attack->least[at]; value <= most && !found; value++) {
        attack->row_sum[row] += value;
        attack->column_sum[column] += value;
        bool row_fits = column + 1 < attack->columns ||
                        attack_fits(attack, row, attack->columns, attack->row_sum[row]);
        bool column_may = attack->column_sum[column] <=
                          attack->most[attack->rows * (attack->columns + 1) + column];
        found = row_fits && column_may && attack_from(attack, cell + 1);
        attack->row_sum[row] -= value;
        attack->column_sum[column] -= value;
    }
    return found;
}

/* The distance between the smallest and the largest value that an entry can have. */
static int64_t attack_spread(struct attack *attack, size_t at, int64_t hide_to)
{
    int64_t smallest = -1;
    int64_t largest = -1;
    int64_t least = attack->least[at];
    int64_t most = attack->most[at];

    for (int64_t value = least; value <= hide_to; value++) {
        attack->least[at] = attack->most[at] = value;
        if (attack_from(attack, 0)) {
            smallest = smallest < 0 ? value : smallest;
            largest = value;
        }
    }
    attack->least[at] = least;
    attack->most[at] = most;
    assert_true(smallest >= 0);
    return largest - smallest;
}

static uint64_t chance_next(uint64_t *chance)
{
    *chance ^= *chance << 13;
    *chance ^= *chance >> 7;
    *chance ^= *chance << 17;
    return *chance;
}

static void table_make(struct suppress_table *table, int64_t *counts, uint64_t *chance)
{
    static const struct {
        size_t rows, columns;
        uint64_t most;
    } shapes[] = {{1, 3, 24}, {3, 1, 24}, {2, 2, 24}, {2, 2, 14}, {2, 3, 12}, {2, 3, 3}};
    size_t shape = chance_next(chance) % (sizeof shapes / sizeof *shapes);

    table->rows = shapes[shape].rows;
    table->columns = shapes[shape].columns;
    table->totals = (unsigned)(chance_next(chance) % 8);
    table->totals = table->totals > BOTH ? BOTH : table->totals;
    table->counts = counts;
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        counts[i] = (int64_t)(chance_next(chance) % (shapes[shape].most + 1));
    }
}

static int64_t true_count(const struct suppress_table *table, size_t row, size_t column)
{
    int64_t count = 0;

    for (size_t i = 0; i < table->rows * table->columns; i++) {
        bool in_row = row == table->rows || row == i / table->columns;
        bool in_column = column == table->columns || column == i % table->columns;
        count += in_row && in_column ? table->counts[i] : 0;
    }
    return count;
}

/* Attacks one release, and gives the number of its small counts. A zero that is hidden beside
 * them although the rule shows zeros is no secret. */
static size_t attack_release(const struct suppress_preset *preset,
                             const struct suppress_table *table,
                             const struct suppress_release *release)
{
    struct attack attack = {.rows = release->rows - 1, .columns = release->columns - 1};
    size_t small = 0;

    for (size_t row = 0; row < release->rows; row++) {
        for (size_t column = 0; column < release->columns; column++) {
            attack_know(&attack, preset, release, row, column);
        }
    }
    for (size_t i = 0; i < release->rows * release->columns; i++) {
        int64_t count = true_count(table, i / release->columns, i % release->columns);
        if (release->entries[i].how == SUPPRESS_SMALL && count >= preset->hide_from) {
            assert_true(attack_spread(&attack, i, preset->hide_to) >= SUPPRESS_SPREAD);
            small++;
        }
    }
    return small;
}

static void no_small_count_can_be_told_by_trying_every_table(void **state)
{
    (void)state;
    const struct suppress_preset own = {"own", 0, 4, 1};
    const struct suppress_preset *presets[] = {membership(), workforce(), &own};
    struct arena arena = {0};
    uint64_t chance = 0x9e3779b97f4a7c15;
    size_t small = 0;

    for (size_t i = 0; i < RANDOM_TABLES; i++) {
        const struct suppress_preset *preset = presets[i % 3];
        struct suppress_table table;
        struct suppress_release release;
        int64_t counts[ENTRIES_MOST];
        table_make(&table, counts, &chance);
        assert_int_equal(suppress(preset, &table, &arena, &release, NULL), OK);
        small += attack_release(preset, &table, &release);
        arena_reset(&arena);
    }
    assert_true(small > RANDOM_TABLES);
    arena_done(&arena);
}

static void the_attacker_tells_a_count_that_only_its_own_cell_hides(void **state)
{
    (void)state;
    struct attack attack = {.rows = 1,
                            .columns = 2,
                            .least = {0, 10, 13, 0, 0, 0},
                            .most = {9, 12, 17, INT64_MAX, INT64_MAX, INT64_MAX}};

    assert_int_equal(attack_spread(&attack, 0, 9), 6);
    attack.least[2] = 10;
    attack.most[2] = 12;
    assert_int_equal(attack_spread(&attack, 0, 9), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_membership_under_ten_is_too_few_to_show_and_so_is_none),
        cmocka_unit_test(workforce_counts_show_zero_and_hide_one_to_seven),
        cmocka_unit_test(a_host_may_have_a_rule_of_its_own),
        cmocka_unit_test(an_unknown_preset_is_not_found),
        cmocka_unit_test(the_sentence_at_the_foot_names_the_rule),
        cmocka_unit_test(counts_that_need_no_protection_are_all_shown),
        cmocka_unit_test(a_table_of_zeros_shows_nothing_by_the_membership_rule),
        cmocka_unit_test(one_cell_and_its_totals_are_hidden_or_shown_together),
        cmocka_unit_test(a_lone_hidden_count_takes_another_with_it),
        cmocka_unit_test(rounding_can_protect_enough_by_itself),
        cmocka_unit_test(rounding_that_leaves_a_count_within_one_is_not_enough),
        cmocka_unit_test(without_totals_only_small_counts_are_hidden),
        cmocka_unit_test(totals_can_be_hidden_too),
        cmocka_unit_test(a_row_whose_total_is_small_hides_its_zeros),
        cmocka_unit_test(a_table_that_cannot_be_protected_shows_nothing),
        cmocka_unit_test(a_total_that_is_not_asked_for_is_printed_as_nothing),
        cmocka_unit_test(a_table_without_cells_has_nothing_to_show),
        cmocka_unit_test(counts_below_zero_are_refused),
        cmocka_unit_test(totals_beyond_two_to_the_53_are_refused),
        cmocka_unit_test(tables_too_large_are_refused),
        cmocka_unit_test(rules_that_would_hide_nothing_are_refused),
        cmocka_unit_test(the_attacker_tells_a_count_that_only_its_own_cell_hides),
        cmocka_unit_test(no_small_count_can_be_told_by_trying_every_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
