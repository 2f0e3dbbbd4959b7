/* A list of members through calls: who may, what they are told, and the way out. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "lib/world.h"
#include "model/effect.h"
#include "model/membership.h"
#include "model/person.h"

static struct answer *bring(struct world *world, struct actor actor, int64_t network,
                            const char *content)
{
    const int list = world_file(content);
    struct call_request request = {
        .action = STR("membership.import"), .actor = actor, .files = &list, .file_count = 1};
    struct answer *answer = world_send(
        world, &request,
        arena_print(&world->arena, "{'network':'%s','file':0}", world_id(world, network)));
    world_run(world);
    assert_true(answer->there);
    return answer;
}

struct mails {
    struct world *world;
    int count;
    const char *last; /* payload */
    int64_t recipient;
};

static void note_mail(void *self, const struct effect *effect)
{
    struct mails *mails = self;
    mails->count++;
    mails->recipient = effect->recipient;
    mails->last = arena_copy(&mails->world->arena, effect->payload);
}

static struct mails mails_of(struct world *world)
{
    struct model in = world_model(world);
    struct mails mails = {.world = world};
    model_each_effect(&in, note_mail, &mails);
    return mails;
}

static const char *code_in(struct world *world, const char *payload)
{
    const char *code = strstr(payload, "\"way_back\":\"");
    assert_non_null(code);
    code += strlen("\"way_back\":\"");
    return arena_copy(&world->arena, (struct str){code, strcspn(code, "\"")});
}

static void who_is_brought_in_is_told_without_the_networks_name(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Rare Condition", NULL);
    assert_int_equal(bring(world, administrator, network, "e-mail\nana@x.example\n")->outcome, OK);
    struct mails mails = mails_of(world);
    assert_int_equal(mails.count, 1);
    assert_non_null(strstr(mails.last, "\"subject\":\"A message waits for you\""));
    assert_non_null(strstr(mails.last, "its membership lead. Nobody else can."));
    assert_null(strstr(mails.last, "Rare"));
    /* Asked again as long after today as whoever joins today. */
    assert_int_equal(world_count(world, "SELECT next_day FROM membership"),
                     clock_day(WORLD_NOW) + 365);
}

static void the_code_of_the_mail_leads_out_and_only_once(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    bring(world, administrator, network, "e-mail\nana@x.example\nbo@x.example\n");
    struct mails mails = mails_of(world);
    const char *code = code_in(world, mails.last);
    world_do(world, nobody_known, "membership.decline", "{'code':'%s'}", code);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM belonging"), 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM effect WHERE state = 'waiting'"), 1);
    struct answer *again =
        world_call(world, nobody_known, "membership.decline", "{'code':'%s'}", code);
    assert_fails(again, ERROR_MISSING, "code");
    struct answer *made_up =
        world_call(world, nobody_known, "membership.decline", "{'code':'0c4jq8r2m5x7k'}");
    assert_fails(made_up, ERROR_MISSING, "code");
    assert_string_equal(again->error.message, made_up->error.message);
    /* The server's journal would show administrators that somebody belonged. */
    assert_int_equal(world_count(world, "SELECT count(*) FROM journal WHERE network = 0 AND"
                                        " action LIKE 'membership.%'"),
                     0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM journal WHERE network <> 0 AND"
                                        " action = 'membership.decline'"),
                     1);
}

/* Ada shows that an address is hers: the code stands in the mail that goes there. */
static void verify_address(struct world *world, int64_t ada, const char *address)
{
    struct answer *added =
        world_do(world, somebody(ada), "contact.add", "{'address':'%s'}", address);
    struct mails mails = mails_of(world);
    const char *code = strstr(mails.last, "Your code is ");
    assert_non_null(code);
    world_do(world, somebody(ada), "contact.verify", "{'contact':'%s','code':'%.6s'}",
             world_id(world, answer_id(added, "contact")), code + strlen("Your code is "));
}

static void whoever_is_listed_by_a_personal_address_is_found_by_it(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL), ada = world_person(world, "ada");
    const char *list = "Personal e-mail,First name\nAda@home.example,Ada\nbo@home.example,Bo\n"
                       ",Cy\n";
    verify_address(world, ada, "ada@home.example");
    int64_t people = world_count(world, "SELECT count(*) FROM person");
    struct answer *first = bring(world, administrator, network, list);
    assert_non_null(strstr(first->reply, "\"accepted\":2,\"refused\":1"));
    assert_non_null(strstr(first->reply, "neither a staff number nor an address"));
    struct answer *hers = world_do(world, somebody(ada), "membership.list", "{}");
    assert_non_null(strstr(hers->reply, world_id(world, network)));
    assert_int_equal(world_count(world, "SELECT count(*) FROM person"), people + 1);
    assert_string_equal(bring(world, administrator, network, list)->reply, first->reply);
    assert_int_equal(world_count(world, "SELECT count(*) FROM person"), people + 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 2);
}

/* Else whoever types it first would be put into what another is listed for. */
static void an_address_that_nobody_has_verified_leads_to_nobody(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL), eve = world_person(world, "eve");
    world_do(world, somebody(eve), "contact.add", "{'address':'bo@home.example'}");
    bring(world, administrator, network, "home e-mail\nbo@home.example\n");
    assert_null(strstr(world_do(world, somebody(eve), "membership.list", "{}")->reply,
                       world_id(world, network)));
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 1);
}

static void a_record_of_somebody_unknown_holds_one_way_to_find_them(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    struct model in = world_model(world);
    struct person person;
    int64_t id;
    bring(world, administrator, network,
          "id,first name,surname,e-mail\n1,Ana,Ruiz,ana@x.example\n2,,,\n");
    assert_int_equal(person_find(&in, (struct str){0}, STR("ana@x.example"), &id), OK);
    assert_int_equal(person_read(&in, id, &person), OK);
    assert_true(str_is(person.given_name, "Ana") && str_is(person.family_name, "Ruiz"));
    assert_int_equal(person.external_id.len, 0);
    assert_int_equal(person_find(&in, STR("1"), (struct str){0}, &id), OK);
    assert_int_equal(id, 0);
    assert_int_equal(person_find(&in, STR("2"), (struct str){0}, &id), OK);
    assert_int_equal(person_read(&in, id, &person), OK);
    assert_true(str_is(person.given_name, "Colleague"));
}

static void a_list_changes_nothing_of_whom_the_staff_system_knows(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    struct model in = world_model(world);
    struct person person;
    int64_t id, handle;
    struct answer *added = world_do(world, administrator, "person.add",
                                    "{'given_name':'Ana','external_id':'1',"
                                    "'work_email':'ana@x.example'}");
    bring(world, administrator, network, "id,first name,e-mail\n1,Mallory,mallory@x.example\n");
    assert_int_equal(person_read(&in, answer_id(added, "person"), &person), OK);
    assert_true(str_is(person.given_name, "Ana") && str_is(person.work_email, "ana@x.example"));
    assert_int_equal(person_find(&in, (struct str){0}, STR("mallory@x.example"), &id), OK);
    assert_int_equal(id, 0);
    assert_int_equal(membership_handle(&in, network, person.id, &handle), OK);
    assert_true(handle != 0);
}

static void it_is_for_those_who_lead_the_members(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL), ana = world_person(world, "Ana");
    world_join(world, ana, network);
    assert_int_equal(bring(world, somebody(ana), network, "e-mail\nbo@x.example\n")->outcome,
                     ERROR_REFUSED);
    assert_int_equal(world_count(world, "SELECT count(*) FROM membership"), 1);
}

static void the_settling_of_an_import_is_nobodys_but_the_schedules(void **state)
{
    struct world *world = WORLD(state);
    world_network(world, "Carers", NULL);
    assert_int_equal(
        world_call(world, administrator, "import.settle", "{'import':'0c4jq8r2m5x7k'}")->outcome,
        ERROR_MISSING);
}

#define WORLD_TEST(behaviour)                                                                      \
    cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_is_brought_in_is_told_without_the_networks_name),
        WORLD_TEST(the_code_of_the_mail_leads_out_and_only_once),
        WORLD_TEST(whoever_is_listed_by_a_personal_address_is_found_by_it),
        WORLD_TEST(an_address_that_nobody_has_verified_leads_to_nobody),
        WORLD_TEST(a_record_of_somebody_unknown_holds_one_way_to_find_them),
        WORLD_TEST(a_list_changes_nothing_of_whom_the_staff_system_knows),
        WORLD_TEST(it_is_for_those_who_lead_the_members),
        WORLD_TEST(the_settling_of_an_import_is_nobodys_but_the_schedules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
