/* Reading the journal: who may, what they are not shown, and whether it is whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

/* A network with two members. */
struct scene {
    struct world *world;
    int64_t network, ada, ben, of_ada, of_ben;
    const char *id; /* the network's, as text */
};

static struct scene scene_set(void **state)
{
    struct scene scene = {.world = WORLD(state)};
    scene.network = world_network(scene.world, "Pride", NULL);
    scene.id = world_id(scene.world, scene.network);
    scene.ada = world_person(scene.world, "ada");
    scene.ben = world_person(scene.world, "ben");
    scene.of_ada = world_join(scene.world, scene.ada, scene.network);
    scene.of_ben = world_join(scene.world, scene.ben, scene.network);
    return scene;
}

static struct answer *list(const struct scene *scene, struct actor actor)
{
    return world_call(scene->world, actor, "journal.list", "{'network':'%s'}", scene->id);
}

static bool mentions(const struct scene *scene, const struct answer *answer, int64_t id)
{
    return strstr(answer->reply, world_id(scene->world, id)) != NULL;
}

static void a_member_reads_what_was_done_in_the_network(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *answer = list(&scene, somebody(scene.ada));
    assert_int_equal(answer->outcome, OK);
    assert_non_null(strstr(answer->reply, "\"action\":\"network.open\""));
}

static void what_a_member_did_for_themself_is_shown_to_nobody_else(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *to_ada = list(&scene, somebody(scene.ada));
    assert_true(mentions(&scene, to_ada, scene.of_ada));
    assert_false(mentions(&scene, to_ada, scene.of_ben));
    int64_t of_ben = world_entries(scene.world, scene.network);
    const char *with = arena_print(&scene.world->arena, "{'network':'%s','sequence':%lld}",
                                   scene.id, (long long)of_ben);
    assert_fails(world_call(scene.world, somebody(scene.ada), "journal.show", "%s", with),
                 ERROR_MISSING, "sequence");
    world_do(scene.world, somebody(scene.ben), "journal.show", "%s", with);
}

static void who_is_no_member_reads_nothing_of_a_network(void **state)
{
    struct scene scene = scene_set(state);
    int64_t eve = world_person(scene.world, "eve");
    assert_fails(list(&scene, somebody(eve)), ERROR_REFUSED, "");
    assert_fails(list(&scene, administrator), ERROR_REFUSED, "");
    assert_fails(list(&scene, nobody_known), ERROR_REFUSED, "");
}

static void the_servers_own_journal_is_the_administrators(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *answer = world_do(scene.world, administrator, "journal.list", "{}");
    assert_non_null(strstr(answer->reply, "\"action\":\"person.add\""));
    assert_fails(world_call(scene.world, somebody(scene.ada), "journal.list", "{}"), ERROR_REFUSED,
                 "");
}

static void nothing_personal_stands_among_the_facts(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *server = world_do(scene.world, administrator, "journal.list", "{}");
    struct answer *own = list(&scene, somebody(scene.ada));
    assert_null(strstr(server->reply, "ada"));
    assert_null(strstr(own->reply, "visibility"));
    assert_false(mentions(&scene, own, scene.ada));
}

/* ---- is it whole? ---- */

static int alter(struct model *in, void *mine)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE journal SET action = 'tea.pour' WHERE network = ?1 AND sequence = 2");
    query_int(&query, *(const int64_t *)mine);
    return query_run(&query);
}

static void the_first_entry_that_was_altered_is_named(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *before = world_do(scene.world, administrator, "journal.verify", "{}");
    assert_string_equal(before->reply, "{\"whole\":true}");
    engine_write(scene.world->engine, scene.network, alter, NULL, &scene.network);
    world_run(scene.world);
    struct answer *after = world_do(scene.world, administrator, "journal.verify", "{}");
    const char *wanted = arena_print(
        &scene.world->arena, "{\"whole\":false,\"network\":\"%s\",\"sequence\":2,", scene.id);
    assert_int_equal(strncmp(after->reply, wanted, strlen(wanted)), 0);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_member_reads_what_was_done_in_the_network),
        TEST(what_a_member_did_for_themself_is_shown_to_nobody_else),
        TEST(who_is_no_member_reads_nothing_of_a_network),
        TEST(the_servers_own_journal_is_the_administrators),
        TEST(nothing_personal_stands_among_the_facts),
        TEST(the_first_entry_that_was_altered_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
