/* Corrections: what was changed of a person against what the employer's staff file says.
 *
 * A correction keeps what the file had said. While the file says just that, the correction holds;
 * as soon as it says something else, the file is right again. */
#ifndef MODEL_CORRECTION_H
#define MODEL_CORRECTION_H

#include "model/person.h"

enum correctable {
    CORRECT_GIVEN_NAME,
    CORRECT_FAMILY_NAME,
    CORRECT_WORK_EMAIL,
    CORRECT_EMPLOYER,
    CORRECT_JOB,
    CORRECTABLES
};

const char *correctable_name(enum correctable field); /* "given_name" */
/* The field of a person as text; of an employer, its id. */
struct str correctable_read(struct arena *arena, const struct person *person,
                            enum correctable field);
void correctable_write(struct person *person, enum correctable field, struct str text);

struct correction {
    bool is_made;
    struct str said; /* by the file, when it was corrected */
};

/* Changes `person`, and writes it. Of what a file owns, `ret_corrections` says what it says. */
int correction_make(struct model *in, struct person *person, enum correctable field,
                    struct str value);
/* All of one person's. */
int correction_read(struct model *in, int64_t person, struct correction ret_all[CORRECTABLES]);
int correction_end(struct model *in, int64_t person, enum correctable field);

#endif
