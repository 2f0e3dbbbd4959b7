/* Time: civil (the world's, movable in a rehearsal) and ticks (deadlines; never moved).
 *
 * Civil times are milliseconds since 1970-01-01T00:00:00Z; days are days since 1970-01-01. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/text.h"

struct clock {
    int64_t shift_ms;  /* civil = the machine's time + shift; not 0 only in a rehearsal */
    int64_t frozen_ms; /* if not 0, the machine's time, which stands still (tests) */
};

int64_t clock_now(const struct clock *clock); /* civil, ms */
int64_t clock_ticks_ms(void);                 /* CLOCK_MONOTONIC */
int64_t clock_ticks_us(void);
int32_t clock_day(int64_t time_ms); /* UTC day, rounded down */

struct civil {
    int32_t year;       /* 1..9999, proleptic Gregorian */
    int32_t month, day; /* 1..12, 1..31 */
    int32_t hour, minute, second, ms;
    int32_t offset_minutes; /* east of UTC */
};

int32_t civil_to_day(int32_t year, int32_t month, int32_t day); /* must be a real date */
void civil_from_day(int32_t day, struct civil *ret_civil);      /* fills year, month, day */
bool civil_is_date(int32_t year, int32_t month, int32_t day);

/* "2026-11-21" (ISO 8601), years 0001..9999. */
bool date_parse(struct str text, int32_t *ret_day);
void date_print(int32_t day, char out[11]);
/* "2026-11-21T09:30:00Z", "…T09:30:00.250+01:00" (RFC 3339; offset required; no leap second). */
bool time_parse(struct str text, int64_t *ret_time_ms);
void time_print(int64_t time_ms, char out[25]); /* in UTC, ".250" only if not whole */
/* "09:30" or "09:30:15"; ms after midnight. */
bool local_time_parse(struct str text, int32_t *ret_ms);
void local_time_print(int32_t ms, char out[13]);
/* "P14D", "PT90M", "P1DT12H" (ISO 8601 weeks, days, hours, minutes, seconds), or "P12M", "P2Y":
 * months apart from the exact part, since their length varies. Never negative; written with the
 * largest parts that fit ("PT90M" becomes "PT1H30M"; weeks become days). */
struct duration {
    int32_t months;
    int64_t ms;
};
bool duration_parse(struct str text, struct duration *ret_duration);
void duration_print(struct duration duration, char out[48]);
/* Adds months first (the day is kept, or is the month's last), then the exact part; UTC. */
int64_t duration_add(int64_t time_ms, struct duration duration);

/* Zones by IANA name from the system's tzdata. False if the zone is unknown. */
bool zone_is_known(const char *zone);
/* The instant of a local date and time. In a gap: the instant after it by the gap's length;
 * in an overlap: the first of the two. */
bool zone_to_time(const char *zone, int32_t day, int32_t local_ms, int64_t *ret_time_ms);
bool zone_from_time(const char *zone, int64_t time_ms, struct civil *ret_civil);

#endif
