/* Leases: an effect is handed to who serves its kind, one at a time, until it is finished. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/state.h"
#include "lib/world.h"
#include "model/effect.h"
#include "model/membership.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

/* Who serves a kind: counts how often it is told that something is ready. */
struct server {
    int told;
};

static void ready(void *self)
{
    ((struct server *)self)->told++;
}

static int put(struct model *in, void *mine)
{
    return effect_add(in, mine, false);
}

static int64_t put_effect(struct world *world, const char *kind)
{
    struct effect effect = {.kind = str_of(kind), .payload = STR("{\"text\":\"Hello.\"}")};
    engine_write(world->engine, 0, put, NULL, &effect);
    world_run(world);
    return effect.id;
}

static void serve(struct world *world, const char *kind, struct server *server)
{
    *server = (struct server){0};
    effect_serve(world->engine, kind, ready, server);
    world_run(world);
}

static struct effect read_effect(struct world *world, int64_t id)
{
    struct model in = world_model(world);
    struct effect effect;
    assert_int_equal(effect_read(&in, id, &effect), OK);
    return effect;
}

static bool take(struct world *world, struct server *server, struct effect_leased *leased)
{
    return effect_take(world->engine, server, &world->arena, leased);
}

static void finish(struct world *world, int64_t id, enum effect_outcome outcome)
{
    assert_int_equal(effect_finish(world->engine, id, outcome, STR("250 thank you")), OK);
    world_run(world);
}

static int64_t only_effect(struct world *world)
{
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect"), 1);
    return world_count(world, "SELECT id FROM effect");
}

static void who_serves_a_kind_is_told_once_and_takes_one_at_a_time(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased one, other;
    int64_t first = put_effect(world, "mail"), second = put_effect(world, "mail");
    serve(world, "mail", &mail);
    assert_int_equal(mail.told, 1);
    assert_true(take(world, &mail, &one));
    assert_int_equal(one.id, first);
    assert_true(str_is(one.payload, "{\"message\":{\"text\":\"Hello.\"}}"));
    assert_true(take(world, &mail, &other));
    assert_int_equal(other.id, second);
    assert_false(take(world, &mail, &one));
    world_run(world);
    assert_int_equal(mail.told, 1);
}

static void a_concealed_recipient_is_addressed_when_it_leaves(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    struct effect effect = {.kind = STR("mail"),
                            .payload = STR("{\"text\":\"Hello.\"}"),
                            .recipient = world_person(world, "ada"),
                            .concealed = true};
    engine_write(world->engine, 0, put, NULL, &effect);
    world_run(world);
    serve(world, "mail", &mail);
    assert_true(take(world, &mail, &leased));
    assert_non_null(memmem(leased.payload.ptr, leased.payload.len, "ada@example.org", 15));
}

static void nobody_is_given_another_kind(void **state)
{
    struct world *world = WORLD(state);
    struct server chat;
    struct effect_leased leased;
    put_effect(world, "mail");
    serve(world, "chat", &chat);
    assert_int_equal(chat.told, 0);
    assert_false(take(world, &chat, &leased));
    effect_unserve(world->engine, &chat);
    put_effect(world, "chat");
    assert_false(take(world, &chat, &leased));
}

static void an_effect_is_finished_as_sent_failed_or_unknown(void **state)
{
    static const struct {
        enum effect_outcome outcome;
        const char *state;
    } endings[] = {{EFFECT_SENT, "sent"}, {EFFECT_FAILED, "failed"}, {EFFECT_UNKNOWN, "unknown"}};
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    serve(world, "mail", &mail);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        int64_t id = put_effect(world, "mail");
        assert_true(take(world, &mail, &leased));
        finish(world, leased.id, endings[i].outcome);
        assert_string_equal(arena_copy(&world->arena, read_effect(world, id).state),
                            endings[i].state);
        assert_true(str_is(read_effect(world, id).answer, "250 thank you"));
        assert_int_equal(read_effect(world, id).attempts, 1);
        assert_int_equal(effect_finish(world->engine, id, EFFECT_SENT, STR("")), ERROR_MISSING);
    }
}

static void a_retry_waits_and_its_server_is_told_when_the_time_has_come(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    put_effect(world, "mail");
    serve(world, "mail", &mail);
    assert_true(take(world, &mail, &leased));
    finish(world, leased.id, EFFECT_RETRY);
    assert_false(take(world, &mail, &leased));
    assert_int_equal(world->armed_ms, MINUTE_MS);
    engine_clock(world->engine)->frozen_ms += MINUTE_MS;
    world_run(world);
    assert_int_equal(mail.told, 2);
    assert_true(take(world, &mail, &leased));
    assert_int_equal(leased.attempts, 1);
}

static void a_lease_that_nobody_finishes_ends_and_the_effect_is_due_again(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    put_effect(world, "mail");
    serve(world, "mail", &mail);
    assert_true(take(world, &mail, &leased));
    world_run(world);
    assert_in_range(world->armed_ms, 4 * MINUTE_MS, 5 * MINUTE_MS);
    world->engine->leases.at[0].until_ms = 0;
    assert_int_equal(effect_finish(world->engine, leased.id, EFFECT_SENT, STR("")), ERROR_MISSING);
    world_run(world);
    assert_int_equal(mail.told, 2);
    assert_true(take(world, &mail, &leased));
}

static void the_recipient_is_looked_up_when_it_is_taken(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    world_join(world, world_person(world, "ada"), world_network(world, "Pride", NULL));
    serve(world, "mail", &mail);
    assert_true(take(world, &mail, &leased));
    assert_true(str_starts(leased.payload,
                           "{\"to\":{\"name\":\"ada\",\"address\":\"ada@example.org\"},"
                           "\"message\":{\"subject\":\"Welcome\""));
}

static void a_member_who_has_left_is_sent_nothing_more(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    int64_t network = world_network(world, "Pride", NULL), ada = world_person(world, "ada");
    world_join(world, ada, network);
    world_do(world, somebody(ada), "membership.leave", "{'network':'%s'}",
             world_id(world, network));
    serve(world, "mail", &mail);
    assert_int_equal(mail.told, 0);
    assert_false(take(world, &mail, &leased));
    assert_true(str_is(read_effect(world, only_effect(world)).state, "dropped"));
}

static int remove_membership(struct model *in, void *mine)
{
    const int64_t *pair = mine;
    return membership_remove(in, pair[0], pair[1]);
}

static void an_effect_for_whoever_is_gone_waits_for_the_tidying_and_is_not_handed_out(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    int64_t network = world_network(world, "Pride", NULL), ada = world_person(world, "ada");
    int64_t pair[2] = {ada, network};
    world_join(world, ada, network);
    engine_write(world->engine, network, remove_membership, NULL, pair);
    world_run(world);
    int64_t due_at = read_effect(world, only_effect(world)).next_at;
    serve(world, "mail", &mail);
    assert_false(take(world, &mail, &leased));
    world_run(world);
    struct effect effect = read_effect(world, only_effect(world));
    assert_true(str_is(effect.state, "waiting"));
    assert_true(effect.next_at >= due_at + INT64_C(24) * 3600 * 1000);
}

struct message {
    int64_t network, handle;
    const char *payload;
};

static int pause_and_write(struct model *in, void *mine)
{
    const struct message *message = mine;
    struct membership membership;
    struct effect effect = {.network = message->network,
                            .recipient = message->handle,
                            .kind = STR("mail"),
                            .payload = str_of(message->payload)};
    assert_int_equal(membership_read(in, message->network, message->handle, &membership), OK);
    membership.stage = STR("paused");
    assert_int_equal(membership_set_stage(in, &membership), OK);
    return effect_add(in, &effect, false);
}

static void a_paused_member_is_sent_the_way_back_and_nothing_else(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    int64_t network = world_network(world, "Pride", NULL), ada = world_person(world, "ada");
    struct message message = {network, world_join(world, ada, network),
                              "{\"text\":\"Come back?\",\"way_back\":\"code\"}"};
    engine_write(world->engine, network, pause_and_write, NULL, &message);
    world_run(world);
    serve(world, "mail", &mail);
    while (!take(world, &mail, &leased)) {
        world_run(world); /* the welcome is dropped */
        assert_true(mail.told < 3);
    }
    assert_non_null(strstr(leased.payload.ptr, "Come back?"));
    finish(world, leased.id, EFFECT_SENT);
    world_run(world);
    assert_false(take(world, &mail, &leased));
    world_run(world);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect WHERE state = 'dropped' AND"
                                        " answer = 'The recipient''s membership is paused.'"),
                     1);
}

static void a_rehearsal_records_what_it_would_send(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    world_join(world, world_person(world, "ada"), world_network(world, "Pride", NULL));
    serve(world, "mail", &mail);
    assert_int_equal(mail.told, 0);
    assert_false(take(world, &mail, &leased));
    int64_t id = only_effect(world);
    assert_true(str_is(read_effect(world, id).state, "recorded"));
    assert_fails(
        world_call(world, administrator, "effect.retry", "{'effect':'%s'}", world_id(world, id)),
        ERROR_CLASH, "effect");
}

static void an_effect_that_failed_can_be_tried_again_at_once(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    int64_t id = put_effect(world, "mail");
    serve(world, "mail", &mail);
    assert_true(take(world, &mail, &leased));
    finish(world, id, EFFECT_FAILED);
    assert_fails(
        world_call(world, administrator, "effect.retry", "{'effect':'%s'}", world_id(world, id)),
        ERROR_MISSING, "effect");
    engine_clock(world->engine)->frozen_ms += DAY_MS; /* what failed is known the next day */
    world_do(world, administrator, "effect.retry", "{'effect':'%s'}", world_id(world, id));
    assert_int_equal(mail.told, 2);
    assert_true(take(world, &mail, &leased));
    assert_int_equal(leased.id, id);
}

static void an_address_that_another_service_names_is_shown_to_no_administrator(void **state)
{
    struct world *world = WORLD(state);
    struct server mail;
    struct effect_leased leased;
    int64_t id = put_effect(world, "mail");
    serve(world, "mail", &mail);
    assert_true(take(world, &mail, &leased));
    assert_int_equal(effect_finish(world->engine, id, EFFECT_FAILED,
                                   STR("550 5.1.1 <ada@home.example> is unknown")),
                     OK);
    world_run(world);
    engine_clock(world->engine)->frozen_ms += DAY_MS;
    struct answer *answer =
        world_do(world, administrator, "effect.show", "{'effect':'%s'}", world_id(world, id));
    assert_non_null(strstr(answer->reply, "\"550 5.1.1 (an address) is unknown\""));
}

static int setup_rehearsal(void **state)
{
    return world_setup_with(state, &(struct world_options){.rehearsal = true});
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_serves_a_kind_is_told_once_and_takes_one_at_a_time),
        TEST(a_concealed_recipient_is_addressed_when_it_leaves),
        TEST(nobody_is_given_another_kind),
        TEST(an_effect_is_finished_as_sent_failed_or_unknown),
        TEST(a_retry_waits_and_its_server_is_told_when_the_time_has_come),
        TEST(a_lease_that_nobody_finishes_ends_and_the_effect_is_due_again),
        TEST(the_recipient_is_looked_up_when_it_is_taken),
        TEST(a_member_who_has_left_is_sent_nothing_more),
        TEST(a_paused_member_is_sent_the_way_back_and_nothing_else),
        TEST(an_effect_for_whoever_is_gone_waits_for_the_tidying_and_is_not_handed_out),
        cmocka_unit_test_setup_teardown(a_rehearsal_records_what_it_would_send, setup_rehearsal,
                                        world_teardown),
        TEST(an_effect_that_failed_can_be_tried_again_at_once),
        TEST(an_address_that_another_service_names_is_shown_to_no_administrator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
