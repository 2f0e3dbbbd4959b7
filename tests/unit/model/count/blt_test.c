/* The BLT format: what it may hold, and what is refused with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

static void read(const char *text, struct papers *ret_papers)
{
    struct error error = {0};
    if (blt_read(str_of(text), ret_papers, &error) != OK)
        fail_msg("%s", error.message);
}

static void marks_comments_names_and_options_are_read(void **state)
{
    (void)state;
    struct papers papers;
    read("\xef\xbb\xbf# From the count\n3 2 # seats\n-3\n[tie 2 3 1]\n(paper 1) 1 - 2 0\n2 2=1 "
         "0\n3 0\n"
         "0\n\"Ada \"\"the first\"\" L\"\n\" Bo \"\n\"C\xc3\xa9\"\n\"Chair\"\n",
         &papers);
    assert_true(papers.candidates == 3 && papers.seats == 2);
    assert_true(papers.withdrawn[2] && !papers.withdrawn[0]);
    assert_true(papers.lots[0] == 1 && papers.lots[1] == 2 && papers.lots[2] == 0);
    assert_int_equal(papers_count(&papers), 6);
    assert_int_equal(papers.beside_line, 6);
    assert_true(str_is(papers.names[0], "Ada \"the first\" L"));
    assert_true(str_is(papers.names[1], "Bo") && str_is(papers.names[2], "C\xc3\xa9"));
    assert_true(str_is(papers.title, "Chair"));
    papers_done(&papers);
}

static void what_is_not_right_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line;
    } wrong[] = {
        {"0 1\n", "Line 1"},
        {"1001 1\n", "Line 1"},
        {"2 1\n1 3 0\n", "Line 2"},
        {"2 1\n1 1 1 0\n", "Line 2"},
        {"2 1\n1 1 0\n1000000001 1 0\n", "Line 3"},
        {"2 1\n[withdrawn 3]\n", "Line 2"},
        {"2 1\n[tie 1 2 1]\n1 1 0\n", "Line 2"},
        {"2 1\n1 1 0\n0\n\"A\"\n\"A\"\n", "Line 5"},
        {"2 1\n1 1 0\n0\n\"A\"\n\"B\"\nmore\nand more\n", "Line 6"},
        {"2 1\n1 1 0\n0\n\"A\" \"B\" \"T\" \"C\"\n", "Line 4"},
        {"2 1\n1 1 0\n\"A\"\n\"B\"\n", "Line 3"},
        {"2 1\n1 1 0\n0\nA\n", "Line 4"},
        {"2 1\n1 1 0\n0\n\"A\"\n\"\"\n", "Line 5"},
        {"2 1\n1 1 0\n0\n\"A\"\n\"B\u202ea\"\n", "Line 5"},
        {"\xff", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct papers papers;
        struct error error = {0};
        int err = blt_read(str_of(wrong[i].text), &papers, &error);
        assert_int_equal(err, ERROR_WRONG);
        assert_string_equal(error.field, "file");
        if (strstr(error.message, wrong[i].line) == NULL)
            fail_msg("%s does not name %s", error.message, wrong[i].line);
    }
}

static void names_are_read_as_real_files_have_them(void **state)
{
    (void)state;
    static const struct {
        const char *end, *first, *second, *title;
    } files[] = {
        {"\"Ann Lee\"\n\"Bo\"\n\"Ward 1\"", "Ann Lee", "Bo", "Ward 1"},
        {"\"Ann Lee\"\r\n\"Bo\"\r\n", "Ann Lee", "Bo", ""},
        {"\"Ann Lee\" \"Bo\" \"Ward 1\"\n", "Ann Lee", "Bo", "Ward 1"},
        {"\"7\"\n\"-2\"\n\"2027\"\n", "7", "-2", "2027"},
        {"Ann Lee (Lab)\nBo  (SNP)  \nWard 1", "Ann Lee (Lab)", "Bo  (SNP)", "Ward 1"},
        {"\"Ann Lee\"\n\"Bo\"\n\"Ward 1\"\n\"By the clerk\"\nFirst 7 8\n", "Ann Lee", "Bo",
         "Ward 1"},
        {"Ann Lee # the chair\n# nobody\n\n12\n", "Ann Lee", "12", ""},
        {"\"Ann Lee\"\n\"Bo\"\nWard 1\n", "Ann Lee", "Bo", "Ward 1"},
        {"\"Ann Lee\" \"Labour\"\n\"Bo\" \"SNP\"\n\"Ward 1\"\n", "Ann Lee", "Bo", "Ward 1"},
        {"\"Ann\" \"Labour\"\n\"Ann\" \"SNP\"\n\"Ward 1\"\n", "Ann (Labour)", "Ann (SNP)",
         "Ward 1"},
        {"\"\"\"Ann Lee\"\" \"\"Labour\"\"\"\n\"\"\"Bo\"\" \"\"SNP\"\"\"\n", "Ann Lee", "Bo", ""},
        {"\"Lab \"\"Ann Lee\"\"\"\n\"SNP \"\"Bo\"\"\"\n", "Lab \"Ann Lee\"", "SNP \"Bo\"", ""},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct arena arena = {0};
        struct papers papers;
        read(arena_print(&arena, "2 1\n1 1 0\n0\n%s", files[i].end), &papers);
        assert_string_equal(arena_copy(&arena, papers.names[0]), files[i].first);
        assert_string_equal(arena_copy(&arena, papers.names[1]), files[i].second);
        assert_string_equal(arena_copy(&arena, papers.title), files[i].title);
        papers_done(&papers);
        arena_done(&arena);
    }
}

static void an_order_of_the_lot_names_each_candidate_once(void **state)
{
    (void)state;
    struct papers papers;
    struct error error = {0};
    assert_int_equal(blt_read(STR("2 1\n[tie 1 1]\n1 1 0\n0\n\"A\"\n\"B\"\n"), &papers, &error),
                     ERROR_WRONG);
    assert_non_null(strstr(error.message, "each candidate once"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_comments_names_and_options_are_read),
        cmocka_unit_test(what_is_not_right_is_refused_with_its_line),
        cmocka_unit_test(names_are_read_as_real_files_have_them),
        cmocka_unit_test(an_order_of_the_lot_names_each_candidate_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
