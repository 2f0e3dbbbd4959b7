/* Ballot papers: equal ones lie together, and there are not too many of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/tally.h"

static struct preference of(uint16_t candidate)
{
    return (struct preference){candidate, false};
}

static void add(struct papers *papers, int64_t weight, int err,
                const struct preference *preferences, size_t count)
{
    struct error error = {0};
    assert_int_equal(papers_add(papers, weight, preferences, count, &error), err);
    assert_string_equal(error.field, err == OK ? "" : "ballots");
}

static void equal_papers_are_one_path_and_those_that_begin_alike_share_it(void **state)
{
    (void)state;
    struct papers papers;
    papers_start(&papers, 3, 1);
    add(&papers, 2, OK, (struct preference[]){of(0), of(1)}, 2);
    add(&papers, 3, OK, (struct preference[]){of(0), of(1)}, 2);
    assert_int_equal(papers.nodes.count, 3);
    add(&papers, 1, OK, (struct preference[]){of(0), of(2)}, 2);
    add(&papers, 1, OK, (struct preference[]){of(0)}, 1);
    add(&papers, 4, OK, NULL, 0);
    assert_int_equal(papers.nodes.count, 4);
    assert_int_equal(papers_count(&papers), 11);
    assert_int_equal(papers.nodes.at[1].count, 7);
    papers_done(&papers);
}

static void a_shared_rank_is_not_the_same_as_one_after_the_other(void **state)
{
    (void)state;
    struct papers papers;
    papers_start(&papers, 3, 1);
    add(&papers, 1, OK, (struct preference[]){of(0), of(1)}, 2);
    add(&papers, 1, OK, (struct preference[]){of(0), {1, true}}, 2);
    assert_int_equal(papers.nodes.count, 4);
    papers_done(&papers);
}

static void more_papers_than_amounts_have_room_for_are_refused(void **state)
{
    (void)state;
    struct papers papers;
    papers_start(&papers, 3, 1);
    add(&papers, PAPERS_MOST, OK, (struct preference[]){of(0)}, 1);
    add(&papers, 1, ERROR_LIMIT, (struct preference[]){of(0)}, 1);
    assert_int_equal(papers_count(&papers), PAPERS_MOST);
    papers_done(&papers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_papers_are_one_path_and_those_that_begin_alike_share_it),
        cmocka_unit_test(a_shared_rank_is_not_the_same_as_one_after_the_other),
        cmocka_unit_test(more_papers_than_amounts_have_room_for_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
