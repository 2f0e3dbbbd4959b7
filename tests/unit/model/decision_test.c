/* What a decision says and how a handle voted are sealed in their rows, and go with the handle. */
#include "model/decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/interest.h"
#include "model/membership.h"

enum { NETWORK = 5, HANDLE = 77, OTHER = 78 };

static struct decision add(struct model *in)
{
    struct decision decision = {.network = NETWORK,
                                .voters = STR("members"),
                                .majority = majority_simple,
                                .days = 10,
                                .by = HANDLE,
                                .owner = OTHER,
                                .title = STR("Kettle for Zebedee"),
                                .text = STR("Zebedee has none.")};
    assert_int_equal(decision_add(in, &decision), OK);
    return decision;
}

static void vote(struct model *in, const struct decision *decision, int64_t handle,
                 const char *choice)
{
    struct decision_vote one = {handle, str_of(choice), STR("Zebedee asked me.")};
    assert_int_equal(decision_vote(in, decision, &one), OK);
}

struct sought {
    const char *word;
    size_t found;
};

static void seek(void *self, const char *table, const struct query *row, int column)
{
    struct sought *sought = self;
    (void)table;
    if (query_kind(row, column) != QUERY_TEXT && query_kind(row, column) != QUERY_BLOB)
        return;
    struct str bytes = query_read_blob(row, column);
    sought->found +=
        bytes.len > 0 && memmem(bytes.ptr, bytes.len, sought->word, strlen(sought->word)) != NULL;
}

static void no_row_tells_what_somebody_wrote_or_how_they_voted(void **state)
{
    struct model *in = IN(state);
    struct decision decision = add(in);
    struct interest interest = {.network = NETWORK,
                                .handle = HANDLE,
                                .decision = decision.id,
                                .kind = STR("personal"),
                                .matter = STR("Zebedee is my uncle.")};
    vote(in, &decision, HANDLE, "abstain");
    decision.why = STR("Carried for Zebedee.");
    assert_int_equal(decision_write(in, &decision), OK);
    assert_int_equal(interest_add(in, &interest), OK);
    static const char *const words[] = {"Zebedee", "abstain"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct sought sought = {.word = words[i]};
        model_each_column(in, seek, &sought);
        assert_int_equal(sought.found, 0);
    }
    struct sought known = {.word = "personal"}; /* what is not sealed is found */
    model_each_column(in, seek, &known);
    assert_int_equal(known.found, 1);
}

static void a_decision_reads_as_it_was_written(void **state)
{
    struct model *in = IN(state);
    struct decision decision = add(in), read = {0};
    decision.state = STR("blocked");
    decision.ratify_by = 99;
    decision.done = STR("Done.");
    decision.is_flagged = true;
    assert_int_equal(decision_write(in, &decision), OK);
    assert_int_equal(decision_read(in, decision.id, &read), OK);
    assert_true(str_is(read.title, "Kettle for Zebedee") && str_is(read.text, "Zebedee has none."));
    assert_true(str_is(read.state, "blocked") && str_is(read.done, "Done."));
    assert_true(read.by == HANDLE && read.ratify_by == 99 && read.is_flagged);
    assert_true(read.majority.is_more_than && read.majority.denominator == 2);
    assert_model_fails(in, decision_read(in, 4, &read), ERROR_MISSING, "decision");
}

static void a_vote_that_is_moved_to_another_handle_does_not_open(void **state)
{
    struct model *in = IN(state);
    struct decision decision = add(in);
    struct decision_vote own;
    vote(in, &decision, HANDLE, "for");
    assert_int_equal(decision_own_vote(in, &decision, HANDLE, &own), OK);
    assert_true(str_is(own.choice, "for") && str_is(own.reason, "Zebedee asked me."));
    model_run(in, "UPDATE decision_vote SET handle = 78");
    assert_model_fails(in, decision_own_vote(in, &decision, OTHER, &own), ERROR_BROKEN, "");
}

static void what_a_handle_leaves_is_no_vote_no_backing_and_no_owner(void **state)
{
    struct model *in = IN(state);
    struct decision decision = add(in), read = {0};
    int64_t seconds, supporters;
    vote(in, &decision, HANDLE, "for");
    vote(in, &decision, OTHER, "for");
    decision_back(in, &decision, HANDLE, true);
    decision_back(in, &decision, OTHER, false);
    assert_int_equal(decision_drop_handle(in, NETWORK, OTHER), OK);
    assert_int_equal(decision_backers(in, &decision, &seconds, &supporters), OK);
    assert_true(seconds == 1 && supporters == 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM decision_vote WHERE handle = 77"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM decision_vote"), 1);
    assert_int_equal(decision_read(in, decision.id, &read), OK);
    assert_int_equal(read.owner, 0);
}

static void whoever_was_recused_in_another_decision_is_not_in_this_one(void **state)
{
    struct model *in = IN(state);
    struct interest interest = {.network = NETWORK,
                                .handle = HANDLE,
                                .decision = 11,
                                .kind = STR("indirect"),
                                .matter = STR("My uncle.")};
    bool recuses;
    int64_t *handles;
    size_t count;
    assert_int_equal(interest_add(in, &interest), OK);
    assert_int_equal(interest_recuses(in, NETWORK, 11, HANDLE, &recuses), OK);
    assert_true(recuses);
    assert_int_equal(interest_recuses(in, NETWORK, 12, HANDLE, &recuses), OK);
    assert_false(recuses);
    assert_int_equal(interest_recused(in, NETWORK, 11, &handles, &count), OK);
    assert_true(count == 1 && handles[0] == HANDLE);
    assert_int_equal(interest_withdraw(in, &interest), OK);
    assert_int_equal(interest_recuses(in, NETWORK, 11, HANDLE, &recuses), OK);
    assert_false(recuses);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(no_row_tells_what_somebody_wrote_or_how_they_voted),
        MODEL_TEST(a_decision_reads_as_it_was_written),
        MODEL_TEST(a_vote_that_is_moved_to_another_handle_does_not_open),
        MODEL_TEST(what_a_handle_leaves_is_no_vote_no_backing_and_no_owner),
        MODEL_TEST(whoever_was_recused_in_another_decision_is_not_in_this_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
