/* What is due: each row becomes a call at its time, once; a rehearsal's clock visits all of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/event.h"
#include "lib/vfs.h"
#include "lib/world.h"
#include "model/journal.h"
#include "model/schedule.h"
#include "model/setting.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

/* ---- an action to put on the schedule: it writes down what was rung, and fails while broken ----
 */

static kith_err ring_run(void *self, struct kith_call *call)
{
    struct str rung, broken;
    (void)self;
    int err = setting_read(&call->model, "bell.rung", &rung);
    if (err == OK)
        err = setting_write(&call->model, "bell.rung",
                            str_of(arena_print(&call->arena, "%.*s%.*s ", STR_ARGS(rung),
                                               STR_ARGS(call_text(call, "tone")))));
    if (err == OK)
        err = setting_read(&call->model, "bell.broken", &broken);
    if (err == OK && broken.len > 0)
        return call_fail(call, ERROR_CLASH, NULL, "The bell is broken.");
    return err;
}

static const kith_field ring_takes[] = {
    {.name = "tone", .type = KITH_TEXT, .summary = "Which tone."}, {0}};

static const kith_action bell[] = {{.name = "bell.ring",
                                    .summary = "Rings.",
                                    .may = "system",
                                    .flags = KITH_WRITES,
                                    .takes = ring_takes,
                                    .run = ring_run},
                                   {0}};

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.more = bell});
}

static int setup_full(void **state)
{
    return world_setup_with(state,
                            &(struct world_options){.more = bell, .vfs = "fault", .mine = *state});
}

static int setup_rehearsal(void **state)
{
    return world_setup_with(state, &(struct world_options){.more = bell, .rehearsal = true});
}

static int put(struct model *in, void *mine)
{
    return schedule_add(in, mine);
}

/* Rings after so long; with `every`, again and again. */
static int64_t ring_in(struct world *world, int64_t ms, const char *tone, const char *every)
{
    struct schedule schedule = {.due_at = clock_now(engine_clock(world->engine)) + ms,
                                .action = STR("bell.ring"),
                                .arguments =
                                    str_of(arena_print(&world->arena, "{\"tone\":\"%s\"}", tone)),
                                .every = str_of(every),
                                .zone = every[0] ? STR("Europe/London") : STR("")};
    engine_write(world->engine, 0, put, NULL, &schedule);
    world_run(world);
    world_place(world, tone); /* a write with an entry: the engine looks at the schedule again */
    return schedule.id;
}

static void time_passes(struct world *world, int64_t ms)
{
    engine_clock(world->engine)->frozen_ms += ms;
    world_run(world);
}

static void assert_rung(struct world *world, const char *tones)
{
    struct model in = world_model(world);
    struct str rung;
    assert_int_equal(setting_read(&in, "bell.rung", &rung), OK);
    assert_string_equal(arena_copy(&world->arena, rung), tones);
}

static int break_bell(struct model *in, void *mine)
{
    return setting_write(in, "bell.broken", str_of(mine));
}

static void bell_is_broken(struct world *world, const char *how)
{
    engine_write(world->engine, 0, break_bell, NULL, (void *)(uintptr_t)how);
    world_run(world);
}

static struct schedule row(struct world *world, int64_t id)
{
    struct model in = world_model(world);
    struct schedule schedule = {0};
    schedule_read(&in, id, &schedule);
    return schedule;
}

/* ---- at their time ---- */

static void nothing_happens_before_its_time_and_the_engine_asks_to_be_woken_then(void **state)
{
    struct world *world = WORLD(state);
    ring_in(world, HOUR_MS, "a", "");
    assert_int_equal(world->armed_ms, HOUR_MS);
    time_passes(world, HOUR_MS - 1);
    assert_rung(world, "");
    assert_int_equal(world->armed_ms, 1);
    time_passes(world, 1);
    assert_rung(world, "a ");
    assert_true(world->armed_ms > HOUR_MS); /* the daily tidying comes next */
}

static void what_falls_due_together_is_done_in_the_order_of_time_then_of_making(void **state)
{
    struct world *world = WORLD(state);
    ring_in(world, 2 * HOUR_MS, "c", "");
    ring_in(world, HOUR_MS, "a", "");
    ring_in(world, HOUR_MS, "b", "");
    time_passes(world, DAY_MS);
    assert_rung(world, "a b c ");
}

static void what_fell_due_while_kith_was_stopped_is_done_once_at_the_start(void **state)
{
    struct world *world = WORLD(state);
    ring_in(world, HOUR_MS, "once", "");
    int64_t daily = ring_in(world, HOUR_MS, "daily", "P1D");
    engine_clock(world->engine)->frozen_ms += INT64_C(10) * DAY_MS;
    world_restart(world);
    world_run(world);
    assert_rung(world, "once daily ");
    assert_int_equal(row(world, daily).due_at, WORLD_NOW + HOUR_MS + INT64_C(10) * DAY_MS);
}

static void one_that_runs_once_is_gone_and_a_recurrence_stays(void **state)
{
    struct world *world = WORLD(state);
    int64_t once = ring_in(world, HOUR_MS, "once", "");
    int64_t weekly = ring_in(world, HOUR_MS, "weekly", "P7D");
    time_passes(world, HOUR_MS);
    assert_int_equal(row(world, once).id, 0);
    assert_int_equal(row(world, weekly).due_at, WORLD_NOW + HOUR_MS + INT64_C(7) * DAY_MS);
}

static void the_journal_says_that_the_schedule_did_it(void **state)
{
    struct world *world = WORLD(state);
    struct model in = world_model(world);
    struct journal_entry entry;
    ring_in(world, HOUR_MS, "a", "");
    time_passes(world, HOUR_MS);
    assert_int_equal(journal_read(&in, 0, world_entries(world, 0), &entry), OK);
    assert_true(str_is(entry.action, "bell.ring") && str_is(entry.actor, "schedule"));
}

/* ---- failures ---- */

static void a_failure_undoes_the_call_and_keeps_the_row(void **state)
{
    struct world *world = WORLD(state);
    int64_t id = ring_in(world, HOUR_MS, "a", "P1D");
    bell_is_broken(world, "yes");
    time_passes(world, HOUR_MS);
    assert_rung(world, "");
    assert_int_equal(row(world, id).attempts, 1);
    assert_int_equal(row(world, id).due_at, WORLD_NOW + HOUR_MS + MINUTE_MS);
    assert_true(str_is(row(world, id).answer, "The bell is broken."));
    bell_is_broken(world, "");
    time_passes(world, MINUTE_MS);
    assert_rung(world, "a ");
    assert_int_equal(row(world, id).attempts, 0);
    assert_int_equal(row(world, id).due_at, WORLD_NOW + HOUR_MS + DAY_MS);
}

static void what_fails_again_and_again_is_parked_and_shown(void **state)
{
    struct world *world = WORLD(state);
    int64_t id = ring_in(world, HOUR_MS, "a", "");
    bell_is_broken(world, "yes");
    time_passes(world, HOUR_MS);
    for (int attempt = 1; attempt < SCHEDULE_ATTEMPTS; attempt++) {
        assert_true(str_is(row(world, id).state, "waiting"));
        assert_int_equal(row(world, id).attempts, attempt);
        time_passes(world, (int64_t)MINUTE_MS << (attempt - 1));
    }
    assert_true(str_is(row(world, id).state, "parked"));
    bell_is_broken(world, "");
    time_passes(world, INT64_C(365) * DAY_MS);
    assert_rung(world, "");
    struct answer *list = world_do(world, administrator, "schedule.list", "{}");
    assert_non_null(strstr(list->reply, "\"state\":\"parked\""));
}

static void what_is_parked_is_done_once_somebody_says_to_try_again(void **state)
{
    struct world *world = WORLD(state);
    int64_t once = ring_in(world, HOUR_MS, "a", ""), daily = ring_in(world, HOUR_MS, "b", "P1D");
    bell_is_broken(world, "yes");
    for (int attempt = 0; attempt < SCHEDULE_ATTEMPTS; attempt++)
        time_passes(world, DAY_MS);
    assert_true(str_is(row(world, daily).state, "parked"));
    world_do(world, administrator, "schedule.retry", "{}");
    world_run(world);
    assert_true(str_is(row(world, once).state, "waiting")); /* it failed again, for now */
    assert_int_equal(row(world, once).attempts, 1);
    bell_is_broken(world, "");
    time_passes(world, DAY_MS);
    assert_rung(world, "a b ");
    assert_true(str_is(row(world, daily).state, "waiting"));
    assert_non_null(strstr(world_do(world, administrator, "server.doctor", "{}")->reply,
                           "\"found\":\"0 things"));
}

/* It would be tried as fast as the machine can, for as long as the disk is full. */
static void on_a_full_disk_what_is_due_is_tried_now_and_then_and_done_in_the_end(void **state)
{
    struct world *world = WORLD(state);
    ring_in(world, HOUR_MS, "a", "");
    vfs_fail(world->options.mine, VFS_FULL, 1, true);
    time_passes(world, HOUR_MS);
    int64_t failures = vfs_counts(world->options.mine).failures;
    assert_true(failures > 0);
    for (int i = 0; i < 50; i++)
        world_turn(world);
    assert_in_range(world->armed_ms, 1, 1000);
    assert_int_equal(vfs_counts(world->options.mine).failures, failures);
    vfs_heal(world->options.mine);
    while (world_count(world, "SELECT count(*) FROM schedule WHERE action = 'bell.ring'") > 0) {
        world_turn(world);
        world_run(world);
    }
    assert_rung(world, "a ");
}

static int put_unknown(struct model *in, void *mine)
{
    struct schedule schedule = {
        .due_at = in->now_ms, .action = STR("bell.melt"), .arguments = STR("{}")};
    int err = schedule_add(in, &schedule);
    *(int64_t *)mine = schedule.id;
    return err;
}

static void an_action_that_is_gone_counts_as_a_failure(void **state)
{
    struct world *world = WORLD(state);
    int64_t id;
    engine_write(world->engine, 0, put_unknown, NULL, &id);
    world_run(world);
    world_place(world, "Leeds");
    assert_int_equal(row(world, id).attempts, 1);
}

/* ---- clock.move ---- */

/* Notes the hour at which each ringing is heard, from the beginning of the rehearsal. */
static enum event_answer note_hour(void *self, struct model *in, const struct event *event)
{
    char *hours = self;
    size_t len = strlen(hours);
    (void)event;
    snprintf(hours + len, 40 - len, "%lld ", (long long)((in->now_ms - WORLD_NOW) / HOUR_MS));
    return EVENT_DONE;
}

static void moving_the_clock_stops_at_each_due_time_until_its_events_were_heard(void **state)
{
    struct world *world = WORLD(state);
    char hours[40] = "";
    static const char *const rings[] = {"bell.ring", NULL};
    event_subscribe(world->engine, &(struct subscription){"chat", rings, note_hour, hours});
    ring_in(world, 3 * HOUR_MS, "b", "");
    ring_in(world, HOUR_MS, "a", "");
    ring_in(world, 2 * DAY_MS, "d", "P1D");
    struct answer *moved = world_do(world, administrator, "clock.move", "{'by':'P4D'}");
    assert_rung(world, "a b d d d ");
    assert_string_equal(hours, "1 3 48 72 96 ");
    assert_string_equal(moved->reply, "{\"now\":\"2026-11-25T09:30:00Z\"}");
    assert_int_equal(clock_now(engine_clock(world->engine)), WORLD_NOW + INT64_C(4) * DAY_MS);
}

static void what_fails_on_the_way_is_tried_again_on_the_way(void **state)
{
    struct world *world = WORLD(state);
    int64_t id = ring_in(world, HOUR_MS, "a", "");
    bell_is_broken(world, "yes");
    world_do(world, administrator, "clock.move", "{'by':'P1D'}");
    assert_true(str_is(row(world, id).state, "parked"));
}

static void a_moved_clock_stays_moved_after_a_restart(void **state)
{
    struct world *world = WORLD(state);
    world_do(world, administrator, "clock.move", "{'by':'P1D'}");
    world_restart(world);
    assert_int_equal(clock_now(engine_clock(world->engine)), WORLD_NOW + DAY_MS);
}

static void the_clock_moves_on_and_never_back_nor_far(void **state)
{
    struct world *world = WORLD(state);
    assert_fails(world_call(world, administrator, "clock.move", "{'to':'2026-11-21T09:29:59Z'}"),
                 ERROR_WRONG, "to");
    assert_fails(world_call(world, administrator, "clock.move", "{'by':'P11Y'}"), ERROR_WRONG,
                 "by");
    assert_fails(world_call(world, administrator, "clock.move", "{}"), ERROR_WRONG, "to");
}

static void a_read_sent_behind_a_move_does_not_hold_it_up(void **state)
{
    struct world *world = WORLD(state);
    struct client client = {0};
    struct call_request move = {
        .action = STR("clock.move"), .actor = administrator, .client = &client};
    struct call_request read = {
        .action = STR("clock.show"), .actor = administrator, .client = &client};
    struct answer *moved = world_send(world, &move, "{'by':'P2D'}");
    struct answer *shown = world_send(world, &read, "{}");
    world_run(world);
    assert_true(moved->there && shown->there);
    assert_non_null(strstr(shown->reply, "2026-11-23"));
}

static void the_clock_of_a_real_state_cannot_be_moved(void **state)
{
    struct answer *answer = world_call(WORLD(state), administrator, "clock.move", "{'by':'P1D'}");
    assert_fails(answer, ERROR_REFUSED, "");
    assert_int_equal(clock_now(engine_clock(WORLD(state)->engine)), WORLD_NOW);
}

#define TEST(behaviour)  cmocka_unit_test_setup_teardown(behaviour, setup, world_teardown)
#define MOVES(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup_rehearsal, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_happens_before_its_time_and_the_engine_asks_to_be_woken_then),
        TEST(what_falls_due_together_is_done_in_the_order_of_time_then_of_making),
        TEST(what_fell_due_while_kith_was_stopped_is_done_once_at_the_start),
        TEST(one_that_runs_once_is_gone_and_a_recurrence_stays),
        TEST(the_journal_says_that_the_schedule_did_it),
        TEST(a_failure_undoes_the_call_and_keeps_the_row),
        TEST(what_fails_again_and_again_is_parked_and_shown),
        TEST(what_is_parked_is_done_once_somebody_says_to_try_again),
        cmocka_unit_test_prestate_setup_teardown(
            on_a_full_disk_what_is_due_is_tried_now_and_then_and_done_in_the_end, setup_full,
            world_teardown, vfs_install("fault")),
        TEST(an_action_that_is_gone_counts_as_a_failure),
        MOVES(moving_the_clock_stops_at_each_due_time_until_its_events_were_heard),
        MOVES(what_fails_on_the_way_is_tried_again_on_the_way),
        MOVES(a_moved_clock_stays_moved_after_a_restart),
        MOVES(the_clock_moves_on_and_never_back_nor_far),
        MOVES(a_read_sent_behind_a_move_does_not_hold_it_up),
        TEST(the_clock_of_a_real_state_cannot_be_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
