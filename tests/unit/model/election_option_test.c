/* Who stands: once, under a name of their own, until they withdraw; sealed, and gone with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/poll.h"
#include "model/membership.h"

static int stand(struct poll *poll, const struct election *election, size_t who, const char *name)
{
    struct election_option option = {
        .handle = poll->handles[who], .name = str_of(name), .statement = STR("I would like to.")};
    return election_nominate(poll->in, election, &option);
}

struct seen {
    struct election_option at[ELECTION_OPTIONS_MOST];
    size_t count;
};

static int see(void *self, const struct election_option *option)
{
    struct seen *seen = self;
    seen->at[seen->count++] = *option;
    return OK;
}

static struct seen look(struct poll *poll, const struct election *election)
{
    struct seen seen = {0};
    assert_int_equal(election_option_each(poll->in, election->id, see, &seen), OK);
    return seen;
}

static struct election contest(struct poll *poll)
{
    return poll_plan(poll, &(struct election){.purpose = STR("office"), .method = STR("av")});
}

static void a_colleague_stands_once_and_under_a_name_of_their_own(void **state)
{
    struct poll poll = poll_make(state, 3);
    struct election election = contest(&poll);
    assert_int_equal(stand(&poll, &election, 0, "Ada"), OK);
    assert_model_fails(poll.in, stand(&poll, &election, 0, "Ada L"), ERROR_CLASH, "election");
    assert_model_fails(poll.in, stand(&poll, &election, 1, "Ada"), ERROR_CLASH, "name");
    assert_int_equal(stand(&poll, &election, 1, "Bo"), OK);
    struct seen seen = look(&poll, &election);
    assert_int_equal(seen.count, 2);
    assert_true(seen.at[0].number == 1 && str_is(seen.at[0].name, "Ada") &&
                seen.at[0].handle == poll.handles[0]);
    assert_true(seen.at[1].number == 2 && str_is(seen.at[1].statement, "I would like to."));
}

static void whoever_withdraws_may_stand_again_until_it_opens_and_none_withdraws_later(void **state)
{
    struct poll poll = poll_make(state, 3);
    struct election election = contest(&poll);
    int64_t standing;
    assert_model_fails(poll.in, election_withdraw(poll.in, &election, poll.handles[0]), ERROR_CLASH,
                       "election");
    assert_int_equal(stand(&poll, &election, 0, "Ada"), OK);
    assert_int_equal(election_withdraw(poll.in, &election, poll.handles[0]), OK);
    assert_int_equal(stand(&poll, &election, 0, "Ada"), OK);
    assert_int_equal(stand(&poll, &election, 1, "Bo"), OK);
    assert_int_equal(stand(&poll, &election, 2, "Cy"), OK);
    poll_open(&poll, &election);
    assert_model_fails(poll.in, stand(&poll, &election, 1, "Bob"), ERROR_CLASH, "election");
    assert_int_equal(election_withdraw(poll.in, &election, poll.handles[1]), OK);
    assert_int_equal(election_standing(poll.in, election.id, &standing), OK);
    assert_int_equal(standing, 2);
    bool withdrawn[ELECTION_OPTIONS_MOST];
    size_t count;
    assert_int_equal(election_withdrawn(poll.in, election.id, withdrawn, &count), OK);
    assert_true(count == 3 && !withdrawn[0] && withdrawn[1] && !withdrawn[2]);
    election.state = STR("closed");
    assert_int_equal(election_write(poll.in, &election), OK);
    assert_model_fails(poll.in, election_withdraw(poll.in, &election, poll.handles[2]), ERROR_CLASH,
                       "election");
}

static void whoever_leaves_stands_no_more_and_keeps_a_number_but_no_name(void **state)
{
    struct poll poll = poll_make(state, 3);
    struct election planned = contest(&poll), over = contest(&poll);
    assert_int_equal(stand(&poll, &planned, 0, "Ada"), OK);
    assert_int_equal(stand(&poll, &over, 0, "Ada"), OK);
    over.state = STR("published");
    assert_int_equal(election_write(poll.in, &over), OK);
    assert_int_equal(election_scrutineer_add(poll.in, &planned, poll.handles[0]), OK);
    assert_int_equal(election_leave(poll.in, POLL_NETWORK, poll.handles[0]), OK);
    struct seen seen = look(&poll, &planned);
    assert_true(seen.at[0].withdrawn && seen.at[0].handle == 0 &&
                str_is(seen.at[0].name, "A former member (1)") && seen.at[0].statement.len == 0);
    seen = look(&poll, &over);
    assert_true(!seen.at[0].withdrawn && str_is(seen.at[0].name, "A former member (1)"));
    assert_int_equal(model_count(poll.in, "SELECT count(*) FROM election_scrutineer"), 0);
}

static void whoever_left_before_it_opened_is_on_no_paper(void **state)
{
    struct poll poll = poll_make(state, 3);
    struct election election = contest(&poll);
    assert_int_equal(stand(&poll, &election, 0, "Ada"), OK);
    assert_int_equal(stand(&poll, &election, 1, "Bo"), OK);
    assert_int_equal(stand(&poll, &election, 2, "Cy"), OK);
    assert_int_equal(election_leave(poll.in, POLL_NETWORK, poll.handles[1]), OK);
    assert_int_equal(election_withdraw(poll.in, &election, poll.handles[0]), OK);
    assert_int_equal(stand(&poll, &election, 0, "Ada"), OK);
    assert_int_equal(election_option_shuffle(poll.in, &election), OK);
    struct seen seen = look(&poll, &election);
    assert_int_equal(seen.count, 2);
    for (size_t i = 0; i < seen.count; i++)
        assert_true(seen.at[i].number == (int64_t)i + 1 && !seen.at[i].withdrawn &&
                    !str_is(seen.at[i].name, "Bo"));
}

static void the_order_on_the_paper_is_drawn_and_each_number_stands_once(void **state)
{
    struct poll poll = poll_make(state, 30);
    struct election election = contest(&poll);
    bool found[POLL_MOST] = {false};
    size_t in_place = 0;
    for (size_t who = 0; who < poll.count; who++)
        assert_int_equal(
            stand(&poll, &election, who, arena_print(poll.in->arena, "Candidate %zu", who)), OK);
    assert_int_equal(election_option_shuffle(poll.in, &election), OK);
    struct seen seen = look(&poll, &election);
    for (size_t i = 0; i < seen.count; i++) {
        assert_true(seen.at[i].number == (int64_t)i + 1 && !found[seen.at[i].number]);
        found[seen.at[i].number] = true;
        in_place += seen.at[i].handle == poll.handles[i];
    }
    assert_int_equal(seen.count, 30);
    assert_true(in_place < 20);
}

struct sought {
    int64_t handle;
    bool found;
};

static void look_in(void *self, const char *table, const struct query *row, int column)
{
    struct sought *sought = self;
    if (strcmp(table, "election_option") == 0)
        sought->found = sought->found || column_holds(row, column, sought->handle);
}

static void neither_handle_nor_name_of_a_candidate_lies_in_the_clear(void **state)
{
    struct poll poll = poll_make(state, 1);
    struct election election = contest(&poll);
    struct sought sought = {.handle = poll.handles[0]};
    assert_int_equal(stand(&poll, &election, 0, "Ada Lovelace"), OK);
    model_each_column(poll.in, look_in, &sought);
    assert_false(sought.found);
    assert_int_equal(model_count(poll.in, "SELECT count(*) FROM election_option WHERE"
                                          " instr(sealed, 'Lovelace') > 0"),
                     0);
}

static void a_question_without_options_is_answered_by_yes_or_no(void **state)
{
    struct poll poll = poll_make(state, 1);
    struct election election = poll_plan(&poll, NULL);
    struct seen seen = look(&poll, &election);
    assert_true(seen.count == 2 && str_is(seen.at[0].name, "Yes") &&
                str_is(seen.at[1].name, "No") && seen.at[0].handle == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_colleague_stands_once_and_under_a_name_of_their_own),
        MODEL_TEST(whoever_withdraws_may_stand_again_until_it_opens_and_none_withdraws_later),
        MODEL_TEST(whoever_leaves_stands_no_more_and_keeps_a_number_but_no_name),
        MODEL_TEST(whoever_left_before_it_opened_is_on_no_paper),
        MODEL_TEST(the_order_on_the_paper_is_drawn_and_each_number_stands_once),
        MODEL_TEST(neither_handle_nor_name_of_a_candidate_lies_in_the_clear),
        MODEL_TEST(a_question_without_options_is_answered_by_yes_or_no),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
