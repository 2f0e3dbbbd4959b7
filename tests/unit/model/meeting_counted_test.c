/* Of a meeting that was long ago it is known how many came, and not who. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/meeting_counted.h"
#include "model/meeting_paper.h"
#include "model/network.h"
#include "model/setting.h"
#include "model/tidy.h"

enum { ADA = 71, BEN, CAS, DEE };

static int64_t network_of(struct model *in)
{
    struct network network = {.place = 1, .name = STR("Pride"), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = STR("{}")};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    return network.id;
}

static struct meeting planned(struct model *in, int64_t network)
{
    struct meeting meeting = {.network = network,
                              .kind = STR("general"),
                              .how = STR("both"),
                              .starts_at = in->now_ms,
                              .ends_at = in->now_ms + HOUR_MS,
                              .instance = -1};
    assert_int_equal(meeting_add(in, &meeting), OK);
    return meeting;
}

static void come(struct model *in, const struct meeting *meeting, int64_t handle, const char *how,
                 int minute)
{
    const struct attendance there = {.handle = handle,
                                     .from_at = meeting->starts_at + minute * MINUTE_MS,
                                     .until_at = meeting->starts_at + (minute + 5) * MINUTE_MS,
                                     .how = str_of(how)};
    assert_int_equal(meeting_note(in, meeting, &there), OK);
}

/* Ada in the room and then from afar, Ben from afar and then in the room, Cas in the room; Dee
 * could not come and wrote twice; and a guest. */
static struct meeting held(struct model *in, int64_t network)
{
    int64_t guest;
    struct meeting meeting = planned(in, network);
    const struct meeting_word word = {.has_apologised = true, .reason = STR("caring")};
    struct contribution wrote = {
        .network = network, .meeting = meeting.id, .handle = DEE, .text = STR("I am for it.")};
    assert_int_equal(meeting_open(in, &meeting, meeting.starts_at), OK);
    come(in, &meeting, ADA, "room", 0);
    come(in, &meeting, ADA, "remote", 10);
    come(in, &meeting, BEN, "remote", 0);
    come(in, &meeting, BEN, "room", 10);
    come(in, &meeting, CAS, "room", 3);
    assert_int_equal(meeting_word_write(in, &meeting, DEE, &word), OK);
    assert_int_equal(contribution_add(in, &wrote), OK);
    assert_int_equal(contribution_add(in, &wrote), OK);
    assert_int_equal(guest_add(in, network, meeting.id, STR("Mo"), &guest), OK);
    assert_int_equal(meeting_close(in, &meeting, meeting.starts_at + HOUR_MS), OK);
    return meeting;
}

static struct meeting_counted counted(struct model *in, const struct meeting *meeting)
{
    struct meeting_counted found;
    assert_int_equal(meeting_counted_read(in, meeting, &found), OK);
    return found;
}

static bool tidy_now(struct model *in, int64_t limit)
{
    bool more;
    assert_int_equal(tidy(in, limit, &more), OK);
    return more;
}

static int64_t who_is_known(struct model *in)
{
    return model_count(in, "SELECT (SELECT count(*) FROM attendance)"
                           " + (SELECT count(*) FROM meeting_word)"
                           " + (SELECT count(*) FROM meeting_seat) + (SELECT count(*) FROM guest)"
                           " + (SELECT count(*) FROM contribution WHERE handle <> 0)");
}

static void after_eighteen_months_only_the_numbers_are_left(void **state)
{
    struct model *in = IN(state);
    struct meeting meeting = held(in, network_of(in));
    in->now_ms += INT64_C(500) * DAY_MS;
    tidy_now(in, 100);
    assert_false(counted(in, &meeting).is_counted);
    assert_int_equal(who_is_known(in), 5 + 1 + 1 + 2);
    in->now_ms += INT64_C(50) * DAY_MS;
    tidy_now(in, 100);
    struct meeting_counted found = counted(in, &meeting);
    assert_true(found.is_counted);
    assert_int_equal(found.in_room, 2); /* as they came first */
    assert_int_equal(found.remote, 1);
    assert_int_equal(found.cannot_come, 1);
    assert_int_equal(found.written, 1);
    assert_int_equal(found.guests, 1);
    assert_int_equal(who_is_known(in), 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM contribution"), 2);
}

static void whether_it_was_quorate_is_told_of_it_no_more(void **state)
{
    struct model *in = IN(state);
    struct meeting meeting = held(in, network_of(in));
    struct quorum_answer answer;
    int64_t at = meeting.starts_at + 4 * MINUTE_MS;
    assert_int_equal(meeting_quorum(in, meeting.id, at, NULL, 0, &answer), OK);
    assert_int_equal(answer.present, 3);
    in->now_ms += INT64_C(600) * DAY_MS;
    tidy_now(in, 100);
    assert_int_equal(meeting_quorum(in, meeting.id, at, NULL, 0, &answer), OK);
    assert_false(answer.is_quorate);
    assert_true(str_is(answer.why, "Who was at this meeting is not known any more."));
}

static void those_that_are_planned_or_younger_are_left_and_many_go_in_pieces(void **state)
{
    struct model *in = IN(state);
    int64_t network = network_of(in);
    struct meeting forgotten = planned(in, network);
    held(in, network);
    struct meeting cancelled = planned(in, network);
    assert_int_equal(meeting_cancel(in, &cancelled), OK);
    in->now_ms += INT64_C(600) * DAY_MS;
    struct meeting young = held(in, network);
    assert_true(tidy_now(in, 1));
    assert_int_equal(model_count(in, "SELECT count(*) FROM meeting_counted"), 1);
    assert_true(tidy_now(in, 1));
    assert_false(tidy_now(in, 1));
    assert_int_equal(model_count(in, "SELECT count(*) FROM meeting_counted"), 2);
    assert_false(counted(in, &forgotten).is_counted);
    assert_false(counted(in, &young).is_counted);
}

static void the_sentence_says_what_is_still_known(void **state)
{
    struct model *in = IN(state);
    const struct meeting_counted few = {true, 2, 1, 1, 1, 1};
    assert_true(str_is(meeting_counted_words(&few, in->arena),
                       "Who was at a meeting is forgotten after a while. Of this one it is known "
                       "that 2 came in the room and 1 from afar, 1 took part in writing, 1 could "
                       "not come, and 1 guest was there."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(after_eighteen_months_only_the_numbers_are_left),
        MODEL_TEST(whether_it_was_quorate_is_told_of_it_no_more),
        MODEL_TEST(those_that_are_planned_or_younger_are_left_and_many_go_in_pieces),
        MODEL_TEST(the_sentence_says_what_is_still_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
