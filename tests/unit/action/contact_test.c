/* Contacts through calls: whose they are, and what a wrong code costs. */
#include "model/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/effect.h"

static int64_t add(struct world *world, int64_t person, const char *address)
{
    return answer_id(world_do(world, somebody(person), "contact.add", "{'address':'%s'}", address),
                     "contact");
}

static struct answer *verify(struct world *world, int64_t person, int64_t contact, const char *code)
{
    return world_call(world, somebody(person), "contact.verify", "{'contact':'%s','code':'%s'}",
                      world_id(world, contact), code);
}

static const char *code_of(struct world *world, int64_t id)
{
    struct model in = world_model(world);
    struct contact contact;
    assert_int_equal(contact_read(&in, id, &contact), OK);
    return arena_copy(&world->arena, contact.code);
}

static void a_wrong_code_costs_an_attempt_for_good(void **state)
{
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "ayo"), contact = add(world, ayo, "ayo@home.example");
    const char *code = code_of(world, contact);
    const char *wrong = strcmp(code, "123456") == 0 ? "654321" : "123456";
    struct answer *answer = verify(world, ayo, contact, wrong);
    assert_int_equal(answer->outcome, OK);
    assert_non_null(strstr(answer->reply, "\"verified\":false,\"left\":4,"));
    for (int i = 0; i < 4; i++)
        answer = verify(world, ayo, contact, wrong);
    assert_non_null(strstr(answer->reply, "\"left\":0,"));
    assert_non_null(strstr(verify(world, ayo, contact, code)->reply, "\"verified\":false"));
    world_do(world, somebody(ayo), "contact.send_code", "{'contact':'%s'}",
             world_id(world, contact));
    answer = verify(world, ayo, contact, code_of(world, contact));
    assert_non_null(strstr(answer->reply, "\"verified\":true"));
    assert_fails(world_call(world, somebody(ayo), "contact.send_code", "{'contact':'%s'}",
                            world_id(world, contact)),
                 ERROR_CLASH, "contact");
}

static void too_many_codes_are_a_fault_of_the_address_that_asks_for_one(void **state)
{
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "ayo"), contact = add(world, ayo, "ayo@home.example");
    for (int i = 1; i < CODES_A_DAY; i++)
        world_do(world, somebody(ayo), "contact.send_code", "{'contact':'%s'}",
                 world_id(world, contact));
    assert_fails(world_call(world, somebody(ayo), "contact.add", "{'address':'a@home.example'}"),
                 ERROR_LIMIT, "address");
    assert_fails(world_call(world, somebody(ayo), "contact.send_code", "{'contact':'%s'}",
                            world_id(world, contact)),
                 ERROR_LIMIT, "contact");
}

static void a_contact_is_there_for_its_person_alone(void **state)
{
    static const char *const actions[] = {"contact.send_code", "contact.prefer", "contact.remove"};
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "ayo"), bea = world_person(world, "bea");
    int64_t contact = add(world, ayo, "ayo@home.example");
    const struct actor others[] = {somebody(bea), administrator, nobody_known, core_itself};
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < sizeof others / sizeof *others; j++)
            assert_fails(world_call(world, others[j], actions[i], "{'contact':'%s'}",
                                    world_id(world, contact)),
                         ERROR_MISSING, "contact");
    assert_fails(verify(world, bea, contact, code_of(world, contact)), ERROR_MISSING, "contact");
    assert_null(strstr(world_do(world, somebody(bea), "contact.list", "{}")->reply, "home"));
    assert_non_null(strstr(world_do(world, somebody(ayo), "contact.list", "{}")->reply,
                           "\"address\":\"ayo@home.example\",\"verified\":false"));
}

static void adding_somebody_elses_address_looks_like_adding_any(void **state)
{
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "ayo"), bea = world_person(world, "bea");
    int64_t contact = add(world, ayo, "ayo@home.example");
    verify(world, ayo, contact, code_of(world, contact));
    struct answer *taken =
        world_do(world, somebody(bea), "contact.add", "{'address':'ayo@home.example'}");
    struct answer *own =
        world_do(world, somebody(bea), "contact.add", "{'address':'bea@example.org'}");
    assert_int_equal(strlen(taken->reply), strlen(own->reply));
}

static void a_code_leaves_for_the_person_outside_any_network(void **state)
{
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "ayo");
    add(world, ayo, "ayo@home.example");
    world_do(world, somebody(ayo), "contact.add", "{'address':'07700 900123','kind':'phone'}");
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect WHERE network = 0"), 2);
    assert_int_equal(world_count(world, "SELECT DISTINCT recipient FROM effect"), ayo);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect WHERE kind = 'sms'"), 1);
}

static void who_looks_at_anothers_addresses_is_recorded(void **state)
{
    struct world *world = WORLD(state);
    struct actor helper = somebody(world_person(world, "ayo"));
    world_do(world, helper, "contact.list", "{}");
    world_do(world, helper, "preference.show", "{}");
    assert_int_equal(world_count(world, "SELECT count(*) FROM look"), 0);
    helper.spoken_for = true;
    world_do(world, helper, "contact.list", "{}");
    world_do(world, helper, "preference.show", "{}");
    assert_int_equal(world_count(world, "SELECT count(*) FROM look"), 2);
}

static void an_identity_is_linked_by_administrators_and_unlinked_by_its_person(void **state)
{
    struct world *world = WORLD(state);
    int64_t ayo = world_person(world, "ayo"), bea = world_person(world, "bea");
    const char *with = arena_print(&world->arena, "{'person':'%s','provider':'hr','subject':'7'}",
                                   world_id(world, ayo));
    assert_fails(world_call(world, somebody(ayo), "identity.link", "%s", with), ERROR_REFUSED, "");
    int64_t identity =
        answer_id(world_do(world, administrator, "identity.link", "%s", with), "identity");
    assert_fails(world_call(world, administrator, "identity.link",
                            "{'person':'%s','provider':'hr','subject':'7'}", world_id(world, bea)),
                 ERROR_CLASH, "subject");
    assert_fails(world_call(world, somebody(bea), "identity.unlink", "{'identity':'%s'}",
                            world_id(world, identity)),
                 ERROR_MISSING, "identity");
    struct answer *list =
        world_do(world, somebody(ayo), "identity.list", "{'person':'%s'}", world_id(world, ayo));
    assert_non_null(strstr(list->reply, "\"provider\":\"hr\",\"subject\":\"7\""));
    world_do(world, somebody(ayo), "identity.unlink", "{'identity':'%s'}",
             world_id(world, identity));
    assert_int_equal(world_count(world, "SELECT count(*) FROM identity"), 0);
}

static void channels_are_given_alone_or_none(void **state)
{
    struct world *world = WORLD(state);
    struct actor ayo = somebody(world_person(world, "ayo"));
    assert_fails(world_call(world, ayo, "preference.set", "{'channels':['none','email']}"),
                 ERROR_WRONG, "channels");
    world_do(world, ayo, "preference.set", "{'channels':['chat','email'],'quiet_from':'09:00'}");
    struct answer *shown = world_do(world, ayo, "preference.show", "{}");
    assert_true(strstr(shown->reply,
                       "{\"channels\":[\"email\",\"chat\"],\"digest\":\"weekly\","
                       "\"quiet_from\":\"09:00\",\"quiet_until\":\"07:00\"") == shown->reply);
    world_do(world, ayo, "preference.set", "{'channels':['none'],'zone':'Asia/Manila'}");
    shown = world_do(world, ayo, "preference.show", "{}");
    assert_non_null(strstr(shown->reply, "{\"channels\":[\"none\"]"));
    assert_non_null(strstr(shown->reply, "\"quiet_from\":\"09:00\""));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_wrong_code_costs_an_attempt_for_good),
        TEST(too_many_codes_are_a_fault_of_the_address_that_asks_for_one),
        TEST(a_contact_is_there_for_its_person_alone),
        TEST(adding_somebody_elses_address_looks_like_adding_any),
        TEST(a_code_leaves_for_the_person_outside_any_network),
        TEST(who_looks_at_anothers_addresses_is_recorded),
        TEST(an_identity_is_linked_by_administrators_and_unlinked_by_its_person),
        TEST(channels_are_given_alone_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
