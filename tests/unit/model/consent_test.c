/* Consents: given to a wording, withdrawn at any time, and both are remembered. */
#include "model/consent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/characteristic.h"
#include "model/person.h"
#include "model/person_parts.h"

static int64_t person_named(struct model *in, const char *name)
{
    struct person person = {.given_name = str_of(name)};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static bool stands(struct model *in, int64_t person, const char *purpose)
{
    bool yes;
    assert_int_equal(consent_stands(in, person, str_of(purpose), &yes), OK);
    return yes;
}

struct history {
    struct consent at[40];
    int count;
};

static int remember(void *self, const struct consent *consent)
{
    struct history *history = self;
    history->at[history->count++] = *consent;
    return OK;
}

static struct history history_of(struct model *in, int64_t person)
{
    struct history history = {.count = 0};
    assert_int_equal(consent_each(in, person, remember, &history), OK);
    return history;
}

static void every_purpose_says_in_one_sentence_what_it_allows(void **state)
{
    const struct purpose *purpose;
    struct text limits = {0};
    (void)state;
    for (size_t i = 0; (purpose = consent_purpose(i)) != NULL; i++) {
        text_print(&limits, "%s%s", i ? "|" : "", purpose->name);
        assert_true(strlen(purpose->wording) > 40);
        assert_int_equal(purpose->wording[strlen(purpose->wording) - 1], '.');
        assert_ptr_equal(consent_wording(str_of(purpose->name), purpose->version), purpose);
        assert_null(consent_wording(str_of(purpose->name), purpose->version + 1));
    }
    assert_string_equal(limits.ptr, CONSENT_PURPOSES);
    text_done(&limits);
}

static void nothing_is_agreed_until_it_is_given(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea");
    assert_false(stands(in, ayo, "statistics"));
    assert_int_equal(consent_give(in, ayo, STR("statistics")), OK);
    assert_true(stands(in, ayo, "statistics"));
    assert_false(stands(in, ayo, "stories"));
    assert_false(stands(in, bea, "statistics"));
    assert_model_fails(in, consent_give(in, ayo, STR("anything")), ERROR_WRONG, "purpose");
}

static void the_days_on_which_it_was_given_and_withdrawn_are_kept(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo");
    int32_t today = clock_day(in->now_ms);
    assert_int_equal(consent_give(in, ayo, STR("stories")), OK);
    in->now_ms += DAY_MS;
    assert_int_equal(consent_give(in, ayo, STR("stories")), OK);
    assert_int_equal(consent_withdraw(in, ayo, STR("stories")), OK);
    assert_int_equal(consent_withdraw(in, ayo, STR("stories")), OK);
    assert_int_equal(consent_withdraw(in, ayo, STR("photographs")), OK);
    assert_false(stands(in, ayo, "stories"));
    in->now_ms += DAY_MS;
    assert_int_equal(consent_give(in, ayo, STR("stories")), OK);
    struct history history = history_of(in, ayo);
    assert_int_equal(history.count, 2);
    assert_int_equal(history.at[0].version, 1);
    assert_int_equal(history.at[0].given_day, today);
    assert_int_equal(history.at[0].withdrawn_day, today + 1);
    assert_int_equal(history.at[1].given_day, today + 2);
    assert_int_equal(history.at[1].withdrawn_day, 0);
}

static void whoever_changes_their_mind_often_can_go_on_doing_so(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo");
    assert_int_equal(consent_give(in, ayo, STR("photographs")), OK);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(consent_give(in, ayo, STR("stories")), OK);
        assert_int_equal(consent_withdraw(in, ayo, STR("stories")), OK);
        in->now_ms += DAY_MS;
    }
    assert_true(stands(in, ayo, "photographs"));
    assert_false(stands(in, ayo, "stories"));
    struct history history = history_of(in, ayo);
    assert_true(history.count >= 10);
    assert_int_equal(history.at[history.count - 1].given_day, clock_day(in->now_ms) - 1);
}

static void withdrawing_the_statistics_clears_what_was_shared_for_them(void **state)
{
    struct model *in = IN(state);
    struct str answer;
    int64_t ayo = person_named(in, "Ayo");
    assert_int_equal(consent_give(in, ayo, STR("statistics")), OK);
    assert_int_equal(characteristic_share(in, ayo, STR("sex"), STR("female")), OK);
    assert_int_equal(consent_withdraw(in, ayo, STR("stories")), OK);
    assert_int_equal(characteristic_read(in, ayo, STR("sex"), &answer), OK);
    assert_true(str_is(answer, "female"));
    assert_int_equal(consent_withdraw(in, ayo, STR("statistics")), OK);
    assert_int_equal(characteristic_read(in, ayo, STR("sex"), &answer), OK);
    assert_int_equal(answer.len, 0);
    assert_int_equal(history_of(in, ayo).count, 1);
}

static void merged_people_stay_as_the_one_who_stays_decided(void **state)
{
    struct model *in = IN(state);
    int64_t from = person_named(in, "Ayo"), into = person_named(in, "Ayo Bello");
    assert_int_equal(consent_give(in, from, STR("statistics")), OK);
    assert_int_equal(consent_give(in, from, STR("stories")), OK);
    assert_int_equal(consent_give(in, into, STR("statistics")), OK);
    assert_int_equal(consent_withdraw(in, into, STR("statistics")), OK);
    assert_int_equal(person_parts_merge(in, from, into), OK);
    assert_false(stands(in, into, "statistics"));
    assert_true(stands(in, into, "stories"));
    assert_int_equal(history_of(in, from).count, 0);
}

static void an_export_shows_the_wording_that_was_agreed_to(void **state)
{
    struct model *in = IN(state);
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    int64_t ayo = person_named(in, "Ayo");
    assert_int_equal(consent_give(in, ayo, STR("photographs")), OK);
    assert_int_equal(consent_export(in, ayo, &writer), OK);
    assert_string_equal(text.ptr,
                        "[{\"purpose\":\"photographs\",\"wording\":\"Photographs and recordings "
                        "that you are in may be shown by the networks you belong to.\","
                        "\"given\":\"2026-11-21\"}]");
    text_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(every_purpose_says_in_one_sentence_what_it_allows),
        MODEL_TEST(nothing_is_agreed_until_it_is_given),
        MODEL_TEST(the_days_on_which_it_was_given_and_withdrawn_are_kept),
        MODEL_TEST(whoever_changes_their_mind_often_can_go_on_doing_so),
        MODEL_TEST(withdrawing_the_statistics_clears_what_was_shared_for_them),
        MODEL_TEST(merged_people_stay_as_the_one_who_stays_decided),
        MODEL_TEST(an_export_shows_the_wording_that_was_agreed_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
