/* Idempotency keys: found for seven days, by their hash alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/retry.h"

static struct secret_hash hash_of(const char *text)
{
    struct str part = str_of(text);
    return secret_hash(&part, 1);
}

static void keep(struct model *in, const char *name, const char *arguments, const char *reply)
{
    struct secret_hash one = hash_of(name), other = hash_of(arguments);
    assert_int_equal(retry_add(in, &one, &other, str_of(reply)), OK);
}

static void assert_found(struct model *in, const char *name, const char *arguments,
                         const char *reply, bool same)
{
    struct secret_hash one = hash_of(name), other = hash_of(arguments);
    struct str found;
    bool found_same;
    assert_int_equal(retry_find(in, &one, &other, &found_same, &found), OK);
    assert_true(str_is(found, reply));
    assert_int_equal(found_same, same);
}

static void a_key_is_found_with_what_was_answered(void **state)
{
    keep(IN(state), "key", "arguments", "{\"place\":\"1\"}");
    assert_found(IN(state), "key", "arguments", "{\"place\":\"1\"}", true);
    assert_found(IN(state), "key", "others", "{\"place\":\"1\"}", false);
    assert_found(IN(state), "another", "arguments", "", false);
}

static void a_key_is_found_through_the_seventh_day_and_then_used_afresh(void **state)
{
    struct model *in = IN(state);
    keep(in, "key", "arguments", "{}");
    in->now_ms += INT64_C(7) * DAY_MS;
    assert_found(in, "key", "arguments", "{}", true);
    in->now_ms += DAY_MS;
    assert_found(in, "key", "arguments", "", false);
    keep(in, "key", "others", "{\"place\":\"2\"}");
    assert_found(in, "key", "others", "{\"place\":\"2\"}", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_key_is_found_with_what_was_answered),
        MODEL_TEST(a_key_is_found_through_the_seventh_day_and_then_used_afresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
