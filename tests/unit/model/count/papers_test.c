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
    add(&papers, 1, OK, (struct preference[]){of(2), of(0)}, 2);
    add(&papers, 2, OK, (struct preference[]){of(0), of(1)}, 2);
    add(&papers, 1, OK, (struct preference[]){of(0), of(2)}, 2);
    add(&papers, 3, OK, (struct preference[]){of(0), of(1)}, 2);
    add(&papers, 1, OK, (struct preference[]){of(0)}, 1);
    add(&papers, 4, OK, NULL, 0);
    papers_merge(&papers);
    static const struct paper_node nodes[] = {
        {.child = 1, .count = 12},
        {.child = 2, .sibling = 4, .preference = {0, false}, .count = 7},
        {.sibling = 3, .preference = {1, false}, .count = 5},
        {.preference = {2, false}, .count = 1},
        {.child = 5, .preference = {2, false}, .count = 1},
        {.preference = {0, false}, .count = 1},
    };
    assert_int_equal(papers.nodes.count, sizeof nodes / sizeof *nodes);
    for (size_t i = 0; i < papers.nodes.count; i++) {
        const struct paper_node *node = &papers.nodes.at[i];
        assert_int_equal(node->child, nodes[i].child);
        assert_int_equal(node->sibling, nodes[i].sibling);
        assert_int_equal(node->preference.candidate, nodes[i].preference.candidate);
        assert_int_equal(node->count, nodes[i].count);
    }
    papers_done(&papers);
}

static void a_shared_rank_is_not_the_same_as_one_after_the_other(void **state)
{
    (void)state;
    struct papers papers;
    papers_start(&papers, 3, 1);
    add(&papers, 1, OK, (struct preference[]){of(0), of(1)}, 2);
    add(&papers, 1, OK, (struct preference[]){of(0), {1, true}}, 2);
    papers_merge(&papers);
    assert_int_equal(papers.nodes.count, 4);
    assert_true(papers.nodes.at[3].preference.beside && !papers.nodes.at[2].preference.beside);
    papers_done(&papers);
}

/* Many are sorted in another way than few: both must come to the same tree. */
static void many_papers_are_merged_as_few_are(void **state)
{
    (void)state;
    enum { CANDIDATES = 7, PAPERS = 20000 };
    struct papers papers;
    int64_t paths = 0, ends = 0;
    papers_start(&papers, CANDIDATES, 1);
    for (int64_t i = 0; i < PAPERS; i++) {
        struct preference preferences[CANDIDATES];
        uint64_t left = (uint64_t)i * 2654435761U % 5040;
        uint16_t free_ones[CANDIDATES] = {0, 1, 2, 3, 4, 5, 6};
        for (size_t rank = 0; rank < CANDIDATES; rank++) {
            size_t pick = left % (CANDIDATES - rank);
            left /= CANDIDATES - rank;
            preferences[rank] = of(free_ones[pick]);
            free_ones[pick] = free_ones[CANDIDATES - rank - 1];
        }
        add(&papers, 1 + i % 3, OK, preferences, CANDIDATES);
    }
    papers_merge(&papers);
    for (size_t i = 1; i < papers.nodes.count; i++) {
        paths += papers.nodes.at[i].child == 0;
        ends += papers.nodes.at[i].child == 0 ? papers.nodes.at[i].count : 0;
    }
    assert_int_equal(paths, 5040);
    assert_int_equal(ends, papers_count(&papers));
    papers_done(&papers);
}

static void papers_that_were_not_merged_are_not_counted(void **state)
{
    (void)state;
    struct papers papers;
    struct count_result result;
    struct error error = {0};
    papers_start(&papers, 2, 1);
    add(&papers, 1, OK, (struct preference[]){of(0)}, 1);
    assert_int_equal(
        count_run(&count_plurality, &papers, &(struct count_options){0}, &result, &error),
        ERROR_BROKEN);
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
        cmocka_unit_test(many_papers_are_merged_as_few_are),
        cmocka_unit_test(papers_that_were_not_merged_are_not_counted),
        cmocka_unit_test(more_papers_than_amounts_have_room_for_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
