/* decision: what is proposed, to whom, and by what rule it is decided. */
#include "action/decision.h"

#include "action/core.h"
#include "model/charter.h"
#include "model/committee.h"
#include "model/meeting.h"
#include "model/network.h"
#include "model/proposal.h"
#include "model/setting.h"
#include "model/sight.h"
#include "model/task.h"

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
    return err;
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
int decision_rule_take(struct kith_call *call, struct decision *decision)
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
    static const char *const fixed[] = {"voters",   "committee",   "meeting", "method",
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

static int committee_take(struct kith_call *call, struct decision *decision)
{
    struct committee committee = {0};
    int err = call_given(call, "committee")
                  ? committee_read(&call->model, call_int(call, "committee"), &committee)
                  : committee_by_key(&call->model, decision->network, STR(COMMITTEE_STEERING),
                                     &committee);
    if (err == OK && committee.closed_day != 0)
        return call_fail(call, ERROR_CLASH, "committee",
                         "This committee is closed. committee.list shows those that are there.");
    decision->voters = STR("committee");
    decision->committee = committee.id;
    return err;
}

/* A meeting decides for whom it is of, by the quorum of its minutes. */
static int meeting_take(struct kith_call *call, struct decision *decision)
{
    static const char *const fixed[] = {"voters", "committee", "quorum", "days"};
    struct meeting meeting = {0};
    int err = meeting_read(&call->model, call_int(call, "meeting"), &meeting);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed && err == OK; i++)
        if (call_given(call, fixed[i]))
            return call_fail(call, ERROR_WRONG, fixed[i],
                             "In a meeting those decide whom it is of, by its own quorum, there "
                             "and then: leave `%s` out.",
                             fixed[i]);
    if (err == OK && (str_is(meeting.kind, "remit") || str_is(meeting.kind, "other")))
        return call_fail(call, ERROR_WRONG, "meeting",
                         "This is an event, not a meeting that decides: name a meeting of a "
                         "committee, or of all members.");
    if (err == OK && (str_is(meeting.state, "closed") || str_is(meeting.state, "cancelled")))
        return call_fail(call, ERROR_CLASH, "meeting",
                         "This meeting is %.*s. What was decided in one that is over is written "
                         "down with decision.record.",
                         STR_ARGS(meeting.state));
    decision->meeting = meeting.id;
    decision->committee = meeting.committee;
    decision->voters = meeting.committee == 0 ? STR("members") : STR("committee");
    return err;
}

static int voters_take(struct kith_call *call, struct decision *decision)
{
    bool all = call_given(call, "voters") && !str_is(call_text(call, "voters"), "committee");
    if (call_given(call, "meeting"))
        return meeting_take(call, decision);
    if (!all)
        return committee_take(call, decision);
    if (call_given(call, "committee"))
        return call_fail(call, ERROR_WRONG, "committee",
                         "A committee decides, or the members: leave one of the two out.");
    decision->voters = call_text(call, "voters");
    return OK;
}

int decision_owner_take(struct kith_call *call, struct decision *decision)
{
    int32_t today = 0;
    int err = setting_today(&call->model, &today);
    decision->review_day = (int32_t)call_int(call, "review");
    decision->owner = call_int(call, "owner");
    if (err == OK && call_given(call, "review") && decision->review_day <= today)
        return call_fail(call, ERROR_WRONG, "review",
                         "A decision is reviewed on a day to come: choose a later one.");
    return err;
}

static int days_take(struct kith_call *call, struct decision *decision)
{
    decision->days = call_int(call, "days");
    return call_given(call, "days") ? OK
                                    : charter_term_int(&call->model, decision->network,
                                                       "decision.voting_days", &decision->days);
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
        err = decision_rule_take(call, &decision);
    if (err == OK)
        err = days_take(call, &decision);
    if (err == OK)
        err = decision_owner_take(call, &decision);
    if (err == OK)
        err = decision_check_rule(&call->model, &decision);
    if (err == OK)
        err = decision_add(&call->model, &decision);
    if (err == OK && decision.proposal != 0)
        err = task_end_about(&call->model, decision.network, STR(PROPOSAL_TASK), decision.proposal);
    if (err == OK)
        call_put_int(call, "decision", decision.id);
    return err != OK ? err : decision_put_next(call, &decision);
}

/* ---- fields ---- */

static const kith_field propose_takes[] = {
    NETWORK_FIELD,
    DECISION_TEXT_FIELDS,
    {.name = "voters",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = DECISION_VOTERS,
     .summary = "Who decides: a committee (the steering group, unless another is named), all "
                "members, or the members without the allies. Left out: a committee."},
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "Which committee; the steering group if none is named."},
    {.name = "meeting",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "meeting",
     .summary = "The meeting in which it is voted on; online if none is named."},
    DECISION_RULE_FIELDS,
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
    DECISION_OWNER_FIELDS,
    {.name = "proposal",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "proposal",
     .summary = "What waits for the network's consent, and is done when this is carried."},
    {0},
};

static const kith_field propose_gives[] = {DECISION_FIELD, WHAT_NEXT_FIELD, {0}};

const kith_action decision_actions[] = {
    {.name = "decision.propose",
     .summary = "Proposes a decision to a committee, or to all members.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = propose_takes,
     .gives = propose_gives,
     .run = propose_run,
     .since = "0.1",
     .help = "It is open to the vote once others have seconded it and somebody who leads opens "
             "it. A quorum of its own can only ask for more than the usual one. What waits for "
             "the network's consent is decided by all members, as the charter says."},
    {0},
};
