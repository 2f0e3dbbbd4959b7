/* What a change of the charter needs is what the terms in force say, and must be possible. */
#include "model/amendment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/charter.h"
#include "model/committee.h"
#include "model/office.h"

enum { NETWORK = 5 };

static void read_terms(struct model *in, const char *text, struct terms *ret_terms)
{
    struct json *json = json_parse(str_of(text), in->error);
    assert_non_null(json);
    terms_from_json(json, in->arena, ret_terms);
    json_free(json);
}

static const char *words_of(struct model *in, const char *text)
{
    struct terms terms;
    struct amendment amendment;
    read_terms(in, text, &terms);
    assert_int_equal(amendment_of_terms(&terms, in->arena, &amendment, in->error), OK);
    return arena_copy(in->arena, amendment_words(&amendment, in->arena));
}

static void what_a_change_needs_is_said_in_words(void **state)
{
    struct model *in = IN(state);
    assert_string_equal(words_of(in, "{}"), "the signatures alone");
    assert_string_equal(words_of(in, "{\"ask\":[\"charter.sign\"]}"),
                        "the signatures, and the members' consent to each of them");
    assert_string_equal(words_of(in, "{\"amend\":{\"by\":\"members\"}}"),
                        "two thirds of the votes in a vote of all members, besides the signatures");
    assert_string_equal(
        words_of(in, "{\"amend\":{\"by\":\"steering_group\",\"majority\":\"3/4 of seats\","
                     "\"quorum\":\"half of seats\"}}"),
        "three quarters of the seats in a vote of the steering group (quorum of the vote: half of "
        "seats), besides the signatures");
}

static void the_version_in_force_says_what_a_change_needs(void **state)
{
    struct model *in = IN(state);
    struct amendment amendment;
    struct charter first = {.network = NETWORK,
                            .text = STR("# One"),
                            .terms = STR("{\"amend\":{\"by\":\"members_without_allies\","
                                         "\"majority\":\"all of votes\"}}")};
    struct charter second = {.network = NETWORK, .text = STR("# Two"), .terms = STR("{}")};
    assert_model_fails(in, amendment_in_force(in, NETWORK, &amendment), ERROR_MISSING, "network");
    assert_int_equal(charter_add(in, &first), OK);
    assert_int_equal(amendment_in_force(in, NETWORK, &amendment), OK);
    assert_true(amendment.is_voted && amendment.charter == 1 &&
                amendment.majority.numerator == amendment.majority.denominator &&
                str_is(amendment.voters, "members_without_allies"));
    assert_string_equal(arena_copy(in->arena, amendment_sentence(&amendment, in->arena)),
                        "This change needs all of the votes in a vote of the members without the "
                        "allies, besides the signatures: section `amend` of the charter in force, "
                        "version 1, says so.");
    assert_int_equal(charter_add(in, &second), OK);
    assert_int_equal(amendment_in_force(in, NETWORK, &amendment), OK);
    assert_true(!amendment.is_voted && amendment.charter == 2);
}

static void refuse(struct model *in, const char *text, const char *part)
{
    struct terms terms;
    read_terms(in, text, &terms);
    assert_model_fails(in, amendment_check(in, NETWORK, &terms), ERROR_WRONG, "terms");
    assert_non_null(strstr(in->error->message, part));
    *in->error = (struct error){0};
}

static void accept(struct model *in, const char *text)
{
    struct terms terms;
    read_terms(in, text, &terms);
    assert_int_equal(amendment_check(in, NETWORK, &terms), OK);
}

static void terms_by_which_no_change_could_pass_are_refused(void **state)
{
    struct model *in = IN(state);
    struct role role = {.network = NETWORK,
                        .key = STR("chair"),
                        .title = STR("Chair"),
                        .team = STR("leadership"),
                        .seats = 4};
    assert_int_equal(role_add(in, &role), OK);
    assert_int_equal(committee_found(in, NETWORK), OK);
    refuse(in, "{\"amend\":{\"by\":\"members\",\"majority\":\"many\"}}",
           "In the terms, amend.majority: \"many\" cannot be read");
    refuse(in, "{\"amend\":{\"by\":\"members\",\"majority\":\"half of seats\"}}",
           "In the terms, amend.majority: all members vote, so");
    refuse(in, "{\"amend\":{\"by\":\"steering_group\",\"majority\":\"half of members\"}}",
           "In the terms, amend.majority: the steering group vote, so");
    refuse(in, "{\"amend\":{\"by\":\"members\",\"quorum\":\"lots\"}}",
           "In the terms, amend.quorum: \"lots\" cannot be read");
    refuse(in, "{\"amend\":{\"by\":\"members\",\"quorum\":\"half of seats\"}}",
           "In the terms, amend.quorum: all members vote, so the quorum");
    refuse(in, "{\"amend\":{\"by\":\"steering_group\",\"quorum\":\"5\"}}",
           "In the terms, amend.quorum:");
    refuse(in, "{\"amend\":{\"by\":\"members\",\"quorum\":\"5; with king\"}}",
           "no role here has the key \"king\"");
    refuse(in, "{\"amend\":{\"by\":\"members\"},\"ask\":[\"charter.sign\"]}",
           "In the terms, ask: charter.sign would put one change to two votes");
    accept(in, "{\"amend\":{\"by\":\"steering_group\",\"quorum\":\"4; with chair\","
               "\"majority\":\"all of seats\"}}");
    accept(in,
           "{\"amend\":{\"by\":\"members\",\"quorum\":\"greater of 500 and half of members\"}}");
    accept(in, "{\"ask\":[\"charter.sign\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(what_a_change_needs_is_said_in_words),
        MODEL_TEST(the_version_in_force_says_what_a_change_needs),
        MODEL_TEST(terms_by_which_no_change_could_pass_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
