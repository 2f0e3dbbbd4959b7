/* decision: what a meeting decided, written down by whoever keeps its record. */
#include "action/core.h"
#include "action/decision.h"
#include "action/meeting.h"
#include "model/network.h"

enum { RECUSED_MOST = 100 };

/* A minute that has passed is written down; this one is decided now. */
static int minute_take(struct kith_call *call, const struct meeting *meeting, int64_t *ret_at_ms,
                       bool *ret_afterwards)
{
    int64_t now = call->model.now_ms - call->model.now_ms % MEETING_MINUTE_MS;
    int err = meeting_minute(call, meeting, "at", ret_at_ms);
    if (err == OK && meeting->closed_at != 0 && !call_given(call, "at"))
        *ret_at_ms = meeting->closed_at - MEETING_MINUTE_MS;
    *ret_afterwards = *ret_at_ms < now || !str_is(meeting->state, "open");
    return err;
}

static int meeting_check(struct kith_call *call, const struct meeting *meeting)
{
    int err = network_check_open(&call->model, meeting->network);
    if (err == OK && (str_is(meeting->kind, "remit") || str_is(meeting->kind, "other")))
        return call_fail(call, ERROR_WRONG, "meeting",
                         "This is an event, not a meeting that decides.");
    if (err == OK && !str_is(meeting->state, "open") && !str_is(meeting->state, "closed"))
        return call_fail(call, ERROR_CLASH, "meeting",
                         "This meeting is %.*s: nothing was decided in it. Open it with "
                         "meeting.open once it begins.",
                         STR_ARGS(meeting->state));
    return err;
}

static int count_take(struct kith_call *call, const struct decision *decision, int64_t at_ms,
                      struct decision_count *ret_count)
{
    int64_t recused[RECUSED_MOST];
    const struct value *many = call_value(call, "recused");
    size_t count = many == NULL ? 0 : many->count;
    for (size_t i = 0; i < count && i < RECUSED_MOST; i++)
        recused[i] = value_item(many, i)->number;
    *ret_count = (struct decision_count){.votes_for = call_int(call, "for"),
                                         .votes_against = call_int(call, "against"),
                                         .abstentions = call_int(call, "abstained"),
                                         .at_ms = at_ms};
    return decision_count_told(&call->model, decision, at_ms, recused, count, ret_count);
}

/* Now, it is refused; of what was decided before, it is said. */
static int flag_set(struct kith_call *call, struct decision *decision,
                    const struct decision_count *count, bool afterwards)
{
    decision->is_flagged = !count->is_quorate;
    if (!decision->is_flagged || afterwards)
        return OK;
    return call_fail(call, ERROR_CLASH, "meeting",
                     "%.*s Nothing can be decided in it now: wait for others, or propose it with "
                     "decision.propose for an online vote.",
                     STR_ARGS(count->quorum_why));
}

static int add_and_settle(struct kith_call *call, struct decision *decision,
                          const struct decision_count *count)
{
    bool is_flagged = decision->is_flagged;
    int err = decision_add(&call->model, decision);
    decision->is_flagged = is_flagged;
    decision->opened_at = count->at_ms;
    return err != OK ? err : decision_settle(call, decision, count);
}

static kith_err record_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting = {0};
    struct decision_count count;
    int64_t at_ms = 0;
    bool afterwards = false;
    struct decision decision = {.title = call_text(call, "title"), .text = call_text(call, "text")};
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_check(call, &meeting);
    if (err == OK)
        err = minute_take(call, &meeting, &at_ms, &afterwards);
    decision.network = meeting.network;
    decision.meeting = meeting.id;
    decision.committee = meeting.committee;
    decision.voters = meeting.committee == 0 ? STR("members") : STR("committee");
    decision.charter = meeting.charter;
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, decision.network, &decision.by);
    if (err == OK)
        err = decision_rule_take(call, &decision);
    if (err == OK)
        err = decision_owner_take(call, &decision);
    if (err == OK)
        err = count_take(call, &decision, at_ms, &count);
    if (err == OK)
        err = flag_set(call, &decision, &count, afterwards);
    if (err == OK)
        err = add_and_settle(call, &decision, &count);
    if (err != OK)
        return err;
    call_put_int(call, "decision", decision.id);
    decision_put_outcome(call, &decision);
    return OK;
}

/* ---- fields ---- */

#define VOTES_FIELD(name_, summary_)                                                               \
    {                                                                                              \
        .name = name_, .type = KITH_INT, .limits = "0..1000000", .preset = "0",                    \
        .summary = summary_                                                                        \
    }

static const kith_field record_takes[] = {
    MEETING_FIELD,
    MEETING_AT_FIELD("at", "When it was decided, \"14:05\"; without it, now."),
    DECISION_TEXT_FIELDS,
    VOTES_FIELD("for", "How many were for it."),
    VOTES_FIELD("against", "How many were against it, or objected."),
    VOTES_FIELD("abstained", "How many abstained."),
    {.name = "recused",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL | KITH_MANY | KITH_PERSONAL,
     .limits = "membership",
     .summary = "Who declared an interest and took no part, as handles."},
    DECISION_RULE_FIELDS,
    DECISION_OWNER_FIELDS,
    {0},
};

static const kith_field record_gives[] = {DECISION_FIELD, DECISION_OUTCOME_FIELDS, {0}};

const kith_action decision_record_actions[] = {
    {.name = "decision.record",
     .summary = "Writes down what a meeting decided, with its counts.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = record_takes,
     .gives = record_gives,
     .run = record_run,
     .since = "0.1",
     .help = "While the meeting is not quorate nothing can be decided, and nothing is written "
             "down as decided now. What was decided at an earlier minute, when it was not "
             "quorate, is written down and flagged: it holds once it is ratified."},
    {0},
};
