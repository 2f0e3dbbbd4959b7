/* Proposals: who proposed what, with which files, sealed until the network has decided. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/proposal.h"

enum { ADA = 81234567 };

static int64_t add(struct model *in, int64_t network)
{
    struct proposal proposal = {.network = network,
                                .action = STR("network.amend"),
                                .schema = INT64_MAX,
                                .actor = {.kind = ACTOR_PERSON, .person = ADA},
                                .arguments = STR("{\"network\":\"7\"}")};
    assert_int_equal(proposal_add(in, &proposal), OK);
    return proposal.id;
}

static void a_proposal_is_read_as_it_was_made(void **state)
{
    struct model *in = IN(state);
    struct proposal proposal;
    int64_t id = add(in, 7);
    assert_int_equal(proposal_read(in, id, &proposal), OK);
    assert_int_equal(proposal.network, 7);
    assert_true(proposal.schema == INT64_MAX);
    assert_true(str_is(proposal.action, "network.amend") && str_is(proposal.state, "open"));
    assert_int_equal(proposal.actor.kind, ACTOR_PERSON);
    assert_int_equal(proposal.actor.person, ADA);
    assert_true(str_is(proposal.arguments, "{\"network\":\"7\"}"));
    assert_int_equal(proposal.made_at, MODEL_NOW);
    assert_model_fails(in, proposal_read(in, id + 1, &proposal), ERROR_MISSING, "proposal");
}

static void no_ada(void *self, const char *table, const struct query *row, int column)
{
    (void)self, (void)table;
    assert_false(column_holds(row, column, ADA));
}

static void who_proposed_it_stands_nowhere_in_the_clear(void **state)
{
    add(IN(state), 7);
    model_each_column(IN(state), no_ada, NULL);
}

static void a_body_moved_to_another_proposal_does_not_open(void **state)
{
    struct model *in = IN(state);
    struct proposal proposal;
    int64_t id = add(in, 7);
    add(in, 8);
    model_run(in, "UPDATE proposal SET body = (SELECT body FROM proposal WHERE network = 8)");
    assert_model_fails(in, proposal_read(in, id, &proposal), ERROR_BROKEN, "");
}

static void its_files_are_kept_with_it_in_their_order(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, 7);
    struct str bytes;
    bool found;
    assert_int_equal(proposal_add_file(in, id, 0, STR("# Charter")), OK);
    assert_int_equal(proposal_add_file(in, id, 1, STR("{}")), OK);
    assert_int_equal(proposal_read_file(in, id, 1, &bytes, &found), OK);
    assert_true(found && str_is(bytes, "{}"));
    assert_int_equal(proposal_read_file(in, id, 0, &bytes, &found), OK);
    assert_true(found && str_is(bytes, "# Charter"));
    assert_int_equal(proposal_read_file(in, id, 2, &bytes, &found), OK);
    assert_false(found);
    assert_int_equal(model_count(in, "SELECT count(*) FROM proposal_file"
                                     " WHERE instr(sealed, CAST('Charter' AS BLOB)) > 0"),
                     0);
}

static void count_open(void *self, const struct proposal *proposal)
{
    *(int *)self += str_is(proposal->state, "open");
}

static void a_network_lists_its_own_and_what_became_of_them(void **state)
{
    struct model *in = IN(state);
    struct page page = {.limit = 10}, first = {.limit = 1};
    int open = 0, of_first = 0;
    int64_t passed = add(in, 7);
    add(in, 7);
    add(in, 8);
    assert_int_equal(proposal_end(in, passed, "passed"), OK);
    assert_int_equal(proposal_page(in, 7, &page, count_open, &open), OK);
    assert_int_equal(proposal_page(in, 7, &first, count_open, &of_first), OK);
    assert_int_equal(open, 1);
    assert_false(page.more);
    assert_int_equal(of_first, 0);
    assert_true(first.more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_proposal_is_read_as_it_was_made),
        MODEL_TEST(who_proposed_it_stands_nowhere_in_the_clear),
        MODEL_TEST(a_body_moved_to_another_proposal_does_not_open),
        MODEL_TEST(its_files_are_kept_with_it_in_their_order),
        MODEL_TEST(a_network_lists_its_own_and_what_became_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
