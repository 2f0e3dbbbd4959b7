/* appointment: appeals against a choice, and who hears them. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "model/membership.h"
#include "model/setting.h"

struct hearing {
    struct model *in;
    int64_t appellant, chosen_at;
    enum appointment_stage before;
    bool was_heard;
};

/* An appeal that is dismissed leaves the choice as it was made. */
static int note_choice(void *self, const struct appointment_line *line)
{
    struct hearing *hearing = self;
    if (line->stage == APPOINTMENT_CHOSEN && hearing->before != APPOINTMENT_APPEAL)
        hearing->chosen_at = line->at_ms;
    hearing->before = line->stage;
    return OK;
}

static int note_heard(void *self, const struct appointment_appeal *appeal)
{
    struct hearing *hearing = self;
    int64_t day_end = 0;
    if (appeal->appellant != hearing->appellant || !str_is(appeal->state, "dismissed"))
        return OK;
    int err = setting_time(hearing->in, appeal->day + 1, 0, &day_end);
    hearing->was_heard = hearing->was_heard || day_end > hearing->chosen_at;
    return err;
}

/* Each is heard once against one choice: else a single colleague could hold it up for ever. */
static int check_not_heard(struct kith_call *call, const struct appointment *appointment,
                           int64_t appellant)
{
    struct hearing hearing = {
        .in = &call->model, .appellant = appellant, .before = APPOINTMENT_STAGES};
    int err = appointment_line_each(&call->model, appointment->id, note_choice, &hearing);
    if (err == OK)
        err = appointment_appeal_each(&call->model, appointment->id, note_heard, &hearing);
    if (err == OK && hearing.was_heard)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "You have appealed against this choice, and were heard: appointment.show "
                         "has the answer.");
    return err;
}

static kith_err appeal_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct appointment_appeal appeal = {.reason = call_text(call, "reason")};
    int err = appointment_read_open(call, &appointment);
    if (err == OK && appointment.stage != APPOINTMENT_CHOSEN)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "Appeals are taken once somebody is chosen, before the term begins. It "
                         "stands here: %s.",
                         appointment_stage_title(appointment.stage));
    if (err == OK)
        err = appointment_own_handle(call, appointment.network, &appeal.appellant);
    if (err == OK)
        err = check_not_heard(call, &appointment, appeal.appellant);
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
        err = appointment_own_handle(call, appointment->network, &handle);
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
    int err = appointment_read_open(call, &appointment);
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

/* ---- fields ---- */

static const kith_field appeal_takes[] = {
    APPOINTMENT_FIELD,
    APPOINTMENT_REASON_FIELD(KITH_PERSONAL, "What was not right; for whoever hears it alone."),
    {0},
};

static const kith_field decide_takes[] = {
    APPOINTMENT_FIELD,
    {.name = "outcome",
     .type = KITH_ONE_OF,
     .limits = "dismissed|vote_again|call_again",
     .summary = "The choice stands, is made again, or the call is opened again."},
    APPOINTMENT_REASON_FIELD(KITH_PERSONAL, "Why; for whoever appealed."),
    {0},
};

static const kith_field appeal_gives[] = {WHAT_NEXT_FIELD, {0}};

const kith_action appointment_appeal_actions[] = {
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
    {0},
};
