/* Dates, times and durations as text (ISO 8601 and RFC 3339): strict reading, one way of writing.
 */
#include <stdio.h>

#include "base/clock_parts.h"

/* Each reader takes what it reads off the front of the text. */
static bool take(struct str *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    text->ptr++;
    text->len--;
    return true;
}

static bool take_either(struct str *text, char upper)
{
    return take(text, upper) || take(text, (char)(upper | 0x20));
}

static bool next_is_digit(struct str text)
{
    return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

static bool take_digits(struct str *text, int count, int32_t *ret_number)
{
    int32_t number = 0;
    for (int i = 0; i < count; i++) {
        if (!next_is_digit(*text))
            return false;
        number = number * 10 + (text->ptr[0] - '0');
        text->ptr++;
        text->len--;
    }
    *ret_number = number;
    return true;
}

/* ".25" as milliseconds; up to nine digits, of which three count. Nothing is 0. */
static bool take_fraction(struct str *text, int32_t *ret_ms)
{
    *ret_ms = 0;
    if (!take(text, '.'))
        return true;
    int32_t digits = 0, digit;
    for (; next_is_digit(*text) && digits < 9; digits++) {
        take_digits(text, 1, &digit);
        if (digits < 3)
            *ret_ms = *ret_ms * 10 + digit;
    }
    if (digits == 0)
        return false;
    for (; digits < 3; digits++)
        *ret_ms *= 10;
    return true;
}

static bool take_date(struct str *text, int32_t *ret_day)
{
    int32_t year, month, day;
    if (!take_digits(text, 4, &year) || !take(text, '-') || !take_digits(text, 2, &month) ||
        !take(text, '-') || !take_digits(text, 2, &day) || !civil_is_date(year, month, day))
        return false;
    *ret_day = civil_to_day(year, month, day);
    return true;
}

static bool take_hour_minute(struct str *text, int32_t *ret_ms)
{
    int32_t hour, minute;
    if (!take_digits(text, 2, &hour) || !take(text, ':') || !take_digits(text, 2, &minute) ||
        hour > 23 || minute > 59)
        return false;
    *ret_ms = (hour * 60 + minute) * (int32_t)MINUTE_MS;
    return true;
}

/* The colon before the seconds was taken. */
static bool take_second(struct str *text, int32_t *ret_ms)
{
    int32_t second, ms;
    if (!take_digits(text, 2, &second) || second > 59 || !take_fraction(text, &ms))
        return false;
    *ret_ms = second * (int32_t)SECOND_MS + ms;
    return true;
}

static bool take_offset(struct str *text, int32_t *ret_ms)
{
    *ret_ms = 0;
    if (take_either(text, 'Z'))
        return true;
    bool west = take(text, '-');
    if ((!west && !take(text, '+')) || !take_hour_minute(text, ret_ms))
        return false;
    if (west)
        *ret_ms = -*ret_ms;
    return true;
}

bool date_parse(struct str text, int32_t *ret_day)
{
    int32_t day;
    if (!take_date(&text, &day) || text.len > 0)
        return false;
    *ret_day = day;
    return true;
}

static int32_t day_within(int32_t day)
{
    if (day < DAY_FIRST)
        return DAY_FIRST;
    return day > DAY_LAST ? DAY_LAST : day;
}

void date_print(int32_t day, char out[11])
{
    struct civil civil = {0};
    civil_from_day(day_within(day), &civil);
    /* The compiler cannot know that the numbers are short; the masks tell it. */
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)civil.year % 10000U, (unsigned)civil.month % 100U,
             (unsigned)civil.day % 100U);
}

bool time_parse(struct str text, int64_t *ret_time_ms)
{
    int32_t day, minutes, seconds, offset;
    if (!take_date(&text, &day) || !take_either(&text, 'T') || !take_hour_minute(&text, &minutes) ||
        !take(&text, ':') || !take_second(&text, &seconds) || !take_offset(&text, &offset) ||
        text.len > 0)
        return false;
    int64_t time_ms = day * DAY_MS + minutes + seconds - offset;
    if (clock_day(time_ms) < DAY_FIRST || clock_day(time_ms) > DAY_LAST)
        return false;
    *ret_time_ms = time_ms;
    return true;
}

void time_print(int64_t time_ms, char out[25])
{
    int64_t day = floor_divide(time_ms, DAY_MS);
    if (day < DAY_FIRST || day > DAY_LAST) {
        day = day < DAY_FIRST ? DAY_FIRST : DAY_LAST;
        time_ms = day * DAY_MS;
    }
    unsigned ms = (unsigned)(time_ms - day * DAY_MS);
    unsigned minute = ms / 60000 % 1440, second = ms / 1000 % 60, rest = ms % 1000;
    char date[11];
    date_print((int32_t)day, date);
    if (rest)
        snprintf(out, 25, "%sT%02u:%02u:%02u.%03uZ", date, minute / 60, minute % 60, second, rest);
    else
        snprintf(out, 25, "%sT%02u:%02u:%02uZ", date, minute / 60, minute % 60, second);
}

bool local_time_parse(struct str text, int32_t *ret_ms)
{
    int32_t minutes, seconds = 0;
    if (!take_hour_minute(&text, &minutes) || (take(&text, ':') && !take_second(&text, &seconds)) ||
        text.len > 0)
        return false;
    *ret_ms = minutes + seconds;
    return true;
}

void local_time_print(int32_t ms, char out[13])
{
    unsigned within = (unsigned)(ms - floor_divide(ms, DAY_MS) * DAY_MS);
    unsigned minute = within / 60000 % 1440, second = within / 1000 % 60, rest = within % 1000;
    if (rest)
        snprintf(out, 13, "%02u:%02u:%02u.%03u", minute / 60, minute % 60, second, rest);
    else if (second)
        snprintf(out, 13, "%02u:%02u:%02u", minute / 60, minute % 60, second);
    else
        snprintf(out, 13, "%02u:%02u", minute / 60, minute % 60);
}

struct duration_part {
    char letter;
    bool of_time; /* after the T */
    int32_t months;
    int64_t ms;
};

/* In the order in which they must stand. */
static const struct duration_part parts[] = {
    {'Y', false, 12, 0},       {'M', false, 1, 0},      {'W', false, 0, 7 * DAY_MS},
    {'D', false, 0, DAY_MS},   {'H', true, 0, HOUR_MS}, {'M', true, 0, MINUTE_MS},
    {'S', true, 0, SECOND_MS},
};

enum { PARTS = sizeof parts / sizeof parts[0], PART_DIGITS = 9, YEARS_MOST = 9999 };

/* One number and its letter; `next` is the first part that may stand here. */
static bool take_part(struct str *text, bool of_time, size_t *next, struct duration *duration)
{
    int32_t number = 0, digit, digits = 0, ms = 0;
    for (; next_is_digit(*text) && digits < PART_DIGITS; digits++) {
        take_digits(text, 1, &digit);
        number = number * 10 + digit;
    }
    bool has_fraction = text->len > 0 && text->ptr[0] == '.';
    if (digits == 0 || !take_fraction(text, &ms))
        return false;
    size_t i = *next;
    while (i < PARTS && (parts[i].of_time != of_time || !take(text, parts[i].letter)))
        i++;
    if (i == PARTS || (has_fraction && parts[i].letter != 'S'))
        return false;
    *next = i + 1;
    int64_t months = duration->months + (int64_t)number * parts[i].months;
    duration->ms += number * parts[i].ms + ms;
    if (months > YEARS_MOST * 12 || duration->ms > YEARS_MOST * 366 * DAY_MS)
        return false;
    duration->months = (int32_t)months;
    return true;
}

bool duration_parse(struct str text, struct duration *ret_duration)
{
    struct duration duration = {0};
    size_t next = 0;
    bool of_time = false;
    if (!take(&text, 'P') || text.len == 0)
        return false;
    while (text.len > 0) {
        if (!of_time && take(&text, 'T'))
            of_time = true;
        if (!take_part(&text, of_time, &next, &duration))
            return false;
    }
    *ret_duration = duration;
    return true;
}

void duration_print(struct duration duration, char out[48])
{
    size_t at = (size_t)snprintf(out, 48, "P");
    int64_t ms = duration.ms < 0 ? 0 : duration.ms;
    int32_t months = duration.months < 0 ? 0 : duration.months;
    int64_t days = ms / DAY_MS;
    int hours = (int)(ms / HOUR_MS % 24), minutes = (int)(ms / MINUTE_MS % 60);
    int seconds = (int)(ms / SECOND_MS % 60), rest = (int)(ms % SECOND_MS);
    if (months > 0 && months % 12 == 0)
        at += (size_t)snprintf(out + at, 48 - at, "%dY", months / 12);
    else if (months > 0)
        at += (size_t)snprintf(out + at, 48 - at, "%dM", months);
    if (days > 0)
        at += (size_t)snprintf(out + at, 48 - at, "%lldD", (long long)days);
    if (hours || minutes || seconds || rest || (months == 0 && days == 0))
        at += (size_t)snprintf(out + at, 48 - at, "T");
    if (hours)
        at += (size_t)snprintf(out + at, 48 - at, "%dH", hours);
    if (minutes)
        at += (size_t)snprintf(out + at, 48 - at, "%dM", minutes);
    if (rest)
        snprintf(out + at, 48 - at, "%d.%03dS", seconds, rest);
    else if (seconds || (ms == 0 && months == 0))
        snprintf(out + at, 48 - at, "%dS", seconds);
}
