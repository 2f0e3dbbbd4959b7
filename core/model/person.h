/* People: colleagues as their employer knows them. Belonging is not kept here. */
#ifndef MODEL_PERSON_H
#define MODEL_PERSON_H

#include "model/model.h"

struct person {
    int64_t id;
    struct str external_id; /* of the employer's staff system; empty if none */
    struct str given_name;
    struct str family_name; /* empty for people of one name */
    struct str work_email;  /* empty if none */
    int64_t employer;       /* a place; 0 if none */
    struct str job;
    struct str fed_by; /* the staff system that named them last; empty: added by hand */
    int32_t left_day;  /* since when a full staff file does not name them; 0: it does */
};

/* Makes an id, if it has none; CLASH names the field. */
int person_add(struct model *in, struct person *person);
int person_read(struct model *in, int64_t id, struct person *ret_person); /* MISSING */
/* By staff number, then by work address (either may be empty); 0 if nobody. CLASH if the two lead
 * to different people. */
int person_find(struct model *in, struct str external_id, struct str work_email, int64_t *ret_id);
int person_by_number(struct model *in, struct str external_id, struct person *ret_person,
                     bool *ret_found);
int person_by_email(struct model *in, struct str work_email, struct person *ret_person,
                    bool *ret_found);
/* Deletes the record of somebody of whom nothing is known but a name and how to find them, who
 * belongs to nothing and has no way in; leaves others alone. */
int person_forget(struct model *in, int64_t id);
int person_exists(struct model *in, int64_t id, bool *ret_exists);
/* Writes all that stands in `person`. CLASH names the field. */
int person_change(struct model *in, const struct person *person);
/* Deletes the row, with it the data key, and what was corrected in it. See model/erase. */
int person_remove(struct model *in, int64_t person);
/* "Given Family" */
struct str person_name(struct arena *arena, const struct person *person);

#endif
