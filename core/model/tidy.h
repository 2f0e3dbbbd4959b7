/* Tidying: what has served its time is deleted, each kind of record after the period set for it.
 *
 * Idempotency keys live 7 days. The other periods are settings, with these presets. */
#ifndef MODEL_TIDY_H
#define MODEL_TIDY_H

#include "model/model.h"

enum { TIDY_RETRY_DAYS = 7 };

#define KEEP_EFFECTS     "P90D" /* that have left, failed or were given up */
#define KEEP_JOBS        "P90D" /* that have ended */
#define KEEP_TASKS       "P12M" /* that are done */
#define KEEP_LOOKS       "P24M" /* so that a person can still see who looked */
#define KEEP_INTERESTS   "P6M"  /* that were withdrawn */
#define KEEP_ATTENDANCE  "P18M" /* then only how many came; duties look at the year before */
#define KEEP_LEFT_PEOPLE "P12M" /* colleagues whom a full staff file names no more */
#define KEEP_UNVERIFIED  "P30D" /* addresses that nobody has shown to be theirs */

/* Deletes at most `limit` rows of each kind; `ret_more` if that was not all. */
int tidy(struct model *in, int64_t limit, bool *ret_more);
/* Up to `room` people who have left so long ago that they are to be erased. Whoever has a verified
 * address of their own stays: they chose to be reached there, and go on belonging. */
int tidy_left_people(struct model *in, int64_t *out, size_t room, size_t *ret_count);
/* Puts server.tidy on the schedule, daily at 04:00, if it is not there yet. */
int tidy_schedule(struct model *in);

#endif
