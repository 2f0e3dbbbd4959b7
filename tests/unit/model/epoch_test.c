/* Epochs: after a restore nothing of the old one goes on unasked, and everybody can read why. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/effect.h"
#include "model/epoch.h"
#include "model/job.h"
#include "model/journal.h"
#include "model/token.h"

/* What a restore does to the file, seen from here: its number goes up. */
static void restore(struct model *in)
{
    model_run(in, "UPDATE store_fact SET value = value + 1 WHERE name = 'epoch'");
}

static bool begins(struct model *in)
{
    bool is_new;
    assert_int_equal(epoch_begin(in, &is_new), OK);
    return is_new;
}

static void a_start_without_a_restore_changes_nothing(void **state)
{
    struct model *in = IN(state);
    struct str token;
    int64_t person, last;
    assert_int_equal(token_make(in, 7, &token), OK);
    assert_false(begins(in));
    assert_int_equal(token_find(in, token, &person), OK);
    assert_int_equal(person, 7);
    assert_int_equal(journal_last(in, 0, &last), OK);
    assert_int_equal(last, 0);
}

static void after_a_restore_tokens_end_jobs_stop_and_effects_are_held(void **state)
{
    struct model *in = IN(state);
    struct effect waiting = {.kind = STR("mail"), .payload = STR("{}")};
    struct job job = {.id = 9, .action = STR("a.b"), .arguments = STR("{}")};
    struct str token;
    int64_t person;
    assert_int_equal(token_make(in, 7, &token), OK);
    assert_int_equal(effect_add(in, &waiting, false), OK);
    assert_int_equal(job_add(in, &job), OK);
    restore(in);
    assert_true(begins(in));
    assert_int_equal(token_find(in, token, &person), OK);
    assert_int_equal(person, 0);
    assert_int_equal(effect_read(in, waiting.id, &waiting), OK);
    assert_true(str_is(waiting.state, "unknown"));
    assert_int_equal(job_read(in, 9, &job), OK);
    assert_true(str_is(job.state, "stopped"));
}

static void a_restore_is_journalled_once_and_the_chains_stay_whole(void **state)
{
    struct model *in = IN(state);
    struct journal_entry entry;
    struct journal_fault fault;
    restore(in);
    assert_true(begins(in));
    assert_false(begins(in));
    assert_int_equal(journal_read(in, 0, 1, &entry), OK);
    assert_true(str_is(entry.action, "server.restored"));
    assert_int_equal(journal_read(in, 0, 2, &entry), ERROR_MISSING);
    assert_int_equal(journal_verify(in, 0, NULL, NULL, &fault), OK);
    assert_null(fault.what);
    assert_int_equal(journal_verify_heads(in, &fault), OK);
    assert_null(fault.what);
    restore(in);
    assert_true(begins(in));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_start_without_a_restore_changes_nothing),
        MODEL_TEST(after_a_restore_tokens_end_jobs_stop_and_effects_are_held),
        MODEL_TEST(a_restore_is_journalled_once_and_the_chains_stay_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
