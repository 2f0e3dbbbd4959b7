/* CSV rows: cells, row numbers, limits, and what is refused. */
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct rows {
    struct text seen; /* "1:a|b;" for each row */
    size_t stop_at;   /* the row at which the callback answers 7; 0 for never */
};

static int note_row(void *self, const struct csv_row *row)
{
    struct rows *rows = self;
    text_print(&rows->seen, "%zu:", row->number);
    for (size_t i = 0; i < row->count; i++)
        text_print(&rows->seen, "%s%.*s", i ? "|" : "", STR_ARGS(row->cells[i]));
    text_add_char(&rows->seen, ';');
    return row->number == rows->stop_at ? 7 : 0;
}

static void assert_rows(struct str text, const char *expected)
{
    struct rows rows = {0};
    struct error error = {0};
    int err = csv_read(text, note_row, &rows, &error);
    if (err)
        fail_msg("%s", error.message);
    assert_string_equal(rows.seen.ptr ? rows.seen.ptr : "", expected);
    text_done(&rows.seen);
}

static void assert_refused(struct str text, const char *row, const char *reason)
{
    struct rows rows = {0};
    struct error error = {0};
    assert_int_equal(csv_read(text, note_row, &rows, &error), ERROR_WRONG);
    if (!strstr(error.message, row) || !strstr(error.message, reason))
        fail_msg("%s", error.message);
    text_done(&rows.seen);
}

static void rows_are_read_with_either_end_of_line(void **state)
{
    (void)state;
    assert_rows(STR("a,b\nc,d\n"), "1:a|b;2:c|d;");
    assert_rows(STR("a,b\r\nc,d\r\n"), "1:a|b;2:c|d;");
    assert_rows(STR("a,b\rc,d"), "1:a|b;2:c|d;");
    assert_rows(STR(""), "");
}

static void empty_rows_are_passed_over_but_counted(void **state)
{
    (void)state;
    assert_rows(STR("\na\n\n\nb\n,,\nc"), "2:a;5:b;7:c;");
    assert_rows(STR("\r\na\r\n\r\n\r\nb\r\n,,\r\nc"), "2:a;5:b;7:c;");
}

static void quotes_keep_commas_new_lines_and_quotes(void **state)
{
    (void)state;
    assert_rows(STR("\"a,b\",\"two\nlines\",\"say \"\"hi\"\"\"\nc\n"),
                "1:a,b|two\nlines|say \"hi\";2:c;");
    assert_rows(STR("\"\",x,\"\"\r\n"), "1:|x|;");
}

static void cells_are_trimmed_and_a_byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    assert_rows(STR("\xEF\xBB\xBFname, Zo\u00eb ,\" x \"\n"), "1:name|Zo\u00eb|x;");
    assert_rows(STR("\xEF\xBB\xBF"), "");
}

static void reading_stops_when_the_callback_says_so(void **state)
{
    (void)state;
    struct rows rows = {.stop_at = 2};
    assert_int_equal(csv_read(STR("a\nb\nc\nd\n"), note_row, &rows, NULL), 7);
    assert_string_equal(rows.seen.ptr, "1:a;2:b;");
    text_done(&rows.seen);
}

static void what_is_wrong_is_refused_by_its_row(void **state)
{
    (void)state;
    assert_refused(STR("a\nb\n\"open\nc\n"), "Row 3", "never closed");
    assert_refused(STR("a\n\xff\n"), "Row 2", "UTF-8");
    assert_refused(STR("\xff\xfe"
                       "a"),
                   "Row 1", "UTF-8");
    assert_refused(STR("a\n\"b\"c\n"), "Row 2", "quote mark");
    assert_refused(STR("a\nb\nfive\" pipe\n"), "Row 3", "quote mark");
}

static void a_row_may_have_64_cells_and_64_kib(void **state)
{
    (void)state;
    struct text text = {0};
    struct rows rows = {0};
    text_add(&text, STR("x\n1"));
    for (int i = 2; i <= 64; i++)
        text_print(&text, ",%d", i);
    assert_int_equal(csv_read(text_str(&text), note_row, &rows, NULL), 0);
    text_add(&text, STR(",65"));
    assert_refused(text_str(&text), "Row 2", "64 columns");
    text_clear(&text);
    for (int i = 0; i < 32768; i++)
        text_add(&text, STR("ab"));
    assert_int_equal(csv_read(text_str(&text), note_row, &rows, NULL), 0);
    text_add(&text, STR(",c"));
    assert_refused(text_str(&text), "Row 1", "64 KiB");
    text_done(&text);
    text_done(&rows.seen);
}

static void many_rows_are_numbered_right_across_pieces(void **state)
{
    (void)state;
    struct text text = {0};
    struct rows rows = {0};
    for (int i = 1; i <= 5000; i++)
        text_print(&text, "row %d,\"x\r\ny\"\r\n", i);
    assert_int_equal(csv_read(text_str(&text), note_row, &rows, NULL), 0);
    assert_non_null(strstr(rows.seen.ptr, ";5000:row 5000|x\r\ny;"));
    text_done(&text);
    text_done(&rows.seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_with_either_end_of_line),
        cmocka_unit_test(empty_rows_are_passed_over_but_counted),
        cmocka_unit_test(quotes_keep_commas_new_lines_and_quotes),
        cmocka_unit_test(cells_are_trimmed_and_a_byte_order_mark_is_passed_over),
        cmocka_unit_test(reading_stops_when_the_callback_says_so),
        cmocka_unit_test(what_is_wrong_is_refused_by_its_row),
        cmocka_unit_test(a_row_may_have_64_cells_and_64_kib),
        cmocka_unit_test(many_rows_are_numbered_right_across_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
