/* Follow-ups: what a meeting agreed that somebody does by a day, carried over until it is done. */
#ifndef MODEL_FOLLOW_UP_H
#define MODEL_FOLLOW_UP_H

#include "model/meeting.h"

struct follow_up {
    int64_t id, network, committee;
    int64_t meeting; /* that agreed it */
    int64_t owner;   /* a handle; 0: nobody any more */
    struct str text; /* sealed */
    int32_t due_day, done_day;
    int64_t carried; /* over so many meetings it was open */
};

/* Sets the id; its owner has a task. */
int follow_up_add(struct model *in, struct follow_up *follow_up);
int follow_up_read(struct model *in, int64_t id, struct follow_up *ret_follow_up); /* MISSING */
/* Owner, text and day; the task goes with the owner. CLASH: it is done. */
int follow_up_change(struct model *in, const struct follow_up *follow_up);
int follow_up_done(struct model *in, const struct follow_up *follow_up); /* CLASH: it is done */
struct follow_up_filter {
    int64_t network;
    int64_t committee; /* -1: of any */
    int64_t owner;     /* -1: of anybody */
    bool done;         /* those too */
};
int follow_up_page(struct model *in, const struct follow_up_filter *filter, struct page *page,
                   void (*each)(void *self, const struct follow_up *follow_up), void *self);
/* Matters arising at a meeting: what earlier meetings of its group left open. */
int follow_up_arising(struct model *in, const struct meeting *meeting,
                      int (*each)(void *self, const struct follow_up *follow_up), void *self);
/* A meeting has closed: what is still open from earlier ones is carried over once more. */
int follow_up_carry(struct model *in, const struct meeting *meeting);
/* Of whoever goes: nobody owns it, and the chair has a task to find who does. */
int follow_up_drop_owner(struct model *in, int64_t network, int64_t handle);

#endif
