/* Tidying: what has served its time goes, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/effect.h"
#include "model/job.h"
#include "model/look.h"
#include "model/retry.h"
#include "model/schedule.h"
#include "model/tidy.h"

static void add_key(struct model *in, const char *name)
{
    struct str part = str_of(name);
    struct secret_hash hash = secret_hash(&part, 1);
    assert_int_equal(retry_add(in, &hash, &hash, STR("{}")), OK);
}

static int64_t add_effect(struct model *in, const char *state)
{
    struct effect effect = {.kind = STR("mail"), .payload = STR("{}")};
    assert_int_equal(effect_add(in, &effect, false), OK);
    if (!str_is(STR("waiting"), state))
        assert_int_equal(effect_end(in, effect.id, state, STR("")), OK);
    return effect.id;
}

static void add_job(struct model *in, const char *state)
{
    struct job job = {.id = model_id(in), .action = STR("server.check"), .arguments = STR("{}")};
    assert_int_equal(job_add(in, &job), OK);
    if (!str_is(STR("running"), state))
        assert_int_equal(job_end(in, job.id, state, STR("{}")), OK);
}

static void days_pass(struct model *in, int64_t days)
{
    in->now_ms += days * DAY_MS;
}

static void tidied(struct model *in)
{
    bool more;
    assert_int_equal(tidy(in, 1000, &more), OK);
    assert_false(more);
}

static void idempotency_keys_are_kept_seven_days(void **state)
{
    struct model *in = IN(state);
    add_key(in, "a");
    days_pass(in, TIDY_RETRY_DAYS);
    tidied(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM retry"), 1);
    days_pass(in, 1);
    tidied(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM retry"), 0);
}

static void effects_that_left_go_and_those_that_wait_or_failed_stay(void **state)
{
    struct model *in = IN(state);
    add_effect(in, "sent");
    add_effect(in, "dropped");
    add_effect(in, "recorded");
    add_effect(in, "waiting");
    add_effect(in, "failed");
    days_pass(in, TIDY_ENDED_DAYS - 1);
    tidied(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 5);
    days_pass(in, 2);
    tidied(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect WHERE state = 'waiting'"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect WHERE state = 'failed'"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 2);
}

static void jobs_that_ended_go_and_those_that_run_stay(void **state)
{
    struct model *in = IN(state);
    add_job(in, "done");
    add_job(in, "stopped");
    add_job(in, "running");
    days_pass(in, TIDY_ENDED_DAYS + 1);
    tidied(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM job"), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM job WHERE state = 'running'"), 1);
}

static void looks_are_kept_for_two_years(void **state)
{
    struct model *in = IN(state);
    const struct actor viewer = {.kind = ACTOR_ADMINISTRATOR};
    assert_int_equal(look_add(in, &viewer, "person.show", 5), OK);
    days_pass(in, TIDY_LOOK_DAYS - 1);
    tidied(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM look"), 1);
    days_pass(in, 2);
    tidied(in);
    assert_int_equal(model_count(in, "SELECT count(*) FROM look"), 0);
}

static void a_large_heap_is_tidied_in_parts(void **state)
{
    struct model *in = IN(state);
    bool more;
    for (int i = 0; i < 5; i++)
        add_effect(in, "sent");
    days_pass(in, TIDY_ENDED_DAYS + 1);
    assert_int_equal(tidy(in, 3, &more), OK);
    assert_true(more);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 2);
    assert_int_equal(tidy(in, 3, &more), OK);
    assert_false(more);
    assert_int_equal(model_count(in, "SELECT count(*) FROM effect"), 0);
}

static void it_stands_on_the_schedule_once_and_daily(void **state)
{
    struct model *in = IN(state);
    assert_int_equal(tidy_schedule(in), OK);
    assert_int_equal(tidy_schedule(in), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM schedule WHERE every = 'P1D'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(idempotency_keys_are_kept_seven_days),
        MODEL_TEST(effects_that_left_go_and_those_that_wait_or_failed_stay),
        MODEL_TEST(jobs_that_ended_go_and_those_that_run_stay),
        MODEL_TEST(looks_are_kept_for_two_years),
        MODEL_TEST(a_large_heap_is_tidied_in_parts),
        MODEL_TEST(it_stands_on_the_schedule_once_and_daily),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
