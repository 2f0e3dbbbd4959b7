/* The refresh of a membership: which step comes next, and on which day. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/refresh.h"

enum { NETWORK = 5, TODAY = 20778 }; /* 2026-11-21 */

static struct refresh_terms terms_of(struct model *in, const char *json)
{
    struct charter charter = {.network = NETWORK, .text = STR("# Us"), .terms = str_of(json)};
    struct refresh_terms terms;
    assert_int_equal(charter_add(in, &charter), OK);
    assert_int_equal(refresh_terms_read(in, NETWORK, &terms), OK);
    return terms;
}

static struct membership begun(const struct refresh_terms *terms)
{
    struct membership membership = {0};
    refresh_begin(&membership, terms->every, TODAY);
    return membership;
}

/* Takes the next step on its day; answers which it was. */
static enum refresh_step step(struct membership *membership, const struct refresh_terms *terms)
{
    enum refresh_step next = refresh_next(membership, terms);
    refresh_take(membership, terms, membership->next_day);
    return next;
}

static void a_member_is_asked_reminded_twice_paused_and_erased_a_year_later(void **state)
{
    struct refresh_terms terms = terms_of(IN(state), "{}");
    struct membership ada = begun(&terms);
    const int32_t asked = civil_to_day(2027, 11, 21);
    assert_int_equal(ada.next_day, asked);
    assert_int_equal(step(&ada, &terms), REFRESH_ASK);
    assert_int_equal(ada.asked_day, asked);
    assert_int_equal(ada.next_day, asked + 14);
    assert_int_equal(step(&ada, &terms), REFRESH_REMIND);
    assert_int_equal(ada.next_day, asked + 30);
    assert_int_equal(step(&ada, &terms), REFRESH_REMIND);
    assert_int_equal(ada.next_day, asked + 60);
    assert_int_equal(step(&ada, &terms), REFRESH_PAUSE);
    assert_true(str_is(ada.stage, "paused"));
    assert_int_equal(ada.next_day, civil_to_day(2029, 1, 20));
    assert_int_equal(refresh_next(&ada, &terms), REFRESH_ERASE);
}

static void steps_that_come_late_keep_their_distance(void **state)
{
    struct refresh_terms terms = terms_of(IN(state), "{}");
    struct membership ada = begun(&terms);
    int32_t late = ada.next_day + 100;
    refresh_take(&ada, &terms, late);
    assert_int_equal(ada.next_day, late + 14);
    late = ada.next_day + 50;
    refresh_take(&ada, &terms, late);
    assert_int_equal(ada.next_day, late + 16);
}

static void a_word_begins_the_cycle_anew_from_every_stage(void **state)
{
    struct refresh_terms terms = terms_of(IN(state), "{}");
    for (int taken = 0; taken <= 4; taken++) {
        struct membership ada = begun(&terms);
        for (int i = 0; i < taken; i++)
            step(&ada, &terms);
        int32_t today = ada.next_day - 3;
        refresh_begin(&ada, terms.every, today);
        assert_true(str_is(ada.stage, "current"));
        assert_int_equal(ada.reminded, 0);
        assert_in_range(ada.next_day - today, 365, 366);
    }
}

static void a_leave_of_absence_moves_what_is_due_by_as_many_days(void **state)
{
    struct refresh_terms terms = terms_of(IN(state), "{}");
    struct membership ada = begun(&terms);
    step(&ada, &terms);
    int32_t due = ada.next_day, today = due - 5;
    refresh_absent(&ada, today + 90, today);
    assert_int_equal(ada.next_day, due + 90);
    refresh_absent(&ada, today + 60, today + 10); /* home sooner */
    assert_int_equal(ada.next_day, due + 60);
    refresh_absent(&ada, today + 20, today + 20); /* back now */
    assert_int_equal(ada.next_day, due + 20);
    assert_true(ada.next_day > today + 20);
}

static void a_charter_may_have_no_reminders_or_other_days(void **state)
{
    struct model *in = IN(state);
    struct refresh_terms none =
        terms_of(in, "{\"refresh\":{\"reminder_days\":[],\"pause_days\":20}}");
    struct membership ada = begun(&none);
    step(&ada, &none);
    assert_int_equal(refresh_next(&ada, &none), REFRESH_PAUSE);
    assert_int_equal(ada.next_day - ada.asked_day, 20);
    struct refresh_terms mixed =
        terms_of(in, "{\"refresh\":{\"reminder_days\":[9,3,90],\"pause_days\":10}}");
    assert_int_equal(mixed.reminders, 2);
    assert_int_equal(mixed.reminder_days[0], 3);
}

static void fewer_reminders_agreed_meanwhile_lead_to_the_pause(void **state)
{
    struct model *in = IN(state);
    struct refresh_terms two = terms_of(in, "{}");
    struct membership ada = begun(&two);
    for (int i = 0; i < 3; i++)
        step(&ada, &two);
    struct refresh_terms one =
        terms_of(in, "{\"refresh\":{\"reminder_days\":[7],\"pause_days\":30}}");
    assert_int_equal(refresh_next(&ada, &one), REFRESH_PAUSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_member_is_asked_reminded_twice_paused_and_erased_a_year_later),
        MODEL_TEST(steps_that_come_late_keep_their_distance),
        MODEL_TEST(a_word_begins_the_cycle_anew_from_every_stage),
        MODEL_TEST(a_leave_of_absence_moves_what_is_due_by_as_many_days),
        MODEL_TEST(a_charter_may_have_no_reminders_or_other_days),
        MODEL_TEST(fewer_reminders_agreed_meanwhile_lead_to_the_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
