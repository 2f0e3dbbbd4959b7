/* Cadences: on which days a committee meets by itself.
 *
 * The local rule is kept: the same date or weekday of a month, at the same hour by the clocks of
 * the place, whatever the clocks do in between. */
#ifndef MODEL_CADENCE_H
#define MODEL_CADENCE_H

#include "base/clock.h"
#include "model/model.h"

enum { CADENCE_AHEAD_DAYS = 60 }; /* so far ahead meetings are planned: two of a monthly one */

struct cadence {
    int64_t network, committee;
    int32_t first_day;
    int32_t at_ms;    /* after midnight */
    struct str every; /* "P1M", "P14D" */
    struct str keeps; /* "date": the 31st is the last of a shorter month; "weekday": the second
                       * Thursday, and a fifth one the last */
    int64_t lasts_ms;
    struct str how, venue;
    int64_t next; /* how many are planned so far */
};

/* The day of the `count`-th meeting, from 0. Pure. */
int32_t cadence_day(int32_t first_day, struct duration every, bool keeps_weekday, int64_t count);

int cadence_read(struct model *in, int64_t network, int64_t committee,
                 struct cadence *ret_cadence); /* MISSING */
int cadence_write(struct model *in, const struct cadence *cadence);
int cadence_drop(struct model *in, int64_t network, int64_t committee);
/* When the `count`-th begins, by the server's zone. */
int cadence_time(struct model *in, const struct cadence *cadence, int64_t count,
                 int64_t *ret_starts_at);

#endif
