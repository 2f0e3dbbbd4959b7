/* Preferences: kind defaults, quiet hours of one's own, and no for an answer. */
#include "model/preference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/person.h"
#include "model/person_parts.h"
#include "model/setting.h"

static int64_t person_named(struct model *in, const char *name)
{
    struct person person = {.given_name = str_of(name)};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static struct preference read_of(struct model *in, int64_t person)
{
    struct preference preference;
    assert_int_equal(preference_read(in, person, &preference), OK);
    return preference;
}

static int64_t time_of(const char *text)
{
    int64_t time;
    assert_true(time_parse(str_of(text), &time));
    return time;
}

/* When something that can wait may be sent, if it is put there at `now`. */
static void assert_sent(struct model *in, int64_t person, const char *now, const char *wanted)
{
    char text[25];
    int64_t at;
    in->now_ms = time_of(now);
    assert_int_equal(preference_when(in, person, CHANNEL_EMAIL, &at), OK);
    time_print(at, text);
    assert_string_equal(text, wanted);
}

static void who_has_not_chosen_has_the_defaults(void **state)
{
    struct preference preference = read_of(IN(state), person_named(IN(state), "Ayo"));
    assert_int_equal(preference.channels, CHANNEL_EMAIL);
    assert_true(str_is(preference.digest, "weekly"));
    assert_int_equal(preference.quiet_from, 21 * HOUR_MS);
    assert_int_equal(preference.quiet_until, 7 * HOUR_MS);
    assert_true(str_is(preference.zone, "Europe/London"));
    assert_true(str_is(preference.language, "en-GB"));
    assert_false(preference.shared_computer);
}

static void the_servers_own_hours_are_the_default(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo");
    assert_int_equal(setting_write(in, "quiet_from", STR("20:00")), OK);
    assert_int_equal(setting_write(in, "time_zone", STR("Europe/Paris")), OK);
    struct preference preference = read_of(in, ayo);
    assert_int_equal(preference.quiet_from, 20 * HOUR_MS);
    assert_int_equal(preference.quiet_until, 7 * HOUR_MS);
    assert_true(str_is(preference.zone, "Europe/Paris"));
}

static void a_choice_is_kept_and_is_nobody_elses(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), bea = person_named(in, "Bea");
    struct preference preference = read_of(in, ayo);
    preference.channels = CHANNEL_CHAT;
    preference.digest = STR("daily");
    preference.language = STR("cy");
    preference.zone = STR("Asia/Manila");
    preference.shared_computer = true;
    assert_int_equal(preference_write(in, ayo, &preference), OK);
    struct preference kept = read_of(in, ayo);
    assert_int_equal(kept.channels, CHANNEL_CHAT);
    assert_true(str_is(kept.digest, "daily"));
    assert_true(str_is(kept.language, "cy"));
    assert_true(str_is(kept.zone, "Asia/Manila"));
    assert_true(kept.shared_computer);
    assert_int_equal(read_of(in, bea).channels, CHANNEL_EMAIL);
}

static void a_zone_or_language_that_is_none_is_refused(void **state)
{
    struct model *in = IN(state);
    static const char *const wrong[] = {"", "e", "english language", "en_GB", "en-", "-en", "e9"};
    int64_t ayo = person_named(in, "Ayo");
    struct preference preference = read_of(in, ayo);
    preference.zone = STR("Europe/Nowhere");
    assert_model_fails(in, preference_write(in, ayo, &preference), ERROR_WRONG, "zone");
    preference.zone = STR("Europe/London");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        preference.language = str_of(wrong[i]);
        assert_model_fails(in, preference_write(in, ayo, &preference), ERROR_WRONG, "language");
    }
    preference.language = STR("zh-Hant-TW");
    assert_int_equal(preference_write(in, ayo, &preference), OK);
}

static void nothing_is_sent_in_the_quiet_hours(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo");
    assert_sent(in, ayo, "2026-11-21T20:59:59Z", "2026-11-21T20:59:59Z");
    assert_sent(in, ayo, "2026-11-21T21:00:00Z", "2026-11-22T07:00:00Z");
    assert_sent(in, ayo, "2026-11-22T06:59:59Z", "2026-11-22T07:00:00Z");
    assert_sent(in, ayo, "2026-11-22T07:00:00Z", "2026-11-22T07:00:00Z");
    /* In summer the clock on the wall is an hour ahead. */
    assert_sent(in, ayo, "2026-07-01T19:59:00Z", "2026-07-01T19:59:00Z");
    assert_sent(in, ayo, "2026-07-01T20:00:00Z", "2026-07-02T06:00:00Z");
    /* Through the night in which the clocks go forward. */
    assert_sent(in, ayo, "2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z");
}

static void night_staff_set_their_own(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo");
    struct preference preference = read_of(in, ayo);
    preference.quiet_from = 9 * HOUR_MS;
    preference.quiet_until = 17 * HOUR_MS;
    assert_int_equal(preference_write(in, ayo, &preference), OK);
    assert_sent(in, ayo, "2026-11-21T12:00:00Z", "2026-11-21T17:00:00Z");
    assert_sent(in, ayo, "2026-11-21T23:00:00Z", "2026-11-21T23:00:00Z");
    preference.quiet_from = preference.quiet_until = 0;
    assert_int_equal(preference_write(in, ayo, &preference), OK);
    assert_sent(in, ayo, "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z");
}

static void a_channel_that_is_not_wanted_is_never_used(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo"), at;
    struct preference preference = read_of(in, ayo);
    preference.channels = 0;
    assert_int_equal(preference_write(in, ayo, &preference), OK);
    assert_int_equal(preference_when(in, ayo, CHANNEL_EMAIL, &at), OK);
    assert_int_equal(at, -1);
    preference.channels = CHANNEL_CHAT;
    assert_int_equal(preference_write(in, ayo, &preference), OK);
    assert_int_equal(preference_when(in, ayo, CHANNEL_EMAIL, &at), OK);
    assert_int_equal(at, -1);
    assert_int_equal(preference_when(in, ayo, CHANNEL_CHAT, &at), OK);
    assert_int_equal(at, in->now_ms);
}

static void erased_preferences_are_the_defaults_again(void **state)
{
    struct model *in = IN(state);
    int64_t ayo = person_named(in, "Ayo");
    struct preference preference = read_of(in, ayo);
    preference.digest = STR("off");
    assert_int_equal(preference_write(in, ayo, &preference), OK);
    assert_int_equal(person_parts_erase(in, ayo), OK);
    assert_true(str_is(read_of(in, ayo).digest, "weekly"));
    assert_int_equal(model_count(in, "SELECT count(*) FROM person_record"), 0);
}

static void merged_people_keep_what_the_one_who_stays_chose(void **state)
{
    struct model *in = IN(state);
    int64_t from = person_named(in, "Ayo"), into = person_named(in, "Ayo Bello");
    struct preference preference = read_of(in, from);
    preference.digest = STR("off");
    assert_int_equal(preference_write(in, from, &preference), OK);
    assert_int_equal(person_parts_merge(in, from, into), OK);
    assert_true(str_is(read_of(in, into).digest, "off"));
    assert_true(str_is(read_of(in, from).digest, "weekly"));
    preference.digest = STR("daily");
    assert_int_equal(preference_write(in, from, &preference), OK);
    assert_int_equal(person_parts_merge(in, from, into), OK);
    assert_true(str_is(read_of(in, into).digest, "off"));
}

static void an_export_tells_them_in_words(void **state)
{
    struct model *in = IN(state);
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    int64_t ayo = person_named(in, "Ayo");
    assert_int_equal(preference_export(in, ayo, &writer), OK);
    assert_string_equal(text.ptr,
                        "{\"channels\":[\"email\"],\"digest\":\"weekly\",\"quiet_from\":\"21:00\","
                        "\"quiet_until\":\"07:00\",\"zone\":\"Europe/London\",\"language\":"
                        "\"en-GB\",\"shared_computer\":false}");
    text_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(who_has_not_chosen_has_the_defaults),
        MODEL_TEST(the_servers_own_hours_are_the_default),
        MODEL_TEST(a_choice_is_kept_and_is_nobody_elses),
        MODEL_TEST(a_zone_or_language_that_is_none_is_refused),
        MODEL_TEST(nothing_is_sent_in_the_quiet_hours),
        MODEL_TEST(night_staff_set_their_own),
        MODEL_TEST(a_channel_that_is_not_wanted_is_never_used),
        MODEL_TEST(erased_preferences_are_the_defaults_again),
        MODEL_TEST(merged_people_keep_what_the_one_who_stays_chose),
        MODEL_TEST(an_export_tells_them_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
