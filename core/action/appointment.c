/* appointment: a seat is filled, from the call for interest to the day on which the term begins. */
#include "action/appointment.h"

#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/person.h"
#include "model/setting.h"
#include "model/sight.h"

static int appointment_locate(struct model *in, const struct actor *actor, int64_t id,
                              struct location *ret_location)
{
    struct appointment appointment = {0};
    int err = appointment_read(in, id, &appointment);
    *ret_location = location_for_colleagues(actor, appointment.network);
    return err;
}

const struct noun appointment_noun = {
    .name = "appointment",
    .plural = "appointments",
    .summary = "How a seat is filled: call for interest, views and votes, appeal, a term begins.",
    .locate = appointment_locate,
};

/* ---- who runs it ---- */

static int read_open(struct kith_call *call, struct appointment *ret_appointment)
{
    int err = appointment_read(&call->model, call_int(call, "appointment"), ret_appointment);
    if (err == OK)
        err = network_check_open(&call->model, ret_appointment->network);
    if (err == OK && appointment_is_over(ret_appointment->stage))
        return call_fail(call, ERROR_CLASH, "appointment",
                         "It is over: %s. appointment.show shows the way it has come.",
                         appointment_stage_title(ret_appointment->stage));
    call_subject(call, ret_appointment->id);
    return err;
}

static int own_handle(struct kith_call *call, int64_t network, int64_t *ret_handle)
{
    *ret_handle = 0;
    return call->actor.kind != ACTOR_PERSON
               ? OK
               : membership_handle(&call->model, network, call->actor.person, ret_handle);
}

/* Whoever appoints, unless it concerns them; where it concerns the one who appoints, the stand-in.
 * Administrators only while the network is being founded: permission has seen to that. */
static int check_runs(struct kith_call *call, const struct appointment *appointment)
{
    struct model *in = &call->model;
    int64_t handle = 0;
    bool concerned = false, appoints = false;
    int err = own_handle(call, appointment->network, &handle);
    if (err != OK || handle == 0)
        return err;
    err = appointment_concerns(in, appointment, handle, &concerned);
    if (err == OK && concerned)
        return call_fail(call, ERROR_REFUSED, "appointment",
                         "You hold this office or would like it, so somebody else runs this.");
    if (err == OK && appointment->concerned) {
        if (appointment->stand_in == handle)
            return OK;
        return call_fail(call, ERROR_REFUSED, "appointment",
                         "This is run by a stand-in, as it concerns whoever appoints: "
                         "appointment.show says who. appointment.name_stand_in names one where "
                         "there is none.");
    }
    if (err == OK)
        err = office_grants(in, appointment->network, handle, GRANT_ROLES, &appoints);
    if (err == OK && !appoints)
        return call_fail(call, ERROR_REFUSED, "appointment",
                         "This is run by whoever appoints in this network: role.list shows who.");
    return err;
}

/* ---- opening ---- */

static kith_err open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    int64_t filled = 0;
    int err = role_read(&call->model, call_int(call, "role"), &role);
    if (err == OK)
        err = network_check_open(&call->model, role.network);
    if (err == OK && role.closed)
        return call_fail(call, ERROR_CLASH, "role", "%.*s is closed. role.reopen opens it again.",
                         STR_ARGS(role.title));
    if (err == OK)
        err = office_count(&call->model, role.id, &filled);
    struct appointment appointment = {.network = role.network, .role = role.id};
    struct str reason = filled < role.seats
                            ? STR("A seat is free, and a call for interest is opened.")
                            : STR("A term will end, and a call for interest is opened, so that "
                                  "there is a successor in time.");
    if (err == OK)
        err = appointment_begin(call, &appointment, reason);
    if (err != OK)
        return err;
    call_put_int(call, "appointment", appointment.id);
    call_put_int(call, "until", appointment.due_at);
    call_put_text(call, "what_next",
                  STR("Every member is told. Whoever would like it says so with "
                      "appointment.interest; what follows goes on by itself, and appointment.show "
                      "tells each step and why."));
    return OK;
}

/* ---- who would like it ---- */

/* By the name they give, or their own. */
static int name_set(struct kith_call *call, struct str *ret_name)
{
    struct person person = {0};
    *ret_name = call_text(call, "name");
    if (ret_name->len > 0)
        return OK;
    int err = person_read(&call->model, call->actor.person, &person);
    *ret_name = person_name(&call->arena, &person);
    return err;
}

/* A deputy who would like it runs it no longer. */
static int stand_in_without(struct kith_call *call, struct appointment *appointment, int64_t handle)
{
    if (appointment->stand_in != handle)
        return OK;
    int err = appointment_find_stand_in(call, appointment);
    return err != OK ? err : appointment_write(&call->model, appointment);
}

static int check_call(struct kith_call *call, const struct appointment *appointment)
{
    if (appointment->stage != APPOINTMENT_CALL)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "The call for interest has ended: %s. If it is opened again, everybody "
                         "is told.",
                         appointment_stage_title(appointment->stage));
    return OK;
}

static kith_err interest_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct role role = {0};
    struct appointment_candidate candidate = {.words = call_text(call, "statement")};
    int err = read_open(call, &appointment);
    if (err == OK && appointment.role == 0)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "A sponsor is suggested by the members: sponsor.suggest.");
    if (err == OK)
        err = check_call(call, &appointment);
    if (err == OK)
        err = own_handle(call, appointment.network, &candidate.handle);
    if (err == OK)
        err = role_read(&call->model, appointment.role, &role);
    if (err == OK)
        err = office_may_hold(&call->model, &role, candidate.handle);
    if (err == OK)
        err = name_set(call, &candidate.name);
    candidate.network = appointment.network;
    candidate.appointment = appointment.id;
    if (err == OK)
        err = appointment_candidate_add(&call->model, &candidate);
    if (err == OK)
        err = stand_in_without(call, &appointment, candidate.handle);
    if (err != OK)
        return err;
    call_put_int(call, "until", appointment.due_at);
    call_put_text(call, "what_next",
                  str_of(arena_print(&call->arena,
                                     "The call ends on %s; until then nobody sees who would like "
                                     "it. Then the members are asked for their views if you are "
                                     "the only one, and the steering group votes if there are "
                                     "several. appointment.withdraw takes it back at any time.",
                                     notice_time(call, appointment.due_at))));
    return OK;
}

/* During a vote the others stay on the paper; after it, whoever was chosen lays it down. */
static int withdraw(struct kith_call *call, struct appointment *appointment,
                    const struct appointment_candidate *candidate)
{
    int err = OK;
    if (appointment_is_vote(appointment->stage))
        err = appointment_vote_without(call, appointment, candidate);
    if (err == OK)
        err = appointment_candidate_remove(&call->model, candidate->id);
    if (err != OK || appointment_is_vote(appointment->stage) ||
        candidate->id != appointment->chosen)
        return err;
    return appointment_advance(call, appointment, APPOINTMENT_DECLINED);
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct appointment_candidate candidate = {0};
    int64_t handle = 0;
    int err = read_open(call, &appointment);
    if (err == OK)
        err = own_handle(call, appointment.network, &handle);
    if (err == OK)
        err = appointment_candidate_find(&call->model, appointment.id, CANDIDATE_HANDLE, handle,
                                         &candidate);
    if (err == OK && candidate.id == 0)
        return call_fail(call, ERROR_MISSING, "appointment",
                         "You have not said that you would like this.");
    return err != OK ? err : withdraw(call, &appointment, &candidate);
}

/* ---- running it ---- */

static kith_err adjust_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    int32_t today = 0, until = (int32_t)call_int(call, "until");
    int64_t due_at = 0;
    int err = read_open(call, &appointment);
    if (err == OK)
        err = check_runs(call, &appointment);
    if (err == OK)
        err = setting_today(&call->model, &today);
    if (err == OK && appointment.stage != APPOINTMENT_CALL &&
        appointment.stage != APPOINTMENT_APPEAL)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "Only a call for interest and the hearing of an appeal have a date that "
                         "can be moved.");
    if (err == OK && (until < today || until > today + 90))
        return call_fail(call, ERROR_WRONG, "until",
                         "Give a day from today on, within the next 90 days.");
    if (err == OK)
        err = appointment_day_end(call, until, &due_at);
    if (err == OK)
        err = appointment_set_clock(&call->model, &appointment, due_at);
    if (err == OK)
        err = appointment_write(&call->model, &appointment);
    struct str reason =
        str_of(arena_print(&call->arena, "Moved to the end of %s: %.*s",
                           notice_day(&call->arena, until), STR_ARGS(call_text(call, "reason"))));
    return err != OK ? err : appointment_note(&call->model, &appointment, reason);
}

static kith_err stop_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct str reason = str_of(
        arena_print(&call->arena, "It was stopped: %.*s", STR_ARGS(call_text(call, "reason"))));
    int err = read_open(call, &appointment);
    if (err == OK)
        err = check_runs(call, &appointment);
    return err != OK ? err : appointment_stop(call, &appointment, reason);
}

/* Any holder of an office names somebody else, whom it does not concern. */
static kith_err name_stand_in_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    int64_t handle = 0, named = call_int(call, "membership");
    bool concerned = false;
    int err = read_open(call, &appointment);
    if (err == OK)
        err = own_handle(call, appointment.network, &handle);
    if (err == OK && appointment.stand_in != 0)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "Somebody runs this already: appointment.show says who.");
    if (err == OK)
        err = appointment_concerns(&call->model, &appointment, named, &concerned);
    if (err == OK && (concerned || (handle != 0 && named == handle)))
        return call_fail(call, ERROR_REFUSED, "membership",
                         "Name somebody else, whom this does not concern: not yourself, nobody who "
                         "holds this office, and nobody who would like it.");
    appointment.stand_in = named;
    appointment.concerned = true;
    if (err == OK)
        err = appointment_write(&call->model, &appointment);
    if (err == OK)
        err = appointment_note(&call->model, &appointment,
                               STR("A holder of an office has named somebody to run this."));
    return err != OK ? err
                     : notice_member(call, appointment.network, named,
                                     "The steering group of one of your networks asks you to run "
                                     "an appointment. Sign in to Kith to see which.\n");
}

/* ---- appeals ---- */

static kith_err appeal_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct appointment_appeal appeal = {.reason = call_text(call, "reason")};
    int err = read_open(call, &appointment);
    if (err == OK && appointment.stage != APPOINTMENT_CHOSEN)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "Appeals are taken once somebody is chosen, before the term begins. It "
                         "stands here: %s.",
                         appointment_stage_title(appointment.stage));
    if (err == OK)
        err = own_handle(call, appointment.network, &appeal.appellant);
    if (err == OK)
        err = appointment_hearer(&call->model, &appointment, appeal.appellant, &appeal.hearer);
    appeal.network = appointment.network;
    appeal.appointment = appointment.id;
    if (err == OK)
        err = appointment_appeal_add(&call->model, &appeal);
    if (err == OK)
        err = appointment_advance(call, &appointment, APPOINTMENT_APPEALED);
    if (err == OK)
        call_put_text(call, "what_next",
                      str_of(arena_print(&call->arena,
                                         "Somebody whom it does not concern hears it, until %s; "
                                         "until then no term begins. appointment.show tells you "
                                         "the answer.",
                                         notice_time(call, appointment.due_at))));
    return err;
}

static const struct {
    const char *outcome;
    enum appointment_event event;
} outcomes[] = {
    {"dismissed", APPOINTMENT_DISMISSED},
    {"vote_again", APPOINTMENT_VOTE_AGAIN},
    {"call_again", APPOINTMENT_CALL_AGAIN},
};

static enum appointment_event event_of(struct str outcome)
{
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (str_is(outcome, outcomes[i].outcome))
            return outcomes[i].event;
    return APPOINTMENT_UNHEARD;
}

/* The one who hears it: a handle, or the administrators where it concerns everybody else. */
static int check_hears(struct kith_call *call, const struct appointment *appointment,
                       struct appointment_appeal *ret_appeal)
{
    int64_t handle = 0;
    int err = appointment_appeal_open(&call->model, appointment->id, ret_appeal);
    if (err == OK && ret_appeal->id == 0)
        return call_fail(call, ERROR_CLASH, "appointment", "No appeal waits here.");
    if (err == OK)
        err = own_handle(call, appointment->network, &handle);
    bool hears = ret_appeal->hearer != 0 ? handle == ret_appeal->hearer
                                         : call->actor.kind == ACTOR_ADMINISTRATOR;
    if (err == OK && !hears)
        return call_fail(call, ERROR_REFUSED, "appointment",
                         "An appeal is decided by one whom it does not concern, and who was asked: "
                         "it is in their task.list.");
    return err;
}

/* Unless they have left meanwhile. */
static int tell_appellant(struct kith_call *call, const struct appointment_appeal *appeal)
{
    int64_t network = 0;
    int err = membership_network(&call->model, appeal->appellant, &network);
    if (err != OK || network != appeal->network)
        return err;
    return notice_member(call, network, appeal->appellant,
                         "What you appealed against has been looked at. Sign in to Kith to read "
                         "the answer.\n");
}

static kith_err decide_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct appointment_appeal appeal = {0};
    int err = read_open(call, &appointment);
    if (err == OK)
        err = check_hears(call, &appointment, &appeal);
    appeal.state = call_text(call, "outcome");
    appeal.answer = call_text(call, "reason");
    if (err == OK)
        err = appointment_appeal_end(&call->model, &appeal);
    if (err == OK)
        err = tell_appellant(call, &appeal);
    return err != OK ? err : appointment_advance(call, &appointment, event_of(appeal.state));
}

/* ---- the founding rule ---- */

static kith_err choose_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct appointment_candidate chosen = {0};
    int64_t number = call_int(call, "number");
    int err = read_open(call, &appointment);
    if (err == OK && appointment.stage != APPOINTMENT_FOUNDERS)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "This is not for the administrators to decide. It stands here: %s.",
                         appointment_stage_title(appointment.stage));
    if (err == OK && number != 0)
        err = appointment_candidate_find(&call->model, appointment.id, CANDIDATE_NUMBER, number,
                                         &chosen);
    if (err == OK && number != 0 && chosen.id == 0)
        return call_fail(call, ERROR_WRONG, "number",
                         "Nobody has that number. appointment.show tells who has which.");
    appointment.chosen = chosen.id;
    return err != OK ? err
                     : appointment_advance(call, &appointment,
                                           number != 0 ? APPOINTMENT_ELECTED : APPOINTMENT_AGAINST);
}

/* ---- deadlines ---- */

/* What it means that the stage's date has come. Whoever was chosen may have left before it. */
static int event_due(struct kith_call *call, const struct appointment *appointment,
                     enum appointment_event *ret_event)
{
    static const enum appointment_event events[APPOINTMENT_STAGES] = {
        [APPOINTMENT_CALL] = APPOINTMENT_CALL_ENDS,
        [APPOINTMENT_FOUNDERS] = APPOINTMENT_UNDECIDED,
        [APPOINTMENT_CHOSEN] = APPOINTMENT_APPEAL_ENDS,
        [APPOINTMENT_APPEAL] = APPOINTMENT_UNHEARD,
        [APPOINTMENT_WAITING] = APPOINTMENT_SEAT_FREE,
    };
    struct appointment_candidate chosen = {0};
    int err = appointment_candidate_find(&call->model, appointment->id, CANDIDATE_ID,
                                         appointment->chosen, &chosen);
    *ret_event = appointment->chosen != 0 && chosen.id == 0 ? APPOINTMENT_DECLINED
                                                            : events[appointment->stage];
    return err;
}

static kith_err step_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct appointment_appeal appeal = {0};
    enum appointment_event event = APPOINTMENT_STOP;
    int err = appointment_read(&call->model, call_int(call, "appointment"), &appointment);
    if (err != OK || appointment_is_over(appointment.stage) ||
        appointment_is_vote(appointment.stage))
        return err;
    appointment.clock = 0; /* this very row */
    err = event_due(call, &appointment, &event);
    if (err == OK && appointment.stage == APPOINTMENT_APPEAL)
        err = appointment_appeal_open(&call->model, appointment.id, &appeal);
    if (err == OK && appeal.id != 0) {
        appeal.state = STR("unheard");
        err = appointment_appeal_end(&call->model, &appeal);
    }
    return err != OK ? err : appointment_advance(call, &appointment, event);
}

/* ---- fields ---- */

static const kith_field one_appointment[] = {APPOINTMENT_FIELD, {0}};

static const kith_field open_takes[] = {ROLE_FIELD, {0}};

#define UNTIL_FIELD                                                                                \
    {                                                                                              \
        .name = "until", .type = KITH_TIME, .summary = "When the call for interest ends."          \
    }

static const kith_field open_gives[] = {APPOINTMENT_FIELD, UNTIL_FIELD, WHAT_NEXT_FIELD, {0}};

static const kith_field interest_takes[] = {
    APPOINTMENT_FIELD,
    {.name = "statement",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..2000",
     .summary = "Why you would like it, in a few words."},
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .limits = "1..80",
     .summary = "Your name as it shall stand on the ballot paper; left out, as it is known here."},
    {0},
};

static const kith_field appeal_gives[] = {WHAT_NEXT_FIELD, {0}};
static const kith_field interest_gives[] = {UNTIL_FIELD, WHAT_NEXT_FIELD, {0}};

#define REASON_FIELD(more, words)                                                                  \
    {                                                                                              \
        .name = "reason", .type = KITH_MARKDOWN, .flags = (more), .limits = "1..2000",             \
        .summary = words                                                                           \
    }

static const kith_field adjust_takes[] = {
    APPOINTMENT_FIELD,
    {.name = "until", .type = KITH_DATE, .summary = "The last day of the stage."},
    REASON_FIELD(0, "Why; it stands in the line of stages."),
    {0},
};

static const kith_field stop_takes[] = {
    APPOINTMENT_FIELD,
    REASON_FIELD(0, "Why; it stands in the line of stages."),
    {0},
};

static const kith_field name_stand_in_takes[] = {
    APPOINTMENT_FIELD,
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Who shall run it, as a handle."},
    {0},
};

static const kith_field appeal_takes[] = {
    APPOINTMENT_FIELD,
    REASON_FIELD(KITH_PERSONAL, "What was not right; for whoever hears it alone."),
    {0},
};

static const kith_field decide_takes[] = {
    APPOINTMENT_FIELD,
    {.name = "outcome",
     .type = KITH_ONE_OF,
     .limits = "dismissed|vote_again|call_again",
     .summary = "The choice stands, is made again, or the call is opened again."},
    REASON_FIELD(KITH_PERSONAL, "Why; for whoever appealed."),
    {0},
};

static const kith_field choose_takes[] = {
    APPOINTMENT_FIELD,
    {.name = "number",
     .type = KITH_INT,
     .limits = "0..100",
     .summary = "Who of them, by the number in appointment.show; 0 for nobody."},
    {0},
};

const kith_action appointment_actions[] = {
    {.name = "appointment.open",
     .summary = "Opens a call for interest in a role, and tells the members.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = open_gives,
     .run = open_run,
     .since = "0.1",
     .help = "From there it runs by itself: one candidate and the members give their views, "
             "several and the steering group votes, nobody and the call is opened again. The "
             "charter's terms under `vacancy` say for how long. Where it concerns whoever "
             "appoints, a deputy runs it."},
    {.name = "appointment.interest",
     .summary = "Says that you would like the role.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = interest_takes,
     .gives = interest_gives,
     .run = interest_run,
     .since = "0.1",
     .help = "Until the call ends nobody sees who has. Then the members of the network see the "
             "name that you give and your words, as they are asked about you."},
    {.name = "appointment.withdraw",
     .summary = "Takes back that you would like it, at any time before the term begins.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = one_appointment,
     .run = withdraw_run,
     .since = "0.1"},
    {.name = "appointment.adjust",
     .summary = "Moves the end of a call for interest, or of the time to hear an appeal.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = adjust_takes,
     .run = adjust_run,
     .since = "0.1"},
    {.name = "appointment.stop",
     .summary = "Ends an appointment without anybody, and says why.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = stop_takes,
     .run = stop_run,
     .since = "0.1"},
    {.name = "appointment.name_stand_in",
     .summary = "Names who runs an appointment that concerns whoever appoints.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = name_stand_in_takes,
     .run = name_stand_in_run,
     .since = "0.1"},
    {.name = "appointment.appeal",
     .summary = "Appeals against a choice, before the term begins.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = appeal_takes,
     .gives = appeal_gives,
     .run = appeal_run,
     .since = "0.1",
     .help = "It is heard by the chair, a deputy or another holder of an office whom it does not "
             "concern; where it concerns them all, by the administrators."},
    {.name = "appointment.decide",
     .summary = "Decides on an appeal that you were asked to hear.",
     .may = "colleague",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = decide_takes,
     .run = decide_run,
     .since = "0.1"},
    {.name = "appointment.choose",
     .summary = "Decides as an administrator, where a network has no steering group yet.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = choose_takes,
     .run = choose_run,
     .since = "0.1",
     .help = "Only where the charter's term vacancy.founding says so; else the members decide."},
    {.name = "appointment.step",
     .summary = "Goes on with an appointment when the date of its stage has come; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_appointment,
     .run = step_run,
     .since = "0.1"},
    {.name = "appointment.show",
     .summary = "Shows an appointment: each stage with its date and the reason for each turn.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_appointment,
     .gives = appointment_show_gives,
     .run = appointment_show_run,
     .since = "0.1"},
    {.name = "appointment.list",
     .summary = "Lists a network's appointments and where they stand.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = appointment_list_takes,
     .gives = appointment_list_gives,
     .run = appointment_list_run,
     .since = "0.1"},
    {0},
};
