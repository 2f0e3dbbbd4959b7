/* What a sender is handed: the right address, at a time and by a way that the recipient wants. */
#include "action/delivery.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/state.h"
#include "base/clock.h"
#include "lib/world.h"

static void ready(void *self)
{
    ++*(int *)self;
}

static int put(struct model *in, void *mine)
{
    return effect_add(in, mine, false);
}

/* A message for this person. */
static int64_t put_mail(struct world *world, int64_t person, const char *payload)
{
    struct effect effect = {.kind = STR("mail"), .recipient = person, .payload = str_of(payload)};
    engine_write(world->engine, 0, put, NULL, &effect);
    world_run(world);
    return effect.id;
}

static bool take(struct world *world, int *server, struct effect_leased *leased)
{
    return effect_take(world->engine, server, &world->arena, leased);
}

static void move_to(struct world *world, const char *time)
{
    int64_t at;
    assert_true(time_parse(str_of(time), &at));
    engine_clock(world->engine)->frozen_ms = at;
    world_run(world);
}

static void assert_stands(struct world *world, int64_t id, const char *state, const char *next)
{
    struct model in = world_model(world);
    struct effect effect;
    char text[25];
    assert_int_equal(effect_read(&in, id, &effect), OK);
    assert_string_equal(arena_copy(&world->arena, effect.state), state);
    time_print(effect.next_at, text);
    if (next != NULL)
        assert_string_equal(text, next);
}

static void prefer(struct world *world, int64_t person, const char *what)
{
    world_do(world, somebody(person), "preference.set", "%s", what);
}

static void in_quiet_hours_what_can_wait_waits(void **state)
{
    struct world *world = WORLD(state);
    struct effect_leased leased;
    int server = 0;
    int64_t ayo = world_person(world, "ayo");
    move_to(world, "2026-11-21T22:00:00Z");
    int64_t first = put_mail(world, ayo, "{\"subject\":\"News\"}");
    int64_t second = put_mail(world, ayo, "{\"subject\":\"More\"}");
    effect_serve(world->engine, "mail", ready, &server);
    world_run(world);
    assert_false(take(world, &server, &leased));
    world_run(world);
    assert_stands(world, first, "waiting", "2026-11-22T07:00:00Z");
    assert_stands(world, second, "waiting", "2026-11-22T07:00:00Z");
    assert_false(take(world, &server, &leased));
    int told = server;
    move_to(world, "2026-11-22T07:00:00Z");
    assert_true(server > told);
    assert_true(take(world, &server, &leased));
    assert_int_equal(leased.attempts, 0);
    assert_true(take(world, &server, &leased));
}

static void what_is_awaited_comes_at_once(void **state)
{
    struct world *world = WORLD(state);
    struct effect_leased leased;
    int server = 0;
    int64_t ayo = world_person(world, "ayo");
    move_to(world, "2026-11-21T22:00:00Z");
    int64_t waits = put_mail(world, ayo, "{\"subject\":\"News\"}");
    int64_t urgent = put_mail(world, ayo, "{\"subject\":\"Now\",\"urgent\":true}");
    effect_serve(world->engine, "mail", ready, &server);
    assert_true(take(world, &server, &leased));
    assert_int_equal(leased.id, urgent);
    assert_false(take(world, &server, &leased));
    world_run(world);
    assert_stands(world, waits, "waiting", "2026-11-22T07:00:00Z");
}

static void mail_that_is_not_wanted_is_dropped(void **state)
{
    struct world *world = WORLD(state);
    struct effect_leased leased;
    int server = 0;
    int64_t ayo = world_person(world, "ayo");
    prefer(world, ayo, "{'channels':['none']}");
    int64_t id = put_mail(world, ayo, "{\"subject\":\"News\",\"urgent\":true}");
    effect_serve(world->engine, "mail", ready, &server);
    assert_false(take(world, &server, &leased));
    world_run(world);
    assert_stands(world, id, "dropped", NULL);
}

static void what_is_for_a_machine_knows_no_quiet_hours(void **state)
{
    struct world *world = WORLD(state);
    struct effect_leased leased;
    int server = 0;
    int64_t ayo = world_person(world, "ayo");
    struct effect effect = {.kind = STR("webhook"), .recipient = ayo, .payload = STR("{}")};
    move_to(world, "2026-11-21T22:00:00Z");
    engine_write(world->engine, 0, put, NULL, &effect);
    world_run(world);
    effect_serve(world->engine, "webhook", ready, &server);
    assert_true(take(world, &server, &leased));
}

static void on_a_shared_computer_the_subject_says_nothing(void **state)
{
    struct world *world = WORLD(state);
    struct effect_leased leased;
    int server = 0;
    int64_t ayo = world_person(world, "ayo");
    prefer(world, ayo, "{'shared_computer':true}");
    put_mail(world, ayo, "{\"subject\":\"Pride meets on Friday\",\"text\":\"At six.\"}");
    effect_serve(world->engine, "mail", ready, &server);
    assert_true(take(world, &server, &leased));
    assert_string_equal(arena_copy(&world->arena, leased.payload),
                        "{\"to\":{\"name\":\"ayo\",\"address\":\"ayo@example.org\"},"
                        "\"message\":{\"subject\":\"A message waits for you\",\"text\":\"At "
                        "six.\"}}");
}

/* The code in a mail, which is all that a person sees of it. */
static const char *code_in(struct world *world, struct str payload)
{
    const char *text = arena_copy(&world->arena, payload);
    const char *at = strstr(text, "Your code is ");
    assert_non_null(at);
    return arena_copy(&world->arena, (struct str){at + strlen("Your code is "), 6});
}

static void a_code_goes_to_the_new_address_and_tells_it_nothing(void **state)
{
    struct world *world = WORLD(state);
    struct effect_leased leased;
    int server = 0;
    int64_t ayo = world_person(world, "ayo");
    prefer(world, ayo, "{'channels':['none'],'shared_computer':true}");
    move_to(world, "2026-11-21T22:00:00Z");
    int64_t contact = answer_id(
        world_do(world, somebody(ayo), "contact.add", "{'address':'ayo@home.example'}"), "contact");
    effect_serve(world->engine, "mail", ready, &server);
    assert_true(take(world, &server, &leased));
    assert_true(str_starts(leased.payload,
                           "{\"to\":{\"name\":\"\",\"address\":\"ayo@home.example\"},"
                           "\"message\":{\"subject\":\"Your code\""));
    struct answer *answer =
        world_do(world, somebody(ayo), "contact.verify", "{'contact':'%s','code':'%s'}",
                 world_id(world, contact), code_in(world, leased.payload));
    assert_non_null(strstr(answer->reply, "\"verified\":true"));
    world_do(world, somebody(ayo), "contact.prefer", "{'contact':'%s'}", world_id(world, contact));
    prefer(world, ayo, "{'channels':['email'],'shared_computer':false}");
    put_mail(world, ayo, "{\"subject\":\"News\",\"urgent\":true}");
    assert_true(take(world, &server, &leased));
    assert_true(
        str_starts(leased.payload, "{\"to\":{\"name\":\"ayo\",\"address\":\"ayo@home.example\"}"));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(in_quiet_hours_what_can_wait_waits),
        TEST(what_is_awaited_comes_at_once),
        TEST(mail_that_is_not_wanted_is_dropped),
        TEST(what_is_for_a_machine_knows_no_quiet_hours),
        TEST(on_a_shared_computer_the_subject_says_nothing),
        TEST(a_code_goes_to_the_new_address_and_tells_it_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
