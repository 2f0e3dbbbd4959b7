/* Duties: what is needed of a base, who falls short, and what would mend it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/duty.h"
#include "model/meeting.h"
#include "model/meeting_paper.h"
#include "model/network.h"

static const struct duty_terms quarter = {.part = {1, 4}, .after_meetings = 4};

static struct duty_sum settled(enum duty_kind kind, const struct duty_terms *terms, int64_t base,
                               int64_t taken)
{
    struct duty_sum sum = {.base = base, .taken = taken};
    duty_settle(terms, kind, &sum);
    return sum;
}

static void a_quarter_of_a_year_of_meetings_is_rounded_up(void **state)
{
    (void)state;
    const struct {
        int64_t base, needed;
    } wanted[] = {{0, 0}, {1, 1}, {4, 1}, {5, 2}, {8, 2}, {11, 3}, {12, 3}, {13, 4}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_int_equal(settled(DUTY_STEERING, &quarter, wanted[i].base, 0).needed,
                         wanted[i].needed);
}

static void nobody_is_short_before_there_were_four(void **state)
{
    (void)state;
    for (int kind = 0; kind < DUTIES; kind++) {
        assert_false(settled((enum duty_kind)kind, &quarter, 3, 0).is_short);
        assert_true(settled((enum duty_kind)kind, &quarter, 4, 0).is_short);
        assert_false(settled((enum duty_kind)kind, &quarter, 0, 0).is_looked_at);
    }
}

/* Held against the words: whoever takes part in the next so many is not short any more, and in one
 * fewer still is. */
static void what_would_mend_it_does_and_nothing_less_does(void **state)
{
    (void)state;
    const struct fraction parts[] = {{1, 4}, {1, 2}, {2, 3}, {3, 4}, {9, 10}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (int64_t base = 4; base <= 60; base++)
            for (int64_t taken = 0; taken <= base; taken++) {
                struct duty_terms terms = {.part = parts[i], .after_meetings = 4};
                struct duty_sum sum = settled(DUTY_OTHER, &terms, base, taken);
                assert_int_equal(sum.is_short, taken * parts[i].below < parts[i].top * base);
                int64_t by = sum.mended_by;
                assert_int_equal(by > 0, sum.is_short);
                if (by == 0)
                    continue;
                assert_true((taken + by) * parts[i].below >= parts[i].top * (base + by));
                assert_true((taken + by - 1) * parts[i].below < parts[i].top * (base + by - 1));
            }
}

static void of_ones_own_remit_every_event_is_asked_for(void **state)
{
    (void)state;
    struct duty_sum sum = settled(DUTY_REMIT, &quarter, 6, 4);
    assert_true(sum.needed == 6 && sum.is_short && sum.mended_by == 2);
    assert_false(settled(DUTY_REMIT, &quarter, 6, 6).is_short);
    struct duty_terms whole = {.part = {1, 1}, .after_meetings = 4};
    assert_int_equal(settled(DUTY_STEERING, &whole, 6, 4).mended_by, 2);
}

/* ---- counted from meetings ---- */

enum { HANDLE = 77, ROLE = 5 };

static int64_t network_of(struct model *in, const char *terms)
{
    struct network network = {.place = 1, .name = STR("Pride"), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = str_of(terms)};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    return network.id;
}

/* A meeting that was held so many days ago, at which the handle had a role and perhaps a seat. */
static struct meeting held(struct model *in, int64_t network, const char *kind, int days_ago,
                           bool seated)
{
    struct committee steering;
    assert_int_equal(committee_by_key(in, network, STR(COMMITTEE_STEERING), &steering), OK);
    bool is_steering = strcmp(kind, "steering") == 0;
    struct meeting meeting = {.network = network,
                              .committee = is_steering ? steering.id : 0,
                              .kind = str_of(kind),
                              .role = strcmp(kind, "remit") == 0 ? ROLE : 0,
                              .how = STR("both"),
                              .starts_at = in->now_ms - days_ago * (int64_t)DAY_MS,
                              .instance = -1};
    meeting.ends_at = meeting.starts_at + HOUR_MS;
    assert_int_equal(meeting_add(in, &meeting), OK);
    assert_int_equal(meeting_open(in, &meeting, meeting.starts_at), OK);
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO meeting_seat (network, meeting, handle, role, is_seated)"
               " VALUES (?1, ?2, ?3, ?4, ?5)");
    query_int(&query, network);
    query_int(&query, meeting.id);
    query_int(&query, HANDLE);
    query_int(&query, ROLE);
    query_int(&query, seated);
    assert_int_equal(query_run(&query), OK);
    return meeting;
}

static void was_there(struct model *in, const struct meeting *meeting, const char *how)
{
    const struct attendance attendance = {.handle = HANDLE,
                                          .from_at = meeting->starts_at,
                                          .until_at = meeting->starts_at + MINUTE_MS,
                                          .how = str_of(how)};
    assert_int_equal(meeting_note(in, meeting, &attendance), OK);
}

static void close_it(struct model *in, struct meeting *meeting)
{
    assert_int_equal(meeting_close(in, meeting, meeting->starts_at + HOUR_MS), OK);
}

static void assert_counts(struct model *in, int64_t network, enum duty_kind kind, int64_t taken,
                          int64_t base)
{
    struct duty_terms terms;
    struct duty_sum sums[DUTIES];
    assert_int_equal(duty_terms_read(in, network, &terms), OK);
    assert_int_equal(duty_count(in, network, HANDLE, &terms, sums), OK);
    assert_int_equal(sums[kind].taken, taken);
    assert_int_equal(sums[kind].base, base);
}

static void a_year_before_the_29th_of_february_begins_on_the_28th(void **state)
{
    struct model *in = IN(state);
    struct duty_terms terms;
    int64_t network = network_of(in, "{}");
    in->now_ms = (int64_t)civil_to_day(2028, 2, 29) * DAY_MS + 12 * HOUR_MS;
    assert_int_equal(duty_terms_read(in, network, &terms), OK);
    assert_int_equal(terms.since_day, civil_to_day(2027, 2, 28));
}

static void each_kind_of_meeting_is_of_one_duty(void **state)
{
    struct model *in = IN(state);
    int64_t network = network_of(in, "{}");
    static const char *const kinds[] = {"steering", "remit", "general", "other"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct meeting meeting = held(in, network, kinds[i], 10, true);
        was_there(in, &meeting, "room");
        close_it(in, &meeting);
    }
    struct meeting without = held(in, network, "steering", 9, false);
    close_it(in, &without);
    held(in, network, "steering", 8, true); /* still open */
    assert_counts(in, network, DUTY_STEERING, 1, 1);
    assert_counts(in, network, DUTY_REMIT, 1, 1);
    assert_counts(in, network, DUTY_OTHER, 2, 2);
}

static void an_accepted_absence_leaves_the_base_unless_they_came(void **state)
{
    struct model *in = IN(state);
    int64_t network = network_of(in, "{}");
    const struct meeting_word excused = {.is_excused = true}, sorry = {.has_apologised = true};
    struct meeting one = held(in, network, "steering", 3, true);
    struct meeting two = held(in, network, "steering", 2, true);
    struct meeting three = held(in, network, "steering", 1, true);
    was_there(in, &two, "room");
    assert_int_equal(meeting_word_write(in, &one, HANDLE, &excused), OK);
    assert_int_equal(meeting_word_write(in, &two, HANDLE, &excused), OK);
    assert_int_equal(meeting_word_write(in, &three, HANDLE, &sorry), OK);
    close_it(in, &one);
    close_it(in, &two);
    close_it(in, &three);
    assert_counts(in, network, DUTY_STEERING, 1, 2);
}

static void what_is_written_or_from_afar_counts_unless_the_charter_says_otherwise(void **state)
{
    struct model *in = IN(state);
    const char *const terms[] = {"{}",
                                 "{\"duties\":{\"remote_counts\":false,\"written_counts\":false}}"};
    for (int i = 0; i < 2; i++) {
        model_run(in, "UPDATE network SET name_key = name_key || 'x'");
        int64_t network = network_of(in, terms[i]);
        struct meeting one = held(in, network, "steering", 3, true);
        struct meeting two = held(in, network, "steering", 2, true);
        struct contribution written = {
            .network = network, .meeting = two.id, .handle = HANDLE, .text = STR("Mine.")};
        was_there(in, &one, "remote");
        close_it(in, &one);
        close_it(in, &two);
        assert_int_equal(contribution_add(in, &written), OK);
        assert_counts(in, network, DUTY_STEERING, i == 0 ? 2 : 0, 2);
    }
}

static void a_rolling_year_forgets_what_is_older(void **state)
{
    struct model *in = IN(state);
    int64_t network = network_of(in, "{}");
    struct meeting old = held(in, network, "steering", 366, true);
    struct meeting recent = held(in, network, "steering", 364, true);
    close_it(in, &old);
    close_it(in, &recent);
    assert_counts(in, network, DUTY_STEERING, 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quarter_of_a_year_of_meetings_is_rounded_up),
        cmocka_unit_test(nobody_is_short_before_there_were_four),
        cmocka_unit_test(what_would_mend_it_does_and_nothing_less_does),
        cmocka_unit_test(of_ones_own_remit_every_event_is_asked_for),
        MODEL_TEST(a_year_before_the_29th_of_february_begins_on_the_28th),
        MODEL_TEST(each_kind_of_meeting_is_of_one_duty),
        MODEL_TEST(an_accepted_absence_leaves_the_base_unless_they_came),
        MODEL_TEST(what_is_written_or_from_afar_counts_unless_the_charter_says_otherwise),
        MODEL_TEST(a_rolling_year_forgets_what_is_older),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
