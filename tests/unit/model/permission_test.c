/* Permission: every word of the vocabulary for every kind of actor, in a network and on the server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/permission.h"

/* Ada belongs to the network, and owns the thing; Ben does not. Cas, Dee and Eve hold offices
 * in it. */
enum { ADA = 101, BEN = 102, CAS = 103, DEE = 104, EVE = 105 };

static int64_t join(struct model *in, int64_t network, int64_t person)
{
    struct membership membership = {
        .network = network, .kind = STR("member"), .visibility = STR("members")};
    assert_int_equal(membership_add(in, person, &membership), OK);
    return membership.handle;
}

static int64_t open_network(struct model *in, const char *name, const char *terms)
{
    struct network network = {.place = 1, .name = str_of(name), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = str_of(terms)};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    join(in, network.id, ADA);
    return network.id;
}

/* Somebody joins, and holds a role with these grants; answers the office. */
static int64_t appoint(struct model *in, int64_t network, int64_t person, uint32_t grants)
{
    struct role role = {.network = network,
                        .key = str_of(arena_print(in->arena, "role_%lld", (long long)person)),
                        .title = STR("Lead"),
                        .team = STR("operational"),
                        .grants = grants,
                        .seats = 1};
    struct office office = {.handle = join(in, network, person)};
    assert_int_equal(role_add(in, &role), OK);
    office.role = role.id;
    assert_int_equal(office_add(in, &office), OK);
    return office.id;
}

/* ---- the table: y yes, n no ---- */

enum who {
    ANONYMOUS,
    MEMBER,
    COLLEAGUE,
    ADMINISTRATOR,
    CORE,
    OWN_SCHEDULE,
    OWN_SCRIPT,
    OTHER_SCHEDULE,
    OTHER_SCRIPT,
    PLUGIN,
    NOBODYS_PERSON,
    HOLDER, /* of an office without grants, while there is one */
    MEMBERSHIP_LEAD,
    CHAIR, /* who may appoint */
    ACTORS
};

static struct actor actor_of(enum who who, int64_t network)
{
    const struct actor actors[ACTORS] = {
        [ANONYMOUS] = {.kind = ACTOR_ANONYMOUS},
        [MEMBER] = {.kind = ACTOR_PERSON, .person = ADA},
        [COLLEAGUE] = {.kind = ACTOR_PERSON, .person = BEN},
        [ADMINISTRATOR] = {.kind = ACTOR_ADMINISTRATOR},
        [CORE] = {.kind = ACTOR_SYSTEM},
        [OWN_SCHEDULE] = {.kind = ACTOR_SCHEDULE, .network = network},
        [OWN_SCRIPT] = {.kind = ACTOR_SCRIPT, .network = network},
        [OTHER_SCHEDULE] = {.kind = ACTOR_SCHEDULE, .network = network + 1},
        [OTHER_SCRIPT] = {.kind = ACTOR_SCRIPT, .network = network + 1},
        [PLUGIN] = {.kind = ACTOR_PLUGIN, .name = "hello"},
        [NOBODYS_PERSON] = {.kind = ACTOR_PERSON},
        [HOLDER] = {.kind = ACTOR_PERSON, .person = CAS},
        [MEMBERSHIP_LEAD] = {.kind = ACTOR_PERSON, .person = DEE},
        [CHAIR] = {.kind = ACTOR_PERSON, .person = EVE},
    };
    return actors[who];
}

static const struct {
    const char *may;
    const char *in_network; /* one letter for each of enum who */
    const char *founding;   /* in a network that nobody leads yet */
    const char *on_server;
} table[] = {
    /*          AMCacosOSPNHLE    anonymous, member, colleague, … */
    {"anyone", "yyyyyyyyyyyyyy", "yyyyyyyyyyyyyy", "yyyyyyyyyyyyyy"},
    {"person", "nyynnnnnnnnyyy", "nyynnnnnnnnyyy", "nyynnnnnnnnyyy"},
    {"colleague", "nyyynnnnnnnyyy", "nyyynnnnnnnyyy", "nyyynnnnnnnyyy"},
    {"self", "nynynnnnnnnnnn", "nynynnnnnnnnnn", "nynynnnnnnnnnn"},
    {"member", "nynnyyynnnnyyy", "nynnyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"steward", "nynnyyynnnnyyy", "nynnyyynnnnnnn", "nnnyyyynnnnnnn"},
    {"administrator", "nnnyyyynnnnnnn", "nnnyyyynnnnnnn", "nnnyyyynnnnnnn"},
    {"keeper", "nynnnnnnnnnnnn", "nynnnnnnnnnnnn", "nynnnnnnnnnnnn"},
    {"system", "nnnnyyynnnnnnn", "nnnnyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead", "nnnnyyynnnnyyy", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:roles", "nnnnyyynnnnnny", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:members", "nnnnyyynnnnnyn", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:charter", "nnnnyyynnnnnnn", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:spaces", "nnnnyyynnnnnnn", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:brand", "nnnnyyynnnnnnn", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:events", "nnnnyyynnnnnnn", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:mail", "nnnnyyynnnnnyn", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"lead:money", "nnnnyyynnnnnnn", "nnnyyyynnnnnnn", "nnnnyyynnnnnnn"},
    {"nonsense", "nnnnnnnnnnnnnn", "nnnnnnnnnnnnnn", "nnnnnnnnnnnnnn"},
    {"lead:nonsense", "nnnnnnnnnnnnnn", "nnnnnnnnnnnnnn", "nnnnnnnnnnnnnn"},
};

enum { NONSENSE = 2 }; /* so many rows at the end are no words */

static void assert_table(struct model *in, int64_t network, const char *may, const char *row)
{
    struct location where = {.network = network, .owner = ADA, .visible = true};
    for (int who = 0; who < ACTORS; who++) {
        struct actor actor = actor_of((enum who)who, network);
        enum permission permission;
        assert_int_equal(permission_may(in, &actor, may, "tea.pour", &where, &permission), OK);
        if (permission != (row[who] == 'y' ? PERMISSION_YES : PERMISSION_NO))
            fail_msg("%s in %lld: %s (%d) is answered %d", may, (long long)network,
                     actor_kind_name(actor.kind), who, permission);
    }
}

static void each_word_lets_in_exactly_those_it_names(void **state)
{
    int64_t network = open_network(IN(state), "Pride", "{}");
    int64_t founding = open_network(IN(state), "Carers", "{}");
    appoint(IN(state), network, CAS, 0);
    appoint(IN(state), network, DEE, GRANT_MEMBERS | GRANT_MAIL);
    appoint(IN(state), network, EVE, GRANT_ROLES);
    model_run(IN(state), "INSERT INTO glass_keeper (person, from_at) VALUES (101, 0)"); /* ADA */
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_table(IN(state), network, table[i].may, table[i].in_network);
        assert_table(IN(state), founding, table[i].may, table[i].founding);
        assert_table(IN(state), 0, table[i].may, table[i].on_server);
    }
}

static bool may_lead(struct model *in, struct actor actor, const char *may, int64_t network)
{
    struct location where = {.network = network, .visible = true};
    enum permission permission;
    assert_int_equal(permission_may(in, &actor, may, "tea.pour", &where, &permission), OK);
    return permission == PERMISSION_YES;
}

static void
administrators_stand_in_until_somebody_holds_an_office_and_again_once_nobody_does(void **state)
{
    struct model *in = IN(state);
    const struct actor administrator = {.kind = ACTOR_ADMINISTRATOR};
    int64_t network = open_network(in, "Pride", "{}");
    assert_true(may_lead(in, administrator, "lead:mail", network));
    assert_true(may_lead(in, administrator, "lead", network));
    int64_t office = appoint(in, network, CAS, 0);
    assert_false(may_lead(in, administrator, "lead:mail", network));
    assert_false(may_lead(in, administrator, "lead", network));
    assert_int_equal(office_end(in, office, STR("resigned")), OK);
    assert_true(may_lead(in, administrator, "lead:mail", network));
}

static void administrators_appoint_while_nobody_else_may(void **state)
{
    struct model *in = IN(state);
    const struct actor administrator = {.kind = ACTOR_ADMINISTRATOR};
    int64_t network = open_network(in, "Pride", "{}");
    appoint(in, network, CAS, GRANT_MAIL);
    assert_true(may_lead(in, administrator, "lead:roles", network));
    assert_false(may_lead(in, administrator, "lead:mail", network));
    int64_t chair = appoint(in, network, EVE, GRANT_ROLES);
    assert_false(may_lead(in, administrator, "lead:roles", network));
    assert_int_equal(office_end(in, chair, STR("resigned")), OK);
    assert_true(may_lead(in, administrator, "lead:roles", network));
}

static void an_office_that_has_ended_or_was_left_grants_nothing(void **state)
{
    struct model *in = IN(state);
    const struct actor cas = {.kind = ACTOR_PERSON, .person = CAS};
    const struct actor dee = {.kind = ACTOR_PERSON, .person = DEE};
    int64_t network = open_network(in, "Pride", "{}");
    int64_t office = appoint(in, network, CAS, GRANT_MAIL);
    appoint(in, network, DEE, GRANT_MAIL);
    assert_true(may_lead(in, cas, "lead:mail", network) && may_lead(in, cas, "lead", network));
    assert_int_equal(office_end(in, office, STR("ended")), OK);
    assert_false(may_lead(in, cas, "lead:mail", network) || may_lead(in, cas, "lead", network));
    assert_int_equal(membership_end(in, DEE, network), OK);
    assert_false(may_lead(in, dee, "lead:mail", network) || may_lead(in, dee, "lead", network));
}

static void an_office_in_one_network_is_none_in_another(void **state)
{
    struct model *in = IN(state);
    const struct actor cas = {.kind = ACTOR_PERSON, .person = CAS};
    int64_t network = open_network(in, "Pride", "{}"), other = open_network(in, "Carers", "{}");
    appoint(in, network, CAS, GRANT_MAIL);
    join(in, other, CAS);
    assert_true(may_lead(in, cas, "lead:mail", network));
    assert_false(may_lead(in, cas, "lead:mail", other));
}

static void who_speaks_for_somebody_in_real_use_is_no_member_and_no_lead(void **state)
{
    struct model *in = IN(state);
    struct location where = {.network = open_network(in, "Pride", "{}"), .visible = true};
    appoint(in, where.network, CAS, GRANT_MAIL);
    for (int64_t person = ADA; person <= CAS; person++) {
        struct actor actor = {
            .kind = ACTOR_PERSON, .person = person, .spoken_for = true, .is_blind = true};
        for (size_t i = 0; i < 4; i++) {
            static const char *const may[] = {"member", "steward", "lead", "lead:mail"};
            enum permission permission;
            assert_int_equal(permission_may(in, &actor, may[i], "tea.pour", &where, &permission),
                             OK);
            assert_int_equal(permission, PERMISSION_NO);
        }
    }
}

static void what_is_nobodys_is_not_everybodys_own(void **state)
{
    struct actor ada = {.kind = ACTOR_PERSON, .person = ADA};
    struct location where = {.visible = true};
    enum permission permission;
    assert_int_equal(permission_may(IN(state), &ada, "self", "tea.pour", &where, &permission), OK);
    assert_int_equal(permission, PERMISSION_NO);
}

static void who_has_left_is_a_member_no_more(void **state)
{
    struct model *in = IN(state);
    struct actor ada = {.kind = ACTOR_PERSON, .person = ADA};
    struct location where = {.network = open_network(in, "Pride", "{}"), .visible = true};
    enum permission permission;
    assert_int_equal(membership_remove(in, ADA, where.network), OK);
    assert_int_equal(permission_may(in, &ada, "member", "tea.pour", &where, &permission), OK);
    assert_int_equal(permission, PERMISSION_NO);
}

/* ---- a network that wants to be asked ---- */

static enum permission may_amend(struct model *in, enum who who, const char *action,
                                 int64_t network)
{
    struct actor actor = actor_of(who, network);
    struct location where = {.network = network, .visible = true};
    enum permission permission;
    assert_int_equal(permission_may(in, &actor, "administrator", action, &where, &permission), OK);
    return permission;
}

static void a_network_is_asked_about_what_its_charter_names(void **state)
{
    struct model *in = IN(state);
    int64_t asks = open_network(in, "Pride", "{\"ask\":[\"tea.brew\",\"network.amend\"]}");
    int64_t other = open_network(in, "Carers", "{\"ask\":[\"network.amendment\"]}");
    assert_int_equal(may_amend(in, ADMINISTRATOR, "network.amend", asks), PERMISSION_ASK);
    assert_int_equal(may_amend(in, ADMINISTRATOR, "tea.pour", asks), PERMISSION_YES);
    assert_int_equal(may_amend(in, ADMINISTRATOR, "network.amend", other), PERMISSION_YES);
    assert_int_equal(may_amend(in, ADMINISTRATOR, "network.amend", 0), PERMISSION_YES);
}

static void who_may_not_is_refused_and_not_asked_for(void **state)
{
    struct model *in = IN(state);
    int64_t asks = open_network(in, "Pride", "{\"ask\":[\"network.amend\"]}");
    assert_int_equal(may_amend(in, COLLEAGUE, "network.amend", asks), PERMISSION_NO);
}

static void kith_itself_and_the_networks_own_schedule_need_not_ask(void **state)
{
    struct model *in = IN(state);
    int64_t asks = open_network(in, "Pride", "{\"ask\":[\"network.amend\"]}");
    assert_int_equal(may_amend(in, CORE, "network.amend", asks), PERMISSION_YES);
    assert_int_equal(may_amend(in, OWN_SCHEDULE, "network.amend", asks), PERMISSION_YES);
}

static void only_the_charter_in_force_counts(void **state)
{
    struct model *in = IN(state);
    int64_t network = open_network(in, "Pride", "{\"ask\":[\"network.amend\"]}");
    struct charter charter = {
        .network = network, .text = STR("# Charter"), .terms = STR("{\"refresh\":\"P6M\"}")};
    assert_int_equal(charter_add(in, &charter), OK);
    assert_int_equal(charter.version, 2);
    assert_int_equal(may_amend(in, ADMINISTRATOR, "network.amend", network), PERMISSION_YES);
}

static void every_grant_is_a_word(void **state)
{
    (void)state;
    for (uint32_t grant = GRANT_ROLES; grant <= GRANT_MONEY; grant <<= 1) {
        char may[32];
        snprintf(may, sizeof may, "lead:%s", grant_name(grant));
        assert_true(permission_is_known(may));
        assert_int_equal(grant_by_name(str_of(grant_name(grant))), grant);
    }
    assert_int_equal(grant_by_name(STR("nonsense")), 0);
    assert_null(grant_name(GRANT_MONEY << 1));
}

static void every_word_has_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i + NONSENSE < sizeof table / sizeof *table; i++) {
        assert_true(permission_is_known(table[i].may));
        assert_string_not_equal(permission_sentence(table[i].may), "nobody");
    }
    assert_false(permission_is_known("nonsense") || permission_is_known("lead:nonsense"));
    assert_string_equal(permission_sentence("nonsense"), "nobody");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(each_word_lets_in_exactly_those_it_names),
        MODEL_TEST(
            administrators_stand_in_until_somebody_holds_an_office_and_again_once_nobody_does),
        MODEL_TEST(administrators_appoint_while_nobody_else_may),
        MODEL_TEST(an_office_that_has_ended_or_was_left_grants_nothing),
        MODEL_TEST(an_office_in_one_network_is_none_in_another),
        MODEL_TEST(who_speaks_for_somebody_in_real_use_is_no_member_and_no_lead),
        MODEL_TEST(what_is_nobodys_is_not_everybodys_own),
        MODEL_TEST(who_has_left_is_a_member_no_more),
        MODEL_TEST(a_network_is_asked_about_what_its_charter_names),
        MODEL_TEST(who_may_not_is_refused_and_not_asked_for),
        MODEL_TEST(kith_itself_and_the_networks_own_schedule_need_not_ask),
        MODEL_TEST(only_the_charter_in_force_counts),
        cmocka_unit_test(every_grant_is_a_word),
        cmocka_unit_test(every_word_has_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
