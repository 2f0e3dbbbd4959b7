/* Clocks, and the calendar: days to dates and back (proleptic Gregorian). */
#include "base/clock.h"

#include <time.h>

#include "base/clock_parts.h"

static int64_t machine_us(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now(const struct clock *clock)
{
    int64_t machine = clock->frozen_ms ? clock->frozen_ms : machine_us(CLOCK_REALTIME) / 1000;
    return machine + clock->shift_ms;
}

int64_t clock_ticks_ms(void)
{
    return machine_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_ticks_us(void)
{
    return machine_us(CLOCK_MONOTONIC);
}

int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

int32_t clock_day(int64_t time_ms)
{
    return (int32_t)floor_divide(time_ms, DAY_MS);
}

/* Years are counted from March, so that the leap day is the last of its year; 400 of them, an
 * era, have 146,097 days. Day 0, 1970-01-01, is day 719,468 of that count. */
enum { ERA_DAYS = 146097, MARCH_DAYS = 719468 };

int32_t civil_to_day(int32_t year, int32_t month, int32_t day)
{
    int64_t march_year = (int64_t)year - (month <= 2);
    int64_t era = floor_divide(march_year, 400);
    int64_t year_of_era = march_year - era * 400;
    int64_t month_from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * ERA_DAYS + day_of_era - MARCH_DAYS);
}

void civil_from_day(int32_t day, struct civil *ret_civil)
{
    int64_t count = (int64_t)day + MARCH_DAYS;
    int64_t era = floor_divide(count, ERA_DAYS);
    int64_t day_of_era = count - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    ret_civil->day = (int32_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    ret_civil->month =
        (int32_t)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    ret_civil->year = (int32_t)(year_of_era + era * 400 + (ret_civil->month <= 2));
}

static int32_t month_days(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool civil_is_date(int32_t year, int32_t month, int32_t day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

int64_t duration_add(int64_t time_ms, struct duration duration)
{
    int32_t day = clock_day(time_ms);
    int64_t within_day = time_ms - day * DAY_MS;
    struct civil civil = {0};
    civil_from_day(day, &civil);
    int64_t months = (int64_t)civil.year * 12 + civil.month - 1 + duration.months;
    int32_t year = (int32_t)floor_divide(months, 12);
    int32_t month = (int32_t)(months - (int64_t)year * 12) + 1;
    int32_t last = month_days(year, month);
    day = civil_to_day(year, month, civil.day < last ? civil.day : last);
    return day * DAY_MS + within_day + duration.ms;
}
