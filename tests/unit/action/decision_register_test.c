/* The register is searched by members, names votes as far as each lets it, and reminds of reviews.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/council.h"

static const char *list(struct council *council, const char *more)
{
    return world_do(council->world, somebody(council->members[2]), "decision.list",
                    "{'network':'%s'%s}", council->id, more)
        ->reply;
}

static void propose(struct council *council, const char *title, const char *text)
{
    world_do(council->world, somebody(council->members[0]), "decision.propose",
             "{'network':'%s','title':'%s','text':'%s'}", council->id, title, text);
}

static void it_is_searched_by_words_state_and_days(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    propose(&council, "A Kettle", "We buy one.");
    propose(&council, "Chairs", "Not for the kettle.");
    council_move(&council, 3);
    propose(&council, "Tables", "We buy two.");
    const char *kettles = list(&council, ",'search':'kettle'");
    assert_non_null(strstr(kettles, "A Kettle"));
    assert_non_null(strstr(kettles, "Chairs"));
    assert_null(strstr(kettles, "Tables"));
    assert_string_equal(list(&council, ",'search':'kettles'"), "{\"decisions\":[]}");
    assert_string_equal(list(&council, ",'state':'passed'"), "{\"decisions\":[]}");
    assert_null(strstr(list(&council, ",'until':'2026-11-21'"), "Tables"));
    assert_null(strstr(list(&council, ",'from':'2026-11-24'"), "Chairs"));
    assert_non_null(strstr(list(&council, ",'from':'2026-11-24'"), "Tables"));
}

static void it_comes_in_pages(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    for (size_t i = 0; i < 5; i++)
        propose(&council, i % 2 ? "Odd" : "Even", "Tea.");
    const char *first = list(&council, ",'search':'even','limit':2");
    const char *next = strstr(first, "\"next\":\"");
    assert_non_null(next);
    const char *second = list(&council, arena_print(&council.world->arena,
                                                    ",'search':'even','limit':2,'after':'%.13s'",
                                                    next + strlen("\"next\":\"")));
    assert_null(strstr(second, "\"next\""));
    const char *even = strstr(second, "Even");
    assert_non_null(even);
    assert_null(strstr(even + 1, "Even"));
}

/* ---- votes by name ---- */

static struct answer *votes(struct council *council, int64_t person, const char *decision)
{
    return world_call(council->world, somebody(person), "decision.votes", "{'decision':'%s'}",
                      decision);
}

static const char *carried(struct council *council, const char *more)
{
    const char *decision = council_open(council, more);
    for (size_t i = 0; i < SEATS; i++)
        council_vote(council, council->seats[i], decision, i == 1 ? "against" : "for");
    world_do(council->world, somebody(council->seats[0]), "decision.close", "{'decision':'%s'}",
             decision);
    return decision;
}

static void votes_are_seen_by_those_who_may_vote_and_by_no_administrator(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    for (size_t i = 0; i < SEATS; i++)
        world_do(council.world, somebody(council.seats[i]), "membership.visibility",
                 "{'network':'%s','visibility':'members'}", council.id);
    const char *decision = carried(&council, "");
    struct answer *seen = votes(&council, council.seats[3], decision);
    assert_int_equal(seen->outcome, OK);
    for (size_t i = 0; i < SEATS; i++)
        assert_non_null(strstr(seen->reply, world_id(council.world, council.seat_handles[i])));
    assert_non_null(strstr(seen->reply, "\"unnamed\":0"));
    assert_fails(votes(&council, council.members[0], decision), ERROR_REFUSED, "decision");
    assert_fails(
        world_call(council.world, administrator, "decision.votes", "{'decision':'%s'}", decision),
        ERROR_REFUSED, "");
}

static void a_concealed_members_vote_is_only_counted(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    for (size_t i = 0; i < SEATS; i++)
        world_do(council.world, somebody(council.seats[i]), "membership.visibility",
                 "{'network':'%s','visibility':'%s'}", council.id,
                 i == 1 ? "concealed" : "members");
    const char *decision = carried(&council, "");
    const char *hidden = world_id(council.world, council.seat_handles[1]);
    struct answer *seen = votes(&council, council.seats[3], decision);
    assert_null(strstr(seen->reply, hidden));
    assert_null(strstr(seen->reply, "against"));
    assert_non_null(strstr(seen->reply, "\"unnamed\":1"));
    assert_non_null(strstr(votes(&council, council.seats[1], decision)->reply, hidden));
    assert_non_null(strstr(council_show(&council, decision), "\"for\":3,\"against\":1"));
}

static void while_it_is_open_a_vote_is_its_voters_own(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, "");
    council_vote(&council, council.seats[1], decision, "for");
    assert_string_equal(votes(&council, council.seats[0], decision)->reply,
                        "{\"votes\":[],\"unnamed\":0}");
    assert_non_null(strstr(votes(&council, council.seats[1], decision)->reply, "\"for\""));
    assert_null(strstr(council_show(&council, decision), "\"for\":1"));
}

/* ---- reviewing ---- */

static void a_review_date_makes_a_task_and_the_review_ends_it(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    struct actor chair = somebody(council.seats[0]);
    const char *decision = carried(&council, ",'review':'2027-01-15'");
    council_move(&council, 30);
    assert_null(strstr(world_do(council.world, chair, "task.list", "{}")->reply, "A kettle"));
    council_move(&council, 40);
    assert_non_null(strstr(world_do(council.world, chair, "task.list", "{}")->reply,
                           "Look again at what was decided: A kettle."));
    assert_fails(world_call(council.world, somebody(council.members[1]), "decision.review",
                            "{'decision':'%s','found':'Fine.'}", decision),
                 ERROR_REFUSED, "decision");
    assert_fails(world_call(council.world, chair, "decision.review",
                            "{'decision':'%s','found':'Fine.','next':'2026-01-01'}", decision),
                 ERROR_WRONG, "next");
    world_do(council.world, chair, "decision.review",
             "{'decision':'%s','found':'It boils.','next':'2027-06-01'}", decision);
    assert_null(strstr(world_do(council.world, chair, "task.list", "{}")->reply, "A kettle"));
    assert_non_null(strstr(council_show(&council, decision), "\"found\":\"It boils.\""));
    assert_non_null(strstr(council_show(&council, decision), "\"review\":\"2027-06-01\""));
    council_move(&council, 140);
    assert_non_null(strstr(world_do(council.world, chair, "task.list", "{}")->reply, "A kettle"));
}

static void only_what_was_carried_is_reviewed(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    assert_fails(world_call(council.world, somebody(council.seats[0]), "decision.review",
                            "{'decision':'%s','found':'Fine.'}", council_propose(&council, "")),
                 ERROR_CLASH, "decision");
}

static void an_owner_sees_to_it_and_when_they_leave_whoever_leads_does(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *owner = world_id(council.world, council.seat_handles[1]);
    world_do(council.world, somebody(council.seats[1]), "membership.visibility",
             "{'network':'%s','visibility':'members'}", council.id);
    struct answer *answer = world_do(
        council.world, somebody(council.seats[0]), "decision.propose",
        "{'network':'%s','title':'A kettle','text':'One.','owner':'%s','review':'2027-01-15'}",
        council.id, owner);
    const char *decision = world_id(council.world, answer_id(answer, "decision"));
    world_do(council.world, somebody(council.seats[1]), "decision.second", "{'decision':'%s'}",
             decision);
    world_do(council.world, somebody(council.seats[1]), "decision.open", "{'decision':'%s'}",
             decision);
    for (size_t i = 0; i < SEATS; i++)
        council_vote(&council, council.seats[i], decision, "for");
    world_do(council.world, somebody(council.seats[0]), "decision.close", "{'decision':'%s'}",
             decision);
    assert_non_null(strstr(council_show(&council, decision), owner));
    assert_non_null(
        strstr(world_do(council.world, somebody(council.seats[1]), "task.list", "{}")->reply,
               "See to what was decided: A kettle"));
    world_do(council.world, somebody(council.seats[1]), "membership.leave", "{'network':'%s'}",
             council.id);
    assert_null(strstr(council_show(&council, decision), "\"owner\""));
    council_move(&council, 60);
    assert_non_null(
        strstr(world_do(council.world, somebody(council.seats[0]), "task.list", "{}")->reply,
               "Look again at what was decided"));
}

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.rehearsal = true});
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_searched_by_words_state_and_days),
        TEST(it_comes_in_pages),
        TEST(votes_are_seen_by_those_who_may_vote_and_by_no_administrator),
        TEST(a_concealed_members_vote_is_only_counted),
        TEST(while_it_is_open_a_vote_is_its_voters_own),
        TEST(a_review_date_makes_a_task_and_the_review_ends_it),
        TEST(only_what_was_carried_is_reviewed),
        TEST(an_owner_sees_to_it_and_when_they_leave_whoever_leads_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
