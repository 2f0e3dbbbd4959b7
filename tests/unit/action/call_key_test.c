/* Idempotency keys: who is unsure whether a write arrived sends it again, and it is done once. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static struct answer *call_with_key(struct world *world, struct actor actor, const char *action,
                                    const char *key, const char *with)
{
    struct call_request request = {.action = str_of(action), .actor = actor, .key = str_of(key)};
    struct answer *answer = world_send(world, &request, with);
    world_run(world);
    assert_true(answer->there);
    return answer;
}

static struct answer *add_place(struct world *world, const char *key, const char *with)
{
    return call_with_key(world, administrator, "place.add", key, with);
}

static int64_t places(struct world *world)
{
    return world_count(world, "SELECT count(*) FROM place");
}

static void the_same_key_gives_the_same_answer_and_does_nothing(void **state)
{
    struct world *world = WORLD(state);
    struct answer *first = add_place(world, "k1", "{'name':'Leeds'}");
    int64_t entries = world_entries(world, 0);
    struct answer *second = add_place(world, "k1", "{'kind':'employer','name':'Leeds'}");
    assert_int_equal(second->outcome, OK);
    assert_string_equal(second->reply, first->reply);
    assert_int_equal(places(world), 1);
    assert_int_equal(world_entries(world, 0), entries);
}

static void a_key_sent_twice_before_the_first_is_answered_is_done_once(void **state)
{
    struct world *world = WORLD(state);
    struct call_request request = {
        .action = STR("place.add"), .actor = administrator, .key = STR("k1")};
    struct answer *first = world_send(world, &request, "{'name':'Leeds'}");
    struct answer *second = world_send(world, &request, "{'name':'Leeds'}");
    world_run(world);
    assert_int_equal(second->outcome, OK);
    assert_string_equal(second->reply, first->reply);
    assert_int_equal(places(world), 1);
}

static void what_removed_its_own_subject_is_answered_again(void **state)
{
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "Ayo");
    int64_t identity =
        answer_id(world_do(world, administrator, "identity.link",
                           "{'person':'%s','provider':'hr','subject':'1'}", world_id(world, ayo)),
                  "identity");
    const char *with = arena_print(&world->arena, "{'identity':'%s'}", world_id(world, identity));
    struct answer *answer = call_with_key(world, administrator, "identity.unlink", "k1", with);
    assert_int_equal(answer->outcome, OK);
    answer = call_with_key(world, administrator, "identity.unlink", "k1", with);
    assert_int_equal(answer->outcome, OK);
    assert_fails(call_with_key(world, administrator, "identity.unlink", "k2", with), ERROR_MISSING,
                 "identity");
    assert_fails(call_with_key(world, somebody(ayo), "identity.unlink", "k1", with), ERROR_MISSING,
                 "identity");
}

static void the_same_key_with_other_arguments_clashes(void **state)
{
    struct world *world = WORLD(state);
    add_place(world, "k1", "{'name':'Leeds'}");
    assert_fails(add_place(world, "k1", "{'name':'York'}"), ERROR_CLASH, "key");
    assert_int_equal(places(world), 1);
}

static void a_key_is_the_actors_and_the_actions_own(void **state)
{
    struct world *world = WORLD(state);
    add_place(world, "k1", "{'name':'Leeds'}");
    assert_int_equal(
        call_with_key(world, core_itself, "place.add", "k1", "{'name':'York'}")->outcome, OK);
    assert_int_equal(
        call_with_key(world, administrator, "person.add", "k1", "{'given_name':'Ada'}")->outcome,
        OK);
    assert_int_equal(places(world), 2);
}

static void a_key_is_answered_though_what_it_did_could_not_be_done_again(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    int64_t handle = world_join(world, world_person(world, "ada"), network);
    struct answer *roles =
        world_do(world, administrator, "role.list", "{'network':'%s'}", world_id(world, network));
    const char *chair = strstr(roles->reply, "\"role\":\"") + strlen("\"role\":\"");
    const char *with = arena_print(&world->arena, "{'role':'%.13s','membership':'%s'}", chair,
                                   world_id(world, handle));
    struct answer *first = call_with_key(world, administrator, "role.appoint", "k1", with);
    assert_int_equal(first->outcome, OK);
    assert_fails(call_with_key(world, administrator, "role.appoint", "k2", with), ERROR_MISSING,
                 "membership");
    struct answer *again = call_with_key(world, administrator, "role.appoint", "k1", with);
    assert_int_equal(again->outcome, OK);
    assert_int_equal(answer_id(again, "office"), answer_id(first, "office"));
}

static void a_failure_keeps_no_key(void **state)
{
    struct world *world = WORLD(state);
    add_place(world, "k1", "{'name':'Leeds'}");
    assert_fails(add_place(world, "k2", "{'name':'leeds'}"), ERROR_CLASH, "name");
    assert_int_equal(add_place(world, "k2", "{'name':'York'}")->outcome, OK);
}

static void a_dry_run_keeps_no_key(void **state)
{
    struct world *world = WORLD(state);
    struct call_request request = {
        .action = STR("place.add"), .actor = administrator, .key = STR("k1"), .dry_run = true};
    assert_int_equal(world_send(world, &request, "{'name':'Leeds'}")->there, false);
    world_run(world);
    assert_int_equal(add_place(world, "k1", "{'name':'York'}")->outcome, OK);
    assert_int_equal(places(world), 1);
}

static void a_key_is_kept_for_seven_days(void **state)
{
    struct world *world = WORLD(state);
    struct answer *first = add_place(world, "k1", "{'name':'Leeds'}");
    engine_clock(world->engine)->frozen_ms += INT64_C(7) * DAY_MS;
    assert_string_equal(add_place(world, "k1", "{'name':'Leeds'}")->reply, first->reply);
    engine_clock(world->engine)->frozen_ms += DAY_MS;
    assert_fails(add_place(world, "k1", "{'name':'Leeds'}"), ERROR_CLASH, "name");
    assert_int_equal(add_place(world, "k1", "{'name':'York'}")->outcome, OK);
}

static void nothing_but_ids_is_kept_with_a_key(void **state)
{
    struct world *world = WORLD(state);
    const char *with =
        arena_print(&world->arena, "{'person':'%s'}", world_id(world, world_person(world, "ada")));
    struct answer *first = call_with_key(world, administrator, "person.link", "k1", with);
    assert_non_null(strstr(first->reply, "\"token\""));
    struct answer *second = call_with_key(world, administrator, "person.link", "k1", with);
    assert_string_equal(second->reply, "{}");
    assert_int_equal(world_count(world, "SELECT count(*) FROM retry WHERE reply = '{}'"), 1);
}

static void who_may_not_does_not_learn_what_a_key_was_used_for(void **state)
{
    struct world *world = WORLD(state);
    add_place(world, "k1", "{'name':'Leeds'}");
    struct answer *answer =
        call_with_key(world, nobody_known, "place.add", "k1", "{'name':'Leeds'}");
    assert_fails(answer, ERROR_REFUSED, "");
}

static void only_writes_that_end_at_once_take_a_key(void **state)
{
    struct world *world = WORLD(state);
    const char *network = arena_print(&world->arena, "{'network':'%s'}",
                                      world_id(world, world_network(world, "Pride", NULL)));
    assert_fails(call_with_key(world, administrator, "place.list", "k1", "{}"), ERROR_WRONG, "key");
    assert_fails(call_with_key(world, administrator, "tea.brew", "k1", network), ERROR_WRONG,
                 "key");
}

static void a_key_is_short_and_printable(void **state)
{
    struct world *world = WORLD(state);
    static const char longest[] =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    assert_fails(add_place(world, "k 1", "{'name':'A'}"), ERROR_WRONG, "key");
    assert_fails(add_place(world, "k\x01", "{'name':'A'}"), ERROR_WRONG, "key");
    assert_fails(add_place(world, "\xc3\xa4", "{'name':'A'}"), ERROR_WRONG, "key");
    assert_fails(add_place(world, arena_print(&world->arena, "%s0", longest), "{'name':'A'}"),
                 ERROR_WRONG, "key");
    assert_int_equal(add_place(world, longest, "{'name':'A'}")->outcome, OK);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_key_gives_the_same_answer_and_does_nothing),
        TEST(a_key_sent_twice_before_the_first_is_answered_is_done_once),
        TEST(what_removed_its_own_subject_is_answered_again),
        TEST(the_same_key_with_other_arguments_clashes),
        TEST(a_key_is_the_actors_and_the_actions_own),
        TEST(a_key_is_answered_though_what_it_did_could_not_be_done_again),
        TEST(a_failure_keeps_no_key),
        TEST(a_dry_run_keeps_no_key),
        TEST(a_key_is_kept_for_seven_days),
        TEST(nothing_but_ids_is_kept_with_a_key),
        TEST(who_may_not_does_not_learn_what_a_key_was_used_for),
        TEST(only_writes_that_end_at_once_take_a_key),
        TEST(a_key_is_short_and_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
