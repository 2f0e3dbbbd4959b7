/* appointment: whoever would like a role says so while the call is open, or takes it back. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "model/person.h"

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

/* What follows the call, as things stand. */
static int put_interest(struct kith_call *call, const struct appointment *appointment)
{
    struct appointment_state state;
    int err = appointment_state(&call->model, appointment, &state);
    if (err != OK)
        return err;
    const char *then =
        !appointment_no_group_yet(&state)
            ? "the members are asked for their views if you are the only one, and the steering "
              "group votes if there are several"
        : state.founders_decide
            ? "the administrators decide, as there is no steering group yet"
            : "the members decide straight away, as there is no steering group yet";
    call_put_int(call, "until", appointment->due_at);
    call_put_text(call, "what_next",
                  str_of(arena_print(&call->arena,
                                     "The call ends on %s; until then nobody sees who would like "
                                     "it. Then %s. appointment.withdraw takes it back at any time.",
                                     notice_time(call, appointment->due_at), then)));
    return OK;
}

static kith_err interest_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct role role = {0};
    struct appointment_candidate candidate = {.words = call_text(call, "statement")};
    int err = appointment_read_open(call, &appointment);
    if (err == OK && appointment.role == 0)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "A sponsor is suggested by the members: sponsor.suggest.");
    if (err == OK)
        err = check_call(call, &appointment);
    if (err == OK)
        err = appointment_own_handle(call, appointment.network, &candidate.handle);
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
    return err != OK ? err : put_interest(call, &appointment);
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
    int err = appointment_read_open(call, &appointment);
    if (err == OK)
        err = appointment_own_handle(call, appointment.network, &handle);
    if (err == OK)
        err = appointment_candidate_find(&call->model, appointment.id, CANDIDATE_HANDLE, handle,
                                         &candidate);
    if (err == OK && candidate.id == 0)
        return call_fail(call, ERROR_MISSING, "appointment",
                         "You have not said that you would like this.");
    return err != OK ? err : withdraw(call, &appointment, &candidate);
}

/* ---- fields ---- */

static const kith_field one_appointment[] = {APPOINTMENT_FIELD, {0}};

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

static const kith_field interest_gives[] = {APPOINTMENT_UNTIL_FIELD, WHAT_NEXT_FIELD, {0}};

const kith_action appointment_interest_actions[] = {
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
    {0},
};
