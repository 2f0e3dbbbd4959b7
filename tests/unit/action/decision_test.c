/* A decision is proposed, seconded by somebody else, and put to the vote by who leads. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/council.h"

static struct answer *propose(struct council *council, const char *more)
{
    return world_call(council->world, somebody(council->members[0]), "decision.propose",
                      "{'network':'%s','title':'A kettle','text':'We buy one.'%s}", council->id,
                      more);
}

static struct answer *by(struct council *council, int64_t person, const char *action,
                         const char *decision)
{
    return world_call(council->world, somebody(person), action, "{'decision':'%s'}", decision);
}

static void a_proposal_stands_in_the_register_with_its_rule_and_the_charters_version(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, ",'method':'two_thirds'");
    const char *shown = council_show(&council, decision);
    assert_non_null(strstr(shown, "\"title\":\"A kettle\",\"state\":\"proposed\""));
    assert_non_null(strstr(shown, "\"carried_by\":\"two thirds of the votes\",\"charter\":1"));
    assert_non_null(strstr(shown, "\"voters\":\"committee\""));
}

static void what_a_proposal_does_not_say_the_charter_does(void **state)
{
    struct council council = council_make(
        WORLD(state), "{\"decision\":{\"method\":\"consent\",\"abstentions_count\":true}}");
    assert_non_null(strstr(council_show(&council, council_propose(&council, "")),
                           "\"carried_by\":\"consent: while nobody objects\""));
    assert_non_null(strstr(council_show(&council, council_propose(&council, ",'method':'simple'")),
                           "more than half of the votes, abstentions among them"));
    assert_non_null(strstr(
        council_show(&council, council_propose(&council, ",'method':'fraction','fraction':'3/4',"
                                                         "'of':'seats','abstentions':'left_out'")),
        "\"carried_by\":\"three quarters of the seats\""));
}

static void a_rule_that_can_never_be_met_is_refused_by_its_field(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    assert_fails(propose(&council, ",'quorum':'200'"), ERROR_WRONG, "quorum");
    assert_fails(propose(&council, ",'quorum':'most of us'"), ERROR_WRONG, "quorum");
    assert_fails(propose(&council, ",'voters':'members','quorum':'8'"), ERROR_WRONG, "quorum");
    assert_int_equal(propose(&council, ",'voters':'members','quorum':'7'")->outcome, OK);
    assert_fails(propose(&council, ",'method':'fraction'"), ERROR_WRONG, "fraction");
    assert_fails(propose(&council, ",'fraction':'1/2'"), ERROR_WRONG, "fraction");
    assert_fails(propose(&council, ",'method':'fraction','fraction':'1/1','more_than':true"),
                 ERROR_WRONG, "fraction");
    assert_fails(propose(&council, ",'method':'fraction','fraction':'0/1'"), ERROR_WRONG,
                 "fraction");
    assert_fails(propose(&council, ",'review':'2026-11-21'"), ERROR_WRONG, "review");
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM decision"), 1);
}

static void somebody_else_who_may_vote_has_to_second_it(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, "");
    int64_t chair = council.seats[0], member = council.members[1];
    assert_fails(by(&council, chair, "decision.open", decision), ERROR_CLASH, "decision");
    assert_fails(by(&council, council.members[0], "decision.second", decision), ERROR_REFUSED,
                 "decision");
    assert_fails(by(&council, member, "decision.second", decision), ERROR_REFUSED, "decision");
    assert_int_equal(by(&council, member, "decision.support", decision)->outcome, OK);
    assert_int_equal(by(&council, member, "decision.support", decision)->outcome, OK);
    assert_fails(by(&council, chair, "decision.open", decision), ERROR_CLASH, "decision");
    assert_int_equal(by(&council, chair, "decision.second", decision)->outcome, OK);
    assert_non_null(strstr(council_show(&council, decision), "\"seconds\":1,\"supporters\":1"));
    assert_int_equal(by(&council, chair, "decision.open", decision)->outcome, OK);
    assert_fails(by(&council, chair, "decision.open", decision), ERROR_CLASH, "decision");
    assert_fails(by(&council, member, "decision.support", decision), ERROR_CLASH, "decision");
}

static void who_leads_opens_it_and_everybody_who_may_vote_is_told(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, ",'days':5");
    by(&council, council.seats[0], "decision.second", decision);
    int64_t before = world_count(council.world, "SELECT count(*) FROM effect");
    assert_fails(by(&council, council.members[0], "decision.open", decision), ERROR_REFUSED, "");
    struct answer *opened = by(&council, council.seats[1], "decision.open", decision);
    assert_non_null(strstr(opened->reply, "\"closes_at\":\"2026-11-26T09:30:00Z\""));
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM effect"), before + SEATS);
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM schedule"
                                                " WHERE action = 'decision.close'"),
                     1);
}

static void a_vote_is_open_until_a_time_to_come(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, "");
    by(&council, council.seats[0], "decision.second", decision);
    static const char *const wrong[] = {"2026-11-21T09:30:00Z", "2027-11-21T09:30:00Z"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(world_call(council.world, somebody(council.seats[0]), "decision.open",
                                "{'decision':'%s','until':'%s'}", decision, wrong[i]),
                     ERROR_WRONG, "until");
    world_do(council.world, somebody(council.seats[0]), "decision.open",
             "{'decision':'%s','until':'2026-11-23T12:00:00Z'}", decision);
    assert_non_null(
        strstr(council_show(&council, decision), "\"closes_at\":\"2026-11-23T12:00:00Z\""));
}

static void whoever_proposed_it_can_take_it_back_until_it_is_opened(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, "");
    assert_fails(by(&council, council.seats[0], "decision.withdraw", decision), ERROR_REFUSED,
                 "decision");
    assert_int_equal(by(&council, council.members[0], "decision.withdraw", decision)->outcome, OK);
    assert_fails(by(&council, council.seats[0], "decision.second", decision), ERROR_CLASH,
                 "decision");
    const char *opened = council_open(&council, "");
    assert_fails(by(&council, council.members[0], "decision.withdraw", opened), ERROR_CLASH,
                 "decision");
}

static void strangers_and_absent_ids_are_answered_alike(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, "");
    int64_t eve = world_person(council.world, "eve");
    assert_fails(by(&council, eve, "decision.show", decision), ERROR_MISSING, "decision");
    assert_fails(by(&council, eve, "decision.show", world_id(council.world, 12345)), ERROR_MISSING,
                 "decision");
    assert_fails(
        world_call(council.world, administrator, "decision.show", "{'decision':'%s'}", decision),
        ERROR_REFUSED, "");
}

static void in_a_closed_network_nothing_is_decided_any_more(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *proposed = council_propose(&council, ""), *opened = council_open(&council, "");
    world_do(council.world, administrator, "network.close", "{'network':'%s','reason':'merged'}",
             council.id);
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM decision"
                                                " WHERE state = 'withdrawn'"),
                     2);
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM schedule"
                                                " WHERE action = 'decision.close'"),
                     0);
    assert_fails(propose(&council, ""), ERROR_CLASH, "network");
    assert_fails(by(&council, council.seats[0], "decision.second", proposed), ERROR_CLASH,
                 "network");
    assert_fails(council_vote(&council, council.seats[0], opened, "for"), ERROR_CLASH, "network");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_proposal_stands_in_the_register_with_its_rule_and_the_charters_version),
        TEST(what_a_proposal_does_not_say_the_charter_does),
        TEST(a_rule_that_can_never_be_met_is_refused_by_its_field),
        TEST(somebody_else_who_may_vote_has_to_second_it),
        TEST(who_leads_opens_it_and_everybody_who_may_vote_is_told),
        TEST(a_vote_is_open_until_a_time_to_come),
        TEST(whoever_proposed_it_can_take_it_back_until_it_is_opened),
        TEST(strangers_and_absent_ids_are_answered_alike),
        TEST(in_a_closed_network_nothing_is_decided_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
