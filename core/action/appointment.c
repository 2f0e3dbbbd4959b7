/* appointment: a seat is filled; opened, run, and taken on by its dates. */
#include "action/appointment.h"

#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/setting.h"

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

int appointment_read_open(struct kith_call *call, struct appointment *ret_appointment)
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

int appointment_own_handle(struct kith_call *call, int64_t network, int64_t *ret_handle)
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
    int err = appointment_own_handle(call, appointment->network, &handle);
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

/* ---- running it ---- */

static kith_err adjust_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    int32_t today = 0, until = (int32_t)call_int(call, "until");
    int64_t due_at = 0;
    int err = appointment_read_open(call, &appointment);
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
    int err = appointment_read_open(call, &appointment);
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
    int err = appointment_read_open(call, &appointment);
    if (err == OK)
        err = appointment_own_handle(call, appointment.network, &handle);
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

/* ---- the founding rule ---- */

static kith_err choose_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct appointment_candidate chosen = {0};
    int64_t number = call_int(call, "number");
    int err = appointment_read_open(call, &appointment);
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

static const kith_field open_gives[] = {
    APPOINTMENT_FIELD, APPOINTMENT_UNTIL_FIELD, WHAT_NEXT_FIELD, {0}};

static const kith_field adjust_takes[] = {
    APPOINTMENT_FIELD,
    {.name = "until", .type = KITH_DATE, .summary = "The last day of the stage."},
    APPOINTMENT_REASON_FIELD(0, "Why; it stands in the line of stages."),
    {0},
};

static const kith_field stop_takes[] = {
    APPOINTMENT_FIELD,
    APPOINTMENT_REASON_FIELD(0, "Why; it stands in the line of stages."),
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
