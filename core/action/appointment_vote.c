/* appointment: its votes, which are elections, and what their outcome means. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/election.h"
#include "model/charter.h"
#include "model/election.h"

#define COUNTED "appointment.counted"

struct nominating {
    struct model *in;
    const struct election *election;
};

/* Each is on the paper once, by the name that they gave. */
static int nominate(void *self, const struct appointment_candidate *candidate)
{
    struct nominating *nominating = self;
    struct election_option option = {
        .handle = candidate->handle, .name = candidate->name, .statement = candidate->words};
    int err = election_nominate(nominating->in, nominating->election, &option);
    return err != OK ? err
                     : appointment_candidate_set_option(nominating->in, candidate->id, option.id);
}

/* Several: who of them. The steering group's tie goes to the members; there a lot decides. */
static int vote_between(struct kith_call *call, const struct appointment *appointment,
                        struct election *election)
{
    struct nominating nominating = {&call->model, election};
    election->purpose = STR("office");
    election->seats = 1;
    election->ties_stay = appointment->stage == APPOINTMENT_STEERING;
    int err =
        charter_term_text(&call->model, appointment->network, "vacancy.method", &election->method);
    if (err == OK)
        err = election_add(&call->model, election, NULL, 0);
    return err != OK
               ? err
               : appointment_candidate_each(&call->model, appointment->id, nominate, &nominating);
}

/* Only one: what the members think of it. */
static int vote_on(struct kith_call *call, struct appointment *appointment,
                   struct election *election)
{
    struct appointment_candidate only = {0};
    int err = appointment_candidate_find(&call->model, appointment->id, CANDIDATE_NUMBER, 1, &only);
    appointment->chosen = only.id;
    election->title = str_of(
        arena_print(&call->arena, "%.*s: %.*s", STR_ARGS(election->title), STR_ARGS(only.name)));
    election->about = only.words;
    election->purpose = STR("views");
    election->method = STR("plurality");
    election->seats = 1;
    election->majority = (struct fraction){1, 2};
    election->more_than = true;
    election->ties_stay = true;
    return err != OK ? err : election_add(&call->model, election, NULL, 0);
}

int appointment_vote(struct kith_call *call, struct appointment *appointment)
{
    int64_t candidates = 0;
    struct election election = {.network = appointment->network,
                                .electorate = appointment->stage == APPOINTMENT_STEERING
                                                  ? STR("committee")
                                                  : STR("members"),
                                .quorum = {0, 1},
                                .majority = {0, 1},
                                .opens_at = call->model.now_ms,
                                .then_action = STR(COUNTED),
                                .then_id = appointment->id};
    int err = appointment_title(&call->model, appointment, &election.title);
    if (err == OK)
        err = appointment_candidate_count(&call->model, appointment->id, &candidates);
    appointment->chosen = 0;
    appointment->appeal_at = 0;
    if (err == OK)
        err = candidates == 1 ? vote_on(call, appointment, &election)
                              : vote_between(call, appointment, &election);
    if (err == OK)
        err = appointment_set_clock(&call->model, appointment, 0);
    appointment->election = election.id;
    appointment->due_at = election.closes_at;
    return err;
}

int appointment_vote_without(struct kith_call *call, const struct appointment *appointment,
                             const struct appointment_candidate *candidate)
{
    struct election election = {0};
    int err = election_read(&call->model, appointment->election, &election);
    if (err != OK || !str_is(election.purpose, "office"))
        return err;
    return election_withdraw(&call->model, &election, candidate->handle);
}

int appointment_vote_left(struct kith_call *call, const struct election *election, int64_t handle)
{
    struct appointment_candidate candidate = {0};
    if (!str_is(election->then_action, COUNTED))
        return OK;
    int err = appointment_candidate_find(&call->model, election->then_id, CANDIDATE_HANDLE, handle,
                                         &candidate);
    return err != OK || candidate.id == 0
               ? err
               : appointment_candidate_remove(&call->model, candidate.id);
}

/* ---- the outcome ---- */

static int find_elected(void *self, const struct election_option *option)
{
    if (option->elected == 1)
        *(int64_t *)self = option->id;
    return OK;
}

/* Who was elected, by the lot or not; nobody (chosen 0) if they have left since. */
static int chosen_read(struct kith_call *call, struct appointment *appointment,
                       enum appointment_event *event)
{
    struct appointment_candidate chosen = {0};
    struct election election = {0};
    int64_t option = 0;
    int err = election_read(&call->model, appointment->election, &election);
    if (err == OK)
        err = election_option_each(&call->model, election.id, find_elected, &option);
    if (err == OK)
        err = appointment_candidate_find(&call->model, appointment->id, CANDIDATE_OPTION, option,
                                         &chosen);
    appointment->chosen = chosen.id;
    *event = chosen.id == 0    ? APPOINTMENT_UNDECIDED
             : election.by_lot ? APPOINTMENT_BY_LOT
                               : APPOINTMENT_ELECTED;
    return err;
}

static const struct {
    const char *outcome;
    enum appointment_event event;
} meanings[] = {
    {"elected", APPOINTMENT_ELECTED},     {"unopposed", APPOINTMENT_ONE_LEFT},
    {"nobody", APPOINTMENT_SILENT},       {"carried", APPOINTMENT_ELECTED},
    {"rejected", APPOINTMENT_AGAINST},    {"tied", APPOINTMENT_TIED},
    {"inquorate", APPOINTMENT_UNDECIDED}, {"void", APPOINTMENT_UNDECIDED},
};

static enum appointment_event meaning_of(struct str outcome)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (str_is(outcome, meanings[i].outcome))
            return meanings[i].event;
    return APPOINTMENT_UNDECIDED;
}

/* Of the only candidate, who may have left since the paper was made. */
static int only_is_there(struct kith_call *call, struct appointment *appointment, bool *ret_there)
{
    struct appointment_candidate only = {0};
    int err = appointment_candidate_find(&call->model, appointment->id, CANDIDATE_ID,
                                         appointment->chosen, &only);
    *ret_there = only.id != 0;
    return err;
}

static kith_err counted_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    enum appointment_event event = meaning_of(call_text(call, "outcome"));
    bool there = true;
    int err = appointment_read(&call->model, call_int(call, "id"), &appointment);
    call_subject(call, appointment.id);
    /* It may have been stopped, or begun another vote, since. */
    if (err != OK || !appointment_is_vote(appointment.stage) ||
        appointment.election != call_int(call, "election"))
        return err;
    if (str_is(call_text(call, "outcome"), "elected"))
        err = chosen_read(call, &appointment, &event);
    else if (appointment.chosen != 0)
        err = only_is_there(call, &appointment, &there);
    if (!there)
        event = APPOINTMENT_UNDECIDED;
    return err != OK ? err : appointment_advance(call, &appointment, event);
}

static const kith_field counted_takes[] = {
    ELECTION_THEN_FIELDS("appointment", "The appointment that it decides."),
    {0},
};

const kith_action appointment_vote_actions[] = {
    {.name = COUNTED,
     .summary = "Goes on with an appointment once its vote has been counted; by the election.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = counted_takes,
     .run = counted_run,
     .since = "0.1"},
    {0},
};
