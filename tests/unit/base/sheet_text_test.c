/* CSV of every common shape: encodings, separators, ends of lines, Excel's habits, bad rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sheet.h"
#include "lib/sheets.h"

static void assert_rows(struct str bytes, const char *expected)
{
    struct text out = {0};
    struct error error = {0};
    if (rows_of(file_of(bytes), NULL, &out, &error) != OK)
        fail_msg("%s", error.message);
    assert_string_equal(out.ptr == NULL ? "" : out.ptr, expected);
    text_done(&out);
}

/* Of all that was read, this part. */
static void assert_part(struct str bytes, const char *part)
{
    struct text out = {0};
    struct error error = {0};
    if (rows_of(file_of(bytes), NULL, &out, &error) != OK)
        fail_msg("%s", error.message);
    if (out.ptr == NULL || strstr(out.ptr, part) == NULL)
        fail_msg("%.300s", out.ptr == NULL ? "nothing" : out.ptr);
    text_done(&out);
}

static void assert_shape(struct str bytes, const char *encoding, char separator)
{
    static const struct sheet_options none;
    struct error error = {0};
    struct sheet *sheet;
    int file = file_of(bytes);
    if (sheet_open(file, &none, &sheet, &error) != OK)
        fail_msg("%s", error.message);
    assert_string_equal(sheet_shape(sheet)->kind, "CSV");
    assert_string_equal(sheet_shape(sheet)->encoding, encoding);
    assert_int_equal(sheet_shape(sheet)->separator, separator);
    sheet_close(sheet);
    close(file);
}

/* ASCII as UTF-16. */
static struct str wide(const char *text, bool is_little, struct text *out)
{
    for (const char *at = text; *at != '\0'; at++) {
        text_add_char(out, is_little ? *at : '\0');
        text_add_char(out, is_little ? '\0' : *at);
    }
    return text_str(out);
}

static void rows_are_read_with_any_end_of_line(void **state)
{
    (void)state;
    assert_rows(STR("a,b\nc,d\n"), "1:a|b;2:c|d;");
    assert_rows(STR("a,b\r\nc,d\r\n"), "1:a|b;2:c|d;");
    assert_rows(STR("a,b\rc,d\r"), "1:a|b;2:c|d;");
    assert_rows(STR("a,b\rc,d"), "1:a|b;2:c|d;");
}

static void empty_rows_are_passed_over_but_counted(void **state)
{
    (void)state;
    assert_rows(STR("\na\n\n\nb\n,,\nc"), "2:a;5:b;7:c;");
    assert_rows(STR("\r\na\r\n\r\n\r\nb\r\n,,\r\nc"), "2:a;5:b;7:c;");
}

static void quotes_keep_separators_new_lines_and_quotes(void **state)
{
    (void)state;
    assert_rows(STR("\"a,b\",\"two\nlines\",\"say \"\"hi\"\"\"\nc,,\n"),
                "1:a,b|two\nlines|say \"hi\";2:c;");
    assert_rows(STR("\"\",x,\"\"\r\n"), "1:|x;");
    assert_rows(STR("\"a\r\nb\",c\r\nd,e\r\n"), "1:a\r\nb|c;2:d|e;");
}

static void cells_lose_every_kind_of_space_around_them(void **state)
{
    (void)state;
    assert_rows(STR("name, Zo\u00eb ,\" x \"\n"), "1:name|Zo\u00eb|x;");
    assert_rows(STR("\u00a0a\u00a0b\u202f\u200b,\u00a0\n"), "1:a b;");
}

static void columns_that_are_empty_to_the_right_do_not_count(void **state)
{
    (void)state;
    assert_rows(STR("a,b,,,,\nc,,d,,,\n"), "1:a|b;2:c||d;");
}

static void what_excel_does_to_numbers_is_undone(void **state)
{
    (void)state;
    assert_rows(STR("=\"0012\",x\na,=\"0013\"\n"), "1:0012|x;2:a|0013;");
    assert_rows(STR("\"=\"\"0012\"\"\",x\n"), "1:0012|x;");
    assert_rows(STR("'0012,'Abla,''\n"), "1:0012|'Abla|'';");
    assert_rows(STR("\"a,=\"\"b\"\",c\",d\n"), "1:a,=\"b\",c|d;");
    assert_rows(STR("\"two\nlines\",=\"07\"\n"), "1:two\nlines|07;");
}

static void the_separator_is_guessed_from_what_most_rows_share(void **state)
{
    (void)state;
    assert_shape(STR("a,b,c\n1,2,3\n"), "UTF-8", ',');
    assert_shape(STR("a;b;c\n1,5;2;3\n"), "UTF-8", ';');
    assert_shape(STR("a\tb\tc\nx, y\t2\t3\n"), "UTF-8", '\t');
    assert_shape(STR("a|b|c\n1|2|3\n"), "UTF-8", '|');
    assert_shape(STR("\"a,b,c,d\";\"e,f,g\"\n\"1,2,3,4\";5\n"), "UTF-8", ';');
    assert_shape(STR("Staff, wards, offices, others\n\nid;name\n1;a\n2;b\n3;c\n4;d\n"), "UTF-8",
                 ';');
    assert_shape(STR("one column\nx\n"), "UTF-8", ',');
}

static void a_first_line_of_sep_says_the_separator_and_is_no_row(void **state)
{
    (void)state;
    assert_rows(STR("sep=;\r\na,b;c\r\n"), "1:a,b|c;");
    assert_rows(STR("\xEF\xBB\xBFSEP=|\na,b|c\n"), "1:a,b|c;");
    assert_rows(STR("\"sep=;\"\na,b;c\n"), "1:a,b|c;");
    assert_rows(STR("sep=,,\na\n"), "1:sep=;2:a;");
}

static void the_encoding_is_guessed(void **state)
{
    (void)state;
    struct text little = {0}, big = {0};
    assert_shape(STR("Zo\u00eb,b\n"), "UTF-8", ',');
    assert_shape(STR("\xEF\xBB\xBFZo\u00eb,b\n"), "UTF-8", ',');
    assert_shape(STR("Zo\xEB,b\n"), "Latin-1", ',');
    assert_shape(STR("O\x92"
                     "Brien,b\n"),
                 "Windows-1252", ',');
    assert_shape(wide("Zo,b\n", true, &little), "UTF-16 LE", ',');
    assert_shape(wide("Zo,b\n", false, &big), "UTF-16 BE", ',');
    text_done(&little);
    text_done(&big);
}

static void every_encoding_comes_out_as_utf8(void **state)
{
    (void)state;
    struct text out = {0};
    assert_rows(STR("\xEF\xBB\xBFZo\u00eb,b\n"), "1:Zo\u00eb|b;");
    assert_rows(STR("Zo\xEB,\x80 5,O\x92"
                    "Brien,\x8A\n"),
                "1:Zo\u00eb|\u20ac 5|O\u2019Brien|\u0160;");
    assert_rows(STR("\xFF\xFEZ\0\xEB\0,\0\x3D\xD8\x00\xDE\n\0"), "1:Z\u00eb|\U0001F600;");
    assert_rows(STR("\xFE\xFF\0Z\0\xEB\0,\xD8\x3D\xDE\x00\0\n"), "1:Z\u00eb|\U0001F600;");
    assert_rows(wide("a,b\r\nc,d", true, &out), "1:a|b;2:c|d;");
    text_done(&out);
}

static void letters_that_the_pieces_of_a_file_cut_are_whole(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        struct text bytes = {0}, expected = {0};
        for (size_t i = 0; i < shift; i++)
            text_add_char(&bytes, 'x');
        for (size_t i = 0; i < 30000; i++)
            text_add(&bytes, i % 100 == 99 ? STR("\n") : STR("\U0001F600"));
        text_print(&expected, ";300:");
        for (size_t i = 0; i < 99; i++)
            text_add(&expected, STR("\U0001F600"));
        assert_part(text_str(&bytes), expected.ptr);
        text_clear(&bytes);
        text_add(&bytes, shift & 1 ? STR("\xFE\xFF\0x") : STR("\xFE\xFF"));
        for (size_t i = 0; i < 30000; i++)
            text_add(&bytes, i % 100 == 99 ? STR("\0\n") : STR("\xD8\x3D\xDE\x00"));
        assert_part(text_str(&bytes), expected.ptr);
        text_done(&bytes);
        text_done(&expected);
    }
}

static void a_few_bad_letters_in_a_utf8_file_are_faults_of_their_rows(void **state)
{
    (void)state;
    struct text bytes = {0};
    for (int i = 0; i < 50; i++)
        text_add(&bytes, STR("Zo\u00eb,b\n"));
    text_add(&bytes, STR("Zo\xEB,b\nAna,b\n"));
    assert_shape(text_str(&bytes), "UTF-8", ',');
    assert_part(text_str(&bytes), "51!Some letters of this row cannot be read.");
    assert_part(text_str(&bytes), ";52:Ana|b;");
    text_done(&bytes);
    assert_part(STR("\xFF\xFEZ\0,\0\x3D\xD8\n\0b\0\n\0"), "1!Some letters");
    assert_part(STR("\xFF\xFEZ\0,\0\x3D\xD8\n\0b\0\n\0"), ";2:b;");
    assert_part(STR("\xFF\xFEZ\0\n\0b"), "1:Z;2!Some letters");
}

static void a_row_that_cannot_be_read_is_reported_alone(void **state)
{
    (void)state;
    assert_part(STR("a\n\"b\"c\nd\n"), "1:a;2!A quote mark");
    assert_part(STR("a\n\"b\"c\nd\n"), ";3:d;");
    assert_part(STR("a\nfive\" pipe,x\nd\n"), "2!A quote mark");
    assert_part(STR("a,b\n\"open,c\nd,e\n"), "1:a|b;2!This row opens a quote");
    assert_part(STR("a,b\n\"open,c\nd,e\n"), ";3:d|e;");
    assert_part(STR("a,b\n\"open,c\n\"d\",e\nf,g\n"), "1:a|b;2!A quote mark");
    assert_part(STR("a,b\n\"open,c\n\"d\",e\nf,g\n"), ";3:d|e;4:f|g;");
}

static void an_open_quote_costs_one_row_in_a_long_file(void **state)
{
    (void)state;
    struct text bytes = {0};
    text_add(&bytes, STR("a,b\n\"open,c\n"));
    for (int i = 3; i <= 30000; i++)
        text_print(&bytes, "row %d,x\n", i);
    assert_part(text_str(&bytes), "1:a|b;2!This row is longer than 64 KiB");
    assert_part(text_str(&bytes), ";3:row 3|x;4:row 4|x;");
    assert_part(text_str(&bytes), ";30000:row 30000|x;");
    text_done(&bytes);
}

static void a_row_may_have_64_kib_and_1024_columns(void **state)
{
    (void)state;
    struct text bytes = {0};
    for (int i = 0; i < 32768; i++)
        text_add(&bytes, STR("ab"));
    assert_part(text_str(&bytes), "bab;");
    text_add(&bytes, STR("c\nd\n"));
    assert_part(text_str(&bytes), "1!This row is longer");
    assert_part(text_str(&bytes), ";2:d;");
    text_clear(&bytes);
    for (int i = 1; i <= 1024; i++)
        text_print(&bytes, "%d,", i);
    text_add(&bytes, STR(",,,,\n"));
    assert_part(text_str(&bytes), "|1024;");
    for (int i = 1; i <= 1025; i++)
        text_print(&bytes, "%d,", i);
    assert_part(text_str(&bytes), ";2!This row has more than 1,024 columns");
    text_done(&bytes);
}

static void a_file_of_one_line_without_end_is_not_kept_in_memory(void **state)
{
    (void)state;
    struct text bytes = {0};
    for (int i = 0; i < 300000; i++)
        text_add(&bytes, STR("0123456789"));
    text_add(&bytes, STR("\nb\n"));
    assert_part(text_str(&bytes), "1!This row is longer");
    assert_part(text_str(&bytes), ";2:b;");
    text_done(&bytes);
}

static void many_rows_are_numbered_right_across_pieces(void **state)
{
    (void)state;
    struct text bytes = {0};
    for (int i = 1; i <= 20000; i++)
        text_print(&bytes, "row %d,\"x\r\ny\"\r\n", i);
    assert_part(text_str(&bytes), ";20000:row 20000|x\r\ny;");
    text_done(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_with_any_end_of_line),
        cmocka_unit_test(empty_rows_are_passed_over_but_counted),
        cmocka_unit_test(quotes_keep_separators_new_lines_and_quotes),
        cmocka_unit_test(cells_lose_every_kind_of_space_around_them),
        cmocka_unit_test(columns_that_are_empty_to_the_right_do_not_count),
        cmocka_unit_test(what_excel_does_to_numbers_is_undone),
        cmocka_unit_test(the_separator_is_guessed_from_what_most_rows_share),
        cmocka_unit_test(a_first_line_of_sep_says_the_separator_and_is_no_row),
        cmocka_unit_test(the_encoding_is_guessed),
        cmocka_unit_test(every_encoding_comes_out_as_utf8),
        cmocka_unit_test(letters_that_the_pieces_of_a_file_cut_are_whole),
        cmocka_unit_test(a_few_bad_letters_in_a_utf8_file_are_faults_of_their_rows),
        cmocka_unit_test(a_row_that_cannot_be_read_is_reported_alone),
        cmocka_unit_test(an_open_quote_costs_one_row_in_a_long_file),
        cmocka_unit_test(a_row_may_have_64_kib_and_1024_columns),
        cmocka_unit_test(a_file_of_one_line_without_end_is_not_kept_in_memory),
        cmocka_unit_test(many_rows_are_numbered_right_across_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
