/* What lies on the table of a meeting: points of the agenda, guests, what members wrote.
 *
 * All words are sealed: they may name who belongs. */
#ifndef MODEL_MEETING_PAPER_H
#define MODEL_MEETING_PAPER_H

#include "model/meeting.h"

struct agenda_item {
    int64_t id, network, meeting;
    int64_t position; /* from 1 */
    int64_t minutes;  /* that it is given */
    int64_t owner;    /* a handle; 0: nobody */
    struct str title, text;
};

int agenda_add(struct model *in, struct agenda_item *item); /* sets the id; position 0: the last */
int agenda_read(struct model *in, int64_t id, struct agenda_item *ret_item); /* MISSING */
int agenda_change(struct model *in, const struct agenda_item *item);
int agenda_remove(struct model *in, int64_t id);
int agenda_each(struct model *in, int64_t network, int64_t meeting,
                int (*each)(void *self, const struct agenda_item *item), void *self);

struct contribution {
    int64_t id, network, meeting, handle;
    struct str text;
};

int contribution_add(struct model *in, struct contribution *contribution); /* sets the id */
int contribution_page(struct model *in, int64_t network, int64_t meeting, struct page *page,
                      int (*each)(void *self, const struct contribution *contribution), void *self);

int guest_add(struct model *in, int64_t network, int64_t meeting, struct str name, int64_t *ret_id);
int guest_remove(struct model *in, int64_t id);
int guest_each(struct model *in, int64_t network, int64_t meeting,
               int (*each)(void *self, int64_t id, struct str name), void *self);

#endif
