/* From the door and back: a client's order, answers for who has gone, looks, and the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

static struct answer *send(struct world *world, struct client *client, const char *action,
                           const char *with)
{
    struct call_request request = {
        .action = str_of(action), .actor = administrator, .client = client};
    return world_send(world, &request, with);
}

/* ---- a client's order ---- */

static void a_read_waits_for_the_writes_that_its_client_sent_before_it(void **state)
{
    struct world *world = WORLD(state);
    struct client client = {0};
    struct answer *before = send(world, &client, "place.list", "{}");
    send(world, &client, "place.add", "{'name':'Leeds'}");
    struct answer *after = send(world, &client, "place.list", "{}");
    send(world, &client, "place.add", "{'name':'York'}");
    assert_true(before->there);
    assert_false(after->there);
    world_run(world);
    assert_true(after->there);
    assert_non_null(strstr(after->reply, "Leeds"));
    assert_null(strstr(before->reply, "Leeds"));
    assert_null(client.first);
}

static void a_read_waits_for_nobody_elses_writes(void **state)
{
    struct world *world = WORLD(state);
    struct client one = {0}, other = {0};
    send(world, &one, "place.add", "{'name':'Leeds'}");
    assert_true(send(world, &other, "place.list", "{}")->there);
    assert_true(send(world, NULL, "place.list", "{}")->there);
    world_run(world);
}

static void a_write_that_is_refused_at_once_holds_nothing_up(void **state)
{
    struct world *world = WORLD(state);
    struct client client = {0};
    struct answer *wrong = send(world, &client, "place.add", "{}");
    assert_true(wrong->there);
    assert_true(send(world, &client, "place.list", "{}")->there);
}

static void what_a_client_that_has_gone_has_sent_is_done_and_told_to_nobody(void **state)
{
    struct world *world = WORLD(state);
    struct client client = {0};
    struct answer *write = send(world, &client, "place.add", "{'name':'Leeds'}");
    struct answer *read = send(world, &client, "place.list", "{}");
    engine_forget(world->engine, &client);
    world_run(world);
    assert_false(write->there);
    assert_false(read->there);
    assert_int_equal(world_count(world, "SELECT count(*) FROM place"), 1);
    assert_true(engine_is_quiet(world->engine));
}

/* ---- who acts for whom ---- */

static void nobody_speaks_for_one_who_is_not_there(void **state)
{
    struct actor absent = {.kind = ACTOR_PERSON, .person = 12345, .spoken_for = true};
    struct world *world = WORLD(state);
    struct answer *answer = world_call(world, absent, "membership.preview", "{'network':'%s'}",
                                       world_id(world, world_network(world, "Pride", NULL)));
    assert_fails(answer, ERROR_MISSING, "as");
}

/* ---- looks ---- */

static void that_somebody_looked_is_written_down_before_they_see(void **state)
{
    struct world *world = WORLD(state);
    int64_t ada = world_person(world, "ada");
    struct call_request request = {.action = STR("person.show"), .actor = administrator};
    struct answer *answer = world_send(
        world, &request, arena_print(&world->arena, "{'person':'%s'}", world_id(world, ada)));
    assert_false(answer->there);
    world_run(world);
    assert_int_equal(answer->outcome, OK);
    assert_non_null(strstr(answer->reply, "ada@example.org"));
    assert_int_equal(world_count(world, "SELECT subject FROM look WHERE viewer = 'administrator'"
                                        " AND action = 'person.show'"),
                     ada);
}

static void to_look_at_oneself_is_nobodys_concern(void **state)
{
    struct world *world = WORLD(state);
    int64_t ada = world_person(world, "ada");
    world_do(world, somebody(ada), "person.show", "{'person':'%s'}", world_id(world, ada));
    assert_int_equal(world_count(world, "SELECT count(*) FROM look"), 0);
}

/* ---- what goes on after its handler has returned ---- */

static struct answer *brew(struct world *world)
{
    struct call_request request = {.action = STR("tea.brew"), .actor = administrator};
    return world_send(world, &request,
                      arena_print(&world->arena, "{'network':'%s'}",
                                  world_id(world, world_network(world, "Pride", NULL))));
}

static void a_later_call_is_answered_when_its_handler_says_so(void **state)
{
    struct world *world = WORLD(state);
    struct answer *answer = brew(world);
    world_run(world);
    assert_false(answer->there);
    assert_false(engine_is_quiet(world->engine));
    call_done(world->brewing, OK);
    assert_true(answer->there && answer->outcome == OK);
    assert_true(engine_is_quiet(world->engine));
}

static void a_later_call_that_is_done_early_is_answered_once_it_is_durable(void **state)
{
    struct world *world = WORLD(state);
    struct answer *answer = brew(world);
    engine_turn(world->engine);
    call_done(world->brewing, OK);
    assert_false(answer->there);
    world_run(world);
    assert_true(answer->there && answer->outcome == OK);
}

static void a_later_call_can_fail(void **state)
{
    struct world *world = WORLD(state);
    struct answer *answer = brew(world);
    world_run(world);
    call_fail(world->brewing, ERROR_BUSY, "kettle", "The kettle is in use.");
    call_done(world->brewing, ERROR_BUSY);
    assert_fails(answer, ERROR_BUSY, "kettle");
}

static void what_cannot_be_taken_back_cannot_be_tried(void **state)
{
    struct world *world = WORLD(state);
    struct call_request request = {
        .action = STR("tea.brew"), .actor = administrator, .dry_run = true};
    struct answer *answer =
        world_send(world, &request,
                   arena_print(&world->arena, "{'network':'%s'}",
                               world_id(world, world_network(world, "Pride", NULL))));
    assert_fails(answer, ERROR_WRONG, "dry_run");
    assert_null(world->brewing);
}

/* ---- the end ---- */

static void once_it_stops_what_was_sent_is_done_and_what_comes_is_refused(void **state)
{
    struct world *world = WORLD(state);
    struct answer *before = send(world, NULL, "place.add", "{'name':'Leeds'}");
    assert_false(engine_stop(world->engine));
    struct answer *after = send(world, NULL, "place.add", "{'name':'York'}");
    world_run(world);
    assert_int_equal(before->outcome, OK);
    assert_fails(after, ERROR_STOPPED, "");
    assert_true(engine_stop(world->engine));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_read_waits_for_the_writes_that_its_client_sent_before_it),
        TEST(a_read_waits_for_nobody_elses_writes),
        TEST(a_write_that_is_refused_at_once_holds_nothing_up),
        TEST(what_a_client_that_has_gone_has_sent_is_done_and_told_to_nobody),
        TEST(nobody_speaks_for_one_who_is_not_there),
        TEST(that_somebody_looked_is_written_down_before_they_see),
        TEST(to_look_at_oneself_is_nobodys_concern),
        TEST(a_later_call_is_answered_when_its_handler_says_so),
        TEST(a_later_call_that_is_done_early_is_answered_once_it_is_durable),
        TEST(a_later_call_can_fail),
        TEST(what_cannot_be_taken_back_cannot_be_tried),
        TEST(once_it_stops_what_was_sent_is_done_and_what_comes_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
