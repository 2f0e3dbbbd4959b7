/* Merging: one person stays, with what either had; one handle stays where both belonged. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/identity.h"
#include "model/look.h"
#include "model/membership.h"
#include "model/merge.h"
#include "model/person.h"
#include "model/proposal.h"
#include "model/token.h"

static int64_t add(struct model *in, struct person person)
{
    person.given_name = STR("Ada");
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static void join(struct model *in, int64_t person, int64_t network, int64_t handle)
{
    struct membership membership = {.network = network,
                                    .handle = handle,
                                    .kind = STR("member"),
                                    .visibility = STR("concealed")};
    assert_int_equal(membership_add(in, person, &membership), OK);
}

static int64_t handle_of(struct model *in, int64_t person, int64_t network)
{
    int64_t handle;
    assert_int_equal(membership_handle(in, network, person, &handle), OK);
    return handle;
}

static void what_the_one_lacks_it_has_from_the_other(void **state)
{
    struct model *in = IN(state);
    struct person kept;
    int64_t into = add(in, (struct person){.external_id = STR("E1"), .job = STR("Nurse")});
    int64_t from = add(in, (struct person){.external_id = STR("E2"),
                                           .work_email = STR("ada@example.org"),
                                           .job = STR("Doctor"),
                                           .employer = 7});
    assert_int_equal(merge_people(in, from, into), OK);
    assert_int_equal(person_read(in, into, &kept), OK);
    assert_true(str_is(kept.external_id, "E1") && str_is(kept.job, "Nurse"));
    assert_true(str_is(kept.work_email, "ada@example.org") && kept.employer == 7);
    assert_model_fails(in, person_read(in, from, &kept), ERROR_MISSING, "person");
}

static void the_staff_file_finds_them_by_either_number(void **state)
{
    struct model *in = IN(state);
    int64_t into = add(in, (struct person){.external_id = STR("E1")}), found;
    int64_t from = add(in, (struct person){.external_id = STR("E2")});
    assert_int_equal(merge_people(in, from, into), OK);
    assert_int_equal(identity_find(in, STR("hr"), STR("E2"), &found), OK);
    assert_int_equal(found, into);
}

static void memberships_go_over_and_of_two_in_one_network_the_own_stays(void **state)
{
    struct model *in = IN(state);
    int64_t into = add(in, (struct person){0}), from = add(in, (struct person){0}), person;
    join(in, into, 5, 801);
    join(in, from, 5, 701);
    join(in, from, 6, 702);
    assert_int_equal(merge_people(in, from, into), OK);
    assert_int_equal(handle_of(in, into, 5), 801);
    assert_int_equal(handle_of(in, into, 6), 702);
    assert_int_equal(membership_person(in, 6, 702, &person), OK);
    assert_int_equal(person, into);
    assert_model_fails(in, membership_person(in, 5, 701, &person), ERROR_MISSING, "membership");
    assert_int_equal(model_count(in, "SELECT count(*) FROM belonging"), 2);
    assert_int_equal(model_count(in, "SELECT count(*) FROM membership"), 2);
}

static void tokens_of_both_end_and_looks_and_proposals_go_over(void **state)
{
    struct model *in = IN(state);
    int64_t into = add(in, (struct person){0}), from = add(in, (struct person){0});
    const struct actor viewer = {.kind = ACTOR_ADMINISTRATOR};
    struct proposal proposal = {.network = 5,
                                .action = STR("a.b"),
                                .actor = {.kind = ACTOR_PERSON, .person = from},
                                .arguments = STR("{\"x\":1}")};
    struct str token;
    assert_int_equal(token_make(in, into, &token), OK);
    assert_int_equal(token_make(in, from, &token), OK);
    assert_int_equal(look_add(in, &viewer, "person.show", from), OK);
    assert_int_equal(proposal_add(in, &proposal), OK);
    assert_int_equal(merge_people(in, from, into), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM token"), 0);
    assert_int_equal(model_count(in, "SELECT subject FROM look"), into);
    assert_int_equal(proposal_read(in, proposal.id, &proposal), OK);
    assert_int_equal(proposal.actor.person, into);
    assert_true(str_is(proposal.arguments, "{\"x\":1}"));
}

static void one_person_is_not_two(void **state)
{
    struct model *in = IN(state);
    int64_t ada = add(in, (struct person){0});
    assert_model_fails(in, merge_people(in, ada, ada), ERROR_WRONG, "from");
    assert_int_equal(model_count(in, "SELECT count(*) FROM person"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(what_the_one_lacks_it_has_from_the_other),
        MODEL_TEST(the_staff_file_finds_them_by_either_number),
        MODEL_TEST(memberships_go_over_and_of_two_in_one_network_the_own_stays),
        MODEL_TEST(tokens_of_both_end_and_looks_and_proposals_go_over),
        MODEL_TEST(one_person_is_not_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
