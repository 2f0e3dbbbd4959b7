/* confidence: a vote of no confidence in the holder of an office. */
#include "model/confidence.h"

#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/election.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/setting.h"
#include "model/sight.h"

#define COUNTED "confidence.counted"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

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
    .plural = "votes of no confidence",
    .summary = "Votes of no confidence in the holder of an office: notice, reply, secret ballot.",
    .locate = confidence_locate,
};

/* ---- what ends it ---- */

static int end(struct kith_call *call, struct confidence *confidence, const char *state,
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
    err = end(call, &confidence, "withdrawn",
              "Some of those who called it have taken that back, and too few were left.");
    return err != OK ? err
                     : notice_members(call, confidence.network,
                                      "A vote of no confidence in one of your networks was "
                                      "withdrawn: there will be no ballot.\n");
}

/* ---- the ballot ---- */

static bool fraction_of(struct str text, struct fraction *ret_fraction)
{
    size_t slash = 0;
    while (slash < text.len && text.ptr[slash] != '/')
        slash++;
    return slash < text.len && str_to_int((struct str){text.ptr, slash}, &ret_fraction->top) &&
           str_to_int((struct str){text.ptr + slash + 1, text.len - slash - 1},
                      &ret_fraction->below);
}

/* By the charter as it was when the vote was called: nobody changes the rules on the way. */
static int ballot_terms(struct kith_call *call, const struct confidence *confidence,
                        struct election *election)
{
    struct model *in = &call->model;
    struct charter charter = {0};
    struct terms terms;
    int64_t days = 0;
    int err = charter_read_version(in, confidence->network, confidence->charter, &charter);
    if (err != OK)
        return err;
    struct json *json = json_parse(charter.terms, &call->error);
    terms_from_json(json, &call->arena, &terms);
    json_free(json);
    if (!fraction_of(terms.value[TERM_no_confidence_quorum], &election->quorum) ||
        !fraction_of(terms.value[TERM_no_confidence_majority], &election->majority) ||
        !str_to_int(terms.value[TERM_no_confidence_ballot_days], &days))
        return call_fail(call, ERROR_BROKEN, NULL, "The terms of a charter are broken.");
    if (str_is(terms.value[TERM_no_confidence_recused], "true"))
        election->recused = confidence->handle;
    election->closes_at = election->opens_at + days * day_ms;
    return OK;
}

static int ballot_begins(struct kith_call *call, struct confidence *confidence,
                         const struct role *role)
{
    struct election election = {
        .network = confidence->network,
        .title = str_of(arena_print(&call->arena, "No confidence: %.*s", STR_ARGS(role->title))),
        .about = str_of(arena_print(
            &call->arena, "%.*s\n\n## The reply\n\n%.*s", STR_ARGS(confidence->reason),
            STR_ARGS(confidence->reply.len > 0 ? confidence->reply : STR("There was none.")))),
        .purpose = STR("confidence"),
        .electorate = STR("members"),
        .method = STR("plurality"),
        .seats = 1,
        .opens_at = call->model.now_ms,
        .then_action = STR(COUNTED),
        .then_id = confidence->id};
    int err = ballot_terms(call, confidence, &election);
    if (err == OK)
        err = election_add(&call->model, &election, NULL, 0);
    if (err == OK)
        err = confidence_forget_callers(&call->model, confidence->id);
    confidence->state = STR("ballot");
    confidence->election = election.id;
    if (err == OK)
        err = confidence_set_clock(&call->model, confidence, 0);
    return err != OK ? err : confidence_write(&call->model, confidence);
}

/* Enough have called it: everybody has notice, and whoever it is about can reply. */
static int notice_begins(struct kith_call *call, struct confidence *confidence)
{
    int64_t days = 0;
    int err =
        charter_term_int(&call->model, confidence->network, "no_confidence.notice_days", &days);
    if (err == OK)
        err = appointment_deadline(call, days, &confidence->opens_at);
    if (err == OK)
        err = confidence_set_clock(&call->model, confidence, confidence->opens_at);
    confidence->state = STR("notice");
    confidence->called_at = call->model.now_ms;
    if (err == OK)
        err = confidence_write(&call->model, confidence);
    if (err != OK)
        return err;
    const char *opens = notice_time(call, confidence->opens_at);
    err = notice_member(call, confidence->network, confidence->handle,
                        "A vote of no confidence about a role that you hold has been called. It "
                        "opens on %s. You can reply to everybody before, with confidence.reply, "
                        "and your words stand beside those of who called it.\n",
                        opens);
    return err != OK ? err
                     : notice_members(call, confidence->network,
                                      arena_print(&call->arena,
                                                  "A vote of no confidence has been called in one "
                                                  "of your networks. The secret ballot opens on "
                                                  "%s. Sign in to Kith to read why, and what the "
                                                  "colleague whom it is about has to say.\n",
                                                  opens));
}

static kith_err step_run(void *self, struct kith_call *call)
{
    (void)self;
    struct confidence confidence = {0};
    struct office office = {0};
    struct role role = {0};
    bool enough = false;
    int err = confidence_read(&call->model, call_int(call, "confidence"), &confidence);
    if (err != OK || confidence.ended_at != 0 || str_is(confidence.state, "ballot"))
        return err;
    confidence.clock = 0; /* this very row */
    if (str_is(confidence.state, "gathering")) {
        err = confidence_is_enough(&call->model, &confidence, &enough);
        return err != OK ? err
               : enough  ? notice_begins(call, &confidence)
                         : end(call, &confidence, "forgotten", "");
    }
    err = office_read(&call->model, confidence.office, &office);
    if (err == OK)
        err = role_read(&call->model, office.role, &role);
    return err != OK ? err : ballot_begins(call, &confidence, &role);
}

/* ---- the outcome ---- */

static int carried(struct kith_call *call, struct confidence *confidence,
                   const struct office *office, const struct role *role)
{
    struct appointment appointment = {.network = role->network, .role = role->id};
    int64_t open = 0;
    int err = end(call, confidence, "carried",
                  "It was carried: the office has ended, and an appointment is opened.");
    if (err == OK)
        err = office_let_go(call, role, office, STR("ended"));
    if (err == OK)
        err = appointment_open(&call->model, role->network, role->id, &open);
    if (err != OK || open != 0 || role->closed)
        return err;
    return appointment_begin(call, &appointment,
                             STR("A vote of no confidence was carried: a call for interest is "
                                 "opened."));
}

static int not_carried(struct kith_call *call, struct confidence *confidence, struct str outcome)
{
    struct duration cooling;
    const char *why = "It was not carried: too few of the votes were for it.";
    int err = charter_term_duration(&call->model, confidence->network, "no_confidence.cooling_off",
                                    &cooling);
    if (str_is(outcome, "inquorate") || str_is(outcome, "nobody"))
        why = "It was not carried: fewer voted than the quorum takes.";
    if (str_is(outcome, "void"))
        return err != OK ? err
                         : end(call, confidence, "not_carried",
                               "It was not carried: the ballot was void.");
    confidence->free_day = clock_day(duration_add(call->model.now_ms, cooling));
    return err != OK ? err : end(call, confidence, "not_carried", why);
}

static kith_err counted_run(void *self, struct kith_call *call)
{
    (void)self;
    struct confidence confidence = {0};
    struct office office = {0};
    struct role role = {0};
    struct str outcome = call_text(call, "outcome");
    int err = confidence_read(&call->model, call_int(call, "id"), &confidence);
    call_subject(call, confidence.id);
    if (err != OK || !str_is(confidence.state, "ballot") ||
        confidence.election != call_int(call, "election"))
        return err;
    err = office_read(&call->model, confidence.office, &office);
    if (err == OK)
        err = role_read(&call->model, office.role, &role);
    if (err != OK)
        return err;
    if (office.ended_day != 0)
        return end(call, &confidence, "office_ended",
                   "The office had ended before the votes were counted.");
    return str_is(outcome, "carried") ? carried(call, &confidence, &office, &role)
                                      : not_carried(call, &confidence, outcome);
}

/* ---- showing ---- */

static int put_row(struct kith_call *call, const struct confidence *confidence)
{
    struct office office = {0};
    struct role role = {0};
    int err = office_read(&call->model, confidence->office, &office);
    if (err == OK)
        err = role_read(&call->model, office.role, &role);
    call_put_int(call, "confidence", confidence->id);
    call_put_int(call, "office", confidence->office);
    call_put_text(call, "title", role.title);
    call_put_text(call, "state", confidence->state);
    call_put_int(call, "called_at", confidence->called_at);
    call_put_int_if(call, "opens_at", confidence->opens_at);
    call_put_int_if(call, "ended_at", confidence->ended_at);
    call_put_int_if(call, "free_from", confidence->free_day);
    call_put_int_if(call, "election", confidence->election);
    call_put_text_if(call, "why", confidence->why);
    return err;
}

static void put_stage(struct kith_call *call, const struct confidence *confidence)
{
    if (str_is(confidence->state, "notice"))
        call_put_text(call, "what_next",
                      str_of(arena_print(&call->arena,
                                         "The secret ballot opens on %s. Until then whoever it is "
                                         "about can reply, and those who called it can take that "
                                         "back.",
                                         notice_time(call, confidence->opens_at))));
    if (str_is(confidence->state, "ballot"))
        call_put_text(call, "what_next",
                      STR("The secret ballot is open: election.show tells how to vote and until "
                          "when. The outcome is told here once it is counted."));
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct confidence confidence = {0};
    int64_t handle = 0;
    int err = confidence_read(&call->model, call_int(call, "confidence"), &confidence);
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, confidence.network, &handle);
    if (err == OK)
        err = put_row(call, &confidence);
    call_put_int(call, "charter", confidence.charter);
    call_put_int(call, "yours", handle != 0 && handle == confidence.handle);
    call_put_text(call, "reason", confidence.reason);
    call_put_text_if(call, "reply", confidence.reply);
    if (err == OK)
        put_stage(call, &confidence);
    return err;
}

static int list_one(void *self, const struct confidence *confidence)
{
    struct kith_call *call = self;
    call_open(call, "votes");
    int err = put_row(call, confidence);
    call_close(call);
    return err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = confidence_page(&call->model, call_int(call, "network"), &page, list_one, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define CONFIDENCE_FIELD                                                                           \
    {                                                                                              \
        .name = "confidence", .type = KITH_ID, .limits = "confidence",                             \
        .summary = "Which vote; confidence.list tells them."                                       \
    }
#define REASON_FIELD                                                                               \
    {                                                                                              \
        .name = "reason", .type = KITH_MARKDOWN, .flags = KITH_PERSONAL, .limits = "1..20000",     \
        .summary = "Why it is called; shown to the members once enough have called it."            \
    }

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

static const kith_field counted_takes[] = {
    {.name = "election", .type = KITH_ID, .limits = "election", .summary = "Which ballot."},
    {.name = "id", .type = KITH_ID, .limits = "confidence", .summary = "The vote it decides."},
    {.name = "outcome",
     .type = KITH_ONE_OF,
     .limits = ELECTION_OUTCOMES,
     .summary = "What came of it."},
    {0},
};

#define ROW_FIELDS                                                                                 \
    CONFIDENCE_FIELD,                                                                              \
        {.name = "office",                                                                         \
         .type = KITH_ID,                                                                          \
         .limits = "office",                                                                       \
         .summary = "The office it is about."},                                                    \
        {.name = "title", .type = KITH_TEXT, .summary = "What the role is called."},               \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = "gathering|notice|ballot|carried|not_carried|withdrawn|forgotten|office_ended", \
         .summary = "Where it stands."},                                                           \
        {.name = "called_at", .type = KITH_TIME, .summary = "When enough had called it."},         \
        {.name = "opens_at",                                                                       \
         .type = KITH_TIME,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When the ballot opens."},                                                     \
        {.name = "ended_at",                                                                       \
         .type = KITH_TIME,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When it ended."},                                                             \
        {.name = "free_from",                                                                      \
         .type = KITH_DATE,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "From when another can be called about this holder."},                         \
        {.name = "election",                                                                       \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "election",                                                                     \
         .summary = "Its ballot."},                                                                \
    {                                                                                              \
        .name = "why", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                                  \
        .summary = "How it ended, in a sentence."                                                  \
    }

static const kith_field show_gives[] = {
    ROW_FIELDS,
    {.name = "charter", .type = KITH_INT, .summary = "The charter's version when it was called."},
    {.name = "yours", .type = KITH_BOOL, .summary = "Is it about an office of yours?"},
    WHAT_NEXT_FIELD,
    REASON_FIELD,
    {.name = "reply",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What the colleague whom it is about has to say."},
    {0},
};

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {0},
};

static const kith_field list_row[] = {ROW_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "votes", .type = KITH_LIST, .parts = list_row, .summary = "The votes."},
    NEXT_FIELD,
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
    {.name = "confidence.step",
     .summary = "Opens the ballot when its day has come, or forgets calls that nobody joined; on "
                "the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_confidence,
     .run = step_run,
     .since = "0.1"},
    {.name = COUNTED,
     .summary = "Does what a vote of no confidence has decided; by the election.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = counted_takes,
     .run = counted_run,
     .since = "0.1"},
    {.name = "confidence.show",
     .summary = "Shows a vote of no confidence: why, the reply, and how it stands or ended.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_confidence,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "confidence.list",
     .summary = "Lists a network's votes of no confidence.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
