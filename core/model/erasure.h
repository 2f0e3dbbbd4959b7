/* Who was erased: rows of a table, and the same as lines of a file outside the database.
 *
 * A line is "2026-11-21 HASH CHECK\n": the day, a keyed hash of what was the person's id, and a
 * keyed check of both, so that nobody can add somebody to it without the key. The table makes
 * the file whole again after a crash, and the file tells a restored database what it lacks. */
#ifndef MODEL_ERASURE_H
#define MODEL_ERASURE_H

#include "base/list.h"
#include "base/map.h"
#include "model/model.h"

/* Notes that this person is erased today; `ret_line` is for the file. A second time is fine. */
int erasure_add(struct model *in, int64_t person, struct str *ret_line);

struct erasure {
    struct secret_hash hash;
    int32_t day;
};

/* How the file and the table differ. What it points to lives in the arena, but for the lists. */
struct erasure_difference {
    int64_t lines;                /* of the file that are whole */
    int64_t bad;                  /* number of its first line that is not; 0 if there is none */
    LIST(struct erasure) unknown; /* the file has them, the table has not */
    struct map unknown_by_hash;
    struct text missing; /* lines of what the table has, and the file has not */
};

int erasure_compare(struct model *in, struct str file, struct erasure_difference *ret_difference);
void erasure_difference_done(struct erasure_difference *difference);
/* The people of this database whom the file says to be erased. */
int erasure_find(struct model *in, const struct erasure_difference *difference,
                 int (*each)(void *self, int64_t person), void *self);
/* Takes what the file has into the table. */
int erasure_take(struct model *in, const struct erasure_difference *difference);

#endif
