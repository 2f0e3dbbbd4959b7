/* Looks: who saw whose personal data - the viewer's kind, the action, the hour. */
#ifndef MODEL_LOOK_H
#define MODEL_LOOK_H

#include "model/actor.h"
#include "model/model.h"

struct look {
    int64_t id, subject;
    struct str viewer, action;
    int64_t hour; /* hours since 1970-01-01T00:00Z */
};

int look_add(struct model *in, const struct actor *viewer, const char *action, int64_t subject);
/* Newest first. */
int look_page(struct model *in, int64_t subject, struct page *page,
              void (*each)(void *self, const struct look *look), void *self);

int look_erase(struct model *in, int64_t subject);
/* Those about `from` are about `into` from now on. */
int look_move(struct model *in, int64_t from, int64_t into);

#endif
