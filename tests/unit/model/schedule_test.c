/* The schedule: a recurrence keeps its local day and hour through clock changes and short months.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/schedule.h"

static int64_t time_of(const char *text)
{
    int64_t time;
    assert_true(time_parse(str_of(text), &time));
    return time;
}

static int64_t add(struct model *in, const char *due, const char *every, const char *zone)
{
    struct schedule schedule = {.network = 7,

                                .due_at = time_of(due),
                                .action = STR("membership.refresh"),
                                .arguments = STR("{}"),
                                .every = str_of(every),
                                .zone = str_of(zone)};
    assert_int_equal(schedule_add(in, &schedule), OK);
    return schedule.id;
}

static struct schedule read(struct model *in, int64_t id)
{
    struct schedule schedule;
    assert_int_equal(schedule_read(in, id, &schedule), OK);
    return schedule;
}

static const char *due(struct model *in, int64_t id)
{
    char *text = arena_take(in->arena, 25);
    time_print(read(in, id).due_at, text);
    return text;
}

/* From one due time to the next, each done in time. */
static void assert_dues(struct model *in, const char *every, const char *zone,
                        const char *const *times)
{
    int64_t id = add(in, times[0], every, zone);
    for (size_t i = 0; times[i] != NULL; i++) {
        assert_string_equal(due(in, id), times[i]);
        in->now_ms = time_of(times[i]);
        assert_int_equal(schedule_advance(in, id), OK);
    }
}

/* ---- recurrences ---- */

static void nine_in_london_is_nine_in_summer_and_in_winter(void **state)
{
    assert_dues(IN(state), "P1D", "Europe/London",
                (const char *const[]){"2027-03-27T09:00:00Z", "2027-03-28T08:00:00Z",
                                      "2027-03-29T08:00:00Z", NULL});
    assert_dues(IN(state), "P7D", "Europe/London",
                (const char *const[]){"2027-10-24T08:00:00Z", "2027-10-31T09:00:00Z",
                                      "2027-11-07T09:00:00Z", NULL});
    assert_dues(IN(state), "P1M", "Europe/London",
                (const char *const[]){"2027-03-10T09:00:00Z", "2027-04-10T08:00:00Z", NULL});
}

static void the_last_day_comes_back_after_a_short_month(void **state)
{
    assert_dues(IN(state), "P1M", "Europe/London",
                (const char *const[]){"2027-01-31T12:00:00Z", "2027-02-28T12:00:00Z",
                                      "2027-03-31T11:00:00Z", "2027-04-30T11:00:00Z",
                                      "2027-05-31T11:00:00Z", NULL});
    assert_dues(IN(state), "P12M", "Europe/London",
                (const char *const[]){"2028-02-29T12:00:00Z", "2029-02-28T12:00:00Z",
                                      "2030-02-28T12:00:00Z", "2031-02-28T12:00:00Z",
                                      "2032-02-29T12:00:00Z", NULL});
}

static void an_hour_that_is_left_out_or_comes_twice_is_kept_once(void **state)
{
    assert_dues(IN(state), "P1D", "Europe/London",
                (const char *const[]){"2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z",
                                      "2027-03-29T00:30:00Z", NULL});
    assert_dues(IN(state), "P1D", "Europe/London",
                (const char *const[]){"2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z",
                                      "2027-11-01T01:30:00Z", NULL});
}

static void the_day_is_the_zones_and_not_utcs(void **state)
{
    assert_dues(IN(state), "P1M", "Pacific/Auckland",
                (const char *const[]){"2027-01-30T20:00:00Z", "2027-02-27T20:00:00Z", NULL});
}

static void a_late_one_goes_on_from_now_and_makes_nothing_up(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "2026-11-22T09:00:00Z", "P1D", "Europe/London");
    in->now_ms = time_of("2027-07-01T12:00:00Z");
    assert_int_equal(schedule_advance(in, id), OK);
    assert_string_equal(due(in, id), "2027-07-02T08:00:00Z");
}

static void a_recurrence_that_is_none_is_refused(void **state)
{
    static const struct {
        const char *every, *zone, *field;
    } wrong[] = {{"PT1H", "Europe/London", "every"},  {"P1DT1H", "Europe/London", "every"},
                 {"P1M1D", "Europe/London", "every"}, {"P0D", "Europe/London", "every"},
                 {"often", "Europe/London", "every"}, {"P1D", "", "zone"},
                 {"P1D", "Europe/Leeds", "zone"},     {"P1D", "../../etc/passwd", "zone"}};
    struct model *in = IN(state);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct schedule schedule = {.due_at = in->now_ms,
                                    .action = STR("a.b"),
                                    .arguments = STR("{}"),
                                    .every = str_of(wrong[i].every),
                                    .zone = str_of(wrong[i].zone)};
        assert_model_fails(in, schedule_add(in, &schedule), ERROR_WRONG, wrong[i].field);
    }
}

/* ---- what is due ---- */

static void what_is_due_comes_in_the_order_of_time_then_of_making(void **state)
{
    struct model *in = IN(state);
    struct schedule found[4];
    int64_t next;
    size_t count;
    int64_t late = add(in, "2026-11-21T09:29:00Z", "", "");
    int64_t first = add(in, "2026-11-21T09:00:00Z", "", "");
    int64_t second = add(in, "2026-11-21T09:00:00Z", "", "");
    add(in, "2026-11-21T09:30:01Z", "", "");
    assert_int_equal(schedule_due(in, found, 4, &count), OK);
    assert_int_equal(count, 3);
    assert_int_equal(found[0].id, first);
    assert_int_equal(found[1].id, second);
    assert_int_equal(found[2].id, late);
    assert_int_equal(schedule_due(in, found, 2, &count), OK);
    assert_int_equal(count, 2);
    assert_int_equal(schedule_next(in, &next), OK);
    assert_int_equal(next, found[0].due_at);
}

static void nothing_is_due_next_on_an_empty_schedule(void **state)
{
    int64_t next;
    assert_int_equal(schedule_next(IN(state), &next), OK);
    assert_true(next == INT64_MAX);
}

static void one_that_runs_once_is_gone_when_it_is_done(void **state)
{
    struct model *in = IN(state);
    struct schedule gone;
    int64_t id = add(in, "2026-11-21T09:00:00Z", "", "");
    assert_int_equal(schedule_advance(in, id), OK);
    assert_model_fails(in, schedule_read(in, id, &gone), ERROR_MISSING, "schedule");
    assert_model_fails(in, schedule_advance(in, id), ERROR_MISSING, "schedule");
}

/* ---- failures ---- */

static void a_failure_waits_longer_each_time_and_is_parked_after_eight(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "2026-11-21T09:00:00Z", "P1D", "Europe/London"), parked;
    for (int attempt = 1; attempt < SCHEDULE_ATTEMPTS; attempt++) {
        assert_int_equal(schedule_fail(in, id, STR("No.")), OK);
        assert_int_equal(read(in, id).attempts, attempt);
        assert_int_equal(read(in, id).due_at, in->now_ms + ((int64_t)MINUTE_MS << (attempt - 1)));
        assert_true(str_is(read(in, id).state, "waiting"));
    }
    assert_int_equal(schedule_fail(in, id, STR("No more.")), OK);
    assert_true(str_is(read(in, id).state, "parked"));
    assert_true(str_is(read(in, id).answer, "No more."));
    assert_int_equal(schedule_count_parked(in, &parked), OK);
    assert_int_equal(parked, 1);
}

static void after_a_failure_a_recurrence_keeps_its_own_hour(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "2026-11-21T09:30:00Z", "P1D", "Europe/London");
    assert_int_equal(schedule_fail(in, id, STR("No.")), OK);
    in->now_ms += MINUTE_MS;
    assert_int_equal(schedule_advance(in, id), OK);
    assert_string_equal(due(in, id), "2026-11-22T09:30:00Z");
    assert_int_equal(read(in, id).attempts, 0);
    assert_int_equal(read(in, id).answer.len, 0);
}

static void count_row(void *self, const struct schedule *schedule)
{
    (void)schedule;
    (*(int *)self)++;
}

static void what_is_dropped_is_gone_and_nothing_else(void **state)
{
    struct model *in = IN(state);
    struct page page = {.limit = 10};
    struct schedule dropped = {.network = 8,
                               .subject = 99,
                               .due_at = in->now_ms,
                               .action = STR("a.b"),
                               .arguments = STR("{}")};
    int left = 0;
    add(in, "2026-11-22T09:00:00Z", "", "");
    assert_int_equal(schedule_add(in, &dropped), OK);
    assert_int_equal(schedule_drop(in, dropped.id), OK);
    assert_int_equal(schedule_drop(in, dropped.id), OK);
    assert_int_equal(schedule_page(in, -1, 0, &page, count_row, &left), OK);
    assert_int_equal(left, 1);
}

/* The id would tell when somebody joined, beside their handle. */
static void what_stands_beside_a_handle_tells_the_day_and_nothing_more(void **state)
{
    struct model *in = IN(state);
    int64_t start = in->now_ms - in->now_ms % DAY_MS, rises = 0, before = 0;
    for (int i = 0; i < 200; i++) {
        struct schedule due = {.network = 8,
                               .subject = 99,
                               .due_at = in->now_ms,
                               .action = STR("a.b"),
                               .arguments = STR("{}")};
        assert_int_equal(schedule_add(in, &due), OK);
        assert_true(due.id > ident_at(start) && due.id < ident_at(start + DAY_MS));
        rises += due.id > before;
        before = due.id;
    }
    assert_in_range(rises, 50, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(nine_in_london_is_nine_in_summer_and_in_winter),
        MODEL_TEST(the_last_day_comes_back_after_a_short_month),
        MODEL_TEST(an_hour_that_is_left_out_or_comes_twice_is_kept_once),
        MODEL_TEST(the_day_is_the_zones_and_not_utcs),
        MODEL_TEST(a_late_one_goes_on_from_now_and_makes_nothing_up),
        MODEL_TEST(a_recurrence_that_is_none_is_refused),
        MODEL_TEST(what_is_due_comes_in_the_order_of_time_then_of_making),
        MODEL_TEST(nothing_is_due_next_on_an_empty_schedule),
        MODEL_TEST(one_that_runs_once_is_gone_when_it_is_done),
        MODEL_TEST(a_failure_waits_longer_each_time_and_is_parked_after_eight),
        MODEL_TEST(after_a_failure_a_recurrence_keeps_its_own_hour),
        MODEL_TEST(what_is_dropped_is_gone_and_nothing_else),
        MODEL_TEST(what_stands_beside_a_handle_tells_the_day_and_nothing_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
