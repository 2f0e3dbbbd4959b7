/* Layout: safe text, cutting, wrapping and tables by terminal cells. */
#include "control/kith_layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ACCENT   "\xCC\x81"                 /* a combining acute accent */
#define TOKYO    "\xE6\x9D\xB1\xE4\xBA\xAC" /* two wide characters */
#define ELLIPSIS "\xE2\x80\xA6"

static void assert_added(void (*add)(struct text *, struct str), struct str text,
                         const char *expected)
{
    struct text out = {0};

    add(&out, text);
    assert_string_equal(out.ptr, expected);
    text_done(&out);
}

static void what_a_terminal_would_obey_becomes_a_question_mark(void **state)
{
    (void)state;
    assert_added(layout_add, STR("a\x1b[31mb"), "a?[31mb");
    assert_added(layout_add, STR("\x07\x08\x7f"), "???");
    assert_added(layout_add,
                 STR("\xC2\x9B"
                     "31m"),
                 "?31m");
    assert_added(layout_add, STR("a\nb\tc\rd"), "a b c?d");
    assert_added(layout_add,
                 STR("\xE2\x80\xAE"
                     "x\xE2\x81\xA6"),
                 "?x?");
    assert_added(layout_add, STR("\xFF\xC3"), "??");
    assert_added(layout_add, STR("caf\xC3\xA9 " TOKYO), "caf\xC3\xA9 " TOKYO);
}

static void json_keeps_its_meaning_and_commands_nothing(void **state)
{
    (void)state;
    assert_added(layout_add_json, STR("\"\xC2\x9B\x7F\xE2\x80\xAE\xC3\xA9\""),
                 "\"\\u009b\\u007f\\u202e\xC3\xA9\"");
}

struct cut_case {
    const char *text;
    size_t columns;
    const char *expected;
};

static void text_is_cut_by_cells_and_never_inside_a_character(void **state)
{
    static const struct cut_case cases[] = {
        {"abc", 3, "abc"},     {"abcd", 3, "ab" ELLIPSIS},
        {"abcd", 1, ELLIPSIS}, {"abcd", 0, ""},
        {TOKYO, 4, TOKYO},     {TOKYO "x", 4, "\xE6\x9D\xB1" ELLIPSIS},
        {TOKYO, 2, ELLIPSIS},  {"e" ACCENT "abc", 3, "e" ACCENT "a" ELLIPSIS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text out = {0};

        text_add(&out, STR(""));
        layout_cut(&out, str_of(cases[i].text), cases[i].columns);
        assert_string_equal(out.ptr, cases[i].expected);
        assert_true(str_columns(text_str(&out)) <= cases[i].columns);
        text_done(&out);
    }
}

static void words_wrap_at_the_width_under_their_indent(void **state)
{
    struct text out = {0};

    (void)state;
    layout_wrap(&out, STR("one two three four\nfive\n\nsix"), 4, 12);
    assert_string_equal(out.ptr, "one two\n    three\n    four\n    five\n\n    six");
    text_clear(&out);
    layout_wrap(&out, STR("one two three four"), 4, 0);
    assert_string_equal(out.ptr, "one two three four");
    text_clear(&out);
    layout_wrap(&out, STR(TOKYO " " TOKYO " a"), 0, 6);
    assert_string_equal(out.ptr, TOKYO "\n" TOKYO " a");
    text_done(&out);
}

static void a_word_longer_than_the_line_is_kept_whole(void **state)
{
    struct text out = {0};

    (void)state;
    layout_wrap(&out, STR("a abcdefghij b"), 2, 6);
    assert_string_equal(out.ptr, "a\n  abcdefghij\n  b");
    text_done(&out);
}

/* An id, a name and an amount, with wide characters and marks in the names. */
static void fill_places(struct table *table)
{
    table_add_column(table, STR("ID"), COLUMN_WHOLE);
    table_add_column(table, STR("NAME"), 0);
    table_add_column(table, STR("SUM"), COLUMN_TO_RIGHT);
    table_add_cell(table, STR("12345678"));
    table_add_cell(table, STR(TOKYO));
    table_add_cell(table, STR("1"));
    table_add_cell(table, STR("2"));
    table_add_cell(table, STR("Re" ACCENT "my of the long name"));
    table_add_cell(table, STR("1000"));
}

static void assert_places(struct layout_view view, const char *expected)
{
    struct arena arena = {0};
    struct table table = {.arena = &arena};
    struct text out = {0};

    fill_places(&table);
    table_print(&table, view, &out);
    assert_string_equal(out.ptr, expected);
    text_done(&out);
    table_done(&table);
    arena_done(&arena);
}

static void columns_align_by_cells_not_by_bytes(void **state)
{
    (void)state;
    assert_places((struct layout_view){0}, "ID        NAME                    SUM\n"
                                           "12345678  " TOKYO "                      1\n"
                                           "2         Re" ACCENT "my of the long name  1000\n");
}

static void a_narrow_terminal_takes_from_the_widest_column_and_never_from_ids(void **state)
{
    (void)state;
    assert_places((struct layout_view){.width = 24}, "ID        NAME       SUM\n"
                                                     "12345678  " TOKYO "         1\n"
                                                     "2         Re" ACCENT "my of   1000\n"
                                                     "          the long\n"
                                                     "          name\n");
}

/* What mends something must be read whole; a word that is too long for its column is cut only where
 * it stands alone. */
static void a_command_in_a_cell_is_never_cut(void **state)
{
    struct arena arena = {0};
    struct table table = {.arena = &arena};
    struct text out = {0};

    (void)state;
    table_add_column(&table, STR("CHECK"), 0);
    table_add_column(&table, STR("MEND"), 0);
    table_add_cell(&table, STR("disk"));
    table_add_cell(&table, STR("ls /a/very/long/path"));
    table_add_cell(&table, STR("averyveryverylongword"));
    table_add_cell(&table, STR("x"));
    table_print(&table, (struct layout_view){.width = 18}, &out);
    assert_string_equal(out.ptr, "CHECK     MEND\n"
                                 "disk      ls\n"
                                 "          /a/very/\n"
                                 "          long/pat\n"
                                 "          h\n"
                                 "averyve" ELLIPSIS "  x\n");
    text_done(&out);
    table_done(&table);
    arena_done(&arena);
}

static void a_terminal_too_narrow_for_the_table_cuts_its_lines(void **state)
{
    (void)state;
    assert_places((struct layout_view){.width = 12}, "ID        N" ELLIPSIS "\n"
                                                     "12345678  " ELLIPSIS "\n"
                                                     "2         R" ELLIPSIS "\n");
}

static void a_coloured_head_is_as_wide_as_a_plain_one(void **state)
{
    struct arena arena = {0};
    struct table table = {.arena = &arena};
    struct text out = {0};

    (void)state;
    table_add_column(&table, STR("A"), 0);
    table_add_column(&table, STR("B"), 0);
    table_print(&table, (struct layout_view){.width = 80, .colour = true}, &out);
    assert_string_equal(out.ptr, "\033[1mA  B\033[0m\n");
    text_done(&out);
    table_done(&table);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_terminal_would_obey_becomes_a_question_mark),
        cmocka_unit_test(json_keeps_its_meaning_and_commands_nothing),
        cmocka_unit_test(text_is_cut_by_cells_and_never_inside_a_character),
        cmocka_unit_test(words_wrap_at_the_width_under_their_indent),
        cmocka_unit_test(a_word_longer_than_the_line_is_kept_whole),
        cmocka_unit_test(columns_align_by_cells_not_by_bytes),
        cmocka_unit_test(a_narrow_terminal_takes_from_the_widest_column_and_never_from_ids),
        cmocka_unit_test(a_command_in_a_cell_is_never_cut),
        cmocka_unit_test(a_terminal_too_narrow_for_the_table_cuts_its_lines),
        cmocka_unit_test(a_coloured_head_is_as_wide_as_a_plain_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
