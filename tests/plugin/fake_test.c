/* The fake core: the tiny plugins behave in it as they do in a daemon. */
#define KITH_FAKE_ROWS
/* Its sources become part of the test that uses it. NOLINTBEGIN(bugprone-suspicious-include) */
#include "../../packaging/fake-core/kith_fake.c"
#include "../../packaging/fake-core/kith_fake_call.c"
#include "../../packaging/fake-core/kith_fake_rows.c"
#include "../../packaging/fake-core/kith_fake_value.c"
/* NOLINTEND(bugprone-suspicious-include) */

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

/* After the fake's sources, whose names its macros would change. */
#include <cmocka.h>

static kith_fake *core_with(const char *name)
{
    const char *build = getenv("KITH_BUILD");
    char path[4096];
    kith_plugin_entry entry = NULL;
    snprintf(path, sizeof path, "%s/%s.so", build == NULL ? "build" : build, name);
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    assert_non_null(object);
    void *symbol = dlsym(object, "kith_plugin_v0");
    assert_non_null(symbol);
    memcpy(&entry, &symbol, sizeof entry);
    return kith_fake_new(entry);
}

static kith_fake *started(const char *name)
{
    kith_fake *core = core_with(name);
    assert_int_equal(kith_fake_start(core), KITH_OK);
    return core;
}

static void hello_greets_and_counts(void **state)
{
    (void)state;
    kith_fake *core = core_with("plugins/hello");
    kith_fake_set(core, "greeting", "Good morning");
    assert_int_equal(kith_fake_start(core), KITH_OK);
    assert_int_equal(kith_fake_call(core, "hello.say", "name", "Ada", NULL), KITH_OK);
    assert_string_equal(kith_fake_reply(core),
                        "{\"greeting\":\"Good morning\",\"name\":\"Ada\",\"said\":1}");
    assert_int_equal(kith_fake_call(core, "hello.say", "name", "Ada", NULL), KITH_OK);
    assert_non_null(strstr(kith_fake_reply(core), "\"said\":2"));
    kith_fake_free(core);
}

static void arguments_are_read_by_their_types(void **state)
{
    static const char *const given[][3] = {{"yes", "true", "\"number\":1"},
                                           {"number", "-12", "\"number\":-12"},
                                           {"money", "12.50", "\"number\":1250"},
                                           {"date", "2026-11-21", "\"number\":20778"},
                                           {"time", "2026-11-21T09:30:00Z", "1795253400000"},
                                           {"local_time", "09:30", "\"number\":34200000"},
                                           {"id", "0000000000010", "\"number\":32"},
                                           {"one_of", "green", "\"number\":1"}};
    (void)state;
    kith_fake *core = started("tests/plugin/args");
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        assert_int_equal(kith_fake_call(core, "args.echo", given[i][0], given[i][1], NULL), 0);
        assert_non_null(strstr(kith_fake_reply(core), given[i][2]));
        assert_non_null(strstr(kith_fake_reply(core), given[i][1]));
    }
    kith_fake_free(core);
}

static void wrong_arguments_are_refused_and_named(void **state)
{
    static const char *const wrong[][2] = {
        {"number", "twelve"}, {"date", "21.11.2026"}, {"unknown", "x"}, {"one_of", "blue"}};
    (void)state;
    kith_fake *core = started("tests/plugin/args");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(kith_fake_call(core, "args.echo", wrong[i][0], wrong[i][1], NULL),
                         KITH_WRONG);
        assert_string_equal(kith_fake_error_field(core), wrong[i][0]);
    }
    assert_int_equal(kith_fake_call(core, "args.ech", NULL), KITH_UNKNOWN);
    kith_fake_free(core);
}

static void a_reply_holds_every_type(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/reply");
    assert_int_equal(kith_fake_call(core, "reply.all", NULL), KITH_OK);
    assert_string_equal(
        kith_fake_reply(core),
        "{\"yes\":true,\"number\":\"9007199254740993\",\"text\":\"Zo\xc3\xab \\\"said\\\"\\\\\","
        "\"money\":1250,\"date\":\"2025-11-20\",\"time\":\"2025-11-21T09:30:00Z\","
        "\"local_time\":\"09:30\",\"duration\":\"P14D\",\"fraction\":\"2/3\","
        "\"one_of\":\"green\",\"point\":{\"x\":1,\"y\":2},"
        "\"points\":[{\"x\":3,\"y\":4},{\"x\":5,\"y\":6}],\"numbers\":[7,8]}");
    kith_fake_free(core);
}

static void what_a_failed_call_changed_does_not_stay(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/fail");
    assert_int_equal(kith_fake_call(core, "fail.with", "error", "-4", "message", "No.", NULL),
                     KITH_CLASH);
    assert_string_equal(kith_fake_error(core), "No.");
    assert_int_equal(kith_fake_call(core, "fail.count", NULL), KITH_OK);
    assert_string_equal(kith_fake_reply(core), "{\"rows\":0}");
    kith_fake_free(core);
}

static void a_later_call_ends_when_time_has_passed(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/later");
    assert_int_equal(kith_fake_call(core, "later.read", "how", "soon", "text", "x", NULL),
                     KITH_FAKE_WAITS);
    kith_fake_pass(core, 1);
    assert_int_equal(kith_fake_outcome(core), KITH_OK);
    assert_string_equal(kith_fake_reply(core), "{\"text\":\"x\"}");
    kith_fake_free(core);
}

static void timers_run_in_the_order_of_their_times(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/timer");
    assert_int_equal(kith_fake_call(core, "timer.every", "times", "5", NULL), KITH_FAKE_WAITS);
    kith_fake_pass(core, 24);
    assert_int_equal(kith_fake_outcome(core), KITH_FAKE_WAITS);
    kith_fake_pass(core, 1);
    assert_string_equal(kith_fake_reply(core), "{\"counted\":5}");
    kith_fake_free(core);
}

static void a_prepared_answer_is_what_others_say(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/ask");
    assert_int_equal(kith_fake_call(core, "ask.write", "action", "place.add", "with", "{}", NULL),
                     KITH_UNKNOWN);
    kith_fake_answer(core, "place.add", KITH_OK, "{\"place\":\"x\"}");
    assert_int_equal(kith_fake_call(core, "ask.write", "action", "place.add", "with", "{}", NULL),
                     KITH_OK);
    assert_string_equal(kith_fake_asked(core), "place.add {}");
    assert_string_equal(kith_fake_reply(core), "{\"reply\":\"{\\\"place\\\":\\\"x\\\"}\"}");
    kith_fake_free(core);
    core = started("tests/plugin/door");
    kith_fake_answer(core, "a.b", KITH_CLASH, "{}");
    assert_int_equal(kith_fake_call(core, "door.act", "action", "a.b", "with", "{}", NULL),
                     KITH_FAKE_WAITS);
    kith_fake_turn(core);
    assert_string_equal(kith_fake_reply(core), "{\"error\":-4,\"reply\":\"{}\"}");
    kith_fake_free(core);
}

static void the_steps_of_long_work_are_run_one_after_another(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/job");
    kith_fake_answer(core, "place.add", KITH_OK, "{}");
    assert_int_equal(kith_fake_call(core, "counter.fill", "rows", "3", NULL), KITH_OK);
    assert_string_equal(kith_fake_reply(core), "{\"rows\":3,\"begun_at\":0}");
    kith_fake_free(core);
    core = started("tests/plugin/job");
    kith_fake_answer(core, "place.add", KITH_OK, "{}");
    assert_int_equal(kith_fake_call(core, "counter.fill", "rows", "3", "fail_at", "2", NULL),
                     KITH_CLASH);
    assert_string_equal(kith_fake_error_field(core), "fail_at");
    kith_fake_free(core);
}

static void a_transfer_ends_as_the_test_says(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/transfer");
    assert_null(kith_fake_transfer(core));
    assert_int_equal(kith_fake_call(core, "transfer.fetch", "url", "http://x/", NULL),
                     KITH_FAKE_WAITS);
    assert_string_equal(kith_fake_transfer(core)->url, "http://x/");
    kith_fake_transfer_end(core, 200, "body");
    assert_string_equal(kith_fake_reply(core),
                        "{\"status\":200,\"body\":\"body\",\"typed\":false}");
    kith_fake_free(core);
}

static void an_event_is_told_and_written_down_once(void **state)
{
    (void)state;
    kith_fake *core = core_with("tests/plugin/events");
    kith_fake_set(core, "answer", "retry_once");
    assert_int_equal(kith_fake_start(core), KITH_OK);
    assert_int_equal(kith_fake_tell(core, "other.thing", 1, 1, 7), KITH_EVENT_OK);
    assert_int_equal(kith_fake_tell(core, "place.add", 1, 2, 7), KITH_EVENT_RETRY);
    assert_int_equal(kith_fake_tell(core, "place.add", 1, 2, 7), KITH_EVENT_OK);
    assert_int_equal(kith_fake_call(core, "events.list", NULL), KITH_OK);
    assert_non_null(strstr(kith_fake_reply(core), "\"subject\":7"));
    assert_non_null(strstr(kith_fake_reply(core), "\"told\":2"));
    assert_null(strstr(kith_fake_reply(core), "},{"));
    kith_fake_free(core);
}

static void an_effect_is_taken_and_finished(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/effects");
    assert_int_equal(kith_fake_call(core, "effects.put", "payload", "{\"a\":1}", NULL), KITH_OK);
    assert_string_equal(kith_fake_effect_put(core), "test {\"a\":1}");
    kith_id effect = kith_fake_effect(core, "test", "{\"a\":1}");
    assert_int_equal(kith_fake_effect_outcome(core, effect), -1);
    kith_fake_call(core, "effects.finish", "place", "0", "outcome", "failed", NULL);
    assert_int_equal(kith_fake_effect_outcome(core, effect), KITH_EFFECT_FAILED);
    kith_fake_free(core);
}

static void what_is_sealed_opens_with_its_tag_only(void **state)
{
    (void)state;
    kith_fake *core = started("tests/plugin/seal");
    assert_int_equal(kith_fake_call(core, "seal.keep", "tag", "a", "text", "hidden", NULL), 0);
    assert_int_equal(kith_fake_call(core, "seal.open", "tag", "a", NULL), KITH_OK);
    assert_string_equal(kith_fake_reply(core), "{\"text\":\"hidden\"}");
    assert_int_equal(kith_fake_call(core, "seal.open", "tag", "b", NULL), KITH_BROKEN);
    kith_fake_free(core);
}

static void a_start_that_fails_is_told_with_its_reason(void **state)
{
    (void)state;
    kith_fake *core = core_with("tests/plugin/failingstart");
    assert_int_equal(kith_fake_start(core), KITH_MISSING);
    assert_string_equal(kith_fake_log(core), "The teapot is empty: fill it, and start again.");
    kith_fake_free(core);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hello_greets_and_counts),
        cmocka_unit_test(arguments_are_read_by_their_types),
        cmocka_unit_test(wrong_arguments_are_refused_and_named),
        cmocka_unit_test(a_reply_holds_every_type),
        cmocka_unit_test(what_a_failed_call_changed_does_not_stay),
        cmocka_unit_test(a_later_call_ends_when_time_has_passed),
        cmocka_unit_test(timers_run_in_the_order_of_their_times),
        cmocka_unit_test(a_prepared_answer_is_what_others_say),
        cmocka_unit_test(the_steps_of_long_work_are_run_one_after_another),
        cmocka_unit_test(a_transfer_ends_as_the_test_says),
        cmocka_unit_test(an_event_is_told_and_written_down_once),
        cmocka_unit_test(an_effect_is_taken_and_finished),
        cmocka_unit_test(what_is_sealed_opens_with_its_tag_only),
        cmocka_unit_test(a_start_that_fails_is_told_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
