/* The batch: writes that come together are durable together, and lost together. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "action/event.h"
#include "lib/vfs.h"
#include "lib/world.h"
#include "model/journal.h"

static struct answer *add_place(struct world *world, const char *name)
{
    struct call_request request = {.action = STR("place.add"), .actor = administrator};
    return world_send(world, &request, arena_print(&world->arena, "{'name':'%s'}", name));
}

static int64_t places(struct world *world)
{
    return world_count(world, "SELECT count(*) FROM place");
}

static int64_t commits(struct world *world)
{
    return change_counts(world->store).commits;
}

static void assert_heads_are_whole(struct world *world)
{
    struct model in = world_model(world);
    struct journal_fault fault;
    assert_int_equal(journal_verify_heads(&in, &fault), OK);
    assert_null(fault.what);
}

/* ---- durable together ---- */

static void writes_that_come_together_share_a_commit(void **state)
{
    struct world *world = WORLD(state);
    int64_t before = commits(world);
    for (int i = 0; i < 10; i++)
        add_place(world, arena_print(&world->arena, "Ward %d", i));
    world_run(world);
    assert_int_equal(places(world), 10);
    assert_in_range(commits(world) - before, 1, 5); /* a slow machine begins another batch */
}

static void one_that_fails_leaves_the_others_of_its_batch(void **state)
{
    struct world *world = WORLD(state);
    struct answer *first = add_place(world, "Leeds"), *same = add_place(world, "leeds");
    struct answer *last = add_place(world, "York");
    world_run(world);
    assert_int_equal(first->outcome, OK);
    assert_fails(same, ERROR_CLASH, "name");
    assert_int_equal(last->outcome, OK);
    assert_int_equal(places(world), 2);
}

static void a_write_sees_those_before_it_in_its_batch(void **state)
{
    struct world *world = WORLD(state);
    int64_t leeds = world_place(world, "Leeds");
    struct call_request close = {.action = STR("place.close"), .actor = administrator};
    struct call_request add = {.action = STR("place.add"), .actor = administrator};
    const char *id = world_id(world, leeds);
    world_send(world, &close, arena_print(&world->arena, "{'place':'%s'}", id));
    struct answer *into =
        world_send(world, &add, arena_print(&world->arena, "{'name':'A','parent':'%s'}", id));
    world_run(world);
    assert_fails(into, ERROR_CLASH, "parent");
}

static void each_batch_chains_the_heads_of_what_it_wrote_to(void **state)
{
    struct world *world = WORLD(state);
    int64_t pride = world_network(world, "Pride", NULL);
    int64_t carers = world_network(world, "Carers", NULL), ada = world_person(world, "ada");
    world_join(world, ada, pride);
    world_join(world, ada, carers);
    int64_t before = world_count(world, "SELECT max(sequence) FROM journal_head");
    world_do(world, somebody(ada), "membership.leave", "{'network':'%s'}", world_id(world, pride));
    assert_int_equal(world_count(world, "SELECT max(sequence) FROM journal_head"), before + 1);
    assert_heads_are_whole(world);
}

static void what_is_tried_or_fails_leaves_no_head(void **state)
{
    struct world *world = WORLD(state);
    int64_t pride = world_network(world, "Pride", NULL);
    const char *with = arena_print(&world->arena, "{'network':'%s'}", world_id(world, pride));
    struct call_request request = {
        .action = STR("tea.pour"), .actor = administrator, .dry_run = true};
    int64_t before = world_count(world, "SELECT max(sequence) FROM journal_head");
    world_send(world, &request, with);
    world_call(world, administrator, "tea.spill", "%s", with);
    assert_int_equal(world_count(world, "SELECT max(sequence) FROM journal_head"), before);
    assert_heads_are_whole(world);
}

/* ---- lost together: the disk is full ---- */

static enum event_answer count_event(void *self, struct model *in, const struct event *event)
{
    (void)in, (void)event;
    (*(int *)self)++;
    return EVENT_DONE;
}

static void a_full_disk_fails_every_call_of_the_batch_and_keeps_nothing(void **state)
{
    struct world *world = WORLD(state);
    static const char *const all[] = {"*", NULL};
    int heard = 0;
    event_subscribe(world->engine, &(struct subscription){"chat", all, count_event, &heard});
    world_place(world, "Leeds");
    int64_t entries = world_entries(world, 0);
    vfs_fail(world->options.mine, VFS_FULL, 1, true);
    struct answer *first = add_place(world, "York"), *second = add_place(world, "Hull");
    struct answer *later = world_send(
        world, &(struct call_request){.action = STR("place.list"), .actor = nobody_known}, "{}");
    world_run(world);
    vfs_heal(world->options.mine);
    assert_fails(first, ERROR_FULL, "");
    assert_fails(second, ERROR_FULL, "");
    assert_int_equal(later->outcome, OK);
    assert_int_equal(places(world), 1);
    assert_int_equal(world_entries(world, 0), entries);
    assert_int_equal(heard, 1);
}

static void once_there_is_room_again_everything_goes_on(void **state)
{
    struct world *world = WORLD(state);
    vfs_fail(world->options.mine, VFS_FULL, 1, true);
    struct answer *lost = add_place(world, "Leeds");
    world_run(world);
    vfs_heal(world->options.mine);
    assert_fails(lost, ERROR_FULL, "");
    assert_int_equal(add_place(world, "Leeds")->there, false);
    world_run(world);
    assert_int_equal(places(world), 1);
    assert_heads_are_whole(world);
}

static void an_error_of_the_disk_is_busy_and_changes_nothing(void **state)
{
    struct world *world = WORLD(state);
    vfs_fail(world->options.mine, VFS_SHORT, 1, true);
    struct answer *lost = add_place(world, "Leeds");
    world_run(world);
    vfs_heal(world->options.mine);
    assert_fails(lost, ERROR_BUSY, "");
    assert_int_equal(places(world), 0);
    world_place(world, "Leeds");
}

static void a_later_call_of_a_lost_batch_is_answered_once(void **state)
{
    struct world *world = WORLD(state);
    const char *with = arena_print(&world->arena, "{'network':'%s'}",
                                   world_id(world, world_network(world, "Pride", NULL)));
    struct call_request request = {.action = STR("tea.brew"), .actor = administrator};
    vfs_fail(world->options.mine, VFS_FULL, 1, true);
    struct answer *lost = world_send(world, &request, with);
    world_run(world);
    vfs_heal(world->options.mine);
    assert_fails(lost, ERROR_FULL, "");
    if (world->brewing != NULL)
        call_done(world->brewing, OK); /* its handler knows nothing of it */
    assert_int_equal(lost->outcome, ERROR_FULL);
}

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.vfs = "fault", .mine = *state});
}

#define TEST(behaviour)                                                                            \
    cmocka_unit_test_prestate_setup_teardown(behaviour, setup, world_teardown, faults)

int main(void)
{
    struct vfs *faults = vfs_install("fault");
    const struct CMUnitTest tests[] = {
        TEST(writes_that_come_together_share_a_commit),
        TEST(one_that_fails_leaves_the_others_of_its_batch),
        TEST(a_write_sees_those_before_it_in_its_batch),
        TEST(each_batch_chains_the_heads_of_what_it_wrote_to),
        TEST(what_is_tried_or_fails_leaves_no_head),
        TEST(a_full_disk_fails_every_call_of_the_batch_and_keeps_nothing),
        TEST(once_there_is_room_again_everything_goes_on),
        TEST(an_error_of_the_disk_is_busy_and_changes_nothing),
        TEST(a_later_call_of_a_lost_batch_is_answered_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
