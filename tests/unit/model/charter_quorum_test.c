/* The quorums that a charter sets are rules for the engine, and those without a charter too. */
#include "model/charter_quorum.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/charter.h"

enum { NETWORK = 5 };

static void amend(struct model *in, const char *terms)
{
    struct charter charter = {.network = NETWORK, .text = STR("# One"), .terms = str_of(terms)};
    assert_int_equal(charter_add(in, &charter), OK);
}

static void expect_version(struct model *in, int64_t version, bool general, const char *line)
{
    struct quorum_rule rule;
    assert_int_equal(quorum_of_charter(in, NETWORK, version, general, &rule), OK);
    assert_string_equal(arena_copy(in->arena, quorum_print(&rule, in->arena)), line);
}

static void expect(struct model *in, bool general, const char *line)
{
    expect_version(in, 0, general, line);
}

static void without_a_charter_the_defaults_hold(void **state)
{
    expect(IN(state), false, "greater of 3 and half of filled seats");
    expect(IN(state), true,
           "greater of 5 members and a quarter of members; with chair or deputy_chair");
}

static void what_the_charter_says_is_the_rule(void **state)
{
    struct model *in = IN(state);
    amend(in, "{\"quorum\":{\"fraction\":\"2/3\",\"rounding\":\"down\",\"at_least\":4,"
              "\"remote_counts\":false},\"general\":{\"fraction\":\"1/10\",\"present\":[]}}");
    expect(in, false,
           "greater of 4 and two thirds of filled seats rounded down; remote does not count");
    expect(in, true, "greater of 5 members and a tenth of members");
}

static void an_earlier_version_has_its_own_rule(void **state)
{
    struct model *in = IN(state);
    amend(in, "{\"quorum\":{\"at_least\":4}}");
    amend(in, "{\"quorum\":{\"at_least\":6}}");
    expect(in, false, "greater of 6 and half of filled seats");
    expect_version(in, 1, false, "greater of 4 and half of filled seats");
    expect_version(in, 2, false, "greater of 6 and half of filled seats");
    assert_int_equal(in->error->code, OK);
}

static void terms_that_ask_nothing_leave_one_person(void **state)
{
    struct model *in = IN(state);
    amend(in, "{\"quorum\":{\"fraction\":\"0/1\",\"at_least\":0},"
              "\"general\":{\"at_least\":0,\"fraction\":\"1/5\"}}");
    expect(in, false, "1");
    expect(in, true, "a fifth of members; with chair or deputy_chair");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(without_a_charter_the_defaults_hold),
        MODEL_TEST(what_the_charter_says_is_the_rule),
        MODEL_TEST(an_earlier_version_has_its_own_rule),
        MODEL_TEST(terms_that_ask_nothing_leave_one_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
