/* What a new count may show beside what was shown before.
 *
 * A series is counted day by day; each day's answer is sketched as "20 s 35 = 55": the groups, the
 * rest, the total. tests/system/test_release_attack.py attacks series by the thousand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/release.h"

struct series {
    struct arena arena;
    struct error error;
    struct release_list list;
    int32_t day;
};

static const struct suppress_preset *membership(void)
{
    return suppress_preset_find(STR("membership"));
}

static const char *word(struct series *series, struct suppress_entry entry)
{
    return entry.how == SUPPRESS_SHOWN ? suppress_print(entry, &series->arena) : "s";
}

static const char *sketch(struct series *series)
{
    const struct release_list *list = &series->list;
    const char *text = "";

    for (size_t i = 0; i < list->count; i++) {
        text =
            arena_print(&series->arena, "%s%s ", text,
                        word(series, release_show_group(membership(), list, list->groups[i].key)));
    }
    return arena_print(&series->arena, "%s%s = %s", text,
                       word(series, release_show_rest(membership(), list)),
                       word(series, release_show_total(membership(), list)));
}

/* The groups have the keys 1, 2, …; the last number is of those elsewhere. */
static void count(struct series *series, size_t groups, const int64_t *people, const char *sketched)
{
    struct release_people list[8];
    struct release_census today = {
        .groups = list, .count = groups, .elsewhere = people[groups], .day = ++series->day};

    for (size_t i = 0; i < groups; i++) {
        list[i] = (struct release_people){.key = (int64_t)i + 1, .people = people[i]};
    }
    assert_int_equal(release_decide(membership(), &series->list, &today, &series->arena,
                                    &series->list, &series->error),
                     OK);
    assert_string_equal(sketch(series), sketched);
}

#define COUNT(series, groups, sketched, ...)                                                       \
    count(series, groups, (const int64_t[(groups) + 1]){__VA_ARGS__}, sketched)

static void large_groups_are_shown_and_small_ones_are_among_the_rest(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 3, "35 s s 20 = 55", 33, 9, 0, 12);
    arena_done(&series.arena);
}

static void nothing_is_shown_of_a_few(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 2, "s s s = s", 4, 3, 2);
    arena_done(&series.arena);
}

static void a_rest_that_is_too_small_takes_in_the_smallest_group_that_fills_it(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 3, "40 30 s 25 = 95", 40, 30, 20, 3);
    arena_done(&series.arena);
}

static void nobody_sees_a_few_join_or_leave(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 2, "35 s 20 = 55", 33, 2, 20);
    COUNT(&series, 2, "35 s 20 = 55", 42, 2, 20);
    COUNT(&series, 2, "35 s 20 = 55", 24, 9, 20);
    assert_int_equal(series.list.day, 1);
    arena_done(&series.arena);
}

static void a_number_moves_once_as_many_have_come_as_are_hidden(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 2, "35 s 20 = 55", 33, 2, 20);
    COUNT(&series, 2, "45 s 20 = 65", 43, 2, 20);
    assert_int_equal(series.list.day, 2);
    arena_done(&series.arena);
}

static void those_who_join_few_to_a_group_are_seen_together(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 4, "s s s s 20 = 20", 0, 0, 0, 0, 20);
    COUNT(&series, 4, "s s s s 60 = 60", 9, 9, 9, 9, 22);
    COUNT(&series, 4, "s s s s 15 = 15", 1, 1, 1, 1, 10);
    arena_done(&series.arena);
}

static void a_group_is_shown_from_when_it_has_grown_and_goes_when_it_has_shrunk(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 1, "s 40 = 40", 5, 35);
    COUNT(&series, 1, "s 40 = 40", 14, 30);
    COUNT(&series, 1, "15 30 = 45", 15, 30);
    COUNT(&series, 1, "15 30 = 45", 6, 30);
    COUNT(&series, 1, "s 30 = 30", 5, 30);
    arena_done(&series.arena);
}

static void a_place_that_comes_later_begins_with_nobody_and_one_that_goes_ends_so(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 1, "20 40 = 60", 20, 40);
    COUNT(&series, 2, "20 s 40 = 60", 20, 9, 31);
    COUNT(&series, 2, "20 15 25 = 60", 20, 15, 25);
    COUNT(&series, 0, "s s 60 = 60", 60);
    arena_done(&series.arena);
}

static void a_hidden_number_that_is_counted_anew_does_not_change_the_day(void **state)
{
    struct series series = {0};

    (void)state;
    COUNT(&series, 2, "s s 40 = 40", 0, 12, 28);
    COUNT(&series, 2, "s s 40 = 40", 10, 2, 28);
    assert_true(series.list.is_new);
    assert_int_equal(series.list.day, 1);
    arena_done(&series.arena);
}

static void refuse(const struct suppress_preset *preset, const struct release_people *groups,
                   size_t group_count, int code, const char *field)
{
    struct arena arena = {0};
    struct error error = {0};
    struct release_list list = {0};
    struct release_census today = {.groups = groups, .count = group_count};

    assert_int_equal(release_decide(preset, &list, &today, &arena, &list, &error), code);
    assert_string_equal(error.field, field);
    arena_done(&arena);
}

static void what_cannot_be_a_count_is_refused(void **state)
{
    const struct suppress_preset exact = {"exact", 0, 9, 1};
    const struct suppress_preset broken = {"broken", 0, 9, 0};
    const struct release_people twice[] = {{1, 5}, {1, 5}};
    const struct release_people below_zero[] = {{1, -5}};
    const struct release_people many[] = {{1, SUPPRESS_MOST}, {2, 1}};

    (void)state;
    refuse(&exact, NULL, 0, ERROR_WRONG, "round_to");
    refuse(&broken, NULL, 0, ERROR_WRONG, "round_to");
    refuse(membership(), twice, 2, ERROR_WRONG, "groups");
    refuse(membership(), below_zero, 1, ERROR_WRONG, "groups");
    refuse(membership(), many, 2, ERROR_LIMIT, "groups");
}

static void a_sum_is_shown_only_where_each_part_is(void **state)
{
    const struct suppress_entry shown = {.shown = 20};
    const struct suppress_entry hidden = {.how = SUPPRESS_SMALL};

    (void)state;
    assert_int_equal(release_show_sum((struct suppress_entry[]){shown, shown}, 2).shown, 40);
    assert_int_equal(release_show_sum((struct suppress_entry[]){shown, hidden}, 2).how,
                     SUPPRESS_PROTECTS);
}

static enum release_relation compare(const char *population, const char *by,
                                     const char *other_population, const char *other_by)
{
    struct release_topic one = {str_of(population), str_of(by)};
    struct release_topic other = {str_of(other_population), str_of(other_by)};

    assert_int_equal(release_compare(&one, &other), release_compare(&other, &one));
    return release_compare(&one, &other);
}

static void populations_that_overlap_are_refused_and_disjoint_ones_are_not(void **state)
{
    (void)state;
    assert_int_equal(compare("kind=ally", "place", "kind=ally", "place"), RELEASE_SAME);
    assert_int_equal(compare("kind=ally", "place", "kind=member", "place"), RELEASE_INDEPENDENT);
    assert_int_equal(compare("kind=ally", "place", "", "place"), RELEASE_OVERLAPS);
    assert_int_equal(compare("kind=ally", "place", "job=nurse;kind=ally", "place"),
                     RELEASE_OVERLAPS);
    assert_int_equal(compare("job=nurse;kind=ally", "place", "job=porter", "place"),
                     RELEASE_INDEPENDENT);
    assert_int_equal(compare("kind=ally", "place", "kindness=little", "place"), RELEASE_OVERLAPS);
}

static void
one_population_is_counted_by_different_traits_but_not_by_one_within_another(void **state)
{
    (void)state;
    assert_int_equal(compare("", "place", "", "job"), RELEASE_INDEPENDENT);
    assert_int_equal(compare("", "place", "", "job;place"), RELEASE_OVERLAPS);
    assert_int_equal(compare("", "kind;place", "", "job;place"), RELEASE_OVERLAPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_groups_are_shown_and_small_ones_are_among_the_rest),
        cmocka_unit_test(nothing_is_shown_of_a_few),
        cmocka_unit_test(a_rest_that_is_too_small_takes_in_the_smallest_group_that_fills_it),
        cmocka_unit_test(nobody_sees_a_few_join_or_leave),
        cmocka_unit_test(a_number_moves_once_as_many_have_come_as_are_hidden),
        cmocka_unit_test(those_who_join_few_to_a_group_are_seen_together),
        cmocka_unit_test(a_group_is_shown_from_when_it_has_grown_and_goes_when_it_has_shrunk),
        cmocka_unit_test(a_place_that_comes_later_begins_with_nobody_and_one_that_goes_ends_so),
        cmocka_unit_test(a_hidden_number_that_is_counted_anew_does_not_change_the_day),
        cmocka_unit_test(what_cannot_be_a_count_is_refused),
        cmocka_unit_test(a_sum_is_shown_only_where_each_part_is),
        cmocka_unit_test(populations_that_overlap_are_refused_and_disjoint_ones_are_not),
        cmocka_unit_test(
            one_population_is_counted_by_different_traits_but_not_by_one_within_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
