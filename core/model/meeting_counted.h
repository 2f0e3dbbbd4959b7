/* What is left of who was at a meeting, once that has served its time: how many there were.
 *
 * Duties look at a year, so attendance is kept for longer than that. After it the roll, who came
 * and when, apologies, proxies and guests go, and what somebody wrote for the meeting stands
 * without their handle. What was decided in it keeps the sentence about its quorum. */
#ifndef MODEL_MEETING_COUNTED_H
#define MODEL_MEETING_COUNTED_H

#include "model/meeting.h"

struct meeting_counted {
    bool is_counted;                                       /* nothing else of it is kept */
    int64_t in_room, remote, cannot_come, written, guests; /* people */
};

int meeting_counted_read(struct model *in, const struct meeting *meeting,
                         struct meeting_counted *ret_counted);
/* Of at most so many meetings that were to begin before then and are over; `ret_more` if that was
 * not all. */
int meeting_count_before(struct model *in, int64_t before_ms, int64_t limit, bool *ret_more);
/* "Who was there is kept for a while and then forgotten: 12 in the room, 3 from afar, …" */
struct str meeting_counted_words(const struct meeting_counted *counted, struct arena *arena);

#endif
