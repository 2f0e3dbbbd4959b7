/* What the files of clock.h share with each other, and with nobody else. */
#ifndef BASE_CLOCK_PARTS_H
#define BASE_CLOCK_PARTS_H

#include "base/clock.h"

#define SECOND_MS ((int64_t)1000)
#define MINUTE_MS ((int64_t)60000)
#define HOUR_MS   ((int64_t)3600000)
#define DAY_MS    ((int64_t)86400000)

enum { DAY_FIRST = -719162, DAY_LAST = 2932896 }; /* 0001-01-01 and 9999-12-31 */

int64_t floor_divide(int64_t number, int64_t by); /* rounded down; `by` is positive */

/* The seconds east of UTC that a POSIX rule ("GMT0BST,M3.5.0/1,M10.5.0") sets at an instant;
 * false if the rule cannot be read. */
bool zone_rule_offset(struct str rule, int64_t second, int32_t *ret_offset);

#endif
