/* decision: the register - shown and searched, with votes by name. */
#include "action/core.h"
#include "action/decision.h"
#include "action/somebody.h"
#include "model/interest.h"

enum { VOTES_AT_ONCE = 500 };

/* ---- showing one ---- */

static void put_time(struct kith_call *call, const char *field, int64_t time_ms)
{
    if (time_ms != 0)
        call_put_int(call, field, time_ms);
}

static int put_head(struct kith_call *call, const struct decision *decision)
{
    struct str waits;
    int err = decision_waits(call, decision, &waits);
    call_put_int(call, "decision", decision->id);
    call_put_text(call, "title", decision->title);
    call_put_text(call, "state", decision->state);
    call_put_text(call, "voters", decision->voters);
    call_put_int(call, "proposed", decision->proposed_day);
    put_time(call, "closes_at", str_is(decision->state, "open") ? decision->closes_at : 0);
    put_time(call, "decided_at", decision->decided_at);
    call_put_text_if(call, "why", decision->why);
    call_put_int(call, "flagged", decision->is_flagged);
    call_put_int_if(call, "review", decision->review_day);
    call_put_text_if(call, "waits", waits);
    return err;
}

static void put_counts(struct kith_call *call, const struct decision *decision)
{
    if (decision->decided_at == 0)
        return;
    call_put_int(call, "for", decision->votes_for);
    call_put_int(call, "against", decision->votes_against);
    call_put_int(call, "abstained", decision->abstentions);
    call_put_int(call, "recused", decision->recused);
    call_put_int(call, "entitled", decision->entitled);
}

static int put_own(struct kith_call *call, const struct decision *decision, int64_t own)
{
    struct decision_vote vote = {0};
    bool may_vote = false, recused = false;
    if (own == 0)
        return OK;
    int err = decision_is_entitled(&call->model, decision, own, &may_vote);
    if (err == OK)
        err = interest_recuses(&call->model, decision->network, decision->id, own, &recused);
    if (err == OK)
        err = decision_own_vote(&call->model, decision, own, &vote);
    call_put_int(call, "you_may_vote", may_vote && !recused);
    call_put_text_if(call, "your_vote", vote.choice);
    call_put_text_if(call, "your_reason", vote.reason);
    return err;
}

static int put_backers(struct kith_call *call, const struct decision *decision)
{
    int64_t seconds, supporters;
    int err = decision_backers(&call->model, decision, &seconds, &supporters);
    call_put_int(call, "seconds", seconds);
    call_put_int(call, "supporters", supporters);
    return err;
}

static int put_people(struct kith_call *call, const struct decision *decision)
{
    struct onlooker onlooker;
    int err = onlooker_of(call, decision->network, &onlooker);
    if (err == OK)
        err = somebody_put(call, &onlooker, decision->by, "by", "by_name");
    return err != OK ? err : somebody_put(call, &onlooker, decision->owner, "owner", "owner_name");
}

static void put_rule(struct kith_call *call, const struct decision *decision)
{
    call_put_text(call, "carried_by", decision_rule_words(decision, &call->arena));
    call_put_text_if(call, "quorum", decision->quorum);
    call_put_int(call, "charter", decision->charter);
    call_put_text_if(call, "quorum_why", decision->quorum_why);
    call_put_text_if(call, "offer", decision_offer(call, decision));
    call_put_text_if(call, "done", decision->done);
    call_put_text_if(call, "found", decision->review);
    call_put_int_if(call, "reviewed", decision->reviewed_day);
    call_put_int(call, "proposal", decision->proposal);
    call_put_int(call, "committee", decision->committee);
    call_put_int(call, "meeting", decision->meeting);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own = 0;
    int err = decision_read(&call->model, call_int(call, "decision"), &decision);
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, decision.network, &own);
    if (err != OK)
        return err;
    err = put_head(call, &decision);
    call_put_text(call, "text", decision.text);
    put_rule(call, &decision);
    put_counts(call, &decision);
    if (err == OK)
        err = put_people(call, &decision);
    if (err == OK)
        err = put_backers(call, &decision);
    return err != OK ? err : put_own(call, &decision, own);
}

/* ---- the register ---- */

static int list_decision(void *self, const struct decision *decision)
{
    struct kith_call *call = self;
    call_open(call, "decisions");
    int err = put_head(call, decision);
    call_close(call);
    return err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    struct decision_search search = {.network = call_int(call, "network"),
                                     .words = call_text(call, "search"),
                                     .state = call_text(call, "state"),
                                     .meeting = call_int(call, "meeting"),
                                     .from_day = (int32_t)call_int(call, "from"),
                                     .until_day = (int32_t)call_int(call, "until")};
    int err = decision_page(&call->model, &search, &page, list_decision, call);
    call_put_next(call, &page);
    return err;
}

/* ---- votes by name ---- */

struct vote_listing {
    struct kith_call *call;
    const struct decision *decision;
    struct page page;
    struct onlooker onlooker;
    int64_t unnamed;
    bool is_over;
};

/* While it is open an objection is there to be answered, and other votes are their voters'. */
static int list_vote(void *self, const struct decision_vote *vote)
{
    struct vote_listing *votes = self;
    struct kith_call *call = votes->call;
    bool is_named = false;
    if (!votes->is_over && vote->handle != votes->onlooker.own && !str_is(vote->choice, "object"))
        return OK;
    int err = somebody_is_seen(call, &votes->onlooker, vote->handle, &is_named);
    if (err != OK)
        return err;
    votes->unnamed += !is_named;
    if (!is_named || vote->handle <= votes->page.after || !page_takes(&votes->page, vote->handle))
        return OK;
    call_open(call, "votes");
    err = somebody_put(call, &votes->onlooker, vote->handle, "membership", "name");
    call_put_text(call, "choice", vote->choice);
    call_put_text_if(call, "reason", vote->reason);
    call_close(call);
    return err;
}

static int votes_check(struct kith_call *call, const struct decision *decision, int64_t own)
{
    bool entitled = false;
    int err = decision_is_entitled(&call->model, decision, own, &entitled);
    if (err == OK && !entitled)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "Votes by name are seen by those who may vote. decision.show has the "
                         "counts.");
    return err;
}

static kith_err votes_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    struct vote_listing votes = {.call = call, .decision = &decision, .page = call_page(call)};
    struct page all = {.limit = VOTES_AT_ONCE};
    int err = decision_read(&call->model, call_int(call, "decision"), &decision);
    if (err == OK)
        err = onlooker_of(call, decision.network, &votes.onlooker);
    if (err == OK)
        err = votes_check(call, &decision, votes.onlooker.own);
    votes.is_over = err == OK && !str_is(decision.state, "open");
    do {
        page_turn(&all);
        if (err == OK)
            err = decision_vote_page(&call->model, &decision, &all, list_vote, &votes);
    } while (err == OK && all.more);
    call_put_int(call, "unnamed", votes.unnamed);
    call_put_next(call, &votes.page);
    return err;
}

/* ---- fields ---- */

#define HEAD_FIELDS                                                                                \
    {.name = "decision", .type = KITH_ID, .limits = "decision", .summary = "Its id."},             \
        {.name = "title", .type = KITH_TEXT, .limits = "1..200", .summary = "What it is about."},  \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = DECISION_STATES,                                                                \
         .summary = "Where it stands."},                                                           \
        {.name = "voters",                                                                         \
         .type = KITH_ONE_OF,                                                                      \
         .limits = DECISION_VOTERS,                                                                \
         .summary = "Who decides it."},                                                            \
        {.name = "proposed", .type = KITH_DATE, .summary = "When it was proposed."},               \
        {.name = "closes_at",                                                                      \
         .type = KITH_TIME,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When the vote is closed by itself."},                                         \
        {.name = "decided_at",                                                                     \
         .type = KITH_TIME,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When it was closed."},                                                        \
        {.name = "why",                                                                            \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "What the votes came to, in a sentence."},                                     \
        {.name = "flagged",                                                                        \
         .type = KITH_BOOL,                                                                        \
         .summary = "Written down afterwards, though the meeting was not quorate."},               \
        {.name = "review",                                                                         \
         .type = KITH_DATE,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When it is looked at again."},                                                \
    {                                                                                              \
        .name = "waits", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                                \
        .summary = "Of what its meeting left undecided: how it goes on."                           \
    }
#define COUNT_FIELD(name_, summary_)                                                               \
    {                                                                                              \
        .name = name_, .type = KITH_INT, .flags = KITH_OPTIONAL, .summary = summary_               \
    }
#define SENTENCE_FIELD(name_, summary_)                                                            \
    {                                                                                              \
        .name = name_, .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = summary_              \
    }
#define HANDLE_FIELD(name_, summary_)                                                              \
    {                                                                                              \
        .name = name_, .type = KITH_ID, .flags = KITH_OPTIONAL, .limits = "membership",            \
        .summary = summary_                                                                        \
    }

#define NAME_FIELD(name_)                                                                          \
    {                                                                                              \
        .name = name_, .type = KITH_TEXT, .flags = KITH_OPTIONAL | KITH_PERSONAL,                  \
        .summary = "Their name."                                                                   \
    }

static const kith_field one_decision[] = {DECISION_FIELD, {0}};

static const kith_field show_gives[] = {
    HEAD_FIELDS,
    {.name = "text", .type = KITH_MARKDOWN, .limits = "1..20000", .summary = "What is decided."},
    {.name = "carried_by", .type = KITH_TEXT, .summary = "What carries it."},
    SENTENCE_FIELD("quorum", "A quorum of its own, beside the usual one."),
    {.name = "charter",
     .type = KITH_INT,
     .summary = "The version of the charter that was in force."},
    SENTENCE_FIELD("quorum_why", "Whether enough took part, in a sentence."),
    SENTENCE_FIELD("offer", "What can be done for want of a quorum, and until when."),
    SENTENCE_FIELD("done", "What became of the action that waited for it."),
    {.name = "found",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "1..4000",
     .summary = "What its last review found."},
    {.name = "reviewed",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "When it was last reviewed."},
    {.name = "proposal",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "proposal",
     .summary = "The action that waits for it."},
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "The committee that decides."},
    {.name = "meeting",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "meeting",
     .summary = "The meeting in which it is decided; online if there is none."},
    COUNT_FIELD("for", "How many were for it, once it is closed."),
    COUNT_FIELD("against", "How many were against it, or objected."),
    COUNT_FIELD("abstained", "How many abstained."),
    COUNT_FIELD("recused", "How many had declared an interest, and took no part."),
    COUNT_FIELD("entitled", "How many could vote, without those."),
    HANDLE_FIELD("by", "Who proposed it, if you can see them."),
    NAME_FIELD("by_name"),
    HANDLE_FIELD("owner", "Who sees to it, if you can see them; else whoever leads."),
    NAME_FIELD("owner_name"),
    {.name = "seconds", .type = KITH_INT, .summary = "How many have seconded it."},
    {.name = "supporters", .type = KITH_INT, .summary = "How many have said they are for it."},
    {.name = "you_may_vote",
     .type = KITH_BOOL,
     .flags = KITH_OPTIONAL,
     .summary = "Do you have a vote in it?"},
    {.name = "your_vote",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = "for|against|abstain|object",
     .summary = "How you voted."},
    {.name = "your_reason",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "1..4000",
     .summary = "Why, if you said."},
    {0},
};

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {.name = "search",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..100",
     .summary = "Words that stand in the title or the text, one after another."},
    {.name = "state",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = DECISION_STATES,
     .summary = "Only those that stand so."},
    {.name = "meeting",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "meeting",
     .summary = "Only those of this meeting."},
    {.name = "from",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "Proposed on that day or later."},
    {.name = "until",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "Proposed on that day or earlier."},
    {0},
};

static const kith_field decision_row[] = {HEAD_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "decisions", .type = KITH_LIST, .parts = decision_row, .summary = "The decisions."},
    NEXT_FIELD,
    {0},
};

static const kith_field vote_row[] = {
    {.name = "membership", .type = KITH_ID, .limits = "membership", .summary = "Whose it is."},
    NAME_FIELD("name"),
    {.name = "choice",
     .type = KITH_ONE_OF,
     .limits = "for|against|abstain|object",
     .summary = "How they voted."},
    {.name = "reason",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "1..4000",
     .summary = "Why, if they said."},
    {0},
};

static const kith_field votes_gives[] = {
    {.name = "votes",
     .type = KITH_LIST,
     .parts = vote_row,
     .summary = "Votes of those whom you can see."},
    {.name = "unnamed", .type = KITH_INT, .summary = "How many others there are."},
    NEXT_FIELD,
    {0},
};

const kith_action decision_register_actions[] = {
    {.name = "decision.show",
     .summary = "Shows a decision: what, by what rule, how it was decided and why.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_decision,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "decision.list",
     .summary = "Lists or searches a network's register of decisions.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "decision.votes",
     .summary = "Lists votes by name for those who may vote: while it is open, objections alone.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_decision,
     .gives = votes_gives,
     .run = votes_run,
     .since = "0.1",
     .help = "Who does not let you see that they belong is counted and not named."},
    {0},
};
