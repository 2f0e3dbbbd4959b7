/* Reading the journal: who may, what they are not shown, and whether it is whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/journal_view.h"
#include "model/office.h"
#include "model/schedule.h"

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
    struct model in = world_model(scene.world);
    int64_t of_ben = world_entries(scene.world, scene.network);
    const char *with =
        arena_print(&scene.world->arena, "{'network':'%s','sequence':%lld}", scene.id,
                    (long long)journal_view_number(&in, scene.network, of_ben));
    assert_fails(world_call(scene.world, somebody(scene.ada), "journal.show", "%s", with),
                 ERROR_MISSING, "sequence");
    world_do(scene.world, somebody(scene.ben), "journal.show", "%s", with);
}

/* The number of entries in a reply. */
static int count_entries(const struct answer *answer)
{
    int count = 0;
    for (const char *at = answer->reply; (at = strstr(at, "\"sequence\":")) != NULL; at++)
        count++;
    return count;
}

static int64_t join_concealed(const struct scene *scene, int64_t person)
{
    return answer_id(world_do(scene->world, somebody(person), "membership.join",
                              "{'network':'%s','visibility':'concealed'}", scene->id),
                     "membership");
}

static void appoint(const struct scene *scene, const char *key, int64_t handle)
{
    struct model in = world_model(scene->world);
    struct role role = {0};
    assert_int_equal(role_by_key(&in, scene->network, str_of(key), &role), OK);
    world_do(scene->world, administrator, "role.appoint", "{'role':'%s','membership':'%s'}",
             world_id(scene->world, role.id), world_id(scene->world, handle));
}

static void a_page_is_full_however_much_of_others_lies_between(void **state)
{
    struct scene scene = scene_set(state);
    int64_t eve = world_person(scene.world, "eve");
    struct answer *before = list(&scene, somebody(scene.ada));
    join_concealed(&scene, eve);
    struct answer *after = list(&scene, somebody(scene.ada));
    assert_string_equal(after->reply, before->reply);
    struct answer *page = world_call(scene.world, somebody(scene.ada), "journal.list",
                                     "{'network':'%s','limit':1}", scene.id);
    assert_int_equal(count_entries(page), 1);
}

/* They are in no list of members; so their handle is in no list of deeds. */
static void a_handle_is_shown_to_those_who_see_the_member(void **state)
{
    struct scene scene = scene_set(state);
    int64_t eve = world_person(scene.world, "eve"), of_eve = join_concealed(&scene, eve);
    appoint(&scene, "events_lead", scene.of_ben);
    assert_true(mentions(&scene, list(&scene, somebody(scene.ada)), scene.of_ben));
    appoint(&scene, "communications_lead", of_eve);
    struct answer *to_ada = list(&scene, somebody(scene.ada));
    assert_non_null(strstr(to_ada->reply, "\"action\":\"role.appoint\""));
    assert_false(mentions(&scene, to_ada, of_eve));
    assert_true(mentions(&scene, list(&scene, somebody(eve)), of_eve));
}

static void a_handle_of_somebody_who_has_left_is_not_shown(void **state)
{
    struct scene scene = scene_set(state);
    appoint(&scene, "events_lead", scene.of_ben);
    world_do(scene.world, somebody(scene.ben), "membership.leave", "{'network':'%s'}", scene.id);
    struct answer *to_ada = list(&scene, somebody(scene.ada));
    assert_non_null(strstr(to_ada->reply, "\"action\":\"role.appoint\""));
    assert_false(mentions(&scene, to_ada, scene.of_ben));
}

static int append_ask(struct model *in, void *mine)
{
    const struct scene *scene = mine;
    struct journal_entry entry = {.network = scene->network,
                                  .action = STR("membership.ask"),
                                  .actor = STR("schedule"),
                                  .subject = scene->of_ben};
    return journal_append(in, &entry);
}

static void what_is_done_about_a_membership_is_its_members(void **state)
{
    struct scene scene = scene_set(state);
    engine_write(scene.world->engine, scene.network, append_ask, NULL, &scene);
    world_run(scene.world);
    assert_non_null(strstr(list(&scene, somebody(scene.ben))->reply, "membership.ask"));
    assert_null(strstr(list(&scene, somebody(scene.ada))->reply, "membership.ask"));
}

static int add_schedules(struct model *in, void *mine)
{
    const struct scene *scene = mine;
    const int64_t of[] = {0, scene->of_ben, scene->of_ben, scene->of_ada, scene->of_ben, 0};
    int err = OK;
    for (size_t i = 0; i < sizeof of / sizeof *of && err == OK; i++) {
        struct schedule schedule = {.network = scene->network,
                                    .subject = of[i],
                                    .due_at = in->now_ms + 1000000000,
                                    .action = STR("tea.brew"),
                                    .arguments = STR("{}")};
        err = schedule_add(in, &schedule);
    }
    return err;
}

static void a_page_of_the_schedule_is_full_however_much_of_others_is_due(void **state)
{
    struct scene scene = scene_set(state);
    engine_write(scene.world->engine, scene.network, add_schedules, NULL, &scene);
    world_run(scene.world);
    const char *next = "";
    for (int seen = 0; next != NULL; seen++) {
        struct answer *page = world_do(scene.world, somebody(scene.ada), "schedule.list",
                                       "{'network':'%s','limit':1%s%.13s%s}", scene.id,
                                       seen > 0 ? ",'after':'" : "", next, seen > 0 ? "'" : "");
        assert_non_null(strstr(page->reply, "\"schedule\":"));
        next = strstr(page->reply, "\"next\":\"");
        next = next == NULL ? NULL : next + 8;
        assert_true(seen < 20);
    }
}

static void a_cursor_that_no_page_gave_is_refused(void **state)
{
    struct scene scene = scene_set(state);
    static const char *const wrong[] = {"7", "zzzzzzzzzzzzz!", "the next"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_fails(
            world_call(scene.world, administrator, "place.list", "{'after':'%s'}", wrong[i]),
            ERROR_WRONG, "after");
        assert_fails(world_call(scene.world, somebody(scene.ada), "journal.list",
                                "{'network':'%s','after':'%s'}", scene.id, wrong[i]),
                     ERROR_WRONG, "after");
    }
    assert_fails(world_call(scene.world, somebody(scene.ada), "journal.list",
                            "{'network':'%s','after':'7zzzzzzzzzzzz'}", scene.id),
                 ERROR_WRONG, "after");
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

static void an_administrator_sees_no_trace_of_what_somebody_agreed_to_or_proposed(void **state)
{
    struct scene scene = scene_set(state);
    struct world *world = scene.world;
    world_do(world, administrator, "setting.set", "{'name':'server_name','value':'Here'}");
    struct answer *before = world_do(world, administrator, "journal.list", "{}");
    world_do(world, somebody(scene.ada), "consent.give", "{'purpose':'stories'}");
    world_do(world, somebody(scene.ada), "consent.withdraw", "{'purpose':'stories'}");
    world_do(world, somebody(scene.ada), "network.propose",
             "{'name':'Carers','place':'%s','whom':'Carers','aim':'To breathe.'}",
             world_id(world, world_place(world, "Trust")));
    world_do(world, administrator, "setting.set", "{'name':'server_name','value':'There'}");
    int64_t hidden = 3, more = 2; /* a place, and a setting */
    assert_int_equal(world_count(world, "SELECT count(*) FROM journal WHERE network = 0"),
                     count_entries(before) + hidden + more);
    struct answer *after = world_do(world, administrator, "journal.list", "{}");
    assert_int_equal(count_entries(after), count_entries(before) + more);
    assert_null(strstr(after->reply, "consent."));
    assert_null(strstr(after->reply, "network.propose"));
    struct model in = world_model(world);
    int64_t last = world_count(world, "SELECT max(sequence) FROM journal WHERE network = 0");
    assert_fails(world_call(world, administrator, "journal.show", "{'sequence':%lld}",
                            (long long)journal_view_number(&in, 0, last - 1)),
                 ERROR_MISSING, "sequence");
    world_do(world, administrator, "journal.show", "{'sequence':%lld}",
             (long long)journal_view_number(&in, 0, last));
}

static void the_first_entry_that_was_altered_is_named_as_it_is_shown(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *before = world_do(scene.world, administrator, "journal.verify", "{}");
    assert_string_equal(before->reply, "{\"whole\":true}");
    engine_write(scene.world->engine, scene.network, alter, NULL, &scene.network);
    world_run(scene.world);
    struct answer *after = world_call(scene.world, administrator, "journal.verify", "{}");
    struct model in = world_model(scene.world);
    const char *wanted =
        arena_print(&scene.world->arena,
                    "(for its members: kith journal show --sequence %lld --network %s): its header",
                    (long long)journal_view_number(&in, scene.network, 2), scene.id);
    assert_int_equal(after->outcome, ERROR_BROKEN);
    assert_non_null(strstr(after->error.message, wanted));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_member_reads_what_was_done_in_the_network),
        TEST(what_a_member_did_for_themself_is_shown_to_nobody_else),
        TEST(a_page_is_full_however_much_of_others_lies_between),
        TEST(a_handle_is_shown_to_those_who_see_the_member),
        TEST(a_handle_of_somebody_who_has_left_is_not_shown),
        TEST(what_is_done_about_a_membership_is_its_members),
        TEST(a_page_of_the_schedule_is_full_however_much_of_others_is_due),
        TEST(a_cursor_that_no_page_gave_is_refused),
        TEST(who_is_no_member_reads_nothing_of_a_network),
        TEST(the_servers_own_journal_is_the_administrators),
        TEST(nothing_personal_stands_among_the_facts),
        TEST(an_administrator_sees_no_trace_of_what_somebody_agreed_to_or_proposed),
        TEST(the_first_entry_that_was_altered_is_named_as_it_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
