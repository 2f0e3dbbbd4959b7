/* What the files of the noun `election` share. */
#ifndef ACTION_ELECTION_H
#define ACTION_ELECTION_H

#include "action/call.h"
#include "model/ballot_box.h"

#define ELECTION_FIELD                                                                             \
    {                                                                                              \
        .name = "election", .type = KITH_ID, .limits = "election",                                 \
        .summary = "Which vote; election.list tells them."                                         \
    }

#define ELECTION_PURPOSES    "office|confidence|question|views"
#define ELECTION_ELECTORATES "committee|members|everyone|place"
#define ELECTION_METHODS     "plurality|approval|av|scottish-stv|meek|schulze"
#define ELECTION_TIME_FIELDS                                                                       \
    {.name = "opens_at", .type = KITH_TIME, .summary = "When it opens."},                          \
    {                                                                                              \
        .name = "closes_at", .type = KITH_TIME, .summary = "When it closes."                       \
    }
#define ELECTION_COUNTED_FIELD                                                                     \
    {                                                                                              \
        .name = "counted", .type = KITH_TEXT, .summary = "How it is counted, in a sentence."       \
    }

/* What an action takes that a result sets going: see `then_action` of an election. */
#define ELECTION_THEN_FIELDS(noun, summary_)                                                       \
    {.name = "election", .type = KITH_ID, .limits = "election", .summary = "Which vote."},         \
        {.name = "id", .type = KITH_ID, .limits = (noun), .summary = (summary_)},                  \
    {                                                                                              \
        .name = "outcome", .type = KITH_ONE_OF, .limits = ELECTION_OUTCOMES,                       \
        .summary = "What came of it."                                                              \
    }

extern const kith_field one_election[];

/* The call's election, and the actor's own handle, which `locate` has found: 0 if they have none.
 */
int election_of_call(struct kith_call *call, struct election *ret_election, int64_t *ret_handle);
struct ballot_box election_box(struct kith_call *call, int64_t election);
/* The KITH_LONG steps, on a pool thread. */
kith_err election_open_run(void *self, struct kith_call *call);
kith_err election_count_run(void *self, struct kith_call *call);
/* What such a step ends with: where the disk refused a file (DISK), the step is on the schedule
 * again in a minute; any other outcome stays what it is. */
int election_retry_soon(struct kith_call *call, int64_t election, const char *action, int err);
/* All on the roll past the first `from` are told, piece by piece: "open", "remind", "result". */
int election_schedule_telling(struct model *in, const struct election *election, const char *what,
                              int64_t from);
/* What was to follow the result follows; if that fails, those who appoint are given a task. */
int election_then(struct kith_call *call, const struct election *election);
/* The boxes of a closed network's votes are deleted, unread, piece by piece. */
int election_clear(struct kith_call *call, int64_t network);
/* Votes whose key is gone are void, and keys that nothing needs any more are destroyed. */
int election_sweep(struct kith_call *call);
/* "half", "all", "2/3": a part, as in "at least half of those who may vote". */
const char *election_part(struct kith_call *call, struct fraction part);

#endif
