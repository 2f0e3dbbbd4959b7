/* A quorum's rule is a line that people write, and prints as the same line for the same rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "model/quorum/quorum.h"

static void expect_print(const char *line, const char *printed)
{
    struct arena arena = {0};
    struct quorum_rule rule, again;
    struct error error = {0};
    if (quorum_parse(str_of(line), &arena, &rule, &error) != OK)
        fail_msg("%s: %s", line, error.message);
    struct str out = quorum_print(&rule, &arena);
    assert_string_equal(arena_copy(&arena, out), printed);
    assert_int_equal(quorum_parse(out, &arena, &again, &error), OK);
    assert_string_equal(arena_copy(&arena, quorum_print(&again, &arena)), printed);
    arena_done(&arena);
}

static void expect_refusal(const char *line, const char *message)
{
    struct arena arena = {0};
    struct quorum_rule rule;
    struct error error = {0};
    assert_int_equal(quorum_parse(str_of(line), &arena, &rule, &error), ERROR_WRONG);
    assert_string_equal(error.field, "quorum");
    if (strstr(error.message, message) == NULL)
        fail_msg("%s: %s", line, error.message);
    arena_done(&arena);
}

static void a_line_prints_in_one_form_whoever_wrote_it(void **state)
{
    (void)state;
    expect_print("5", "5");
    expect_print("5 people", "5");
    expect_print("  Half  of the FILLED seats ", "half of filled seats");
    expect_print("1/2 of seats rounded up", "half of seats");
    expect_print("50% of members", "50% of members");
    expect_print("3/7 of members without allies rounded down",
                 "3/7 of members without allies rounded down");
    expect_print("greater of 5 members, more than 7 seats and a quarter of members",
                 "greater of 5 members, more than 7 seats and a quarter of members");
    expect_print("lesser of 3 and more than half of seats;with the chair OR the deputy_chair",
                 "lesser of 3 and more than half of seats; with chair or deputy_chair");
    expect_print("3; proxies at most 2; recused leave the base; remote does not count; with chair "
                 "and secretary in the room",
                 "3; with chair and secretary in the room; remote does not count; recused leave "
                 "the base; proxies at most 2");
    expect_print("3; remote counts; recused stay in the base; no proxies", "3");
}

static void what_a_line_says_is_in_the_rule(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct quorum_rule rule;
    struct error error = {0};
    assert_int_equal(quorum_parse(STR("lesser of more than 2/3 of seats and 4 members; with chair "
                                      "and secretary in the room; remote does not count; recused "
                                      "leave the base; proxies at most 2"),
                                  &arena, &rule, &error),
                     OK);
    assert_int_equal(rule.part_count, 2);
    assert_true(rule.is_lesser && rule.parts[0].is_more_than && !rule.parts[1].is_more_than);
    assert_int_equal(rule.parts[0].numerator, 2);
    assert_int_equal(rule.parts[0].denominator, 3);
    assert_int_equal(rule.parts[0].over, QUORUM_OVER_SEATS);
    assert_int_equal(rule.parts[1].numerator, 4);
    assert_int_equal(rule.parts[1].denominator, 0);
    assert_int_equal(rule.parts[1].over, QUORUM_OVER_MEMBERS);
    assert_int_equal(rule.role_count, 2);
    assert_true(str_is(rule.roles[1], "secretary"));
    assert_true(rule.needs_all_roles && rule.roles_in_room);
    assert_true(!rule.remote_counts && rule.recused_leave_base);
    assert_int_equal(rule.proxies_at_most, 2);
    arena_done(&arena);
}

static void what_cannot_be_read_is_refused_with_what_was_expected(void **state)
{
    (void)state;
    expect_refusal("", "ends too soon: a number or a part was expected");
    /* A long word is cut, but no character of it. */
    expect_refusal(
        "5; xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\u00e9tait",
        "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" cannot be read");
    expect_refusal("some of seats", "\"some\" cannot be read: a number or a part");
    expect_refusal("half seats", "\"seats\" cannot be read: \"of\"");
    expect_refusal("half of chairs", "filled seats, seats, members or members without allies");
    expect_refusal("greater of 5", "ends too soon: a second part");
    expect_refusal("greater of 1, 2, 3, 4 and 5", "at most four parts");
    expect_refusal("5 and 6", "\"and\" cannot be read: the end");
    expect_refusal("5;", "ends too soon: \"with\" and roles");
    expect_refusal("5; with", "ends too soon: the key of a role");
    expect_refusal("5; with Chair's", "the key of a role");
    expect_refusal("5; with chair or chair", "named twice");
    expect_refusal("5; with chair; with secretary", "name them all after one \"with\"");
    expect_refusal("5; with a or b or c or d or e or f or g or h or i", "at most eight roles");
    expect_refusal("5; with chair and secretary or treasurer", "\"or\" cannot be read");
    expect_refusal("5; proxies at most two", "how many proxies count");
    expect_refusal("5; maybe", "\"maybe\" cannot be read");
}

static void what_can_never_be_met_is_refused(void **state)
{
    (void)state;
    expect_refusal("0", "from 1 to 1,000,000,000");
    expect_refusal("1000000001", "from 1 to 1,000,000,000");
    expect_refusal("99999999999999999999", "a number or a part");
    expect_refusal("3/2 of seats", "at most all");
    expect_refusal("0/2 of seats", "above nothing");
    expect_refusal("1/0 of seats", "a number or a part");
    expect_refusal("101% of seats", "at most all");
    expect_refusal("more than all of seats", "More than all can never be there");
    expect_refusal("greater of 3 and more than 100% of seats", "More than all can never be there");
    expect_print("lesser of 3 and more than 100% of seats",
                 "lesser of 3 and more than 100% of seats");
}

static void a_line_that_goes_on_and_on_is_refused(void **state)
{
    (void)state;
    char line[4000];
    memset(line, ';', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    expect_refusal(line, "too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_prints_in_one_form_whoever_wrote_it),
        cmocka_unit_test(what_a_line_says_is_in_the_rule),
        cmocka_unit_test(what_cannot_be_read_is_refused_with_what_was_expected),
        cmocka_unit_test(what_can_never_be_met_is_refused),
        cmocka_unit_test(a_line_that_goes_on_and_on_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
