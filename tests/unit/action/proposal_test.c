/* Consent: what a network wants to be asked about waits, and is checked anew when it has agreed. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/journal.h"
#include "model/place.h"

/* ---- an action for members, to propose ---- */

static kith_err serve_run(void *self, struct kith_call *call)
{
    struct place place = {.kind = STR("host"), .name = call_text(call, "what")};
    (void)self;
    int err = place_add(&call->model, &place);
    if (err == OK)
        call_put_int(call, "place", place.id);
    return err;
}

#define NETWORK                                                                                    \
    {                                                                                              \
        .name = "network", .type = KITH_ID, .limits = "network", .summary = "Which."               \
    }
#define WHAT                                                                                       \
    {                                                                                              \
        .name = "what", .type = KITH_TEXT, .limits = "1..20", .summary = "What."                   \
    }

static const kith_field takes[] = {NETWORK, WHAT, {0}};
static const kith_field takes_more[] = {
    NETWORK, WHAT, {.name = "hot", .type = KITH_BOOL, .preset = "true", .summary = "Hot."}, {0}};
static const kith_field gives[] = {
    {.name = "place", .type = KITH_ID, .limits = "place", .summary = "Where."}, {0}};

#define SERVE(fields)                                                                              \
    {                                                                                              \
        .name = "cake.serve", .summary = "Serves cake.", .may = "member", .flags = KITH_WRITES,    \
        .takes = fields, .gives = gives, .run = serve_run                                          \
    }

static const kith_action cake[] = {SERVE(takes), {0}};
static const kith_action changed_cake[] = {SERVE(takes_more), {0}};

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.more = cake});
}

/* A network that wants to be asked, and a member of it. */
struct scene {
    struct world *world;
    int64_t network, ada;
    const char *id; /* the network's, as text */
};

static struct scene scene_set(void **state)
{
    struct scene scene = {.world = WORLD(state)};
    scene.network =
        world_network(scene.world, "Pride", "{\"ask\":[\"cake.serve\",\"network.amend\"]}");
    scene.ada = world_person(scene.world, "ada");
    scene.id = world_id(scene.world, scene.network);
    world_join(scene.world, scene.ada, scene.network);
    return scene;
}

static const char *propose_cake(const struct scene *scene)
{
    struct answer *answer = world_do(scene->world, somebody(scene->ada), "cake.serve",
                                     "{'network':'%s','what':'Parkin'}", scene->id);
    assert_int_equal(answer_id(answer, "place"), 0);
    assert_true(answer_id(answer, "proposal") != 0);
    return world_id(scene->world, answer_id(answer, "proposal"));
}

static struct answer *pass(const struct scene *scene, const char *proposal)
{
    return world_call(scene->world, core_itself, "proposal.pass", "{'proposal':'%s'}", proposal);
}

static int64_t cakes(const struct scene *scene)
{
    return world_count(scene->world, "SELECT count(*) FROM place WHERE name = 'Parkin'");
}

static void assert_state(const struct scene *scene, const char *proposal, const char *state)
{
    struct answer *show = world_do(scene->world, somebody(scene->ada), "proposal.show",
                                   "{'proposal':'%s'}", proposal);
    const char *wanted = arena_print(&scene->world->arena, "\"state\":\"%s\"", state);
    if (strstr(show->reply, wanted) == NULL)
        fail_msg("%s is not %s", show->reply, state);
}

/* ---- proposing ---- */

static void what_is_proposed_is_not_done_and_every_member_can_read_it(void **state)
{
    struct scene scene = scene_set(state);
    const char *proposal = propose_cake(&scene);
    struct answer *show =
        world_do(scene.world, somebody(scene.ada), "proposal.show", "{'proposal':'%s'}", proposal);
    assert_int_equal(cakes(&scene), 0);
    assert_non_null(strstr(show->reply, "\"action\":\"cake.serve\""));
    assert_non_null(strstr(show->reply, "\\\"what\\\":\\\"Parkin\\\""));
    assert_fails(world_call(scene.world, somebody(world_person(scene.world, "eve")),
                            "proposal.show", "{'proposal':'%s'}", proposal),
                 ERROR_REFUSED, "");
}

static void the_journal_says_that_it_was_proposed(void **state)
{
    struct scene scene = scene_set(state);
    struct model in = world_model(scene.world);
    struct journal_entry entry;
    propose_cake(&scene);
    assert_int_equal(
        journal_read(&in, scene.network, world_entries(scene.world, scene.network), &entry), OK);
    assert_true(str_is(entry.action, "proposal.add"));
}

static void a_repeated_key_proposes_once(void **state)
{
    struct scene scene = scene_set(state);
    struct call_request request = {
        .action = STR("cake.serve"), .actor = somebody(scene.ada), .key = STR("k1")};
    const char *with =
        arena_print(&scene.world->arena, "{'network':'%s','what':'Parkin'}", scene.id);
    struct answer *first = world_send(scene.world, &request, with);
    world_run(scene.world);
    struct answer *second = world_send(scene.world, &request, with);
    world_run(scene.world);
    assert_string_equal(second->reply, first->reply);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM proposal"), 1);
}

static void a_dry_run_proposes_nothing(void **state)
{
    struct scene scene = scene_set(state);
    struct call_request request = {
        .action = STR("cake.serve"), .actor = somebody(scene.ada), .dry_run = true};
    struct answer *answer =
        world_send(scene.world, &request,
                   arena_print(&scene.world->arena, "{'network':'%s','what':'A'}", scene.id));
    world_run(scene.world);
    assert_true(answer_id(answer, "proposal") != 0);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM proposal"), 0);
}

/* ---- deciding ---- */

static void what_has_passed_is_done_as_its_proposer(void **state)
{
    struct scene scene = scene_set(state);
    struct model in = world_model(scene.world);
    struct journal_entry entry;
    const char *proposal = propose_cake(&scene);
    struct answer *answer = pass(&scene, proposal);
    assert_int_equal(answer->outcome, OK);
    assert_non_null(strstr(answer->reply, "{\"reply\":\"{\\\"place\\\":"));
    assert_int_equal(cakes(&scene), 1);
    assert_state(&scene, proposal, "passed");
    int64_t last = world_entries(scene.world, scene.network);
    assert_int_equal(journal_read(&in, scene.network, last - 1, &entry), OK);
    assert_true(str_is(entry.action, "cake.serve") && str_is(entry.actor, "person"));
    assert_int_equal(journal_read(&in, scene.network, last, &entry), OK);
    assert_true(str_is(entry.action, "proposal.pass") && str_is(entry.actor, "system"));
}

static void only_kith_itself_says_what_has_passed(void **state)
{
    struct scene scene = scene_set(state);
    const char *proposal = propose_cake(&scene);
    assert_fails(
        world_call(scene.world, administrator, "proposal.pass", "{'proposal':'%s'}", proposal),
        ERROR_REFUSED, "");
    assert_fails(world_call(scene.world, somebody(scene.ada), "proposal.decline",
                            "{'proposal':'%s'}", proposal),
                 ERROR_REFUSED, "");
}

static void a_proposal_is_decided_once(void **state)
{
    struct scene scene = scene_set(state);
    const char *passed = propose_cake(&scene), *declined = propose_cake(&scene);
    assert_int_equal(pass(&scene, passed)->outcome, OK);
    assert_fails(pass(&scene, passed), ERROR_CLASH, "proposal");
    world_do(scene.world, core_itself, "proposal.decline", "{'proposal':'%s'}", declined);
    assert_fails(pass(&scene, declined), ERROR_CLASH, "proposal");
    assert_int_equal(cakes(&scene), 1);
}

static void who_has_left_since_may_not_any_more(void **state)
{
    struct scene scene = scene_set(state);
    const char *proposal = propose_cake(&scene);
    world_do(scene.world, somebody(scene.ada), "membership.leave", "{'network':'%s'}", scene.id);
    assert_fails(pass(&scene, proposal), ERROR_REFUSED, "");
    assert_int_equal(cakes(&scene), 0);
    world_join(scene.world, scene.ada, scene.network);
    assert_state(&scene, proposal, "open");
}

static void what_does_not_fit_any_more_is_not_done_and_stays_open(void **state)
{
    struct scene scene = scene_set(state);
    const char *proposal = propose_cake(&scene);
    world_place(scene.world, "Parkin");
    assert_fails(pass(&scene, proposal), ERROR_CLASH, "name");
    assert_state(&scene, proposal, "open");
}

static void an_action_that_takes_other_fields_now_is_not_run(void **state)
{
    struct scene scene = scene_set(state);
    struct registry *registry = engine_registry(scene.world->engine);
    const char *proposal = propose_cake(&scene);
    registry_withdraw(registry, "test");
    assert_fails(pass(&scene, proposal), ERROR_CLASH, "proposal");
    assert_int_equal(registry_add(registry, "test", changed_cake, scene.world, NULL), OK);
    assert_fails(pass(&scene, proposal), ERROR_CLASH, "proposal");
    registry_withdraw(registry, "test");
    assert_int_equal(registry_add(registry, "test", cake, scene.world, NULL), OK);
    assert_int_equal(pass(&scene, proposal)->outcome, OK);
}

static void the_files_of_a_proposal_are_kept_for_it(void **state)
{
    struct scene scene = scene_set(state);
    const int files[2] = {world_file("# Our new charter\n"),
                          world_file("{\"refresh\":{\"every\":\"P6M\"}}")};
    struct call_request request = {
        .action = STR("network.amend"), .actor = administrator, .files = files, .file_count = 2};
    struct answer *asked = world_send(
        scene.world, &request,
        arena_print(&scene.world->arena, "{'network':'%s','charter':0,'terms':1}", scene.id));
    world_run(scene.world);
    world_restart(scene.world);
    struct answer *passed = pass(&scene, world_id(scene.world, answer_id(asked, "proposal")));
    assert_string_equal(passed->reply, "{\"reply\":\"{\\\"version\\\":2}\"}");
    struct answer *show =
        world_do(scene.world, nobody_known, "network.show", "{'network':'%s'}", scene.id);
    assert_non_null(strstr(show->reply, "# Our new charter"));
    assert_non_null(strstr(show->reply, "P6M"));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_proposed_is_not_done_and_every_member_can_read_it),
        TEST(the_journal_says_that_it_was_proposed),
        TEST(a_repeated_key_proposes_once),
        TEST(a_dry_run_proposes_nothing),
        TEST(what_has_passed_is_done_as_its_proposer),
        TEST(only_kith_itself_says_what_has_passed),
        TEST(a_proposal_is_decided_once),
        TEST(who_has_left_since_may_not_any_more),
        TEST(what_does_not_fit_any_more_is_not_done_and_stays_open),
        TEST(an_action_that_takes_other_fields_now_is_not_run),
        TEST(the_files_of_a_proposal_are_kept_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
