/* Sealed documents about a person: one JSON object of each kind, padded, under the person's key.
 *
 * A row says neither whose it is nor of which kind: it is found by a keyed hash of both, and all of
 * a kind are of one size, whatever they hold. */
#ifndef MODEL_PERSON_RECORD_H
#define MODEL_PERSON_RECORD_H

#include "base/json.h"
#include "model/model.h"

/* Numbers are part of the format. */
enum person_record {
    RECORD_PREFERENCE = 1,
    RECORD_CONSENT,
    RECORD_CHARACTERISTIC,
    RECORD_ACCESS_NEED,
    RECORD_CODES, /* how many codes were sent to them today */
    RECORD_KINDS
};

/* NULL if there is none; else to be freed with json_free. */
int person_record_read(struct model *in, int64_t person, enum person_record kind,
                       struct json **ret_json);
/* LIMIT if it is larger than its kind may be. */
int person_record_write(struct model *in, int64_t person, enum person_record kind, struct str json);
int person_record_drop(struct model *in, int64_t person, enum person_record kind);

#endif
