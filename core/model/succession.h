/* Succession: who acts for a role while its seat is free, and what a holder leaves in words.
 *
 * The plan of a role names other roles, first to last; whoever holds the first of them acts once a
 * seat falls free, with the powers of the role, until somebody is appointed. A chair without a plan
 * has the deputy chairs. Whoever lays acting down is not asked again for the same vacancy. */
#ifndef MODEL_SUCCESSION_H
#define MODEL_SUCCESSION_H

#include "model/office.h"

enum { SUCCESSION_DEPUTIES = 8 };

/* The roles whose holders act for this one, in their order. */
int succession_plan(struct model *in, const struct role *role,
                    int64_t ret_roles[SUCCESSION_DEPUTIES], size_t *ret_count);
int succession_set(struct model *in, const struct role *role, const int64_t *roles, size_t count);
/* The offices held by the role's deputies today, the first to act first: by the order of the plan,
 * then by how long they have served. Role 0 has none. */
int succession_each_deputy(struct model *in, int64_t network, int64_t role,
                           int (*each)(void *self, const struct office *office), void *self);
/* Who would act, were a seat free; 0 if nobody. */
int succession_next(struct model *in, const struct role *role, int64_t *ret_handle);
/* A seat may have fallen free: puts `role.seat` on the schedule, at once, if somebody waits for it
 * or could act. */
int succession_watch(struct model *in, const struct role *role);

/* ---- what is handed over in words ---- */

struct handover_note {
    int64_t id, network, role;
    int32_t day;
    struct str kind; /* "action", "promise", "decision", "contact", "other" */
    bool done;
    int64_t author;  /* a handle; 0: not known, or gone */
    struct str text; /* Markdown; sealed */
};

int handover_add(struct model *in, struct handover_note *note); /* sets the id and the day */
int handover_read(struct model *in, int64_t id, struct handover_note *ret_note); /* MISSING */
int handover_set_done(struct model *in, int64_t id);
int handover_drop_handle(struct model *in, int64_t network, int64_t handle); /* the words stay */
int handover_each(struct model *in, int64_t role,
                  int (*each)(void *self, const struct handover_note *note), void *self);

#endif
