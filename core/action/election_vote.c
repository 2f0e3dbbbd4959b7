/* election.vote and election.receipt: a paper goes into the box, and is found again in the list.
 *
 * A vote leaves nothing but its box: no journal entry, no event, no key of an idempotent call, no
 * time. What stands on it is named in no error but the voter's own. */
#include "action/core.h"
#include "action/election.h"
#include "action/notice.h"
#include "action/state.h"
#include "model/election_result.h"
#include "model/open_vote.h"

static int paper_read(struct kith_call *call, const struct ballot_rules *rules,
                      struct ballot *ret_ballot)
{
    const struct value *given = call_value(call, "choices");
    size_t count = given != NULL && given->given ? given->count : 0;
    struct str *ranks = arena_take(&call->arena, (count + 1) * sizeof *ranks);
    for (size_t i = 0; i < count; i++)
        ranks[i] = value_item(given, i)->text;
    if (count == 0 && !call_int(call, "blank"))
        return call_fail(call, ERROR_WRONG, "choices",
                         "Give the numbers of your choices, the first one first. For a blank "
                         "paper say --blank.");
    if (count > 0 && call_int(call, "blank"))
        return call_fail(call, ERROR_WRONG, "blank", "A blank paper has no choices on it.");
    return ballot_read(ranks, count, rules, ret_ballot, &call->error);
}

/* Open, by its state and by the clock, and with a key that it will open by. */
static int vote_find(struct kith_call *call, struct open_vote *vote, const struct ballot_box *box)
{
    int err = open_vote_read(vote, box);
    if (err == ERROR_MISSING || err == ERROR_BROKEN)
        return call_fail(call, ERROR_CLASH, "election",
                         "This vote is void: the key of its ballot box is gone, so that no paper "
                         "could be counted. Ask for a new vote.");
    if (err == OK && call->model.now_ms >= vote->closes_at)
        return call_fail(call, ERROR_CLASH, "election", "This vote closed on %s.",
                         notice_time(call, vote->closes_at));
    return err;
}

static kith_err vote_run(void *self, struct kith_call *call)
{
    (void)self;
    struct ballot ballot;
    struct open_vote *vote = call->engine->open_vote;
    const struct ballot_box box = election_box(call, call_int(call, "election"));
    int err = vote_find(call, vote, &box);
    if (err == OK)
        err = paper_read(call, &vote->rules, &ballot);
    if (err != OK)
        return err;
    ballot_receipt(box.election, call_text(call, "nonce"), ballot.receipt);
    err = ballot_box_put(&box, &vote->key, call->where.handle, &ballot);
    if (err != OK)
        return err;
    open_vote_goes_on(vote, &call->model);
    if (call->parent != NULL) /* what was read may be taken back with what the parent wrote */
        open_vote_forget(vote);
    call_put_text(call, "receipt", str_of(ballot.receipt));
    return OK;
}

static kith_err receipt_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    struct str papers, choices;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err == OK)
        err = election_check(&call->model, &election, "published");
    if (err == OK && !election.papers_shown)
        return call_fail(call, ERROR_REFUSED, "election",
                         "Only the outcome of this vote is published, since so few voted.");
    if (err == OK)
        err = election_papers_read(&call->model, &election, &papers);
    if (err != OK)
        return err;
    int64_t found = papers_with_receipt(papers, call_text(call, "receipt"), &choices);
    if (found == 0)
        return call_fail(call, ERROR_MISSING, "receipt",
                         "No paper has this receipt. If you voted more than once, the last "
                         "receipt counts.");
    call_put_int(call, "papers", found);
    call_put_int(call, "blank", choices.len == 0);
    call_put_text_if(call, "choices", choices);
    return OK;
}

static const kith_field vote_takes[] = {
    ELECTION_FIELD,
    {.name = "choices",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_MANY | KITH_PERSONAL | KITH_SPECIAL,
     .limits = "1..400",
     .summary = "Numbers from the paper, the first choice first; \"1=3\" for two on one rank, "
                "where the method takes that."},
    {.name = "blank",
     .type = KITH_BOOL,
     .flags = KITH_PERSONAL | KITH_SPECIAL,
     .preset = "false",
     .summary = "Hand in a blank paper: it counts as taking part, and for nobody."},
    {.name = "nonce",
     .type = KITH_TEXT,
     .flags = KITH_RANDOM | KITH_PERSONAL | KITH_SPECIAL,
     .limits = "16..64",
     .summary = "Chance that your own side makes up; your receipt is made of it."},
    {0},
};

static const kith_field vote_gives[] = {
    {.name = "receipt",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_SPECIAL,
     .summary = "By it you find your paper in the published list. Nobody else knows it is yours."},
    {0},
};

static const kith_field receipt_takes[] = {
    ELECTION_FIELD,
    {.name = "receipt",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "20..20",
     .summary = "What election.vote gave."},
    {0},
};

static const kith_field receipt_gives[] = {
    {.name = "papers", .type = KITH_INT, .summary = "How many papers have it: one, or a fault."},
    {.name = "blank", .type = KITH_BOOL, .summary = "It is a blank paper."},
    {.name = "choices",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What stands on it, by the numbers of the paper."},
    {0},
};

const kith_action election_vote_actions[] = {
    {.name = "election.vote",
     .summary = "Votes, or votes again: until the close, the last paper counts.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED | KITH_UNKEPT,
     .takes = vote_takes,
     .gives = vote_gives,
     .run = vote_run,
     .since = "0.1",
     .help = "A paper is sealed as it comes in, to a key that is destroyed after the count. Keep "
             "the receipt if you want to find your paper in the published list."},
    {.name = "election.receipt",
     .summary = "Finds a paper in the published list by its receipt.",
     .may = "member",
     .flags = KITH_READS,
     .takes = receipt_takes,
     .gives = receipt_gives,
     .run = receipt_run,
     .since = "0.1"},
    {0},
};
