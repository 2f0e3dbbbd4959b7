/* The data key of each person: what they say of themself is sealed under it, and is gone for ever,
 * from backups too, when the key is destroyed. */
#ifndef MODEL_PERSON_KEY_H
#define MODEL_PERSON_KEY_H

#include "model/model.h"

/* MISSING if there is no such person, or the key was destroyed. Wipe it after use. */
int person_data_key(struct model *in, int64_t person, unsigned char ret_key[SECRET_KEY_SIZE]);
/* Sealed under the data key; `tag` binds it to its row. */
int person_seal(struct model *in, int64_t person, struct str tag, struct str plain,
                struct str *ret_sealed);
int person_open(struct model *in, int64_t person, struct str tag, struct str sealed,
                struct str *ret_plain); /* BROKEN if it was altered, or lies elsewhere */
/* What is sealed under it can never be opened again. */
int person_key_destroy(struct model *in, int64_t person);

/* A keyed hash of several parts, to find again what is held about people. */
struct str person_hash(struct model *in, const struct str *parts, size_t count);

#endif
