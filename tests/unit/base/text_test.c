/* Text: slices, UTF-8, numbers, distances, widths and builders. */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void slices_compare_by_bytes_and_length(void **state)
{
    (void)state;
    assert_true(str_is(STR("abc"), "abc"));
    assert_false(str_is(STR("abc"), "abcd"));
    assert_false(str_is(STR("abc"), "ab"));
    assert_true(str_equal(str_of(NULL), STR("")));
    assert_true(str_starts(STR("abc"), "ab"));
    assert_true(str_starts(STR("abc"), ""));
    assert_false(str_starts(STR("a"), "ab"));
}

struct utf8_case {
    const char *bytes;
    size_t len;
    bool valid;
};

static void utf8_is_what_rfc_3629_says(void **state)
{
    (void)state;
    static const struct utf8_case cases[] = {
        {"", 0, true},
        {"\0", 1, true},
        {"\x7f", 1, true},
        {"\x80", 1, false},
        {"\xc1\xbf", 2, false},
        {"\xc2\x80", 2, true},
        {"\xdf\xbf", 2, true},
        {"\xe0\x9f\xbf", 3, false},
        {"\xe0\xa0\x80", 3, true},
        {"\xed\x9f\xbf", 3, true},
        {"\xed\xa0\x80", 3, false},
        {"\xee\x80\x80", 3, true},
        {"\xf0\x8f\xbf\xbf", 4, false},
        {"\xf0\x90\x80\x80", 4, true},
        {"\xf4\x8f\xbf\xbf", 4, true},
        {"\xf4\x90\x80\x80", 4, false},
        {"\xf5\x80\x80\x80", 4, false},
        {"\xff", 1, false},
        {"\xe2\x82", 2, false},
        {"\xe2\x82x", 3, false},
        {"\xf0\x9f\x98", 3, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char padded[32] = "0123456789";
        for (size_t before = 0; before <= 10; before++) {
            memcpy(padded + before, cases[i].bytes, cases[i].len);
            struct str text = {padded, before + cases[i].len};
            assert_int_equal(str_is_utf8(text), cases[i].valid);
            memcpy(padded, "0123456789", 11);
        }
    }
}

static void control_characters_are_seen_but_not_new_lines_and_tabs(void **state)
{
    (void)state;
    assert_false(str_has_control(STR("two\nlines\tand a tab \u00e9 \u00a0")));
    assert_true(str_has_control(STR("\r")));
    assert_true(str_has_control((struct str){"\0", 1}));
    assert_true(str_has_control(STR("\x1f")));
    assert_true(str_has_control(STR("a\x7f")));
    assert_true(str_has_control(STR("\xc2\x80")));
    assert_true(str_has_control(STR("\xc2\x9f")));
}

static void what_turns_the_direction_of_writing_is_seen_but_not_what_names_need(void **state)
{
    (void)state;
    static const char *const overrides[] = {"a\u202ab", "\u202b", "a\u202c", "\u202d", "nib\u202e"};
    static const char *const isolates[] = {"a\u2066b", "\u2067", "a\u2068", "\u2069"};
    static const char *const others[] = {"",         "\u2029",       "\u202f",       "\u2065",
                                         "\u206a",   "\u200e\u200f", "\u200c\u200d", "\u062b\u0643",
                                         "\xe2\x80", "a\xe2"};
    for (size_t i = 0; i < sizeof overrides / sizeof *overrides; i++)
        assert_true(str_has_override(str_of(overrides[i])) && str_has_turn(str_of(overrides[i])));
    for (size_t i = 0; i < sizeof isolates / sizeof *isolates; i++)
        assert_true(!str_has_override(str_of(isolates[i])) && str_has_turn(str_of(isolates[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(str_has_override(str_of(others[i])) || str_has_turn(str_of(others[i])));
    assert_false(str_has_turn((struct str){"\u202e", 2}));
}

static void characters_and_cells_are_counted(void **state)
{
    (void)state;
    assert_int_equal(str_characters(STR("Zo\u00eb")), 3);
    assert_int_equal(str_columns(STR("Zo\u00eb")), 3);
    assert_int_equal(str_characters(STR("Zoe\u0308")), 4);
    assert_int_equal(str_columns(STR("Zoe\u0308")), 3);
    assert_int_equal(str_columns(STR("\u674e\u660e")), 4);
    assert_int_equal(str_columns(STR("\uac15")), 2);
    assert_int_equal(str_columns(STR("\u0e01\u0e31")), 1);
    assert_int_equal(str_columns(STR("\u05e9\u05c1")), 1);
    assert_int_equal(str_columns(STR("\U0001f600")), 2);
    assert_int_equal(str_columns(STR("a\u200bb\u00ad")), 3);
    assert_int_equal(str_columns(STR("\t\x1b")), 0);
    assert_int_equal(str_columns(STR("\u2013\u0100\u0416")), 3);
    assert_int_equal(str_columns(STR("")), 0);
}

static void white_space_is_trimmed_at_both_ends_only(void **state)
{
    (void)state;
    assert_true(str_is(str_trim(STR(" \t\r\n a b \v\f")), "a b"));
    assert_true(str_is(str_trim(STR("   ")), ""));
    assert_true(str_is(str_trim(str_of(NULL)), ""));
    assert_true(str_is(str_head(STR("Zoë"), 4), "Zoë"));
    assert_true(str_is(str_head(STR("Zoë"), 3), "Zo"));
    assert_true(str_is(str_head(STR("Zoë"), 2), "Zo"));
    assert_true(str_is(str_head(STR("€"), 2), ""));
    assert_true(str_is(str_head(str_of(NULL), 2), ""));
}

static void whole_numbers_are_read_to_the_last_one(void **state)
{
    (void)state;
    int64_t number = 5;
    assert_true(str_to_int(STR("9223372036854775807"), &number) && number == INT64_MAX);
    assert_true(str_to_int(STR("-9223372036854775808"), &number) && number == INT64_MIN);
    assert_true(str_to_int(STR("0"), &number) && number == 0);
    assert_true(str_to_int(STR("-12"), &number) && number == -12);
    static const char *const wrong[] = {"",
                                        "-",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "1.",
                                        "0x1",
                                        "--1",
                                        "1e3",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "99999999999999999999"};
    number = 5;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(str_to_int(str_of(wrong[i]), &number));
    assert_int_equal(number, 5);
}

static void distance_counts_inserts_deletes_replacements_and_swaps(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("join"), STR("join")), 0);
    assert_int_equal(str_distance(STR("join"), STR("jion")), 1);
    assert_int_equal(str_distance(STR("join"), STR("joins")), 1);
    assert_int_equal(str_distance(STR("join"), STR("jon")), 1);
    assert_int_equal(str_distance(STR("join"), STR("coin")), 1);
    assert_int_equal(str_distance(STR(""), STR("abc")), 3);
    assert_int_equal(str_distance(STR("abc"), STR("")), 3);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting")), 3);
    assert_int_equal(str_distance(STR("ca"), STR("abc")), 3);
    char longest[1000];
    memset(longest, 'a', sizeof longest);
    struct str whole = {longest, sizeof longest};
    assert_int_equal(str_distance(whole, STR("")), 64);
    assert_int_equal(str_distance(whole, whole), 0);
}

static void a_builder_grows_and_stays_terminated(void **state)
{
    (void)state;
    struct text text = {0};
    for (int i = 0; i < 1000; i++) {
        text_add(&text, STR("ab"));
        text_add_char(&text, 'c');
        text_print(&text, "%d", i % 10);
        assert_int_equal(text.ptr[text.len], '\0');
    }
    assert_int_equal(text.len, 4000);
    assert_memory_equal(text.ptr + 3996, "abc9", 5);
    text_clear(&text);
    assert_string_equal(text.ptr, "");
    text_print(&text, "%*d", 9000, 1);
    assert_int_equal(text.len, 9000);
    assert_int_equal(text_str(&text).len, 9000);
    text_done(&text);
    assert_null(text.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_compare_by_bytes_and_length),
        cmocka_unit_test(utf8_is_what_rfc_3629_says),
        cmocka_unit_test(control_characters_are_seen_but_not_new_lines_and_tabs),
        cmocka_unit_test(what_turns_the_direction_of_writing_is_seen_but_not_what_names_need),
        cmocka_unit_test(characters_and_cells_are_counted),
        cmocka_unit_test(white_space_is_trimmed_at_both_ends_only),
        cmocka_unit_test(whole_numbers_are_read_to_the_last_one),
        cmocka_unit_test(distance_counts_inserts_deletes_replacements_and_swaps),
        cmocka_unit_test(a_builder_grows_and_stays_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
