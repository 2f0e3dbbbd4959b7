/* Places: hosts (a trust, a university) and employers (a ward, a Practice), in one tree. */
#ifndef MODEL_PLACE_H
#define MODEL_PLACE_H

#include "model/model.h"

struct place {
    int64_t id, parent; /* parent 0: at the top */
    struct str kind;    /* "host" or "employer" */
    struct str name;
    bool closed;
};

enum { PLACE_DEPTH_LIMIT = 12 };

int place_add(struct model *in, struct place *place); /* sets the id; CLASH: name taken there */
int place_read(struct model *in, int64_t id, struct place *ret_place); /* MISSING */
int place_rename(struct model *in, int64_t id, struct str name);
/* CLASH if the place would come to lie inside itself, or too deep. */
int place_move(struct model *in, int64_t id, int64_t parent);
int place_close(struct model *in, int64_t id); /* CLASH while open places lie in it */
/* The open and closed places right under `parent`, by id; parent -1: all places. */
int place_page(struct model *in, int64_t parent, struct page *page,
               void (*each)(void *self, const struct place *place), void *self);
/* The place of this name anywhere in the tree; 0 if there is none; CLASH if there are several. */
int place_by_name(struct model *in, struct str name, int64_t *ret_id);

#endif
