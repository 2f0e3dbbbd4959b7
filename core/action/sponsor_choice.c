/* sponsor.choose and what follows: the members say who shall be their sponsor. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/sponsor.h"
#include "model/network.h"

static kith_err choose_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {.network = call_int(call, "network")};
    int err = network_check_open(&call->model, appointment.network);
    if (err == OK)
        err = appointment_begin(call, &appointment,
                                STR("The members are asked who shall be their sponsor."));
    if (err != OK)
        return err;
    call_put_int(call, "appointment", appointment.id);
    call_put_int(call, "until", appointment.due_at);
    call_put_text(call, "what_next",
                  STR("Every member is told, and can suggest somebody with sponsor.suggest. Then "
                      "the members vote, and the term begins by itself: appointment.show tells "
                      "each step."));
    return OK;
}

static int read_call(struct kith_call *call, struct appointment *ret_appointment)
{
    int err = appointment_read(&call->model, call_int(call, "appointment"), ret_appointment);
    if (err == OK)
        err = network_check_open(&call->model, ret_appointment->network);
    if (err == OK && ret_appointment->role != 0)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "This appointment is not of a sponsor: appointment.interest says that you "
                         "would like it.");
    if (err == OK && ret_appointment->stage != APPOINTMENT_CALL)
        return call_fail(call, ERROR_CLASH, "appointment",
                         "The time for suggestions has ended: %s.",
                         appointment_stage_title(ret_appointment->stage));
    call_subject(call, ret_appointment->id);
    return err;
}

struct suggested {
    struct str name;
    int64_t id; /* 0 if nobody of that name is */
};

static int is_suggested(void *self, const struct appointment_candidate *candidate)
{
    struct suggested *suggested = self;
    if (str_equal(suggested->name, candidate->name))
        suggested->id = candidate->id;
    return OK;
}

static int suggested_find(struct kith_call *call, struct appointment *ret_appointment,
                          struct suggested *ret_suggested)
{
    *ret_suggested = (struct suggested){.name = call_text(call, "name")};
    int err = read_call(call, ret_appointment);
    return err != OK ? err
                     : appointment_candidate_each(&call->model, ret_appointment->id, is_suggested,
                                                  ret_suggested);
}

static kith_err suggest_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct suggested rival;
    int err = suggested_find(call, &appointment, &rival);
    if (err == OK && rival.id != 0)
        return call_fail(call, ERROR_CLASH, "name", "%.*s is suggested already.",
                         STR_ARGS(rival.name));
    struct appointment_candidate candidate = {.network = appointment.network,
                                              .appointment = appointment.id,
                                              .name = rival.name,
                                              .post = call_text(call, "post"),
                                              .words = call_text(call, "statement")};
    return err != OK ? err : appointment_candidate_add(&call->model, &candidate);
}

/* Asked, they did not want to: that is between them and whoever asked. */
static kith_err strike_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct suggested striking;
    int err = suggested_find(call, &appointment, &striking);
    if (err == OK && striking.id == 0)
        return call_fail(call, ERROR_MISSING, "name", "Nobody of that name is suggested.");
    return err != OK ? err : appointment_candidate_remove(&call->model, striking.id);
}

/* ---- fields ---- */

static const kith_field choose_takes[] = {NETWORK_FIELD, {0}};

static const kith_field choose_gives[] = {
    APPOINTMENT_FIELD,
    {.name = "until", .type = KITH_TIME, .summary = "Until when members can suggest somebody."},
    WHAT_NEXT_FIELD,
    {0},
};

static const kith_field suggest_takes[] = {
    APPOINTMENT_FIELD,
    SPONSOR_NAME_FIELD,
    SPONSOR_POST_FIELD,
    {.name = "statement",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "0..2000",
     .preset = "",
     .summary = "Why they, in a few words. Ask them first."},
    {0},
};

static const kith_field strike_takes[] = {APPOINTMENT_FIELD, SPONSOR_NAME_FIELD, {0}};

const kith_action sponsor_choice_actions[] = {
    {.name = "sponsor.choose",
     .summary = "Asks the members who shall be their executive sponsor.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = choose_takes,
     .gives = choose_gives,
     .run = choose_run,
     .since = "0.1",
     .help = "It runs as any appointment does (appointment.show), but the members always decide, "
             "and whoever is chosen need not be a member."},
    {.name = "sponsor.suggest",
     .summary = "Suggests somebody as the network's executive sponsor.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = suggest_takes,
     .run = suggest_run,
     .since = "0.1"},
    {.name = "sponsor.strike",
     .summary = "Takes somebody off the list who was asked and would rather not.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = strike_takes,
     .run = strike_run,
     .since = "0.1"},
    {0},
};
