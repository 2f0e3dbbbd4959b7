/* interest: what office holders and voters declare, so that nobody decides in their own matter. */
#include "model/interest.h"

#include "action/call.h"
#include "action/core.h"
#include "action/somebody.h"
#include "model/decision.h"
#include "model/network.h"
#include "model/office.h"
#include "model/sight.h"

/* One's own; for who leads, those of all who hold an office. */
static int interest_locate(struct model *in, const struct actor *actor, int64_t id,
                           struct location *ret_location)
{
    struct interest interest = {0};
    int64_t own = 0;
    bool leads = false, held = false;
    *ret_location = (struct location){0};
    int err = interest_read(in, id, &interest);
    if (err == OK)
        err = sight_own_handle(in, actor, interest.network, &own);
    if (err == OK && own != 0)
        err = office_grants(in, interest.network, own, 0, &leads);
    if (err == OK && leads)
        err = office_grants(in, interest.network, interest.handle, 0, &held);
    if (err == OK && own != 0 && (own == interest.handle || held))
        *ret_location = (struct location){.network = interest.network, .visible = true};
    return err;
}

const struct noun interest_noun = {
    .name = "interest",
    .plural = "interests",
    .summary = "What office holders and voters have to do with a matter beside their part in it.",
    .locate = interest_locate,
};

/* ---- handlers ---- */

static int about_decision(struct kith_call *call, const struct interest *interest)
{
    struct decision decision;
    bool entitled = false;
    int err = decision_read(&call->model, interest->decision, &decision);
    if (err != OK)
        return err;
    if (!str_is(decision.state, "proposed") && !str_is(decision.state, "open") &&
        !str_is(decision.state, "blocked"))
        return call_fail(call, ERROR_CLASH, "decision",
                         "This decision is %.*s already, so nobody can be recused from it any "
                         "more. Tell the chair, who can put it to a new decision.",
                         STR_ARGS(decision.state));
    err = decision_is_entitled(&call->model, &decision, interest->handle, &entitled);
    if (err == OK && !entitled)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "You have no vote in this decision, so you need not be recused from it.");
    return err;
}

static int in_general(struct kith_call *call, const struct interest *interest)
{
    bool holds = false;
    int err = office_grants(&call->model, interest->network, interest->handle, 0, &holds);
    if (err == OK && !holds)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "Only who holds an office declares interests in general. Name the "
                         "decision that this is about.");
    return err;
}

static kith_err declare_run(void *self, struct kith_call *call)
{
    (void)self;
    struct interest interest = {.network = call_int(call, "network"),
                                .decision = call_int(call, "decision"),
                                .kind = call_text(call, "kind"),
                                .matter = call_text(call, "matter")};
    int err = network_check_open(&call->model, interest.network);
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, interest.network, &interest.handle);
    if (err == OK)
        err =
            interest.decision != 0 ? about_decision(call, &interest) : in_general(call, &interest);
    if (err == OK)
        err = interest_add(&call->model, &interest);
    if (err == OK)
        call_put_int(call, "interest", interest.id);
    return err;
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct interest interest;
    int64_t own = 0;
    int err = interest_read(&call->model, call_int(call, "interest"), &interest);
    if (err == OK)
        err = network_check_open(&call->model, interest.network);
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, interest.network, &own);
    if (err == OK && own != interest.handle)
        return call_fail(call, ERROR_REFUSED, "interest",
                         "Only who declared an interest can withdraw it: ask them.");
    return err != OK ? err : interest_withdraw(&call->model, &interest);
}

struct interest_listing {
    struct kith_call *call;
    int64_t own;
    struct onlooker onlooker;
};

static int list_interest(void *self, const struct interest *interest)
{
    struct interest_listing *rows = self;
    struct kith_call *call = rows->call;
    struct str name = {0};
    int err = somebody_name(call, &rows->onlooker, interest->handle, &name);
    call_open(call, "interests");
    call_put_int(call, "interest", interest->id);
    call_put_int(call, "membership", interest->handle);
    call_put_text_if(call, "name", name);
    call_put_int(call, "yours", interest->handle == rows->own);
    call_put_text(call, "kind", interest->kind);
    call_put_text(call, "matter", interest->matter);
    call_put_int(call, "decision", interest->decision);
    call_put_int(call, "since", interest->day);
    call_put_int_if(call, "withdrawn", interest->ended_day);
    call_close(call);
    if (interest->handle != rows->own)
        call_looks_at(call, interest->handle);
    return err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct interest_listing rows = {.call = call};
    struct page page = call_page(call);
    struct interest_search search = {.network = call_int(call, "network")};
    int err = sight_own_handle(&call->model, &call->actor, search.network, &search.handle);
    rows.own = search.handle;
    if (err == OK && rows.own != 0)
        err = office_grants(&call->model, search.network, rows.own, 0, &search.of_holders);
    if (err == OK)
        err = onlooker_of(call, search.network, &rows.onlooker);
    if (err == OK && rows.own != 0)
        err = interest_page(&call->model, &search, &page, list_interest, &rows);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define KIND_WORDS "financial|professional|personal|indirect"
static const kith_field declare_takes[] = {
    NETWORK_FIELD,
    {.name = "kind",
     .type = KITH_ONE_OF,
     .flags = KITH_PERSONAL,
     .limits = KIND_WORDS,
     .summary = "Financial: you may gain or lose money. Professional: your work or standing. "
                "Personal: you yourself otherwise. Indirect: somebody close to you."},
    {.name = "matter",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "1..400",
     .summary = "What it is, in a sentence: no more than others need to know."},
    {.name = "decision",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "decision",
     .summary = "The decision that it is about: you are then recused from it."},
    {0},
};

static const kith_field one_interest[] = {
    {.name = "interest", .type = KITH_ID, .limits = "interest", .summary = "Which interest."},
    {0},
};

static const kith_field list_takes[] = {NETWORK_FIELD, {0}};

static const kith_field interest_row[] = {
    {.name = "interest", .type = KITH_ID, .limits = "interest", .summary = "Its id."},
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Whose it is, as a handle."},
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Their name, where they let you see it."},
    {.name = "yours", .type = KITH_BOOL, .summary = "Is it yours?"},
    {.name = "kind", .type = KITH_ONE_OF, .limits = KIND_WORDS, .summary = "Of what kind."},
    {.name = "matter", .type = KITH_TEXT, .limits = "1..400", .summary = "What it is."},
    {.name = "decision",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "decision",
     .summary = "The decision from which it recuses; in general if there is none."},
    {.name = "since", .type = KITH_DATE, .summary = "When it was declared."},
    {.name = "withdrawn",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "When it was withdrawn; it is kept for half a year after that."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "interests", .type = KITH_LIST, .parts = interest_row, .summary = "The interests."},
    NEXT_FIELD,
    {0},
};

const kith_action interest_actions[] = {
    {.name = "interest.declare",
     .summary = "Declares an interest of yours, so that nobody decides in their own matter.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = declare_takes,
     .gives = one_interest,
     .run = declare_run,
     .since = "0.1",
     .help = "Whoever holds an office can declare interests in general; all who hold one see "
             "them. One about a decision recuses you from it: you do not vote, and do not count "
             "towards its quorum. If you hold no office, nobody else sees it; others learn only "
             "how many are recused. The kinds are those of NHS England's guidance \"Managing "
             "conflicts of interest in the NHS\"."},
    {.name = "interest.withdraw",
     .summary = "Says that an interest of yours is there no more.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_interest,
     .run = withdraw_run,
     .since = "0.1"},
    {.name = "interest.list",
     .summary = "Lists your interests and, if you hold an office, those of all who hold one.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
