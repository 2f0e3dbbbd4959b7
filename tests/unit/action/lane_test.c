/* Rules: a network is asked, its own lane waits, and nobody else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/field.h"
#include "action/rule.h"
#include "lib/world.h"

/* A source of answers that has a rule for one network, and answers when the test says so. */
struct source {
    struct rule_source rules;
    int64_t network;
    int asked;
    char facts[400];
    const char *at_once; /* an answer given within the asking; NULL: later */
    void (*answered)(void *mine, struct str answer);
    void *mine;
};

static bool source_has(void *self, int64_t network, const char *question)
{
    const struct source *source = self;
    return network == source->network && strcmp(question, "membership.may_join") == 0;
}

static void source_ask(void *self, int64_t network, const char *question, struct str facts,
                       void (*answered)(void *mine, struct str answer), void *mine)
{
    struct source *source = self;
    (void)network, (void)question;
    source->asked++;
    source->answered = answered;
    source->mine = mine;
    snprintf(source->facts, sizeof source->facts, "%.*s", STR_ARGS(facts));
    if (source->at_once != NULL)
        answered(mine, str_of(source->at_once));
}

static void source_begin(struct source *source, struct world *world, int64_t network)
{
    *source = (struct source){.network = network};
    source->rules = (struct rule_source){source, source_has, source_ask};
    rule_set_source(world->engine, &source->rules);
}

static struct answer *join(struct world *world, int64_t person, int64_t network)
{
    struct call_request request = {.action = STR("membership.join"), .actor = somebody(person)};
    struct answer *answer = world_send(
        world, &request,
        arena_print(&world->arena, "{'network':'%s','kind':'ally'}", world_id(world, network)));
    world_run(world);
    return answer;
}

/* A network with a rule, and another without. */
struct scene {
    struct world *world;
    int64_t ruled, free, ada, ben;
    struct source source;
};

static struct scene scene_set(struct world *world)
{
    return (struct scene){.world = world,
                          .ruled = world_network(world, "Race Equality", NULL),
                          .free = world_network(world, "Carers", NULL),
                          .ada = world_person(world, "ada"),
                          .ben = world_person(world, "ben")};
}

static void only_the_lane_of_the_network_that_is_asked_waits(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    source_begin(&scene.source, world, scene.ruled);
    struct answer *asking = join(world, scene.ada, scene.ruled);
    struct answer *behind = join(world, scene.ben, scene.ruled);
    struct answer *elsewhere = join(world, scene.ben, scene.free);
    struct answer *reading = world_call(world, nobody_known, "network.show", "{'network':'%s'}",
                                        world_id(world, scene.ruled));
    assert_true(elsewhere->there && elsewhere->outcome == OK);
    assert_int_equal(reading->outcome, OK);
    assert_false(asking->there);
    assert_false(behind->there);
    assert_int_equal(scene.source.asked, 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 1);

    scene.source.answered(scene.source.mine, STR("{\"answer\":\"yes\"}"));
    world_run(world);
    assert_true(asking->there && asking->outcome == OK);
    assert_false(behind->there);
    assert_int_equal(scene.source.asked, 2);
    scene.source.answered(scene.source.mine, STR("{\"answer\":\"no\"}"));
    world_run(world);
    assert_true(behind->there);
    assert_fails(behind, ERROR_REFUSED, "");
}

static void those_who_waited_go_on_in_their_order_and_before_later_ones(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    const char *network = world_id(world, scene.ruled);
    source_begin(&scene.source, world, scene.ruled);
    join(world, scene.ada, scene.ruled);
    struct call_request pour = {.action = STR("tea.pour"), .actor = administrator};
    const char *with = arena_print(&world->arena, "{'network':'%s'}", network);
    struct answer *first = world_send(world, &pour, with);
    world_run(world);
    assert_false(first->there);
    scene.source.answered(scene.source.mine, (struct str){0});
    struct answer *second = world_send(world, &pour, with);
    world_run(world);
    assert_int_equal(first->outcome, OK);
    assert_fails(second, ERROR_CLASH, "name"); /* there is only one tea */
}

static void the_world_is_looked_at_again_when_the_answer_has_come(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    source_begin(&scene.source, world, scene.ruled);
    struct answer *first = join(world, scene.ada, scene.ruled);
    struct answer *again = join(world, scene.ada, scene.ruled);
    scene.source.at_once = "{\"answer\":\"yes\"}";
    scene.source.answered(scene.source.mine, STR("{\"answer\":\"yes\"}"));
    world_run(world);
    assert_int_equal(first->outcome, OK);
    assert_fails(again, ERROR_CLASH, "network");
}

static void an_answer_may_be_as_late_as_it_likes(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    source_begin(&scene.source, world, scene.ruled);
    struct answer *late = join(world, scene.ada, scene.ruled);
    engine_clock(world->engine)->frozen_ms += 24 * 3600 * 1000;
    world_run(world);
    assert_false(late->there);
    scene.source.answered(scene.source.mine, STR("{\"answer\":\"yes\"}"));
    world_run(world);
    assert_true(late->there && late->outcome == OK);
    assert_int_equal(world_count(world, "SELECT joined_day FROM membership"),
                     clock_day(WORLD_NOW) + 1);
}

static void an_answer_for_a_client_that_has_gone_is_carried_out(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    struct client client = {0};
    struct call_request request = {
        .action = STR("membership.join"), .actor = somebody(scene.ada), .client = &client};
    source_begin(&scene.source, world, scene.ruled);
    struct answer *answer =
        world_send(world, &request,
                   arena_print(&world->arena, "{'network':'%s'}", world_id(world, scene.ruled)));
    world_run(world);
    engine_forget(world->engine, &client);
    scene.source.answered(scene.source.mine, STR("{\"answer\":\"yes\"}"));
    world_run(world);
    assert_false(answer->there);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 1);
}

static void no_answer_and_a_wrong_answer_leave_the_default(void **state)
{
    static const char *const wrong[] = {
        "",
        "yes",
        "[]",
        "{}",
        "{\"answer\":\"perhaps\"}",
        "{\"answer\":\"no\",\"why\":\"an unknown name\"}",
        "{\"answer\":\"no\",\"because\":\"\"}",
    };
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    source_begin(&scene.source, world, scene.ruled);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *name = arena_print(&world->arena, "person%zu", i);
        struct answer *answer = join(world, world_person(world, name), scene.ruled);
        assert_false(answer->there);
        scene.source.answered(scene.source.mine, str_of(wrong[i]));
        world_run(world);
        if (!answer->there || answer->outcome != OK)
            fail_msg("after \"%s\": %s", wrong[i], answer->error.message);
    }
}

static void a_rule_is_shown_nothing_personal(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    source_begin(&scene.source, world, scene.ruled);
    scene.source.at_once = "{\"answer\":\"yes\"}";
    join(world, scene.ada, scene.ruled);
    assert_string_equal(scene.source.facts, arena_print(&world->arena, "{\"network\":\"%s\"}",
                                                        world_id(world, scene.ruled)));
}

static void a_refusal_says_the_networks_own_words_and_leaves_nothing(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    int64_t before = world_entries(world, scene.ruled);
    source_begin(&scene.source, world, scene.ruled);
    scene.source.at_once = "{\"answer\":\"no\",\"because\":\"Ask again in May.\"}";
    struct answer *answer = join(world, scene.ada, scene.ruled);
    assert_fails(answer, ERROR_REFUSED, "");
    assert_string_equal(answer->error.message, "Ask again in May.");
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 0);
    assert_int_equal(world_entries(world, scene.ruled), before);
}

static void a_call_that_may_not_be_made_asks_no_rule(void **state)
{
    struct scene scene = scene_set(WORLD(state));
    struct world *world = scene.world;
    source_begin(&scene.source, world, scene.ruled);
    struct answer *answer = world_call(world, administrator, "membership.join", "{'network':'%s'}",
                                       world_id(world, scene.ruled));
    assert_fails(answer, ERROR_REFUSED, "");
    assert_int_equal(scene.source.asked, 0);
}

static void every_default_answer_is_an_answer(void **state)
{
    const struct question *question;
    struct arena arena = {0};
    size_t count = 0;
    (void)state;
    for (size_t i = 0; (question = question_next(&i)) != NULL; count++) {
        struct error error = {0};
        struct value *answer;
        struct json *json = json_parse(str_of(question->otherwise), &error);
        assert_int_equal(fields_check(question->answer, &error), OK);
        assert_int_equal(fields_parse(question->answer, json, &arena, &answer, &error), OK);
        assert_ptr_equal(question_find(question->name), question);
        json_free(json);
    }
    assert_true(count > 0);
    assert_null(question_find("membership.may_leave"));
    arena_done(&arena);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_the_lane_of_the_network_that_is_asked_waits),
        TEST(those_who_waited_go_on_in_their_order_and_before_later_ones),
        TEST(the_world_is_looked_at_again_when_the_answer_has_come),
        TEST(an_answer_may_be_as_late_as_it_likes),
        TEST(an_answer_for_a_client_that_has_gone_is_carried_out),
        TEST(no_answer_and_a_wrong_answer_leave_the_default),
        TEST(a_rule_is_shown_nothing_personal),
        TEST(a_refusal_says_the_networks_own_words_and_leaves_nothing),
        TEST(a_call_that_may_not_be_made_asks_no_rule),
        cmocka_unit_test(every_default_answer_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
