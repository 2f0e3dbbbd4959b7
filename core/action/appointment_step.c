/* appointment: from one stage to the next, and what each of them begins with. */
#include "action/appointment.h"

#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/charter.h"
#include "model/network.h"
#include "model/setting.h"
#include "model/sponsor.h"
#include "model/succession.h"
#include "model/task.h"

#define APPEAL_TASK   STR("appointment.appeal")
#define FOUND_TASK    STR("appointment.founders")
#define UNFILLED_TASK STR("appointment.unfilled")
#define STAND_IN_TASK STR("appointment.stand_in")

enum { ANY_GRANT = 0xff, NOTICES_MOST = 16 };

/* ---- deadlines ---- */

int appointment_day_end(struct kith_call *call, int32_t day, int64_t *ret_due_at)
{
    const char *zone;
    int err = setting_zone(&call->model, &zone);
    if (err == OK && !zone_to_time(zone, day + 1, 0, ret_due_at))
        return call_fail(call, ERROR_BROKEN, NULL, "The time zone of this server is not known.");
    return err;
}

int appointment_deadline(struct kith_call *call, int64_t days, int64_t *ret_due_at)
{
    int32_t today = 0;
    int err = setting_today(&call->model, &today);
    return err != OK ? err : appointment_day_end(call, today + (int32_t)days, ret_due_at);
}

/* The stage ends after so many days, as this term of the charter says. */
static int clock_by_term(struct kith_call *call, struct appointment *appointment, const char *path)
{
    int64_t days = 0, due_at = 0;
    int err = charter_term_int(&call->model, appointment->network, path, &days);
    if (err == OK)
        err = appointment_deadline(call, days, &due_at);
    return err != OK ? err : appointment_set_clock(&call->model, appointment, due_at);
}

/* ---- who is told ---- */

static int tell_members(struct kith_call *call, const struct appointment *appointment,
                        const char *format) __attribute__((format(printf, 3, 0)));
static int tell_members(struct kith_call *call, const struct appointment *appointment,
                        const char *format)
{
    struct str title = {0};
    int err = appointment_title(&call->model, appointment, &title);
    return err != OK ? err
                     : notice_members(call, appointment->network,
                                      arena_print(&call->arena, format, STR_ARGS(title)));
}

struct telling {
    struct kith_call *call;
    const char *text;
};

static int tell_deputy(void *self, const struct office *office)
{
    struct telling *telling = self;
    return notice_member(telling->call, office->network, office->handle, "%s", telling->text);
}

/* Those who act for the role; where it has no deputies of its own, the deputy chairs. */
static int tell_deputies(struct kith_call *call, const struct appointment *appointment)
{
    struct str title = {0};
    struct role role = {0}, chair = {0};
    int64_t plan[SUCCESSION_DEPUTIES], about = appointment->role;
    size_t count = 0;
    int err = appointment_title(&call->model, appointment, &title);
    if (err == OK && about != 0)
        err = role_read(&call->model, about, &role);
    if (err == OK && about != 0)
        err = succession_plan(&call->model, &role, plan, &count);
    if (err == OK && count == 0) {
        err = role_by_key(&call->model, appointment->network, STR(ROLE_CHAIR), &chair);
        if (err == ERROR_MISSING) {
            call->error = (struct error){0};
            return OK;
        }
        about = chair.id;
    }
    struct telling telling = {
        call, arena_print(&call->arena,
                          "Nobody was found yet to be %.*s in one of your networks, and the call "
                          "for interest is open again. As a deputy, perhaps you know whom to "
                          "ask.\n",
                          STR_ARGS(title))};
    return err != OK ? err
                     : succession_each_deputy(&call->model, appointment->network, about,
                                              tell_deputy, &telling);
}

static int task_for(struct kith_call *call, struct task *task, const char *format,
                    const struct appointment *appointment) __attribute__((format(printf, 3, 0)));
static int task_for(struct kith_call *call, struct task *task, const char *format,
                    const struct appointment *appointment)
{
    struct str title = {0};
    int err = appointment_title(&call->model, appointment, &title);
    task->subject = appointment->id;
    task->sentence = str_of(arena_print(&call->arena, format, STR_ARGS(title)));
    return err != OK ? err : task_add(&call->model, task);
}

static int tasks_end(struct kith_call *call, const struct appointment *appointment)
{
    const struct str kinds[] = {APPEAL_TASK, FOUND_TASK, STAND_IN_TASK};
    int err = OK;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && err == OK; i++)
        err = task_end_about(&call->model, appointment->network, kinds[i], appointment->id);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && err == OK; i++)
        err = task_end_about(&call->model, 0, kinds[i], appointment->id);
    return err;
}

/* ---- what each stage begins with ---- */

static int call_begins(struct kith_call *call, struct appointment *appointment)
{
    int err = clock_by_term(call, appointment, "vacancy.nomination_days");
    appointment->chosen = 0;
    appointment->appeal_at = 0;
    if (err == OK && appointment->calls > 1)
        err = tell_deputies(call, appointment);
    if (err != OK)
        return err;
    const char *until = notice_time(call, appointment->due_at - 1);
    return tell_members(
        call, appointment,
        appointment->role == 0
            ? arena_print(&call->arena,
                          "One of your networks chooses its %%.*s. Until %s you can suggest "
                          "somebody. Sign in to Kith to see how.\n",
                          until)
            : arena_print(&call->arena,
                          "One of your networks looks for somebody to be: %%.*s. Until %s you can "
                          "say that you would like it, in a few words. Sign in to Kith to see what "
                          "it takes.\n",
                          until));
}

static int founders_begin(struct kith_call *call, struct appointment *appointment)
{
    struct task task = {.kind = FOUND_TASK};
    int err = clock_by_term(call, appointment, "vacancy.voting_days");
    return err != OK ? err
                     : task_for(call, &task,
                                "A network that is being founded waits for your choice: %.*s. "
                                "appointment.show shows who would like it, and appointment.choose "
                                "decides.",
                                appointment);
}

static int chosen_begins(struct kith_call *call, struct appointment *appointment)
{
    struct appointment_candidate chosen = {0};
    int64_t days = 0;
    struct model *in = &call->model;
    int err = OK;
    if (appointment->appeal_at == 0) {
        err = charter_term_int(in, appointment->network, "vacancy.appeal_days", &days);
        if (err == OK)
            err = appointment_deadline(call, days, &appointment->appeal_at);
        if (err == OK)
            err = tell_members(call, appointment,
                               "One of your networks has chosen who shall be: %.*s. Sign in to "
                               "Kith to see who it is, how it came about, and until when you can "
                               "appeal.\n");
    }
    if (err == OK)
        err = appointment_set_clock(in, appointment, appointment->appeal_at);
    if (err == OK)
        err = appointment_candidate_find(in, appointment->id, CANDIDATE_ID, appointment->chosen,
                                         &chosen);
    if (err != OK || chosen.handle == 0)
        return err;
    return notice_member(call, appointment->network, chosen.handle,
                         "You were chosen for a role that you said you would like. If it is not "
                         "for you after all, appointment.withdraw takes it back.\n");
}

static int appeal_begins(struct kith_call *call, struct appointment *appointment)
{
    struct appointment_appeal appeal = {0};
    int err = clock_by_term(call, appointment, "vacancy.hearing_days");
    if (err == OK)
        err = appointment_appeal_open(&call->model, appointment->id, &appeal);
    struct task task = {.network = appeal.hearer != 0 ? appointment->network : 0,
                        .handle = appeal.hearer,
                        .kind = APPEAL_TASK};
    return err != OK ? err
                     : task_for(call, &task,
                                "An appeal waits for you to decide on it, as it does not concern "
                                "you: %.*s. appointment.show shows it, and appointment.decide "
                                "answers.",
                                appointment);
}

static int sponsor_begins(struct kith_call *call, struct appointment *appointment,
                          const struct appointment_candidate *chosen)
{
    struct sponsor sponsor = {
        .network = appointment->network, .name = chosen->name, .post = chosen->post};
    int64_t due_at = 0;
    int32_t notices[NOTICES_MOST], day;
    size_t count = 0;
    int err = sponsor_add(&call->model, &sponsor);
    appointment->office = sponsor.id;
    if (err == OK)
        err = network_notice_days(&call->model, sponsor.network, notices, NOTICES_MOST, &count);
    day = count > 0 ? sponsor.until_day - notices[0] : sponsor.until_day;
    if (err == OK)
        err = appointment_day_end(call, day > sponsor.since_day ? day : sponsor.until_day - 1,
                                  &due_at);
    return err != OK ? err : sponsor_set_clock(&call->model, &sponsor, due_at);
}

static int term_begins(struct kith_call *call, struct appointment *appointment)
{
    struct appointment_candidate chosen = {0};
    struct role role = {0};
    struct model *in = &call->model;
    int err =
        appointment_candidate_find(in, appointment->id, CANDIDATE_ID, appointment->chosen, &chosen);
    if (err == OK && appointment->role == 0)
        err = sponsor_begins(call, appointment, &chosen);
    else if (err == OK) {
        struct office office = {.role = appointment->role, .handle = chosen.handle};
        err = role_read(in, appointment->role, &role);
        if (err == OK)
            err = office_begin(call, &role, &office);
        appointment->office = office.id;
    }
    if (err == OK)
        err = appointment_set_clock(in, appointment, 0);
    return err != OK ? err
                     : tell_members(call, appointment,
                                    "A term begins in one of your networks: %.*s. Sign in to Kith "
                                    "to see who it is.\n");
}

static int nobody_found(struct kith_call *call, struct appointment *appointment)
{
    struct task task = {
        .network = appointment->network, .grants = GRANT_ROLES, .kind = UNFILLED_TASK};
    int err = appointment_set_clock(&call->model, appointment, 0);
    return err != OK ? err
                     : task_for(call, &task,
                                "Nobody was found to be %.*s. Talk about it, perhaps share the "
                                "work otherwise, and begin anew with appointment.open when it "
                                "suits.",
                                appointment);
}

static int stage_begins(struct kith_call *call, struct appointment *appointment)
{
    switch (appointment->stage) {
    case APPOINTMENT_CALL:
        return call_begins(call, appointment);
    case APPOINTMENT_STEERING:
    case APPOINTMENT_MEMBERS:
        return appointment_vote(call, appointment);
    case APPOINTMENT_FOUNDERS:
        return founders_begin(call, appointment);
    case APPOINTMENT_CHOSEN:
        return chosen_begins(call, appointment);
    case APPOINTMENT_APPEAL:
        return appeal_begins(call, appointment);
    case APPOINTMENT_DONE:
        return term_begins(call, appointment);
    case APPOINTMENT_UNFILLED:
        return nobody_found(call, appointment);
    default:
        return appointment_set_clock(&call->model, appointment, 0);
    }
}

/* ---- turns ---- */

/* May whoever was chosen still hold it? They may have left, or served all their terms meanwhile. */
static int can_begin(struct kith_call *call, const struct appointment *appointment, bool *ret_can)
{
    struct appointment_candidate chosen = {0};
    struct role role = {0};
    int err = appointment_candidate_find(&call->model, appointment->id, CANDIDATE_ID,
                                         appointment->chosen, &chosen);
    *ret_can = chosen.id != 0;
    if (err != OK || !*ret_can || appointment->role == 0)
        return err;
    err = role_read(&call->model, appointment->role, &role);
    if (err == OK)
        err = office_may_hold(&call->model, &role, chosen.handle);
    if (err == ERROR_CLASH) {
        call->error = (struct error){0};
        *ret_can = false;
        return OK;
    }
    return err;
}

static int drop_candidate(void *self, const struct appointment_candidate *candidate)
{
    return appointment_candidate_remove(self, candidate->id);
}

static int turn_take(struct kith_call *call, struct appointment *appointment,
                     const struct appointment_turn *turn)
{
    struct role role = {0};
    bool ends = appointment_is_over(turn->stage);
    appointment->stage = turn->stage;
    appointment->calls += turn->stage == APPOINTMENT_CALL;
    if (appointment_is_vote(turn->stage) || turn->stage == APPOINTMENT_FOUNDERS)
        appointment->last_vote = turn->stage;
    int err = tasks_end(call, appointment);
    if (err == OK)
        err = appointment_note(&call->model, appointment, turn->reason);
    if (err == OK)
        err = stage_begins(call, appointment);
    if (err == OK)
        err = appointment_write(&call->model, appointment);
    if (err != OK || !ends || appointment->role == 0)
        return err;
    err = role_read(&call->model, appointment->role, &role);
    return err != OK ? err : office_watch(&call->model, &role);
}

int appointment_advance(struct kith_call *call, struct appointment *appointment,
                        enum appointment_event event)
{
    struct appointment_state state;
    struct appointment_turn turn;
    bool can = true;
    int err = appointment_state(&call->model, appointment, &state);
    if (err != OK)
        return err;
    if (!appointment_next(&state, event, &call->arena, &turn))
        return call_fail(call, ERROR_CLASH, "appointment",
                         "That does not fit where it stands: %s. appointment.show shows the way "
                         "it has come.",
                         appointment_stage_title(appointment->stage));
    if (turn.stage == APPOINTMENT_DONE)
        err = can_begin(call, appointment, &can);
    if (err == OK && !can)
        return appointment_advance(call, appointment, APPOINTMENT_DECLINED);
    if (err == OK && event == APPOINTMENT_AGAINST)
        err =
            appointment_candidate_each(&call->model, appointment->id, drop_candidate, &call->model);
    return err != OK ? err : turn_take(call, appointment, &turn);
}

int appointment_stop(struct kith_call *call, struct appointment *appointment, struct str reason)
{
    struct appointment_turn turn = {APPOINTMENT_STOPPED, reason};
    return turn_take(call, appointment, &turn);
}

static int tell_stand_in(struct kith_call *call, const struct appointment *appointment)
{
    return notice_member(call, appointment->network, appointment->stand_in,
                         "You run an appointment in one of your networks, as a stand-in: it "
                         "concerns whoever would else. It goes on by itself; sign in to Kith to "
                         "see how it stands, and to move a date or stop it if you must.\n");
}

int appointment_find_stand_in(struct kith_call *call, struct appointment *appointment)
{
    struct task task = {
        .network = appointment->network, .grants = ANY_GRANT, .kind = STAND_IN_TASK};
    bool waits = false;
    int err = appointment_stand_in(&call->model, appointment, &appointment->stand_in);
    if (err == OK && appointment->stand_in != 0)
        return tell_stand_in(call, appointment);
    if (err == OK)
        err = task_waits_about(&call->model, appointment->network, STAND_IN_TASK, appointment->id,
                               &waits);
    if (err != OK || waits)
        return err;
    return task_for(call, &task,
                    "Name somebody to run an appointment that concerns whoever appoints: %.*s. "
                    "appointment.name_stand_in does it.",
                    appointment);
}

/* Where the role is one that appoints, somebody else runs it. */
static int stand_in_set(struct kith_call *call, struct appointment *appointment)
{
    struct role role = {0};
    int err = appointment->role == 0 ? OK : role_read(&call->model, appointment->role, &role);
    appointment->concerned = str_is(role.key, ROLE_CHAIR) || (role.grants & GRANT_ROLES) != 0;
    return err != OK || !appointment->concerned ? err
                                                : appointment_find_stand_in(call, appointment);
}

int appointment_begin(struct kith_call *call, struct appointment *appointment, struct str reason)
{
    int err = appointment_add(&call->model, appointment, reason);
    if (err == OK)
        err = stand_in_set(call, appointment);
    if (err == OK)
        err = call_begins(call, appointment);
    if (err == OK)
        err = appointment_write(&call->model, appointment);
    if (err == OK && appointment->role != 0)
        err = task_end_about(&call->model, appointment->network, STR("role.vacant"),
                             appointment->role);
    return err;
}
