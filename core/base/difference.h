/* Differences: how one sequence of lines or words becomes another, in few steps (E. W. Myers, "An
 * O(ND) difference algorithm and its variations", Algorithmica 1, 1986).
 *
 * What is the same at both ends is put aside first. Two sequences that differ in more than
 * DIFFERENCE_MOST steps between that are not searched any longer: there, all of the one is
 * removed and all of the other added. That is true as well, only longer. */
#ifndef BASE_DIFFERENCE_H
#define BASE_DIFFERENCE_H

#include "base/arena.h"

enum { DIFFERENCE_MOST = 1000 };

enum difference_kind { DIFFERENCE_SAME, DIFFERENCE_REMOVED, DIFFERENCE_ADDED };

/* A run: `count` items from place `one` of the first and `other` of the second. Of a REMOVED one
 * only the first has them, of an ADDED one only the second. */
struct difference_run {
    enum difference_kind kind;
    size_t one, other, count;
};

struct difference {
    struct difference_run *runs; /* in order; what is removed comes before what is added there */
    size_t count;
};

/* The lines of a text, lent, without their ends. */
size_t difference_lines(struct str text, struct arena *arena, struct str **ret_lines);
/* Its words, each with the white space before it; white space at the end is one more. */
size_t difference_words(struct str text, struct arena *arena, struct str **ret_words);

struct difference difference_find(const struct str *one, size_t one_count, const struct str *other,
                                  size_t other_count, struct arena *arena);

#endif
