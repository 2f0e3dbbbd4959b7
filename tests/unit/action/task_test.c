/* task: each sees what waits for them, in all their networks, and nobody sees another's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/event.h"
#include "lib/world.h"
#include "model/office.h"
#include "model/task.h"

enum { TODAY = 20778 }; /* 2026-11-21 */

static int put(struct model *in, void *mine)
{
    return task_add(in, mine);
}

static int64_t add(struct world *world, struct task task)
{
    task.kind = STR("tea");
    engine_write(world->engine, task.network, put, NULL, &task);
    world_run(world);
    return task.id;
}

static const char *list(struct world *world, struct actor actor)
{
    return world_do(world, actor, "task.list", "{}")->reply;
}

static struct answer *done(struct world *world, struct actor actor, int64_t task)
{
    return world_call(world, actor, "task.done", "{'task':'%s'}", world_id(world, task));
}

static void appoint(struct world *world, int64_t network, const char *key, int64_t handle)
{
    struct model in = world_model(world);
    struct role role = {0};
    assert_int_equal(role_by_key(&in, network, str_of(key), &role), OK);
    world_do(world, administrator, "role.appoint", "{'role':'%s','membership':'%s'}",
             world_id(world, role.id), world_id(world, handle));
}

static void a_member_sees_what_waits_for_them_in_all_their_networks(void **state)
{
    struct world *world = WORLD(state);
    int64_t carers = world_network(world, "Carers", NULL),
            pride = world_network(world, "Pride", NULL);
    int64_t ada = world_person(world, "ada"), ben = world_person(world, "ben");
    int64_t handle = world_join(world, ada, carers), other = world_join(world, ada, pride);
    world_join(world, ben, carers);
    add(world,
        (struct task){
            .network = carers, .handle = handle, .sentence = STR("Later."), .due_day = TODAY + 9});
    add(world,
        (struct task){
            .network = pride, .handle = other, .sentence = STR("Soon."), .due_day = TODAY + 1});
    const char *reply = list(world, somebody(ada));
    assert_non_null(strstr(reply, "Soon.") && strstr(reply, "Later.") ? reply : NULL);
    assert_true(strstr(reply, "Soon.") < strstr(reply, "Later."));
    assert_non_null(strstr(reply, "\"network_name\":\"Pride\",\"yours\":true"));
    assert_non_null(strstr(reply, "\"due\":\"2026-11-22\""));
    assert_string_equal(list(world, somebody(ben)), "{\"tasks\":[]}");
}

static void what_is_for_an_office_waits_for_who_holds_it(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    int64_t ada = world_person(world, "ada"), ben = world_person(world, "ben");
    int64_t handle = world_join(world, ada, network);
    world_join(world, ben, network);
    int64_t id = add(world, (struct task){.network = network,
                                          .role = STR("chair"),
                                          .sentence = STR("Review the charter.")});
    assert_string_equal(list(world, somebody(ada)), "{\"tasks\":[]}");
    assert_fails(done(world, somebody(ada), id), ERROR_MISSING, "task");
    appoint(world, network, "chair", handle);
    assert_non_null(strstr(list(world, somebody(ada)), "Review the charter.\",\"network\""));
    assert_non_null(strstr(list(world, somebody(ada)), "\"yours\":false"));
    assert_string_equal(list(world, somebody(ben)), "{\"tasks\":[]}");
    assert_fails(done(world, somebody(ben), id), ERROR_MISSING, "task");
    assert_fails(done(world, administrator, id), ERROR_MISSING, "task");
    assert_int_equal(done(world, somebody(ada), id)->outcome, OK);
    assert_string_equal(list(world, somebody(ada)), "{\"tasks\":[]}");
}

static void administrators_see_the_servers_tasks_and_no_members(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    int64_t handle = world_join(world, world_person(world, "ada"), network);
    add(world, (struct task){.network = network, .handle = handle, .sentence = STR("Ada's.")});
    add(world,
        (struct task){.network = network, .grants = GRANT_ROLES, .sentence = STR("Leads'.")});
    const char *reply = list(world, administrator);
    assert_non_null(strstr(reply, "Nobody in Carers holds an office that may appoint."));
    assert_null(strstr(reply, "Ada's."));
    assert_null(strstr(reply, "Leads'."));
    appoint(world, network, "chair", handle);
    assert_string_equal(list(world, administrator), "{\"tasks\":[]}");
}

static void a_list_of_tasks_is_nobody_elses(void **state)
{
    struct world *world = WORLD(state);
    struct actor spoken = somebody(world_person(world, "ada"));
    spoken.spoken_for = true;
    assert_fails(world_call(world, spoken, "task.list", "{}"), ERROR_REFUSED, "as");
    assert_fails(world_call(world, nobody_known, "task.list", "{}"), ERROR_REFUSED, "");
}

static void many_tasks_come_in_pages_in_their_order(void **state)
{
    struct world *world = WORLD(state);
    for (int32_t i = 0; i < 5; i++)
        add(world, (struct task){.sentence = STR("Tea."), .due_day = TODAY + 5 - i});
    const char *first = world_do(world, administrator, "task.list", "{'limit':3}")->reply;
    const char *next = strstr(first, "\"next\":\"");
    assert_non_null(next);
    const char *second = world_do(world, administrator, "task.list", "{'limit':3,'after':'%.13s'}",
                                  next + strlen("\"next\":\""))
                             ->reply;
    assert_non_null(strstr(first, "2026-11-22"));
    assert_non_null(strstr(first, "2026-11-24"));
    assert_null(strstr(first, "2026-11-25"));
    assert_non_null(strstr(second, "2026-11-25"));
    assert_non_null(strstr(second, "2026-11-26"));
    assert_null(strstr(second, "next"));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_member_sees_what_waits_for_them_in_all_their_networks),
        TEST(what_is_for_an_office_waits_for_who_holds_it),
        TEST(administrators_see_the_servers_tasks_and_no_members),
        TEST(a_list_of_tasks_is_nobody_elses),
        TEST(many_tasks_come_in_pages_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
