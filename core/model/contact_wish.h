/* Contact wishes: what a new member would like - to meet the local lead, to talk to one person, or
 * just to listen - and since when they wait. It stands until they are welcomed in person. */
#ifndef MODEL_CONTACT_WISH_H
#define MODEL_CONTACT_WISH_H

#include "model/model.h"

struct contact_wish {
    int64_t network, handle;
    struct str wish;       /* "lead", "person", "listen" */
    struct str visibility; /* of the membership; filled by contact_wish_page */
    int32_t since_day;     /* they wait from this day */
    int32_t due_day;       /* by then somebody should have spoken with them; 0: just listens */
    int32_t deputy_day;    /* then a deputy is told */
};

/* From today, by the working days of the charter; a wish for contact that stands already keeps
 * its day. Sets the days. */
int contact_wish_set(struct model *in, struct contact_wish *wish);
int contact_wish_read(struct model *in, int64_t network, int64_t handle,
                      struct contact_wish *ret_wish); /* MISSING */
int contact_wish_drop(struct model *in, int64_t network, int64_t handle);
/* Those who wait to be spoken with, without the paused, in the order of their handles. */
int contact_wish_page(struct model *in, int64_t network, struct page *page,
                      void (*each)(void *self, const struct contact_wish *wish), void *self);
/* One of whom a deputy is to be told today, and is from now on; the handle 0 if there is none. */
int contact_wish_late(struct model *in, int64_t network, struct contact_wish *ret_wish);

#endif
