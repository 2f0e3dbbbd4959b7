/* Who is in a full staff file no more: counted before anything is written, marked at the end. */
#ifndef ACTION_PERSON_LEAVERS_H
#define ACTION_PERSON_LEAVERS_H

#include "action/intake.h"

enum { LEAVERS_SHOWN = 1000 };

struct leaver {
    int64_t person;
    const char *external_id; /* NULL if none */
};

struct leavers {
    struct kith_call *call;
    struct str provider;
    int64_t within;
    int64_t known, left; /* people of this staff system; those of them who are gone */
    int64_t nameless;    /* rows that name nobody: then nobody can be told to be gone */
    LIST(struct leaver) shown;
};

/* Goes through the whole file once. LIMIT if more would leave than may at once. */
int leavers_check(struct leavers *leavers);
/* After all rows were taken in from `file`. */
int leavers_mark(struct leavers *leavers, const struct sheet_file *file);
void leavers_done(struct leavers *leavers);

#endif
