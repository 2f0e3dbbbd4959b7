/* A vote is closed by its time, says why it came out as it did, and does what was decided. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/council.h"

static struct answer *by(struct council *council, int64_t person, const char *action,
                         const char *decision)
{
    return world_call(council->world, somebody(person), action, "{'decision':'%s'}", decision);
}

/* The seats' votes, a letter each: for, against, abstain, - for none. */
static void vote_all(struct council *council, const char *decision, const char *votes)
{
    for (size_t i = 0; votes[i] != '\0'; i++) {
        const char *choice = votes[i] == 'f'   ? "for"
                             : votes[i] == 'a' ? "against"
                             : votes[i] == 's' ? "abstain"
                                               : NULL;
        if (choice != NULL)
            assert_int_equal(council_vote(council, council->seats[i], decision, choice)->outcome,
                             OK);
    }
}

static void expect(struct council *council, const char *decision, const char *part)
{
    const char *shown = council_show(council, decision);
    if (strstr(shown, part) == NULL)
        fail_msg("%s is not in %s", part, shown);
}

static void it_is_closed_by_its_time_and_says_why(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, "");
    vote_all(&council, decision, "ffa");
    council_move(&council, 9);
    expect(&council, decision, "\"state\":\"open\"");
    council_move(&council, 2);
    expect(&council, decision, "\"state\":\"passed\"");
    expect(&council, decision,
           "\"why\":\"Carried: 2 for and 1 against; 2 for are needed, more than half of the 3 "
           "votes.\"");
    expect(&council, decision,
           "\"quorum_why\":\"Quorate: 3 people have voted and 3 are needed: the rule is the "
           "greater of 3 people and 2 (half of the 4 filled seats).\"");
    expect(&council, decision,
           "\"for\":2,\"against\":1,\"abstained\":0,\"recused\":0,"
           "\"entitled\":4");
    assert_fails(council_vote(&council, council.seats[3], decision, "for"), ERROR_CLASH,
                 "decision");
    assert_fails(by(&council, council.seats[0], "decision.close", decision), ERROR_CLASH,
                 "decision");
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM schedule"
                                                " WHERE action LIKE 'decision.%'"),
                     0);
}

static void before_its_time_it_is_closed_only_once_all_have_voted(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, "");
    assert_fails(by(&council, council.seats[0], "decision.vote", decision), ERROR_WRONG, "choice");
    vote_all(&council, decision, "faa");
    assert_fails(by(&council, council.seats[0], "decision.close", decision), ERROR_CLASH,
                 "decision");
    vote_all(&council, decision, "---a");
    struct answer *closed = by(&council, council.seats[0], "decision.close", decision);
    assert_non_null(strstr(closed->reply, "\"state\":\"failed\",\"why\":\"Not carried: 1 for and "
                                          "3 against; 3 for are needed"));
}

static void voting_again_replaces_a_vote_and_whoever_has_none_is_refused(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_propose(&council, "");
    assert_fails(council_vote(&council, council.seats[0], decision, "for"), ERROR_CLASH,
                 "decision");
    decision = council_open(&council, "");
    vote_all(&council, decision, "aaaa");
    vote_all(&council, decision, "ffsf");
    assert_fails(council_vote(&council, council.members[0], decision, "for"), ERROR_REFUSED,
                 "decision");
    assert_fails(council_vote(&council, council.seats[0], decision, "object"), ERROR_WRONG,
                 "choice");
    by(&council, council.seats[0], "decision.close", decision);
    expect(&council, decision, "\"for\":3,\"against\":0,\"abstained\":1");
}

static void a_tie_does_not_carry_and_an_absolute_majority_is_of_all_who_may_vote(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *tie = council_open(&council, ""),
               *absolute = council_open(&council, ",'method':'absolute'");
    vote_all(&council, tie, "ffaa");
    vote_all(&council, absolute, "ffs");
    council_move(&council, 11);
    expect(&council, tie, "\"state\":\"failed\"");
    expect(&council, tie, "and a tie is not enough.");
    expect(&council, absolute, "\"state\":\"failed\"");
    expect(&council, absolute, "3 for are needed, more than half of the 4 people who may vote.");
}

static void consent_is_carried_while_no_objection_stands(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, ",'method':'consent'");
    struct actor second = somebody(council.seats[1]);
    vote_all(&council, decision, "f-f");
    assert_fails(council_vote(&council, council.seats[1], decision, "against"), ERROR_WRONG,
                 "choice");
    assert_fails(council_vote(&council, council.seats[1], decision, "object"), ERROR_WRONG,
                 "reason");
    world_do(council.world, second, "decision.vote",
             "{'decision':'%s','choice':'object','reason':'It scalds.'}", decision);
    const char *votes = world_do(council.world, somebody(council.seats[3]), "decision.votes",
                                 "{'decision':'%s'}", decision)
                            ->reply;
    assert_non_null(strstr(votes, "\"choice\":\"object\",\"reason\":\"It scalds.\""));
    assert_null(strstr(votes, "\"choice\":\"for\""));
    vote_all(&council, decision, "-s");
    council_move(&council, 11);
    expect(&council, decision, "\"state\":\"passed\"");
    expect(&council, decision,
           "\"why\":\"Carried by consent: nobody objected, 2 people agreed, "
           "and 1 person abstained.\"");
}

static void who_is_recused_neither_votes_nor_counts(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, ",'method':'absolute'");
    vote_all(&council, decision, "ffaa");
    world_do(council.world, somebody(council.seats[2]), "interest.declare",
             "{'network':'%s','decision':'%s','kind':'financial','matter':'I sell kettles.'}",
             council.id, decision);
    struct answer *closed = by(&council, council.seats[0], "decision.close", decision);
    assert_non_null(strstr(closed->reply, "Carried: 2 for and 1 against; 2 for are needed, more "
                                          "than half of the 3 people who may vote."));
    expect(&council, decision, "\"recused\":1,\"entitled\":3");
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM decision_vote"), 3);
}

static void who_joins_after_it_was_opened_has_no_vote_in_it(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, ",'voters':'members','quorum':'7'");
    council_move(&council, 1);
    int64_t late = world_person(council.world, "late");
    world_join(council.world, late, council.network);
    assert_fails(council_vote(&council, late, decision, "for"), ERROR_REFUSED, "decision");
    vote_all(&council, decision, "ffff");
    for (size_t i = 0; i < MEMBERS; i++)
        council_vote(&council, council.members[i], decision, "for");
    struct answer *closed = by(&council, council.seats[0], "decision.close", decision);
    assert_non_null(strstr(closed->reply, "\"state\":\"passed\""));
    expect(&council, decision, "\"for\":7");
}

static void allies_vote_only_where_all_members_do(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    int64_t ally = world_person(council.world, "ally");
    world_do(council.world, somebody(ally), "membership.join", "{'network':'%s','kind':'ally'}",
             council.id);
    const char *kind = council_open(&council, ",'voters':'members_without_allies'"),
               *all = council_open(&council, ",'voters':'members'");
    assert_fails(council_vote(&council, ally, kind, "for"), ERROR_REFUSED, "decision");
    assert_int_equal(council_vote(&council, ally, all, "for")->outcome, OK);
    vote_all(&council, kind, "ffff");
    for (size_t i = 0; i < MEMBERS; i++)
        council_vote(&council, council.members[i], kind, "abstain");
    by(&council, council.seats[0], "decision.close", kind);
    expect(&council, kind, "\"entitled\":7");
    expect(&council, kind, "a quarter of the 7 members without allies");
}

/* ---- for want of a quorum ---- */

static void what_is_blocked_offers_to_be_ratified_online_by_a_date(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, "");
    vote_all(&council, decision, "ff");
    assert_fails(by(&council, council.seats[0], "decision.ratify", decision), ERROR_CLASH,
                 "decision");
    council_move(&council, 10);
    expect(&council, decision, "\"state\":\"blocked\"");
    expect(&council, decision,
           "\"offer\":\"Blocked for want of a quorum: until 15 December 2026 "
           "at 09:30 decision.ratify can put it to an online vote; after that "
           "it lapses.\"");
    const char *tasks =
        world_do(council.world, somebody(council.seats[0]), "task.list", "{}")->reply;
    assert_non_null(strstr(tasks, "A kettle: Blocked for want of a quorum"));
    assert_fails(by(&council, council.seats[0], "decision.close", decision), ERROR_CLASH,
                 "decision");
    struct answer *ratify = by(&council, council.seats[0], "decision.ratify", decision);
    assert_non_null(strstr(ratify->reply, "\"closes_at\":\"2026-12-15T09:30:00Z\""));
    vote_all(&council, decision, "--f");
    council_move(&council, 15);
    expect(&council, decision, "\"state\":\"passed\"");
    expect(&council, decision, "Carried: 3 for and 0 against");
    assert_null(strstr(
        world_do(council.world, somebody(council.seats[0]), "task.list", "{}")->reply, "kettle"));
}

static void an_offer_that_nobody_takes_lapses(void **state)
{
    struct council council = council_make(WORLD(state), "{\"decision\":{\"ratify_days\":3}}");
    const char *decision = council_open(&council, "");
    council_move(&council, 12);
    expect(&council, decision, "\"state\":\"blocked\"");
    expect(&council, decision, "Not quorate: nobody has voted and 3 are needed");
    council_move(&council, 2);
    expect(&council, decision, "\"state\":\"lapsed\"");
    assert_fails(by(&council, council.seats[0], "decision.ratify", decision), ERROR_CLASH,
                 "decision");
}

static void a_ratifying_vote_that_too_few_take_part_in_fails(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *decision = council_open(&council, "");
    vote_all(&council, decision, "f");
    council_move(&council, 11);
    by(&council, council.seats[0], "decision.ratify", decision);
    council_move(&council, 20);
    expect(&council, decision, "\"state\":\"failed\"");
    expect(&council, decision, "Not quorate: 1 person has voted");
}

static void its_own_quorum_must_be_met_beside_the_usual_one(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *more = council_open(&council, ",'quorum':'all of filled seats'"),
               *less = council_open(&council, ",'quorum':'1'");
    vote_all(&council, more, "fff");
    vote_all(&council, less, "ff");
    council_move(&council, 11);
    expect(&council, more, "\"state\":\"blocked\"");
    expect(&council, more, "the rule is all of the 4 filled seats.");
    expect(&council, less, "\"state\":\"blocked\"");
}

/* ---- what waited for it ---- */

/* A call that the network wants to be asked about, and the decision about it. */
static const char *propose_closing(struct council *council, const char **ret_proposal)
{
    struct answer *asked = world_do(council->world, somebody(council->seats[0]), "role.define",
                                    "{'network':'%s','title':'Tea lead'}", council->id);
    *ret_proposal = world_id(council->world, answer_id(asked, "proposal"));
    return council_open(council,
                        arena_print(&council->world->arena, ",'proposal':'%s'", *ret_proposal));
}

static int64_t tea_leads(struct council *council)
{
    return world_count(council->world, "SELECT count(*) FROM role WHERE key = 'tea_lead'");
}

static void a_stored_proposal_is_done_when_its_decision_is_carried(void **state)
{
    struct council council = council_make(WORLD(state), "{\"ask\":[\"role.define\"]}");
    const char *proposal, *decision = propose_closing(&council, &proposal);
    vote_all(&council, decision, "ffff");
    council_vote(&council, council.members[0], decision, "for");
    assert_int_equal(tea_leads(&council), 0);
    council_move(&council, 11);
    expect(&council, decision, "\"state\":\"passed\"");
    expect(&council, decision, "\"done\":\"role.define was done.\"");
    assert_int_equal(tea_leads(&council), 1);
    assert_int_equal(
        world_count(council.world, "SELECT count(*) FROM proposal WHERE state = 'passed'"), 1);
}

static void one_that_is_not_carried_declines_it(void **state)
{
    struct council council = council_make(WORLD(state), "{\"ask\":[\"role.define\"]}");
    const char *proposal, *decision = propose_closing(&council, &proposal);
    vote_all(&council, decision, "aaaa");
    council_vote(&council, council.members[0], decision, "for");
    council_move(&council, 11);
    expect(&council, decision, "\"state\":\"failed\"");
    assert_int_equal(tea_leads(&council), 0);
    assert_int_equal(
        world_count(council.world, "SELECT count(*) FROM proposal WHERE state = 'declined'"), 1);
}

static void what_cannot_be_done_any_more_is_told_and_the_decision_stands(void **state)
{
    struct council council = council_make(
        WORLD(state), "{\"ask\":[\"role.define\"],\"general\":{\"present\":[],\"at_least\":3}}");
    const char *proposal, *decision = propose_closing(&council, &proposal);
    vote_all(&council, decision, "ffff");
    council_vote(&council, council.members[0], decision, "for");
    world_do(council.world, somebody(council.seats[0]), "membership.leave", "{'network':'%s'}",
             council.id);
    council_move(&council, 11);
    struct answer *shown = by(&council, council.seats[1], "decision.show", decision);
    if (strstr(shown->reply, "\"done\":\"It could not be done: ") == NULL)
        fail_msg("%s", shown->reply);
    assert_non_null(strstr(shown->reply, "\"state\":\"passed\""));
    assert_int_equal(tea_leads(&council), 0);
}

static void who_asks_for_consent_does_not_weaken_it(void **state)
{
    struct council council = council_make(WORLD(state), "{\"ask\":[\"role.define\"]}");
    const char *proposal, *decision = propose_closing(&council, &proposal);
    static const char *const weaker[][2] = {{"voters", "'committee'"},
                                            {"method", "'simple'"},
                                            {"quorum", "'1'"},
                                            {"fraction", "'1/9'"},
                                            {"abstentions", "'left_out'"}};
    for (size_t i = 0; i < sizeof weaker / sizeof *weaker; i++)
        assert_fails(world_call(council.world, somebody(council.seats[0]), "decision.propose",
                                "{'network':'%s','title':'Tea','text':'Tea.','proposal':'%s',"
                                "'%s':%s}",
                                council.id, proposal, weaker[i][0], weaker[i][1]),
                     ERROR_WRONG, weaker[i][0]);
    assert_fails(world_call(council.world, somebody(council.seats[0]), "decision.propose",
                            "{'network':'%s','title':'Tea','text':'Tea.','proposal':'%s'}",
                            council.id, proposal),
                 ERROR_CLASH, "proposal");
    expect(&council, decision, "\"voters\":\"members\"");
}

static void who_leads_is_told_that_something_waits_for_consent(void **state)
{
    struct council council = council_make(WORLD(state), "{\"ask\":[\"role.define\"]}");
    struct actor chair = somebody(council.seats[0]);
    struct answer *asked = world_do(council.world, chair, "role.define",
                                    "{'network':'%s','title':'Tea lead'}", council.id);
    assert_non_null(strstr(world_do(council.world, chair, "task.list", "{}")->reply,
                           "waits for the network's consent: role.define."));
    council_propose(&council, arena_print(&council.world->arena, ",'proposal':'%s'",
                                          world_id(council.world, answer_id(asked, "proposal"))));
    assert_null(strstr(world_do(council.world, chair, "task.list", "{}")->reply, "consent"));
}

static void what_a_member_leaves_is_no_vote_and_the_counts_of_the_past_stay(void **state)
{
    struct council council = council_make(WORLD(state), NULL);
    const char *over = council_open(&council, ""), *open = council_open(&council, "");
    vote_all(&council, over, "ffff");
    by(&council, council.seats[0], "decision.close", over);
    vote_all(&council, open, "ffff");
    world_do(council.world, somebody(council.seats[3]), "membership.leave", "{'network':'%s'}",
             council.id);
    assert_int_equal(world_count(council.world, "SELECT count(*) FROM decision_vote"), 6);
    expect(&council, over, "\"for\":4");
    by(&council, council.seats[0], "decision.close", open);
    expect(&council, open, "\"for\":3");
}

static int setup(void **state)
{
    return world_setup_with(state, &(struct world_options){.rehearsal = true});
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_closed_by_its_time_and_says_why),
        TEST(before_its_time_it_is_closed_only_once_all_have_voted),
        TEST(voting_again_replaces_a_vote_and_whoever_has_none_is_refused),
        TEST(a_tie_does_not_carry_and_an_absolute_majority_is_of_all_who_may_vote),
        TEST(consent_is_carried_while_no_objection_stands),
        TEST(who_is_recused_neither_votes_nor_counts),
        TEST(who_joins_after_it_was_opened_has_no_vote_in_it),
        TEST(allies_vote_only_where_all_members_do),
        TEST(what_is_blocked_offers_to_be_ratified_online_by_a_date),
        TEST(an_offer_that_nobody_takes_lapses),
        TEST(a_ratifying_vote_that_too_few_take_part_in_fails),
        TEST(its_own_quorum_must_be_met_beside_the_usual_one),
        TEST(a_stored_proposal_is_done_when_its_decision_is_carried),
        TEST(one_that_is_not_carried_declines_it),
        TEST(what_cannot_be_done_any_more_is_told_and_the_decision_stands),
        TEST(who_asks_for_consent_does_not_weaken_it),
        TEST(who_leads_is_told_that_something_waits_for_consent),
        TEST(what_a_member_leaves_is_no_vote_and_the_counts_of_the_past_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
