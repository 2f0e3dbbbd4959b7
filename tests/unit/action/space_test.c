/* Spaces as their members, leads and administrators meet them: what is shown, and what is nowhere
 * written down. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

struct scene {
    struct world *world;
    const char *network;
    int64_t network_id, ada, ben, eve; /* Ada and Ben belong, Eve does not */
};

static struct scene scene_set(void **state)
{
    struct scene scene = {.world = WORLD(state)};
    scene.network_id = world_network(scene.world, "Pride", NULL);
    scene.network = world_id(scene.world, scene.network_id);
    scene.ada = world_person(scene.world, "ada");
    scene.ben = world_person(scene.world, "ben");
    scene.eve = world_person(scene.world, "eve");
    world_join(scene.world, scene.ada, scene.network_id);
    world_join(scene.world, scene.ben, scene.network_id);
    return scene;
}

static const char *open_space(const struct scene *scene, const char *door)
{
    struct answer *answer = world_do(scene->world, administrator, "space.open",
                                     "{'network':'%s','name':'A %s one','aim':'To talk.',"
                                     "'door':'%s'}",
                                     scene->network, door, door);
    return world_id(scene->world, answer_id(answer, "space"));
}

static struct answer *ask(const struct scene *scene, int64_t person, const char *action,
                          const char *space)
{
    return world_call(scene->world, somebody(person), action, "{'space':'%s'}", space);
}

/* ---- doors ---- */

static void who_is_no_member_is_told_to_join_an_open_space_and_of_no_other(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *answer = ask(&scene, scene.eve, "space.enter", open_space(&scene, "open"));
    assert_fails(answer, ERROR_REFUSED, "space");
    assert_non_null(strstr(answer->error.message, "membership.join"));
    assert_fails(ask(&scene, scene.eve, "space.enter", open_space(&scene, "closed")), ERROR_MISSING,
                 "space");
    assert_fails(ask(&scene, scene.eve, "space.leave", open_space(&scene, "confidential")),
                 ERROR_MISSING, "space");
}

static void who_enters_is_told_who_can_see_it(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *open = ask(&scene, scene.ada, "space.enter", open_space(&scene, "open"));
    struct answer *hidden =
        ask(&scene, scene.ada, "space.enter", open_space(&scene, "confidential"));
    assert_non_null(strstr(open->reply, "other members of this network"));
    assert_string_equal(hidden->reply, "{\"seen_by\":\"Nobody can see that you are in this space, "
                                       "or how many are.\"}");
}

static void entering_again_and_leaving_when_outside_answer_as_the_first_time(void **state)
{
    struct scene scene = scene_set(state);
    static const char *const doors[] = {"open", "closed", "confidential"};
    for (size_t i = 0; i < 3; i++) {
        const char *space = open_space(&scene, doors[i]);
        struct answer *outside = ask(&scene, scene.ada, "space.leave", space);
        struct answer *first = ask(&scene, scene.ada, "space.enter", space);
        struct answer *again = ask(&scene, scene.ada, "space.enter", space);
        struct answer *inside = ask(&scene, scene.ada, "space.leave", space);
        assert_int_equal(first->outcome, OK);
        assert_int_equal(again->outcome, OK);
        assert_string_equal(first->reply, again->reply);
        assert_int_equal(outside->outcome, OK);
        assert_string_equal(outside->reply, inside->reply);
    }
}

static void who_leaves_the_network_leaves_its_spaces(void **state)
{
    struct scene scene = scene_set(state);
    ask(&scene, scene.ada, "space.enter", open_space(&scene, "closed"));
    ask(&scene, scene.ada, "space.enter", open_space(&scene, "confidential"));
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM space_member"), 1);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM space_entry"), 1);
    world_do(scene.world, somebody(scene.ada), "membership.leave", "{'network':'%s'}",
             scene.network);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM space_member"), 0);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM space_entry"), 0);
}

static void what_one_is_in_is_shown_to_oneself(void **state)
{
    struct scene scene = scene_set(state);
    const char *space = open_space(&scene, "confidential");
    ask(&scene, scene.ada, "space.enter", space);
    struct answer *of_ada = world_do(scene.world, somebody(scene.ada), "space.mine", "{}");
    struct answer *of_ben = world_do(scene.world, somebody(scene.ben), "space.mine", "{}");
    assert_non_null(strstr(of_ada->reply, space));
    assert_string_equal(of_ben->reply, "{}");
}

/* ---- nothing is written down ---- */

static void coming_and_going_leaves_no_entry_and_no_effect(void **state)
{
    struct scene scene = scene_set(state);
    static const char *const doors[] = {"open", "closed", "confidential"};
    for (size_t i = 0; i < 3; i++) {
        const char *space = open_space(&scene, doors[i]);
        int64_t entries = world_entries(scene.world, scene.network_id);
        int64_t server = world_entries(scene.world, 0);
        int64_t effects = world_count(scene.world, "SELECT count(*) FROM effect");
        int64_t due = world_count(scene.world, "SELECT count(*) FROM schedule");
        int64_t heads = world_count(scene.world, "SELECT count(*) FROM journal_head");
        ask(&scene, scene.ada, "space.enter", space);
        ask(&scene, scene.ben, "space.enter", space);
        ask(&scene, scene.ada, "space.leave", space);
        assert_int_equal(world_entries(scene.world, scene.network_id), entries);
        assert_int_equal(world_entries(scene.world, 0), server);
        assert_int_equal(world_count(scene.world, "SELECT count(*) FROM effect"), effects);
        assert_int_equal(world_count(scene.world, "SELECT count(*) FROM schedule"), due);
        assert_int_equal(world_count(scene.world, "SELECT count(*) FROM journal_head"), heads);
    }
}

static void a_charter_that_wants_to_be_asked_is_not_asked_about_entering(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = {.world = world, .ada = world_person(world, "ada")};
    scene.network_id = world_network(world, "Pride", "{\"ask\":[\"space.enter\"]}");
    scene.network = world_id(world, scene.network_id);
    world_join(world, scene.ada, scene.network_id);
    const char *space = open_space(&scene, "confidential");
    assert_int_equal(ask(&scene, scene.ada, "space.enter", space)->outcome, OK);
    assert_int_equal(world_count(world, "SELECT count(*) FROM proposal"), 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM space_entry"), 1);
}

/* ---- leads ---- */

static void spaces_are_for_leads_to_open_and_for_administrators_while_there_are_none(void **state)
{
    struct scene scene = scene_set(state);
    const char *with = arena_print(
        &scene.world->arena, "{'network':'%s','name':'Mine','aim':'To talk.'}", scene.network);
    assert_fails(world_call(scene.world, somebody(scene.ada), "space.open", "%s", with),
                 ERROR_REFUSED, "");
    world_do(scene.world, administrator, "space.open", "%s", with);
}

static void a_space_is_changed_and_ended(void **state)
{
    struct scene scene = scene_set(state);
    const char *space = open_space(&scene, "open");
    ask(&scene, scene.ada, "space.enter", space);
    world_do(scene.world, administrator, "space.edit",
             "{'space':'%s','door':'closed','aim':'To listen.'}", space);
    struct answer *shown = ask(&scene, scene.ada, "space.show", space);
    assert_non_null(strstr(shown->reply, "\"door\":\"closed\""));
    assert_non_null(strstr(shown->reply, "To listen."));
    assert_non_null(strstr(shown->reply, "A open one"));
    assert_fails(
        world_call(scene.world, administrator, "space.edit", "{'space':'%s','door':'open'}", space),
        ERROR_CLASH, "door");
    world_do(scene.world, administrator, "space.close", "{'space':'%s'}", space);
    shown = ask(&scene, scene.ada, "space.show", space);
    assert_non_null(strstr(shown->reply, "\"ended\":true"));
    struct answer *list =
        world_do(scene.world, somebody(scene.ada), "space.list", "{'network':'%s'}", scene.network);
    assert_null(strstr(list->reply, space));
    assert_fails(ask(&scene, scene.eve, "space.show", space), ERROR_MISSING, "space");
}

static int stop_the_schedule(struct model *in, void *mine)
{
    struct query query;
    (void)mine;
    query_open(&query, in->database,
               "CREATE TRIGGER waiting AFTER INSERT ON schedule WHEN NEW.action = 'space.clear'"
               " BEGIN UPDATE schedule SET due_at = due_at + 60000 WHERE id = NEW.id; END");
    return query_run(&query);
}

/* More than one piece, each of 500. */
static void a_large_space_ends_at_once_and_is_cleared_piece_by_piece(void **state)
{
    struct scene scene = scene_set(state);
    struct world *world = scene.world;
    int64_t people[500];
    const char *spaces[] = {open_space(&scene, "closed"), open_space(&scene, "confidential")};
    for (int i = 0; i < 500; i++) {
        people[i] = world_person(world, arena_print(&world->arena, "p%d", i));
        world_join(world, people[i], scene.network_id);
    }
    engine_write(world->engine, 0, stop_the_schedule, NULL, NULL);
    for (size_t s = 0; s < 2; s++) {
        int64_t entries = world_entries(world, scene.network_id);
        ask(&scene, scene.ada, "space.enter", spaces[s]);
        for (int i = 0; i < 500; i++)
            ask(&scene, people[i], "space.enter", spaces[s]);
        world_do(world, administrator, "space.close", "{'space':'%s'}", spaces[s]);
        assert_int_equal(world_entries(world, scene.network_id), entries + 1);
        assert_fails(ask(&scene, scene.ben, "space.enter", spaces[s]), ERROR_CLASH, "space");
        assert_string_equal(world_do(world, somebody(scene.ada), "space.mine", "{}")->reply, "{}");
    }
    assert_string_equal(ask(&scene, people[0], "space.members", spaces[0])->reply,
                        "{\"members\":[]}");
    assert_int_equal(world_count(world, "SELECT count(*) FROM space_member"), 1);
    assert_in_range(world_count(world, "SELECT count(*) FROM space_entry"), 0, 3);
    assert_int_equal(world_count(world, "SELECT count(*) FROM schedule"
                                        " WHERE action = 'space.clear' AND subject <> 0"),
                     2);
    world_restart(world);
    engine_clock(world->engine)->frozen_ms += 60000;
    world_run(world);
    assert_int_equal(world_count(world, "SELECT count(*) FROM space_member"), 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM space_entry"), 0);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_is_no_member_is_told_to_join_an_open_space_and_of_no_other),
        TEST(who_enters_is_told_who_can_see_it),
        TEST(entering_again_and_leaving_when_outside_answer_as_the_first_time),
        TEST(who_leaves_the_network_leaves_its_spaces),
        TEST(what_one_is_in_is_shown_to_oneself),
        TEST(coming_and_going_leaves_no_entry_and_no_effect),
        TEST(a_charter_that_wants_to_be_asked_is_not_asked_about_entering),
        TEST(spaces_are_for_leads_to_open_and_for_administrators_while_there_are_none),
        TEST(a_space_is_changed_and_ended),
        TEST(a_large_space_ends_at_once_and_is_cleared_piece_by_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
