/* Interests are declared by their holder, seen by who holds an office, and recuse from decisions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/council.h"

static struct answer *declare(struct council *council, int64_t person, const char *more)
{
    return world_call(council->world, somebody(person), "interest.declare",
                      "{'network':'%s','kind':'indirect','matter':'My sister sells kettles.'%s}",
                      council->id, more);
}

static const char *about(struct council *council, const char *decision)
{
    return arena_print(&council->world->arena, ",'decision':'%s'", decision);
}

static const char *list(struct council *council, int64_t person)
{
    return world_do(council->world, somebody(person), "interest.list", "{'network':'%s'}",
                    council->id)
        ->reply;
}

static struct answer *withdraw(struct council *council, int64_t person, const char *interest)
{
    return world_call(council->world, somebody(person), "interest.withdraw", "{'interest':'%s'}",
                      interest);
}

static void office_holders_see_each_others_and_members_only_their_own(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, ",'voters':'members'");
    assert_int_equal(declare(&council, council.seats[1], "")->outcome, OK);
    assert_int_equal(declare(&council, council.members[1], about(&council, decision))->outcome, OK);
    const char *handle = world_id(council.world, council.seat_handles[1]);
    const char *chairs = list(&council, council.seats[0]);
    assert_non_null(strstr(chairs, "My sister sells kettles."));
    assert_non_null(strstr(chairs, handle));
    assert_null(strstr(chairs, world_id(council.world, council.member_handles[1])));
    assert_non_null(strstr(list(&council, council.members[1]), "\"yours\":true"));
    assert_null(strstr(list(&council, council.members[1]), handle));
    assert_string_equal(list(&council, council.members[2]), "{\"interests\":[]}");
    assert_fails(
        world_call(council.world, administrator, "interest.list", "{'network':'%s'}", council.id),
        ERROR_REFUSED, "");
}

static void in_general_only_who_holds_an_office_declares(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    assert_fails(declare(&council, council.members[0], ""), ERROR_REFUSED, "decision");
    const char *decision = council_propose(&council, "");
    assert_fails(declare(&council, council.members[0], about(&council, decision)), ERROR_REFUSED,
                 "decision");
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM interest"), 0);
}

static void one_about_a_decision_recuses_from_it_until_it_is_withdrawn(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, "");
    int64_t seat = council.seats[3];
    const char *interest = world_id(
        council.world, answer_id(declare(&council, seat, about(&council, decision)), "interest"));
    assert_fails(council_vote(&council, seat, decision, "for"), ERROR_REFUSED, "decision");
    assert_fails(withdraw(&council, council.seats[0], interest), ERROR_REFUSED, "interest");
    assert_fails(withdraw(&council, council.members[0], interest), ERROR_MISSING, "interest");
    assert_int_equal(withdraw(&council, seat, interest)->outcome, OK);
    assert_fails(withdraw(&council, seat, interest), ERROR_CLASH, "interest");
    assert_non_null(strstr(list(&council, seat), "\"withdrawn\":\"2026-11-21\""));
    assert_int_equal(council_vote(&council, seat, decision, "for")->outcome, OK);
}

static void from_what_is_decided_nobody_is_recused_any_more(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, "");
    for (size_t i = 0; i < SEATS; i++)
        council_vote(&council, council.seats[i], decision, "for");
    world_do(council.world, somebody(council.seats[0]), "decision.close", "{'decision':'%s'}",
             decision);
    assert_fails(declare(&council, council.seats[1], about(&council, decision)), ERROR_CLASH,
                 "decision");
}

static void what_was_withdrawn_is_kept_for_half_a_year(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *interest =
        world_id(council.world, answer_id(declare(&council, council.seats[1], ""), "interest"));
    declare(&council, council.seats[2], "");
    withdraw(&council, council.seats[1], interest);
    council_move(&council, 175);
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM interest"), 2);
    council_move(&council, 15);
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM interest"), 1);
}

static void interests_go_with_their_holder(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    declare(&council, council.seats[1], "");
    world_do(council.world, somebody(council.seats[1]), "membership.leave", "{'network':'%s'}",
             council.id);
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM interest"), 0);
}

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.rehearsal = true});
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(office_holders_see_each_others_and_members_only_their_own),
        TEST(in_general_only_who_holds_an_office_declares),
        TEST(one_about_a_decision_recuses_from_it_until_it_is_withdrawn),
        TEST(from_what_is_decided_nobody_is_recused_any_more),
        TEST(what_was_withdrawn_is_kept_for_half_a_year),
        TEST(interests_go_with_their_holder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
