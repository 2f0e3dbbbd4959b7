/* The welcome: who asks to be spoken with is shown to the membership lead, and nobody else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/office.h"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

struct scene {
    struct world *world;
    const char *network;
    int64_t network_id, lead, lead_handle, ada, ada_handle;
};

static void appoint(struct scene *scene, const char *key, int64_t handle)
{
    struct world *world = scene->world;
    struct model in = world_model(world);
    struct role role;
    assert_int_equal(role_by_key(&in, scene->network_id, str_of(key), &role), OK);
    world_do(world, administrator, "role.appoint", "{'role':'%s','membership':'%s'}",
             world_id(world, role.id), world_id(world, handle));
}

static struct scene scene_of(struct world *world)
{
    struct scene scene = {.world = world, .network_id = world_network(world, "Carers", NULL)};
    scene.network = world_id(world, scene.network_id);
    scene.lead = world_person(world, "lead");
    scene.lead_handle = world_join(world, scene.lead, scene.network_id);
    scene.ada = world_person(world, "Ada");
    scene.ada_handle =
        answer_id(world_do(world, somebody(scene.ada), "membership.join",
                           "{'network':'%s','visibility':'concealed'}", scene.network),
                  "membership");
    appoint(&scene, "membership_lead", scene.lead_handle);
    return scene;
}

static struct answer *wish(const struct scene *scene, const char *word)
{
    return world_do(scene->world, somebody(scene->ada), "membership.contact_wish",
                    "{'network':'%s','wish':'%s'}", scene->network, word);
}

static const char *waiting(const struct scene *scene)
{
    return world_do(scene->world, somebody(scene->lead), "membership.waiting", "{'network':'%s'}",
                    scene->network)
        ->reply;
}

static const char *tasks_of(const struct scene *scene, int64_t person)
{
    return world_do(scene->world, somebody(person), "task.list", "{}")->reply;
}

static void pass(const struct scene *scene, int days)
{
    for (int i = 0; i < days; i++) {
        engine_clock(scene->world->engine)->frozen_ms += day_ms;
        world_run(scene->world);
    }
}

static void who_asks_to_be_spoken_with_is_shown_with_name_and_day(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    struct answer *answer = wish(&scene, "person");
    assert_string_equal(answer->reply, "{\"by\":\"2026-11-27\"}"); /* Saturday; five working days */
    const char *shown = waiting(&scene);
    assert_non_null(strstr(shown, world_id(scene.world, scene.ada_handle)));
    assert_non_null(strstr(shown, "\"name\":\"Ada\",\"wish\":\"person\",\"since\":\"2026-11-21\""));
    assert_non_null(strstr(shown, "\"overdue\":false"));
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM look"), 1);
    assert_non_null(strstr(tasks_of(&scene, scene.lead), "would like to talk"));
}

static void who_just_listens_is_shown_to_nobody(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    assert_string_equal(waiting(&scene), "{\"waiting\":[]}");
    wish(&scene, "listen");
    assert_string_equal(waiting(&scene), "{\"waiting\":[]}");
    wish(&scene, "lead");
    assert_non_null(strstr(waiting(&scene), "Ada"));
    assert_string_equal(wish(&scene, "listen")->reply, "{}");
    assert_string_equal(waiting(&scene), "{\"waiting\":[]}");
    assert_null(strstr(tasks_of(&scene, scene.lead), "would like to talk"));
}

static void another_wish_does_not_begin_the_waiting_anew(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    wish(&scene, "lead");
    pass(&scene, 3);
    assert_string_equal(wish(&scene, "person")->reply, "{\"by\":\"2026-11-27\"}");
    pass(&scene, 4);
    assert_non_null(strstr(waiting(&scene), "\"overdue\":true"));
}

static void a_deputy_is_told_once_after_ten_working_days_and_not_whom(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    int64_t ben = world_person(scene.world, "Ben");
    appoint(&scene, "chair",
            world_join(scene.world, world_person(scene.world, "Cy"), scene.network_id));
    struct model in = world_model(scene.world);
    struct role role;
    assert_int_equal(role_by_key(&in, scene.network_id, STR("deputy_chair"), &role), OK);
    int64_t handle = world_join(scene.world, ben, scene.network_id);
    struct office office = {.network = scene.network_id, .role = role.id, .handle = handle};
    engine_write(scene.world->engine, scene.network_id, (int (*)(struct model *, void *))office_add,
                 NULL, &office);
    world_run(scene.world);
    wish(&scene, "lead");
    pass(&scene, 12); /* Thursday, the ninth working day */
    assert_null(strstr(tasks_of(&scene, ben), "has waited"));
    pass(&scene, 8);
    const char *told = tasks_of(&scene, ben);
    const char *first = strstr(told, "has waited");
    assert_non_null(first);
    assert_null(strstr(first + 1, "has waited"));
    assert_null(strstr(told, "Ada"));
    assert_fails(world_call(scene.world, somebody(ben), "membership.waiting", "{'network':'%s'}",
                            scene.network),
                 ERROR_REFUSED, "");
}

static void who_was_welcomed_waits_no_more(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    const char *handle = world_id(scene.world, scene.ada_handle);
    assert_fails(world_call(scene.world, somebody(scene.lead), "membership.welcome",
                            "{'membership':'%s'}", handle),
                 ERROR_MISSING, "membership");
    wish(&scene, "lead");
    world_do(scene.world, somebody(scene.lead), "membership.welcome", "{'membership':'%s'}",
             handle);
    assert_string_equal(waiting(&scene), "{\"waiting\":[]}");
    assert_null(strstr(tasks_of(&scene, scene.lead), "would like to talk"));
}

static void who_leaves_waits_no_more(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    wish(&scene, "lead");
    world_do(scene.world, somebody(scene.ada), "membership.leave", "{'network':'%s'}",
             scene.network);
    assert_string_equal(waiting(&scene), "{\"waiting\":[]}");
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM contact_wish"), 0);
}

static void nobody_else_learns_who_waits(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    int64_t ben = world_person(scene.world, "Ben");
    world_join(scene.world, ben, scene.network_id);
    wish(&scene, "lead");
    const struct actor others[] = {administrator, nobody_known, somebody(ben), somebody(scene.ada)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_fails(world_call(scene.world, others[i], "membership.waiting", "{'network':'%s'}",
                                scene.network),
                     ERROR_REFUSED, "");
}

static void while_a_network_is_founded_administrators_see_nobody_wait(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL), ada = world_person(world, "Ada");
    const char *id = world_id(world, network);
    world_join(world, ada, network);
    world_do(world, somebody(ada), "membership.contact_wish", "{'network':'%s','wish':'lead'}", id);
    struct answer *answer =
        world_do(world, administrator, "membership.waiting", "{'network':'%s'}", id);
    assert_string_equal(answer->reply, "{\"waiting\":[]}");
}

#define WORLD_TEST(behaviour)                                                                      \
    cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_asks_to_be_spoken_with_is_shown_with_name_and_day),
        WORLD_TEST(who_just_listens_is_shown_to_nobody),
        WORLD_TEST(another_wish_does_not_begin_the_waiting_anew),
        WORLD_TEST(a_deputy_is_told_once_after_ten_working_days_and_not_whom),
        WORLD_TEST(who_was_welcomed_waits_no_more),
        WORLD_TEST(who_leaves_waits_no_more),
        WORLD_TEST(nobody_else_learns_who_waits),
        WORLD_TEST(while_a_network_is_founded_administrators_see_nobody_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
