/* What a change of a charter's terms comes to, with the numbers that a network has today.
 *
 *   The quorum of the steering group rises from 4 to 5 of 8 people.
 *
 * Pure functions. How many members there are is told only as it may be shown. */
#ifndef MODEL_CHARTER_EFFECT_H
#define MODEL_CHARTER_EFFECT_H

#include "model/terms.h"

struct charter_numbers {
    int64_t seats;   /* of the steering group, the vacant ones too */
    int64_t filled;  /* people who hold them */
    int64_t members; /* as a count that is released; 0: too few people to show */
    int64_t focus;   /* groups in focus that are agreed */
};

/* One sentence or several about the terms of one group ("quorum"); empty if there is nothing to
 * work out. */
struct str charter_effect(const char *group, const struct terms *from, const struct terms *into,
                          const struct charter_numbers *numbers, struct arena *arena);

#endif
