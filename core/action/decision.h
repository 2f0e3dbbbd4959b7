/* What the files about decisions share: reading one, its schedule, its end. */
#ifndef ACTION_DECISION_H
#define ACTION_DECISION_H

#include "action/call.h"
#include "model/decision.h"

#define DECISION_FIELD                                                                             \
    {                                                                                              \
        .name = "decision", .type = KITH_ID, .limits = "decision", .summary = "Which decision."    \
    }
#define DECISION_VOTERS "committee|members|members_without_allies"
#define DECISION_STATES "proposed|open|passed|failed|blocked|lapsed|withdrawn"
#define DECISION_REVIEW STR("decision.review")
#define DECISION_RATIFY STR("decision.ratify")

/* The one that is named, in a network that is open, and whose own handle acts (0: not a member). */
int decision_take(struct kith_call *call, struct decision *ret_decision, int64_t *ret_own);
/* Puts `action` on the schedule for it, in place of what stands there; at 0: nothing. */
int decision_schedule(struct kith_call *call, struct decision *decision, const char *action,
                      int64_t at_ms);
/* Nine o'clock of a day, by the clocks of the server's zone. */
int decision_nine(struct kith_call *call, int32_t day, int64_t *ret_at_ms);
/* A task for its owner; for who leads, if it has none. */
int decision_task(struct kith_call *call, const struct decision *decision, struct str kind,
                  int32_t due_day, const char *sentence);
/* Decided: what the votes came to is written down, and what follows from it is done. */
int decision_settle(struct kith_call *call, struct decision *decision,
                    const struct decision_count *count);
/* Opens the vote; online, everybody who may vote is told. */
int decision_begin(struct kith_call *call, struct decision *decision, int64_t closes_at);
/* "Blocked for want of a quorum: until 4 December 2026 it can be put to an online vote …"; empty
 * if it is not so. */
struct str decision_offer(struct kith_call *call, const struct decision *decision);

#endif
