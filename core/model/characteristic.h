/* Characteristics: what a person shares of their protected characteristics, always optional, sealed
 * under their key in one padded document. Nobody but the person can read it; it is counted, under
 * their consent, and only in numbers that are suppressed. */
#ifndef MODEL_CHARACTERISTIC_H
#define MODEL_CHARACTERISTIC_H

#include "base/json.h"
#include "model/model.h"

#define CHARACTERISTIC_PACK       "characteristics"
#define CHARACTERISTIC_RATHER_NOT "prefer_not_to_say" /* an answer to each of them */

struct characteristic {
    struct str key;    /* "disability" */
    struct str answer; /* "yes" */
    struct str list;   /* whose answers these are: "characteristics/equality-act-2010" */
};

/* The answers that an item of the pack takes, in the pack that has them: its own, or those of
 * another pack. `each` is given key and name. */
int characteristic_answers(struct model *in, const struct pack_item *item,
                           int (*each)(void *self, struct str key, struct str name), void *self);

/* WRONG names the field: a characteristic or an answer that the pack in force does not have.
 * REFUSED: the person has not agreed to `statistics`. */
int characteristic_share(struct model *in, int64_t person, struct str key, struct str answer);
/* One of them, or all if `key` is empty. */
int characteristic_clear(struct model *in, int64_t person, struct str key);
int characteristic_each(struct model *in, int64_t person,
                        int (*each)(void *self, const struct characteristic *one), void *self);
/* The answer, empty if there is none; for the person, or to be counted. */
int characteristic_read(struct model *in, int64_t person, struct str key, struct str *ret_answer);

int characteristic_erase(struct model *in, int64_t person);
/* After consent_merge: without consent, nothing comes along. */
int characteristic_merge(struct model *in, int64_t from, int64_t into);
int characteristic_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
