/* How many belong is counted on the schedule and shown as counted, whoever asks and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

static void join_many(struct world *world, int64_t network, int from, int to)
{
    for (int i = from; i < to; i++) {
        world_join(world, world_person(world, arena_print(&world->arena, "p%d", i)), network);
    }
}

static void pass(struct world *world, int64_t days)
{
    engine_clock(world->engine)->frozen_ms += days * DAY_MS;
    world_run(world);
}

static const char *summary(struct world *world, struct actor actor, int64_t network)
{
    return world_do(world, actor, "membership.summary", "{'network':'%s'}",
                    world_id(world, network))
        ->reply;
}

/* Members in all: the last row. */
static const char *in_all(struct world *world, int64_t network)
{
    static char word[40];
    const char *row = strstr(summary(world, administrator, network), "\"in all\",\"members\":\"");

    assert_non_null(row);
    row += strlen("\"in all\",\"members\":\"");
    snprintf(word, sizeof word, "%.*s", (int)strcspn(row, "\""), row);
    return word;
}

static void nothing_is_shown_before_the_first_count(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);

    join_many(world, network, 0, 20);
    assert_string_equal(in_all(world, network), "too few people to show");
    assert_null(strstr(summary(world, administrator, network), "since"));
}

static void people_are_counted_in_the_first_night_and_weekly_from_then_on(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);

    join_many(world, network, 0, 22);
    pass(world, 1);
    assert_string_equal(in_all(world, network), "20");
    join_many(world, network, 22, 40);
    pass(world, 6);
    assert_string_equal(in_all(world, network), "20");
    pass(world, 1);
    assert_string_equal(in_all(world, network), "40");
    assert_non_null(strstr(summary(world, administrator, network), "\"since\":\"2026-11-29\""));
}

static void one_who_joins_or_leaves_moves_no_number(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    int64_t ada = world_person(world, "Ada");

    join_many(world, network, 0, 22);
    pass(world, 1);
    const char *before = summary(world, administrator, network);
    world_join(world, ada, network);
    pass(world, 7);
    assert_string_equal(summary(world, somebody(ada), network), before);
    world_do(world, somebody(ada), "membership.leave", "{'network':'%s'}",
             world_id(world, network));
    pass(world, 7);
    assert_string_equal(summary(world, administrator, network), before);
    assert_int_equal(world_count(world, "SELECT count(*) FROM released"), 2);
}

static void nobody_can_have_people_counted_when_they_like(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    struct answer *answer = world_call(world, administrator, "membership.count", "{'network':'%s'}",
                                       world_id(world, network));

    assert_fails(answer, ERROR_REFUSED, "");
}

static void what_was_shown_stays_after_a_restart(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);

    join_many(world, network, 0, 22);
    pass(world, 1);
    const char *before = summary(world, administrator, network);
    world_restart(world);
    assert_string_equal(summary(world, administrator, network), before);
}

#define WORLD_TEST(behaviour)                                                                      \
    cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(nothing_is_shown_before_the_first_count),
        WORLD_TEST(people_are_counted_in_the_first_night_and_weekly_from_then_on),
        WORLD_TEST(one_who_joins_or_leaves_moves_no_number),
        WORLD_TEST(nobody_can_have_people_counted_when_they_like),
        WORLD_TEST(what_was_shown_stays_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
