/* Results: when the difference of two lists tells of too few, and how receipts find papers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"
#include "model/election_result.h"

/* So many lines of each of two kinds. */
static struct str lines(struct text *text, int ones, int twos)
{
    text_clear(text);
    for (int i = 0; i < ones; i++)
        text_add(text, STR("1\n"));
    for (int i = 0; i < twos; i++)
        text_add(text, STR("2 1\n"));
    return text_str(text);
}

static void a_difference_of_one_to_nine_papers_tells_too_much(void **state)
{
    (void)state;
    for (int more = 0; more <= 30; more++) {
        struct text one = {0}, other = {0};
        bool few = more > 0 && more < ELECTION_DIFFERENCE;
        assert_int_equal(papers_differ_by_few(lines(&one, 40, 40), lines(&other, 40 + more, 40)),
                         few);
        assert_int_equal(papers_differ_by_few(lines(&one, 40, 40 + more), lines(&other, 40, 40)),
                         few);
        assert_int_equal(
            papers_differ_by_few(lines(&one, 40, 40), lines(&other, 40 + more, 40 - more)), few);
        text_done(&one);
        text_done(&other);
    }
}

static void the_order_of_a_list_is_no_difference(void **state)
{
    (void)state;
    assert_false(papers_differ_by_few(STR("1\n2\n3\n"), STR("3\n1\n2\n")));
    assert_true(papers_differ_by_few(STR("1\n2\n3\n"), STR("3\n1\n1\n")));
    assert_true(papers_differ_by_few(STR(""), STR("1\n")));
    assert_false(papers_differ_by_few(STR(""), STR("")));
}

static void a_receipt_finds_its_paper_and_no_other(void **state)
{
    const struct str papers = STR("aaaaaaaaaaaaaaaaaaaa 2 1\nbbbbbbbbbbbbbbbbbbbb\n"
                                  "cccccccccccccccccccc 1=3\ncccccccccccccccccccc 2\n");
    struct str choices;
    (void)state;
    assert_int_equal(papers_lines(papers), 4);
    assert_int_equal(papers_with_receipt(papers, STR("aaaaaaaaaaaaaaaaaaaa"), &choices), 1);
    assert_true(str_is(choices, "2 1"));
    assert_int_equal(papers_with_receipt(papers, STR("bbbbbbbbbbbbbbbbbbbb"), &choices), 1);
    assert_int_equal(choices.len, 0);
    assert_int_equal(papers_with_receipt(papers, STR("cccccccccccccccccccc"), &choices), 2);
    assert_int_equal(papers_with_receipt(papers, STR("dddddddddddddddddddd"), &choices), 0);
    assert_int_equal(papers_with_receipt(papers, STR("aaaa"), &choices), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_of_one_to_nine_papers_tells_too_much),
        cmocka_unit_test(the_order_of_a_list_is_no_difference),
        cmocka_unit_test(a_receipt_finds_its_paper_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
