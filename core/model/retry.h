/* Idempotency keys: the result ids of writes, kept 7 days, found by a keyed hash. */
#ifndef MODEL_RETRY_H
#define MODEL_RETRY_H

#include "model/model.h"

enum { RETRY_DAYS = 7 };

/* `ret_reply` is empty if the key is new; `ret_same`: were the arguments the same? */
int retry_find(struct model *in, const struct secret_hash *name,
               const struct secret_hash *arguments, bool *ret_same, struct str *ret_reply);
int retry_add(struct model *in, const struct secret_hash *name, const struct secret_hash *arguments,
              struct str reply);

/* Forgets the keys whose result names this id, which is erased. Reads them all. */
int retry_erase(struct model *in, int64_t id);

#endif
