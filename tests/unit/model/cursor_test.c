/* Cursors: how far a subscriber has heard, how long it has failed, and when it is parked. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/cursor.h"
#include "model/journal.h"

static void append(struct model *in, int64_t network)
{
    struct journal_entry entry = {.network = network, .action = STR("place.add"), .day = 1};
    assert_int_equal(journal_append(in, &entry), OK);
}

static struct cursor read(struct model *in, int64_t network)
{
    struct cursor cursor;
    assert_int_equal(cursor_read(in, STR("chat"), network, &cursor), OK);
    return cursor;
}

static int64_t failed(struct model *in)
{
    int64_t pause;
    assert_int_equal(cursor_fail(in, STR("chat"), 7, &pause), OK);
    return pause;
}

static void a_pair_that_was_never_heard_starts_at_the_beginning(void **state)
{
    struct cursor cursor = read(IN(state), 7);
    assert_int_equal(cursor.sequence, 0);
    assert_false(cursor.parked);
}

static void one_who_is_new_stands_at_the_end_of_every_journal(void **state)
{
    struct model *in = IN(state);
    append(in, 0);
    append(in, 7);
    append(in, 7);
    assert_int_equal(cursor_begin(in, STR("chat")), OK);
    assert_int_equal(read(in, 0).sequence, 1);
    assert_int_equal(read(in, 7).sequence, 2);
    assert_int_equal(read(in, 8).sequence, 0);
}

static void one_who_was_here_before_stays_where_they_were(void **state)
{
    struct model *in = IN(state);
    assert_int_equal(cursor_begin(in, STR("chat")), OK); /* before anything was done */
    append(in, 0);
    append(in, 7);
    assert_int_equal(cursor_begin(in, STR("chat")), OK);
    assert_int_equal(read(in, 0).sequence, 0);
    assert_int_equal(read(in, 7).sequence, 0);
}

static void pauses_double_up_to_five_minutes(void **state)
{
    struct model *in = IN(state);
    for (int64_t i = 0, pause = SECOND_MS; i < 12; i++) {
        assert_int_equal(failed(in), pause);
        assert_int_equal(read(in, 7).next_at, in->now_ms + pause);
        pause = pause * 2 < 5 * MINUTE_MS ? pause * 2 : 5 * MINUTE_MS;
    }
    assert_int_equal(read(in, 7).attempts, 12);
}

static void an_hour_after_the_first_failure_it_is_parked(void **state)
{
    struct model *in = IN(state);
    int64_t parked;
    failed(in);
    in->now_ms += HOUR_MS - 1;
    assert_true(failed(in) > 0);
    in->now_ms += 1;
    assert_int_equal(failed(in), -1);
    assert_true(read(in, 7).parked);
    assert_int_equal(cursor_count_parked(in, &parked), OK);
    assert_int_equal(parked, 1);
}

static void hearing_one_ends_the_failing(void **state)
{
    struct model *in = IN(state);
    failed(in);
    in->now_ms += HOUR_MS - 1;
    assert_int_equal(cursor_advance(in, STR("chat"), 7, 3), OK);
    assert_int_equal(read(in, 7).sequence, 3);
    assert_int_equal(read(in, 7).attempts, 0);
    in->now_ms += HOUR_MS;
    assert_int_equal(failed(in), SECOND_MS);
}

static void one_that_is_taken_out_of_parking_has_another_hour(void **state)
{
    struct model *in = IN(state);
    assert_int_equal(cursor_advance(in, STR("chat"), 7, 3), OK);
    failed(in);
    in->now_ms += HOUR_MS;
    failed(in);
    assert_int_equal(cursor_unpark(in, STR("mail")), OK);
    assert_true(read(in, 7).parked);
    assert_int_equal(cursor_unpark(in, STR("chat")), OK);
    assert_false(read(in, 7).parked);
    assert_int_equal(read(in, 7).sequence, 3);
    assert_int_equal(failed(in), SECOND_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_pair_that_was_never_heard_starts_at_the_beginning),
        MODEL_TEST(one_who_is_new_stands_at_the_end_of_every_journal),
        MODEL_TEST(one_who_was_here_before_stays_where_they_were),
        MODEL_TEST(pauses_double_up_to_five_minutes),
        MODEL_TEST(an_hour_after_the_first_failure_it_is_parked),
        MODEL_TEST(hearing_one_ends_the_failing),
        MODEL_TEST(one_that_is_taken_out_of_parking_has_another_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
