/* The life of one call, in the six steps of core/action/call.c: each with what it refuses.
 *
 * Start here to see how Kith answers. What one step does in full stands in a test of its own:
 * lane_test.c (rules), call_key_test.c (keys), proposal_test.c (consent), batch_test.c. The actions
 * called tea.… are those of tests/lib/tea.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "action/event.h"
#include "action/rule.h"
#include "lib/world.h"
#include "model/journal.h"

/* ---- 1. find the action, check its arguments ---- */

static void an_unknown_action_is_refused_and_the_nearest_one_is_named(void **state)
{
    struct answer *answer = world_call(WORLD(state), administrator, "place.ad", "{}");
    assert_fails(answer, ERROR_UNKNOWN, "action");
    assert_string_equal(answer->error.message,
                        "Kith does not know \"place.ad\". Did you mean place.add?");
}

static void arguments_are_checked_and_the_error_names_the_field(void **state)
{
    struct answer *answer = world_call(WORLD(state), administrator, "place.add", "{'name':''}");
    assert_fails(answer, ERROR_WRONG, "name");
}

static void nobody_does_for_another_what_is_personal(void **state)
{
    struct world *world = WORLD(state);
    struct actor spoken_for = somebody(world_person(world, "ada"));
    spoken_for.spoken_for = true;
    struct answer *answer = world_call(world, spoken_for, "membership.join", "{'network':'%s'}",
                                       world_id(world, world_network(world, "Disability", NULL)));
    assert_fails(answer, ERROR_REFUSED, "as");
}

/* ---- 2. locate every id ---- */

static void what_is_absent_and_what_is_hidden_answer_alike(void **state)
{
    struct world *world = WORLD(state);
    int64_t ada = world_person(world, "ada"), ben = world_person(world, "ben");
    int64_t hidden = world_join(world, ada, world_network(world, "Race Equality", NULL));
    const char *with = "{'membership':'%s'}";
    struct answer *of_another =
        world_call(world, somebody(ben), "membership.ask", with, world_id(world, hidden));
    struct answer *of_nobody =
        world_call(world, somebody(ben), "membership.ask", with, world_id(world, hidden ^ 1));
    assert_fails(of_another, ERROR_MISSING, "membership");
    assert_memory_equal(&of_another->error, &of_nobody->error, sizeof of_nobody->error);
}

static void ids_of_two_networks_are_refused_unless_the_action_crosses(void **state)
{
    struct world *world = WORLD(state);
    const char *with = arena_print(&world->arena, "{'one':'%s','other':'%s'}",
                                   world_id(world, world_network(world, "Women", NULL)),
                                   world_id(world, world_network(world, "Carers", NULL)));
    assert_fails(world_call(world, core_itself, "tea.share", "%s", with), ERROR_WRONG, "other");
    world_do(world, core_itself, "tea.compare", "%s", with);
}

/* ---- 3. may the actor: yes, no, or ask the network ---- */

static void who_may_not_is_told_for_whom_it_is(void **state)
{
    struct answer *answer = world_call(WORLD(state), nobody_known, "place.add", "{'name':'A'}");
    assert_fails(answer, ERROR_REFUSED, "");
    assert_string_equal(answer->error.message,
                        "place.add is not for you to do: it is for administrators.");
}

static void a_network_that_wants_to_be_asked_gets_a_proposal_instead(void **state)
{
    struct world *world = WORLD(state);
    const char *network =
        world_id(world, world_network(world, "Pride", "{\"ask\":[\"tea.pour\"]}"));
    struct answer *asked = world_do(world, administrator, "tea.pour", "{'network':'%s'}", network);
    assert_true(answer_id(asked, "proposal") != 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM place WHERE name = 'tea'"), 0);
    world_do(world, core_itself, "proposal.pass", "{'proposal':'%s'}",
             world_id(world, answer_id(asked, "proposal")));
    assert_int_equal(world_count(world, "SELECT count(*) FROM place WHERE name = 'tea'"), 1);
}

/* ---- 4. rules: the network's own answer to a typed question ---- */

static bool has_rule(void *self, int64_t network, const char *question)
{
    (void)self, (void)network;
    return strcmp(question, "membership.may_join") == 0;
}

static void say_no(void *self, int64_t network, const char *question, struct str facts,
                   void (*answered)(void *mine, struct str answer), void *mine)
{
    (void)self, (void)network, (void)question, (void)facts;
    answered(mine, STR("{\"answer\":\"no\",\"because\":\"We are for midwives.\"}"));
}

static void a_networks_own_rule_can_say_no(void **state)
{
    struct world *world = WORLD(state);
    const struct rule_source rules = {.has = has_rule, .ask = say_no};
    int64_t network = world_network(world, "Midwives", NULL), ada = world_person(world, "ada");
    rule_set_source(world->engine, &rules);
    struct answer *answer = world_call(world, somebody(ada), "membership.join", "{'network':'%s'}",
                                       world_id(world, network));
    assert_fails(answer, ERROR_REFUSED, "");
    assert_string_equal(answer->error.message, "We are for midwives.");
}

/* ---- 5. run in a savepoint, check the reply, journal ---- */

static void a_write_leaves_one_entry_in_the_journal_of_its_network(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Faith", NULL), before = world_entries(world, network);
    world_do(world, administrator, "tea.pour", "{'network':'%s'}", world_id(world, network));
    struct model in = world_model(world);
    struct journal_entry entry;
    assert_int_equal(world_entries(world, network), before + 1);
    assert_int_equal(journal_read(&in, network, before + 1, &entry), OK);
    assert_true(str_is(entry.action, "tea.pour") && str_is(entry.actor, "administrator"));
    assert_int_equal(entry.at_ms, WORLD_NOW);
}

static void a_handler_that_fails_leaves_nothing_behind(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Veterans", NULL);
    int64_t before = world_entries(world, network);
    assert_fails(
        world_call(world, administrator, "tea.spill", "{'network':'%s'}", world_id(world, network)),
        ERROR_CLASH, "cup");
    assert_int_equal(world_count(world, "SELECT count(*) FROM place WHERE name = 'tea'"), 0);
    assert_int_equal(world_entries(world, network), before);
}

static void a_dry_run_gives_the_reply_and_changes_nothing(void **state)
{
    struct world *world = WORLD(state);
    struct call_request request = {
        .action = STR("place.add"), .actor = administrator, .dry_run = true};
    int64_t before = world_entries(world, 0);
    struct answer *answer = world_send(world, &request, "{'name':'Ward 3'}");
    world_run(world);
    assert_int_equal(answer->outcome, OK);
    assert_true(answer_id(answer, "place") != 0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM place"), 0);
    assert_int_equal(world_entries(world, 0), before);
}

/* ---- 6. durable, then the reply ---- */

static void the_reply_comes_only_once_the_write_is_durable(void **state)
{
    struct world *world = WORLD(state);
    struct call_request request = {.action = STR("place.add"), .actor = administrator};
    struct answer *answer = world_send(world, &request, "{'name':'Ward 3'}");
    engine_turn(world->engine); /* runs the handler, and begins the commit */
    assert_false(answer->there);
    world_run(world);
    assert_true(answer->there && answer->outcome == OK);
    assert_int_equal(world_count(world, "SELECT count(*) FROM place"), 1);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_unknown_action_is_refused_and_the_nearest_one_is_named),
        TEST(arguments_are_checked_and_the_error_names_the_field),
        TEST(nobody_does_for_another_what_is_personal),
        TEST(what_is_absent_and_what_is_hidden_answer_alike),
        TEST(ids_of_two_networks_are_refused_unless_the_action_crosses),
        TEST(who_may_not_is_told_for_whom_it_is),
        TEST(a_network_that_wants_to_be_asked_gets_a_proposal_instead),
        TEST(a_networks_own_rule_can_say_no),
        TEST(a_write_leaves_one_entry_in_the_journal_of_its_network),
        TEST(a_handler_that_fails_leaves_nothing_behind),
        TEST(a_dry_run_gives_the_reply_and_changes_nothing),
        TEST(the_reply_comes_only_once_the_write_is_durable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
