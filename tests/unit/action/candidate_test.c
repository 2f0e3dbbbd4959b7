/* Proposing a network: nobody learns who would like it; an answer is owed, and told. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/candidate.h"

enum { PEOPLE = 12, DAY_MS = 24 * 3600 * 1000 };

struct crowd {
    int64_t person[PEOPLE];
    int64_t place;
};

static struct crowd crowd_make(struct world *world)
{
    struct crowd crowd = {.place = world_place(world, "Trust")};
    for (int i = 0; i < PEOPLE; i++)
        crowd.person[i] = world_person(world, arena_print(&world->arena, "p%d", i));
    return crowd;
}

static int64_t propose(struct world *world, const struct crowd *crowd, const char *name)
{
    return answer_id(world_do(world, somebody(crowd->person[0]), "network.propose",
                              "{'name':'%s','place':'%s','whom':'Carers','aim':'To breathe.'}",
                              name, world_id(world, crowd->place)),
                     "candidate");
}

static const char *support(struct world *world, int64_t person, int64_t candidate)
{
    return world_do(world, somebody(person), "network.support", "{'candidate':'%s'}",
                    world_id(world, candidate))
        ->reply;
}

static void support_by(struct world *world, const struct crowd *crowd, int64_t candidate, int count)
{
    for (int i = 1; i < count; i++)
        support(world, crowd->person[i], candidate);
}

static void all_that_is_shown_is_not_yet_or_enough(void **state)
{
    struct world *world = WORLD(state);
    struct crowd crowd = crowd_make(world);
    int64_t candidate = propose(world, &crowd, "Carers");
    for (int i = 1; i < 9; i++) {
        assert_string_equal(support(world, crowd.person[i], candidate),
                            "{\"interest\":\"not_yet\"}");
        assert_string_equal(support(world, crowd.person[i], candidate),
                            "{\"interest\":\"not_yet\"}");
    }
    assert_string_equal(support(world, crowd.person[9], candidate), "{\"interest\":\"enough\"}");
    assert_string_equal(support(world, crowd.person[9], candidate), "{\"interest\":\"enough\"}");
}

/* Neither rows nor journal entries come into being with a colleague's interest. */
static void interest_leaves_no_trace_that_can_be_counted(void **state)
{
    struct world *world = WORLD(state);
    struct crowd crowd = crowd_make(world);
    int64_t candidate = propose(world, &crowd, "Carers"), entries = world_entries(world, 0);
    support_by(world, &crowd, candidate, 9);
    assert_int_equal(world_entries(world, 0), entries);
    assert_int_equal(world_count(world, "SELECT count(*) FROM candidate"), 1);
    const char *shown = world_do(world, administrator, "candidate.show", "{'candidate':'%s'}",
                                 world_id(world, candidate))
                            ->reply;
    assert_null(strstr(shown, "threshold"));
    assert_null(strstr(shown, world_id(world, crowd.person[0])));
}

static void strangers_do_not_see_what_colleagues_would_like(void **state)
{
    struct world *world = WORLD(state);
    struct crowd crowd = crowd_make(world);
    int64_t candidate = propose(world, &crowd, "Carers");
    struct answer *answer = world_call(world, nobody_known, "candidate.show", "{'candidate':'%s'}",
                                       world_id(world, candidate));
    assert_true(answer->outcome == ERROR_MISSING || answer->outcome == ERROR_REFUSED);
    assert_int_equal(world_call(world, administrator, "network.support", "{'candidate':'%s'}",
                                world_id(world, candidate))
                         ->outcome,
                     ERROR_REFUSED);
}

static void enough_makes_a_task_for_administrators_until_there_is_an_answer(void **state)
{
    struct world *world = WORLD(state);
    struct crowd crowd = crowd_make(world);
    int64_t candidate = propose(world, &crowd, "Carers");
    static const char tasks[] = "SELECT count(*) FROM task WHERE kind = 'candidate.answer'"
                                " AND done_day = 0";
    support_by(world, &crowd, candidate, 9);
    assert_int_equal(world_count(world, tasks), 0);
    support_by(world, &crowd, candidate, 11);
    assert_int_equal(world_count(world, tasks), 1);
    world_do(world, administrator, "network.decline",
             "{'candidate':'%s','reasons':'There is one.'}", world_id(world, candidate));
    assert_int_equal(world_count(world, tasks), 0);
    assert_fails(world_call(world, administrator, "network.decline",
                            "{'candidate':'%s','reasons':'Again.'}", world_id(world, candidate)),
                 ERROR_CLASH, "candidate");
}

static void whoever_asked_is_told_and_nobody_becomes_a_member(void **state)
{
    struct world *world = WORLD(state);
    struct crowd crowd = crowd_make(world);
    int64_t candidate = propose(world, &crowd, "Carers");
    const int charter = world_file("# What we are for\n");
    struct call_request request = {
        .action = STR("network.open"), .actor = administrator, .files = &charter, .file_count = 1};
    support_by(world, &crowd, candidate, 5);
    struct answer *answer =
        world_send(world, &request,
                   arena_print(&world->arena,
                               "{'name':'Carers','place':'%s','aim':'To breathe.',"
                               "'charter':0,'candidate':'%s'}",
                               world_id(world, crowd.place), world_id(world, candidate)));
    world_run(world);
    assert_int_equal(answer->outcome, OK);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect"), 5);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect WHERE recipient > 0"), 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM candidate WHERE state = 'opened'"
                                        " AND network <> 0 AND supporters IS NULL"),
                     1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM network WHERE whom = 'Carers'"), 1);
}

static void how_many_are_enough_is_set_for_later_proposals(void **state)
{
    struct world *world = WORLD(state);
    struct crowd crowd = crowd_make(world);
    int64_t before = propose(world, &crowd, "Carers");
    assert_fails(world_call(world, administrator, "setting.set",
                            "{'name':'network_supporters','value':'2'}"),
                 ERROR_WRONG, "value");
    world_do(world, administrator, "setting.set", "{'name':'network_supporters','value':'3'}");
    int64_t after = propose(world, &crowd, "Pride");
    support_by(world, &crowd, before, 4);
    support_by(world, &crowd, after, 3);
    assert_int_equal(world_count(world, "SELECT count(*) FROM candidate WHERE state = 'enough'"),
                     1);
}

static void a_late_answer_is_a_finding_of_the_doctor(void **state)
{
    struct world *world = WORLD(state);
    struct crowd crowd = crowd_make(world);
    int64_t candidate = propose(world, &crowd, "Carers");
    support_by(world, &crowd, candidate, 11);
    static const char well[] = "\"check\":\"networks\",\"well\":true";
    assert_non_null(strstr(world_do(world, administrator, "server.doctor", "{}")->reply, well));
    engine_clock(world->engine)->shift_ms += 29 * (int64_t)DAY_MS;
    assert_null(strstr(world_do(world, administrator, "server.doctor", "{}")->reply, well));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_that_is_shown_is_not_yet_or_enough, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(interest_leaves_no_trace_that_can_be_counted, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(strangers_do_not_see_what_colleagues_would_like,
                                        world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(
            enough_makes_a_task_for_administrators_until_there_is_an_answer, world_setup,
            world_teardown),
        cmocka_unit_test_setup_teardown(whoever_asked_is_told_and_nobody_becomes_a_member,
                                        world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(how_many_are_enough_is_set_for_later_proposals, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_late_answer_is_a_finding_of_the_doctor, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
