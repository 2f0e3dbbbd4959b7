/* Elections: what can be planned, when it opens and closes, and from which state it goes where. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/poll.h"
#include "model/ballot_box.h"

static void refuse(struct poll *poll, struct election election, const char *field)
{
    struct model *in = poll->in;
    election.network = POLL_NETWORK;
    election.title = STR("Never");
    election.electorate = STR("members");
    if (election.purpose.len == 0)
        election.purpose = STR("question");
    if (election.method.len == 0)
        election.method = STR("plurality");
    assert_model_fails(in, election_add(in, &election, NULL, 0), ERROR_WRONG, field);
    *in->error = (struct error){0};
    assert_int_equal(model_count(in, "SELECT count(*) FROM election"), 0);
}

static void a_plan_that_could_never_work_is_refused_by_its_field(void **state)
{
    struct poll poll = poll_make(state, 2);
    const int64_t soon = MODEL_NOW + DAY_MS;
    refuse(&poll, (struct election){.seats = 1, .method = STR("borda")}, "method");
    refuse(&poll, (struct election){.seats = 0}, "seats");
    refuse(&poll, (struct election){.seats = 101}, "seats");
    refuse(&poll, (struct election){.seats = 2, .method = STR("av")}, "seats");
    refuse(&poll, (struct election){.seats = 1, .method = STR("meek"), .majority = {1, 2}},
           "majority");
    refuse(&poll, (struct election){.seats = 1, .quorum = {3, 2}}, "quorum");
    refuse(&poll, (struct election){.seats = 1, .majority = {3, 2}}, "majority");
    refuse(&poll, (struct election){.seats = 1, .majority = {1, 1}, .more_than = true}, "majority");
    refuse(&poll, (struct election){.seats = 1, .opens_at = MODEL_NOW - 1}, "opens_at");
    refuse(&poll, (struct election){.seats = 1, .opens_at = soon, .closes_at = soon + 1},
           "closes_at");
    refuse(
        &poll,
        (struct election){.seats = 1, .opens_at = soon, .closes_at = soon + 400 * (int64_t)DAY_MS},
        "closes_at");
    refuse(&poll, (struct election){.seats = 1, .again = 77}, "again");
}

static void by_itself_it_opens_after_the_nominations_and_takes_in_two_weekends(void **state)
{
    struct poll poll = poll_make(state, 2);
    struct election office = poll_plan(&poll, &(struct election){.purpose = STR("office")});
    struct election question = poll_plan(&poll, NULL);
    assert_int_equal(office.opens_at, MODEL_NOW + 14 * (int64_t)DAY_MS);
    assert_int_equal(question.opens_at, MODEL_NOW + DAY_MS);
    /* The question opens on a Sunday: the next two weekends end on the 15th day after. */
    assert_int_equal(clock_day(question.closes_at) - clock_day(question.opens_at), 15);
    assert_int_equal(model_count(poll.in, "SELECT count(*) FROM schedule WHERE action ="
                                          " 'election.open'"),
                     2);
}

static void a_planned_one_is_cancelled_once_and_an_open_one_never(void **state)
{
    struct poll poll = poll_make(state, 2);
    struct election election = poll_plan(&poll, NULL), open = poll_plan(&poll, NULL);
    assert_int_equal(election_cancel(poll.in, &election, STR("No need.")), OK);
    assert_true(str_is(election.state, "cancelled") && str_is(election.outcome, "void"));
    assert_model_fails(poll.in, election_cancel(poll.in, &election, STR("Again.")), ERROR_CLASH,
                       "election");
    poll_open(&poll, &open);
    assert_model_fails(poll.in, election_cancel(poll.in, &open, STR("No.")), ERROR_CLASH,
                       "election");
    assert_int_equal(model_count(poll.in, "SELECT count(*) FROM schedule WHERE action ="
                                          " 'election.open'"),
                     1);
}

static int count_one(void *self, const struct election *election)
{
    (void)election;
    ++*(int *)self;
    return OK;
}

static void assert_late(struct model *in, int64_t before_ms, int expected)
{
    int found = 0;
    assert_int_equal(election_each_late(in, before_ms, count_one, &found), OK);
    assert_int_equal(found, expected);
}

static void what_did_not_come_further_by_itself_is_found_but_not_in_a_closed_network(void **state)
{
    struct poll poll = poll_make(state, 2);
    struct election election = poll_plan(&poll, NULL);
    assert_late(poll.in, election.opens_at, 0);
    assert_late(poll.in, election.opens_at + 1, 1);
    poll_open(&poll, &election);
    assert_late(poll.in, election.closes_at + 1, 0); /* its close is on the schedule */
    election.state = STR("closed");
    assert_int_equal(election_write(poll.in, &election), OK);
    assert_late(poll.in, election.closes_at, 0);
    assert_late(poll.in, election.closes_at + 1, 1);
    election.state = STR("counted");
    assert_int_equal(election_write(poll.in, &election), OK);
    assert_late(poll.in, election.closes_at + 1, 1);
    model_run(poll.in, "UPDATE network SET state = 'closed'");
    assert_late(poll.in, election.closes_at + 1, 0);
}

static void when_its_network_ends_it_is_void_and_its_boxes_go_in_pieces(void **state)
{
    struct poll poll = poll_make(state, 3);
    struct election open = poll_plan(&poll, NULL), over = poll_plan(&poll, NULL);
    poll_open(&poll, &open);
    poll_open(&poll, &over);
    poll_count(&poll, &over);
    over.state = STR("published");
    assert_int_equal(election_write(poll.in, &over), OK);
    assert_int_equal(poll_vote(&poll, &open, 0, 1), OK);
    assert_int_equal(election_end_network(poll.in, POLL_NETWORK), OK);
    assert_int_equal(election_read(poll.in, open.id, &open), OK);
    assert_int_equal(election_read(poll.in, over.id, &over), OK);
    assert_true(str_is(open.state, "void") && str_is(over.state, "published"));
    int64_t gone;
    assert_int_equal(ballot_box_empty_void(poll.in, POLL_NETWORK + 1, 2, &gone), OK);
    assert_int_equal(gone, 0);
    assert_int_equal(ballot_box_empty_void(poll.in, POLL_NETWORK, 2, &gone), OK);
    assert_int_equal(gone, 2);
    assert_int_equal(ballot_box_empty_void(poll.in, POLL_NETWORK, 2, &gone), OK);
    assert_int_equal(gone, 1);
    assert_int_equal(model_count(poll.in, "SELECT count(*) FROM election_box"), 0);
}

static void how_it_is_counted_is_named_in_a_sentence(void **state)
{
    struct poll poll = poll_make(state, 1);
    struct election election = {.method = STR("scottish-stv")};
    assert_non_null(strstr(election_method_sentence(poll.in, &election), "Scottish rules"));
    election.method = STR("meek");
    assert_non_null(strstr(election_method_sentence(poll.in, &election), "Meek's method"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_plan_that_could_never_work_is_refused_by_its_field),
        MODEL_TEST(by_itself_it_opens_after_the_nominations_and_takes_in_two_weekends),
        MODEL_TEST(a_planned_one_is_cancelled_once_and_an_open_one_never),
        MODEL_TEST(what_did_not_come_further_by_itself_is_found_but_not_in_a_closed_network),
        MODEL_TEST(when_its_network_ends_it_is_void_and_its_boxes_go_in_pieces),
        MODEL_TEST(how_it_is_counted_is_named_in_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
