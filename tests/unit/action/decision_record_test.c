/* In a meeting a decision is taken while it is quorate, and what was decided otherwise is flagged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/council.h"
#include "model/committee.h"

struct scene {
    struct council council;
    struct world *world;
    struct actor chair;
    const char *meeting;
};

static void come(struct scene *scene, size_t seats)
{
    for (size_t i = 0; i < seats; i++)
        world_do(scene->world, somebody(scene->council.seats[i]), "meeting.attend",
                 "{'meeting':'%s'}", scene->meeting);
}

/* A meeting of the steering group that has just begun, with so many of its seats there. */
static struct scene scene_make(void **state, size_t seats)
{
    struct scene scene = {.world = WORLD(state)};
    struct committee steering = {0};
    scene.council = council_make(scene.world, NULL);
    scene.chair = somebody(scene.council.seats[0]);
    struct model in = world_model(scene.world);
    assert_int_equal(
        committee_by_key(&in, scene.council.network, STR(COMMITTEE_STEERING), &steering), OK);
    struct answer *planned =
        world_do(scene.world, scene.chair, "meeting.plan",
                 "{'network':'%s','committee':'%s','starts':'2026-11-21T09:30:00Z'}",
                 scene.council.id, world_id(scene.world, steering.id));
    scene.meeting = world_id(scene.world, answer_id(planned, "meeting"));
    world_do(scene.world, scene.chair, "meeting.open", "{'meeting':'%s'}", scene.meeting);
    come(&scene, seats);
    return scene;
}

static void minutes_pass(struct scene *scene, int minutes)
{
    world_do(scene->world, administrator, "clock.move", "{'by':'PT%dM'}", minutes);
}

static struct answer *record(struct scene *scene, const char *more)
{
    return world_call(scene->world, scene->chair, "decision.record",
                      "{'meeting':'%s','title':'A kettle','text':'We buy one.'%s}", scene->meeting,
                      more);
}

static struct answer *by(struct scene *scene, size_t seat, const char *action, const char *with)
{
    return world_call(scene->world, somebody(scene->council.seats[seat]), action, "{%s}", with);
}

static const char *of(struct scene *scene, const char *decision)
{
    return arena_print(&scene->world->arena, "'decision':'%s'", decision);
}

static void what_a_quorate_meeting_decides_stands_in_the_register_at_once(void **state)
{
    struct scene scene = scene_make(state, 4);
    struct answer *recorded = record(&scene, ",'for':3,'against':1");
    assert_int_equal(recorded->outcome, OK);
    const char *shown =
        council_show(&scene.council, world_id(scene.world, answer_id(recorded, "decision")));
    assert_non_null(strstr(shown, "\"state\":\"passed\""));
    assert_non_null(strstr(shown, "\"flagged\":false"));
    assert_non_null(strstr(shown, "\"quorum_why\":\"Quorate: 4 people are present"));
    assert_non_null(strstr(shown, scene.meeting));
}

static void while_it_is_not_quorate_nothing_is_decided(void **state)
{
    struct scene scene = scene_make(state, 2);
    struct answer *recorded = record(&scene, ",'for':2");
    assert_fails(recorded, ERROR_CLASH, "meeting");
    assert_non_null(strstr(recorded->error.message, "Not quorate: 2 people are present and 3 are "
                                                    "needed"));
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM decision"), 0);
}

static void what_was_decided_then_is_flagged_and_offers_to_be_ratified(void **state)
{
    struct scene scene = scene_make(state, 2);
    minutes_pass(&scene, 30);
    come(&scene, 0);
    by(&scene, 2, "meeting.attend",
       arena_print(&scene.world->arena, "'meeting':'%s'", scene.meeting));
    struct answer *then = record(&scene, ",'for':2,'at':'09:45'");
    assert_int_equal(then->outcome, OK);
    assert_non_null(strstr(then->reply, "\"state\":\"blocked\""));
    assert_non_null(strstr(then->reply, "decision.ratify can put it to an online vote"));
    const char *decision = world_id(scene.world, answer_id(then, "decision"));
    assert_non_null(strstr(council_show(&scene.council, decision), "\"flagged\":true"));
    assert_int_equal(by(&scene, 0, "decision.ratify", of(&scene, decision))->outcome, OK);
    for (size_t i = 0; i < 3; i++)
        council_vote(&scene.council, scene.council.seats[i], decision, "for");
    minutes_pass(&scene, 15 * 24 * 60);
    assert_non_null(strstr(council_show(&scene.council, decision), "\"state\":\"passed\""));
    assert_int_equal(record(&scene, ",'for':3,'at':'10:00'")->outcome, OK);
}

static void more_votes_than_people_are_refused(void **state)
{
    struct scene scene = scene_make(state, 3);
    assert_fails(record(&scene, ",'for':3,'against':1"), ERROR_WRONG, "for");
    assert_int_equal(record(&scene, ",'for':2,'abstained':1")->outcome, OK);
}

static void the_recused_do_not_count_towards_the_quorum(void **state)
{
    struct scene scene = scene_make(state, 3);
    const char *recused = arena_print(&scene.world->arena, ",'for':2,'recused':['%s']",
                                      world_id(scene.world, scene.council.seat_handles[2]));
    struct answer *recorded = record(&scene, recused);
    assert_fails(recorded, ERROR_CLASH, "meeting");
    assert_non_null(strstr(recorded->error.message, "1 is recused and not counted"));
    come(&scene, 0);
    by(&scene, 3, "meeting.attend",
       arena_print(&scene.world->arena, "'meeting':'%s'", scene.meeting));
    assert_int_equal(record(&scene, recused)->outcome, OK);
}

/* ---- proposed, opened and voted on in it ---- */

static const char *proposed(struct scene *scene)
{
    const char *decision = council_propose(
        &scene->council, arena_print(&scene->world->arena, ",'meeting':'%s'", scene->meeting));
    by(scene, 1, "decision.second", of(scene, decision));
    return decision;
}

static void it_is_opened_and_closed_only_while_the_meeting_is_quorate(void **state)
{
    struct scene scene = scene_make(state, 2);
    const char *decision = proposed(&scene), *with = of(&scene, decision);
    assert_fails(by(&scene, 0, "decision.open", with), ERROR_CLASH, "meeting");
    const char *meeting = arena_print(&scene.world->arena, "'meeting':'%s'", scene.meeting);
    by(&scene, 2, "meeting.attend", meeting);
    struct answer *opened = by(&scene, 0, "decision.open", with);
    assert_null(strstr(opened->reply, "closes_at"));
    for (size_t i = 0; i < 3; i++)
        council_vote(&scene.council, scene.council.seats[i], decision, "for");
    assert_fails(council_vote(&scene.council, scene.council.seats[3], decision, "for"),
                 ERROR_REFUSED, "decision");
    minutes_pass(&scene, 1);
    by(&scene, 2, "meeting.leave", meeting);
    assert_fails(by(&scene, 0, "decision.close", with), ERROR_CLASH, "meeting");
    minutes_pass(&scene, 1);
    by(&scene, 2, "meeting.attend", meeting);
    assert_non_null(strstr(by(&scene, 0, "decision.close", with)->reply, "\"state\":\"passed\""));
}

static struct answer *close_meeting(struct scene *scene)
{
    minutes_pass(scene, 5);
    return by(scene, 0, "meeting.close",
              arena_print(&scene->world->arena, "'meeting':'%s'", scene->meeting));
}

static const char *tasks(struct scene *scene)
{
    return world_do(scene->world, scene->chair, "task.list", "{}")->reply;
}

static void votes_given_in_a_quorate_meeting_decide_though_it_ended_first(void **state)
{
    struct scene scene = scene_make(state, 3);
    const char *decision = proposed(&scene), *with = of(&scene, decision);
    by(&scene, 0, "decision.open", with);
    for (size_t i = 0; i < 3; i++)
        council_vote(&scene.council, scene.council.seats[i], decision, "for");
    const char *left = close_meeting(&scene)->reply;
    assert_non_null(strstr(left, decision));
    assert_non_null(strstr(left, "Its meeting ended on 21 November 2026 at 09:35 before the vote "
                                 "was closed: decision.close counts the votes"));
    assert_non_null(strstr(tasks(&scene), "decision.left_open"));
    assert_non_null(strstr(
        world_do(scene.world, scene.chair, "decision.list", "{'network':'%s'}", scene.council.id)
            ->reply,
        "\"waits\":\"Its meeting ended on"));
    struct answer *again = by(&scene, 0, "decision.ratify", with);
    assert_fails(again, ERROR_CLASH, "decision");
    assert_non_null(strstr(again->error.message, "The meeting was quorate"));
    const char *closed = by(&scene, 0, "decision.close", with)->reply;
    assert_non_null(strstr(closed, "\"state\":\"passed\""));
    const char *shown = council_show(&scene.council, decision);
    assert_non_null(strstr(shown, "\"decided_at\":\"2026-11-21T09:34:00Z\""));
    assert_null(strstr(shown, "waits"));
    assert_null(strstr(tasks(&scene), "decision.left_open"));
}

static void votes_given_in_a_meeting_that_was_not_quorate_at_its_end_are_blocked(void **state)
{
    struct scene scene = scene_make(state, 3);
    const char *decision = proposed(&scene), *with = of(&scene, decision);
    by(&scene, 0, "decision.open", with);
    council_vote(&scene.council, scene.council.seats[0], decision, "for");
    minutes_pass(&scene, 5);
    by(&scene, 2, "meeting.leave",
       arena_print(&scene.world->arena, "'meeting':'%s'", scene.meeting));
    close_meeting(&scene);
    const char *closed = by(&scene, 0, "decision.close", with)->reply;
    assert_non_null(strstr(closed, "\"state\":\"blocked\""));
    assert_non_null(strstr(closed, "Not quorate: 2 people are present"));
}

static void what_a_meeting_did_not_come_to_is_put_to_an_online_vote(void **state)
{
    struct scene scene = scene_make(state, 3);
    const char *decision = proposed(&scene), *with = of(&scene, decision);
    const char *left = close_meeting(&scene)->reply;
    assert_non_null(strstr(left, "before it was put to the vote: decision.open puts it to an "
                                 "online vote."));
    assert_non_null(strstr(tasks(&scene), "decision.left_open"));
    struct answer *opened = by(&scene, 0, "decision.open", with);
    assert_non_null(strstr(opened->reply, "closes_at"));
    assert_null(strstr(tasks(&scene), "decision.left_open"));
    assert_int_equal(council_vote(&scene.council, scene.council.seats[3], decision, "for")->outcome,
                     OK);
}

static void what_was_to_be_decided_in_a_meeting_that_is_cancelled_says_how_it_goes_on(void **state)
{
    struct scene scene = scene_make(state, 3);
    struct answer *planned =
        world_do(scene.world, scene.chair, "meeting.plan",
                 "{'network':'%s','starts':'2026-11-29T09:30:00Z'}", scene.council.id);
    scene.meeting = world_id(scene.world, answer_id(planned, "meeting"));
    const char *decision = proposed(&scene);
    by(&scene, 0, "meeting.cancel",
       arena_print(&scene.world->arena, "'meeting':'%s'", scene.meeting));
    assert_non_null(strstr(council_show(&scene.council, decision),
                           "\"waits\":\"Its meeting was cancelled before it was put to the vote"));
    assert_non_null(strstr(tasks(&scene), "decision.left_open"));
}

static void a_forgotten_meeting_leaves_the_same_task_when_it_is_closed_by_itself(void **state)
{
    struct scene scene = scene_make(state, 3);
    by(&scene, 0, "decision.open", of(&scene, proposed(&scene)));
    minutes_pass(&scene, 24 * 60);
    assert_non_null(strstr(tasks(&scene), "decision.left_open"));
}

static void one_left_open_without_a_vote_is_blocked_and_can_be_ratified(void **state)
{
    struct scene scene = scene_make(state, 3);
    const char *decision = proposed(&scene), *with = of(&scene, decision);
    by(&scene, 0, "decision.open", with);
    assert_fails(by(&scene, 0, "decision.ratify", with), ERROR_CLASH, "decision");
    minutes_pass(&scene, 5);
    by(&scene, 0, "meeting.close",
       arena_print(&scene.world->arena, "'meeting':'%s'", scene.meeting));
    struct answer *closed = by(&scene, 0, "decision.close", with);
    assert_non_null(strstr(closed->reply, "\"state\":\"blocked\""));
    assert_non_null(strstr(closed->reply, "The meeting ended before anybody voted."));
    assert_int_equal(by(&scene, 0, "decision.ratify", with)->outcome, OK);
    assert_int_equal(council_vote(&scene.council, scene.council.seats[3], decision, "for")->outcome,
                     OK);
}

static void a_meeting_decides_by_its_own_quorum_and_there_and_then(void **state)
{
    struct scene scene = scene_make(state, 3);
    static const char *const wrong[][2] = {
        {"voters", "'members'"}, {"quorum", "'1'"}, {"days", "3"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(world_call(scene.world, scene.chair, "decision.propose",
                                "{'network':'%s','title':'T','text':'T.','meeting':'%s','%s':%s}",
                                scene.council.id, scene.meeting, wrong[i][0], wrong[i][1]),
                     ERROR_WRONG, wrong[i][0]);
    minutes_pass(&scene, 5);
    by(&scene, 0, "meeting.close",
       arena_print(&scene.world->arena, "'meeting':'%s'", scene.meeting));
    assert_fails(world_call(scene.world, scene.chair, "decision.propose",
                            "{'network':'%s','title':'T','text':'T.','meeting':'%s'}",
                            scene.council.id, scene.meeting),
                 ERROR_CLASH, "meeting");
}

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.rehearsal = true});
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_quorate_meeting_decides_stands_in_the_register_at_once),
        TEST(while_it_is_not_quorate_nothing_is_decided),
        TEST(what_was_decided_then_is_flagged_and_offers_to_be_ratified),
        TEST(more_votes_than_people_are_refused),
        TEST(the_recused_do_not_count_towards_the_quorum),
        TEST(it_is_opened_and_closed_only_while_the_meeting_is_quorate),
        TEST(votes_given_in_a_quorate_meeting_decide_though_it_ended_first),
        TEST(votes_given_in_a_meeting_that_was_not_quorate_at_its_end_are_blocked),
        TEST(what_a_meeting_did_not_come_to_is_put_to_an_online_vote),
        TEST(what_was_to_be_decided_in_a_meeting_that_is_cancelled_says_how_it_goes_on),
        TEST(a_forgotten_meeting_leaves_the_same_task_when_it_is_closed_by_itself),
        TEST(one_left_open_without_a_vote_is_blocked_and_can_be_ratified),
        TEST(a_meeting_decides_by_its_own_quorum_and_there_and_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
