/* Words that somebody said or wrote: sealed, and bound to the row in which they lie. */
#ifndef MODEL_SEALED_WORDS_H
#define MODEL_SEALED_WORDS_H

#include "model/model.h"

/* `what` names the table, `id` the row ("minutes", the meeting). */
struct str words_seal(struct model *in, const char *what, int64_t id, struct str words);
/* BROKEN if they were altered, or lie in another row. An absent blob is empty. */
int words_open(struct model *in, const char *what, int64_t id, struct str sealed,
               struct str *ret_words);

#endif
