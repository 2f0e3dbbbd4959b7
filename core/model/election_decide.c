/* What the papers of an election come to: they are counted, and who is elected or what is carried
 * follows from them. Pure but for reading the options. */
#include <inttypes.h>

#include "model/election_form.h"

static int form_add(void *self, const struct election_option *option)
{
    struct paper_form *form = self;
    if (form->count == ELECTION_OPTIONS_MOST)
        return ERROR_BROKEN;
    form->withdrawn[form->count] = option->withdrawn;
    form->options[form->count++] = *option;
    return OK;
}

int paper_form_read(struct model *in, int64_t election, struct paper_form *form)
{
    *form = (struct paper_form){.in = in};
    return election_option_each(in, election, form_add, form);
}

static size_t form_standing(const struct paper_form *form)
{
    size_t standing = 0;
    for (size_t i = 0; i < form->count; i++)
        standing += !form->withdrawn[i];
    return standing;
}

/* ---- lines of papers ---- */

bool paper_line_next(struct str *rest, struct str *ret_line)
{
    const char *end = rest->len > 0 ? memchr(rest->ptr, '\n', rest->len) : NULL;
    if (end == NULL)
        return false;
    *ret_line = (struct str){rest->ptr, (size_t)(end - rest->ptr)};
    *rest = (struct str){end + 1, rest->len - ret_line->len - 1};
    return true;
}

struct str paper_line_choices(struct str line)
{
    return line.len <= RECEIPT_LENGTH + 1
               ? (struct str){0}
               : (struct str){line.ptr + RECEIPT_LENGTH + 1, line.len - RECEIPT_LENGTH - 1};
}

int64_t papers_lines(struct str papers)
{
    struct str line;
    int64_t count = 0;
    while (paper_line_next(&papers, &line))
        count++;
    return count;
}

int64_t papers_with_receipt(struct str papers, struct str receipt, struct str *ret_choices)
{
    struct str line;
    int64_t count = 0;
    *ret_choices = (struct str){0};
    while (paper_line_next(&papers, &line)) {
        if (line.len < RECEIPT_LENGTH || receipt.len != RECEIPT_LENGTH ||
            memcmp(line.ptr, receipt.ptr, RECEIPT_LENGTH) != 0)
            continue;
        if (count++ == 0)
            *ret_choices = paper_line_choices(line);
    }
    return count;
}

/* ---- counting ---- */

int paper_form_fill(const struct paper_form *form, const struct election *election, struct str text,
                    struct papers *papers)
{
    struct str line;
    int err = OK;
    papers_start(papers, form->count, (size_t)election->seats);
    papers->title = election->title;
    for (size_t i = 0; i < form->count; i++) {
        papers->names[i] = form->options[i].name;
        papers->withdrawn[i] = form->withdrawn[i];
    }
    if (form->count > 0 && form->options[0].lot != 0) {
        papers->lots = arena_take(&papers->arena, form->count * sizeof *papers->lots);
        for (size_t i = 0; i < form->count; i++)
            papers->lots[form->options[i].lot - 1] = i;
    }
    while (err == OK && paper_line_next(&text, &line)) {
        struct ballot ballot;
        if (!ballot_parse(paper_line_choices(line), &ballot))
            return error_set(form->in->error, ERROR_BROKEN, NULL, "A paper cannot be read.");
        err = papers_add(papers, 1, ballot.choices, ballot.count, form->in->error);
    }
    if (err == OK)
        papers_merge(papers);
    return err;
}

static const char *part_words(struct model *in, struct fraction part)
{
    return arena_print(in->arena, "%" PRId64 "/%" PRId64, part.top, part.below);
}

static bool is_quorate(const struct election *election, int64_t voted)
{
    return voted * election->quorum.below >= election->quorum.top * election->roll;
}

/* A question: the first answer needs a part of the votes. */
static void decide_question(struct model *in, const struct election *election,
                            const struct count_result *result,
                            struct election_decision *ret_decision)
{
    int64_t first = result->rounds.count > 0 ? result->rounds.at[0].votes[0] : 0;
    int64_t needs = election->majority.top * result->valid;
    int64_t has = election->majority.below * first;
    bool carried = result->valid > 0 && (election->more_than ? has > needs : has >= needs);
    bool tied = election->ties_stay && result->valid > 0 && 2 * first == result->valid;
    ret_decision->outcome = carried ? "carried" : tied ? "tied" : "rejected";
    ret_decision->elected_count = 0;
    if (carried)
        ret_decision->elected[ret_decision->elected_count++] = 1;
    ret_decision->why =
        arena_print(in->arena, "It needed %s %s of the votes, and %s.",
                    election->more_than ? "more than" : "at least",
                    part_words(in, election->majority), carried ? "had them" : "had not");
}

static void decide_by_count(struct model *in, const struct election *election,
                            const struct count_result *result,
                            struct election_decision *ret_decision)
{
    for (size_t i = 0; i < result->ties.count; i++)
        ret_decision->by_lot = ret_decision->by_lot || result->ties.at[i].rule == COUNT_LOT;
    ret_decision->elected_count = 0;
    for (size_t i = 0; i < result->elected.count; i++)
        ret_decision->elected[ret_decision->elected_count++] = result->elected.at[i] + 1;
    ret_decision->outcome = "elected";
    ret_decision->why = arena_print(
        in->arena, "%s: %s%s", result->method->title, result->method->sentence,
        ret_decision->by_lot ? " A tie was decided by the lot of the published seed." : "");
    if (election->ties_stay && ret_decision->by_lot) {
        ret_decision->outcome = "tied";
        ret_decision->elected_count = 0;
        ret_decision->why = "There was a tie, and no lot decides it.";
    }
}

static int decide_counted(struct model *in, const struct election *election,
                          const struct papers *papers, struct election_decision *ret_decision)
{
    struct count_result result;
    const struct count_options options = {.seats = (size_t)election->seats};
    const struct count_method *method = count_method_find(election->method);
    if (method == NULL)
        return ERROR_BROKEN;
    int err = count_run(method, papers, &options, &result, in->error);
    if (err != OK)
        return err;
    ret_decision->blank = result.blank;
    if (election->majority.top > 0)
        decide_question(in, election, &result, ret_decision);
    else
        decide_by_count(in, election, &result, ret_decision);
    count_done(&result);
    return OK;
}

void paper_form_unopposed(const struct paper_form *form, struct election_decision *ret_decision)
{
    ret_decision->outcome = "unopposed";
    ret_decision->why = "There were no more candidates than seats, so all were elected unopposed.";
    for (size_t i = 0; i < form->count; i++)
        if (!form->withdrawn[i])
            ret_decision->elected[ret_decision->elected_count++] = i + 1;
    if (ret_decision->elected_count == 0) {
        ret_decision->outcome = "nobody";
        ret_decision->why = "Nobody stands: there was no candidate, or all have withdrawn.";
    }
}

static bool is_uncontested(const struct election *election, const struct paper_form *form)
{
    return str_is(election->purpose, "office") && form_standing(form) <= (size_t)election->seats;
}

static bool is_all_blank(const struct papers *papers)
{
    int64_t marked = 0;
    for (uint32_t child = papers->nodes.at[0].child; child != 0;
         child = papers->nodes.at[child].sibling)
        marked += papers->nodes.at[child].count;
    return marked == 0;
}

int paper_form_decide(const struct paper_form *form, const struct election *election,
                      struct str text, struct election_decision *ret_decision)
{
    struct model *in = form->in;
    struct papers papers;
    int err = paper_form_fill(form, election, text, &papers);
    *ret_decision = (struct election_decision){.papers = papers_count(&papers)};
    if (err != OK) {
    } else if (is_uncontested(election, form)) {
        paper_form_unopposed(form, ret_decision);
    } else if (!is_quorate(election, ret_decision->papers)) {
        ret_decision->outcome = "inquorate";
        ret_decision->why = arena_print(in->arena,
                                        "Fewer voted than the quorum asks for: %s of "
                                        "those who may vote.",
                                        part_words(in, election->quorum));
    } else if (form_standing(form) == 0 || is_all_blank(&papers)) {
        ret_decision->outcome = "nobody";
        ret_decision->why = "No paper had a choice on it.";
        ret_decision->blank = ret_decision->papers;
    } else {
        err = decide_counted(in, election, &papers, ret_decision);
    }
    papers_done(&papers);
    return err;
}

int election_decide(struct model *in, const struct election *election, struct str papers,
                    struct election_decision *ret_decision)
{
    struct paper_form *form = arena_take(in->arena, sizeof *form);
    int err = paper_form_read(in, election->id, form);
    return err != OK ? err : paper_form_decide(form, election, papers, ret_decision);
}

int election_is_same(struct model *in, const struct election *election,
                     const struct election_decision *decision, bool *ret_same)
{
    struct paper_form *form = arena_take(in->arena, sizeof *form);
    int err = paper_form_read(in, election->id, form);
    size_t elected = 0;
    *ret_same = err == OK && str_is(election->outcome, decision->outcome);
    for (size_t i = 0; i < form->count; i++)
        elected += form->options[i].elected != 0;
    *ret_same = *ret_same && elected == decision->elected_count;
    for (size_t i = 0; i < decision->elected_count && *ret_same; i++)
        *ret_same = form->options[decision->elected[i] - 1].elected == (int64_t)i + 1;
    return err;
}
