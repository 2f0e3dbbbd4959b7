/* Long work: off the loop's thread, written down step by step, and taken up again after a stop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/state.h"
#include "lib/world.h"
#include "model/place.h"

/* ---- an action that takes its time: it builds a tower, a place for each floor ---- */

struct tower {
    atomic_int pauses_at; /* goes round and round on this floor until it is stopped; 0: nowhere */
    atomic_int begun_at;  /* the floor on which the last run began */
};

static int build_floor(struct model *in, void *mine)
{
    struct place floor = {.kind = STR("host"), .name = str_of(mine)};
    return place_add(in, &floor);
}

static kith_err build_run(void *self, struct kith_call *call)
{
    struct tower *tower = ((struct world *)self)->options.mine;
    int64_t floors = call_int(call, "floors");
    struct str plan = {0};
    int err = call_given(call, "plan") ? call_read_file(call, "plan", &plan) : OK;
    tower->begun_at = (int)call->job_mark;
    for (int64_t floor = call->job_mark; floor < floors && err == OK; floor++) {
        while (floor > 0 && floor == tower->pauses_at)
            if (job_progress(call, floor, floors, "waiting for bricks"))
                sched_yield();
            else
                return ERROR_STOPPED;
        char *name = arena_print(&call->arena, "%.*s floor %lld", STR_ARGS(plan), (long long)floor);
        err = job_write(call, floor + 1, build_floor, name);
    }
    if (err == OK)
        call_put_int(call, "floors", floors);
    return err;
}

static const kith_field build_takes[] = {
    {.name = "floors", .type = KITH_INT, .limits = "0..100", .summary = "How many."},
    {.name = "plan",
     .type = KITH_FILE,
     .flags = KITH_OPTIONAL,
     .limits = "1..1000",
     .summary = "What the floors are called."},
    {0}};
static const kith_field build_gives[] = {
    {.name = "floors", .type = KITH_INT, .summary = "How many there are."}, {0}};

static const kith_action tower_actions[] = {{.name = "tower.build",
                                             .summary = "Builds a tower.",
                                             .may = "administrator",
                                             .flags = KITH_WRITES | KITH_LONG,
                                             .takes = build_takes,
                                             .gives = build_gives,
                                             .run = build_run},
                                            {0}};

static int setup(void **state)
{
    struct world_options options = {.more = tower_actions,
                                    .mine = memory_take(sizeof(struct tower))};
    return world_setup_with(state, &options);
}

static int teardown(void **state)
{
    free(WORLD(state)->options.mine);
    return world_teardown(state);
}

static struct tower *tower_of(struct world *world)
{
    return world->options.mine;
}

static int64_t floors(struct world *world)
{
    return world_count(world, "SELECT count(*) FROM place");
}

/* Begins to build, and waits on that floor. */
static struct answer *build_to(struct world *world, int floor, const char *with)
{
    struct call_request request = {.action = STR("tower.build"), .actor = administrator};
    tower_of(world)->pauses_at = floor;
    struct answer *answer = world_send(world, &request, with);
    while (world_count(world, "SELECT coalesce(max(mark), 0) FROM job") < floor)
        world_turn(world);
    return answer;
}

static const char *only_job(struct world *world)
{
    assert_int_equal(world_count(world, "SELECT count(*) FROM job"), 1);
    return world_id(world, world_count(world, "SELECT id FROM job"));
}

static void assert_job(struct world *world, const char *part)
{
    struct answer *show =
        world_do(world, administrator, "job.show", "{'job':'%s'}", only_job(world));
    if (strstr(show->reply, part) == NULL)
        fail_msg("%s has no %s", show->reply, part);
}

/* ---- the usual course ---- */

static void a_job_answers_with_what_came_of_it_and_can_be_shown(void **state)
{
    struct world *world = WORLD(state);
    struct answer *answer = world_do(world, administrator, "tower.build", "{'floors':3}");
    assert_string_equal(answer->reply, "{\"floors\":3}");
    assert_int_equal(floors(world), 3);
    assert_job(world, "\"state\":\"done\"");
    assert_job(world, "\"reply\":\"{\\\"floors\\\":3}\"");
}

static void progress_is_told_while_it_goes_on(void **state)
{
    struct world *world = WORLD(state);
    struct answer *answer = build_to(world, 2, "{'floors':3}");
    while (answer->told == 0)
        world_turn(world);
    assert_false(answer->there);
    assert_int_equal(answer->done, 2);
    assert_int_equal(answer->total, 3);
    assert_int_equal(world_count(world, "SELECT mark FROM job"), 2);
    tower_of(world)->pauses_at = 0;
    world_run(world);
    assert_int_equal(answer->outcome, OK);
}

static void other_calls_go_on_beside_it(void **state)
{
    struct world *world = WORLD(state);
    struct call_request add = {.action = STR("person.add"), .actor = administrator};
    build_to(world, 1, "{'floors':2}");
    struct answer *other = world_send(world, &add, "{'given_name':'Ada'}");
    while (!other->there)
        world_turn(world);
    assert_int_equal(other->outcome, OK);
    tower_of(world)->pauses_at = 0;
    world_run(world);
}

static void a_dry_run_does_it_all_and_leaves_nothing(void **state)
{
    struct world *world = WORLD(state);
    struct call_request request = {
        .action = STR("tower.build"), .actor = administrator, .dry_run = true};
    struct answer *answer = world_send(world, &request, "{'floors':3}");
    world_run(world);
    assert_int_equal(answer->outcome, OK);
    assert_string_equal(answer->reply, "{\"floors\":3}");
    assert_int_equal(floors(world), 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM job"), 0);
}

/* ---- failures ---- */

static void a_step_that_fails_ends_the_job_and_keeps_the_steps_before_it(void **state)
{
    struct world *world = WORLD(state);
    world_place(world, " floor 2");
    struct answer *answer = world_call(world, administrator, "tower.build", "{'floors':5}");
    assert_fails(answer, ERROR_CLASH, "name");
    assert_int_equal(world_count(world, "SELECT mark FROM job"), 2);
    assert_int_equal(floors(world), 3);
    assert_job(world, "\"state\":\"failed\"");
    assert_job(world, "There is a place called");
    world_restart(world);
    assert_job(world, "\"state\":\"failed\"");
}

/* ---- stops and restarts ---- */

static void a_stopped_job_keeps_what_it_has_done_and_is_not_taken_up_again(void **state)
{
    struct world *world = WORLD(state);
    struct answer *answer = build_to(world, 2, "{'floors':5}");
    world_do(world, administrator, "job.stop", "{'job':'%s'}", only_job(world));
    assert_true(answer->there);
    assert_int_equal(answer->outcome, ERROR_STOPPED);
    assert_int_equal(floors(world), 2);
    assert_job(world, "\"state\":\"stopped\"");
    assert_fails(world_call(world, administrator, "job.stop", "{'job':'%s'}", only_job(world)),
                 ERROR_CLASH, "job");
    tower_of(world)->pauses_at = 0;
    world_restart(world);
    world_run(world);
    assert_int_equal(floors(world), 2);
}

static void one_that_failed_is_put_away_and_the_doctor_is_content(void **state)
{
    struct world *world = WORLD(state);
    world_place(world, " floor 2");
    world_call(world, administrator, "tower.build", "{'floors':5}");
    const char *sick = world_do(world, administrator, "server.doctor", "{}")->reply;
    assert_non_null(strstr(sick, "\"found\":\"1 jobs failed"));
    world_do(world, administrator, "job.stop", "{'job':'%s'}", only_job(world));
    assert_job(world, "\"state\":\"stopped\"");
    assert_job(world, "There is a place called");
    const char *well = world_do(world, administrator, "server.doctor", "{}")->reply;
    assert_non_null(strstr(well, "\"found\":\"0 jobs failed"));
}

static void a_stop_that_is_only_tried_lets_the_job_go_on(void **state)
{
    struct world *world = WORLD(state);
    const char *network = world_id(world, world_network(world, "Pride", NULL));
    struct answer *job = build_to(world, 2, "{'floors':3}");
    struct call_request stop = {.action = STR("job.stop"), .actor = administrator, .dry_run = true};
    struct call_request order = {
        .action = STR("tea.order"), .actor = administrator, .dry_run = true};
    const char *with = arena_print(&world->arena, "{'job':'%s'}", only_job(world));
    const char *of_it = arena_print(&world->arena,
                                    "{'network':'%s','action':'job.stop',"
                                    "'with':'{\\'job\\':\\'%s\\'}'}",
                                    network, only_job(world));
    struct answer *tried = world_send(world, &stop, with);
    struct answer *ordered = world_send(world, &order, of_it);
    while (!tried->there || !ordered->there)
        world_turn(world);
    assert_int_equal(tried->outcome, OK);
    assert_int_equal(ordered->outcome, OK);
    tower_of(world)->pauses_at = 0;
    world_run(world);
    assert_int_equal(job->outcome, OK);
    assert_int_equal(tower_of(world)->begun_at, 0); /* and it was never interrupted */
}

static void after_a_restart_a_job_goes_on_from_its_mark(void **state)
{
    struct world *world = WORLD(state);
    build_to(world, 2, "{'floors':5}");
    world_restart(world); /* which ends it, and begins it once more */
    tower_of(world)->pauses_at = 0;
    world_run(world);
    assert_int_equal(tower_of(world)->begun_at, 2);
    assert_int_equal(floors(world), 5);
    assert_job(world, "\"state\":\"done\"");
}

/* A daemon that is killed while it builds: in a process of its own, which ends without a word. */
static _Noreturn void build_and_be_killed(const char *dir)
{
    struct tower tower = {0};
    const int plan = world_file("red");
    struct call_request request = {
        .action = STR("tower.build"), .actor = administrator, .files = &plan, .file_count = 1};
    struct world *world =
        world_open(&(struct world_options){.dir = dir, .more = tower_actions, .mine = &tower});
    tower.pauses_at = 3;
    world_send(world, &request, "{'floors':6,'plan':0}");
    while (floors(world) < 3)
        world_turn(world);
    _exit(EXIT_SUCCESS);
}

static void after_a_kill_a_job_goes_on_from_its_mark_with_its_files(void **state)
{
    struct tower tower = {0};
    char *dir = state_make();
    pid_t child = fork();
    int status;
    (void)state;
    if (child == 0)
        build_and_be_killed(dir);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    struct world *world =
        world_open(&(struct world_options){.dir = dir, .more = tower_actions, .mine = &tower});
    world_run(world);
    assert_int_equal(tower.begun_at, 3);
    assert_int_equal(world_count(world, "SELECT count(*) FROM place WHERE name LIKE 'red floor _'"),
                     6);
    assert_job(world, "\"state\":\"done\"");
    char *job_file = state_path(dir, arena_print(&world->arena, "jobs/%s.0", only_job(world)));
    assert_int_equal(access(job_file, F_OK), -1); /* its files are gone */
    free(job_file);
    world_close(world);
    free(dir);
}

static void a_job_whose_action_is_gone_has_failed(void **state)
{
    struct world *world = WORLD(state);
    build_to(world, 2, "{'floors':5}");
    world->options.more = NULL;
    world_restart(world);
    world_run(world);
    assert_job(world, "\"state\":\"failed\"");
    assert_job(world, "Start it again.");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_job_answers_with_what_came_of_it_and_can_be_shown),
        TEST(progress_is_told_while_it_goes_on),
        TEST(other_calls_go_on_beside_it),
        TEST(a_dry_run_does_it_all_and_leaves_nothing),
        TEST(a_step_that_fails_ends_the_job_and_keeps_the_steps_before_it),
        TEST(a_stopped_job_keeps_what_it_has_done_and_is_not_taken_up_again),
        TEST(one_that_failed_is_put_away_and_the_doctor_is_content),
        TEST(a_stop_that_is_only_tried_lets_the_job_go_on),
        TEST(after_a_restart_a_job_goes_on_from_its_mark),
        cmocka_unit_test(after_a_kill_a_job_goes_on_from_its_mark_with_its_files),
        TEST(a_job_whose_action_is_gone_has_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
