/* Text: slices and builders. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { DISTANCE_MOST = 64 }; /* bytes compared; a longer name is no slip of the finger */

struct str str_of(const char *text)
{
    return text ? (struct str){text, strlen(text)} : (struct str){NULL, 0};
}

bool str_equal(struct str one, struct str other)
{
    return one.len == other.len && (one.len == 0 || memcmp(one.ptr, other.ptr, one.len) == 0);
}

bool str_is(struct str text, const char *other)
{
    return str_equal(text, str_of(other));
}

bool str_starts(struct str text, const char *prefix)
{
    size_t length = strlen(prefix);
    return text.len >= length && (length == 0 || memcmp(text.ptr, prefix, length) == 0);
}

/* Most text is ASCII, which eight bytes at a time can tell. */
static size_t ascii_run(const unsigned char *at, size_t left)
{
    size_t run = 0;
    uint64_t word;
    while (left - run >= sizeof word) {
        memcpy(&word, at + run, sizeof word);
        if (word & 0x8080808080808080U)
            break;
        run += sizeof word;
    }
    while (run < left && at[run] < 0x80)
        run++;
    return run;
}

bool str_is_utf8(struct str text)
{
    const unsigned char *at = (const unsigned char *)text.ptr;
    size_t i = 0;
    while (i < text.len) {
        i += ascii_run(at + i, text.len - i);
        if (i == text.len)
            break;
        size_t size = utf8_size(at + i, text.len - i);
        if (size == 0)
            return false;
        i += size;
    }
    return true;
}

bool str_has_control(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F)
            return true;
        if (byte == 0xC2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xA0)
            return true;
    }
    return false;
}

/* In UTF-8 U+202A to U+202E are E2 80 AA to AE, and U+2066 to U+2069 are E2 81 A6 to A9. */
static bool turns(struct str text, bool isolates)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (at != end && (at = memchr(at, 0xE2, (size_t)(end - at))) != NULL) {
        const unsigned char *byte = (const unsigned char *)at++;
        if (end - at < 2)
            return false;
        if (byte[1] == 0x80 && byte[2] >= 0xAA && byte[2] <= 0xAE)
            return true;
        if (isolates && byte[1] == 0x81 && byte[2] >= 0xA6 && byte[2] <= 0xA9)
            return true;
    }
    return false;
}

bool str_has_override(struct str text)
{
    return turns(text, false);
}

bool str_has_turn(struct str text)
{
    return turns(text, true);
}

size_t str_characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!utf8_follows((unsigned char)text.ptr[i]))
            count++;
    return count;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_head(struct str text, size_t most)
{
    return (struct str){text.ptr, text.len <= most ? text.len : utf8_cut(text.ptr, most)};
}

struct str str_trim(struct str text)
{
    while (text.len > 0 && is_space(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_space(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

bool str_to_int(struct str text, int64_t *ret_number)
{
    size_t i = 0;
    bool negative = text.len > 0 && text.ptr[0] == '-';
    if (negative)
        i = 1;
    if (i == text.len)
        return false;
    int64_t number = 0; /* kept negative, since that side reaches one further */
    for (; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_sub_overflow(number, text.ptr[i] - '0', &number))
            return false;
    }
    if (!negative && number == INT64_MIN)
        return false;
    *ret_number = negative ? number : -number;
    return true;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

size_t str_distance(struct str one, struct str other)
{
    size_t rows = one.len < DISTANCE_MOST ? one.len : DISTANCE_MOST;
    size_t columns = other.len < DISTANCE_MOST ? other.len : DISTANCE_MOST;
    /* Three rows of the table are enough: a swap looks back by two. */
    size_t table[3][DISTANCE_MOST + 1];
    for (size_t j = 0; j <= columns; j++)
        table[0][j] = j;
    for (size_t i = 1; i <= rows; i++) {
        size_t *row = table[i % 3];
        const size_t *above = table[(i + 2) % 3], *second = table[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            char a = one.ptr[i - 1], b = other.ptr[j - 1];
            row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b));
            if (i > 1 && j > 1 && a == other.ptr[j - 2] && one.ptr[i - 2] == b &&
                second[j - 2] + 1 < row[j])
                row[j] = second[j - 2] + 1;
        }
    }
    return table[rows % 3][columns];
}

void text_room(struct text *text, size_t more)
{
    size_t needed = text->len + more + 1;
    if (needed <= text->room)
        return;
    size_t room = text->room ? text->room * 2 : 64;
    if (room < needed)
        room = needed;
    text->ptr = memory_grow(text->ptr, room);
    text->room = room;
}

void text_add(struct text *text, struct str more)
{
    text_room(text, more.len);
    if (more.len > 0)
        memcpy(text->ptr + text->len, more.ptr, more.len);
    text->len += more.len;
    text->ptr[text->len] = '\0';
}

void text_add_char(struct text *text, char c)
{
    text_room(text, 1);
    text->ptr[text->len++] = c;
    text->ptr[text->len] = '\0';
}

void text_print(struct text *text, const char *format, ...)
{
    va_list args;
    text_room(text, 64);
    size_t room = text->room - text->len;
    va_start(args, format);
    int length = vsnprintf(text->ptr + text->len, room, format, args);
    va_end(args);
    if (length < 0) {
        text->ptr[text->len] = '\0';
        return;
    }
    if ((size_t)length >= room) {
        text_room(text, (size_t)length);
        va_start(args, format);
        vsnprintf(text->ptr + text->len, (size_t)length + 1, format, args);
        va_end(args);
    }
    text->len += (size_t)length;
}

void text_clear(struct text *text)
{
    text->len = 0;
    if (text->ptr)
        text->ptr[0] = '\0';
}

void text_done(struct text *text)
{
    free(text->ptr);
    *text = (struct text){0};
}

struct str text_str(const struct text *text)
{
    return (struct str){text->ptr, text->len};
}
