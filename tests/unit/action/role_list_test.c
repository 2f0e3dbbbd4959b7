/* role.list and role.show: everybody sees the roles; who holds them is shown as far as each lets it
 * be seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/office.h"

struct group {
    struct world *world;
    int64_t network, chair_role;
    int64_t ada, ben; /* the chair, and a member */
    int64_t ada_handle, ben_handle;
};

static int64_t role_of(struct world *world, int64_t network, const char *key)
{
    struct model in = world_model(world);
    struct role role = {0};
    assert_int_equal(role_by_key(&in, network, str_of(key), &role), OK);
    return role.id;
}

static void appoint(struct world *world, struct actor actor, int64_t role, int64_t handle)
{
    world_do(world, actor, "role.appoint", "{'role':'%s','membership':'%s'}", world_id(world, role),
             world_id(world, handle));
}

static struct group group_of(struct world *world)
{
    struct group group = {.world = world};
    group.network = world_network(world, "Carers", NULL);
    group.chair_role = role_of(world, group.network, "chair");
    group.ada = world_person(world, "Ada");
    group.ben = world_person(world, "Ben");
    group.ada_handle = world_join(world, group.ada, group.network);
    group.ben_handle = world_join(world, group.ben, group.network);
    appoint(world, administrator, group.chair_role, group.ada_handle);
    return group;
}

static const char *list(const struct group *group, struct actor actor, const char *more)
{
    return world_do(group->world, actor, "role.list", "{'network':'%s'%s}",
                    world_id(group->world, group->network), more)
        ->reply;
}

/* One role of the list, as JSON. */
static const char *row(const struct group *group, const char *list, const char *key)
{
    const char *at = strstr(list, arena_print(&group->world->arena, "\"key\":\"%s\"", key));
    assert_non_null(at);
    const char *end = strstr(at, "\"closed\":");
    return arena_copy(&group->world->arena, (struct str){at, (size_t)(end - at)});
}

static void see_as(const struct group *group, const char *visibility)
{
    world_do(group->world, somebody(group->ada), "membership.visibility",
             "{'network':'%s','visibility':'%s'}", world_id(group->world, group->network),
             visibility);
}

static bool shows_name(const struct group *group, struct actor actor)
{
    return strstr(row(group, list(group, actor, ""), "chair"), "\"name\":\"Ada\"") != NULL;
}

static bool shows_handle(const struct group *group, struct actor actor)
{
    return strstr(list(group, actor, ""), world_id(group->world, group->ada_handle)) != NULL;
}

static void the_name_of_a_holder_is_shown_only_to_whom_they_let_see_it(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int64_t cas = world_person(world, "Cas"), dee = world_person(world, "Dee"), eve;
    int64_t cas_handle = world_join(world, cas, group.network);
    int64_t dee_handle = world_join(world, dee, group.network);
    eve = world_person(world, "Eve");
    appoint(world, somebody(group.ada), role_of(world, group.network, "events_lead"), cas_handle);
    appoint(world, somebody(group.ada), role_of(world, group.network, "membership_lead"),
            dee_handle);
    const struct actor viewers[] = {somebody(group.ada), somebody(group.ben), somebody(cas),
                                    somebody(dee),       somebody(eve),       administrator};
    const char *const wanted[][2] = {
        {"visible", "yyyyyn"}, {"members", "yyyynn"}, {"leads", "ynyynn"}, {"concealed", "ynnynn"}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        see_as(&group, wanted[i][0]);
        for (size_t j = 0; j < sizeof viewers / sizeof *viewers; j++)
            if (shows_name(&group, viewers[j]) != (wanted[i][1][j] == 'y'))
                fail_msg("%s: viewer %zu", wanted[i][0], j);
    }
}

static void handles_are_for_members(void **state)
{
    struct group group = group_of(WORLD(state));
    int64_t eve = world_person(group.world, "Eve");
    assert_true(shows_handle(&group, somebody(group.ben)));
    assert_false(shows_handle(&group, somebody(eve)));
    assert_false(shows_handle(&group, administrator));
}

static void that_a_name_was_seen_is_recorded_under_the_handle(void **state)
{
    struct group group = group_of(WORLD(state));
    list(&group, somebody(group.ada), "");
    assert_int_equal(world_count(group.world, "SELECT count(*) FROM look"), 0);
    list(&group, somebody(group.ben), "");
    assert_int_equal(world_count(group.world, "SELECT count(*) FROM look"), 1);
    assert_int_equal(world_count(group.world, "SELECT subject FROM look"), group.ada_handle);
    see_as(&group, "concealed");
    list(&group, somebody(group.ben), "");
    assert_int_equal(world_count(group.world, "SELECT count(*) FROM look"), 1);
}

static void a_role_tells_its_terms_its_seats_and_whose_it_is(void **state)
{
    struct group group = group_of(WORLD(state));
    const char *mine = row(&group, list(&group, somebody(group.ada), ""), "chair");
    const char *others = row(&group, list(&group, somebody(group.ben), ""), "chair");
    assert_non_null(strstr(mine, "\"seats\":1,\"vacant\":0"));
    assert_non_null(strstr(world_do(group.world, somebody(group.ben), "role.show", "{'role':'%s'}",
                                    world_id(group.world, group.chair_role))
                               ->reply,
                           "\"closed\":false,\"term\":\"P2Y\",\"terms_at_most\":2,"
                           "\"grants\":[\"roles\","));
    assert_non_null(strstr(mine, "\"since\":\"2026-11-21\",\"until\":\"2028-11-21\",\"term\":1,"
                                 "\"acting\":false,\"yours\":true"));
    assert_non_null(strstr(others, "\"yours\":false"));
    const char *deputy = row(&group, list(&group, somebody(group.ada), ""), "deputy_chair");
    assert_non_null(strstr(deputy, "\"seats\":2,\"vacant\":2"));
    assert_null(strstr(deputy, "holders"));
}

static void what_has_ended_is_listed_when_asked_for(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    const char *past = ",'past':true";
    world_do(world, somebody(group.ada), "role.resign", "{'role':'%s'}",
             world_id(world, group.chair_role));
    world_do(world, administrator, "role.close", "{'role':'%s'}",
             world_id(world, role_of(world, group.network, "events_lead")));
    assert_null(strstr(list(&group, somebody(group.ben), ""), "events_lead"));
    assert_null(strstr(row(&group, list(&group, somebody(group.ben), ""), "chair"), "holders"));
    assert_non_null(strstr(list(&group, somebody(group.ben), past), "events_lead"));
    assert_non_null(strstr(row(&group, list(&group, somebody(group.ben), past), "chair"),
                           "\"ended\":\"2026-11-21\""));
    world_do(world, somebody(group.ada), "membership.leave", "{'network':'%s'}",
             world_id(world, group.network));
    assert_null(strstr(list(&group, somebody(group.ben), past), "Ada"));
}

static void a_long_list_comes_in_pages(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int rows = 0, pages = 0;
    const char *after = "";
    while (after != NULL) {
        const char *page =
            list(&group, somebody(group.ada), arena_print(&world->arena, ",'limit':4%s", after));
        for (const char *at = page; (at = strstr(at, "\"title\":")) != NULL; at++)
            rows++;
        const char *next = strstr(page, "\"next\":\"");
        after = next == NULL
                    ? NULL
                    : arena_print(&world->arena, ",'after':'%.13s'", next + strlen("\"next\":\""));
        assert_true(++pages < 9);
    }
    assert_int_equal(rows, world_count(world, "SELECT count(*) FROM role"));
    assert_int_equal(pages, (rows + 3) / 4);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_name_of_a_holder_is_shown_only_to_whom_they_let_see_it),
        TEST(handles_are_for_members),
        TEST(that_a_name_was_seen_is_recorded_under_the_handle),
        TEST(a_role_tells_its_terms_its_seats_and_whose_it_is),
        TEST(what_has_ended_is_listed_when_asked_for),
        TEST(a_long_list_comes_in_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
