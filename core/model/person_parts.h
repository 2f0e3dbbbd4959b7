/* All that is held about a person besides their own row: one list of what has to be erased, merged
 * and shown when they ask. A noun that keeps something about people adds a line. */
#ifndef MODEL_PERSON_PARTS_H
#define MODEL_PERSON_PARTS_H

#include "base/json.h"
#include "model/model.h"

struct person_part {
    const char *name; /* of the member in an export: "contacts" */
    int (*erase)(struct model *in, int64_t person);
    /* What `from` had becomes `into`'s; where both have something, `into`'s stands. */
    int (*merge)(struct model *in, int64_t from, int64_t into);
    /* Writes one JSON value: what is held, for the person to read. */
    int (*show)(struct model *in, int64_t person, struct json_writer *writer);
};

/* While the data key is still there: before person_key_destroy. */
int person_parts_erase(struct model *in, int64_t person);
int person_parts_merge(struct model *in, int64_t from, int64_t into);
/* A member of each part, into an open object. */
int person_parts_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
