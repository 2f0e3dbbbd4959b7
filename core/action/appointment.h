/* What the files of appointments share. */
#ifndef ACTION_APPOINTMENT_H
#define ACTION_APPOINTMENT_H

#include "action/call.h"
#include "model/appointment.h"
#include "model/election.h"

#define APPOINTMENT_FIELD                                                                          \
    {                                                                                              \
        .name = "appointment", .type = KITH_ID, .limits = "appointment",                           \
        .summary = "Which appointment; appointment.list tells them."                               \
    }
#define APPOINTMENT_UNTIL_FIELD                                                                    \
    {                                                                                              \
        .name = "until", .type = KITH_TIME, .summary = "When the call for interest ends."          \
    }
#define APPOINTMENT_REASON_FIELD(more, words)                                                      \
    {                                                                                              \
        .name = "reason", .type = KITH_MARKDOWN, .flags = (more), .limits = "1..2000",             \
        .summary = words                                                                           \
    }
#define APPOINTMENT_STAGE_WORDS                                                                    \
    "call|steering|members|founders|chosen|appeal|waiting|done|unfilled|stopped"

/* The appointment of the argument, which becomes the call's subject. CLASH if it is over. */
int appointment_read_open(struct kith_call *call, struct appointment *ret_appointment);
/* The actor's handle in the network; 0 if they have none there, or are no person. */
int appointment_own_handle(struct kith_call *call, int64_t network, int64_t *ret_handle);

/* Begins one: the call opens, and the members hear of it. CLASH: one is under way already. */
int appointment_begin(struct kith_call *call, struct appointment *appointment, struct str reason);
/* What has happened takes it to its next stage, which is noted with the reason and begun. CLASH if
 * nothing of the kind can happen at this stage. */
int appointment_advance(struct kith_call *call, struct appointment *appointment,
                        enum appointment_event event);
/* Who runs it where it concerns whoever would: they hear of that; without anybody, a task waits for
 * those who hold an office to name somebody. */
int appointment_find_stand_in(struct kith_call *call, struct appointment *appointment);
/* Ends one, with a reason of somebody's own. */
int appointment_stop(struct kith_call *call, struct appointment *appointment, struct str reason);
/* Midnight after so many days, or after this day, by the clocks of the server's zone. */
int appointment_deadline(struct kith_call *call, int64_t days, int64_t *ret_due_at);
int appointment_day_end(struct kith_call *call, int32_t day, int64_t *ret_due_at);

/* Makes it and its vote: appointment_vote.c. */
int appointment_vote(struct kith_call *call, struct appointment *appointment);
/* Takes a candidate off the paper of a vote that is under way. */
int appointment_vote_without(struct kith_call *call, const struct appointment *appointment,
                             const struct appointment_candidate *candidate);
/* Somebody stands no more in this vote: where it fills a seat, they would not like that one. */
int appointment_vote_left(struct kith_call *call, const struct election *election, int64_t handle);

kith_err appointment_show_run(void *self, struct kith_call *call);
kith_err appointment_list_run(void *self, struct kith_call *call);
extern const kith_field appointment_show_gives[], appointment_list_takes[],
    appointment_list_gives[];

#endif
