/* Small elections for tests of counting: papers in the BLT format, a whole count as a text. */
#include "lib/tally.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct papers tally_papers(const char *blt)
{
    struct papers papers;
    struct error error = {0};
    struct text text = {0};
    int64_t candidates = strtoll(blt, NULL, 10);
    text_print(&text, "%s\n0\n", blt);
    for (int64_t i = 0; i < candidates; i++)
        text_print(&text, "\"%c\"\n", (char)('A' + i));
    if (blt_read(text_str(&text), &papers, &error) != OK)
        fail_msg("%s", error.message);
    text_done(&text);
    return papers;
}

struct tally tally_count(const struct count_method *method, const char *blt)
{
    struct tally tally = {.papers = tally_papers(blt)};
    struct count_options options = {.seed = STR("2026")};
    struct error error = {0};
    if (count_run(method, &tally.papers, &options, &tally.result, &error) != OK)
        fail_msg("%s", error.message);
    return tally;
}

void tally_done(struct tally *tally)
{
    count_done(&tally->result);
    papers_done(&tally->papers);
}

static void names_add(const struct papers *papers, const size_t *who, size_t count,
                      struct text *text)
{
    for (size_t i = 0; i < count; i++)
        text_print(text, " %.*s", STR_ARGS(papers->names[who[i]]));
}

static void round_add(const struct tally *tally, const struct count_round *round, struct text *text)
{
    const struct count_method *method = tally->result.method;
    struct arena arena = {0};
    for (size_t i = 0; i < tally->papers.candidates; i++)
        text_print(text, " %.*s %s", STR_ARGS(tally->papers.names[i]),
                   count_print(method, round->votes[i], &arena));
    text_print(text, " - %s", count_print(method, round->non_transferable, &arena));
    if (round->quota != 0)
        text_print(text, " quota %s", count_print(method, round->quota, &arena));
    if (round->surplus_of != COUNT_NOBODY) {
        text_add(text, STR(", surplus of"));
        names_add(&tally->papers, &round->surplus_of, 1, text);
    }
    if (round->excluded_count > 0) {
        text_add_char(text, ',');
        names_add(&tally->papers, round->excluded, round->excluded_count, text);
        text_add(text, STR(" excluded"));
    }
    if (round->elected_count > 0) {
        text_add_char(text, ',');
        names_add(&tally->papers, round->elected, round->elected_count, text);
        text_add(text, STR(" elected"));
    }
    text_add_char(text, '\n');
    arena_done(&arena);
}

static void tie_add(const struct tally *tally, const struct count_tie *tie, struct text *text)
{
    text_print(text, "tie in %zu:", tie->round);
    names_add(&tally->papers, tie->between, tie->between_count, text);
    if (tie->rule == COUNT_LOT)
        text_add(text, STR(", lot,"));
    else
        text_print(text, ", round %zu,", tie->earlier);
    names_add(&tally->papers, &tie->chosen, 1, text);
    text_print(text, " %s\n", tie->to);
}

void assert_counted(const struct count_method *method, const char *blt, const char *expected)
{
    struct tally tally = tally_count(method, blt);
    struct text text = {0};
    for (size_t i = 0; i < tally.result.rounds.count; i++) {
        text_print(&text, "%zu", i + 1);
        round_add(&tally, &tally.result.rounds.at[i], &text);
    }
    for (size_t i = 0; i < tally.result.ties.count; i++)
        tie_add(&tally, &tally.result.ties.at[i], &text);
    text_add(&text, STR("elected:"));
    names_add(&tally.papers, tally.result.elected.at, tally.result.elected.count, &text);
    text_add_char(&text, '\n');
    assert_string_equal(text.ptr, expected);
    text_done(&text);
    tally_done(&tally);
}

void assert_uncounted(const struct count_method *method, const char *blt, int err,
                      const char *field)
{
    struct papers papers = tally_papers(blt);
    struct count_options options = {.seed = STR("2026")};
    struct count_result result;
    struct error error = {0};
    assert_int_equal(count_run(method, &papers, &options, &result, &error), err);
    assert_string_equal(error.field, field);
    papers_done(&papers);
}
