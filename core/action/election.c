/* election: secret votes of a network - planned, stood for, listed and shown. */
#include "action/election.h"

#include <inttypes.h>

#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "model/count/count.h"
#include "model/membership.h"
#include "model/office.h"
#include "model/sight.h"

/* While a network is being founded, administrators may plan its votes, and so must find them. */
static int sees_all(struct model *in, const struct actor *actor, int64_t network,
                    int64_t *ret_handle, bool *ret_sees)
{
    bool led = true;
    int err = sight_own_handle(in, actor, network, ret_handle);
    if (err == OK && actor->kind == ACTOR_ADMINISTRATOR)
        err = office_is_granted(in, network, GRANT_ROLES, &led);
    *ret_sees = permission_is_system(actor, network) || *ret_handle != 0 || !led;
    return err;
}

static int election_locate(struct model *in, const struct actor *actor, int64_t id,
                           struct location *ret_location)
{
    int64_t network, handle = 0;
    bool sees = false;
    *ret_location = (struct location){0};
    int err = election_network(in, id, &network);
    if (err == OK && network != 0)
        err = sees_all(in, actor, network, &handle, &sees);
    if (err == OK && sees)
        *ret_location = (struct location){.network = network, .handle = handle, .visible = true};
    return err;
}

const struct noun election_noun = {
    .name = "election",
    .plural = "elections",
    .summary = "Elections and other secret votes of a network.",
    .locate = election_locate,
};

int election_of_call(struct kith_call *call, struct election *ret_election, int64_t *ret_handle)
{
    *ret_handle = call->where.handle;
    return election_read(&call->model, call_int(call, "election"), ret_election);
}

struct ballot_box election_box(struct kith_call *call, int64_t election)
{
    return (struct ballot_box){.in = &call->model,
                               .state_dir = store_dir(engine_store(call->engine)),
                               .election = election};
}

const char *election_part(struct kith_call *call, struct fraction part)
{
    if (part.top * 2 == part.below)
        return "half";
    if (part.top == part.below)
        return "all";
    return arena_print(&call->arena, "%" PRId64 "/%" PRId64, part.top, part.below);
}

/* ---- planning ---- */

static struct fraction fraction_given(struct kith_call *call, const char *name)
{
    const struct value *value = call_value(call, name);
    return value == NULL || !value->given ? (struct fraction){0, 1}
                                          : (struct fraction){value->number, value->other};
}

static int plan_scrutineers(struct kith_call *call, const struct election *election)
{
    const struct value *given = call_value(call, "scrutineers");
    size_t count = given != NULL && given->given ? given->count : 0;
    int err = OK;
    if (count != 0 && count != ELECTION_SCRUTINEERS)
        return call_fail(call, ERROR_WRONG, "scrutineers", "Name two scrutineers, or none.");
    for (size_t i = 0; i < count && err == OK; i++)
        err = election_scrutineer_add(&call->model, election, value_item(given, i)->number);
    return err;
}

/* Said beforehand, to whoever plans it: what will be told if only a few may vote. */
static int put_warning(struct kith_call *call, const struct election *election)
{
    int64_t named, agreed;
    bool is_small = false;
    int err = election_electorate_is_small(&call->model, election, &is_small);
    if (err == OK)
        err = election_scrutineer_count(&call->model, election->id, &named, &agreed);
    if (err != OK || !is_small)
        return err;
    call_put_text(call, "warning",
                  named == 0
                      ? STR("Fewer than 20 may vote, so only the outcome will be published. No "
                            "scrutineers are named, so nobody can count again: name two under "
                            "`scrutineers` if somebody should.")
                      : STR("Fewer than 20 may vote, so only the outcome will be published. The "
                            "two scrutineers hold the recount."));
    return OK;
}

static int plan_options(struct kith_call *call, struct election *election)
{
    const struct value *given = call_value(call, "options");
    size_t count = given != NULL && given->given ? given->count : 0;
    struct str *options = arena_take(&call->arena, (count + 1) * sizeof *options);
    for (size_t i = 0; i < count; i++)
        options[i] = value_item(given, i)->text;
    if (count > 0 && str_is(election->purpose, "office"))
        return call_fail(call, ERROR_WRONG, "options",
                         "Candidates stand themselves, with election.nominate. Leave the options "
                         "out.");
    return election_add(&call->model, election, options, count);
}

static int plan_check(struct kith_call *call)
{
    bool is_place = str_is(call_text(call, "electorate"), "place");
    if (!str_is(call_text(call, "electorate"), "committee") && call_given(call, "committee"))
        return call_fail(call, ERROR_WRONG, "committee",
                         "A committee goes with the electorate \"committee\" only. Leave it out.");
    if (is_place && !call_given(call, "place"))
        return call_fail(call, ERROR_WRONG, "place", "Say at which place those who vote work.");
    if (!is_place && call_given(call, "place"))
        return call_fail(call, ERROR_WRONG, "place",
                         "A place goes with the electorate \"place\" only. Leave it out.");
    return OK;
}

static kith_err plan_run(void *self, struct kith_call *call)
{
    (void)self;
    bool is_office = str_is(call_text(call, "purpose"), "office");
    struct election election = {
        .network = call_int(call, "network"),
        .title = call_text(call, "title"),
        .about = call_text(call, "about"),
        .purpose = call_text(call, "purpose"),
        .electorate = call_text(call, "electorate"),
        .electorate_id = call_int(call, call_given(call, "place") ? "place" : "committee"),
        .method = call_given(call, "method") ? call_text(call, "method")
                  : is_office                ? STR("scottish-stv")
                                             : STR("plurality"),
        .seats = call_int(call, "seats"),
        .ties_stay = str_is(call_text(call, "ties"), "stay"),
        .quorum = fraction_given(call, "quorum"),
        .majority = fraction_given(call, "majority"),
        .more_than = call_int(call, "more_than") != 0,
        .again = call_int(call, "again"),
        .opens_at = call_int(call, "opens_at"),
        .closes_at = call_int(call, "closes_at"),
    };
    int err = plan_check(call);
    if (err == OK)
        err = plan_options(call, &election);
    if (err == OK)
        err = plan_scrutineers(call, &election);
    if (err != OK)
        return err;
    call_put_int(call, "election", election.id);
    call_put_int(call, "opens_at", election.opens_at);
    call_put_int(call, "closes_at", election.closes_at);
    call_put_text(call, "counted", str_of(election_method_sentence(&call->model, &election)));
    return put_warning(call, &election);
}

static kith_err cancel_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err == OK)
        err = election_cancel(&call->model, &election, STR("It was cancelled before it opened."));
    return err != OK ? err : election_then(call, &election);
}

/* ---- standing ---- */

/* Whoever is put forward is asked, and stands only if they say so themself. */
static int put_forward(struct kith_call *call, const struct election *election)
{
    char id[IDENT_LENGTH + 1];
    ident_print(election->id, id);
    return notice_member(call, election->network, call_int(call, "membership"),
                         "A colleague would like you to stand in a vote in one of your networks: "
                         "%.*s. If you wish to, say so with election.nominate (%s) before %s. If "
                         "not, you need do nothing, and nobody is told.\n",
                         STR_ARGS(election->title), id, notice_time(call, election->opens_at));
}

static kith_err nominate_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    struct election_option option = {.name = call_text(call, "name"),
                                     .statement = call_text(call, "statement")};
    int err = election_of_call(call, &election, &option.handle);
    if (err == OK)
        err = election_check(&call->model, &election, "planned");
    if (err == OK && !str_is(election.purpose, "office"))
        return call_fail(call, ERROR_CLASH, "election",
                         "This vote is a question: nobody stands in it.");
    if (err == OK && call_given(call, "membership") &&
        call_int(call, "membership") != option.handle)
        return put_forward(call, &election);
    if (err == OK && option.name.len == 0)
        return call_fail(call, ERROR_WRONG, "name",
                         "Say what you are to be called on the paper: all who vote will see it.");
    if (err == OK)
        err = election_nominate(&call->model, &election, &option);
    call_subject(call, election.id);
    return err;
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err == OK)
        err = election_withdraw(&call->model, &election, handle);
    return err != OK ? err : appointment_vote_left(call, &election, handle);
}

/* ---- what is seen ---- */

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

#define PURPOSES    "office|confidence|question|views"
#define ELECTORATES "committee|members|everyone|place"
#define METHODS     "plurality|approval|av|scottish-stv|meek|schulze"

const kith_field one_election[] = {ELECTION_FIELD, {0}};

static const kith_field one_network[] = {
    NETWORK_FIELD,
    {0},
};

static const kith_field plan_takes[] = {
    NETWORK_FIELD,
    {.name = "title", .type = KITH_TEXT, .limits = "1..120", .summary = "What is voted on."},
    {.name = "about",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "1..8000",
     .summary = "What voters should know beforehand."},
    {.name = "purpose",
     .type = KITH_ONE_OF,
     .limits = PURPOSES,
     .preset = "question",
     .summary = "An office to be filled by candidates, a question of confidence, any other "
                "question, or members' views."},
    {.name = "electorate",
     .type = KITH_ONE_OF,
     .limits = ELECTORATES,
     .preset = "members",
     .summary = "Who may vote: a committee, members, members and allies (everyone), or those of "
                "them who work at a place."},
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "Those who sit in it; without it, all who hold an office."},
    {.name = "place",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "Where they work; for the electorate \"place\"."},
    {.name = "method",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = METHODS,
     .summary = "How it is counted; without it, scottish-stv for an office, else plurality."},
    {.name = "seats",
     .type = KITH_INT,
     .limits = "1..100",
     .preset = "1",
     .summary = "How many are to be elected."},
    {.name = "options",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .limits = "1..120",
     .summary = "What can be answered to a question; without it, Yes and No."},
    {.name = "quorum",
     .type = KITH_FRACTION,
     .flags = KITH_OPTIONAL,
     .limits = "0..1",
     .summary = "The part of those who may vote that must; without it, none."},
    {.name = "majority",
     .type = KITH_FRACTION,
     .flags = KITH_OPTIONAL,
     .limits = "0..1",
     .summary = "The part of the votes that the first answer needs; blank papers are no votes."},
    {.name = "more_than",
     .type = KITH_BOOL,
     .preset = "false",
     .summary = "It needs more than that part, not just so much."},
    {.name = "ties",
     .type = KITH_ONE_OF,
     .limits = "lot|stay",
     .preset = "lot",
     .summary = "A tie is decided by a lot from a seed that is fixed before the vote, or stays."},
    {.name = "scrutineers",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .limits = "membership",
     .summary = "Two members who hold the recount if fewer than 20 vote."},
    {.name = "opens_at",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When it opens; without it, after the charter's days for nominations."},
    {.name = "closes_at",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When it closes; without it, after the charter's days and weekends of voting."},
    {.name = "again",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "election",
     .summary = "The vote that this one repeats."},
    {0},
};

#define TIME_FIELDS                                                                                \
    {.name = "opens_at", .type = KITH_TIME, .summary = "When it opens."},                          \
    {                                                                                              \
        .name = "closes_at", .type = KITH_TIME, .summary = "When it closes."                       \
    }
#define COUNTED_FIELD                                                                              \
    {                                                                                              \
        .name = "counted", .type = KITH_TEXT, .summary = "How it is counted, in a sentence."       \
    }

static const kith_field plan_gives[] = {
    ELECTION_FIELD,
    TIME_FIELDS,
    COUNTED_FIELD,
    {.name = "warning",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What to know if only a few may vote."},
    {0},
};

static const kith_field nominate_takes[] = {
    ELECTION_FIELD,
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..80",
     .summary = "What you are called on the paper. All who see the vote will see it."},
    {.name = "statement",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "Why you stand."},
    {.name = "membership",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "membership",
     .summary = "Somebody else, who is asked whether they would like to stand."},
    {0},
};

#define HEAD_FIELDS                                                                                \
    {.name = "election", .type = KITH_ID, .limits = "election", .summary = "Its id."},             \
        {.name = "title", .type = KITH_TEXT, .summary = "What is voted on."},                      \
        {.name = "purpose",                                                                        \
         .type = KITH_ONE_OF,                                                                      \
         .limits = PURPOSES,                                                                       \
         .summary = "What kind of vote it is."},                                                   \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = "planned|open|closed|published|void|cancelled",                                 \
         .summary = "How far it is."},                                                             \
        TIME_FIELDS

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
    {.name = "electorate", .type = KITH_ONE_OF, .limits = ELECTORATES, .summary = "Who may vote."},
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
    {.name = "method", .type = KITH_ONE_OF, .limits = METHODS, .summary = "How it is counted."},
    COUNTED_FIELD,
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

const kith_action election_actions[] = {
    {.name = "election.plan",
     .summary = "Plans an election, or another secret vote. It opens and closes by itself.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = plan_takes,
     .gives = plan_gives,
     .run = plan_run,
     .since = "0.1",
     .help = "For an office colleagues stand themselves, with election.nominate, until the vote "
             "opens. Nobody can see who voted how, not even an administrator. Where fewer than 20 "
             "vote, only the outcome is published, since papers would tell too much."},
    {.name = "election.cancel",
     .summary = "Takes back a vote that has not opened.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = one_election,
     .run = cancel_run,
     .since = "0.1"},
    {.name = "election.nominate",
     .summary = "Stands in an election, or asks somebody else whether they would.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = nominate_takes,
     .run = nominate_run,
     .since = "0.1",
     .help = "The order on the paper is drawn by lot when the vote opens."},
    {.name = "election.withdraw",
     .summary = "Stands no more, until the vote closes; papers then pass over your name.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_election,
     .run = withdraw_run,
     .since = "0.1"},
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
