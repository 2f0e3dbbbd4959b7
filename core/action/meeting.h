/* What the files of meetings share. */
#ifndef ACTION_MEETING_H
#define ACTION_MEETING_H

#include "action/call.h"
#include "model/meeting.h"
#include "model/sight.h"

#define MEETING_HOW         "room|remote|both"
#define MEETING_HOW_SUMMARY "In the room, from afar, or both."

#define MEETING_FIELD                                                                              \
    {                                                                                              \
        .name = "meeting", .type = KITH_ID, .limits = "meeting", .summary = "Which meeting."       \
    }
#define MEETING_AT_FIELD(name_, summary_)                                                          \
    {                                                                                              \
        .name = name_, .type = KITH_LOCAL_TIME, .flags = KITH_OPTIONAL, .summary = summary_        \
    }

#define MEETING_MINUTE_FIELD(what)                                                                 \
    MEETING_AT_FIELD("at", what " As 14:05, on the day of the meeting; without it, this minute.")

/* The meeting of the argument `meeting`. */
int meeting_of(struct kith_call *call, struct meeting *ret_meeting);
/* "14:05" on the day of the meeting, to the minute; after midnight if it began late. Without the
 * argument: this minute. WRONG if it is still to come. */
int meeting_minute(struct kith_call *call, const struct meeting *meeting, const char *argument,
                   int64_t *ret_at_ms);
/* CLASH once it is forgotten who was there: what was decided keeps the sentence of its quorum. */
int meeting_check_known(struct kith_call *call, const struct meeting *meeting);
/* The actor's handle in the network of the meeting. */
int meeting_actor(struct kith_call *call, const struct meeting *meeting, int64_t *ret_handle);
/* Mail about a meeting: to everybody it is for, one message a person, in chunks. */
int meeting_tell(struct kith_call *call, const struct meeting *meeting, const char *what,
                 int64_t after);
int meeting_tell_one(struct kith_call *call, const struct meeting *meeting, int64_t handle,
                     const char *what);
/* What is done next about one that is planned, in place of anything else on the schedule: the next
 * reminder that the charter asks for, if people were asked to come; or, half a day after its end,
 * meeting.close_forgotten. */
int meeting_watch(struct kith_call *call, const struct meeting *meeting);

/* Where something is that a member has to do, and that is there for the leads and for them. */
int meeting_locate_task(struct model *in, const struct actor *actor, int64_t network,
                        int64_t handle, struct location *ret_location);

/* The task of whoever leads: nobody has opened it, and its time has passed. */
#define MEETING_UNOPENED  STR("meeting.unopened")
#define MEETING_FORGOTTEN (INT64_C(12) * 3600 * 1000) /* so long after its end */

/* Cancels one that is planned, and tells whoever was asked. */
int meeting_call_off(struct kith_call *call, struct meeting *meeting);

/* Is the viewer one who reads what lies on the table: a lead, or a member where members may? */
int meeting_is_for_viewer(struct kith_call *call, const struct meeting *meeting, enum viewer viewer,
                          bool *ret_is);

#endif
