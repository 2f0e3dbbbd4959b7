/* Tidying: what has served its time goes, and nothing that is still of use. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/contact.h"
#include "model/effect.h"
#include "model/glass.h"
#include "model/job.h"
#include "model/look.h"
#include "model/person.h"
#include "model/retry.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/tidy.h"

static void keep_key(struct model *in, const char *name)
{
    struct str part = str_of(name);
    struct secret_hash hash = secret_hash(&part, 1);
    assert_int_equal(retry_add(in, &hash, &hash, STR("{}")), OK);
}

static void put_effect(struct model *in, const char *state)
{
    struct effect effect = {.kind = STR("mail"), .payload = STR("{}")};
    assert_int_equal(effect_add(in, &effect, false), OK);
    if (strcmp(state, "waiting") != 0)
        assert_int_equal(effect_end(in, effect.id, state, STR("")), OK);
}

static void put_job(struct model *in, const char *state)
{
    struct job job = {.id = model_id(in), .action = STR("a.b"), .arguments = STR("{}")};
    assert_int_equal(job_add(in, &job), OK);
    if (strcmp(state, "running") != 0)
        assert_int_equal(job_end(in, job.id, state, STR("{}")), OK);
}

static bool tidy_at_most(struct model *in, int64_t limit)
{
    bool more;
    assert_int_equal(tidy(in, limit, &more), OK);
    return more;
}

static void keys_go_after_their_seven_days(void **state)
{
    struct model *in = IN(state);
    keep_key(in, "old");
    in->now_ms += INT64_C(7) * DAY_MS;
    keep_key(in, "young");
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM retry"), 2);
    in->now_ms += DAY_MS;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM retry"), 1);
}

static int64_t add_contact(struct model *in, int64_t person, const char *address)
{
    struct contact contact = {.person = person,
                              .kind = STR("email"),
                              .whose = STR("personal"),
                              .address = str_of(address)};
    assert_int_equal(contact_add(in, &contact), OK);
    assert_int_equal(contact_code(in, &contact), OK);
    return contact.id;
}

static void an_address_that_was_never_verified_goes_after_thirty_days(void **state)
{
    struct model *in = IN(state);
    struct person person = {.given_name = STR("Ayo"), .job = STR("")};
    struct contact contact;
    assert_int_equal(person_add(in, &person), OK);
    int64_t typo = add_contact(in, person.id, "ay@home.example");
    int64_t own = add_contact(in, person.id, "ayo@home.example");
    assert_int_equal(contact_read(in, own, &contact), OK);
    assert_int_equal(contact_verify(in, own, contact.code, &contact), OK);
    in->now_ms += INT64_C(30) * DAY_MS;
    int64_t late = add_contact(in, person.id, "late@home.example");
    in->now_ms -= DAY_MS;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM contact"), 3);
    in->now_ms += 2 * DAY_MS;
    tidy_at_most(in, 100);
    assert_model_fails(in, contact_read(in, typo, &contact), ERROR_MISSING, "contact");
    assert_int_equal(contact_read(in, own, &contact), OK);
    assert_int_equal(contact_read(in, late, &contact), OK);
    in->now_ms += INT64_C(30) * DAY_MS;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM contact"), 1);
}

/* Each is opened once in its life, however many verified ones there are. */
static void old_addresses_are_looked_at_once_and_in_pieces(void **state)
{
    struct model *in = IN(state);
    struct person person = {.given_name = STR("Ayo"), .job = STR("")};
    assert_int_equal(person_add(in, &person), OK);
    for (int i = 0; i < 5; i++)
        add_contact(in, person.id, arena_print(in->arena, "a%d@home.example", i));
    in->now_ms += INT64_C(31) * DAY_MS;
    assert_true(tidy_at_most(in, 2));
    assert_int_equal(model_count(in, "SELECT count(*) FROM contact"), 3);
    assert_true(tidy_at_most(in, 2));
    assert_false(tidy_at_most(in, 2));
    assert_int_equal(model_count(in, "SELECT count(*) FROM contact"), 0);
    assert_false(tidy_at_most(in, 2));
}

static void effects_and_jobs_that_have_ended_go_after_ninety_days(void **state)
{
    struct model *in = IN(state);
    static const char *const effects[] = {"waiting", "failed", "sent", "unknown", "dropped"};
    static const char *const jobs[] = {"running", "done", "failed", "stopped"};
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        put_effect(in, effects[i]);
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        put_job(in, jobs[i]);
    in->now_ms += INT64_C(90) * DAY_MS;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 5);
    assert_int_equal(model_count(in, "SELECT count(*) FROM job"), 4);
    in->now_ms += 1;
    put_effect(in, "sent");
    put_job(in, "done");
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 2);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect WHERE state = 'waiting'"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM job"), 2);
    assert_int_equal(model_count(in, "SELECT count(*) FROM job WHERE state = 'running'"), 1);
}

/* To the hour, which is all that their ids tell. */
static void looks_are_kept_for_two_years(void **state)
{
    struct model *in = IN(state);
    const struct actor viewer = {.kind = ACTOR_ADMINISTRATOR};
    assert_int_equal(look_add(in, &viewer, "person.show", 1), OK);
    in->now_ms += INT64_C(731) * DAY_MS - HOUR_MS;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM look"), 1);
    in->now_ms += 2 * HOUR_MS;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM look"), 0);
}

static void a_period_that_was_set_is_the_one_that_holds(void **state)
{
    struct model *in = IN(state);
    put_effect(in, "sent");
    put_job(in, "done");
    assert_int_equal(setting_write(in, "keep_effects", STR("P5D")), OK);
    in->now_ms += INT64_C(5) * DAY_MS + 1;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM job"), 1);
}

static void people_who_left_a_year_ago_are_named_for_erasing(void **state)
{
    struct model *in = IN(state);
    struct person here = {.given_name = STR("Ada")}, left = {.given_name = STR("Ben")};
    int64_t found[4];
    size_t count;
    left.left_day = clock_day(in->now_ms);
    assert_int_equal(person_add(in, &here), OK);
    assert_int_equal(person_add(in, &left), OK);
    in->now_ms += INT64_C(365) * DAY_MS;
    assert_int_equal(tidy_left_people(in, found, 4, &count), OK);
    assert_int_equal(count, 0);
    in->now_ms += DAY_MS;
    assert_int_equal(tidy_left_people(in, found, 4, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(found[0], left.id);
}

static void who_has_a_verified_address_of_their_own_is_not_erased_for_leaving(void **state)
{
    struct model *in = IN(state);
    struct person left = {.given_name = STR("Ben"), .left_day = clock_day(MODEL_NOW)};
    int64_t found;
    size_t count;
    assert_int_equal(person_add(in, &left), OK);
    struct contact contact = {.person = left.id,
                              .kind = STR("email"),
                              .whose = STR("personal"),
                              .address = STR("ben@home.example")};
    assert_int_equal(contact_add(in, &contact), OK);
    in->now_ms += INT64_C(370) * DAY_MS;
    assert_int_equal(tidy_left_people(in, &found, 1, &count), OK);
    assert_int_equal(count, 1); /* it is not verified */
    assert_int_equal(contact_code(in, &contact), OK);
    assert_int_equal(contact_verify(in, contact.id, contact.code, &contact), OK);
    assert_int_equal(tidy_left_people(in, &found, 1, &count), OK);
    assert_int_equal(count, 0);
}

static void requests_to_look_are_kept_as_long_as_looks(void **state)
{
    struct model *in = IN(state);
    struct person person = {.given_name = STR("Cy"), .job = STR("")};
    struct glass glass = {.asker = 1, .reason = STR("An emergency.")};
    assert_int_equal(person_add(in, &person), OK);
    glass.subject = person.id;
    assert_int_equal(glass_ask(in, &glass), OK);
    in->now_ms += INT64_C(731) * DAY_MS;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM glass"), 1);
    in->now_ms += 1;
    tidy_at_most(in, 100);
    assert_int_equal(model_count(in, "SELECT count(*) FROM glass"), 0);
}

static void much_is_tidied_in_small_parts_oldest_first(void **state)
{
    struct model *in = IN(state);
    for (int i = 0; i < 5; i++)
        put_effect(in, "sent");
    in->now_ms += INT64_C(91) * DAY_MS;
    assert_true(tidy_at_most(in, 2));
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 3);
    assert_true(tidy_at_most(in, 2));
    assert_false(tidy_at_most(in, 2));
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 0);
}

static void it_is_put_on_the_schedule_once_for_four_at_night(void **state)
{
    struct model *in = IN(state);
    struct schedule row;
    assert_int_equal(tidy_schedule(in), OK);
    assert_int_equal(tidy_schedule(in), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM schedule"), 1);
    assert_int_equal(schedule_read(in, model_count(in, "SELECT id FROM schedule"), &row), OK);
    assert_int_equal(row.due_at, MODEL_NOW + 18 * HOUR_MS + 30 * MINUTE_MS);
    assert_true(str_is(row.every, "P1D"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(keys_go_after_their_seven_days),
        MODEL_TEST(an_address_that_was_never_verified_goes_after_thirty_days),
        MODEL_TEST(old_addresses_are_looked_at_once_and_in_pieces),
        MODEL_TEST(effects_and_jobs_that_have_ended_go_after_ninety_days),
        MODEL_TEST(looks_are_kept_for_two_years),
        MODEL_TEST(a_period_that_was_set_is_the_one_that_holds),
        MODEL_TEST(people_who_left_a_year_ago_are_named_for_erasing),
        MODEL_TEST(who_has_a_verified_address_of_their_own_is_not_erased_for_leaving),
        MODEL_TEST(requests_to_look_are_kept_as_long_as_looks),
        MODEL_TEST(much_is_tidied_in_small_parts_oldest_first),
        MODEL_TEST(it_is_put_on_the_schedule_once_for_four_at_night),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
