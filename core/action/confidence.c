/* confidence: a vote of no confidence in the holder of an office; called, replied to, withdrawn. */
#include "action/confidence.h"

#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/setting.h"
#include "model/sight.h"

static bool is_shown(const struct confidence *confidence)
{
    return !str_is(confidence->state, "gathering") && !str_is(confidence->state, "forgotten");
}

/* While calls gather, it is there for each caller and for nobody else. */
static int confidence_locate(struct model *in, const struct actor *actor, int64_t id,
                             struct location *ret_location)
{
    struct confidence confidence = {0};
    int64_t handle = 0;
    bool visible = false;
    int err = confidence_read(in, id, &confidence);
    if (err == OK && confidence.network != 0 && is_shown(&confidence))
        visible = actor->kind != ACTOR_ANONYMOUS;
    else if (err == OK && actor->kind == ACTOR_PERSON) {
        err = sight_own_handle(in, actor, confidence.network, &handle);
        if (err == OK && handle != 0)
            err = confidence_is_caller(in, &confidence, handle, &visible);
    } else if (err == OK)
        visible = actor->kind == ACTOR_SCHEDULE || actor->kind == ACTOR_SYSTEM;
    *ret_location = (struct location){.network = confidence.network, .visible = visible};
    return err;
}

const struct noun confidence_noun = {
    .name = "confidence",
    .one = "vote of no confidence",
    .plural = "votes of no confidence",
    .summary = "Votes of no confidence in the holder of an office: notice, reply, secret ballot.",
    .locate = confidence_locate,
};

int confidence_end(struct kith_call *call, struct confidence *confidence, const char *state,
                   const char *why)
{
    confidence->state = str_of(state);
    confidence->why = str_of(why);
    confidence->ended_at = call->model.now_ms;
    int err = confidence_set_clock(&call->model, confidence, 0);
    if (err == OK)
        err = confidence_forget_callers(&call->model, confidence->id);
    return err != OK ? err : confidence_write(&call->model, confidence);
}

/* ---- calling it ---- */

struct calling {
    struct office office;
    struct role role;
    struct confidence confidence;
    int64_t handle; /* of the caller */
};

static int check_free(struct kith_call *call, const struct calling *calling)
{
    int32_t today = 0, free = 0;
    int err = setting_today(&call->model, &today);
    if (err == OK)
        err = confidence_free_day(&call->model, calling->office.network, calling->office.handle,
                                  &free);
    if (err == OK && free > today)
        return call_fail(call, ERROR_CLASH, "office",
                         "There was a vote about this holder that was not carried. From %s on "
                         "another can be called: the charter's cooling-off.",
                         notice_day(&call->arena, free));
    return err;
}

static int check_call(struct kith_call *call, struct calling *calling)
{
    struct model *in = &call->model;
    int err = office_read(in, call_int(call, "office"), &calling->office);
    if (err == OK)
        err = role_read(in, calling->office.role, &calling->role);
    if (err == OK)
        err = network_check_open(in, calling->office.network);
    if (err == OK && calling->office.ended_day != 0)
        return call_fail(call, ERROR_CLASH, "office",
                         "This office has ended already. role.list tells who holds which.");
    if (err == OK)
        err = membership_handle(in, calling->office.network, call->actor.person, &calling->handle);
    if (err == OK && calling->handle == calling->office.handle)
        return call_fail(call, ERROR_REFUSED, "office",
                         "This is your own office. You can lay it down with role.resign.");
    return err != OK ? err : check_free(call, calling);
}

/* The one that gathers calls, or a new one with the first reason; each later reason is added. */
static int calling_find(struct kith_call *call, struct calling *calling)
{
    struct confidence *confidence = &calling->confidence;
    int64_t open = 0, days = 0, due_at = 0;
    struct str reason = call_text(call, "reason");
    int err = confidence_open(&call->model, calling->office.id, &open);
    if (err == OK && open != 0)
        err = confidence_read(&call->model, open, confidence);
    if (err == OK && open != 0 && !str_is(confidence->state, "gathering"))
        return call_fail(call, ERROR_CLASH, "office",
                         "A vote about this holder is under way already: confidence.list.");
    if (err != OK || open != 0) {
        bool is = false;
        if (err == OK)
            err = confidence_is_caller(&call->model, confidence, calling->handle, &is);
        if (err == OK && !is)
            confidence->reason =
                str_of(arena_print(&call->arena, "%.*s\n\n---\n\n%.*s",
                                   STR_ARGS(confidence->reason), STR_ARGS(reason)));
        return err;
    }
    *confidence = (struct confidence){.network = calling->office.network,
                                      .office = calling->office.id,
                                      .handle = calling->office.handle,
                                      .reason = reason};
    err = confidence_add(&call->model, confidence);
    if (err == OK)
        err =
            charter_term_int(&call->model, confidence->network, "no_confidence.gather_days", &days);
    if (err == OK)
        err = appointment_deadline(call, days, &due_at);
    return err != OK ? err : confidence_set_clock(&call->model, confidence, due_at);
}

/* What a caller may want to know before they sleep on it. */
static int call_next(struct kith_call *call, const struct confidence *confidence, bool enough)
{
    int64_t members = 0, holders = 0, days = 0;
    struct model *in = &call->model;
    int err = charter_term_int(in, confidence->network, "no_confidence.members", &members);
    if (err == OK)
        err = charter_term_int(in, confidence->network, "no_confidence.holders", &holders);
    if (err == OK)
        err = charter_term_int(in, confidence->network, "no_confidence.notice_days", &days);
    if (err != OK)
        return err;
    call_put_text(
        call, "what_next",
        enough ? str_of(arena_print(
                     &call->arena,
                     "Enough have called it: every member is told, whoever it is about can reply, "
                     "and after %lld day%s the secret ballot opens. Nobody is told who called it.",
                     (long long)days, days == 1 ? "" : "s"))
               : str_of(arena_print(
                     &call->arena,
                     "It takes %lld member%s to call it, or %lld who hold a role. Until then only "
                     "those who call it know of it, and nobody is told who they are; "
                     "confidence.withdraw takes your call back, and what too few call is "
                     "forgotten.",
                     (long long)members, members == 1 ? "" : "s", (long long)holders)));
    return OK;
}

static kith_err call_run(void *self, struct kith_call *call)
{
    (void)self;
    struct calling calling = {0};
    bool holds = false, enough = false;
    int err = check_call(call, &calling);
    if (err == OK)
        err = calling_find(call, &calling);
    struct confidence *confidence = &calling.confidence;
    if (err == OK)
        err = office_grants(&call->model, confidence->network, calling.handle, 0, &holds);
    if (err == OK)
        err = confidence_call(&call->model, confidence, calling.handle,
                              holds ? CONFIDENCE_HOLDER : CONFIDENCE_MEMBER);
    if (err == OK)
        err = confidence_is_enough(&call->model, confidence, &enough);
    /* By the schedule, since a call leaves no trace of its own. */
    if (err == OK && enough)
        err = confidence_set_clock(&call->model, confidence, call->model.now_ms);
    if (err == OK)
        err = confidence_write(&call->model, confidence);
    if (err != OK)
        return err;
    call_put_int(call, "confidence", confidence->id);
    call_put_int(call, "enough", enough);
    return call_next(call, confidence, enough);
}

/* ---- before the ballot ---- */

static int read_before_ballot(struct kith_call *call, struct confidence *ret_confidence)
{
    int err = confidence_read(&call->model, call_int(call, "confidence"), ret_confidence);
    if (err == OK)
        err = network_check_open(&call->model, ret_confidence->network);
    if (err == OK && !str_is(ret_confidence->state, "notice") &&
        !str_is(ret_confidence->state, "gathering"))
        return call_fail(call, ERROR_CLASH, "confidence", "%s. confidence.show tells more.",
                         str_is(ret_confidence->state, "ballot")
                             ? "The ballot is open, and nothing is changed any more"
                             : "It is over");
    call_subject(call, ret_confidence->id);
    return err;
}

static kith_err reply_run(void *self, struct kith_call *call)
{
    (void)self;
    struct confidence confidence = {0};
    int64_t handle = 0;
    int err = read_before_ballot(call, &confidence);
    if (err == OK)
        err = membership_handle(&call->model, confidence.network, call->actor.person, &handle);
    if (err == OK && handle != confidence.handle)
        return call_fail(call, ERROR_REFUSED, "confidence",
                         "The reply is for the colleague whom the vote is about.");
    confidence.reply = call_text(call, "text");
    if (err == OK)
        err = confidence_write(&call->model, &confidence);
    if (err == OK)
        call_put_text(call, "what_next",
                      str_of(arena_print(&call->arena,
                                         "Every member can read it beside the reasons, and it "
                                         "stands on the ballot paper. You can change it until the "
                                         "ballot opens, on %s.",
                                         notice_time(call, confidence.opens_at))));
    return err;
}

/* A call is taken back. Where too few are left, there is no vote. */
static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct confidence confidence = {0};
    int64_t handle = 0;
    bool was = false, enough = false;
    int err = read_before_ballot(call, &confidence);
    if (err == OK)
        err = membership_handle(&call->model, confidence.network, call->actor.person, &handle);
    if (err == OK)
        err = confidence_uncall(&call->model, &confidence, handle, &was);
    if (err == OK && !was)
        return call_fail(call, ERROR_REFUSED, "confidence",
                         "Those who have called it can take their call back, before the ballot.");
    if (err == OK)
        err = confidence_is_enough(&call->model, &confidence, &enough);
    if (err != OK || enough || !str_is(confidence.state, "notice"))
        return err;
    err =
        confidence_end(call, &confidence, "withdrawn",
                       "Some of those who called it have taken that back, and too few were left.");
    return err != OK ? err
                     : notice_members(call, confidence.network,
                                      "A vote of no confidence in one of your networks was "
                                      "withdrawn: there will be no ballot.\n");
}

/* ---- fields ---- */

static const kith_field one_confidence[] = {CONFIDENCE_FIELD, {0}};

static const kith_field call_takes[] = {
    {.name = "office",
     .type = KITH_ID,
     .limits = "office",
     .summary = "Which office; role.list tells them."},
    {.name = "reason",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..2000",
     .summary = "Why, in fair words: once enough have called it, every member reads them."},
    {0},
};

static const kith_field call_gives[] = {
    CONFIDENCE_FIELD,
    {.name = "enough",
     .type = KITH_BOOL,
     .summary = "Have enough called it, so that everybody has notice?"},
    WHAT_NEXT_FIELD,
    {0},
};

static const kith_field reply_gives[] = {WHAT_NEXT_FIELD, {0}};

static const kith_field reply_takes[] = {
    CONFIDENCE_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What you have to say. Another reply takes its place."},
    {0},
};

const kith_action confidence_actions[] = {
    {.name = "confidence.call",
     .summary = "Calls for a vote of no confidence in the holder of an office.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = call_takes,
     .gives = call_gives,
     .run = call_run,
     .since = "0.1",
     .help = "Nobody hears of it until enough members, or enough holders of an office, have called "
             "it: the charter's terms no_confidence.members and no_confidence.holders. Nobody is "
             "told who did. Then there is notice, a reply and a secret ballot."},
    {.name = "confidence.reply",
     .summary = "Replies to a vote of no confidence in you; every member can read it.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = reply_takes,
     .gives = reply_gives,
     .run = reply_run,
     .since = "0.1"},
    {.name = "confidence.withdraw",
     .summary = "Takes back your call for a vote of no confidence, before the ballot opens.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = one_confidence,
     .run = withdraw_run,
     .since = "0.1"},
    {0},
};
