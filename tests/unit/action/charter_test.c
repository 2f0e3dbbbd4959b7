/* A charter changes as it says itself: drafted, commented on, signed, in force, reviewed. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/office.h"

#define SAME "{\"whole\":true,\"same\":\"The two say the same, in words and in terms.\"}"

enum { DAY_MS = 24 * 3600 * 1000 };

struct scene {
    int64_t network, chair, member, stranger; /* people */
    const char *id;                           /* the network's, as text */
    int64_t handle;                           /* of the chair */
};

/* The chair's role, which the network began with, cares for the charter. */
static int hold(struct model *in, void *mine)
{
    struct scene *scene = mine;
    struct role role = {0};
    int err = role_by_key(in, scene->network, STR("chair"), &role);
    struct office office = {.network = scene->network, .role = role.id, .handle = scene->handle};
    return err != OK ? err : office_add(in, &office);
}

static void is_held(void *mine, int err)
{
    (void)mine;
    assert_int_equal(err, OK);
}

static struct scene scene_make(struct world *world, const char *terms)
{
    struct scene scene = {.network = world_network(world, "Carers", terms),
                          .chair = world_person(world, "chair"),
                          .member = world_person(world, "member"),
                          .stranger = world_person(world, "stranger")};
    scene.id = world_id(world, scene.network);
    scene.handle = world_join(world, scene.chair, scene.network);
    world_join(world, scene.member, scene.network);
    engine_write(world->engine, scene.network, hold, is_held, &scene);
    world_run(world);
    return scene;
}

static struct answer *draft(struct world *world, const struct scene *scene, struct actor actor,
                            const char *text, const char *terms)
{
    const int files[2] = {world_file(text), world_file(terms)};
    struct call_request request = {
        .action = STR("charter.draft"), .actor = actor, .files = files, .file_count = 2};
    struct answer *answer =
        world_send(world, &request,
                   arena_print(&world->arena, "{'network':'%s','charter':0,'terms':1}", scene->id));
    world_run(world);
    return answer;
}

static const char *draft_id(struct world *world, const struct scene *scene)
{
    struct answer *answer = draft(world, scene, somebody(scene->chair), "# Two\n",
                                  "{\"quorum\":{\"fraction\":\"2/3\"}}");
    assert_int_equal(answer->outcome, OK);
    return world_id(world, answer_id(answer, "draft"));
}

static void pass_days(struct world *world, int64_t days)
{
    engine_clock(world->engine)->shift_ms += days * DAY_MS;
    world_run(world);
}

static int64_t versions(struct world *world)
{
    return world_count(world, "SELECT max(version) FROM charter");
}

static void only_who_cares_for_the_charter_drafts_it(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    assert_int_equal(draft(world, &scene, somebody(scene.member), "# A", "{}")->outcome,
                     ERROR_REFUSED);
    assert_int_equal(draft(world, &scene, administrator, "# A", "{}")->outcome, ERROR_REFUSED);
    assert_int_equal(draft(world, &scene, somebody(scene.chair), "# A", "{}")->outcome, OK);
    assert_fails(draft(world, &scene, somebody(scene.chair), "# B", "{}"), ERROR_CLASH, "network");
}

static void administrators_amend_only_while_it_is_being_founded(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    const int charter = world_file("# Mine\n");
    struct call_request request = {
        .action = STR("network.amend"), .actor = administrator, .files = &charter, .file_count = 1};
    struct answer *answer = world_send(
        world, &request, arena_print(&world->arena, "{'network':'%s','charter':0}", scene.id));
    world_run(world);
    assert_fails(answer, ERROR_CLASH, "network");
}

static void a_signed_draft_comes_into_force_by_itself_when_its_days_have_passed(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    const char *id = draft_id(world, &scene);
    struct answer *signed_now =
        world_do(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", id);
    assert_string_equal(signed_now->reply,
                        "{\"state\":\"open\",\"needs\":\"This change needs the signatures alone: "
                        "section `amend` of the charter in force, version 1, says so.\"}");
    pass_days(world, 12);
    assert_int_equal(versions(world), 1);
    pass_days(world, 2);
    assert_int_equal(versions(world), 2);
    const char *shown =
        world_do(world, nobody_known, "charter.show", "{'network':'%s'}", scene.id)->reply;
    assert_non_null(strstr(shown, "\"state\":\"in_force\",\"version\":2"));
    assert_non_null(strstr(shown, "\"role\":\"chair\",\"day\":\"2026-11-21\"}"));
    shown = world_do(world, somebody(scene.member), "charter.show", "{'network':'%s'}", scene.id)
                ->reply;
    assert_non_null(strstr(shown, world_id(world, scene.handle)));
}

static void the_last_signature_puts_it_in_force(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    const char *id = draft_id(world, &scene);
    pass_days(world, 20);
    assert_int_equal(versions(world), 1);
    assert_int_equal(
        world_call(world, somebody(scene.member), "charter.sign", "{'draft':'%s'}", id)->outcome,
        ERROR_REFUSED);
    assert_string_equal(
        world_do(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", id)->reply,
        "{\"state\":\"in_force\"}");
    assert_int_equal(versions(world), 2);
    assert_fails(world_call(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", id),
                 ERROR_CLASH, "draft");
}

static void with_the_networks_consent_a_signature_that_asked_for_it_counts(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene =
        scene_make(world, "{\"amend\":{\"consultation_days\":0},\"ask\":[\"charter.sign\"]}");
    const char *id = draft_id(world, &scene);
    struct answer *asked =
        world_do(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", id);
    assert_int_equal(versions(world), 1);
    world_do(world, core_itself, "proposal.pass", "{'proposal':'%s'}",
             world_id(world, answer_id(asked, "proposal")));
    assert_int_equal(versions(world), 2);
}

static void members_say_what_they_think_and_choose_to_be_named(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    const char *id = draft_id(world, &scene);
    struct actor member = somebody(scene.member), stranger = somebody(scene.stranger);
    world_do(world, member, "charter.comment", "{'draft':'%s','text':'Why?'}", id);
    const char *shown = world_do(world, member, "charter.comments", "{'draft':'%s'}", id)->reply;
    assert_string_equal(shown, "{\"comments\":[{\"by\":\"a member\",\"text\":\"Why?\"}]}");
    world_do(world, member, "charter.comment", "{'draft':'%s','text':'Yes.','named':true}", id);
    shown = world_do(world, member, "charter.comments", "{'draft':'%s'}", id)->reply;
    assert_non_null(strstr(shown, "\"by\":\"a member\",\"membership\":\""));
    assert_int_equal(world_call(world, stranger, "charter.comments", "{'draft':'%s'}", id)->outcome,
                     ERROR_REFUSED);
    assert_int_equal(
        world_call(world, administrator, "charter.comments", "{'draft':'%s'}", id)->outcome,
        ERROR_REFUSED);
    world_do(world, member, "membership.leave", "{'network':'%s'}", scene.id);
    shown = world_do(world, somebody(scene.chair), "charter.comments", "{'draft':'%s'}", id)->reply;
    assert_null(strstr(shown, "membership"));
}

static void a_comparison_tells_effect_and_wording(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    const char *id = draft_id(world, &scene);
    const char *shown = world_do(world, nobody_known, "charter.compare",
                                 "{'network':'%s','to_draft':'%s'}", scene.id, id)
                            ->reply;
    assert_string_equal(
        shown, "{\"effects\":[{\"term\":\"quorum.fraction\",\"says\":\"Quorum of the steering "
               "group: half of the filled seats → two thirds of the filled seats\",\"means\":"
               "\"The quorum of the steering group stays 3 of 1 filled seat, so nothing can be "
               "decided until more are "
               "filled.\"}],\"wording\":[{\"change\":\"changed\",\"line\":1,\"text\":"
               "\"#[- What we are for-]{+ Two+}\"}],\"whole\":true}");
    shown = world_do(world, nobody_known, "charter.compare", "{'network':'%s','from':1,'to':1}",
                     scene.id)
                ->reply;
    assert_string_equal(shown, SAME);
    assert_fails(
        world_call(world, nobody_known, "charter.compare", "{'network':'%s','from':7}", scene.id),
        ERROR_MISSING, "from");
}

static void a_draft_can_begin_from_an_earlier_version(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene =
        scene_make(world, "{\"amend\":{\"consultation_days\":0},\"focus\":{\"groups\":7}}");
    const char *id = draft_id(world, &scene);
    world_do(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", id);
    assert_int_equal(versions(world), 2);
    struct answer *again = world_do(world, somebody(scene.chair), "charter.draft",
                                    "{'network':'%s','from':1}", scene.id);
    const char *shown = world_do(world, nobody_known, "charter.compare",
                                 "{'network':'%s','from':1,'to_draft':'%s'}", scene.id,
                                 world_id(world, answer_id(again, "draft")))
                            ->reply;
    assert_string_equal(shown, SAME);
}

static void every_term_is_said_with_its_reason(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{\"welcome\":{\"contact_days\":1}}");
    const char *shown =
        world_do(world, nobody_known, "charter.show", "{'network':'%s','terms':true}", scene.id)
            ->reply;
    assert_non_null(strstr(shown, "hears from somebody: within 1 working day.\",\"why\":\"Within"));
    assert_non_null(
        strstr(shown, "\"term\":\"ask\",\"says\":\"Needs the network's consent: none."));
}

static void terms_that_make_no_sense_are_refused_by_their_name(void **state)
{
    static const struct {
        const char *terms, *named;
    } cases[] = {
        {"{\"refresh\":\"P6M\"}", "refresh"},
        {"{\"refresh\":{\"every\":\"P0D\"}}", "refresh.every"},
        {"{\"quorum\":{\"fraction\":\"3/2\"}}", "quorum.fraction"},
        {"{\"quorum\":{\"rounds\":\"up\"}}", "In the terms, quorum.rounds: is not known"},
        {"[]", "In the terms: "},
        {"{,}", "not JSON"},
    };
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer *answer =
            draft(world, &scene, somebody(scene.chair), "# Two", cases[i].terms);
        assert_fails(answer, ERROR_WRONG, "terms");
        if (strstr(answer->error.message, cases[i].named) == NULL)
            fail_msg("%s: %s", cases[i].terms, answer->error.message);
    }
}

static void a_rule_that_nobody_could_ever_meet_is_refused_with_what_would_mend_it(void **state)
{
    static const struct {
        const char *terms, *named, *remedy;
    } cases[] = {
        {"{\"quorum\":{\"at_least\":900}}", "quorum.at_least", "or fewer"},
        {"{\"general\":{\"present\":[\"chair\",\"king\"]}}", "general.present", "role.list"},
        {"{\"amend\":{\"signed_by\":[\"queen\"]}}", "amend.signed_by", "role.define"},
        {"{\"vacancy\":{\"voting_days\":8}}", "vacancy.voting_weekends", "to 9 or more"},
        {"{\"quorum\":{\"at_least\":0,\"fraction\":\"0/1\"}}", "quorum.at_least", "1 or more"},
        {"{\"general\":{\"at_least\":0,\"fraction\":\"0/2\"}}", "general.at_least", "1 or more"},
        {"{\"no_confidence\":{\"majority\":\"0/3\"}}", "no_confidence.majority", "as 2/3"},
    };
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer *answer =
            draft(world, &scene, somebody(scene.chair), "# Two", cases[i].terms);
        assert_fails(answer, ERROR_WRONG, "terms");
        if (strstr(answer->error.message, cases[i].named) == NULL)
            fail_msg("%s: %s", cases[i].terms, answer->error.message);
        assert_non_null(strstr(answer->error.message, cases[i].remedy));
    }
    assert_int_equal(world_count(world, "SELECT count(*) FROM charter_draft"), 0);
    assert_int_equal(
        draft(world, &scene, somebody(scene.chair), "# Two", "{\"vacancy\":{\"voting_days\":9}}")
            ->outcome,
        OK);
}

static void a_review_becomes_a_task_once_and_the_next_is_set(void **state)
{
    struct world *world = WORLD(state);
    static const char tasks[] = "SELECT count(*) FROM task WHERE kind = 'charter.review'"
                                " AND done_day = 0";
    struct scene scene = scene_make(world, "{\"review\":{\"every\":\"P1M\"},"
                                           "\"amend\":{\"consultation_days\":0}}");
    const char *shown =
        world_do(world, nobody_known, "network.show", "{'network':'%s'}", scene.id)->reply;
    assert_non_null(strstr(shown, "\"review\":\"2026-12-21\""));
    pass_days(world, 31);
    assert_int_equal(world_count(world, tasks), 1);
    pass_days(world, 31);
    assert_int_equal(world_count(world, tasks), 1);
    const char *id = draft_id(world, &scene);
    world_do(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", id);
    assert_int_equal(versions(world), 2);
    assert_int_equal(world_count(world, tasks), 0);
}

static void groups_in_focus_are_agreed_and_shown_with_the_limit(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{\"focus\":{\"groups\":2}}");
    struct actor chair = somebody(scene.chair);
    world_do(world, chair, "focus.agree", "{'network':'%s','groups':['Carers','Veterans']}",
             scene.id);
    assert_string_equal(
        world_do(world, nobody_known, "focus.list", "{'network':'%s'}", scene.id)->reply,
        "{\"at_most\":2,\"groups\":[{\"group\":\"Carers\",\"since\":\"2026-11-21\"},"
        "{\"group\":\"Veterans\",\"since\":\"2026-11-21\"}]}");
    assert_fails(world_call(world, chair, "focus.agree", "{'network':'%s','groups':['a','b','c']}",
                            scene.id),
                 ERROR_LIMIT, "groups");
    assert_int_equal(
        world_call(world, administrator, "focus.agree", "{'network':'%s'}", scene.id)->outcome,
        ERROR_REFUSED);
}

static void the_charter_of_an_earlier_day_is_shown_as_it_was(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = scene_make(world, "{}");
    const char *draft = draft_id(world, &scene);
    world_do(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", draft);
    pass_days(world, 14);
    static const struct {
        const char *day, *shown;
    } days[] = {{"2026-11-21", "\"state\":\"earlier\",\"version\":1"},
                {"2026-12-04", "\"state\":\"earlier\",\"version\":1"},
                {"2026-12-05", "\"state\":\"in_force\",\"version\":2"}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        const struct answer *answer =
            world_do(world, nobody_known, "charter.show", "{'network':'%s','as_of':'%s'}", scene.id,
                     days[i].day);
        assert_non_null(strstr(answer->reply, days[i].shown));
    }
    static const char *const wrong[] = {"'as_of':'2026-11-20'", "'as_of':'2026-12-06'",
                                        "'as_of':'2026-12-01','version':1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(world_call(world, nobody_known, "charter.show", "{'network':'%s',%s}",
                                scene.id, wrong[i]),
                     ERROR_WRONG, "as_of");
    assert_fails(world_call(world, nobody_known, "charter.show",
                            "{'network':'%s','as_of':'2026-12-01','draft':'%s'}", scene.id, draft),
                 ERROR_WRONG, "as_of");
}

static void a_day_ends_at_midnight_of_the_servers_zone(void **state)
{
    struct world *world = WORLD(state);
    world_do(world, administrator, "setting.set", "{'name':'time_zone','value':'Asia/Tokyo'}");
    struct scene scene = scene_make(world, "{\"amend\":{\"consultation_days\":0}}");
    const char *draft = draft_id(world, &scene);
    engine_clock(world->engine)->shift_ms += DAY_MS / 4;
    world_run(world);
    world_do(world, somebody(scene.chair), "charter.sign", "{'draft':'%s'}", draft);
    static const char *const days[][2] = {{"2026-11-21", "\"version\":1,\"day\":\"2026-11-21\""},
                                          {"2026-11-22", "\"version\":2,\"day\":\"2026-11-22\""}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_non_null(strstr(world_do(world, nobody_known, "charter.show",
                                        "{'network':'%s','as_of':'%s'}", scene.id, days[i][0])
                                   ->reply,
                               days[i][1]));
}

#define IN_WORLD(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(only_who_cares_for_the_charter_drafts_it),
        IN_WORLD(administrators_amend_only_while_it_is_being_founded),
        IN_WORLD(a_signed_draft_comes_into_force_by_itself_when_its_days_have_passed),
        IN_WORLD(the_last_signature_puts_it_in_force),
        IN_WORLD(with_the_networks_consent_a_signature_that_asked_for_it_counts),
        IN_WORLD(members_say_what_they_think_and_choose_to_be_named),
        IN_WORLD(a_comparison_tells_effect_and_wording),
        IN_WORLD(a_draft_can_begin_from_an_earlier_version),
        IN_WORLD(every_term_is_said_with_its_reason),
        IN_WORLD(terms_that_make_no_sense_are_refused_by_their_name),
        IN_WORLD(a_rule_that_nobody_could_ever_meet_is_refused_with_what_would_mend_it),
        IN_WORLD(a_review_becomes_a_task_once_and_the_next_is_set),
        IN_WORLD(the_charter_of_an_earlier_day_is_shown_as_it_was),
        IN_WORLD(a_day_ends_at_midnight_of_the_servers_zone),
        IN_WORLD(groups_in_focus_are_agreed_and_shown_with_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
