/* Tidying: what has served its time is deleted.
 *
 * Idempotency keys after 7 days; effects that have left or were given up, and jobs that have
 * ended, after 90 days; tasks a year after they were done; looks, and requests to
 * look, after two years, so that a person can still see who looked. */
#ifndef MODEL_TIDY_H
#define MODEL_TIDY_H

#include "model/model.h"

enum { TIDY_RETRY_DAYS = 7, TIDY_ENDED_DAYS = 90, TIDY_LOOK_DAYS = 730 };

/* Deletes at most `limit` rows of each kind; `ret_more` if that was not all. */
int tidy(struct model *in, int64_t limit, bool *ret_more);
/* Puts server.tidy on the schedule, daily at 04:00, if it is not there yet. */
int tidy_schedule(struct model *in);

#endif
