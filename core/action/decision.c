/* decision: proposed, backed, put to the vote. */
#include "action/decision.h"

#include "action/core.h"
#include "action/notice.h"
#include "model/charter.h"
#include "model/committee.h"
#include "model/interest.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/proposal.h"
#include "model/setting.h"
#include "model/sight.h"
#include "model/task.h"

enum { DAY_MS = 24 * 3600 * 1000, OPEN_DAYS_MOST = 90 };

/* Its network's members, and whoever may act there without being one: administrators while it is
 * being founded, the network's schedule. */
static int decision_locate(struct model *in, const struct actor *actor, int64_t id,
                           struct location *ret_location)
{
    struct decision decision = {0};
    int64_t own = 0;
    *ret_location = (struct location){0};
    int err = decision_read(in, id, &decision);
    if (err == OK)
        err = sight_own_handle(in, actor, decision.network, &own);
    bool is_person = actor->kind == ACTOR_PERSON || actor->kind == ACTOR_ANONYMOUS;
    if (err == OK && (own != 0 || !is_person))
        *ret_location = (struct location){.network = decision.network, .visible = true};
    return err == ERROR_MISSING ? OK : err;
}

const struct noun decision_noun = {
    .name = "decision",
    .plural = "decisions",
    .summary = "What a network or a committee decides, from the proposal to its review.",
    .locate = decision_locate,
};

int decision_take(struct kith_call *call, struct decision *ret_decision, int64_t *ret_own)
{
    int err = decision_read(&call->model, call_int(call, "decision"), ret_decision);
    *ret_own = 0;
    if (err == OK)
        err = network_check_open(&call->model, ret_decision->network);
    return err != OK ? err
                     : sight_own_handle(&call->model, &call->actor, ret_decision->network, ret_own);
}

/* ---- by what rule ---- */

static const struct {
    const char *name;
    const struct majority_rule *rule; /* NULL: consent */
} methods[] = {
    {"consent", NULL},
    {"simple", &majority_simple},
    {"absolute", &majority_absolute},
    {"two_thirds", &majority_two_thirds},
};

static void method_take(struct str name, struct decision *decision)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_is(name, methods[i].name)) {
            decision->is_consent = methods[i].rule == NULL;
            decision->majority = decision->is_consent ? majority_simple : *methods[i].rule;
        }
}

static int fraction_take(struct kith_call *call, struct decision *decision)
{
    static const char *const bases[MAJORITY_OVERS] = {
        [MAJORITY_OVER_VOTES] = "votes",
        [MAJORITY_OVER_ENTITLED] = "entitled",
        [MAJORITY_OVER_SEATS] = "seats",
        [MAJORITY_OVER_MEMBERS] = "members",
        [MAJORITY_OVER_KIND] = "members_without_allies",
    };
    const struct value *fraction = call_value(call, "fraction");
    if (!call_given(call, "fraction"))
        return call_fail(call, ERROR_WRONG, "fraction",
                         "Say which part carries it, such as 3/4; or choose another method.");
    decision->majority = (struct majority_rule){.numerator = fraction->number,
                                                .denominator = fraction->other,
                                                .is_more_than = call_int(call, "more_than") != 0};
    for (size_t i = 0; i < MAJORITY_OVERS; i++)
        if (str_is(call_text(call, "of"), bases[i]))
            decision->majority.over = (enum majority_over)i;
    return OK;
}

/* What a proposal does not say, the charter does. */
static int rule_take(struct kith_call *call, struct decision *decision)
{
    struct str method = call_text(call, "method"), wanted = method;
    bool counted = false;
    int err = OK;
    if (method.len == 0)
        err = charter_term_text(&call->model, decision->network, "decision.method", &wanted);
    if (err == OK && str_is(wanted, "fraction"))
        err = fraction_take(call, decision);
    else if (err == OK && call_given(call, "fraction"))
        return call_fail(call, ERROR_WRONG, "fraction",
                         "A part is only asked for by the method `fraction`: choose that one, or "
                         "leave the part out.");
    else
        method_take(wanted, decision);
    if (err == OK && call_given(call, "abstentions"))
        counted = str_is(call_text(call, "abstentions"), "counted");
    else if (err == OK)
        err = charter_term_bool(&call->model, decision->network, "decision.abstentions_count",
                                &counted);
    decision->majority.abstentions_count = counted;
    return err;
}

/* The network's consent is not weakened by whoever asks for it. */
static int proposal_take(struct kith_call *call, struct decision *decision)
{
    static const char *const fixed[] = {"voters",   "committee",   "method",
                                        "fraction", "abstentions", "quorum"};
    struct proposal proposal;
    if (!call_given(call, "proposal"))
        return OK;
    decision->proposal = call_int(call, "proposal");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (call_given(call, fixed[i]))
            return call_fail(call, ERROR_WRONG, fixed[i],
                             "What waits for the network's consent is decided by all members as "
                             "the charter says: leave `%s` out.",
                             fixed[i]);
    decision->voters = STR("members");
    decision->committee = 0;
    int err = proposal_read(&call->model, decision->proposal, &proposal);
    if (err == OK && !str_is(proposal.state, "open"))
        return call_fail(call, ERROR_CLASH, "proposal", "It is %.*s already.",
                         STR_ARGS(proposal.state));
    return err;
}

static int voters_take(struct kith_call *call, struct decision *decision)
{
    struct committee committee = {0};
    decision->voters = call_given(call, "voters") ? call_text(call, "voters") : STR("committee");
    if (!str_is(decision->voters, "committee"))
        return OK;
    int err =
        committee_by_key(&call->model, decision->network, STR(COMMITTEE_STEERING), &committee);
    decision->committee = committee.id;
    return err;
}

static int dates_take(struct kith_call *call, struct decision *decision)
{
    int32_t today = 0;
    int err = setting_today(&call->model, &today);
    decision->days = call_int(call, "days");
    decision->review_day = (int32_t)call_int(call, "review");
    decision->owner = call_int(call, "owner");
    if (err == OK && !call_given(call, "days"))
        err = charter_term_int(&call->model, decision->network, "decision.voting_days",
                               &decision->days);
    if (err == OK && call_given(call, "review") && decision->review_day <= today)
        return call_fail(call, ERROR_WRONG, "review",
                         "A decision is reviewed on a day to come: choose a later one.");
    return err;
}

static kith_err propose_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision = {.network = call_int(call, "network"),
                                .title = call_text(call, "title"),
                                .text = call_text(call, "text"),
                                .quorum = call_text(call, "quorum")};
    int err = network_check_open(&call->model, decision.network);
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, decision.network, &decision.by);
    if (err == OK)
        err = voters_take(call, &decision);
    if (err == OK)
        err = proposal_take(call, &decision);
    if (err == OK)
        err = rule_take(call, &decision);
    if (err == OK)
        err = dates_take(call, &decision);
    if (err == OK)
        err = decision_check_rule(&call->model, &decision);
    if (err == OK)
        err = decision_add(&call->model, &decision);
    if (err == OK && decision.proposal != 0)
        err = task_end_about(&call->model, decision.network, STR(PROPOSAL_TASK), decision.proposal);
    if (err == OK)
        call_put_int(call, "decision", decision.id);
    return err;
}

/* ---- backing it ---- */

static int check_proposed(struct kith_call *call, const struct decision *decision)
{
    if (str_is(decision->state, "proposed"))
        return OK;
    return call_fail(call, ERROR_CLASH, "decision",
                     "This is no proposal any more: it is %.*s. decision.show says how it stands.",
                     STR_ARGS(decision->state));
}

static kith_err support_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    return err != OK ? err : decision_back(&call->model, &decision, own, false);
}

static kith_err second_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    bool entitled = false, recused = false;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    if (err == OK && own == decision.by)
        return call_fail(call, ERROR_REFUSED, "decision",
                         "Somebody else has to second what you propose: ask a colleague.");
    if (err == OK)
        err = decision_is_entitled(&call->model, &decision, own, &entitled);
    if (err == OK)
        err = interest_recuses(&call->model, decision.network, decision.id, own, &recused);
    if (err == OK && (!entitled || recused))
        return call_fail(call, ERROR_REFUSED, "decision",
                         "Only who may vote on it can second it. decision.support says that you "
                         "are for it.");
    return err != OK ? err : decision_back(&call->model, &decision, own, true);
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    int64_t own;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    if (err == OK && own != decision.by)
        return call_fail(call, ERROR_REFUSED, "decision", "Only who proposed it can take it back.");
    decision.state = STR("withdrawn");
    return err != OK ? err : decision_write(&call->model, &decision);
}

/* ---- opening it ---- */

static int seconds_check(struct kith_call *call, const struct decision *decision)
{
    int64_t needed = 0, seconds = 0, supporters;
    int err = charter_term_int(&call->model, decision->network, "decision.seconders", &needed);
    if (err == OK)
        err = decision_backers(&call->model, decision, &seconds, &supporters);
    if (err == OK && seconds < needed)
        return call_fail(call, ERROR_CLASH, "decision",
                         "%lld of the %lld who must second it have: decision.second does, by "
                         "somebody else who may vote on it.",
                         (long long)seconds, (long long)needed);
    return err;
}

static int until_take(struct kith_call *call, const struct decision *decision, int64_t *ret_until)
{
    int64_t now = call->model.now_ms;
    *ret_until = now + decision->days * DAY_MS;
    if (!call_given(call, "until"))
        return OK;
    *ret_until = call_int(call, "until");
    if (*ret_until <= now || *ret_until > now + (int64_t)OPEN_DAYS_MOST * DAY_MS)
        return call_fail(call, ERROR_WRONG, "until",
                         "A vote is open until a time to come, at most %d days from now.",
                         OPEN_DAYS_MOST);
    return OK;
}

static int tell_voters(struct kith_call *call, const struct decision *decision)
{
    int64_t *handles;
    size_t count;
    int err = decision_entitled(&call->model, decision, &handles, &count);
    for (size_t i = 0; i < count && err == OK; i++)
        err = notice_member(call, decision->network, handles[i],
                            "A decision waits for your vote in one of your networks, until %s. "
                            "Sign in to Kith to read it. If you have an interest in it, declare "
                            "that instead.\n",
                            notice_time(call, decision->closes_at));
    return err;
}

int decision_begin(struct kith_call *call, struct decision *decision, int64_t closes_at)
{
    decision->state = STR("open");
    decision->opened_at = call->model.now_ms;
    decision->closes_at = decision_is_online(decision) ? closes_at : 0;
    int err = decision_schedule(call, decision, "decision.close", decision->closes_at);
    if (err == OK)
        err = decision_write(&call->model, decision);
    return err != OK || !decision_is_online(decision) ? err : tell_voters(call, decision);
}

static kith_err open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct decision decision;
    struct charter charter;
    int64_t own, until = 0;
    int err = decision_take(call, &decision, &own);
    if (err == OK)
        err = check_proposed(call, &decision);
    if (err == OK)
        err = seconds_check(call, &decision);
    if (err == OK)
        err = until_take(call, &decision, &until);
    if (err == OK)
        err = charter_read(&call->model, decision.network, &charter);
    if (err != OK)
        return err;
    decision.charter = charter.version;
    err = decision_begin(call, &decision, until);
    if (err == OK && decision.closes_at != 0)
        call_put_int(call, "closes_at", decision.closes_at);
    return err;
}

/* ---- fields ---- */

static const kith_field propose_takes[] = {
    {.name = "network", .type = KITH_ID, .limits = "network", .summary = "Which network."},
    {.name = "title",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "1..200",
     .summary = "What is to be decided, in a line."},
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..20000",
     .summary = "The proposal, as it would stand in the register."},
    {.name = "voters",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = DECISION_VOTERS,
     .summary = "Who decides: a committee (the steering group, unless another is named), all "
                "members, or the members without the allies. Left out: a committee."},
    {.name = "method",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = "consent|simple|absolute|two_thirds|fraction",
     .summary = "What carries it: consent (nobody objects), a simple majority of the votes, an "
                "absolute one of all who may vote, two thirds of the votes, or another part. Left "
                "out: as the charter says."},
    {.name = "fraction",
     .type = KITH_FRACTION,
     .flags = KITH_OPTIONAL,
     .limits = "0..1",
     .summary = "Which part, for the method fraction."},
    {.name = "more_than",
     .type = KITH_BOOL,
     .preset = "false",
     .summary = "More than that part, and not just as much."},
    {.name = "of",
     .type = KITH_ONE_OF,
     .preset = "votes",
     .limits = "votes|entitled|seats|members|members_without_allies",
     .summary = "What it is a part of: the votes, all who may vote, the seats of the committee "
                "(vacant ones too), all members, or those without the allies."},
    {.name = "abstentions",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = "left_out|counted",
     .summary = "Do those who abstain count among the votes? Left out: as the charter says."},
    {.name = "quorum",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..400",
     .summary = "A quorum that must be met beside the usual one, such as \"two thirds of seats\"."},
    {.name = "days",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .limits = "1..90",
     .summary = "How many days the vote is open; left out: as the charter says."},
    {.name = "owner",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "membership",
     .summary = "Who sees to it once it is carried; without one, whoever leads."},
    {.name = "review",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "When it is looked at again."},
    {.name = "proposal",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "proposal",
     .summary = "What waits for the network's consent, and is done when this is carried."},
    {0},
};

static const kith_field one_decision[] = {DECISION_FIELD, {0}};

static const kith_field open_takes[] = {
    DECISION_FIELD,
    {.name = "until",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When the vote ends; without it, after the proposal's days."},
    {0},
};

static const kith_field open_gives[] = {
    {.name = "closes_at",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When it is closed by itself."},
    {0},
};

const kith_action decision_actions[] = {
    {.name = "decision.propose",
     .summary = "Proposes a decision to a committee, or to all members.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = propose_takes,
     .gives = one_decision,
     .run = propose_run,
     .since = "0.1",
     .help = "It is open to the vote once others have seconded it and somebody who leads opens "
             "it. A quorum of its own can only ask for more than the usual one. What waits for "
             "the network's consent is decided by all members, as the charter says."},
    {.name = "decision.support",
     .summary = "Says that you are for a proposal; others see only how many are.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = one_decision,
     .run = support_run,
     .since = "0.1"},
    {.name = "decision.second",
     .summary = "Seconds a proposal of somebody else, as one who may vote on it.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = one_decision,
     .run = second_run,
     .since = "0.1"},
    {.name = "decision.withdraw",
     .summary = "Takes back a proposal of yours before it is put to the vote.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_decision,
     .run = withdraw_run,
     .since = "0.1"},
    {.name = "decision.open",
     .summary = "Puts a proposal to the vote: everybody who may vote is told.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = open_gives,
     .run = open_run,
     .since = "0.1"},
    {0},
};
