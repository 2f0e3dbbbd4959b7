/* The end of a network: nothing of it is left standing at a stage that nobody ends any more. */
#include "base/clock.h"
#include "model/appointment.h"
#include "model/confidence.h"
#include "model/decision.h"
#include "model/duty.h"
#include "model/effect.h"
#include "model/election.h"
#include "model/meeting.h"
#include "model/network.h"
#include "model/proposal.h"
#include "model/representation.h"
#include "model/schedule.h"
#include "model/sponsor.h"
#include "model/task.h"

/* The schedule goes first, so that what ends afterwards need not look for its row there. Open tasks
 * go last: whatever ends here may leave one. */
static int (*const ends[])(struct model *in, int64_t network) = {
    schedule_drop_network, proposal_end_network,       decision_end_network,
    election_end_network,  appointment_end_network,    confidence_end_network,
    meeting_end_network,   representation_end_network, duty_end_network,
    sponsor_end_network,   effect_end_network,         task_end_network,
};

int network_close(struct model *in, int64_t network, struct str reason)
{
    struct query query;
    int err = network_check_open(in, network);
    for (size_t i = 0; i < sizeof ends / sizeof *ends && err == OK; i++)
        err = ends[i](in, network);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE network SET state = 'closed', reason = ?2, closed_day = ?3 WHERE id = ?1");
    query_int(&query, network);
    query_text(&query, reason);
    query_int(&query, clock_day(in->now_ms));
    return query_run(&query);
}
