/* election.open, remind, close, count and publish: the steps of a vote, by the schedule.
 *
 * Each step is one transaction, and puts the next one on the schedule in it; so whatever ends the
 * daemon, the step that was not done is done at the next start. From the close on:
 *
 *   close     no more papers come in
 *   count     the box is tipped, shuffled and counted; papers and outcome are written, the boxes
 *             deleted, and once that is durable the write-ahead log is emptied
 *   publish   the key is destroyed, and everybody told. A key that is destroyed twice is gone. */
#include "action/core.h"
#include "action/election.h"
#include "action/notice.h"
#include "action/state.h"
#include "model/election_result.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/task.h"

static const int64_t hour_ms = INT64_C(3600) * 1000;

/* ---- telling all on the roll: who has voted, and who has not ---- */

struct telling {
    struct kith_call *call;
    int64_t network;
    const char *text;
};

/* Whoever has left meanwhile is told nothing. */
static int tell_one(void *self, int64_t handle)
{
    struct telling *telling = self;
    struct membership membership;
    int err = membership_read(&telling->call->model, telling->network, handle, &membership);
    if (err == ERROR_MISSING) {
        telling->call->error = (struct error){0};
        return OK;
    }
    return err != OK ? err
                     : notice_member(telling->call, telling->network, handle, "%s", telling->text);
}

static int tell_roll(struct kith_call *call, const struct election *election, const char *text)
{
    struct telling telling = {call, election->network, text};
    return election_roll_each(&call->model, election->id, tell_one, &telling);
}

static int tell_open(struct kith_call *call, const struct election *election)
{
    const char *small = election->roll < ELECTION_SMALL
                            ? " Fewer than 20 may vote, so only the outcome will be published."
                            : "";
    return tell_roll(
        call, election,
        arena_print(&call->arena,
                    "A vote is open in one of your networks: %.*s. It closes on %s. %s%s\n\nVote "
                    "with election.vote. You can vote again until it closes; the last paper "
                    "counts. Nobody can see how you vote.\n",
                    STR_ARGS(election->title), notice_time(call, election->closes_at),
                    election_method_sentence(&call->model, election), small));
}

static int tell_result(struct kith_call *call, const struct election *election)
{
    return tell_roll(call, election,
                     arena_print(&call->arena,
                                 "A vote in one of your networks is over: %.*s. The outcome: %.*s. "
                                 "%.*s %s\n\nelection.show tells more.\n",
                                 STR_ARGS(election->title), STR_ARGS(election->outcome),
                                 STR_ARGS(election->why),
                                 election_method_sentence(&call->model, election)));
}

/* ---- what follows ---- */

static int task_of_failure(struct kith_call *call, const struct election *election)
{
    struct task task = {
        .network = election->network,
        .grants = GRANT_ROLES,
        .kind = STR("election.then"),
        .subject = election->id,
        .sentence = str_of(arena_print(&call->arena,
                                       "A vote is over, but what should follow it could not be "
                                       "done: %.*s. Do by hand what has to follow. (%s)",
                                       STR_ARGS(election->title), call->error.message))};
    call->error = (struct error){0};
    return task_add(&call->model, &task);
}

int election_then(struct kith_call *call, const struct election *election)
{
    static const struct actor core = {.kind = ACTOR_SYSTEM};
    char id[IDENT_LENGTH + 1], then_id[IDENT_LENGTH + 1];
    struct str reply;
    if (election->then_action.len == 0)
        return OK;
    ident_print(election->id, id);
    ident_print(election->then_id, then_id);
    const char *with =
        arena_print(&call->arena, "{\"election\":\"%s\",\"id\":\"%s\",\"outcome\":\"%.*s\"}", id,
                    then_id, STR_ARGS(election->outcome));
    int err = call_nested(call, &core, arena_copy(&call->arena, election->then_action),
                          str_of(with), &(struct nested_how){.consented = true}, &reply);
    if (err == OK || change_is_lost(engine_store(call->engine)))
        return err;
    return task_of_failure(call, election);
}

/* ---- opening ---- */

static int plan_reminders(struct kith_call *call, const struct election *election)
{
    static const struct {
        const char *term;
        int64_t unit_ms;
    } kinds[] = {{"reminders.days", 24 * 3600 * 1000}, {"reminders.hours", 3600 * 1000}};
    int err = OK;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && err == OK; i++) {
        int64_t before[TERM_ITEMS];
        size_t count = 0;
        err = charter_term_ints(&call->model, election->network, kinds[i].term, before, &count);
        for (size_t j = 0; j < count && err == OK; j++) {
            int64_t due_at = election->closes_at - before[j] * kinds[i].unit_ms;
            if (due_at > call->model.now_ms)
                err = election_schedule(&call->model, election, "election.remind", due_at);
        }
    }
    return err;
}

/* An opening that comes late, after an outage, leaves voters as much time as was planned. */
static void shift_late(struct kith_call *call, struct election *election)
{
    int64_t late = call->model.now_ms - election->opens_at;
    if (late <= hour_ms)
        return;
    election->opens_at += late;
    election->closes_at += late;
}

/* Nothing to vote on, or nobody to vote. */
static int settle_at_once(struct kith_call *call, struct election *election, int64_t roll)
{
    int err = OK;
    if (roll == 0) {
        election->state = STR("void");
        election->outcome = STR("void");
        election->why = STR("Nobody may vote: there was nobody to be put on the roll.");
        err = election_write(&call->model, election);
    } else {
        err = election_decide_unopposed(&call->model, election);
    }
    return err != OK
               ? err
               : election_schedule(&call->model, election, "election.publish", call->model.now_ms);
}

static int open_box(struct kith_call *call, struct election *election, const handle_list *roll)
{
    const struct ballot_box box = election_box(call, election->id);
    shift_late(call, election);
    int err =
        charter_in_force(&call->model, election->network, call->model.now_ms, &election->charter);
    if (err == OK && str_is(election->purpose, "office"))
        err = election_option_shuffle(&call->model, election);
    if (err == OK)
        err = election_roll_freeze(&call->model, election);
    if (err == OK)
        err = ballot_box_open(&box, roll, &election->seed_hash);
    election->state = STR("open");
    if (err == OK)
        err = election_write(&call->model, election);
    if (err == OK)
        err = plan_reminders(call, election);
    if (err == OK)
        err = election_schedule(&call->model, election, "election.close", election->closes_at);
    return err != OK ? err : tell_open(call, election);
}

static int step_of_call(struct kith_call *call, const char *state, struct election *ret_election)
{
    int64_t handle;
    int err = election_of_call(call, ret_election, &handle);
    return err != OK ? err : election_check(&call->model, ret_election, state);
}

static int wait_for(struct kith_call *call, int64_t time_ms)
{
    return call->model.now_ms >= time_ms
               ? OK
               : call_fail(call, ERROR_CLASH, "election", "This comes on %s, by itself.",
                           notice_time(call, time_ms));
}

static kith_err open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    handle_list roll = {0};
    int64_t standing = 0;
    int err = step_of_call(call, "planned", &election);
    if (err == OK)
        err = wait_for(call, election.opens_at);
    if (err == OK)
        err = election_unschedule(&call->model, &election);
    if (err == OK)
        err = election_standing(&call->model, election.id, &standing);
    if (err == OK)
        err = election_electorate(&call->model, &election, &roll);
    bool is_contested = !str_is(election.purpose, "office") || standing > election.seats;
    if (err == OK)
        err = is_contested && roll.count > 0
                  ? open_box(call, &election, &roll)
                  : settle_at_once(call, &election, is_contested ? 0 : 1);
    list_done(&roll);
    return err;
}

static kith_err remind_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int err = step_of_call(call, "open", &election);
    if (err != OK)
        return err;
    return tell_roll(call, &election,
                     arena_print(&call->arena,
                                 "A vote in one of your networks closes on %s: %.*s. Everybody who "
                                 "may vote gets this, also who has voted: nobody is told who "
                                 "has. %s\n",
                                 notice_time(call, election.closes_at), STR_ARGS(election.title),
                                 election_method_sentence(&call->model, &election)));
}

/* ---- from the close on ---- */

static kith_err close_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int err = step_of_call(call, "open", &election);
    if (err == OK)
        err = wait_for(call, election.closes_at);
    if (err == OK)
        err = election_unschedule(&call->model, &election);
    election.state = STR("closed");
    if (err == OK)
        err = election_write(&call->model, &election);
    return err != OK
               ? err
               : election_schedule(&call->model, &election, "election.count", call->model.now_ms);
}

static kith_err count_run_step(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int err = step_of_call(call, "closed", &election);
    if (err == OK)
        err = election_unschedule(&call->model, &election);
    if (err != OK)
        return err;
    const struct ballot_box box = election_box(call, election.id);
    err = election_count(&box, &election);
    if (err != OK)
        return err;
    change_scrub(engine_store(call->engine));
    return election_schedule(&call->model, &election, "election.publish", call->model.now_ms);
}

/* What was counted is durable by now; nothing needs the key any more. */
static kith_err publish_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err != OK)
        return err;
    const struct ballot_box box = election_box(call, election.id);
    bool is_void = str_is(election.state, "void");
    err = is_void ? network_check_open(&call->model, election.network)
                  : election_check(&call->model, &election, "counted");
    if (err == OK)
        err = ballot_box_forget(&box);
    if (err == OK && !is_void) {
        election.state = STR("published");
        err = election_write(&call->model, &election);
    }
    if (err == OK)
        err = tell_result(call, &election);
    return err != OK ? err : election_then(call, &election);
}

/* ---- keys that are gone, and keys left behind ---- */

struct sweep {
    struct kith_call *call;
    LIST(struct election) lost;
};

static int note_lost(void *self, const struct election *election)
{
    struct sweep *sweep = self;
    const struct ballot_box box = election_box(sweep->call, election->id);
    if (!ballot_box_has_key(&box))
        *list_add(&sweep->lost) = *election;
    return OK;
}

static int void_one(struct kith_call *call, struct election *election)
{
    const struct ballot_box box = election_box(call, election->id);
    int err = election_unschedule(&call->model, election);
    if (err == OK)
        err = election_void(&box, election);
    return err != OK
               ? err
               : election_schedule(&call->model, election, "election.publish", call->model.now_ms);
}

static int drop_unneeded(void *self, int64_t id)
{
    struct sweep *sweep = self;
    struct election election;
    const struct ballot_box box = election_box(sweep->call, id);
    int err = election_read(&sweep->call->model, id, &election);
    bool is_needed =
        err == OK && (str_is(election.state, "planned") || str_is(election.state, "open") ||
                      str_is(election.state, "closed"));
    if (err == ERROR_MISSING) {
        sweep->call->error = (struct error){0};
        err = OK;
    }
    return err != OK || is_needed ? err : ballot_box_forget(&box);
}

int election_sweep(struct kith_call *call)
{
    struct sweep sweep = {.call = call};
    int err = election_each_open(&call->model, note_lost, &sweep);
    for (size_t i = 0; i < sweep.lost.count && err == OK; i++)
        err = void_one(call, &sweep.lost.at[i]);
    list_done(&sweep.lost);
    return err != OK ? err
                     : ballot_box_each_key(&call->model, store_dir(engine_store(call->engine)),
                                           drop_unneeded, &sweep);
}

const kith_action election_steps_actions[] = {
    {.name = "election.open",
     .summary = "Opens a vote: freezes who may vote, and tells them; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_election,
     .run = open_run,
     .since = "0.1"},
    {.name = "election.remind",
     .summary = "Reminds all who may vote, whether they have or not; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_election,
     .run = remind_run,
     .since = "0.1"},
    {.name = "election.close",
     .summary = "Closes a vote at its time; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_election,
     .run = close_run,
     .since = "0.1"},
    {.name = "election.count",
     .summary = "Opens the boxes of a closed vote, shuffles and counts; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_election,
     .run = count_run_step,
     .since = "0.1"},
    {.name = "election.publish",
     .summary = "Destroys the key of a counted vote and tells the result; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_election,
     .run = publish_run,
     .since = "0.1"},
    {0},
};
