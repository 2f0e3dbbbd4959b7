/* How the numbers of a workbook are shown: as a person sees them, not as XML has them.
 *
 * A staff number is no 1.2345678E+7, and a date no 45292: what a number means is told by its style.
 * All of it is done on digits, since a floating-point number would change long ones. */
#include <strings.h>

#include "base/clock.h"
#include "base/sheet_inside.h"

enum { DIGITS_MOST = 40, POINT_MOST = 40, SIGNIFICANT = 15, DAY_SECONDS = 86400 };
enum { SERIAL_MOST = 2958465, FROM_1900 = -25569, FROM_1904 = -24107, LEAP_FAULT = 60 };

/* 0.DIGITS times ten to the power of `point`. */
struct decimal {
    char digits[DIGITS_MOST];
    int count, point;
    bool is_negative;
};

/* ---- reading ---- */

static bool exponent_read(struct str text, int *ret_exponent)
{
    int64_t number = 0;
    if (text.len > 0 && text.ptr[0] == '+')
        text = (struct str){text.ptr + 1, text.len - 1};
    if (!str_to_int(text, &number) || number > POINT_MOST || number < -POINT_MOST)
        return false;
    *ret_exponent = (int)number;
    return true;
}

/* False if it is not a number, or one far longer than any that people write. */
static bool decimal_read(struct str text, struct decimal *ret)
{
    *ret = (struct decimal){.is_negative = text.len > 0 && text.ptr[0] == '-'};
    size_t i = ret->is_negative;
    bool after_point = false, any = false;
    int exponent = 0;
    for (; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && !after_point) {
            after_point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        any = true;
        bool leads = c == '0' && ret->count == 0;
        if (!leads && ret->count == DIGITS_MOST)
            return false;
        if (!leads)
            ret->digits[ret->count++] = c;
        ret->point += after_point ? -leads : !leads;
    }
    bool has_exponent = i < text.len && (text.ptr[i] == 'e' || text.ptr[i] == 'E');
    if (has_exponent && !exponent_read((struct str){text.ptr + i + 1, text.len - i - 1}, &exponent))
        return false;
    while (ret->count > 0 && ret->digits[ret->count - 1] == '0')
        ret->count--;
    ret->point = ret->count > 0 ? ret->point + exponent : 0;
    return any && (has_exponent || i == text.len) && ret->point <= POINT_MOST &&
           ret->point >= -POINT_MOST;
}

/* To fifteen digits, as a spreadsheet shows them: 12.3 lies in the file as 12.300000000000001. */
static void decimal_round(struct decimal *number)
{
    if (number->count <= SIGNIFICANT || number->point >= number->count)
        return;
    bool up = number->digits[SIGNIFICANT] >= '5';
    number->count = SIGNIFICANT;
    while (number->count > 0 && up) {
        char *last = &number->digits[number->count - 1];
        up = *last == '9';
        if (up)
            number->count--;
        else
            ++*last;
    }
    if (number->count == 0) {
        number->digits[number->count++] = '1';
        number->point++;
    }
    while (number->count > 1 && number->digits[number->count - 1] == '0')
        number->count--;
}

static char digit_at(const struct decimal *number, int place)
{
    return place >= 0 && place < number->count ? number->digits[place] : '0';
}

static void decimal_print(const struct decimal *number, int zeros, struct text *out)
{
    bool is_whole = number->point >= number->count;
    if (number->is_negative && number->count > 0)
        text_add_char(out, '-');
    for (int i = number->point; is_whole && i < zeros; i++)
        text_add_char(out, '0');
    for (int i = 0; i < number->point; i++)
        text_add_char(out, digit_at(number, i));
    if (number->point <= 0 && !(is_whole && zeros > 0))
        text_add_char(out, '0');
    if (is_whole)
        return;
    text_add_char(out, '.');
    for (int i = number->point; i < number->count; i++)
        text_add_char(out, digit_at(number, i));
}

/* ---- dates ---- */

/* The number as seconds, rounded; false if it is no date of 1900 to 9999. */
static bool decimal_seconds(const struct decimal *number, int64_t *ret_seconds)
{
    int64_t days = 0, part = 0;
    if (number->is_negative || number->point > 7)
        return false;
    for (int i = 0; i < number->point; i++)
        days = days * 10 + (digit_at(number, i) - '0');
    for (int i = 0; i < 9; i++)
        part = part * 10 + (digit_at(number, number->point + i) - '0');
    *ret_seconds = days * DAY_SECONDS + (part * DAY_SECONDS + 500000000) / 1000000000;
    return *ret_seconds / DAY_SECONDS <= SERIAL_MOST;
}

static void time_show(int64_t seconds, struct text *out)
{
    text_print(out, "%02lld:%02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60));
    if (seconds % 60 != 0)
        text_print(out, ":%02lld", (long long)(seconds % 60));
}

/* The first of all dates of 1900 is day 1, and a 29 February 1900 that never was is day 60. */
static void date_add(int64_t serial, bool from_1904, struct text *out)
{
    char date[11];
    int64_t day = serial + (from_1904 ? FROM_1904 : FROM_1900);
    if (!from_1904 && serial < LEAP_FAULT)
        day++;
    date_print((int32_t)day, date);
    text_add(out, str_of(date));
}

static bool date_show(const struct decimal *number, enum number_form form, bool from_1904,
                      struct text *out)
{
    int64_t seconds;
    if (!decimal_seconds(number, &seconds))
        return false;
    int64_t days = seconds / DAY_SECONDS, rest = seconds % DAY_SECONDS;
    if (form == NUMBER_TIME) {
        time_show(seconds, out);
        return true;
    }
    date_add(days, from_1904, out);
    if (rest != 0) {
        text_add_char(out, 'T');
        time_show(rest, out);
    }
    return true;
}

void number_print(struct str number, struct number_style style, bool from_1904, struct text *out)
{
    struct decimal decimal;
    if (!decimal_read(number, &decimal)) {
        text_add(out, number);
        return;
    }
    if (style.form != NUMBER_PLAIN && date_show(&decimal, style.form, from_1904, out))
        return;
    decimal_round(&decimal);
    decimal_print(&decimal, style.zeros, out);
}

/* ---- styles ---- */

static const struct {
    unsigned char first, last, form; /* of the formats that every workbook knows by number */
} builtin[] = {
    {14, 17, NUMBER_DATE}, {18, 21, NUMBER_TIME}, {22, 22, NUMBER_BOTH}, {27, 31, NUMBER_DATE},
    {32, 35, NUMBER_TIME}, {36, 36, NUMBER_DATE}, {45, 47, NUMBER_TIME}, {50, 58, NUMBER_DATE},
};

struct number_style number_style_builtin(int64_t id)
{
    for (size_t i = 0; i < sizeof builtin / sizeof builtin[0]; i++)
        if (id >= builtin[i].first && id <= builtin[i].last)
            return (struct number_style){.form = builtin[i].form};
    return (struct number_style){0};
}

/* Behind what is written as it stands: "text", \c, and [Red] but for the hours of [h]:mm. */
static const char *literal_skip(const char *at)
{
    static const char hours[] = "hHmMsS";
    if (*at == '"' || (*at == '[' && strchr(hours, at[1]) == NULL)) {
        const char *end = strchr(at + 1, *at == '"' ? '"' : ']');
        return end == NULL ? at + strlen(at) : end + 1;
    }
    if ((*at == '\\' || *at == '_' || *at == '*') && at[1] != '\0')
        return at + 2;
    return at;
}

struct number_style number_style_read(const char *format)
{
    bool has_date = false, has_time = false, has_month = false;
    size_t zeros = strspn(format, "0");
    if (zeros > 1 && zeros <= DIGITS_MOST && format[zeros] == '\0')
        return (struct number_style){.zeros = (unsigned char)zeros};
    if (strncasecmp(format, "General", 7) == 0)
        return (struct number_style){0};
    for (const char *at = format; *at != '\0' && *at != ';';) {
        const char *next = literal_skip(at);
        has_date = has_date || (next == at && strchr("yYdD", *at) != NULL);
        has_time = has_time || (next == at && strchr("hHsS", *at) != NULL);
        has_month = has_month || (next == at && strchr("mM", *at) != NULL);
        at = next > at ? next : at + 1;
    }
    has_date = has_date || (has_month && !has_time);
    return (struct number_style){.form = has_date && has_time ? NUMBER_BOTH
                                         : has_date           ? NUMBER_DATE
                                         : has_time           ? NUMBER_TIME
                                                              : NUMBER_PLAIN};
}
