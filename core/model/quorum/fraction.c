/* Fractions of people: worked out, and in words. */
#include "model/quorum/fraction.h"

static const struct named {
    const char *words;
    int64_t numerator, denominator;
} names[] = {
    {"all", 1, 1},          {"half", 1, 2},           {"a third", 1, 3},  {"two thirds", 2, 3},
    {"a quarter", 1, 4},    {"three quarters", 3, 4}, {"a fifth", 1, 5},  {"two fifths", 2, 5},
    {"three fifths", 3, 5}, {"four fifths", 4, 5},    {"a tenth", 1, 10},
};

bool fraction_is_sound(int64_t numerator, int64_t denominator)
{
    return numerator > 0 && denominator > 0 && numerator <= denominator &&
           denominator <= QUORUM_NUMBER_MOST;
}

/* In two steps, so that no product passes base or denominator²: both fit. */
int64_t fraction_of(int64_t base, int64_t numerator, int64_t denominator, bool *ret_rest)
{
    int64_t rest = base % denominator * numerator;
    *ret_rest = rest % denominator != 0;
    return base / denominator * numerator + rest / denominator;
}

const char *fraction_words(int64_t numerator, int64_t denominator, struct arena *arena)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].numerator == numerator && names[i].denominator == denominator)
            return names[i].words;
    if (denominator == 100)
        return arena_print(arena, "%lld%%", (long long)numerator);
    return arena_print(arena, "%lld/%lld", (long long)numerator, (long long)denominator);
}

bool fraction_named(struct str words, int64_t *ret_numerator, int64_t *ret_denominator)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(words, names[i].words)) {
            *ret_numerator = names[i].numerator;
            *ret_denominator = names[i].denominator;
            return true;
        }
    return false;
}

const char *people_words(int64_t count, struct arena *arena)
{
    return count == 1 ? "1 person" : arena_print(arena, "%lld people", (long long)count);
}
