/* Permission: every word of the vocabulary for every kind of actor, in a network and on the server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/permission.h"

enum { ADA = 101, BEN = 102 }; /* Ada belongs to the network, and owns the thing; Ben does not */

static int64_t open_network(struct model *in, const char *name, const char *terms)
{
    struct network network = {.place = 1, .name = str_of(name), .aim = STR("To be there.")};
    struct charter charter = {.text = STR("# Charter"), .terms = str_of(terms)};
    struct membership membership = {.kind = STR("member"), .visibility = STR("members")};
    assert_int_equal(network_add(in, &network), OK);
    charter.network = membership.network = network.id;
    assert_int_equal(charter_add(in, &charter), OK);
    assert_int_equal(membership_add(in, ADA, &membership), OK);
    return network.id;
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
    };
    return actors[who];
}

static const struct {
    const char *may;
    const char *in_network; /* one letter for each of enum who */
    const char *on_server;
} table[] = {
    /*                 AMCacosOSPN    anonymous, member, colleague, … */
    {"anyone", "yyyyyyyyyyy", "yyyyyyyyyyy"},        {"person", "nyynnnnnnnn", "nyynnnnnnnn"},
    {"colleague", "nyyynnnnnnn", "nyyynnnnnnn"},     {"self", "nynynnnnnnn", "nynynnnnnnn"},
    {"member", "nynnyyynnnn", "nnnnyyynnnn"},        {"steward", "nynnyyynnnn", "nnnyyyynnnn"},
    {"administrator", "nnnyyyynnnn", "nnnyyyynnnn"}, {"system", "nnnnyyynnnn", "nnnnyyynnnn"},
    {"nonsense", "nnnnnnnnnnn", "nnnnnnnnnnn"},
};

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
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_table(IN(state), network, table[i].may, table[i].in_network);
        assert_table(IN(state), 0, table[i].may, table[i].on_server);
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

static void every_word_has_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i + 1 < sizeof table / sizeof *table; i++) {
        assert_true(permission_is_known(table[i].may));
        assert_string_not_equal(permission_sentence(table[i].may), "nobody");
    }
    assert_false(permission_is_known("nonsense"));
    assert_string_equal(permission_sentence("nonsense"), "nobody");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(each_word_lets_in_exactly_those_it_names),
        MODEL_TEST(what_is_nobodys_is_not_everybodys_own),
        MODEL_TEST(who_has_left_is_a_member_no_more),
        MODEL_TEST(a_network_is_asked_about_what_its_charter_names),
        MODEL_TEST(who_may_not_is_refused_and_not_asked_for),
        MODEL_TEST(kith_itself_and_the_networks_own_schedule_need_not_ask),
        MODEL_TEST(only_the_charter_in_force_counts),
        cmocka_unit_test(every_word_has_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
