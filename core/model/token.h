/* Access tokens: what a person shows at a door that does not know them otherwise. */
#ifndef MODEL_TOKEN_H
#define MODEL_TOKEN_H

#include "model/model.h"

/* A token of 160 random bits, as text; only its keyed hash is stored. Earlier ones of the person
 * end. */
int token_make(struct model *in, int64_t person, struct str *ret_token);
int token_find(struct model *in, struct str token, int64_t *ret_person); /* 0 if nobody's */
int token_end(struct model *in, int64_t person);

#endif
