/* The rule for a zone's future, a POSIX TZ string: "GMT0BST,M3.5.0/1,M10.5.0". */
#include "base/clock_parts.h"

/* A day of every year, and the local second at which the clocks change. */
struct change {
    char kind; /* 'M': month, week, weekday; 'J': day without 29 February; 'n': day */
    int32_t month, week, day;
    int32_t second;
};

struct rule {
    int32_t standard, summer; /* seconds east of UTC */
    bool has_summer;
    struct change start, end; /* of summer time */
};

static bool take(struct str *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    text->ptr++;
    text->len--;
    return true;
}

static bool take_number(struct str *text, int32_t most, int32_t *ret_number)
{
    int32_t number = 0;
    size_t digits = 0;
    for (; text->len > 0 && text->ptr[0] >= '0' && text->ptr[0] <= '9' && digits < 4; digits++) {
        number = number * 10 + (text->ptr[0] - '0');
        text->ptr++;
        text->len--;
    }
    *ret_number = number;
    return digits > 0 && number <= most;
}

/* Letters, or anything between < and >. The name itself is not needed. */
static bool take_name(struct str *text)
{
    size_t length = 0;
    bool quoted = take(text, '<');
    while (text->len > 0) {
        char c = text->ptr[0];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (quoted ? c == '>' : !letter)
            break;
        text->ptr++;
        text->len--;
        length++;
    }
    return length > 0 && (!quoted || take(text, '>'));
}

/* [+-]h[h[h]][:mm[:ss]] in seconds. */
static bool take_clock(struct str *text, int32_t *ret_second)
{
    int32_t hour, minute = 0, second = 0;
    bool negative = take(text, '-');
    if (!negative)
        take(text, '+');
    if (!take_number(text, 167, &hour) || (take(text, ':') && !take_number(text, 59, &minute)) ||
        (take(text, ':') && !take_number(text, 59, &second)))
        return false;
    *ret_second = (hour * 60 + minute) * 60 + second;
    if (negative)
        *ret_second = -*ret_second;
    return true;
}

static bool take_change(struct str *text, struct change *ret_change)
{
    struct change change = {.kind = 'n', .second = 2 * 3600};
    if (!take(text, ','))
        return false;
    if (take(text, 'M')) {
        change.kind = 'M';
        if (!take_number(text, 12, &change.month) || !take(text, '.') ||
            !take_number(text, 5, &change.week) || !take(text, '.') ||
            !take_number(text, 6, &change.day) || change.month == 0 || change.week == 0)
            return false;
    } else {
        if (take(text, 'J'))
            change.kind = 'J';
        if (!take_number(text, 365, &change.day) || (change.kind == 'J' && change.day == 0))
            return false;
    }
    if (take(text, '/') && !take_clock(text, &change.second))
        return false;
    *ret_change = change;
    return true;
}

static bool rule_parse(struct str text, struct rule *ret_rule)
{
    struct rule rule = {0};
    if (!take_name(&text) || !take_clock(&text, &rule.standard))
        return false;
    rule.standard = -rule.standard; /* POSIX counts west of UTC */
    if (text.len > 0) {
        rule.has_summer = true;
        rule.summer = rule.standard + 3600;
        if (!take_name(&text))
            return false;
        if (text.len > 0 && text.ptr[0] != ',') {
            if (!take_clock(&text, &rule.summer))
                return false;
            rule.summer = -rule.summer;
        }
        if (!take_change(&text, &rule.start) || !take_change(&text, &rule.end))
            return false;
    }
    *ret_rule = rule;
    return text.len == 0;
}

static bool year_is_leap(int32_t year)
{
    return civil_to_day(year + 1, 1, 1) - civil_to_day(year, 1, 1) == 366;
}

static int32_t change_day(const struct change *change, int32_t year)
{
    int32_t new_year = civil_to_day(year, 1, 1);
    if (change->kind == 'n')
        return new_year + change->day;
    if (change->kind == 'J')
        return new_year + change->day - 1 + (change->day >= 60 && year_is_leap(year));
    int32_t first = civil_to_day(year, change->month, 1);
    int32_t next = change->month < 12 ? civil_to_day(year, change->month + 1, 1)
                                      : civil_to_day(year + 1, 1, 1);
    int32_t weekday = (int32_t)(first + 4 - floor_divide(first + 4, 7) * 7); /* 0 is Sunday */
    int32_t day = first + (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
    return day < next ? day : day - 7; /* week 5 is the last, be it the fourth */
}

/* In seconds since 1970, given the offset in force before the change. */
static int64_t change_time(const struct change *change, int32_t year, int32_t offset)
{
    return (int64_t)change_day(change, year) * 86400 + change->second - offset;
}

bool zone_rule_offset(struct str text, int64_t second, int32_t *ret_offset)
{
    struct rule rule;
    if (!rule_parse(text, &rule))
        return false;
    *ret_offset = rule.standard;
    if (!rule.has_summer)
        return true;
    struct civil civil = {0};
    civil_from_day((int32_t)floor_divide(second + rule.standard, 86400), &civil);
    int64_t start = change_time(&rule.start, civil.year, rule.standard);
    int64_t end = change_time(&rule.end, civil.year, rule.summer);
    /* South of the equator, summer spans the new year. */
    bool is_summer =
        start < end ? second >= start && second < end : second >= start || second < end;
    if (is_summer)
        *ret_offset = rule.summer;
    return true;
}
