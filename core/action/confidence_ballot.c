/* confidence: the notice, the ballot and its outcome; by the schedule and the election. */
#include "action/appointment.h"
#include "action/confidence.h"
#include "action/core.h"
#include "action/election.h"
#include "action/notice.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/election.h"

#define COUNTED "confidence.counted"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

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
                         : confidence_end(call, &confidence, "forgotten", "");
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
    int err = confidence_end(call, confidence, "carried",
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
                         : confidence_end(call, confidence, "not_carried",
                                          "It was not carried: the ballot was void.");
    confidence->free_day = clock_day(duration_add(call->model.now_ms, cooling));
    return err != OK ? err : confidence_end(call, confidence, "not_carried", why);
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
        return confidence_end(call, &confidence, "office_ended",
                              "The office had ended before the votes were counted.");
    return str_is(outcome, "carried") ? carried(call, &confidence, &office, &role)
                                      : not_carried(call, &confidence, outcome);
}

/* ---- fields ---- */

static const kith_field one_confidence[] = {CONFIDENCE_FIELD, {0}};

static const kith_field counted_takes[] = {
    ELECTION_THEN_FIELDS("confidence", "The vote of no confidence that it decides."),
    {0},
};

const kith_action confidence_ballot_actions[] = {
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
    {0},
};
