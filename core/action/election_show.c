/* election.show and election.list: what stands on the paper, how it is counted, what came out. */
#include "action/core.h"
#include "action/election.h"

static int put_option(void *self, const struct election_option *option)
{
    struct kith_call *call = self;
    call_open(call, "options");
    call_put_int(call, "number", option->number);
    call_put_text(call, "name", option->name);
    call_put_text_if(call, "statement", option->statement);
    call_put_int(call, "withdrawn", option->withdrawn);
    call_put_int(call, "elected", option->elected != 0);
    call_close(call);
    return OK;
}

/* Never a number, and nothing until half have voted, three at least. */
static int put_participation(struct kith_call *call, const struct election *election)
{
    const struct ballot_box box = election_box(call, election->id);
    int64_t voted = 0;
    int err = str_is(election->state, "open") ? ballot_box_turnout(&box, &voted) : OK;
    if (err == OK && voted >= 3 && voted * 2 >= election->roll)
        call_put_text(call, "participation", STR("At least half of those who may vote have."));
    return err;
}

static void put_rules(struct kith_call *call, const struct election *election)
{
    if (election->quorum.top > 0)
        call_put_text(call, "quorum",
                      str_of(arena_print(&call->arena, "At least %s of those who may vote must.",
                                         election_part(call, election->quorum))));
    if (election->majority.top > 0)
        call_put_text(call, "majority",
                      str_of(arena_print(&call->arena,
                                         "%s %s of the votes must be for the first answer; blank "
                                         "papers are no votes.",
                                         election->more_than ? "More than" : "At least",
                                         election_part(call, election->majority))));
}

static void put_result(struct kith_call *call, const struct election *election)
{
    bool is_told = str_is(election->state, "published") || str_is(election->state, "void") ||
                   str_is(election->state, "cancelled");
    if (!is_told)
        return;
    call_put_text(call, "outcome", election->outcome);
    call_put_text(call, "why", election->why);
    if (!election->papers_shown)
        return;
    call_put_int(call, "papers", election->papers);
    call_put_int(call, "blank", election->blank);
}

static void put_head(struct kith_call *call, const struct election *election)
{
    call_put_int(call, "election", election->id);
    call_put_text(call, "title", election->title);
    call_put_text(call, "purpose", election->purpose);
    call_put_text(call, "state",
                  str_is(election->state, "counted") ? STR("closed") : election->state);
    call_put_int(call, "opens_at", election->opens_at);
    call_put_int(call, "closes_at", election->closes_at);
}

static int put_own(struct kith_call *call, const struct election *election, int64_t handle)
{
    bool holds = false;
    int err = OK;
    if (handle == 0 || election->roll == 0)
        return OK;
    err = election_roll_holds(&call->model, election->id, handle, &holds);
    if (err == OK)
        call_put_int(call, "may_vote", holds);
    return err;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err != OK)
        return err;
    put_head(call, &election);
    call_put_int(call, "network", election.network);
    call_put_text_if(call, "about", election.about);
    call_put_text(call, "electorate", election.electorate);
    call_put_int(call, str_is(election.electorate, "place") ? "place" : "committee",
                 election.electorate_id);
    call_put_text(call, "method", election.method);
    call_put_text(call, "counted", str_of(election_method_sentence(&call->model, &election)));
    call_put_int(call, "seats", election.seats);
    put_rules(call, &election);
    if (election.charter != 0)
        call_put_int(call, "charter", election.charter);
    if (election.roll >= ELECTION_SMALL)
        call_put_int(call, "roll", election.roll);
    call_put_text_if(call, "seed_hash", election.seed_hash);
    call_put_text_if(call, "seed", election.seed);
    put_result(call, &election);
    err = put_own(call, &election, handle);
    if (err == OK)
        err = put_participation(call, &election);
    return err != OK ? err : election_option_each(&call->model, election.id, put_option, call);
}

static void list_election(void *self, const struct election *election)
{
    struct kith_call *call = self;
    call_open(call, "elections");
    put_head(call, election);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = election_page(&call->model, call_int(call, "network"), &page, list_election, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

static const kith_field one_network[] = {
    NETWORK_FIELD,
    {0},
};

#define HEAD_FIELDS                                                                                \
    {.name = "election", .type = KITH_ID, .limits = "election", .summary = "Its id."},             \
        {.name = "title", .type = KITH_TEXT, .summary = "What is voted on."},                      \
        {.name = "purpose",                                                                        \
         .type = KITH_ONE_OF,                                                                      \
         .limits = ELECTION_PURPOSES,                                                              \
         .summary = "What kind of vote it is."},                                                   \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = "planned|open|closed|published|void|cancelled",                                 \
         .summary = "How far it is."},                                                             \
        ELECTION_TIME_FIELDS

static const kith_field election_row[] = {HEAD_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "elections", .type = KITH_LIST, .parts = election_row, .summary = "The votes."},
    NEXT_FIELD,
    {0},
};

static const kith_field option_parts[] = {
    {.name = "number", .type = KITH_INT, .summary = "Its number on the paper."},
    {.name = "name", .type = KITH_TEXT, .summary = "What stands on the paper."},
    {.name = "statement",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .summary = "Why they stand."},
    {.name = "withdrawn", .type = KITH_BOOL, .summary = "They stand no more."},
    {.name = "elected", .type = KITH_BOOL, .summary = "Elected, or carried."},
    {0},
};

static const kith_field show_gives[] = {
    HEAD_FIELDS,
    {.name = "network", .type = KITH_ID, .limits = "network", .summary = "Its network."},
    {.name = "about",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .summary = "What voters should know beforehand."},
    {.name = "electorate",
     .type = KITH_ONE_OF,
     .limits = ELECTION_ELECTORATES,
     .summary = "Who may vote."},
    {.name = "place",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "Where they work."},
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "The committee that votes."},
    {.name = "method",
     .type = KITH_ONE_OF,
     .limits = ELECTION_METHODS,
     .summary = "How it is counted."},
    ELECTION_COUNTED_FIELD,
    {.name = "seats", .type = KITH_INT, .summary = "How many are to be elected."},
    {.name = "quorum", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = "How many must vote."},
    {.name = "majority",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What carries a question."},
    {.name = "charter",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "Which version of the charter was in force: when it opened, or was planned."},
    {.name = "roll",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "How many may vote, if they are 20 or more."},
    {.name = "may_vote", .type = KITH_BOOL, .flags = KITH_OPTIONAL, .summary = "You may vote."},
    {.name = "participation",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "Said once half have voted, and three at least; never a number."},
    {.name = "seed_hash",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "The hash of the seed of the lot, fixed when the vote opened (b2sum -l 256)."},
    {.name = "seed",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "The seed of the lot, told after the close."},
    {.name = "outcome",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = ELECTION_OUTCOMES,
     .summary = "What came out."},
    {.name = "why", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = "Why, in a sentence."},
    {.name = "papers",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "How many papers were in the box, if that is published."},
    {.name = "blank",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "How many of them had no choice that counts."},
    {.name = "options",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = option_parts,
     .summary = "What stands on the paper."},
    {0},
};

const kith_action election_show_actions[] = {
    {.name = "election.list",
     .summary = "Lists a network's elections and other votes.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "election.show",
     .summary = "Shows a vote: what stands on the paper, how it is counted, what came out.",
     .may = "steward",
     .flags = KITH_READS,
     .takes = one_election,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
