/* The roles that a network begins with come from data packs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/pack.h"
#include "lib/world.h"
#include "model/office.h"

static struct answer *open_with(struct world *world, const char *name, const char *roles)
{
    const int files[1] = {world_file("# What we are for\n")};
    struct call_request request = {
        .action = STR("network.open"), .actor = administrator, .files = files, .file_count = 1};
    const char *with =
        arena_print(&world->arena, "{'name':'%s','place':'%s','aim':'To be there.','charter':0%s}",
                    name, world_id(world, world_place(world, name)), roles);
    struct answer *answer = world_send(world, &request, with);
    world_run(world);
    assert_true(answer->there);
    return answer;
}

static int note_key(void *self, const struct role *role)
{
    text_print(self, "%.*s ", STR_ARGS(role->key));
    return OK;
}

static const char *keys_of(struct world *world, const struct answer *answer)
{
    struct model in = world_model(world);
    struct text keys = {0};
    text_add(&keys, STR(" "));
    assert_int_equal(answer->outcome, OK);
    assert_int_equal(role_each(&in, answer_id(answer, "network"), note_key, &keys), OK);
    const char *text = arena_copy(&world->arena, text_str(&keys));
    text_done(&keys);
    return text;
}

static void a_network_begins_with_the_roles_it_is_opened_with(void **state)
{
    struct world *world = WORLD(state);
    const char *usual = keys_of(world, open_with(world, "Carers", ""));
    const char *trust = keys_of(world, open_with(world, "Pride", ",'roles':'trust'"));
    assert_string_equal(keys_of(world, open_with(world, "Faith", ",'roles':'none'")), " ");
    assert_non_null(strstr(usual, " chair deputy_chair membership_lead communications_lead "
                                  "events_lead allyship_lead intersectionality_lead "
                                  "general_practice_lead "));
    assert_non_null(strstr(trust, " chair deputy_chair "));
    assert_non_null(strstr(trust, " nursing_and_midwifery_lead "));
    assert_null(strstr(trust, "general_practice_lead"));
}

static void roles_that_no_pack_has_are_refused_and_no_network_is_opened(void **state)
{
    struct world *world = WORLD(state);
    assert_fails(open_with(world, "Carers", ",'roles':'university'"), ERROR_WRONG, "roles");
    assert_int_equal(world_count(world, "SELECT count(*) FROM network"), 0);
}

static void the_two_deputies_and_the_chair_are_as_the_defaults_say(void **state)
{
    struct world *world = WORLD(state);
    struct model in = world_model(world);
    struct role chair = {0}, deputy = {0}, members = {0};
    struct str term;
    int64_t at_most;
    int64_t network = answer_id(open_with(world, "Carers", ""), "network");
    assert_int_equal(role_by_key(&in, network, STR(ROLE_CHAIR), &chair), OK);
    assert_int_equal(role_by_key(&in, network, STR(ROLE_DEPUTY), &deputy), OK);
    assert_int_equal(role_by_key(&in, network, STR("membership_lead"), &members), OK);
    assert_int_equal(role_terms(&in, &chair, &term, &at_most), OK);
    assert_true(str_is(term, "P24M") && at_most == 2 && chair.seats == 1);
    assert_true(str_is(deputy.term, "P24M") && deputy.terms_at_most == 2 && deputy.seats == 2);
    assert_true(chair.grants & deputy.grants & GRANT_ROLES);
    assert_false((chair.grants | deputy.grants) & GRANT_MEMBERS);
    assert_true(members.grants & GRANT_MEMBERS);
}

/* Every pack of roles that comes with Kith can be taken, to its last role. */
static void every_pack_of_roles_can_be_taken(void **state)
{
    struct world *world = WORLD(state);
    int taken = 0;
    for (size_t i = 0; i < packs_count(world->packs); i++) {
        const struct pack *pack = packs_at(world->packs, i);
        if (!str_starts(pack->name, "roles-"))
            continue;
        const char *name = arena_copy(&world->arena, pack->name);
        int64_t before = world_count(world, "SELECT count(*) FROM role");
        const char *roles = arena_print(&world->arena, ",'roles':'%s'", name + strlen("roles-"));
        assert_int_equal(open_with(world, name, roles)->outcome, OK);
        assert_int_equal(world_count(world, "SELECT count(*) FROM role") - before, pack->count);
        taken++;
    }
    assert_true(taken >= 2);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_network_begins_with_the_roles_it_is_opened_with),
        TEST(roles_that_no_pack_has_are_refused_and_no_network_is_opened),
        TEST(the_two_deputies_and_the_chair_are_as_the_defaults_say),
        TEST(every_pack_of_roles_can_be_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
