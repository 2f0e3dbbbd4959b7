/* election.open: freezes who may vote, gives each an empty box, and opens the vote.
 *
 * Who may vote is read at one moment, beside the loop. Roll and boxes are then written in pieces,
 * so that others are answered meanwhile, and the last piece opens the vote. A run that a crash cut
 * short is done again: what stands there already is made to fit whoever may vote by then. */
#include "action/core.h"
#include "action/election.h"
#include "action/state.h"
#include "base/log.h"
#include "model/election_result.h"
#include "model/network.h"

enum { PIECE = 500 };

static const int64_t hour_ms = INT64_C(3600) * 1000, soon_ms = INT64_C(60) * 1000;

struct opening {
    struct kith_call *call;
    struct election election; /* as it was when the roll was read */
    handle_list roll, too_many, missing;
    size_t from, count; /* of the piece that is written */
    struct str roll_hash;
};

/* ---- who may vote, read beside the loop ---- */

/* Both lists in the order of their handles: what is in the one and not in the other. */
static void subtract(const handle_list *one, const handle_list *other, handle_list *ret_rest)
{
    for (size_t i = 0, j = 0; i < one->count; i++) {
        while (j < other->count && other->at[j] < one->at[i])
            j++;
        if (j == other->count || other->at[j] != one->at[i])
            *list_add(ret_rest) = one->at[i];
    }
}

static int compare_handles(const void *one, const void *other)
{
    const int64_t *left = one, *right = other;
    return (*left > *right) - (*left < *right);
}

static bool is_contested(const struct election *election, int64_t standing)
{
    return !str_is(election->purpose, "office") || standing > election->seats;
}

/* One view of all of it. */
static int roll_find(struct opening *opening)
{
    struct model *in = &opening->call->model;
    handle_list there = {0};
    int64_t standing = 0;
    bool is_planned = false;
    int err = reader_begin(in->database);
    if (err != OK)
        return err;
    err = election_read(in, call_int(opening->call, "election"), &opening->election);
    is_planned = err == OK && str_is(opening->election.state, "planned");
    if (is_planned)
        err = election_standing(in, opening->election.id, &standing);
    if (err == OK && is_planned && is_contested(&opening->election, standing))
        err = election_electorate(in, &opening->election, &opening->roll);
    if (err == OK)
        err = election_roll_read(in, opening->election.id, &there);
    reader_end(in->database);
    if (opening->roll.count > 0)
        qsort(opening->roll.at, opening->roll.count, sizeof *opening->roll.at, compare_handles);
    subtract(&opening->roll, &there, &opening->missing);
    subtract(&there, &opening->roll, &opening->too_many);
    opening->roll_hash = election_roll_hash_of(&opening->roll, in->arena);
    list_done(&there);
    return err;
}

/* ---- the roll and the boxes, in pieces ---- */

static struct ballot_box box_in(struct model *in, const struct opening *opening)
{
    struct ballot_box box = election_box(opening->call, opening->election.id);
    box.in = in;
    return box;
}

static int write_drop(struct model *in, void *mine)
{
    const struct opening *opening = mine;
    const struct ballot_box box = box_in(in, opening);
    const int64_t *handles = opening->too_many.at + opening->from;
    int err = election_roll_drop(in, opening->election.id, handles, opening->count);
    return err != OK ? err : ballot_box_drop(&box, handles, opening->count);
}

static int write_add(struct model *in, void *mine)
{
    const struct opening *opening = mine;
    const struct ballot_box box = box_in(in, opening);
    const int64_t *handles = opening->missing.at + opening->from;
    int err = election_roll_add(in, opening->election.id, handles, opening->count);
    return err != OK ? err : ballot_box_add(&box, handles, opening->count);
}

static int write_pieces(struct opening *opening, const handle_list *handles,
                        int (*write)(struct model *in, void *mine))
{
    int err = OK;
    for (opening->from = 0; opening->from < handles->count && err == OK;
         opening->from += opening->count) {
        size_t left = handles->count - opening->from;
        opening->count = left < PIECE ? left : PIECE;
        err = job_write(opening->call, 0, write, opening);
        if (err == OK && !job_progress(opening->call, (int64_t)(opening->from + opening->count),
                                       (int64_t)handles->count, "writing the roll"))
            err = ERROR_STOPPED;
    }
    return err;
}

/* ---- the last piece ---- */

static int plan_reminders(struct model *in, const struct election *election)
{
    static const struct {
        const char *term;
        int64_t unit_ms;
    } kinds[] = {{"reminders.days", 24 * 3600 * 1000}, {"reminders.hours", 3600 * 1000}};
    int err = OK;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && err == OK; i++) {
        int64_t before[TERM_ITEMS];
        size_t count = 0;
        err = charter_term_ints(in, election->network, kinds[i].term, before, &count);
        for (size_t j = 0; j < count && err == OK; j++) {
            int64_t due_at = election->closes_at - before[j] * kinds[i].unit_ms;
            if (due_at > in->now_ms)
                err = election_schedule(in, election, "election.remind", due_at);
        }
    }
    return err;
}

/* An opening that comes late, after an outage, leaves voters as much time as was planned. */
static void shift_late(struct model *in, struct election *election)
{
    int64_t late = in->now_ms - election->opens_at;
    if (late <= hour_ms)
        return;
    election->opens_at += late;
    election->closes_at += late;
}

/* Nothing to vote on, or nobody to vote. */
static int settle_at_once(struct model *in, struct election *election, bool contested)
{
    int err = OK;
    if (contested) {
        election->state = STR("void");
        election->outcome = STR("void");
        election->why = STR("Nobody may vote: there was nobody to be put on the roll.");
        err = election_write(in, election);
    } else {
        err = election_decide_unopposed(in, election);
    }
    return err != OK ? err : election_schedule(in, election, "election.publish", in->now_ms);
}

static int open_box(struct model *in, const struct opening *opening, struct election *election)
{
    const struct ballot_box box = box_in(in, opening);
    shift_late(in, election);
    int err = charter_in_force(in, election->network, in->now_ms, &election->charter);
    if (err == OK && str_is(election->purpose, "office"))
        err = election_option_shuffle(in, election);
    if (err == OK)
        err = ballot_box_open(&box, &election->seed_hash);
    election->state = STR("open");
    election->roll = (int64_t)opening->roll.count;
    election->roll_hash = opening->roll_hash;
    if (err == OK)
        err = election_write(in, election);
    if (err == OK)
        err = plan_reminders(in, election);
    if (err == OK)
        err = election_schedule(in, election, "election.close", election->closes_at);
    return err != OK ? err : election_schedule_telling(in, election, "open", 0);
}

/* What was planned may have been taken back, or candidates may have withdrawn, meanwhile. */
static int write_opening(struct model *in, void *mine)
{
    struct opening *opening = mine;
    struct election election;
    int64_t standing = 0;
    int err = election_read(in, opening->election.id, &election);
    if (err == OK && str_is(election.state, "planned"))
        err = network_check_open(in, election.network);
    if (err != OK || !str_is(election.state, "planned"))
        return err;
    err = election_unschedule(in, &election);
    if (err == OK)
        err = election_standing(in, election.id, &standing);
    if (err != OK)
        return err;
    bool contested = is_contested(&election, standing);
    return contested && opening->roll.count > 0 ? open_box(in, opening, &election)
                                                : settle_at_once(in, &election, contested);
}

/* The clock was set back since the schedule called. */
static int write_later(struct model *in, void *mine)
{
    const struct opening *opening = mine;
    int err = election_unschedule(in, &opening->election);
    return err != OK ? err
                     : election_schedule(in, &opening->election, "election.open",
                                         opening->election.opens_at);
}

static int open_now(struct opening *opening)
{
    int err = write_pieces(opening, &opening->too_many, write_drop);
    if (err == OK)
        err = write_pieces(opening, &opening->missing, write_add);
    return err != OK ? err : job_write(opening->call, 0, write_opening, opening);
}

/* Nobody votes after all: neither roll nor boxes are needed. */
static int clear_unneeded(struct opening *opening)
{
    struct model *in = &opening->call->model;
    struct election election;
    int err = election_read(in, opening->election.id, &election);
    if (err != OK || str_is(election.state, "planned") || election.roll > 0)
        return err;
    opening->too_many.count = 0;
    err = election_roll_read(in, election.id, &opening->too_many);
    return err != OK ? err : write_pieces(opening, &opening->too_many, write_drop);
}

/* ---- what the disk refused ---- */

struct retry {
    int64_t election;
    const char *action;
};

static int write_retry(struct model *in, void *mine)
{
    const struct retry *retry = mine;
    struct election election;
    int err = election_read(in, retry->election, &election);
    if (err == OK)
        err = network_check_open(in, election.network);
    if (err == OK)
        err = election_unschedule(in, &election);
    return err != OK ? err : election_schedule(in, &election, retry->action, in->now_ms + soon_ms);
}

int election_retry_soon(struct kith_call *call, int64_t election, const char *action, int err)
{
    struct retry retry = {election, action};
    struct error error = call->error;
    if (err != ERROR_DISK)
        return err;
    if (job_write(call, 0, write_retry, &retry) != OK) {
        call->error = error;
        return err;
    }
    log_warning("election", "%s met an error of the disk, and is tried again in a minute: %s",
                action, error.message);
    call->error = (struct error){0};
    return OK;
}

kith_err election_open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct opening opening = {.call = call};
    int err = roll_find(&opening);
    bool is_planned = err == OK && str_is(opening.election.state, "planned");
    if (is_planned)
        err = call->model.now_ms < opening.election.opens_at
                  ? job_write(call, 0, write_later, &opening)
                  : open_now(&opening);
    if (err == OK)
        err = clear_unneeded(&opening);
    list_done(&opening.roll);
    list_done(&opening.too_many);
    list_done(&opening.missing);
    return election_retry_soon(call, opening.election.id, "election.open", err);
}
