/* One character of UTF-8 at a time (RFC 3629): for base only, which checks text on hot paths. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool utf8_follows(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The bytes of the character at `at` (1..4), or 0 if there is none that is valid. `left` is
 * at least 1. */
static inline size_t utf8_size(const unsigned char *at, size_t left)
{
    unsigned char first = at[0];
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4 || left < 2 || !utf8_follows(at[1]))
        return 0;
    if (first < 0xE0)
        return 2;
    if (left < 3 || !utf8_follows(at[2]))
        return 0;
    if ((first == 0xE0 && at[1] < 0xA0) || (first == 0xED && at[1] > 0x9F))
        return 0;
    if (first < 0xF0)
        return 3;
    if (left < 4 || !utf8_follows(at[3]))
        return 0;
    if ((first == 0xF0 && at[1] < 0x90) || (first == 0xF4 && at[1] > 0x8F))
        return 0;
    return 4;
}

/* The code point of a valid character of `size` bytes. */
static inline uint32_t utf8_point(const unsigned char *at, size_t size)
{
    if (size == 1)
        return at[0];
    uint32_t point = at[0] & (0x7FU >> size);
    for (size_t i = 1; i < size; i++)
        point = point << 6 | (at[i] & 0x3FU);
    return point;
}

/* How much of `size` bytes may stay so that no character is cut in two. */
static inline size_t utf8_cut(const char *text, size_t size)
{
    size_t start = size;
    while (start > 0 && size - start < 4 && utf8_follows((unsigned char)text[start - 1]))
        start--;
    if (start == 0)
        return size;
    start--;
    return utf8_size((const unsigned char *)text + start, size - start) == size - start ? size
                                                                                        : start;
}

#endif
