/* Texts that are sealed together, as one blob of a row. */
#ifndef MODEL_SEALED_H
#define MODEL_SEALED_H

#include "model/model.h"

/* `what` and `id` bind them to their row: "candidate" and its id. */
struct str sealed_texts(struct model *in, const char *what, int64_t id, const struct str *texts,
                        size_t count);
/* As many as were sealed; BROKEN if they do not open. They live in the arena. */
int sealed_open(struct model *in, const char *what, int64_t id, struct str sealed,
                struct str *ret_texts, size_t count);
/* The same with a handle before one text. */
struct str sealed_words(struct model *in, const char *what, int64_t id, int64_t handle,
                        struct str text);
int sealed_words_open(struct model *in, const char *what, int64_t id, struct str sealed,
                      int64_t *ret_handle, struct str *ret_text);

#endif
