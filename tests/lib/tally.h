/* Small elections for tests of counting: papers in the BLT format, a whole count as a text. */
#ifndef TESTS_LIB_TALLY_H
#define TESTS_LIB_TALLY_H

#include "model/count/blt.h"
#include "model/count/count.h"

/* Head and papers of a BLT file; the candidates are called A, B, C and so on. */
struct papers tally_papers(const char *blt);

struct tally {
    struct papers papers;
    struct count_result result;
};

/* Counts with the seed "2026", and fails the test if that does not succeed. */
struct tally tally_count(const struct count_method *method, const char *blt);
void tally_done(struct tally *tally);

/* Fails unless the whole count reads so, a line for each round, each tie, and the elected:
 *
 *   1 A 4.00000 B 2.00000 - 0.00000 quota 3.00000, A elected
 *   2 A 3.00000 B 3.00000 - 0.00000 quota 3.00000, surplus of A, B excluded
 *   tie in 2: A B, round 1, B excluded
 *   elected: A B
 */
void assert_counted(const struct count_method *method, const char *blt, const char *expected);
/* Fails unless the count is refused so. */
void assert_uncounted(const struct count_method *method, const char *blt, int err,
                      const char *field);

#endif
