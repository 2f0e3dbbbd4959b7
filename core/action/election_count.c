/* election.count: opens the boxes of a closed vote, counts, and leaves nothing that tells who voted
 * how.
 *
 *   keep      papers, outcome and seed are written down, once: the vote is counted, or void
 *   empty     the boxes are deleted, in pieces
 *   scrub     the write-ahead log is emptied, so that no box lies there either
 *   go on     election.publish, which destroys the key, is put on the schedule
 *
 * Boxes are opened, shuffled and counted beside the loop, and each step is durable before the next
 * begins. Whatever ends the daemon, the next start finds by the vote's state which are left. */
#include "action/core.h"
#include "action/election.h"
#include "action/state.h"
#include "model/election_result.h"
#include "model/network.h"

enum { PIECE = 1000, GONE_ON = 1 /* the job's mark */ };

struct counting {
    struct kith_call *call;
    int64_t election;
    struct election_tally tally;
    int64_t gone;
};

static bool is_counted(const struct election *election)
{
    return str_is(election->state, "counted") || str_is(election->state, "void");
}

/* Its network may have been closed meanwhile, or another run may have kept it. */
static int write_result(struct model *in, void *mine)
{
    struct counting *counting = mine;
    struct election election;
    int err = election_read(in, counting->election, &election);
    if (err != OK || !str_is(election.state, "closed"))
        return err;
    err = election_unschedule(in, &election);
    return err != OK ? err : election_keep(in, &election, &counting->tally);
}

static int keep(struct counting *counting, const struct election *election)
{
    const struct ballot_box box = election_box(counting->call, counting->election);
    if (!str_is(election->state, "closed"))
        return OK;
    int err = election_tally(&box, election, &counting->tally);
    return err != OK ? err : job_write(counting->call, 0, write_result, counting);
}

static int write_emptying(struct model *in, void *mine)
{
    struct counting *counting = mine;
    struct ballot_box box = election_box(counting->call, counting->election);
    box.in = in;
    return ballot_box_empty(&box, PIECE, &counting->gone);
}

static int empty(struct counting *counting)
{
    int err = OK;
    do {
        err = job_write(counting->call, 0, write_emptying, counting);
        if (err == OK && !job_progress(counting->call, 0, 0, "deleting the boxes"))
            err = ERROR_STOPPED;
    } while (err == OK && counting->gone == PIECE);
    return err;
}

static int write_scrub(struct model *in, void *mine)
{
    const struct counting *counting = mine;
    (void)in;
    change_scrub(engine_store(counting->call->engine));
    return OK;
}

static int write_going_on(struct model *in, void *mine)
{
    struct counting *counting = mine;
    struct election election;
    if (change_is_scrubbing(engine_store(counting->call->engine)))
        return error_set(in->error, ERROR_BUSY, "election",
                         "The write-ahead log could not be emptied yet.");
    int err = election_read(in, counting->election, &election);
    if (err != OK || !is_counted(&election))
        return err;
    err = election_unschedule(in, &election);
    return err != OK ? err : election_schedule(in, &election, "election.publish", in->now_ms);
}

/* While somebody reads the log it cannot be emptied: BUSY, and the job is taken up again. */
static int go_on(struct counting *counting)
{
    int err = job_write(counting->call, 0, write_scrub, counting);
    return err != OK ? err : job_write(counting->call, GONE_ON, write_going_on, counting);
}

kith_err election_count_run(void *self, struct kith_call *call)
{
    (void)self;
    struct counting counting = {.call = call, .election = call_int(call, "election")};
    struct election election;
    if (call->job_mark >= GONE_ON)
        return OK;
    int err = election_read(&call->model, counting.election, &election);
    if (err == OK)
        err = network_check_open(&call->model, election.network);
    if (err == OK && !is_counted(&election))
        err = election_check(&call->model, &election, "closed");
    if (err == OK)
        err = keep(&counting, &election);
    if (err == OK)
        err = empty(&counting);
    if (err == OK)
        err = go_on(&counting);
    return election_retry_soon(call, counting.election, "election.count", err);
}
