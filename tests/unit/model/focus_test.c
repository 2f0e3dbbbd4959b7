/* Focus: the groups of a network, in its own words, at most as many as its charter says. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/focus.h"
#include "model/network.h"

enum { NETWORK = 5, OTHER = 6 };

struct found {
    size_t count;
    struct str groups[8];
    int32_t days[8];
};

static int take(void *self, struct str group, int32_t since_day)
{
    struct found *found = self;
    found->groups[found->count] = group;
    found->days[found->count++] = since_day;
    return OK;
}

static struct found groups_of(struct model *in, int64_t network)
{
    struct found found = {0};
    assert_int_equal(focus_each(in, network, take, &found), OK);
    return found;
}

static void groups_are_kept_in_their_own_words_and_in_the_order_of_names(void **state)
{
    struct model *in = IN(state);
    const struct str groups[] = {STR(" Disabled   colleagues"), STR("Bank and agency staff")};
    assert_int_equal(focus_agree(in, NETWORK, groups, 2), OK);
    struct found found = groups_of(in, NETWORK);
    assert_int_equal(found.count, 2);
    assert_true(str_is(found.groups[0], "Bank and agency staff"));
    assert_true(str_is(found.groups[1], "Disabled colleagues"));
    assert_int_equal(groups_of(in, OTHER).count, 0);
}

static void a_group_that_stays_keeps_its_day(void **state)
{
    struct model *in = IN(state);
    const struct str first[] = {STR("Carers"), STR("Parents")};
    const struct str then[] = {STR("CARERS"), STR("Veterans")};
    int32_t day = clock_day(in->now_ms);
    assert_int_equal(focus_agree(in, NETWORK, first, 2), OK);
    in->now_ms += 30 * (int64_t)DAY_MS;
    assert_int_equal(focus_agree(in, NETWORK, then, 2), OK);
    struct found found = groups_of(in, NETWORK);
    assert_int_equal(found.count, 2);
    assert_true(str_is(found.groups[0], "CARERS") && found.days[0] == day);
    assert_true(str_is(found.groups[1], "Veterans") && found.days[1] == day + 30);
    assert_int_equal(focus_agree(in, NETWORK, NULL, 0), OK);
    assert_int_equal(groups_of(in, NETWORK).count, 0);
}

static void there_are_no_more_than_the_charter_says_and_none_twice(void **state)
{
    struct model *in = IN(state);
    const struct str groups[] = {STR("a"), STR("b"), STR("c"), STR("d"), STR("e")};
    const struct str twice[] = {STR("Young staff"), STR("young  staff")};
    struct charter charter = {
        .network = NETWORK, .text = STR("# One"), .terms = STR("{\"focus\":{\"groups\":5}}")};
    assert_int_equal(focus_agree(in, NETWORK, groups, 4), OK);
    assert_model_fails(in, focus_agree(in, NETWORK, groups, 5), ERROR_LIMIT, "groups");
    assert_model_fails(in, focus_agree(in, NETWORK, twice, 2), ERROR_CLASH, "groups");
    assert_int_equal(charter_add(in, &charter), OK);
    assert_int_equal(focus_agree(in, NETWORK, groups, 5), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(groups_are_kept_in_their_own_words_and_in_the_order_of_names),
        MODEL_TEST(a_group_that_stays_keeps_its_day),
        MODEL_TEST(there_are_no_more_than_the_charter_says_and_none_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
