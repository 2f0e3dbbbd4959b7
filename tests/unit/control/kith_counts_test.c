/* A file with a table of counts: what is taken for a table, and how it is written again. */
#include "control/kith_counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/sheets.h"

struct bench {
    struct arena arena;
    struct error error;
    struct counts counts;
};

static int read_text(struct bench *bench, const char *text, const char *total)
{
    int file = file_of(str_of(text));
    int err = counts_read(file, str_of(total), &bench->arena, &bench->counts, &bench->error);

    close(file);
    return err;
}

static void refuse(const char *text, int code, const char *message)
{
    struct bench bench = {0};

    assert_int_equal(read_text(&bench, text, ""), code);
    if (!strstr(bench.error.message, message)) {
        fail_msg("%s", bench.error.message);
    }
    arena_done(&bench.arena);
}

static void totals_are_known_by_their_name_and_are_no_cells(void **state)
{
    struct bench bench = {0};

    (void)state;
    assert_int_equal(read_text(&bench, ",a,b,ALL\nx,1,2,3\ny,4,5,9\nTotals,5,7,12\n", ""), OK);
    assert_int_equal(bench.counts.table.rows, 2);
    assert_int_equal(bench.counts.table.columns, 2);
    assert_int_equal(bench.counts.table.totals, SUPPRESS_ROW_TOTALS | SUPPRESS_COLUMN_TOTALS);
    assert_int_equal(bench.counts.table.counts[3], 5);
    arena_done(&bench.arena);
}

static void a_name_that_is_given_is_the_only_one(void **state)
{
    struct bench bench = {0};

    (void)state;
    assert_int_equal(read_text(&bench, ",a,Total\nx,1,9\nEverybody,1,9\n", "Everybody"), OK);
    assert_int_equal(bench.counts.table.rows, 1);
    assert_int_equal(bench.counts.table.columns, 2);
    assert_int_equal(bench.counts.table.totals, SUPPRESS_COLUMN_TOTALS);
    arena_done(&bench.arena);
}

static void commas_part_thousands_and_nothing_else(void **state)
{
    struct bench bench = {0};

    (void)state;
    assert_int_equal(read_text(&bench, ",a,b\nx,\"1,234\",\"1,234,567\"\n", ""), OK);
    assert_int_equal(bench.counts.table.counts[0], 1234);
    assert_int_equal(bench.counts.table.counts[1], 1234567);
    refuse(",a,b\nx,\"12,34\",1\n", ERROR_WRONG, "Row 2 (x), column B (a): \"12,34\"");
    refuse(",a,b\nx,1,\",123\"\n", ERROR_WRONG, "column C (b)");
    refuse(",a,b\nx,1,\"1,\"\n", ERROR_WRONG, "column C (b)");
    arena_done(&bench.arena);
}

static void what_does_not_add_up_is_named_in_rows_in_columns_and_at_their_corner(void **state)
{
    (void)state;
    refuse(",a,b,all\nx,1,2,4\n", ERROR_WRONG, "Row 2 (x), column D (all): 4");
    refuse(",a,b\nx,1,2\nall,1,3\n", ERROR_WRONG, "Row 3 (all), column C (b): 3");
    refuse(",a,all\nx,1,1\nall,1,2\n", ERROR_WRONG, "Row 3 (all), column C (all): 2");
}

static void too_large_a_table_or_count_is_refused(void **state)
{
    struct text text = {0};

    (void)state;
    text_add(&text, STR("place,a\n"));
    for (int i = 0; i <= SUPPRESS_CELLS + 2; i++) {
        text_add(&text, STR("x,1\n"));
    }
    text_add_char(&text, '\0');
    refuse(text.ptr, ERROR_LIMIT, "rows");
    text_done(&text);
    refuse(",a\nx,99999999999999999\n", ERROR_WRONG, "column B (a)");
    refuse(",a,b\nx,9007199254740992,1\n", ERROR_LIMIT, "column C (b)");
    refuse(",a\nx,99999999999999999999999999999999999999\n", ERROR_WRONG, "column B (a)");
}

static void names_are_quoted_where_a_comma_or_a_quote_needs_it(void **state)
{
    struct bench bench = {0};
    struct suppress_release release;
    struct text out = {0};

    (void)state;
    assert_int_equal(read_text(&bench, "\"p,q\",\"say \"\"a\"\"\"\nx,30\n", ""), OK);
    assert_int_equal(suppress(suppress_preset_find(STR("membership")), &bench.counts.table,
                              &bench.arena, &release, &bench.error),
                     OK);
    counts_write(&bench.counts, &release, STR("One, two."), &bench.arena, &out);
    text_add_char(&out, '\0');
    assert_string_equal(out.ptr, "\"p,q\",\"say \"\"a\"\"\"\nx,30\n\"One, two.\"\n");
    text_done(&out);
    arena_done(&bench.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_are_known_by_their_name_and_are_no_cells),
        cmocka_unit_test(a_name_that_is_given_is_the_only_one),
        cmocka_unit_test(commas_part_thousands_and_nothing_else),
        cmocka_unit_test(what_does_not_add_up_is_named_in_rows_in_columns_and_at_their_corner),
        cmocka_unit_test(too_large_a_table_or_count_is_refused),
        cmocka_unit_test(names_are_quoted_where_a_comma_or_a_quote_needs_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
