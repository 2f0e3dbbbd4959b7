/* Which encoding a CSV file is in, and its bytes as UTF-8.
 *
 * Nothing in a CSV file says so. A byte order mark does, where there is one; UTF-16 gives itself
 * away by its zeros; text that reads as UTF-8 is UTF-8, since other text hardly ever does; what is
 * left is Windows-1252, of which Latin-1 is a part. The whole file is looked at, because the first
 * letter beyond ASCII may stand in the last row. */
#include "base/sheet_inside.h"
#include "base/utf8.h"

enum { PIECE = 65536, TRUSTED_SHARE = 10 };

/* 0x80 to 0x9F; what means nothing stays the control character that it is in Latin-1. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* ---- guessing ---- */

static const struct {
    const char *mark;
    struct encoding_guess guess;
} marks[] = {
    {"\xEF\xBB\xBF", {ENCODING_UTF8, "UTF-8", 3}},
    {"\xFF\xFE", {ENCODING_UTF16_LE, "UTF-16 LE", 2}},
    {"\xFE\xFF", {ENCODING_UTF16_BE, "UTF-16 BE", 2}},
};

struct tally {
    size_t zeros[2];  /* at even and at odd places, within the first piece */
    size_t good, bad; /* characters of several bytes in UTF-8; bytes that are none */
    bool has_1252;    /* bytes that print in Windows-1252 alone */
};

static void zeros_count(struct tally *tally, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        tally->zeros[i & 1] += bytes[i] == 0;
}

/* Answers how many bytes were looked at: a character that the piece cuts in two is left over. */
static size_t letters_count(struct tally *tally, const unsigned char *bytes, size_t size, bool last)
{
    for (size_t i = 0; i < size;) {
        uint64_t word;
        if (size - i >= sizeof word) {
            memcpy(&word, bytes + i, sizeof word);
            if ((word & 0x8080808080808080U) == 0) {
                i += sizeof word;
                continue;
            }
        }
        size_t length = utf8_size(bytes + i, size - i);
        if (length == 0 && !last && size - i < 4)
            return i;
        tally->good += length > 1;
        tally->bad += length == 0;
        if (length == 0 && bytes[i] < 0xA0)
            tally->has_1252 = true;
        i += length > 0 ? length : 1;
    }
    return size;
}

static int file_tally(struct sheet *sheet, struct tally *tally)
{
    unsigned char *bytes = memory_take(PIECE);
    int64_t at = 0, got = 0;
    while (at < sheet->size && (got = sheet_pread(sheet, bytes, PIECE, at)) > 0) {
        if (at == 0)
            zeros_count(tally, bytes, (size_t)got);
        if (tally->zeros[0] + tally->zeros[1] > 0)
            break;
        at += (int64_t)letters_count(tally, bytes, (size_t)got, at + got >= sheet->size);
    }
    free(bytes);
    return got < 0 ? (int)got : OK;
}

static int unmarked_guess(struct sheet *sheet, struct encoding_guess *ret_guess)
{
    struct tally tally = {0};
    int err = file_tally(sheet, &tally);
    size_t even = tally.zeros[0], odd = tally.zeros[1];
    size_t looked = sheet->size < PIECE ? (size_t)sheet->size : PIECE;
    if (err != OK)
        return err;
    if (even + odd > 0) {
        bool is_little = odd > even;
        if ((is_little ? odd : even) < looked / 8 || (is_little ? even : odd) > looked / 16)
            return sheet_fail(sheet, "This is no text and no XLSX file. Open it in the program it "
                                     "comes from, save it as CSV or XLSX, and try again.");
        *ret_guess = marks[is_little ? 1 : 2].guess;
    } else if (tally.bad == 0 || tally.good / TRUSTED_SHARE > tally.bad) {
        *ret_guess = marks[0].guess; /* a few bad bytes among much good UTF-8 are faults of rows */
    } else {
        *ret_guess =
            (struct encoding_guess){ENCODING_1252, tally.has_1252 ? "Windows-1252" : "Latin-1", 0};
    }
    ret_guess->mark = 0;
    return OK;
}

int encoding_guess(struct sheet *sheet, struct encoding_guess *ret_guess)
{
    char start[4];
    int64_t got = sheet_pread(sheet, start, sizeof start, 0);
    if (got < 0)
        return (int)got;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_starts((struct str){start, (size_t)got}, marks[i].mark)) {
            *ret_guess = marks[i].guess;
            return OK;
        }
    return unmarked_guess(sheet, ret_guess);
}

/* ---- decoding ---- */

static void add_point(struct text *out, uint32_t point)
{
    if (point < 0x80) {
        text_add_char(out, (char)point);
        return;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    text_add_char(out, (char)(first[more] | point >> (6 * more)));
    while (more-- > 0)
        text_add_char(out, (char)(0x80 | (point >> (6 * more) & 0x3F)));
}

static size_t decode_1252(struct str bytes, struct text *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        add_point(out, byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
    }
    return bytes.len;
}

static uint32_t unit(struct str bytes, size_t at, bool is_little)
{
    unsigned char one = (unsigned char)bytes.ptr[at], two = (unsigned char)bytes.ptr[at + 1];
    return is_little ? (uint32_t)two << 8 | one : (uint32_t)one << 8 | two;
}

static size_t decode_utf16(struct str bytes, bool is_little, bool last, struct text *out)
{
    size_t at = 0;
    while (bytes.len - at >= 2) {
        uint32_t high = unit(bytes, at, is_little);
        bool is_high = high >= 0xD800 && high < 0xDC00;
        if (is_high && bytes.len - at < 4 && !last)
            return at;
        uint32_t low = is_high && bytes.len - at >= 4 ? unit(bytes, at + 2, is_little) : 0;
        at += 2;
        if (is_high && low >= 0xDC00 && low < 0xE000) {
            add_point(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            at += 2;
        } else if (high >= 0xD800 && high < 0xE000) {
            text_add_char(out, (char)0xFF);
        } else {
            add_point(out, high);
        }
    }
    if (last && at < bytes.len) {
        text_add_char(out, (char)0xFF);
        at = bytes.len;
    }
    return at;
}

size_t encoding_decode(enum encoding encoding, struct str bytes, bool last, struct text *out)
{
    if (encoding == ENCODING_1252)
        return decode_1252(bytes, out);
    if (encoding != ENCODING_UTF8)
        return decode_utf16(bytes, encoding == ENCODING_UTF16_LE, last, out);
    text_add(out, bytes);
    return bytes.len;
}
