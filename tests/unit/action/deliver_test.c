/* Events: told after they are durable, in order, at least once; a failure blocks its own pair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/state.h"
#include "lib/world.h"
#include "model/cursor.h"
#include "model/journal.h"
#include "model/setting.h"

enum { HOUR_MS = 3600 * 1000 };

/* A subscriber that notes what it is told and writes a row of its own each time. */
struct listener {
    const char *name;
    struct world *world;
    char heard[400];
    int64_t last_network, last_sequence, last_subject;
    enum event_answer answer;
    int64_t failing_network; /* answers EVENT_RETRY for this one; 0: for none */
    bool calls_again;        /* each event leads it to add a place */
};

static void add_place(struct world *world, int32_t depth, const char *name)
{
    struct call_request request = {
        .action = STR("place.add"), .actor = core_itself, .depth = depth};
    world_send(world, &request, arena_print(&world->arena, "{'name':'%s'}", name));
}

static enum event_answer listen(void *self, struct model *in, const struct event *event)
{
    struct listener *listener = self;
    size_t len = strlen(listener->heard);
    char name[80];
    snprintf(listener->heard + len, sizeof listener->heard - len, "%.*s ", STR_ARGS(event->action));
    listener->last_network = event->network;
    listener->last_sequence = event->sequence;
    listener->last_subject = event->subject;
    snprintf(name, sizeof name, "%s.last", listener->name);
    assert_int_equal(setting_write_int(in, name, event->sequence), OK);
    if (listener->calls_again) {
        snprintf(name, sizeof name, "after %lld", (long long)event->sequence);
        add_place(listener->world, engine_next_depth(listener->world->engine), name);
    }
    bool fails = listener->failing_network != 0 && listener->failing_network == event->network;
    return fails ? EVENT_RETRY : listener->answer;
}

static void subscribe(struct world *world, struct listener *listener, const char *const *events)
{
    listener->world = world;
    event_subscribe(world->engine,
                    &(struct subscription){listener->name, events, listen, listener});
    world_run(world);
}

static const char *const everything[] = {"*", NULL};
static const char *const places[] = {"place.add", "place.close", NULL};

/* What it has heard since it was last asked. */
static void assert_hears(struct world *world, struct listener *listener, const char *heard)
{
    world_run(world);
    assert_string_equal(listener->heard, heard);
    listener->heard[0] = '\0';
}

/* The pause before the next attempt passes. */
static void pauses_pass(struct world *world)
{
    for (size_t i = 0; i < world->engine->hearings.count; i++)
        world->engine->hearings.at[i].next_at_ms = 0;
    world_run(world);
}

static int64_t own_row(struct world *world, const char *name)
{
    struct model in = world_model(world);
    int64_t number;
    assert_int_equal(setting_read_int(&in, name, 0, &number), OK);
    return number;
}

static struct cursor cursor_of(struct world *world, const char *name, int64_t network)
{
    struct model in = world_model(world);
    struct cursor cursor;
    assert_int_equal(cursor_read(&in, str_of(name), network, &cursor), OK);
    return cursor;
}

/* ---- who hears what ---- */

static void a_subscriber_hears_the_actions_it_named_in_their_order(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat"};
    subscribe(world, &listener, places);
    int64_t place = world_place(world, "Leeds");
    world_person(world, "ada");
    world_do(world, administrator, "place.rename", "{'place':'%s','name':'York'}",
             world_id(world, place));
    world_do(world, administrator, "place.close", "{'place':'%s'}", world_id(world, place));
    assert_hears(world, &listener, "place.add place.close ");
    assert_int_equal(listener.last_network, 0);
    assert_int_equal(listener.last_sequence, world_entries(world, 0));
    assert_int_equal(listener.last_subject, place);
}

static void a_star_hears_everything(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat"};
    subscribe(world, &listener, everything);
    world_place(world, "Leeds");
    world_person(world, "ada");
    assert_hears(world, &listener, "place.add person.add ");
}

static void a_new_subscriber_hears_from_now_on(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat"};
    int64_t earlier = world_network(world, "Pride", NULL);
    world_join(world, world_person(world, "ada"), earlier);
    subscribe(world, &listener, everything);
    assert_hears(world, &listener, "");
    world_join(world, world_person(world, "ben"), earlier);
    assert_hears(world, &listener, "person.add membership.join ");
}

static void a_network_that_opens_later_is_heard_from_its_beginning(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat"};
    world_place(world, "Leeds");
    subscribe(world, &listener, (const char *const[]){"network.open", NULL});
    world_network(world, "Pride", NULL);
    assert_hears(world, &listener, "network.open ");
}

static void one_that_was_there_before_goes_on_where_it_stopped(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat"};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    assert_hears(world, &listener, "place.add ");
    event_unsubscribe(world->engine, "chat");
    world_place(world, "York");
    world_place(world, "Hull");
    assert_hears(world, &listener, "");
    world_restart(world);
    subscribe(world, &listener, places);
    assert_hears(world, &listener, "place.add place.add ");
    assert_int_equal(listener.last_sequence, world_entries(world, 0));
}

static void what_was_not_done_is_not_told(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat"};
    struct call_request tried = {
        .action = STR("place.add"), .actor = administrator, .dry_run = true};
    world_place(world, "Leeds");
    subscribe(world, &listener, everything);
    world_send(world, &tried, "{'name':'York'}");
    world_call(world, administrator, "place.add", "{'name':'Leeds'}");
    assert_hears(world, &listener, "");
}

static int erase_last(struct model *in, void *mine)
{
    return journal_erase(in, 0, *(int64_t *)mine);
}

static void an_erased_entry_is_told_without_whom_it_concerned(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat"};
    subscribe(world, &listener, places);
    event_unsubscribe(world->engine, "chat");
    world_place(world, "Leeds");
    int64_t last = world_entries(world, 0);
    engine_write(world->engine, 0, erase_last, NULL, &last);
    world_run(world);
    subscribe(world, &listener, places);
    assert_hears(world, &listener, "place.add ");
    assert_int_equal(listener.last_subject, 0);
}

/* ---- failures ---- */

static void its_rows_and_its_cursor_are_kept_together_or_not_at_all(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_RETRY};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    assert_hears(world, &listener, "place.add ");
    assert_int_equal(own_row(world, "chat.last"), 0);
    assert_int_equal(cursor_of(world, "chat", 0).sequence, 0);
    assert_int_equal(cursor_of(world, "chat", 0).attempts, 1);
    listener.answer = EVENT_DONE;
    pauses_pass(world);
    assert_hears(world, &listener, "place.add ");
    assert_int_equal(own_row(world, "chat.last"), 1);
    assert_int_equal(cursor_of(world, "chat", 0).sequence, 1);
    assert_int_equal(cursor_of(world, "chat", 0).attempts, 0);
}

static void a_failure_is_told_again_after_longer_and_longer_pauses(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_RETRY};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    for (int64_t pause = 1000, i = 0; i < 12; i++) {
        assert_hears(world, &listener, "place.add ");
        assert_in_range(world->armed_ms, pause - 900, pause);
        assert_hears(world, &listener, "");
        pause = pause * 2 < 300000 ? pause * 2 : 300000;
        pauses_pass(world);
    }
}

static void after_an_hour_of_failing_a_pair_is_parked_and_shown(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_RETRY};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    engine_clock(world->engine)->frozen_ms += HOUR_MS - 1;
    pauses_pass(world);
    assert_hears(world, &listener, "place.add place.add ");
    assert_false(cursor_of(world, "chat", 0).parked);
    engine_clock(world->engine)->frozen_ms += 1;
    pauses_pass(world);
    assert_hears(world, &listener, "place.add ");
    assert_true(cursor_of(world, "chat", 0).parked);
    pauses_pass(world);
    world_place(world, "York");
    assert_hears(world, &listener, "");
    struct answer *doctor = world_do(world, administrator, "server.doctor", "{}");
    assert_non_null(strstr(doctor->reply, "parked"));
}

static void a_parked_pair_goes_on_when_its_subscriber_starts_again(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_RETRY};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    engine_clock(world->engine)->frozen_ms += HOUR_MS;
    pauses_pass(world);
    assert_true(cursor_of(world, "chat", 0).parked);
    world_restart(world);
    listener = (struct listener){.name = "chat"};
    subscribe(world, &listener, places);
    assert_hears(world, &listener, "place.add ");
}

static void a_failure_blocks_neither_other_networks_nor_other_subscribers(void **state)
{
    struct world *world = WORLD(state);
    struct listener failing = {.name = "chat"}, other = {.name = "mail"};
    int64_t pride = world_network(world, "Pride", NULL);
    int64_t carers = world_network(world, "Carers", NULL), ada = world_person(world, "ada");
    failing.failing_network = pride;
    subscribe(world, &failing, everything);
    subscribe(world, &other, everything);
    world_join(world, ada, pride);
    world_join(world, ada, carers);
    assert_hears(world, &failing, "membership.join membership.join ");
    assert_int_equal(failing.last_network, carers);
    world_do(world, somebody(ada), "membership.leave", "{'network':'%s'}", world_id(world, pride));
    assert_hears(world, &failing, "");
    assert_hears(world, &other, "membership.join membership.join membership.leave ");
    failing.failing_network = 0;
    pauses_pass(world);
    assert_hears(world, &failing, "membership.join membership.leave ");
}

/* ---- later answers ---- */

static void nothing_more_is_told_until_a_later_answer_has_come(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_LATER};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    world_place(world, "York");
    assert_hears(world, &listener, "place.add ");
    assert_int_equal(cursor_of(world, "chat", 0).sequence, 0);
    event_answer(world->engine, "chat", 0, 1, EVENT_DONE);
    assert_hears(world, &listener, "place.add ");
    assert_int_equal(cursor_of(world, "chat", 0).sequence, 1);
    assert_int_equal(listener.last_sequence, 2);
}

static void a_later_answer_can_ask_to_be_told_again(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_LATER};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    assert_hears(world, &listener, "place.add ");
    event_answer(world->engine, "chat", 0, 1, EVENT_RETRY);
    assert_hears(world, &listener, "");
    listener.answer = EVENT_DONE;
    pauses_pass(world);
    assert_hears(world, &listener, "place.add ");
    assert_int_equal(cursor_of(world, "chat", 0).sequence, 1);
}

static void a_later_answer_may_come_before_the_event_is_written_down(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_LATER};
    subscribe(world, &listener, places);
    add_place(world, 0, "Leeds");
    add_place(world, 0, "York");
    while (listener.heard[0] == '\0') {
        engine_turn(world->engine);
        if (listener.heard[0] == '\0')
            change_wait(world->store);
    }
    listener.answer = EVENT_DONE;
    event_answer(world->engine, "chat", 0, 1, EVENT_DONE);
    assert_hears(world, &listener, "place.add place.add ");
    assert_int_equal(cursor_of(world, "chat", 0).sequence, 2);
}

static void an_answer_to_what_nobody_asked_is_passed_over(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .answer = EVENT_LATER};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    assert_hears(world, &listener, "place.add ");
    event_answer(world->engine, "mail", 0, 1, EVENT_DONE);
    event_answer(world->engine, "chat", 0, 2, EVENT_DONE);
    event_answer(world->engine, "chat", 7, 1, EVENT_DONE);
    assert_hears(world, &listener, "");
    assert_int_equal(cursor_of(world, "chat", 0).sequence, 0);
}

/* ---- events that lead to events ---- */

static void events_that_lead_to_events_end_after_eight(void **state)
{
    struct world *world = WORLD(state);
    struct listener listener = {.name = "chat", .calls_again = true};
    subscribe(world, &listener, places);
    world_place(world, "Leeds");
    world_run(world);
    assert_int_equal(world_count(world, "SELECT count(*) FROM place"), 1 + 8);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_subscriber_hears_the_actions_it_named_in_their_order),
        TEST(a_star_hears_everything),
        TEST(a_new_subscriber_hears_from_now_on),
        TEST(a_network_that_opens_later_is_heard_from_its_beginning),
        TEST(one_that_was_there_before_goes_on_where_it_stopped),
        TEST(what_was_not_done_is_not_told),
        TEST(an_erased_entry_is_told_without_whom_it_concerned),
        TEST(its_rows_and_its_cursor_are_kept_together_or_not_at_all),
        TEST(a_failure_is_told_again_after_longer_and_longer_pauses),
        TEST(after_an_hour_of_failing_a_pair_is_parked_and_shown),
        TEST(a_parked_pair_goes_on_when_its_subscriber_starts_again),
        TEST(a_failure_blocks_neither_other_networks_nor_other_subscribers),
        TEST(nothing_more_is_told_until_a_later_answer_has_come),
        TEST(a_later_answer_can_ask_to_be_told_again),
        TEST(a_later_answer_may_come_before_the_event_is_written_down),
        TEST(an_answer_to_what_nobody_asked_is_passed_over),
        TEST(events_that_lead_to_events_end_after_eight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
