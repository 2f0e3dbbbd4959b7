/* Access needs: what a person needs to take part - "step-free way in", never why. Sealed; told to
 * the organiser of what they sign up for, so that nobody has to ask each time. */
#ifndef MODEL_ACCESS_NEED_H
#define MODEL_ACCESS_NEED_H

#include "base/json.h"
#include "model/model.h"

enum { ACCESS_NEEDS_MOST = 12, ACCESS_NEED_LENGTH = 160 };

/* In place of those before. LIMIT: together they are too long. */
int access_need_set(struct model *in, int64_t person, const struct str *needs, size_t count);
/* For the person, or for an organiser of what they signed up for; calls `each` for every need. */
int access_need_read(struct model *in, int64_t person, int (*each)(void *self, struct str need),
                     void *self);

int access_need_erase(struct model *in, int64_t person); /* clears them, too */
int access_need_merge(struct model *in, int64_t from, int64_t into);
int access_need_export(struct model *in, int64_t person, struct json_writer *writer);

#endif
