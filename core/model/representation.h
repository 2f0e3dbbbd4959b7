/* Representation: somebody goes to a meeting of others for the group, and reports back. */
#ifndef MODEL_REPRESENTATION_H
#define MODEL_REPRESENTATION_H

#include "model/model.h"

enum { REPRESENTATION_REPORT_DAYS = 7 }; /* after the meeting, by default */

struct representation {
    int64_t id, network;
    int64_t committee; /* for which group; 0: for the network */
    int64_t handle;    /* who goes; 0 once they have left the network */
    int32_t day;
    struct str state;   /* "planned", "reported", "cancelled" */
    struct str subject; /* what meeting it is; sealed */
    struct str report;  /* Markdown; sealed */
};

/* Sets the id. Whoever goes has a task: to report back. */
int representation_add(struct model *in, struct representation *representation);
int representation_read(struct model *in, int64_t id, struct representation *ret_representation);
/* CLASH: cancelled; WRONG: before its day. A later report replaces an earlier one. */
int representation_report(struct model *in, const struct representation *representation,
                          struct str report);
int representation_cancel(struct model *in, const struct representation *representation);
int representation_page(struct model *in, int64_t network, struct page *page,
                        int (*each)(void *self, const struct representation *representation),
                        void *self);
int representation_end_network(struct model *in, int64_t network); /* the planned are cancelled */
/* Of whoever goes: what they reported stands, what they were to do is for the chair. */
int representation_drop_handle(struct model *in, int64_t network, int64_t handle);

#endif
