/* election: secret votes of a network - who may know of them, planned and called off. */
#include "action/election.h"

#include <inttypes.h>

#include "action/core.h"
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

/* ---- fields ---- */

const kith_field one_election[] = {ELECTION_FIELD, {0}};

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
     .limits = ELECTION_PURPOSES,
     .preset = "question",
     .summary = "An office to be filled by candidates, a question of confidence, any other "
                "question, or members' views."},
    {.name = "electorate",
     .type = KITH_ONE_OF,
     .limits = ELECTION_ELECTORATES,
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
     .limits = ELECTION_METHODS,
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

static const kith_field plan_gives[] = {
    ELECTION_FIELD,
    ELECTION_TIME_FIELDS,
    ELECTION_COUNTED_FIELD,
    {.name = "warning",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What to know if only a few may vote."},
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
    {0},
};
