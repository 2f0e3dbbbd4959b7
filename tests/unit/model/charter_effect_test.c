/* What a change of terms comes to: worked out with a network's numbers, in a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "model/charter_effect.h"

static const struct charter_numbers eight = {.seats = 8, .filled = 8, .members = 45, .focus = 4};

static void read_terms(const char *text, struct arena *arena, struct terms *ret_terms)
{
    struct json *json = json_parse(str_of(text), NULL);
    assert_non_null(json);
    terms_from_json(json, arena, ret_terms);
    json_free(json);
}

static void assert_effect(const char *group, const char *into,
                          const struct charter_numbers *numbers, const char *expected)
{
    struct arena arena = {0};
    struct terms before, after;
    read_terms("{}", &arena, &before);
    read_terms(into, &arena, &after);
    struct str says = charter_effect(group, &before, &after, numbers, &arena);
    assert_string_equal(arena_copy(&arena, says), expected);
    arena_done(&arena);
}

static void the_quorum_rises_falls_or_stays_with_the_seats_that_are_filled(void **state)
{
    (void)state;
    assert_effect("quorum", "{\"quorum\":{\"fraction\":\"3/5\"}}", &eight,
                  "The quorum of the steering group rises from 4 to 5 of 8 filled seats.");
    assert_effect("quorum", "{\"quorum\":{\"fraction\":\"3/5\",\"rounding\":\"down\"}}", &eight,
                  "The quorum of the steering group stays 4 of 8 filled seats.");
    assert_effect("quorum", "{\"quorum\":{\"fraction\":\"1/4\"}}", &eight,
                  "The quorum of the steering group falls from 4 to 3 of 8 filled seats.");
    assert_effect("quorum", "{\"quorum\":{\"at_least\":6}}", &eight,
                  "The quorum of the steering group rises from 4 to 6 of 8 filled seats.");
}

static void while_no_seat_is_filled_all_of_them_are_what_it_is_worked_out_with(void **state)
{
    (void)state;
    assert_effect("quorum", "{\"quorum\":{\"fraction\":\"1/1\"}}",
                  &(struct charter_numbers){.seats = 6},
                  "The quorum of the steering group rises from 3 to 6 of 6 seats, once they are "
                  "filled.");
    assert_effect("quorum", "{\"quorum\":{\"fraction\":\"1/1\"}}", &(struct charter_numbers){0},
                  "");
}

static void members_are_told_as_about_so_many_or_not_at_all(void **state)
{
    (void)state;
    static const struct charter_numbers few = {.seats = 8, .filled = 8};
    assert_effect("general", "{\"general\":{\"fraction\":\"1/3\"}}", &eight,
                  "The quorum of a general meeting rises from 12 to 15 of about 45 members.");
    assert_effect("general", "{\"general\":{\"fraction\":\"1/3\"}}", &few,
                  "The quorum of a general meeting is a part of the members: too few people to "
                  "show, so it is not worked out here.");
    assert_effect("no_confidence", "{\"no_confidence\":{\"quorum\":\"1/3\"}}", &eight,
                  "The quorum of a vote of no confidence falls from 23 to 15 of about 45 members.");
    assert_effect("no_confidence", "{\"no_confidence\":{\"quorum\":\"1/3\"}}", &few, "");
}

static void warnings_duties_and_focus_are_worked_out_too(void **state)
{
    (void)state;
    assert_effect("quorum", "{\"quorum\":{\"warn_vacant\":\"1/4\"}}", &eight,
                  "The number of vacant seats that warns falls from 4 to 2 of 8.");
    assert_effect("duties", "{\"duties\":{\"part\":\"1/3\"}}", &eight,
                  "Where 12 meetings are held in a year, what each takes part in rises from 3 to 4 "
                  "of 12.");
    assert_effect("focus", "{\"focus\":{\"groups\":2}}", &eight,
                  "4 groups are agreed today, 2 more than will be allowed: they stay until "
                  "focus.agree names others.");
    assert_effect("focus", "{\"focus\":{\"groups\":6}}", &eight, "");
}

static void a_change_of_how_the_charter_changes_says_which_rule_makes_it(void **state)
{
    (void)state;
    assert_effect("amend", "{\"amend\":{\"by\":\"members\"}}", &eight,
                  "A change is made by the terms before it: this one needs the signatures alone. "
                  "Later ones need two thirds of the votes in a vote of all members, besides the "
                  "signatures.");
    assert_effect("amend", "{\"amend\":{\"majority\":\"half of votes\"}}", &eight, "");
}

static void what_no_number_follows_from_says_nothing_more(void **state)
{
    (void)state;
    assert_effect("quorum", "{\"quorum\":{\"remote_counts\":false}}", &eight, "");
    assert_effect("refresh", "{\"refresh\":{\"every\":\"P6M\"}}", &eight, "");
    assert_effect("general", "{\"general\":{\"present\":[]}}", &eight, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quorum_rises_falls_or_stays_with_the_seats_that_are_filled),
        cmocka_unit_test(while_no_seat_is_filled_all_of_them_are_what_it_is_worked_out_with),
        cmocka_unit_test(members_are_told_as_about_so_many_or_not_at_all),
        cmocka_unit_test(warnings_duties_and_focus_are_worked_out_too),
        cmocka_unit_test(a_change_of_how_the_charter_changes_says_which_rule_makes_it),
        cmocka_unit_test(what_no_number_follows_from_says_nothing_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
