/* Effects: the one way out, sealed while they wait, and tried again with longer and longer pauses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/effect.h"

#define MESSAGE "{\"text\":\"Happy birthday.\"}"

static int64_t add(struct model *in, const char *kind, int64_t recipient, bool recorded)
{
    struct effect effect = {
        .network = 7, .kind = str_of(kind), .recipient = recipient, .payload = STR(MESSAGE)};
    assert_int_equal(effect_add(in, &effect, recorded), OK);
    return effect.id;
}

static struct effect read(struct model *in, int64_t id)
{
    struct effect effect;
    assert_int_equal(effect_read(in, id, &effect), OK);
    return effect;
}

static bool take(void *self, int64_t id)
{
    *(int64_t *)self = id;
    return true;
}

static int64_t first_due(struct model *in, const char *kind)
{
    int64_t id = 0;
    assert_int_equal(effect_due(in, str_of(kind), take, &id), OK);
    return id;
}

static void an_effect_is_read_as_it_was_put(void **state)
{
    struct model *in = IN(state);
    struct effect missing, effect = read(in, add(in, "mail", 99, false));
    assert_int_equal(effect.network, 7);
    assert_int_equal(effect.recipient, 99);
    assert_true(str_is(effect.kind, "mail") && str_is(effect.payload, MESSAGE));
    assert_true(str_is(effect.state, "waiting"));
    assert_int_equal(effect.attempts, 0);
    assert_model_fails(in, effect_read(in, 12345, &missing), ERROR_MISSING, "effect");
}

static void what_it_says_stands_nowhere_in_the_clear(void **state)
{
    struct model *in = IN(state);
    add(in, "mail", 99, false);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"
                                     " WHERE instr(payload, CAST('birthday' AS BLOB)) = 0"),
                     1);
}

static void a_payload_moved_to_another_effect_does_not_open(void **state)
{
    struct model *in = IN(state);
    struct effect effect;
    int64_t id = add(in, "mail", 99, false);
    add(in, "mail", 98, false);
    model_run(in, "UPDATE effect SET payload ="
                  " (SELECT payload FROM effect WHERE recipient = 98)");
    assert_int_equal(effect_read(in, id, &effect), ERROR_BROKEN);
}

static void due_ones_come_oldest_first_and_by_kind(void **state)
{
    struct model *in = IN(state);
    int64_t next, first = add(in, "mail", 0, false);
    in->now_ms += 5;
    int64_t second = add(in, "mail", 0, false);
    assert_int_equal(first_due(in, "mail"), first);
    assert_int_equal(first_due(in, "chat"), 0);
    assert_int_equal(effect_end(in, first, "sent", STR("250")), OK);
    assert_int_equal(first_due(in, "mail"), second);
    assert_int_equal(effect_next(in, STR("mail"), &next), OK);
    assert_int_equal(next, in->now_ms);
    assert_int_equal(effect_next(in, STR("chat"), &next), OK);
    assert_true(next == INT64_MAX);
}

static void a_recorded_one_is_never_due(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "mail", 0, true);
    assert_true(str_is(read(in, id).state, "recorded"));
    assert_int_equal(first_due(in, "mail"), 0);
}

static void pauses_double_up_to_six_hours_and_end_after_twelve_attempts(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "mail", 0, false), pause = MINUTE_MS;
    for (int attempt = 1; attempt < EFFECT_ATTEMPTS; attempt++) {
        assert_int_equal(effect_again(in, id, STR("451 later")), OK);
        assert_true(str_is(read(in, id).state, "waiting"));
        assert_int_equal(read(in, id).attempts, attempt);
        assert_int_equal(read(in, id).next_at, in->now_ms + pause);
        assert_int_equal(first_due(in, "mail"), 0);
        in->now_ms += pause;
        assert_int_equal(first_due(in, "mail"), id);
        pause = pause * 2 < 6 * HOUR_MS ? pause * 2 : 6 * HOUR_MS;
    }
    assert_int_equal(effect_again(in, id, STR("551 no")), OK);
    assert_true(str_is(read(in, id).state, "failed"));
    assert_true(str_is(read(in, id).answer, "551 no"));
}

static void a_failed_one_can_be_begun_again(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "mail", 0, false);
    assert_int_equal(effect_end(in, id, "failed", STR("551")), OK);
    assert_int_equal(first_due(in, "mail"), 0);
    assert_int_equal(effect_retry(in, id), OK);
    assert_int_equal(first_due(in, "mail"), id);
    assert_int_equal(read(in, id).attempts, 0);
}

static void what_waits_for_one_who_has_left_is_dropped_and_nothing_else(void **state)
{
    struct model *in = IN(state);
    int64_t waiting = add(in, "mail", 99, false), sent = add(in, "mail", 99, false);
    int64_t others = add(in, "mail", 98, false);
    assert_int_equal(effect_end(in, sent, "sent", STR("250")), OK);
    assert_int_equal(effect_drop_recipient(in, 8, 99), OK);
    assert_true(str_is(read(in, waiting).state, "waiting"));
    assert_int_equal(effect_drop_recipient(in, 7, 99), OK);
    assert_true(str_is(read(in, waiting).state, "dropped"));
    assert_true(str_is(read(in, sent).state, "sent"));
    assert_true(str_is(read(in, others).state, "waiting"));
}

static void count_one(void *self, const struct effect *effect)
{
    (void)effect;
    (*(int *)self)++;
}

/* How many of any state somebody is shown in real use. */
static int shown(struct model *in, const char *state)
{
    struct page page = {.limit = 100};
    int number = 0;
    assert_int_equal(effect_page_shown(in, str_of(state), false, &page, count_one, &number), OK);
    return number;
}

static void what_goes_its_way_is_not_shown(void **state)
{
    struct model *in = IN(state);
    int64_t sent = add(in, "mail", 99, false), dropped = add(in, "mail", 98, false);
    int64_t tried = add(in, "mail", 97, false), put_off = add(in, "mail", 96, false);
    assert_int_equal(effect_end(in, sent, "sent", STR("250")), OK);
    assert_int_equal(effect_end(in, dropped, "dropped", STR("")), OK);
    assert_int_equal(effect_again(in, tried, STR("451")), OK);
    assert_int_equal(effect_put_off(in, put_off, in->now_ms + 7 * (int64_t)DAY_MS), OK);
    assert_int_equal(shown(in, ""), 0);
    in->now_ms += 7 * (int64_t)DAY_MS; /* the one that is put off is due */
    assert_int_equal(shown(in, ""), 1);
    assert_true(effect_is_shown(in, &(struct effect){.state = STR("waiting"), .next_at = 0}));
    assert_false(effect_is_shown(in, &(struct effect){.state = STR("sent"), .next_at = 0}));
}

static void what_nobody_took_for_a_day_is_stuck_from_a_days_beginning_on(void **state)
{
    struct model *in = IN(state);
    int64_t day = in->now_ms - in->now_ms % DAY_MS;
    struct effect_counts counts;
    add(in, "mail", 99, false);
    in->now_ms = day + 2 * (int64_t)DAY_MS - 1;
    assert_int_equal(shown(in, ""), 0);
    in->now_ms++;
    assert_int_equal(shown(in, "waiting"), 1);
    assert_int_equal(shown(in, "failed"), 0);
    assert_int_equal(effect_count_stuck(in, &counts), OK);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(counts.failed, 0);
}

static void what_failed_is_shown_from_the_next_day_on(void **state)
{
    struct model *in = IN(state);
    int64_t day = in->now_ms - in->now_ms % DAY_MS;
    struct effect_counts counts;
    assert_int_equal(effect_end(in, add(in, "mail", 99, false), "failed", STR("551")), OK);
    assert_int_equal(effect_end(in, add(in, "mail", 98, false), "unknown", STR("")), OK);
    in->now_ms = day + DAY_MS - 1;
    assert_int_equal(shown(in, ""), 0);
    assert_int_equal(effect_count_stuck(in, &counts), OK);
    assert_int_equal(counts.failed, 0);
    in->now_ms++;
    assert_int_equal(shown(in, ""), 2);
    assert_int_equal(shown(in, "failed"), 1);
    assert_int_equal(effect_count_stuck(in, &counts), OK);
    assert_int_equal(counts.failed, 2);
}

static void what_is_held_is_shown_at_once(void **state)
{
    struct model *in = IN(state);
    int64_t id = add(in, "mail", 99, false);
    assert_int_equal(effect_put_off(in, id, in->now_ms + 7 * (int64_t)DAY_MS), OK);
    assert_int_equal(effect_hold(in, STR("Held.")), OK);
    assert_int_equal(shown(in, "unknown"), 1);
}

static void a_page_is_of_what_is_shown_and_can_be_asked_for_by_state(void **state)
{
    struct model *in = IN(state);
    struct page all = {.limit = 2}, failed = {.limit = 2};
    int of_all = 0, of_failed = 0;
    for (int i = 0; i < 3; i++) {
        add(in, "mail", 0, true);
        add(in, "mail", 0, false);
    }
    assert_int_equal(effect_page_shown(in, STR(""), true, &all, count_one, &of_all), OK);
    assert_int_equal(of_all, 2);
    assert_true(all.more);
    assert_int_equal(effect_page_shown(in, STR("failed"), true, &failed, count_one, &of_failed),
                     OK);
    assert_int_equal(of_failed, 0);
    assert_false(failed.more);
    assert_int_equal(shown(in, ""), 0);
}

struct finding {
    int64_t number;
    bool found;
};

static void find_number(void *self, const char *table, const struct query *row, int column)
{
    struct finding *finding = self;
    (void)table;
    finding->found = finding->found || column_holds(row, column, finding->number);
}

static void a_concealed_recipient_stands_in_no_column_and_is_found_again(void **state)
{
    struct model *in = IN(state);
    const int64_t person = INT64_C(987654321987654321);
    struct effect effect = {
        .kind = STR("mail"), .recipient = person, .payload = STR(MESSAGE), .concealed = true};
    struct finding finding = {.number = person};
    assert_int_equal(effect_add(in, &effect, false), OK);
    model_each_column(in, find_number, &finding);
    assert_false(finding.found);
    effect = read(in, effect.id);
    assert_true(effect.concealed && effect.recipient == person);
    assert_true(str_is(effect.payload, MESSAGE));
    assert_int_equal(effect_drop_recipient(in, 0, person + 1), OK);
    assert_true(str_is(read(in, effect.id).state, "waiting"));
    assert_int_equal(effect_drop_recipient(in, 0, person), OK);
    assert_true(str_is(read(in, effect.id).state, "dropped"));
}

static void a_concealed_one_becomes_anothers_or_goes_with_its_recipient(void **state)
{
    struct model *in = IN(state);
    struct effect effect = {.kind = STR("mail"), .payload = STR(MESSAGE), .concealed = true};
    effect.recipient = 77;
    assert_int_equal(effect_add(in, &effect, false), OK);
    int64_t first = effect.id;
    assert_int_equal(effect_add(in, &effect, false), OK);
    assert_int_equal(effect_move_person(in, 77, 88), OK);
    assert_int_equal(read(in, first).recipient, 88);
    assert_int_equal(read(in, effect.id).recipient, 88);
    assert_true(str_is(read(in, first).payload, MESSAGE));
    assert_int_equal(effect_move_person(in, 88, 88), OK);
    assert_int_equal(effect_erase_recipient(in, 0, 77), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 2);
    assert_int_equal(effect_erase_recipient(in, 0, 88), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(an_effect_is_read_as_it_was_put),
        MODEL_TEST(a_concealed_one_becomes_anothers_or_goes_with_its_recipient),
        MODEL_TEST(a_concealed_recipient_stands_in_no_column_and_is_found_again),
        MODEL_TEST(what_it_says_stands_nowhere_in_the_clear),
        MODEL_TEST(a_payload_moved_to_another_effect_does_not_open),
        MODEL_TEST(due_ones_come_oldest_first_and_by_kind),
        MODEL_TEST(a_recorded_one_is_never_due),
        MODEL_TEST(pauses_double_up_to_six_hours_and_end_after_twelve_attempts),
        MODEL_TEST(a_failed_one_can_be_begun_again),
        MODEL_TEST(what_waits_for_one_who_has_left_is_dropped_and_nothing_else),
        MODEL_TEST(what_goes_its_way_is_not_shown),
        MODEL_TEST(what_nobody_took_for_a_day_is_stuck_from_a_days_beginning_on),
        MODEL_TEST(what_failed_is_shown_from_the_next_day_on),
        MODEL_TEST(what_is_held_is_shown_at_once),
        MODEL_TEST(a_page_is_of_what_is_shown_and_can_be_asked_for_by_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
