/* Pictures: is this a PNG or a JPEG, and how large; and bytes as base64 for whoever shows them. */
#include "base/picture.h"

#include <string.h>

static int64_t number_at(struct str bytes, size_t at, size_t size)
{
    int64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | (unsigned char)bytes.ptr[at + i];
    return number;
}

/* The signature, then the chunk IHDR: its length, its name, width and height. */
static bool png_read(struct str bytes, struct picture *picture)
{
    static const char front[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    enum { FRONT = sizeof front - 1, SIZES = 8 };
    if (bytes.len < FRONT + SIZES || memcmp(bytes.ptr, front, FRONT) != 0)
        return false;
    *picture = (struct picture){"png", number_at(bytes, FRONT, 4), number_at(bytes, FRONT + 4, 4)};
    return true;
}

/* A frame's header, SOF0 to SOF15 but for DHT (C4), JPG (C8) and DAC (CC). */
static bool is_frame(int marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Segments follow each other, each with its marker and its length, until a frame says its size. */
static bool jpeg_read(struct str bytes, struct picture *picture)
{
    size_t at = 2;
    if (bytes.len < 2 || memcmp(bytes.ptr, "\xff\xd8", 2) != 0)
        return false;
    while (at + 9 <= bytes.len && (unsigned char)bytes.ptr[at] == 0xff) {
        int marker = (unsigned char)bytes.ptr[at + 1];
        if (is_frame(marker)) {
            *picture =
                (struct picture){"jpeg", number_at(bytes, at + 7, 2), number_at(bytes, at + 5, 2)};
            return true;
        }
        /* 0xff may be repeated before a marker. */
        at += marker == 0xff ? 1 : 2 + (size_t)number_at(bytes, at + 2, 2);
    }
    return false;
}

bool picture_read(struct str bytes, struct picture *ret_picture)
{
    return png_read(bytes, ret_picture) || jpeg_read(bytes, ret_picture);
}

struct str picture_base64(struct str bytes, struct arena *arena)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = (bytes.len + 2) / 3 * 4;
    char *out = arena_take(arena, len + 1);
    for (size_t i = 0, to = 0; i < bytes.len; i += 3, to += 4) {
        size_t there = bytes.len - i < 3 ? bytes.len - i : 3;
        int64_t three = number_at(bytes, i, there) << 8 * (3 - there);
        for (size_t digit = 0; digit < 4; digit++)
            out[to + digit] = digit <= there ? digits[three >> (18 - 6 * digit) & 63] : '=';
    }
    return (struct str){out, len};
}
