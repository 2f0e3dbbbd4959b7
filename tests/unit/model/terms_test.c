/* The terms of a charter: the table of defaults, JSON and lines, and how each reads in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/terms.h"

/* What was agreed as the defaults, item by item. Whoever changes one changes a promise. */
static const struct {
    const char *path, *preset;
} promised[] = {
    {"quorum.fraction", "1/2"},
    {"quorum.rounding", "up"},
    {"quorum.at_least", "3"},
    {"quorum.remote_counts", "true"},
    {"quorum.warn_vacant", "1/2"},
    {"general.at_least", "5"},
    {"general.fraction", "1/4"},
    {"general.present", "chair\tdeputy_chair"},
    {"no_confidence.notice_days", "14"},
    {"no_confidence.members", "5"},
    {"no_confidence.holders", "2"},
    {"no_confidence.gather_days", "14"},
    {"no_confidence.recused", "true"},
    {"no_confidence.ballot_days", "10"},
    {"no_confidence.quorum", "1/2"},
    {"no_confidence.majority", "2/3"},
    {"no_confidence.cooling_off", "P6M"},
    {"refresh.every", "P12M"},
    {"refresh.reminder_days", "14\t30"},
    {"refresh.pause_days", "60"},
    {"refresh.return", "P12M"},
    {"welcome.contact_days", "5"},
    {"welcome.deputy_days", "10"},
    {"office.chair_term", "P24M"},
    {"office.chair_terms_at_most", "2"},
    {"office.deputies_staggered", "true"},
    {"office.notice_days", "90\t30"},
    {"office.revoted", "chair"},
    {"vacancy.nomination_days", "14"},
    {"vacancy.voting_days", "10"},
    {"vacancy.voting_weekends", "2"},
    {"vacancy.calls_at_most", "3"},
    {"vacancy.method", "av"},
    {"vacancy.silence", "appoints"},
    {"vacancy.founding", "members"},
    {"vacancy.appeal_days", "7"},
    {"vacancy.hearing_days", "10"},
    {"sponsor.term", "P24M"},
    {"reminders.days", "7"},
    {"reminders.hours", "24"},
    {"reminders.digest", "weekly"},
    {"reminders.quiet_from", "21:00"},
    {"reminders.quiet_until", "07:00"},
    {"duties.part", "1/4"},
    {"duties.after_meetings", "4"},
    {"duties.year", "rolling"},
    {"duties.remote_counts", "true"},
    {"duties.written_counts", "true"},
    {"decision.seconders", "1"},
    {"decision.voting_days", "10"},
    {"decision.ratify_days", "14"},
    {"decision.method", "simple"},
    {"decision.abstentions_count", "false"},
    {"concern.acknowledge_days", "3"},
    {"concern.update_days", "20"},
    {"concern.detriment_months", "3\t6"},
    {"amend.signed_by", "chair"},
    {"amend.consultation_days", "14"},
    {"amend.by", "nobody"},
    {"amend.majority", "two thirds of votes"},
    {"amend.quorum", ""},
    {"review.every", "P12M"},
    {"focus.groups", "4"},
    {"ask", ""},
};

static void the_defaults_are_those_that_were_promised(void **state)
{
    (void)state;
    assert_int_equal(TERMS, sizeof promised / sizeof *promised);
    for (size_t i = 0; i < TERMS; i++) {
        assert_string_equal(terms_known[i].path, promised[i].path);
        assert_string_equal(terms_known[i].preset, promised[i].preset);
        assert_true(terms_known[i].summary[0] != '\0');
        assert_ptr_equal(term_find(str_of(promised[i].path)), &terms_known[i]);
    }
    assert_null(term_find(STR("quorum")));
}

static void read_terms(struct arena *arena, const char *text, struct terms *ret_terms)
{
    struct error error = {0};
    struct json *json = json_parse(str_of(text), &error);
    assert_non_null(json);
    terms_from_json(json, arena, ret_terms);
    json_free(json);
}

static void terms_come_back_from_json_and_from_lines(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct terms terms, again;
    read_terms(&arena,
               "{\"quorum\":{\"fraction\":\"3/5\",\"remote_counts\":false},"
               "\"refresh\":{\"reminder_days\":[]},"
               "\"ask\":[\"network.amend\",\"say \\\"what\\\"\"]}",
               &terms);
    struct str json = terms_print_json(&terms, &arena), lines = terms_print_lines(&terms, &arena);
    read_terms(&arena, arena_copy(&arena, json), &again);
    for (size_t i = 0; i < TERMS; i++) {
        assert_true(str_equal(terms.value[i], again.value[i]));
        assert_true(str_equal(terms.value[i], terms_line(lines, &terms_known[i])));
    }
    assert_true(str_is(terms.value[TERM_quorum_fraction], "3/5"));
    assert_true(str_is(terms.value[TERM_quorum_remote_counts], "false"));
    assert_int_equal(terms.value[TERM_refresh_reminder_days].len, 0);
    assert_true(str_is(terms.value[TERM_ask], "network.amend\tsay \"what\""));
    arena_done(&arena);
}

static void what_is_not_of_its_kind_or_not_there_is_the_default(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct terms terms;
    read_terms(&arena, "{\"refresh\":\"P6M\",\"quorum\":{\"at_least\":\"four\"},\"ask\":[1]}",
               &terms);
    for (size_t i = 0; i < TERMS; i++)
        assert_true(str_is(terms.value[i], terms_known[i].preset));
    assert_true(
        str_is(terms_line(STR("\nrefresh.every=P6M"), &terms_known[TERM_refresh_every]), "P6M"));
    assert_true(str_is(terms_line(STR(""), &terms_known[TERM_refresh_every]), "P12M"));
    arena_done(&arena);
}

static void one_length_of_time_is_written_in_one_way(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"P1Y", "P12M"}, {"P12M", "P12M"}, {"P1Y6M", "P18M"},
                                           {"P2W", "P14D"}, {"P1D", "P1D"},   {"P1M1D", "P1M1D"}};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct terms terms;
        read_terms(&arena, arena_print(&arena, "{\"refresh\":{\"every\":\"%s\"}}", pairs[i][0]),
                   &terms);
        assert_string_equal(arena_copy(&arena, terms.value[TERM_refresh_every]), pairs[i][1]);
    }
    arena_done(&arena);
}

static void terms_read_as_sentences(void **state)
{
    (void)state;
    static const struct {
        enum {
            FRACTION = TERM_quorum_fraction,
            ROUNDING = TERM_quorum_rounding,
            REMOTE = TERM_quorum_remote_counts,
            AT_LEAST = TERM_quorum_at_least,
            PRESENT = TERM_general_present,
            EVERY = TERM_refresh_every,
            REMIND = TERM_refresh_reminder_days,
            CONTACT = TERM_welcome_contact_days,
            ASKS = TERM_ask
        } term;
        const char *value, *words;
    } cases[] = {
        {FRACTION, "1/2", "half of the filled seats"},
        {FRACTION, "2/3", "two thirds of the filled seats"},
        {FRACTION, "3/7", "3/7 of the filled seats"},
        {ROUNDING, "up", "rounded up"},
        {REMOTE, "true", "counts as present"},
        {REMOTE, "false", "does not count as present"},
        {AT_LEAST, "1", "1 person"},
        {AT_LEAST, "3", "3 people"},
        {PRESENT, "chair\tdeputy_chair", "chair and deputy chair"},
        {PRESENT, "", "none"},
        {EVERY, "P12M", "after 1 year"},
        {EVERY, "P18M", "after 18 months"},
        {EVERY, "P1DT2H", "after 1 day 2 hours"},
        {REMIND, "7\t14\t21", "after 7, 14 and 21 days"},
        {CONTACT, "1", "within 1 working day"},
        {CONTACT, "5", "within 5 working days"},
        {ASKS, "person.sign_out", "person.sign_out"},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str words = term_words(&terms_known[cases[i].term], str_of(cases[i].value), &arena);
        assert_string_equal(arena_copy(&arena, words), cases[i].words);
    }
    arena_done(&arena);
}

static void a_change_says_what_it_was_and_what_it_is(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct term *quorum = &terms_known[TERM_quorum_fraction];
    assert_string_equal(
        arena_copy(&arena, term_change(quorum, STR("1/2"), STR("2/3"), &arena)),
        "Quorum of the steering group: half of the filled seats → two thirds of the filled seats");
    assert_string_equal(arena_copy(&arena, term_sentence(quorum, STR("1/2"), &arena)),
                        "Quorum of the steering group: half of the filled seats.");
    arena_done(&arena);
}

static void every_default_can_be_said(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < TERMS; i++) {
        struct str words = term_words(&terms_known[i], str_of(terms_known[i].preset), &arena);
        assert_true(words.len > 0);
        assert_null(memchr(words.ptr, '|', words.len));
        assert_null(memchr(words.ptr, '[', words.len));
        assert_null(memchr(words.ptr, '%', words.len));
        assert_null(memchr(words.ptr, '\t', words.len));
    }
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_are_those_that_were_promised),
        cmocka_unit_test(terms_come_back_from_json_and_from_lines),
        cmocka_unit_test(what_is_not_of_its_kind_or_not_there_is_the_default),
        cmocka_unit_test(one_length_of_time_is_written_in_one_way),
        cmocka_unit_test(terms_read_as_sentences),
        cmocka_unit_test(a_change_says_what_it_was_and_what_it_is),
        cmocka_unit_test(every_default_can_be_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
