/* Ids: made from the time and chance, written in Crockford's base32. */
#include "base/ident.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/log.h"

enum { RANDOM_BITS = 21, TIME_BITS = 42, DIGIT_BITS = 5 };

static const int64_t epoch_ms = 1577836800000; /* 2020-01-01T00:00:00Z */
static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

int64_t ident_at(int64_t time_ms)
{
    const int64_t newest_ms = ((int64_t)1 << TIME_BITS) - 1;
    int64_t since = time_ms - epoch_ms;
    if (since < 0)
        since = 0;
    if (since > newest_ms)
        since = newest_ms;
    return since << RANDOM_BITS;
}

int64_t ident_make(struct ident_source *source, int64_t now_ms)
{
    int64_t id = ident_at(now_ms) | (int64_t)(randombytes_random() >> (32 - RANDOM_BITS));
    if (id <= source->last) {
        if (source->last == INT64_MAX) {
            log_error("ident", "The clock stands past the year 2159, and the ids are used up.");
            abort();
        }
        id = source->last + 1;
    }
    source->last = id;
    return id;
}

/* Random within the period that has begun. */
static int64_t ident_within(int64_t now_ms, int64_t period_ms)
{
    int64_t since = now_ms - epoch_ms;
    int64_t start = ident_at(now_ms - (since < 0 ? 0 : since % period_ms));
    uint64_t within;
    randombytes_buf(&within, sizeof within);
    return start + 1 + (int64_t)(within % ((uint64_t)(period_ms << RANDOM_BITS) - 1));
}

int64_t ident_of_day(int64_t now_ms)
{
    return ident_within(now_ms, INT64_C(24) * 3600 * 1000);
}

int64_t ident_of_hour(int64_t now_ms)
{
    return ident_within(now_ms, INT64_C(3600) * 1000);
}

int64_t ident_random(void)
{
    uint64_t id = 0;
    while (id == 0) {
        randombytes_buf(&id, sizeof id);
        id >>= 1;
    }
    return (int64_t)id;
}

void ident_print(int64_t id, char out[IDENT_LENGTH + 1])
{
    uint64_t left = (uint64_t)id;
    for (int i = IDENT_LENGTH - 1; i >= 0; i--) {
        out[i] = digits[left & 31];
        left >>= DIGIT_BITS;
    }
    out[IDENT_LENGTH] = '\0';
}

struct str ident_json(struct arena *arena, const char *name, int64_t id)
{
    char text[IDENT_LENGTH + 1];
    ident_print(id, text);
    return str_of(arena_print(arena, "{\"%s\":\"%s\"}", name, text));
}

/* The value of a digit plus one; 0 for what is none. I and L read as 1, O as 0. */
static const unsigned char values[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['g'] = 17, ['h'] = 18, ['j'] = 19, ['k'] = 20, ['m'] = 21, ['n'] = 22, ['p'] = 23, ['q'] = 24,
    ['r'] = 25, ['s'] = 26, ['t'] = 27, ['v'] = 28, ['w'] = 29, ['x'] = 30, ['y'] = 31, ['z'] = 32,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16, ['G'] = 17, ['H'] = 18,
    ['J'] = 19, ['K'] = 20, ['M'] = 21, ['N'] = 22, ['P'] = 23, ['Q'] = 24, ['R'] = 25, ['S'] = 26,
    ['T'] = 27, ['V'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31, ['Z'] = 32, ['i'] = 2,  ['I'] = 2,
    ['l'] = 2,  ['L'] = 2,  ['o'] = 1,  ['O'] = 1,
};

bool ident_parse(struct str text, int64_t *ret_id)
{
    if (text.len != IDENT_LENGTH)
        return false;
    uint64_t id = 0;
    for (size_t i = 0; i < IDENT_LENGTH; i++) {
        unsigned char value = values[(unsigned char)text.ptr[i]];
        /* Thirteen digits hold 65 bits: the first may only fill three. */
        if (value == 0 || (i == 0 && value > 8))
            return false;
        id = id << DIGIT_BITS | (value - 1U);
    }
    if (id == 0)
        return false;
    *ret_id = (int64_t)id;
    return true;
}
