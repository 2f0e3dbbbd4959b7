/* Charters: versions are kept, the newest is in force, and its terms are read one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/network.h"

enum { NETWORK = 5, OTHER = 6 };

static int64_t amend(struct model *in, int64_t network, const char *text, const char *terms)
{
    struct charter charter = {.network = network, .text = str_of(text), .terms = str_of(terms)};
    assert_int_equal(charter_add(in, &charter), OK);
    return charter.version;
}

static void the_newest_charter_is_in_force_and_the_others_are_kept(void **state)
{
    struct model *in = IN(state);
    struct charter charter;
    assert_model_fails(in, charter_read(in, NETWORK, &charter), ERROR_MISSING, "network");
    assert_int_equal(amend(in, NETWORK, "# One", "{}"), 1);
    assert_int_equal(amend(in, NETWORK, "# Two", "{\"refresh\":{\"every\":\"P6M\"}}"), 2);
    assert_int_equal(amend(in, OTHER, "# Other", "{}"), 1);
    assert_int_equal(charter_read(in, NETWORK, &charter), OK);
    assert_int_equal(charter.version, 2);
    assert_true(str_is(charter.text, "# Two"));
    assert_non_null(memmem(charter.terms.ptr, charter.terms.len, "\"every\":\"P6M\"", 13));
    assert_int_equal(charter_read_version(in, NETWORK, 1, &charter), OK);
    assert_true(charter.version == 1 && str_is(charter.text, "# One"));
    assert_model_fails(in, charter_read_version(in, NETWORK, 3, &charter), ERROR_MISSING,
                       "version");
    assert_model_fails(in, charter_read_version(in, NETWORK, 0, &charter), ERROR_MISSING,
                       "version");
}

static void what_a_charter_leaves_out_is_kept_in_it_as_the_default_of_its_day(void **state)
{
    struct model *in = IN(state);
    struct charter charter;
    amend(in, NETWORK, "# One", "{}");
    assert_int_equal(charter_read(in, NETWORK, &charter), OK);
    assert_non_null(memmem(charter.terms.ptr, charter.terms.len, "\"pause_days\":60", 15));
}

static void a_term_is_what_the_charter_in_force_says_or_the_default(void **state)
{
    struct model *in = IN(state);
    int64_t days;
    assert_int_equal(charter_term_int(in, NETWORK, "refresh.pause_days", &days), OK);
    assert_int_equal(days, 60);
    amend(in, NETWORK, "# One", "{\"refresh\":{\"pause_days\":90}}");
    amend(in, OTHER, "# Other", "{\"refresh\":{\"pause_days\":20}}");
    assert_int_equal(charter_term_int(in, NETWORK, "refresh.pause_days", &days), OK);
    assert_int_equal(days, 90);
    amend(in, NETWORK, "# Two", "{}");
    assert_int_equal(charter_term_int(in, NETWORK, "refresh.pause_days", &days), OK);
    assert_int_equal(days, 60);
}

static void terms_of_every_kind_are_read(void **state)
{
    struct model *in = IN(state);
    struct fraction fraction;
    struct duration duration;
    struct str word, words[TERM_ITEMS];
    int64_t days[TERM_ITEMS];
    size_t count;
    bool yes;
    amend(in, NETWORK, "# One",
          "{\"quorum\":{\"fraction\":\"2/3\",\"rounding\":\"down\",\"remote_counts\":false},"
          "\"refresh\":{\"every\":\"P6M\",\"reminder_days\":[7,21,35]},"
          "\"amend\":{\"signed_by\":[\"chair\",\"deputy_chair\"]}}");
    assert_int_equal(charter_term_fraction(in, NETWORK, "quorum.fraction", &fraction), OK);
    assert_true(fraction.top == 2 && fraction.below == 3);
    assert_int_equal(charter_term_text(in, NETWORK, "quorum.rounding", &word), OK);
    assert_true(str_is(word, "down"));
    assert_int_equal(charter_term_bool(in, NETWORK, "quorum.remote_counts", &yes), OK);
    assert_false(yes);
    assert_int_equal(charter_term_bool(in, NETWORK, "no_confidence.recused", &yes), OK);
    assert_true(yes);
    assert_int_equal(charter_term_duration(in, NETWORK, "refresh.every", &duration), OK);
    assert_true(duration.months == 6 && duration.ms == 0);
    assert_int_equal(charter_term_ints(in, NETWORK, "refresh.reminder_days", days, &count), OK);
    assert_true(count == 3 && days[0] == 7 && days[1] == 21 && days[2] == 35);
    assert_int_equal(charter_term_words(in, NETWORK, "amend.signed_by", words, &count), OK);
    assert_true(count == 2 && str_is(words[0], "chair") && str_is(words[1], "deputy_chair"));
    assert_int_equal(charter_term_words(in, NETWORK, "ask", words, &count), OK);
    assert_int_equal(count, 0);
}

static void a_list_that_is_given_empty_stays_empty(void **state)
{
    struct model *in = IN(state);
    int64_t days[TERM_ITEMS];
    size_t count;
    amend(in, NETWORK, "# One", "{\"refresh\":{\"reminder_days\":[]}}");
    assert_int_equal(charter_term_ints(in, NETWORK, "refresh.reminder_days", days, &count), OK);
    assert_int_equal(count, 0);
}

static void a_term_that_is_unknown_or_of_another_kind_is_a_fault(void **state)
{
    struct model *in = IN(state);
    struct fraction fraction;
    struct duration duration;
    int64_t number, numbers[TERM_ITEMS];
    size_t count;
    bool yes;
    assert_int_equal(charter_term_int(in, NETWORK, "refresh.no_such", &number), ERROR_BROKEN);
    assert_int_equal(charter_term_int(in, NETWORK, "refresh.every", &number), ERROR_BROKEN);
    assert_int_equal(charter_term_bool(in, NETWORK, "refresh.every", &yes), ERROR_BROKEN);
    assert_int_equal(charter_term_fraction(in, NETWORK, "focus.groups", &fraction), ERROR_BROKEN);
    assert_int_equal(charter_term_duration(in, NETWORK, "focus.groups", &duration), ERROR_BROKEN);
    assert_int_equal(charter_term_ints(in, NETWORK, "amend.signed_by", numbers, &count),
                     ERROR_BROKEN);
}

static void members_are_asked_again_after_what_the_charter_says_or_a_year(void **state)
{
    struct model *in = IN(state);
    struct str refresh;
    assert_int_equal(network_refresh(in, NETWORK, &refresh), OK);
    assert_true(str_is(refresh, "P12M"));
    amend(in, NETWORK, "# One", "{\"refresh\":{\"every\":\"P6M\"}}");
    assert_int_equal(network_refresh(in, NETWORK, &refresh), OK);
    assert_true(str_is(refresh, "P6M"));
}

static void only_a_whole_name_in_its_list_asks(void **state)
{
    static const struct {
        const char *terms;
        bool asks;
    } charters[] = {
        {"{}", false},
        {"{\"ask\":[]}", false},
        {"{\"ask\":[\"network.amend\"]}", true},
        {"{\"ask\":[\"tea.pour\",\"network.amend\"]}", true},
        {"{\"ask\":[\"network.amendment\"]}", false},
        {"{\"amend\":{\"signed_by\":[\"network.amend\"]}}", false},
    };
    struct model *in = IN(state);
    for (size_t i = 0; i < sizeof charters / sizeof *charters; i++) {
        bool asks;
        amend(in, NETWORK, "# Charter", charters[i].terms);
        assert_int_equal(network_wants_to_be_asked(in, NETWORK, "network.amend", &asks), OK);
        if (asks != charters[i].asks)
            fail_msg("%s", charters[i].terms);
    }
}

static int take_version(void *self, const struct charter *charter)
{
    int64_t *next = self;
    assert_int_equal(charter->version, ++*next);
    assert_int_equal(charter->day, MODEL_NOW / DAY_MS);
    return OK;
}

static void every_version_is_listed_with_its_day(void **state)
{
    struct model *in = IN(state);
    int64_t last = 0;
    amend(in, NETWORK, "# One", "{}");
    amend(in, NETWORK, "# Two", "{}");
    assert_int_equal(charter_each(in, NETWORK, take_version, &last), OK);
    assert_int_equal(last, 2);
}

/* The schedule never holds more than the one that counts. */
static void each_version_and_each_review_sets_the_next_review(void **state)
{
    struct model *in = IN(state);
    int32_t day;
    assert_int_equal(charter_review_day(in, NETWORK, &day), OK);
    assert_int_equal(day, 0);
    amend(in, NETWORK, "# One", "{}");
    assert_int_equal(charter_review_day(in, NETWORK, &day), OK);
    assert_int_equal(day, civil_to_day(2027, 11, 21));
    amend(in, NETWORK, "# Two", "{\"review\":{\"every\":\"P6M\"}}");
    assert_int_equal(charter_review_day(in, NETWORK, &day), OK);
    assert_int_equal(day, civil_to_day(2027, 5, 21));
    in->now_ms += 31 * (int64_t)DAY_MS;
    assert_int_equal(charter_review_next(in, NETWORK), OK);
    assert_int_equal(charter_review_day(in, NETWORK, &day), OK);
    assert_int_equal(day, civil_to_day(2027, 6, 22));
    assert_int_equal(model_count(in, "SELECT count(*) FROM schedule"
                                     " WHERE action = 'charter.review'"),
                     1);
}

static void networks_of_an_earlier_kith_are_reviewed_too(void **state)
{
    struct model *in = IN(state);
    int32_t day;
    model_run(in, "INSERT INTO charter_terms (network, version, ask, lines) VALUES"
                  " (1, 1, '', ''), (2, 1, '', ''), (3, 1, '', '')");
    model_run(in, "INSERT INTO network (id, place, name, name_key, aim, state) VALUES"
                  " (1, 1, 'a', 'a', 'a', 'open'), (2, 1, 'b', 'b', 'b', 'closed'),"
                  " (3, 1, 'c', 'c', 'c', 'open')");
    assert_int_equal(charter_review_begin(in), OK);
    assert_int_equal(charter_review_day(in, 3, &day), OK);
    assert_int_equal(day, civil_to_day(2027, 11, 21));
    assert_int_equal(charter_review_begin(in), OK);
    assert_int_equal(model_count(in, "SELECT count(*) FROM schedule"
                                     " WHERE action = 'charter.review'"),
                     2);
}

static void what_was_in_force_is_known_for_every_moment(void **state)
{
    struct model *in = IN(state);
    const int64_t begin = in->now_ms;
    int64_t version = 99;
    assert_int_equal(charter_in_force(in, NETWORK, begin, &version), OK);
    assert_int_equal(version, 0);
    amend(in, NETWORK, "# One", "{}");
    in->now_ms = begin + 1000;
    amend(in, NETWORK, "# Two", "{}");
    amend(in, OTHER, "# Other", "{}");
    in->now_ms = begin + 5000;
    static const struct {
        int64_t after, version;
    } moments[] = {{-1, 0}, {0, 1}, {999, 1}, {1000, 2}, {4999, 2}, {5000, 2}, {9000, 2}};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        assert_int_equal(charter_in_force(in, NETWORK, begin + moments[i].after, &version), OK);
        assert_int_equal(version, moments[i].version);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(the_newest_charter_is_in_force_and_the_others_are_kept),
        MODEL_TEST(what_a_charter_leaves_out_is_kept_in_it_as_the_default_of_its_day),
        MODEL_TEST(a_term_is_what_the_charter_in_force_says_or_the_default),
        MODEL_TEST(terms_of_every_kind_are_read),
        MODEL_TEST(a_list_that_is_given_empty_stays_empty),
        MODEL_TEST(a_term_that_is_unknown_or_of_another_kind_is_a_fault),
        MODEL_TEST(members_are_asked_again_after_what_the_charter_says_or_a_year),
        MODEL_TEST(only_a_whole_name_in_its_list_asks),
        MODEL_TEST(every_version_is_listed_with_its_day),
        MODEL_TEST(each_version_and_each_review_sets_the_next_review),
        MODEL_TEST(networks_of_an_earlier_kith_are_reviewed_too),
        MODEL_TEST(what_was_in_force_is_known_for_every_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
