/* The refresh as it is lived: mails, codes, absences, the pause, and the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "lib/world.h"
#include "model/effect.h"
#include "model/membership.h"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

struct scene {
    struct world *world;
    const char *network;
    int64_t network_id, ada, handle;
};

static struct scene scene_of(struct world *world)
{
    struct scene scene = {.world = world,
                          .network_id = world_network(world, "Carers", NULL),
                          .ada = world_person(world, "Ada")};
    scene.network = world_id(world, scene.network_id);
    scene.handle = world_join(world, scene.ada, scene.network_id);
    return scene;
}

/* Day by day, as the world goes. */
static void pass(const struct scene *scene, int days)
{
    for (int i = 0; i < days; i++) {
        engine_clock(scene->world->engine)->frozen_ms += day_ms;
        world_run(scene->world);
    }
}

static struct membership membership_of(const struct scene *scene)
{
    struct model in = world_model(scene->world);
    struct membership membership = {0};
    int err = membership_read(&in, scene->network_id, scene->handle, &membership);
    assert_true(err == OK || err == ERROR_MISSING);
    return membership;
}

static void assert_stage(const struct scene *scene, const char *stage)
{
    struct membership membership = membership_of(scene);
    assert_string_equal(arena_copy(&scene->world->arena, membership.stage), stage);
}

static int64_t entries(const struct scene *scene, const char *action)
{
    struct query query;
    int64_t count = 0;
    query_open(&query, store_reader(scene->world->store),
               "SELECT count(*) FROM journal WHERE action = ?1");
    query_text(&query, str_of(action));
    while (query_step(&query) == QUERY_ROW)
        count = query_read_int(&query, 0);
    assert_int_equal(query_close(&query, OK), OK);
    return count;
}

struct code {
    struct world *world;
    const char *text;
};

static void note_code(void *self, const struct effect *effect)
{
    static const char before[] = "\"way_back\":\"";
    struct code *code = self;
    const char *payload = arena_copy(&code->world->arena, effect->payload);
    const char *at = strstr(payload, before);
    if (at == NULL)
        return;
    at += sizeof before - 1;
    code->text = arena_copy(&code->world->arena, (struct str){at, strcspn(at, "\"")});
}

/* The code of one of the mails that asked. */
static const char *code_of(const struct scene *scene)
{
    struct code code = {.world = scene->world};
    struct model in = world_model(scene->world);
    model_each_effect(&in, note_code, &code);
    assert_non_null(code.text);
    return code.text;
}

static struct answer *confirm_by(const struct scene *scene, struct actor actor, const char *code)
{
    return world_call(scene->world, actor, "membership.confirm", "{'token':'%s'}", code);
}

static void a_year_later_a_member_is_asked_reminded_paused_and_erased(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    pass(&scene, 364);
    assert_stage(&scene, "current");
    pass(&scene, 1);
    assert_stage(&scene, "asked");
    pass(&scene, 59);
    assert_int_equal(membership_of(&scene).reminded, 2);
    pass(&scene, 1);
    assert_stage(&scene, "paused");
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM effect"), 5);
    pass(&scene, 366);
    assert_int_equal(membership_of(&scene).handle, 0);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM belonging"), 0);
    assert_int_equal(entries(&scene, "membership.ask"), 1);
    assert_int_equal(entries(&scene, "membership.remind"), 2);
    assert_int_equal(entries(&scene, "membership.pause"), 1);
    assert_int_equal(entries(&scene, "membership.erase"), 1);
    assert_int_equal(entries(&scene, "membership.refresh"), 0);
}

static void the_steps_of_a_membership_are_shown_to_its_member_and_to_nobody_else(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    int64_t ben = world_person(scene.world, "ben");
    world_join(scene.world, ben, scene.network_id);
    pass(&scene, 380);
    const char *with = arena_print(&scene.world->arena, "{'network':'%s'}", scene.network);
    struct answer *own = world_do(scene.world, somebody(scene.ada), "journal.list", "%s", with);
    const char *handle = world_id(scene.world, membership_of(&scene).handle);
    struct answer *to_ben = world_do(scene.world, somebody(ben), "journal.list", "%s", with);
    assert_non_null(strstr(own->reply, "membership.ask"));
    assert_non_null(strstr(own->reply, handle));
    assert_non_null(strstr(to_ben->reply, "membership.ask")); /* their own */
    assert_null(strstr(to_ben->reply, handle));
}

static void one_click_confirms_with_no_signing_in_and_twice_does_no_harm(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    pass(&scene, 366);
    const char *code = code_of(&scene);
    struct answer *first = confirm_by(&scene, nobody_known, code);
    assert_int_equal(first->outcome, OK);
    assert_stage(&scene, "current");
    assert_string_equal(confirm_by(&scene, nobody_known, code)->reply, first->reply);
    pass(&scene, 300);
    assert_int_equal(entries(&scene, "membership.pause"), 0);
}

static void one_click_brings_back_who_was_paused(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    pass(&scene, 365 + 60 + 200);
    assert_stage(&scene, "paused");
    assert_fails(world_call(scene.world, somebody(scene.ada), "membership.join", "{'network':'%s'}",
                            scene.network),
                 ERROR_CLASH, "network");
    assert_int_equal(confirm_by(&scene, nobody_known, code_of(&scene))->outcome, OK);
    assert_stage(&scene, "current");
}

static void a_code_of_an_earlier_year_leads_nowhere(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    pass(&scene, 366);
    const char *old = code_of(&scene);
    assert_int_equal(confirm_by(&scene, nobody_known, old)->outcome, OK);
    pass(&scene, 370);
    assert_stage(&scene, "asked");
    assert_fails(confirm_by(&scene, nobody_known, old), ERROR_MISSING, "token");
    assert_stage(&scene, "asked");
}

static void a_wrong_code_and_one_of_who_has_left_answer_alike(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    pass(&scene, 366);
    const char *code = code_of(&scene);
    world_do(scene.world, somebody(scene.ada), "membership.leave", "{'network':'%s'}",
             scene.network);
    struct answer *gone = confirm_by(&scene, nobody_known, code);
    struct answer *wrong = confirm_by(&scene, nobody_known, "abc");
    assert_fails(gone, ERROR_MISSING, "token");
    assert_memory_equal(&gone->error, &wrong->error, sizeof gone->error);
}

static void without_a_code_only_the_member_confirms(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    const char *with = "{'network':'%s'}";
    pass(&scene, 370);
    assert_fails(world_call(scene.world, nobody_known, "membership.confirm", with, scene.network),
                 ERROR_MISSING, "network");
    assert_fails(world_call(scene.world, administrator, "membership.confirm", with, scene.network),
                 ERROR_MISSING, "network");
    assert_fails(world_call(scene.world, somebody(scene.ada), "membership.confirm", "{}"),
                 ERROR_WRONG, "network");
    world_do(scene.world, somebody(scene.ada), "membership.confirm", with, scene.network);
    assert_stage(&scene, "current");
}

static void a_leave_of_absence_stops_the_clock(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    pass(&scene, 360);
    world_do(scene.world, somebody(scene.ada), "membership.absent",
             "{'network':'%s','until':'2027-12-31'}", scene.network); /* 45 days */
    pass(&scene, 49);
    assert_stage(&scene, "current");
    pass(&scene, 1);
    assert_stage(&scene, "asked");
}

static void a_leave_ends_within_two_years_and_not_before_today(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    static const char *const days[] = {"2026-11-20", "2028-11-22"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_fails(world_call(scene.world, somebody(scene.ada), "membership.absent",
                                "{'network':'%s','until':'%s'}", scene.network, days[i]),
                     ERROR_WRONG, "until");
}

static void kith_standing_still_for_half_a_year_pauses_nobody_at_once(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    engine_clock(scene.world->engine)->frozen_ms += 500 * day_ms;
    world_run(scene.world);
    assert_stage(&scene, "asked");
    pass(&scene, 13);
    assert_int_equal(membership_of(&scene).reminded, 0);
    pass(&scene, 47);
    assert_stage(&scene, "paused");
}

static void a_paused_member_is_no_member_until_they_return(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    int64_t handle;
    pass(&scene, 365 + 60);
    struct model in = world_model(scene.world);
    assert_int_equal(membership_current(&in, scene.network_id, scene.ada, &handle), OK);
    assert_int_equal(handle, 0);
    assert_fails(world_call(scene.world, somebody(scene.ada), "journal.list", "{'network':'%s'}",
                            scene.network),
                 ERROR_REFUSED, "");
    struct answer *mine = world_do(scene.world, somebody(scene.ada), "membership.list", "{}");
    assert_non_null(strstr(mine->reply, "\"state\":\"paused\""));
}

/* More than one piece of the walk, and more than one handful within it. */
static void a_large_network_is_walked_through_in_pieces(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    for (int i = 0; i < 200; i++)
        world_join(scene.world,
                   world_person(scene.world, arena_print(&scene.world->arena, "p%d", i)),
                   scene.network_id);
    engine_clock(scene.world->engine)->frozen_ms += 366 * day_ms;
    world_run(scene.world);
    assert_int_equal(entries(&scene, "membership.ask"), 201);
    assert_int_equal(
        world_count(scene.world, "SELECT count(*) FROM membership WHERE stage = 'asked'"), 201);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM schedule WHERE action ="
                                              " 'membership.refresh'"),
                     1);
}

static int spoil_link(struct model *in, void *mine)
{
    struct query query;
    (void)mine;
    query_open(&query, in->database,
               "UPDATE membership SET next_day = 1, stage = 'paused',"
               " link = x'00' WHERE handle = (SELECT min(handle) FROM"
               " membership)");
    return query_run(&query);
}

static void one_that_fails_holds_up_nobody_else(void **state)
{
    struct scene scene = scene_of(WORLD(state));
    for (int i = 0; i < 5; i++)
        world_join(scene.world,
                   world_person(scene.world, arena_print(&scene.world->arena, "p%d", i)),
                   scene.network_id);
    engine_write(scene.world->engine, scene.network_id, spoil_link, NULL, NULL);
    world_run(scene.world);
    pass(&scene, 366);
    assert_int_equal(entries(&scene, "membership.ask"), 5);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM membership"), 6);
}

#define WORLD_TEST(behaviour)                                                                      \
    cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_year_later_a_member_is_asked_reminded_paused_and_erased),
        WORLD_TEST(the_steps_of_a_membership_are_shown_to_its_member_and_to_nobody_else),
        WORLD_TEST(one_click_confirms_with_no_signing_in_and_twice_does_no_harm),
        WORLD_TEST(one_click_brings_back_who_was_paused),
        WORLD_TEST(a_code_of_an_earlier_year_leads_nowhere),
        WORLD_TEST(a_wrong_code_and_one_of_who_has_left_answer_alike),
        WORLD_TEST(without_a_code_only_the_member_confirms),
        WORLD_TEST(a_leave_of_absence_stops_the_clock),
        WORLD_TEST(a_leave_ends_within_two_years_and_not_before_today),
        WORLD_TEST(kith_standing_still_for_half_a_year_pauses_nobody_at_once),
        WORLD_TEST(a_paused_member_is_no_member_until_they_return),
        WORLD_TEST(a_large_network_is_walked_through_in_pieces),
        WORLD_TEST(one_that_fails_holds_up_nobody_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
