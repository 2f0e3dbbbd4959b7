/* The rows of a spreadsheet file of any kind: headers, cells, and what is no spreadsheet. */
#include "base/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/sheets.h"

static const struct sheet_wanted wanted[] = {
    {"external_id", "staff number|employee no|id"},
    {"given_name", "first name|forename"},
    {"job", NULL},
};

static const struct sheet_options people = {.wanted = wanted, .wanted_count = 3};

static struct sheet *opened(int file, const struct sheet_options *options)
{
    static struct error error;
    struct sheet *sheet;
    if (sheet_open(file, options, &sheet, &error) != OK)
        fail_msg("%s", error.message);
    return sheet;
}

static void assert_cell(const struct sheet *sheet, const struct sheet_row *row, size_t column,
                        const char *expected)
{
    struct str cell = sheet_cell(sheet, row, column);
    if (!str_is(cell, expected))
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARGS(cell), expected);
}

static void assert_refused(struct str bytes, const struct sheet_options *options,
                           const char *reason)
{
    struct text out = {0};
    struct error error = {0};
    assert_int_equal(rows_of(file_of(bytes), options, &out, &error), ERROR_WRONG);
    if (strstr(error.message, reason) == NULL)
        fail_msg("%s", error.message);
    assert_string_equal(error.field, "");
    text_done(&out);
}

static void the_header_is_found_below_titles_and_by_other_names(void **state)
{
    (void)state;
    int file = file_of(STR("Our staff, 2024\n\nPrinted: today,,\nFORE-NAME,Cost centre,Staff  No,"
                           "staff_NUMBER\nAna,7,x,12\n"));
    struct sheet *sheet = opened(file, &people);
    const struct sheet_shape *shape = sheet_shape(sheet);
    struct sheet_row row;
    assert_int_equal(shape->header_row, 4);
    assert_int_equal(shape->found[0].column, 3);
    assert_string_equal(shape->found[0].letters, "D");
    assert_true(str_is(shape->found[1].header, "FORE-NAME"));
    assert_int_equal(shape->found[2].column, -1);
    assert_int_equal(shape->unread_count, 2);
    assert_true(str_is(shape->unread[0], "Cost centre"));
    assert_int_equal(sheet_next(sheet, &row), 1);
    assert_int_equal(row.number, 5);
    assert_cell(sheet, &row, 0, "12");
    assert_cell(sheet, &row, 1, "Ana");
    assert_cell(sheet, &row, 2, "");
    assert_int_equal(sheet_next(sheet, &row), 0);
    sheet_close(sheet);
    close(file);
}

static void a_name_of_our_own_goes_before_an_alias_and_the_likelier_alias_first(void **state)
{
    (void)state;
    int file = file_of(STR("id,Employee No,external id,forename,first name\n1,2,3,4,5\n"));
    struct sheet *sheet = opened(file, &people);
    assert_int_equal(sheet_shape(sheet)->found[0].column, 2);
    assert_int_equal(sheet_shape(sheet)->found[1].column, 4);
    sheet_close(sheet);
    close(file);
}

static void a_chosen_column_goes_before_what_would_be_guessed(void **state)
{
    (void)state;
    const struct str chosen[] = {STR("payroll ref."), {NULL, 0}, STR("")};
    const bool is_chosen[] = {true, false, true};
    struct sheet_options options = people;
    options.chosen = chosen;
    options.is_chosen = is_chosen;
    int file = file_of(STR("id,Payroll Ref,first name,job\n1,2,Ana,Nurse\n"));
    struct sheet *sheet = opened(file, &options);
    assert_int_equal(sheet_shape(sheet)->found[0].column, 1);
    assert_int_equal(sheet_shape(sheet)->found[1].column, 2);
    assert_int_equal(sheet_shape(sheet)->found[2].column, -1);
    sheet_close(sheet);
    close(file);
}

static void a_column_chosen_for_one_thing_is_guessed_to_be_nothing_else(void **state)
{
    (void)state;
    const struct str chosen[] = {STR("id"), {NULL, 0}, STR("forename")};
    const bool is_chosen[] = {true, false, true};
    struct sheet_options options = people;
    options.chosen = chosen;
    options.is_chosen = is_chosen;
    int file = file_of(STR("id,forename\n1,Ana\n"));
    struct sheet *sheet = opened(file, &options);
    assert_int_equal(sheet_shape(sheet)->found[0].column, 0);
    assert_int_equal(sheet_shape(sheet)->found[1].column, -1);
    assert_int_equal(sheet_shape(sheet)->found[2].column, 1);
    sheet_close(sheet);
    close(file);
}

static void a_chosen_column_that_is_not_there_is_refused_with_those_that_are(void **state)
{
    (void)state;
    const struct str chosen[] = {STR("Payroll"), {NULL, 0}, {NULL, 0}};
    const bool is_chosen[] = {true, false, false};
    struct sheet_options options = people;
    struct text out = {0};
    struct error error = {0};
    options.chosen = chosen;
    options.is_chosen = is_chosen;
    assert_int_equal(rows_of(file_of(STR("Staff,first name\n1,2\n")), &options, &out, &error),
                     ERROR_WRONG);
    assert_string_equal(error.field, "columns");
    assert_non_null(strstr(error.message, "\"Payroll\""));
    assert_non_null(strstr(error.message, "\"Staff\", \"first name\""));
    text_done(&out);
}

static void a_header_beyond_the_twentieth_row_is_not_looked_for(void **state)
{
    (void)state;
    struct text text = {0}, later = {0}, out = {0};
    struct error error = {0};
    for (int i = 1; i < SHEET_HEADER_WITHIN; i++)
        text_print(&text, "title %d\n", i);
    text_add(&text, STR("first name\nAna\n"));
    assert_int_equal(rows_of(file_of(text_str(&text)), &people, &out, &error), OK);
    assert_string_equal(out.ptr, "21:Ana;");
    text_add(&later, STR("x\n"));
    text_add(&later, text_str(&text));
    assert_refused(text_str(&later), &people, "external_id, given_name, job");
    text_done(&later);
    text_done(&text);
    text_done(&out);
}

static void without_wanted_columns_no_row_is_a_header(void **state)
{
    (void)state;
    struct text out = {0};
    assert_int_equal(rows_of(file_of(STR("a,b\n1,2\n")), NULL, &out, NULL), OK);
    assert_string_equal(out.ptr, "1:a|b;2:1|2;");
    text_done(&out);
}

static void what_is_no_spreadsheet_is_refused_with_a_remedy(void **state)
{
    (void)state;
    assert_refused(STR(""), NULL, "empty");
    assert_refused(STR("\n\n , \n"), &people, "empty");
    assert_refused(STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), NULL, "XLSX without a password");
    assert_refused(STR("%PDF-1.7 x"), NULL, "PDF");
    assert_refused(STR(" \n<html><table>"), NULL, "web page");
    assert_refused(STR("\x1F\x8B\x08"), NULL, "Unpack");
    assert_refused(STR("\xFF\xFE\0\0a\0\0\0"), NULL, "UTF-32");
    assert_refused(STR("\x7F"
                       "ELF\1\1\0\0\0\2\3\4"),
                   NULL, "no text");
    assert_refused(STR("a,b\nc,d\n"), &people, "The first row has: \"a\", \"b\"");
}

static void what_is_no_plain_file_is_refused(void **state)
{
    (void)state;
    int ends[2];
    struct text out = {0};
    struct error error = {0};
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(rows_of(ends[0], NULL, &out, &error), ERROR_WRONG);
    assert_non_null(strstr(error.message, "plain file"));
    close(ends[1]);
    text_done(&out);
}

static void the_descriptor_stays_where_it_was_and_progress_reaches_the_end(void **state)
{
    (void)state;
    int file = file_of(STR("first name\nAna\n"));
    int64_t done, total;
    struct sheet_row row;
    assert_int_equal(lseek(file, 5, SEEK_SET), 5);
    struct sheet *sheet = opened(file, &people);
    assert_int_equal(sheet_next(sheet, &row), 1);
    assert_int_equal(sheet_next(sheet, &row), 0);
    assert_int_equal(sheet_next(sheet, &row), 0);
    sheet_progress(sheet, &done, &total);
    assert_int_equal(done, 15);
    assert_int_equal(total, 15);
    assert_int_equal(lseek(file, 0, SEEK_CUR), 5);
    sheet_close(sheet);
    close(file);
}

static void formulas_that_failed_are_known(void **state)
{
    (void)state;
    assert_true(sheet_is_failed_formula(STR("#N/A")));
    assert_true(sheet_is_failed_formula(STR("#REF!")));
    assert_false(sheet_is_failed_formula(STR("#1 nurse")));
    assert_false(sheet_is_failed_formula(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_is_found_below_titles_and_by_other_names),
        cmocka_unit_test(a_name_of_our_own_goes_before_an_alias_and_the_likelier_alias_first),
        cmocka_unit_test(a_chosen_column_goes_before_what_would_be_guessed),
        cmocka_unit_test(a_column_chosen_for_one_thing_is_guessed_to_be_nothing_else),
        cmocka_unit_test(a_chosen_column_that_is_not_there_is_refused_with_those_that_are),
        cmocka_unit_test(a_header_beyond_the_twentieth_row_is_not_looked_for),
        cmocka_unit_test(without_wanted_columns_no_row_is_a_header),
        cmocka_unit_test(what_is_no_spreadsheet_is_refused_with_a_remedy),
        cmocka_unit_test(what_is_no_plain_file_is_refused),
        cmocka_unit_test(the_descriptor_stays_where_it_was_and_progress_reaches_the_end),
        cmocka_unit_test(formulas_that_failed_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
