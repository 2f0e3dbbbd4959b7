/* The files of jobs: there as long as a job may need them, and then gone, since they may be a
 * staff file. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/state.h"
#include "lib/world.h"

static kith_err keep_run(void *self, struct kith_call *call)
{
    struct world *world = self;
    struct str plan;
    int err = call_read_file(call, "plan", &plan);
    /* `mine` is set while the job shall go round and round until it is stopped. */
    while (err == OK && world->options.mine != NULL)
        err = job_progress(call, 1, 2, "waiting") ? OK : ERROR_STOPPED;
    return err;
}

static const kith_field keep_takes[] = {
    {.name = "plan", .type = KITH_FILE, .limits = "1..1000", .summary = "What is read."},
    {.name = "place",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "Where."},
    {0}};

static const kith_action keep_actions[] = {{.name = "tower.keep",
                                            .summary = "Reads a file, in its own time.",
                                            .may = "administrator",
                                            .flags = KITH_WRITES | KITH_LONG,
                                            .takes = keep_takes,
                                            .run = keep_run},
                                           {0}};

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.more = keep_actions});
}

static char *folder_of(struct world *world)
{
    return state_path(world->dir, "jobs");
}

static int files_kept(struct world *world)
{
    char *path = folder_of(world);
    DIR *folder = opendir(path);
    int count = 0;
    free(path);
    if (folder == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static struct answer *keep(struct world *world, const char *key, const char *with)
{
    const int plan = world_file("red");
    struct call_request request = {.action = STR("tower.keep"),
                                   .actor = administrator,
                                   .key = str_of(key),
                                   .files = &plan,
                                   .file_count = 1};
    struct answer *answer = world_send(world, &request, with);
    while (world->options.mine != NULL && answer->told == 0)
        world_turn(world);
    world_turn(world);
    return answer;
}

static void the_files_of_a_job_are_there_until_it_has_ended(void **state)
{
    struct world *world = WORLD(state);
    world->options.mine = world;
    struct answer *answer = keep(world, "", "{'plan':0}");
    assert_int_equal(files_kept(world), 1);
    world->options.mine = NULL;
    world_run(world);
    assert_int_equal(answer->outcome, OK);
    assert_int_equal(files_kept(world), 0);
}

static void a_call_made_again_with_its_key_leaves_no_files(void **state)
{
    struct world *world = WORLD(state);
    keep(world, "once", "{'plan':0}");
    world_run(world);
    struct answer *again = keep(world, "once", "{'plan':0}");
    world_run(world);
    assert_int_equal(again->outcome, OK);
    assert_non_null(strstr(again->reply, "\"job\":"));
    assert_int_equal(files_kept(world), 0);
}

static void a_call_that_is_refused_leaves_no_files(void **state)
{
    struct world *world = WORLD(state);
    struct answer *answer = keep(world, "", "{'plan':0,'place':'0zzzzzzzzzzzz'}");
    world_run(world);
    assert_int_equal(answer->outcome, ERROR_MISSING);
    assert_int_equal(files_kept(world), 0);
}

static void a_job_that_is_stopped_leaves_no_files(void **state)
{
    struct world *world = WORLD(state);
    world->options.mine = world;
    struct answer *answer = keep(world, "", "{'plan':0}");
    world_do(world, administrator, "job.stop", "{'job':'%s'}",
             world_id(world, world_count(world, "SELECT id FROM job")));
    world_run(world);
    assert_int_equal(answer->outcome, ERROR_STOPPED);
    assert_int_equal(files_kept(world), 0);
}

static void files_that_a_crash_left_without_a_job_are_gone_after_the_start(void **state)
{
    struct world *world = WORLD(state);
    keep(world, "", "{'plan':0}");
    world_run(world);
    char *left = state_path(world->dir, "jobs/0zzzzzzzzzzzz.0");
    int file = open(left, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    close(file);
    assert_int_equal(files_kept(world), 1);
    world_restart(world);
    assert_int_equal(files_kept(world), 0);
    free(left);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_files_of_a_job_are_there_until_it_has_ended),
        TEST(a_call_made_again_with_its_key_leaves_no_files),
        TEST(a_call_that_is_refused_leaves_no_files),
        TEST(a_job_that_is_stopped_leaves_no_files),
        TEST(files_that_a_crash_left_without_a_job_are_gone_after_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
