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
};

int person_add(struct model *in, struct person *person); /* sets the id; CLASH names the field */
int person_read(struct model *in, int64_t id, struct person *ret_person); /* MISSING */
/* By staff number or by work address (one of them empty); 0 if nobody. */
int person_find(struct model *in, struct str external_id, struct str work_email, int64_t *ret_id);
int person_exists(struct model *in, int64_t id, bool *ret_exists);
/* By external id first, then by work address. CLASH if the two lead to different people. */
enum person_change { PERSON_SAME, PERSON_NEW, PERSON_CHANGED };
int person_upsert(struct model *in, struct person *person, enum person_change *ret_change);
/* "Given Family" */
struct str person_name(struct arena *arena, const struct person *person);

#endif
