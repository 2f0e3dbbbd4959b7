/* The result of a count for people: who is elected, and on the sheet how it came to that. */
#include <inttypes.h>

#include "control/recount_print.h"

struct sheet {
    const struct count_result *result;
    FILE *out;
    struct arena arena;
    size_t name_width, amount_width;
};

static struct str name_of(const struct sheet *sheet, size_t candidate)
{
    return sheet->result->papers->names[candidate];
}

static const char *amount(struct sheet *sheet, int64_t number)
{
    return count_print(sheet->result->method, number, &sheet->arena);
}

/* A name in its column: cells of a terminal, not bytes. */
static void put_name(const struct sheet *sheet, struct str name)
{
    size_t columns = str_columns(name);
    fprintf(sheet->out, "  %.*s%*s", STR_ARGS(name),
            (int)(columns < sheet->name_width ? sheet->name_width - columns : 0), "");
}

static void put_list(const struct sheet *sheet, const size_t *candidates, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(sheet->out, "%s%.*s",
                i == 0          ? ""
                : i + 1 < count ? ", "
                                : " and ",
                STR_ARGS(name_of(sheet, candidates[i])));
}

static bool contains(const size_t *candidates, size_t count, size_t candidate)
{
    for (size_t i = 0; i < count; i++)
        if (candidates[i] == candidate)
            return true;
    return false;
}

/* ---- a round ---- */

/* Where a round begins with what the one before it ended with: what goes on to whom. */
static void put_going_on(const struct sheet *sheet, const struct count_round *before)
{
    if (before->excluded_count == 0) {
        fprintf(sheet->out, ": what the elected have beyond the quota goes on");
        return;
    }
    fprintf(sheet->out, ": the papers of ");
    put_list(sheet, before->excluded, before->excluded_count);
    fprintf(sheet->out, " go on to their next preferences");
}

/* What happened first in this round, as its title. */
static void put_heading(const struct sheet *sheet, size_t number, const struct count_round *round)
{
    fprintf(sheet->out, "\nRound %zu", number);
    if (round->surplus_of != COUNT_NOBODY)
        fprintf(sheet->out, ": the surplus of %.*s is transferred",
                STR_ARGS(name_of(sheet, round->surplus_of)));
    else if (sheet->result->method->acts_first && round->excluded_count > 0) {
        fprintf(sheet->out, ": ");
        put_list(sheet, round->excluded, round->excluded_count);
        fprintf(sheet->out, " is excluded, and the papers are transferred");
    } else if (number > 1) {
        put_going_on(sheet, round - 1);
    } else {
        fprintf(sheet->out, sheet->result->pairs != NULL ? ": how many of the others each beats"
                                                         : ": first count");
    }
    fprintf(sheet->out, "\n");
}

static const char *mark(const struct sheet *sheet, const struct count_round *round,
                        size_t candidate)
{
    if (sheet->result->withdrawn[candidate])
        return "  withdrawn";
    if (contains(round->elected, round->elected_count, candidate))
        return "  elected";
    return contains(round->excluded, round->excluded_count, candidate) ? "  excluded" : "";
}

static void put_line(struct sheet *sheet, struct str name, int64_t votes, int64_t change,
                     const char *marked)
{
    put_name(sheet, name);
    fprintf(sheet->out, "  %*s", (int)sheet->amount_width, amount(sheet, votes));
    const char *moved = change == 0 ? ""
                                    : arena_print(&sheet->arena, "%c%s", change > 0 ? '+' : '-',
                                                  amount(sheet, change > 0 ? change : -change));
    if (change != 0 || *marked)
        fprintf(sheet->out, "  %*s%s", (int)sheet->amount_width + 1, moved, marked);
    fprintf(sheet->out, "\n");
}

static void put_round(struct sheet *sheet, size_t number)
{
    const struct count_result *result = sheet->result;
    const struct count_round *round = &result->rounds.at[number - 1];
    const struct count_round *before = number > 1 ? &result->rounds.at[number - 2] : NULL;
    put_heading(sheet, number, round);
    for (size_t i = 0; i < result->papers->candidates; i++) {
        int64_t change = before == NULL ? 0 : round->votes[i] - before->votes[i];
        const char *marked = mark(sheet, round, i);
        bool is_told = number == 1 || round->votes[i] != 0 || change != 0 ||
                       (*marked && !result->withdrawn[i]);
        if (is_told)
            put_line(sheet, name_of(sheet, i), round->votes[i], change, marked);
    }
    int64_t lost = before == NULL ? 0 : round->non_transferable - before->non_transferable;
    if (round->non_transferable != 0)
        put_line(sheet, STR("(not transferable)"), round->non_transferable, lost, "");
    if (round->quota != 0)
        put_line(sheet, STR("(quota)"), round->quota, 0, "");
}

/* Schulze: each against each, the columns by the number that stands before a name. */
static void put_pairs(struct sheet *sheet)
{
    const struct count_result *result = sheet->result;
    size_t candidates = result->papers->candidates;
    int width = (int)(sheet->amount_width > 3 ? sheet->amount_width : 3);
    fprintf(sheet->out, "\nHow many papers prefer the one on the left to each of the others\n");
    fprintf(sheet->out, "       %*s", (int)sheet->name_width, "");
    for (size_t j = 0; j < candidates; j++)
        fprintf(sheet->out, "  %*zu", width, j + 1);
    for (size_t i = 0; i < candidates; i++) {
        fprintf(sheet->out, "\n  %3zu", i + 1);
        put_name(sheet, name_of(sheet, i));
        for (size_t j = 0; j < candidates; j++)
            fprintf(sheet->out, "  %*s", width,
                    i == j ? "" : amount(sheet, result->pairs[i * candidates + j]));
    }
    fprintf(sheet->out, "\n");
}

/* ---- around the rounds ---- */

static void put_head(struct sheet *sheet)
{
    const struct count_result *result = sheet->result;
    if (result->papers->title.len > 0)
        fprintf(sheet->out, "%.*s\n\n", STR_ARGS(result->papers->title));
    fprintf(sheet->out, "%s. %s\n", result->method->title, result->method->sentence);
    fprintf(sheet->out, "%zu %s, %" PRId64 " valid %s", result->seats,
            result->seats == 1 ? "seat" : "seats", result->valid,
            result->valid == 1 ? "paper" : "papers");
    if (result->blank > 0)
        fprintf(sheet->out, ", %" PRId64 " without a preference", result->blank);
    if (result->quota > 0)
        fprintf(sheet->out, ", quota %s", amount(sheet, result->quota));
    fprintf(sheet->out, "\n");
}

static void put_tie(const struct sheet *sheet, const struct count_tie *tie)
{
    fprintf(sheet->out, "Tie in round %zu between ", tie->round);
    put_list(sheet, tie->between, tie->between_count);
    if (tie->rule == COUNT_LOT)
        fprintf(sheet->out, ": by lot, ");
    else
        fprintf(sheet->out, ": by their votes in round %zu, ", tie->earlier);
    fprintf(sheet->out, "%.*s is %s.\n", STR_ARGS(name_of(sheet, tie->chosen)), tie->to);
}

static void put_elected(const struct sheet *sheet)
{
    const struct count_result *result = sheet->result;
    fprintf(sheet->out, "\nElected, in this order: ");
    put_list(sheet, result->elected.at, result->elected.count);
    fprintf(sheet->out, ".\n");
    if (result->elected.count < result->seats)
        fprintf(sheet->out, "%zu %s unfilled: too few stood.\n",
                result->seats - result->elected.count,
                result->seats - result->elected.count == 1 ? "seat stays" : "seats stay");
}

static void measure(struct sheet *sheet)
{
    const struct count_result *result = sheet->result;
    sheet->name_width = sizeof "(not transferable)" - 1;
    for (size_t i = 0; i < result->papers->candidates; i++) {
        size_t columns = str_columns(result->papers->names[i]);
        sheet->name_width = columns > sheet->name_width ? columns : sheet->name_width;
    }
    sheet->amount_width = strlen(amount(sheet, result->valid * result->method->one));
}

void recount_print_sheet(const struct count_result *result, bool whole, FILE *out)
{
    struct sheet sheet = {.result = result, .out = out};
    measure(&sheet);
    put_head(&sheet);
    for (size_t i = 1; whole && i <= result->rounds.count; i++)
        put_round(&sheet, i);
    if (whole && result->pairs != NULL)
        put_pairs(&sheet);
    put_elected(&sheet);
    for (size_t i = 0; i < result->ties.count; i++)
        put_tie(&sheet, &result->ties.at[i]);
    arena_done(&sheet.arena);
}
