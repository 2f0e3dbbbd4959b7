/* meeting: one's own part in it - there, gone, unable to come, in writing, by proxy. */
#include "action/core.h"
#include "action/meeting.h"
#include "model/meeting_paper.h"
#include "model/network.h"

/* The meeting, and the handle of whoever calls. */
static int own_meeting(struct kith_call *call, struct meeting *ret_meeting, int64_t *ret_handle)
{
    int err = meeting_of(call, ret_meeting);
    return err != OK ? err : meeting_actor(call, ret_meeting, ret_handle);
}

static int own_meeting_open(struct kith_call *call, struct meeting *ret_meeting,
                            int64_t *ret_handle)
{
    int err = own_meeting(call, ret_meeting, ret_handle);
    return err != OK ? err : meeting_check_open(&call->model, ret_meeting);
}

static int own_check(struct kith_call *call, const struct meeting *meeting, int64_t handle)
{
    bool may = false;
    int err = meeting_may_come(&call->model, meeting, handle, &may);
    if (err == OK && !may)
        return call_fail(call, ERROR_REFUSED, "meeting",
                         "This meeting is of those with a seat in its committee. Ask one of its "
                         "leads to invite you.");
    return err;
}

static int how_check(struct kith_call *call, const struct meeting *meeting, struct str how)
{
    if (str_is(meeting->how, "both") || str_equal(meeting->how, how))
        return OK;
    return call_fail(call, ERROR_CLASH, "how",
                     str_is(how, "room") ? "This meeting is held from afar: there is no room."
                                         : "This meeting is held in the room, and not from afar.");
}

static kith_err attend_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct str how = call_text(call, "how");
    int64_t handle = 0, at_ms = 0;
    int err = own_meeting_open(call, &meeting, &handle);
    if (err == OK)
        err = own_check(call, &meeting, handle);
    if (err == OK)
        err = how_check(call, &meeting, how);
    if (err == OK)
        err = meeting_minute(call, &meeting, "at", &at_ms);
    return err != OK ? err : meeting_come(&call->model, &meeting, handle, how, at_ms);
}

static kith_err leave_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t handle = 0, at_ms = 0;
    int err = own_meeting_open(call, &meeting, &handle);
    if (err == OK)
        err = meeting_minute(call, &meeting, "at", &at_ms);
    return err != OK ? err : meeting_go(&call->model, &meeting, handle, at_ms);
}

/* What is said once the meeting is cancelled or over changes nothing any more. */
static int coming_check(struct kith_call *call, const struct meeting *meeting)
{
    int err = network_check_open(&call->model, meeting->network);
    if (err == OK && str_is(meeting->state, "closed"))
        return call_fail(call, ERROR_CLASH, "meeting",
                         "This meeting is over. Whoever keeps its record can still write down an "
                         "apology, with meeting.record.");
    if (err == OK && str_is(meeting->state, "cancelled"))
        return call_fail(call, ERROR_CLASH, "meeting", "This meeting was cancelled.");
    return err;
}

static kith_err apologise_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct meeting_word word;
    int64_t handle = 0;
    int err = own_meeting(call, &meeting, &handle);
    if (err == OK)
        err = coming_check(call, &meeting);
    if (err == OK)
        err = own_check(call, &meeting, handle);
    if (err == OK)
        err = meeting_word_read(&call->model, &meeting, handle, &word);
    if (err != OK)
        return err;
    word.has_apologised = call_int(call, "coming") == 0;
    word.reason = word.has_apologised ? call_text(call, "reason") : (struct str){0};
    return meeting_word_write(&call->model, &meeting, handle, &word);
}

static kith_err contribute_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct contribution contribution = {.text = call_text(call, "text")};
    int64_t handle = 0;
    int err = own_meeting(call, &meeting, &handle);
    if (err == OK && str_is(meeting.state, "cancelled"))
        return call_fail(call, ERROR_CLASH, "meeting", "This meeting was cancelled.");
    if (err == OK)
        err = network_check_open(&call->model, meeting.network);
    if (err == OK)
        err = own_check(call, &meeting, handle);
    contribution.network = meeting.network;
    contribution.meeting = meeting.id;
    contribution.handle = handle;
    return err != OK ? err : contribution_add(&call->model, &contribution);
}

struct giving {
    int64_t giver, others;
};

static int count_other(void *self, int64_t handle, const struct meeting_word *word)
{
    struct giving *giving = self;
    giving->others += word->proxy != 0 && handle != giving->giver;
    return OK;
}

/* One too many is said to whoever gives it, while they can still come themself. */
static int proxy_check(struct kith_call *call, const struct meeting *meeting, int64_t giver)
{
    struct quorum_rule rule;
    struct giving giving = {.giver = giver};
    int err = meeting_rule(&call->model, meeting, &rule);
    if (err == OK && rule.proxies_at_most == 0)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "The terms of this meeting allow no proxies. You can take part in "
                         "writing, with meeting.contribute.");
    if (err == OK)
        err = meeting_words(&call->model, meeting, count_other, &giving);
    if (err == OK && giving.others >= rule.proxies_at_most)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "The terms of this meeting allow %lld prox%s, and so many are given. Come "
                         "yourself, from afar perhaps, or take part in writing, with "
                         "meeting.contribute.",
                         (long long)rule.proxies_at_most, rule.proxies_at_most == 1 ? "y" : "ies");
    return err;
}

/* From somebody with a seat to somebody else with one. */
static int seats_check(struct kith_call *call, const struct meeting *meeting, int64_t giver,
                       int64_t holder)
{
    bool may = false;
    int err = committee_is_seated(&call->model, meeting->network, meeting->committee, giver, &may);
    if (err == OK && may && holder != 0)
        err = committee_is_seated(&call->model, meeting->network, meeting->committee, holder, &may);
    if (err == OK && (!may || holder == giver))
        return call_fail(call, ERROR_CLASH, "to",
                         "A proxy is given by somebody with a seat to somebody else with one.");
    return err;
}

static kith_err proxy_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct meeting_word word;
    int64_t handle = 0, to = call_int(call, "to");
    int err = own_meeting(call, &meeting, &handle);
    if (err == OK)
        err = coming_check(call, &meeting);
    if (err == OK)
        err = seats_check(call, &meeting, handle, to);
    if (err == OK && to != 0)
        err = proxy_check(call, &meeting, handle);
    if (err == OK)
        err = meeting_word_read(&call->model, &meeting, handle, &word);
    word.proxy = to;
    return err != OK ? err : meeting_word_write(&call->model, &meeting, handle, &word);
}

/* ---- fields ---- */

static const kith_field attend_takes[] = {
    MEETING_FIELD,
    {.name = "how",
     .type = KITH_ONE_OF,
     .preset = "room",
     .limits = "room|remote",
     .summary = "In the room, or from afar."},
    MEETING_MINUTE_FIELD("When you came."),
    {0},
};

static const kith_field leave_takes[] = {
    MEETING_FIELD, MEETING_MINUTE_FIELD("When you left."), {0}};

static const kith_field apologise_takes[] = {
    MEETING_FIELD,
    {.name = "reason",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL | KITH_PERSONAL | KITH_SPECIAL,
     .limits = "work|leave|caring|health|other",
     .summary = "A kind of reason, if you care to give one. None is needed; it is kept sealed."},
    {.name = "coming",
     .type = KITH_BOOL,
     .preset = "false",
     .summary = "You can come after all: what you said before is taken back."},
    {0},
};

static const kith_field contribute_takes[] = {
    MEETING_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..10000",
     .summary = "What you would say, before the meeting or after it."},
    {0},
};

static const kith_field proxy_takes[] = {
    MEETING_FIELD,
    {.name = "to",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "Who votes for you while you are not there; without it, nobody does any more."},
    {0},
};

const kith_action meeting_presence_actions[] = {
    {.name = "meeting.attend",
     .summary = "Says that you are there, in the room or from afar.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = attend_takes,
     .run = attend_run,
     .since = "0.1"},
    {.name = "meeting.leave",
     .summary = "Says that you leave a meeting.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = leave_takes,
     .run = leave_run,
     .since = "0.1"},
    {.name = "meeting.apologise",
     .summary = "Says that you cannot come to a meeting. You need not say why.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = apologise_takes,
     .run = apologise_run,
     .since = "0.1"},
    {.name = "meeting.contribute",
     .summary = "Takes part in writing, before a meeting or after it; that counts as taking part.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = contribute_takes,
     .run = contribute_run,
     .since = "0.1"},
    {.name = "meeting.proxy",
     .summary = "Has somebody vote for you at a meeting, where its terms allow that.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = proxy_takes,
     .run = proxy_run,
     .since = "0.1"},
    {0},
};
