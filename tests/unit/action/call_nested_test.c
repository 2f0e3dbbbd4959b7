/* A call that a handler makes: in its savepoint, as the same actor, in the same network. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

static const char *network(struct world *world, const char *name)
{
    return world_id(world, world_network(world, name, NULL));
}

/* tea.order of another action, in a network. */
static struct answer *order(struct world *world, struct actor actor, const char *in,
                            const char *action, const char *with)
{
    return world_call(world, actor, "tea.order", "{'network':'%s','action':'%s',%s}", in, action,
                      with);
}

#define YORK "'with':'{\\'name\\':\\'York\\'}'"

static int64_t yorks(struct world *world)
{
    return world_count(world, "SELECT count(*) FROM place WHERE name = 'York'");
}

static void both_are_done_and_each_leaves_its_entry(void **state)
{
    struct world *world = WORLD(state);
    const char *in = network(world, "Pride");
    int64_t before = world_entries(world, 0);
    struct answer *answer = order(world, administrator, in, "place.add", YORK);
    assert_int_equal(answer->outcome, OK);
    assert_non_null(strstr(answer->reply, "{\"reply\":\"{\\\"place\\\":"));
    assert_int_equal(yorks(world), 1);
    assert_int_equal(world_entries(world, 0), before + 1);
}

static void when_the_outer_fails_the_inner_is_undone(void **state)
{
    struct world *world = WORLD(state);
    const char *in = network(world, "Pride");
    int64_t before = world_entries(world, 0);
    assert_fails(order(world, administrator, in, "place.add", "'spill':true," YORK), ERROR_CLASH,
                 "cup");
    assert_int_equal(yorks(world), 0);
    assert_int_equal(world_entries(world, 0), before);
}

static void when_the_inner_fails_its_error_is_told_and_nothing_of_it_is_kept(void **state)
{
    struct world *world = WORLD(state);
    int64_t id = world_network(world, "Pride", NULL), before = world_entries(world, id);
    const char *spill = arena_print(&world->arena, "'shrug':true,'with':'{\\'network\\':\\'%s\\'}'",
                                    world_id(world, id));
    assert_int_equal(order(world, administrator, world_id(world, id), "tea.spill", spill)->outcome,
                     OK);
    assert_int_equal(world_count(world, "SELECT count(*) FROM place WHERE name = 'tea'"), 0);
    assert_int_equal(world_entries(world, id), before + 1); /* the order's own */
    assert_fails(order(world, administrator, world_id(world, id), "tea.spill", spill + 13),
                 ERROR_CLASH, "cup");
}

static void a_dry_run_of_the_outer_keeps_nothing_of_the_inner(void **state)
{
    struct world *world = WORLD(state);
    const char *with = arena_print(&world->arena, "{'network':'%s','action':'place.add'," YORK "}",
                                   network(world, "Pride"));
    struct call_request request = {
        .action = STR("tea.order"), .actor = administrator, .dry_run = true};
    int64_t before = world_entries(world, 0);
    struct answer *answer = world_send(world, &request, with);
    world_run(world);
    assert_int_equal(answer->outcome, OK);
    assert_int_equal(yorks(world), 0);
    assert_int_equal(world_entries(world, 0), before);
}

static void the_inner_call_is_allowed_to_whom_it_is_allowed(void **state)
{
    struct world *world = WORLD(state);
    const char *in = network(world, "Pride");
    assert_fails(order(world, nobody_known, in, "place.add", YORK), ERROR_REFUSED, "");
    assert_int_equal(yorks(world), 0);
}

static void its_arguments_are_checked_like_any_others(void **state)
{
    struct world *world = WORLD(state);
    const char *in = network(world, "Pride");
    assert_fails(order(world, administrator, in, "place.add", "'with':'{}'"), ERROR_WRONG, "name");
    assert_fails(order(world, administrator, in, "place.ad", YORK), ERROR_UNKNOWN, "action");
}

static void it_stays_within_the_network_of_the_call(void **state)
{
    struct world *world = WORLD(state);
    const char *in = network(world, "Pride"), *other = network(world, "Carers");
    const char *pour = arena_print(&world->arena, "'with':'{\\'network\\':\\'%s\\'}'", other);
    assert_fails(order(world, administrator, in, "tea.pour", pour), ERROR_REFUSED, "network");
}

static void what_takes_its_time_is_called_by_itself(void **state)
{
    struct world *world = WORLD(state);
    const char *in = network(world, "Pride");
    const char *brew = arena_print(&world->arena, "'with':'{\\'network\\':\\'%s\\'}'", in);
    assert_fails(order(world, administrator, in, "tea.brew", brew), ERROR_REFUSED, "");
    assert_fails(order(world, administrator, in, "journal.verify", "'with':'{}'"), ERROR_REFUSED,
                 "");
    assert_null(world->brewing);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_are_done_and_each_leaves_its_entry),
        TEST(when_the_outer_fails_the_inner_is_undone),
        TEST(when_the_inner_fails_its_error_is_told_and_nothing_of_it_is_kept),
        TEST(a_dry_run_of_the_outer_keeps_nothing_of_the_inner),
        TEST(the_inner_call_is_allowed_to_whom_it_is_allowed),
        TEST(its_arguments_are_checked_like_any_others),
        TEST(it_stays_within_the_network_of_the_call),
        TEST(what_takes_its_time_is_called_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
