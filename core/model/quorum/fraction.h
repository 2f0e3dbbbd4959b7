/* Fractions of people: worked out, and in words. Shared by quorums and majorities. */
#ifndef MODEL_QUORUM_FRACTION_H
#define MODEL_QUORUM_FRACTION_H

#include "model/quorum/quorum.h"

/* A fraction from above 0 to all, within QUORUM_NUMBER_MOST; "more than all" too. */
bool fraction_is_sound(int64_t numerator, int64_t denominator);
/* base × numerator ÷ denominator: the whole part, and whether something is left over. */
int64_t fraction_of(int64_t base, int64_t numerator, int64_t denominator, bool *ret_rest);
/* "two thirds", "a quarter", "all", "45%", "3/7". */
const char *fraction_words(int64_t numerator, int64_t denominator, struct arena *arena);
/* The fraction that such words name, as far as they are fixed ones ("two thirds"). */
bool fraction_named(struct str words, int64_t *ret_numerator, int64_t *ret_denominator);
/* "1 person", "4 people". */
const char *people_words(int64_t count, struct arena *arena);

#endif
