/* Sharing a characteristic: for the person alone, under consent, without a trace of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

static struct answer *share(struct world *world, struct actor actor, const char *with)
{
    return world_call(world, actor, "characteristic.share", "%s", with);
}

static void consent_is_given_in_the_same_call_or_before(void **state)
{
    struct world *world = WORLD(state);
    struct actor ayo = somebody(world_person(world, "ayo"));
    struct actor bea = somebody(world_person(world, "bea"));
    assert_fails(share(world, ayo, "{'characteristic':'sex','answer':'female'}"), ERROR_REFUSED,
                 "consent");
    assert_int_equal(
        share(world, ayo, "{'characteristic':'sex','answer':'female','consent':true}")->outcome,
        OK);
    assert_int_equal(share(world, ayo, "{'characteristic':'age','answer':'30_39'}")->outcome, OK);
    world_do(world, bea, "consent.give", "{'purpose':'statistics'}");
    assert_int_equal(share(world, bea, "{'characteristic':'age','answer':'30_39'}")->outcome, OK);
}

static void a_wrong_answer_gives_no_consent_either(void **state)
{
    struct world *world = WORLD(state);
    struct actor ayo = somebody(world_person(world, "ayo"));
    assert_fails(share(world, ayo, "{'characteristic':'sex','answer':'x','consent':true}"),
                 ERROR_WRONG, "answer");
    struct answer *list = world_do(world, ayo, "consent.list", "{}");
    assert_null(strstr(list->reply, "\"agreed\":true"));
}

static void only_the_person_is_shown_what_they_shared(void **state)
{
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "ayo");
    struct actor helper = somebody(ayo), bea = somebody(world_person(world, "bea"));
    const char *with = "{'characteristic':'race','answer':'M','consent':true}";
    helper.spoken_for = true;
    assert_int_equal(share(world, somebody(ayo), with)->outcome, OK);
    struct answer *shown = world_do(world, somebody(ayo), "characteristic.show", "{}");
    assert_non_null(strstr(shown->reply, "\"answer\":\"M\",\"answer_name\":\"Caribbean\""));
    shown = world_do(world, bea, "characteristic.show", "{}");
    assert_null(strstr(shown->reply, "\"answer\":"));
    static const char *const actions[] = {
        "characteristic.show", "characteristic.share", "characteristic.clear",
        "consent.list",        "consent.give",         "consent.withdraw",
        "access_need.show",    "access_need.set",      "access_need.clear"};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        const char *arguments = strstr(actions[i], "share")      ? with
                                : strstr(actions[i], "need.set") ? "{'needs':['x']}"
                                : strstr(actions[i], "give") || strstr(actions[i], "withdraw")
                                    ? "{'purpose':'stories'}"
                                    : "{}";
        assert_fails(world_call(world, helper, actions[i], "%s", arguments), ERROR_REFUSED, "as");
        assert_fails(world_call(world, administrator, actions[i], "%s", arguments), ERROR_REFUSED,
                     "");
    }
}

static void sharing_leaves_no_entry_in_the_journal(void **state)
{
    struct world *world = WORLD(state);
    struct actor ayo = somebody(world_person(world, "ayo"));
    int64_t entries = world_entries(world, 0);
    share(world, ayo, "{'characteristic':'race','answer':'M','consent':true}");
    world_do(world, ayo, "access_need.set", "{'needs':['large print']}");
    world_do(world, ayo, "characteristic.clear", "{}");
    world_do(world, ayo, "access_need.clear", "{}");
    assert_int_equal(world_entries(world, 0), entries);
    world_do(world, ayo, "consent.withdraw", "{'purpose':'statistics'}");
    assert_int_equal(world_entries(world, 0), entries + 1);
    struct answer *entry = world_do(world, administrator, "journal.list", "{}");
    assert_null(strstr(entry->reply, "statistics"));
}

static void an_answer_is_shown_beside_the_ones_there_are(void **state)
{
    struct world *world = WORLD(state);
    struct actor ayo = somebody(world_person(world, "ayo"));
    struct answer *shown =
        world_do(world, ayo, "characteristic.show", "{'characteristic':'disability'}");
    assert_non_null(strstr(shown->reply, "{\"key\":\"prefer_not_to_say\",\"name\":\"I prefer not "
                                         "to say\"}"));
    assert_null(strstr(shown->reply, "sexual_orientation"));
    assert_fails(world_call(world, ayo, "characteristic.show", "{'characteristic':'x'}"),
                 ERROR_MISSING, "characteristic");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(consent_is_given_in_the_same_call_or_before),
        TEST(a_wrong_answer_gives_no_consent_either),
        TEST(only_the_person_is_shown_what_they_shared),
        TEST(sharing_leaves_no_entry_in_the_journal),
        TEST(an_answer_is_shown_beside_the_ones_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
