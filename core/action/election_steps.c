/* election.close, remind, publish and tell: the steps of a vote, by the schedule; and the sweep.
 *
 * Each step puts the next one on the schedule in its own transaction; so whatever ends the daemon,
 * the step that was not done is done at the next start.
 *
 *   open      election_open.c: who may vote is frozen
 *   close     no more papers come in
 *   count     election_count.c: result written, boxes deleted, write-ahead log emptied
 *   publish   the key is destroyed, and the result told. A key that is destroyed twice is gone.
 *
 * Those on the roll are told in pieces, each a call of its own, so that nobody waits for it. */
#include "action/core.h"
#include "action/election.h"
#include "action/notice.h"
#include "action/state.h"
#include "model/election_result.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/schedule.h"
#include "model/task.h"

static const int64_t late_ms = INT64_C(3600) * 1000;

enum { TOLD_AT_ONCE = 200, CLEARED_AT_ONCE = 1000 };

/* ---- telling all on the roll: who has voted, and who has not ---- */

/* Whoever has left meanwhile is told nothing. */
static int tell_one(struct kith_call *call, int64_t network, int64_t handle, const char *text)
{
    struct membership membership;
    int err = membership_read(&call->model, network, handle, &membership);
    if (err == ERROR_MISSING) {
        call->error = (struct error){0};
        return OK;
    }
    return err != OK ? err : notice_member(call, network, handle, "%s", text);
}

static const char *open_words(struct kith_call *call, const struct election *election)
{
    const char *small = election->roll < ELECTION_SMALL
                            ? " Fewer than 20 may vote, so only the outcome will be published."
                            : "";
    return arena_print(
        &call->arena,
        "A vote is open in one of your networks: %.*s. It closes on %s. %s%s\n\nVote "
        "with election.vote. You can vote again until it closes; the last paper "
        "counts. Nobody can see how you vote.\n",
        STR_ARGS(election->title), notice_time(call, election->closes_at),
        election_method_sentence(&call->model, election), small);
}

static const char *remind_words(struct kith_call *call, const struct election *election)
{
    return arena_print(&call->arena,
                       "A vote in one of your networks closes on %s: %.*s. Everybody who may vote "
                       "gets this, also who has voted: nobody is told who has. %s\n",
                       notice_time(call, election->closes_at), STR_ARGS(election->title),
                       election_method_sentence(&call->model, election));
}

static const char *result_words(struct kith_call *call, const struct election *election)
{
    return arena_print(&call->arena,
                       "A vote in one of your networks is over: %.*s. The outcome: %.*s. %.*s "
                       "%s\n\nelection.show tells more.\n",
                       STR_ARGS(election->title), STR_ARGS(election->outcome),
                       STR_ARGS(election->why), election_method_sentence(&call->model, election));
}

static const struct telling {
    const char *what;
    const char *(*words)(struct kith_call *call, const struct election *election);
    bool while_open; /* once it has closed, nobody is told that any more */
} tellings[] = {
    {"open", open_words, true},
    {"remind", remind_words, true},
    {"result", result_words, false},
};

int election_schedule_telling(struct model *in, const struct election *election, const char *what,
                              int64_t from)
{
    char id[IDENT_LENGTH + 1];
    ident_print(election->id, id);
    struct schedule schedule = {
        .network = election->network,
        .subject = election->id,
        .due_at = in->now_ms,
        .action = STR("election.tell"),
        .arguments =
            str_of(arena_print(in->arena, "{\"election\":\"%s\",\"what\":\"%s\",\"from\":%lld}", id,
                               what, (long long)from))};
    return schedule_add(in, &schedule);
}

static int tell_some(struct kith_call *call, const struct election *election,
                     const struct telling *telling, int64_t from)
{
    handle_list handles = {0};
    const char *words = telling->words(call, election);
    int err = election_roll_some(&call->model, election->id, from, TOLD_AT_ONCE, &handles);
    for (size_t i = 0; i < handles.count && err == OK; i++)
        err = tell_one(call, election->network, handles.at[i], words);
    bool more = handles.count == TOLD_AT_ONCE;
    list_done(&handles);
    return err != OK || !more ? err
                              : election_schedule_telling(&call->model, election, telling->what,
                                                          from + TOLD_AT_ONCE);
}

static kith_err tell_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    for (size_t i = 0; i < sizeof tellings / sizeof *tellings && err == OK; i++)
        if (str_is(call_text(call, "what"), tellings[i].what) &&
            (!tellings[i].while_open || str_is(election.state, "open")))
            err = tell_some(call, &election, &tellings[i], call_int(call, "from"));
    return err;
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

/* ---- the steps ---- */

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

static kith_err remind_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int err = step_of_call(call, "open", &election);
    return err != OK ? err : election_schedule_telling(&call->model, &election, "remind", 0);
}

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

/* What was counted is durable by now, no box is left, and the log is empty: nothing needs the key
 * any more. It may stand on the schedule twice, after a crash. */
static kith_err publish_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err != OK || str_is(election.state, "published"))
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
        err = election_schedule_telling(&call->model, &election, "result", 0);
    return err != OK ? err : election_then(call, &election);
}

/* ---- boxes that nobody opens ---- */

int election_clear(struct kith_call *call, int64_t network)
{
    int64_t gone;
    int err = ballot_box_empty_void(&call->model, network, CLEARED_AT_ONCE, &gone);
    return err != OK || gone < CLEARED_AT_ONCE
               ? err
               : notice_go_on(call, network, "election.clear",
                              ident_json(&call->arena, "network", network));
}

static kith_err clear_run(void *self, struct kith_call *call)
{
    (void)self;
    return election_clear(call, call_int(call, "network"));
}

/* ---- keys that are gone, and keys left behind ---- */

struct sweep {
    struct kith_call *call;
    LIST(struct election) found;
};

static int note_found(void *self, const struct election *election)
{
    struct sweep *sweep = self;
    *list_add(&sweep->found) = *election;
    return OK;
}

static int note_lost(void *self, const struct election *election)
{
    struct sweep *sweep = self;
    const struct ballot_box box = election_box(sweep->call, election->id);
    return ballot_box_has_key(&box) ? OK : note_found(self, election);
}

static int step_again(struct kith_call *call, const struct election *election, const char *action)
{
    int err = election_unschedule(&call->model, election);
    return err != OK ? err : election_schedule(&call->model, election, action, call->model.now_ms);
}

/* No more papers come in, and the count finds that nobody can open those that are there. */
static int close_lost(struct kith_call *call, struct election *election)
{
    election->state = STR("closed");
    int err = election_write(&call->model, election);
    return err != OK ? err : step_again(call, election, "election.count");
}

static int drop_unneeded(void *self, int64_t id)
{
    struct sweep *sweep = self;
    struct election election;
    const struct ballot_box box = election_box(sweep->call, id);
    int err = election_read(&sweep->call->model, id, &election);
    bool is_needed =
        err == OK && (str_is(election.state, "planned") || str_is(election.state, "open") ||
                      str_is(election.state, "closed") || str_is(election.state, "counted"));
    if (err == ERROR_MISSING) {
        sweep->call->error = (struct error){0};
        err = OK;
    }
    return err != OK || is_needed ? err : ballot_box_forget(&box);
}

/* A step that somebody stopped, or that failed for good, is taken again. */
static int go_on_with_late(struct sweep *sweep)
{
    struct kith_call *call = sweep->call;
    int err = election_each_late(&call->model, call->model.now_ms - late_ms, note_found, sweep);
    for (size_t i = 0; i < sweep->found.count && err == OK; i++)
        err = step_again(call, &sweep->found.at[i],
                         str_is(sweep->found.at[i].state, "planned") ? "election.open"
                                                                     : "election.count");
    sweep->found.count = 0;
    return err;
}

int election_sweep(struct kith_call *call)
{
    struct sweep sweep = {.call = call};
    int err = go_on_with_late(&sweep);
    if (err == OK)
        err = election_each_open(&call->model, note_lost, &sweep);
    for (size_t i = 0; i < sweep.found.count && err == OK; i++)
        err = close_lost(call, &sweep.found.at[i]);
    list_done(&sweep.found);
    return err != OK ? err
                     : ballot_box_each_key(&call->model, store_dir(engine_store(call->engine)),
                                           drop_unneeded, &sweep);
}

static const kith_field one_network[] = {NETWORK_FIELD, {0}};

static const kith_field tell_takes[] = {
    ELECTION_FIELD,
    {.name = "what",
     .type = KITH_ONE_OF,
     .limits = "open|remind|result",
     .summary = "That it is open, that it closes soon, or what came out."},
    {.name = "from",
     .type = KITH_INT,
     .limits = "0..1000000000",
     .preset = "0",
     .summary = "How many on the roll have been told already."},
    {0},
};

const kith_action election_steps_actions[] = {
    {.name = "election.open",
     .summary = "Opens a vote: freezes who may vote, and tells them; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_LONG,
     .takes = one_election,
     .run = election_open_run,
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
     .flags = KITH_WRITES | KITH_LONG,
     .takes = one_election,
     .run = election_count_run,
     .since = "0.1"},
    {.name = "election.publish",
     .summary = "Destroys the key of a counted vote and tells the result; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_election,
     .run = publish_run,
     .since = "0.1"},
    {.name = "election.tell",
     .summary = "Tells those who may vote that it is open, closes or is over; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = tell_takes,
     .run = tell_run,
     .since = "0.1"},
    {.name = "election.clear",
     .summary = "Deletes the boxes of a closed network's votes, unread; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = one_network,
     .run = clear_run,
     .since = "0.1"},
    {0},
};
