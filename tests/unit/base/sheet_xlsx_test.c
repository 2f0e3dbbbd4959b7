/* XLSX: cells of every kind, sheets of a workbook, and files that are damaged or hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sheet.h"
#include "lib/sheets.h"

static void assert_rows(int file, const char *expected)
{
    struct text out = {0};
    struct error error = {0};
    if (rows_of(file, NULL, &out, &error) != OK)
        fail_msg("%s", error.message);
    assert_string_equal(out.ptr == NULL ? "" : out.ptr, expected);
    text_done(&out);
}

static void assert_refused(int file, const struct sheet_options *options, const char *reason)
{
    struct text out = {0};
    struct error error = {0};
    assert_int_equal(rows_of(file, options, &out, &error), ERROR_WRONG);
    if (strstr(error.message, reason) == NULL)
        fail_msg("%s", error.message);
    text_done(&out);
}

static void cells_of_every_kind_become_text(void **state)
{
    (void)state;
    const char *rows = "<row r='1'><c r='A1' t='s'><v>1</v></c>"
                       "<c r='B1' t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r></is></c>"
                       "<c r='C1'><v>12345678</v></c><c r='D1' t='b'><v>1</v></c>"
                       "<c r='E1' t='b'><v>0</v></c><c r='F1' t='str'><f>A1</f><v>sum</v></c>"
                       "<c r='G1' t='e'><v>#N/A</v></c><c r='H1' s='1'><v>45352</v></c>"
                       "<c r='I1' t='d'><v>2024-03-01</v></c><c r='J1' s='2'><v>42</v></c>"
                       "<c r='K1' t='n'><v>1.5E+3</v></c></row>";
    const char *texts = "<si><t>none</t></si><si><r><t>Zo</t></r><r><t>\u00eb </t></r>"
                        "<rPh><t>sound</t></rPh></si>";
    const char *styles = "<numFmts><numFmt numFmtId='170' formatCode='00000'/></numFmts>"
                         "<cellStyleXfs><xf numFmtId='22'/></cellStyleXfs>"
                         "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/>"
                         "</cellXfs>";
    assert_rows(workbook_of(rows, texts, styles),
                "1:Zo\u00eb|inline|12345678|TRUE|FALSE|sum|#N/A|2024-03-01|2024-03-01|00042|1500;");
}

static void cells_and_rows_stand_where_they_say(void **state)
{
    (void)state;
    assert_rows(workbook_of("<row r='2'><c r='B2'><v>1</v></c><c r='D2'><v>2</v></c>"
                            "<c r='AB2'/></row><row r='5'><c><v>3</v></c><c><v>4</v></c></row>"
                            "<row><c><v>5</v></c></row>",
                            NULL, NULL),
                "2:|1||2;5:3|4;6:5;");
}

static void names_with_a_prefix_are_the_same_names(void **state)
{
    (void)state;
    assert_rows(
        workbook_of("<x:row xmlns:x='y' r='1'><x:c r='A1'><x:v>1</x:v></x:c></x:row>", NULL, NULL),
        "1:1;");
}

static void what_xml_cannot_hold_is_unwritten(void **state)
{
    (void)state;
    assert_rows(workbook_of("<row><c t='str'><v>a_x000A_b</v></c>"
                            "<c t='s'><v>0</v></c><c t='str'><v>&lt;&amp;&#233;</v></c></row>",
                            "<si><t>_x005F_x000A_ _xyz_ _x00</t></si>", NULL),
                "1:a\nb|_x000A_ _xyz_ _x00|<&\u00e9;");
}

static void a_text_that_is_missing_is_a_fault_of_its_row(void **state)
{
    (void)state;
    struct text out = {0};
    assert_int_equal(rows_of(workbook_of("<row><c t='s'><v>7</v></c></row>"
                                         "<row><c><v>1</v></c></row>",
                                         "<si><t>a</t></si>", NULL),
                             NULL, &out, NULL),
                     OK);
    assert_non_null(strstr(out.ptr, "1!A text of this row is missing"));
    assert_non_null(strstr(out.ptr, ";2:1;"));
    text_done(&out);
}

static void more_shared_texts_than_memory_keeps_are_found_again(void **state)
{
    (void)state;
    enum { TEXTS = 300000 };
    struct text texts = {0}, rows = {0}, out = {0};
    const int asked[] = {0, TEXTS - 1, 7, TEXTS / 2, TEXTS / 2 + 1, TEXTS - 1, 1};
    for (int i = 0; i < TEXTS; i++)
        text_print(&texts, "<si><t>a text of number %d</t></si>", i);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        text_print(&rows, "<row><c t='s'><v>%d</v></c></row>", asked[i]);
        text_print(&out, "%zu:a text of number %d;", i + 1, asked[i]);
    }
    assert_rows(workbook_of(rows.ptr, texts.ptr, NULL), out.ptr);
    text_done(&texts);
    text_done(&rows);
    text_done(&out);
}

static void a_workbook_is_read_twice_to_find_its_header(void **state)
{
    (void)state;
    static const struct sheet_wanted wanted[] = {{"job", "post"}, {"given_name", "first name"}};
    static const struct sheet_options options = {.wanted = wanted, .wanted_count = 2};
    struct error error = {0};
    struct sheet *sheet;
    struct sheet_row row;
    int64_t done, total;
    int file = workbook_of("<row r='1'><c t='str'><v>Staff</v></c></row>"
                           "<row r='3'><c r='C3' t='str'><v>First name</v></c></row>"
                           "<row r='4'><c r='C4' t='str'><v>Ana</v></c></row>",
                           NULL, NULL);
    assert_int_equal(sheet_open(file, &options, &sheet, &error), OK);
    assert_string_equal(sheet_shape(sheet)->kind, "XLSX");
    assert_true(str_is(sheet_shape(sheet)->name, "People"));
    assert_int_equal(sheet_shape(sheet)->header_row, 3);
    assert_int_equal(sheet_next(sheet, &row), 1);
    assert_int_equal(row.number, 4);
    assert_true(str_is(sheet_cell(sheet, &row, 1), "Ana"));
    assert_int_equal(sheet_next(sheet, &row), 0);
    sheet_progress(sheet, &done, &total);
    assert_true(total > 0);
    assert_int_equal(done, total);
    sheet_close(sheet);
    close(file);
}

/* ---- sheets of a workbook ---- */

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define ROW(text)                                                                                  \
    STR("<worksheet><sheetData><row><c t='str'><v>" text "</v></c></row></sheetData></worksheet>")

static int three_sheets(void)
{
    const struct part parts[] = {
        {"xl/workbook.xml",
         STR("<workbook xmlns:r='r'><sheets><sheet name='Old' r:id='a' state='hidden'/>"
             "<sheet name='Now' r:id='b'/><sheet name='Chart' r:id='c'/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels",
         STR("<Relationships><Relationship Id='a' Type='" RELATION "/worksheet' Target='1.xml'/>"
             "<Relationship Id='b' Type='" RELATION "/worksheet' Target='/xl/2.xml'/>"
             "<Relationship Id='c' Type='" RELATION "/chartsheet' Target='3.xml'/>"
             "</Relationships>")},
        {"xl/1.xml", ROW("old")},
        {"xl/2.xml", ROW("now")},
        {"xl/3.xml", ROW("chart")},
    };
    return zip_of(parts, sizeof parts / sizeof parts[0]);
}

static void the_first_sheet_that_is_shown_is_read_or_the_one_that_is_named(void **state)
{
    (void)state;
    struct sheet_options options = {.name = STR("Old")};
    struct text out = {0};
    struct error error = {0};
    assert_rows(three_sheets(), "1:now;");
    assert_int_equal(rows_of(three_sheets(), &options, &out, &error), OK);
    assert_string_equal(out.ptr, "1:old;");
    options.name = STR("New");
    assert_int_equal(rows_of(three_sheets(), &options, &out, &error), ERROR_WRONG);
    assert_string_equal(error.field, "sheet");
    assert_non_null(strstr(error.message, "\"Old\", \"Now\", \"Chart\""));
    options.name = STR("Chart");
    assert_refused(three_sheets(), &options, "it is a chart");
    text_done(&out);
}

/* ---- damaged and hostile files ---- */

static void a_zip_that_is_no_workbook_is_refused_with_what_it_is(void **state)
{
    (void)state;
    const struct part text[] = {{"readme.txt", STR("hello")}};
    const struct part open_document[] = {{"content.xml", STR("<x/>")}};
    const struct part binary[] = {{"xl/workbook.bin", STR("x")}};
    assert_refused(zip_of(text, 1), NULL, "no workbook in it");
    assert_refused(zip_of(open_document, 1), NULL, "OpenDocument");
    assert_refused(zip_of(binary, 1), NULL, "binary Excel");
    assert_refused(zip_of(NULL, 0), NULL, "damaged");
    assert_refused(file_of(STR("PK\x03\x04 nothing more")), NULL, "damaged");
}

static void a_file_that_was_cut_short_is_refused(void **state)
{
    (void)state;
    struct stat status;
    int file = workbook_of("<row><c><v>1</v></c></row>", NULL, NULL);
    assert_int_equal(fstat(file, &status), 0);
    assert_int_equal(ftruncate(file, status.st_size / 2), 0);
    assert_refused(file, NULL, "damaged");
}

static void a_file_of_which_a_byte_changed_is_refused(void **state)
{
    (void)state;
    struct text rows = {0};
    struct stat status;
    for (unsigned i = 0; i < 20000; i++)
        text_print(&rows, "<row><c><v>%u</v></c></row>", i * 2654435761U);
    int file = workbook_of(rows.ptr, NULL, NULL);
    assert_int_equal(fstat(file, &status), 0);
    assert_int_equal(pwrite(file, "\x55\xAA\x55\xAA", 4, status.st_size / 2), 4);
    assert_refused(file, NULL, "damaged after row");
    text_done(&rows);
}

static void xml_that_does_not_end_well_is_refused_by_its_row(void **state)
{
    (void)state;
    assert_refused(workbook_of("<row><c><v>1</v></c></row><row><c></row>", NULL, NULL), NULL,
                   "damaged after row 2");
    assert_refused(workbook_of("<row r='2'/><row r='2'/>", NULL, NULL), NULL,
                   "out of order after row 2");
    assert_refused(workbook_of("<row r='x'/>", NULL, NULL), NULL, "out of order");
}

static void entities_of_a_files_own_are_refused(void **state)
{
    (void)state;
    const struct part parts[] = {
        {"xl/workbook.xml",
         STR("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><workbook>&b;</workbook>")}};
    assert_refused(zip_of(parts, 1), NULL, "what no spreadsheet has");
}

static void elements_within_elements_without_end_are_refused(void **state)
{
    (void)state;
    struct text rows = {0};
    for (int i = 0; i < 100; i++)
        text_add(&rows, STR("<a>"));
    for (int i = 0; i < 100; i++)
        text_add(&rows, STR("</a>"));
    assert_refused(workbook_of(rows.ptr, NULL, NULL), NULL, "what no spreadsheet has");
    text_done(&rows);
}

static void a_mark_longer_than_any_is_refused(void **state)
{
    (void)state;
    struct text rows = {0};
    text_add(&rows, STR("<row spans='"));
    for (int i = 0; i < 400000; i++)
        text_add(&rows, STR("01234567"));
    text_add(&rows, STR("'/>"));
    assert_refused(workbook_of(rows.ptr, NULL, NULL), NULL, "what no spreadsheet has");
    text_done(&rows);
}

static void a_file_that_unpacks_to_far_too_much_is_refused(void **state)
{
    (void)state;
    enum { SPACES = 24 << 20 };
    struct text sheet = {0};
    text_add(&sheet, STR("<worksheet><sheetData>"));
    text_room(&sheet, SPACES);
    memset(sheet.ptr + sheet.len, ' ', SPACES);
    sheet.len += SPACES;
    text_add(&sheet, STR("</sheetData></worksheet>"));
    const struct part parts[] = {
        {"xl/workbook.xml", STR("<workbook><sheets><sheet name='a' id='a'/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels",
         STR("<Relationships><Relationship Id='a' Type='/worksheet' Target='1.xml'/>"
             "</Relationships>")},
        {"xl/1.xml", text_str(&sheet)},
    };
    assert_refused(zip_of(parts, 3), NULL, "unpacks to far more");
    text_done(&sheet);
}

static void columns_beyond_the_last_must_be_empty(void **state)
{
    (void)state;
    struct text out = {0};
    assert_int_equal(rows_of(workbook_of("<row><c r='XFD1' s='1'/><c r='A1'><v>1</v></c></row>"
                                         "<row><c r='XFD2'><v>1</v></c></row>"
                                         "<row><c r='ZZZZZZZZZ3'><v>1</v></c></row>",
                                         NULL, NULL),
                             NULL, &out, NULL),
                     OK);
    assert_non_null(strstr(out.ptr, "1:1;2!This row has more than 1,024 columns"));
    assert_non_null(strstr(out.ptr, ";3!This row has more"));
    text_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind_become_text),
        cmocka_unit_test(cells_and_rows_stand_where_they_say),
        cmocka_unit_test(names_with_a_prefix_are_the_same_names),
        cmocka_unit_test(what_xml_cannot_hold_is_unwritten),
        cmocka_unit_test(a_text_that_is_missing_is_a_fault_of_its_row),
        cmocka_unit_test(more_shared_texts_than_memory_keeps_are_found_again),
        cmocka_unit_test(a_workbook_is_read_twice_to_find_its_header),
        cmocka_unit_test(the_first_sheet_that_is_shown_is_read_or_the_one_that_is_named),
        cmocka_unit_test(a_zip_that_is_no_workbook_is_refused_with_what_it_is),
        cmocka_unit_test(a_file_that_was_cut_short_is_refused),
        cmocka_unit_test(a_file_of_which_a_byte_changed_is_refused),
        cmocka_unit_test(xml_that_does_not_end_well_is_refused_by_its_row),
        cmocka_unit_test(entities_of_a_files_own_are_refused),
        cmocka_unit_test(elements_within_elements_without_end_are_refused),
        cmocka_unit_test(a_mark_longer_than_any_is_refused),
        cmocka_unit_test(a_file_that_unpacks_to_far_too_much_is_refused),
        cmocka_unit_test(columns_beyond_the_last_must_be_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
