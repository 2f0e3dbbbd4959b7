/* A validator for RFC 8259 that says at which byte the text goes wrong.
 *
 * It exists because cJSON reads more than JSON: it ends at \u0000, passes invalid UTF-8 on,
 * skips a byte order mark, and rounds numbers. What passes here holds nothing cJSON could
 * read in another way, so every number it then makes is exact. */
#include "base/json_check.h"

#include <string.h>

#include "base/utf8.h"

enum { NUMBER_LENGTH = 60 }; /* cJSON looks at 63 characters of a number */

struct reader {
    const unsigned char *start, *at, *end;
    int level;
    struct error *error;
};

static int value_check(struct reader *reader);

static int refuse(const struct reader *reader, const unsigned char *at, const char *reason)
{
    return error_set(reader->error, ERROR_WRONG, NULL, "This is not right JSON, at byte %zu: %s",
                     (size_t)(at - reader->start) + 1, reason);
}

/* The byte to be read, or NUL at the end; a NUL in the text itself fits nowhere either. */
static unsigned char peek(const struct reader *reader)
{
    return reader->at < reader->end ? *reader->at : 0;
}

static void space_skip(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\n' ||
                                        *reader->at == '\r' || *reader->at == '\t'))
        reader->at++;
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Four hexadecimal digits, or -1. */
static int32_t hex_read(const unsigned char *at, const unsigned char *end)
{
    if (end - at < 4)
        return -1;
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char lower = at[i] | 0x20;
        if (is_digit(at[i]))
            value = value * 16 + (at[i] - '0');
        else if (lower >= 'a' && lower <= 'f')
            value = value * 16 + (lower - 'a' + 10);
        else
            return -1;
    }
    return value;
}

/* Stands at the `u` of \uXXXX. A high surrogate must be followed by a low one. */
static int unicode_check(struct reader *reader)
{
    const unsigned char *escape = reader->at - 1;
    int32_t unit = hex_read(reader->at + 1, reader->end);
    if (unit < 0)
        return refuse(reader, escape, "\\u needs four hexadecimal digits.");
    if (unit == 0)
        return refuse(reader, escape, "\\u0000 is not allowed.");
    reader->at += 5;
    if (unit < 0xD800 || unit > 0xDFFF)
        return OK;
    int32_t low = -1;
    if (unit < 0xDC00 && reader->end - reader->at >= 6 && reader->at[0] == '\\' &&
        reader->at[1] == 'u')
        low = hex_read(reader->at + 2, reader->end);
    if (low < 0xDC00 || low > 0xDFFF)
        return refuse(reader, escape, "this is half a character (a lone surrogate).");
    reader->at += 6;
    return OK;
}

static int escape_check(struct reader *reader)
{
    reader->at++;
    unsigned char c = peek(reader);
    if (c == 'u')
        return unicode_check(reader);
    if (c == 0 || !strchr("\"\\/bfnrt", c))
        return refuse(reader, reader->at - 1, "this escape is not known.");
    reader->at++;
    return OK;
}

static int string_check(struct reader *reader)
{
    const unsigned char *open = reader->at++;
    while (reader->at < reader->end) {
        unsigned char c = *reader->at;
        if (c == '"') {
            reader->at++;
            return OK;
        }
        if (c == '\\') {
            int err = escape_check(reader);
            if (err)
                return err;
        } else if (c < 0x20) {
            return refuse(reader, reader->at, "a control character must be written as an escape.");
        } else if (c < 0x80) {
            reader->at++;
        } else {
            size_t size = utf8_size(reader->at, (size_t)(reader->end - reader->at));
            if (size == 0)
                return refuse(reader, reader->at, "this is not UTF-8.");
            reader->at += size;
        }
    }
    return refuse(reader, open, "this text has no closing quote.");
}

static void digits_skip(struct reader *reader)
{
    while (is_digit(peek(reader)))
        reader->at++;
}

/* Steps over an exponent and gives it; far ones are cut, which changes no answer. */
static bool exponent_read(struct reader *reader, int *ret_exponent)
{
    int exponent = 0;
    reader->at++;
    bool negative = peek(reader) == '-';
    if (negative || peek(reader) == '+')
        reader->at++;
    if (!is_digit(peek(reader)))
        return false;
    for (; is_digit(peek(reader)); reader->at++)
        if (exponent < 1000)
            exponent = exponent * 10 + (*reader->at - '0');
    *ret_exponent = negative ? -exponent : exponent;
    return true;
}

/* Worked out on the digits from `number` to the reader's place, since a double would already
 * have rounded them. */
static int magnitude_check(const struct reader *reader, const unsigned char *number, int exponent)
{
    unsigned char digits[NUMBER_LENGTH];
    int count = 0, power = exponent;
    bool in_fraction = false;
    for (const unsigned char *at = number; at < reader->at && (*at | 0x20) != 'e'; at++) {
        if (*at == '.')
            in_fraction = true;
        if (!is_digit(*at))
            continue;
        power -= in_fraction;
        if (count > 0 || *at != '0')
            digits[count++] = *at - '0';
    }
    while (count > 0 && digits[count - 1] == 0) {
        count--;
        power++;
    }
    if (count == 0)
        return OK;
    if (power < 0)
        return refuse(reader, number, "only whole numbers are allowed.");
    int64_t value = 0;
    for (int i = 0; i < count + power && value <= JSON_INT_MOST; i++)
        value = value * 10 + (i < count ? digits[i] : 0);
    if (value > JSON_INT_MOST)
        return refuse(reader, number,
                      "numbers beyond 9007199254740991 must be written as text, in quotes.");
    return OK;
}

static int number_check(struct reader *reader)
{
    const unsigned char *number = reader->at;
    int exponent = 0;
    if (*reader->at == '-')
        reader->at++;
    const unsigned char *whole = reader->at;
    if (!is_digit(peek(reader)))
        return refuse(reader, number, "a number needs a digit here.");
    digits_skip(reader);
    if (*whole == '0' && reader->at - whole > 1)
        return refuse(reader, number, "a number may not start with 0.");
    unsigned char next = peek(reader);
    if (next != '.' && next != 'e' && next != 'E' && reader->at - whole < 16)
        return OK;
    if (next == '.') {
        reader->at++;
        if (!is_digit(peek(reader)))
            return refuse(reader, reader->at, "a number needs a digit here.");
        digits_skip(reader);
    }
    if ((peek(reader) == 'e' || peek(reader) == 'E') && !exponent_read(reader, &exponent))
        return refuse(reader, reader->at, "a number needs a digit here.");
    if (reader->at - number > NUMBER_LENGTH)
        return refuse(reader, number, "this number is too long.");
    return magnitude_check(reader, number, exponent);
}

static int word_check(struct reader *reader, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return refuse(reader, reader->at, "a value is expected here.");
    reader->at += length;
    return OK;
}

static int member_name_check(struct reader *reader)
{
    if (peek(reader) != '"')
        return refuse(reader, reader->at, "a name in quotes is expected here.");
    int err = string_check(reader);
    if (err)
        return err;
    space_skip(reader);
    if (peek(reader) != ':')
        return refuse(reader, reader->at, "a colon is expected here.");
    reader->at++;
    return OK;
}

/* A list or an object: they differ in the bracket and in the names. */
static int children_check(struct reader *reader, unsigned char close)
{
    if (reader->level == JSON_LEVELS)
        return refuse(reader, reader->at, "this is nested more than 32 levels deep.");
    reader->level++;
    reader->at++;
    space_skip(reader);
    if (peek(reader) != close) {
        for (;;) {
            int err = close == '}' ? member_name_check(reader) : OK;
            if (!err)
                err = value_check(reader);
            if (err)
                return err;
            if (peek(reader) != ',')
                break;
            reader->at++;
            space_skip(reader);
        }
        if (peek(reader) != close)
            return refuse(reader, reader->at,
                          close == '}' ? "a comma or } is expected here."
                                       : "a comma or ] is expected here.");
    }
    reader->at++;
    reader->level--;
    return OK;
}

/* Steps over a value and the space around it. */
static int value_check(struct reader *reader)
{
    int err;
    space_skip(reader);
    switch (peek(reader)) {
    case '{':
        err = children_check(reader, '}');
        break;
    case '[':
        err = children_check(reader, ']');
        break;
    case '"':
        err = string_check(reader);
        break;
    case 't':
        err = word_check(reader, "true");
        break;
    case 'f':
        err = word_check(reader, "false");
        break;
    case 'n':
        err = word_check(reader, "null");
        break;
    default:
        if (peek(reader) != '-' && !is_digit(peek(reader)))
            return refuse(reader, reader->at, "a value is expected here.");
        err = number_check(reader);
    }
    space_skip(reader);
    return err;
}

int json_check(struct str text, struct error *error)
{
    const unsigned char *start = (const unsigned char *)(text.ptr ? text.ptr : "");
    struct reader reader = {start, start, start + text.len, 0, error};
    if (text.len >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0)
        return refuse(&reader, start, "a byte order mark is not allowed.");
    int err = value_check(&reader);
    if (err)
        return err;
    if (reader.at < reader.end)
        return refuse(&reader, reader.at, "nothing may follow the value.");
    return OK;
}
