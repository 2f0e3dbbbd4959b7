/* Memberships: inside a network a person is a random handle, and nothing in the clear joins the
 * two. From the handle, the sealed link leads to the person; from the person, keyed hashes
 * lead to their belongings (all of them, or the one to a network), each a sealed pair of network
 * and handle. */
#ifndef MODEL_MEMBERSHIP_H
#define MODEL_MEMBERSHIP_H

#include "model/model.h"

struct membership {
    int64_t network, handle;
    struct str kind;       /* "member", "ally" */
    struct str visibility; /* "visible", "members", "leads", "concealed" */
    int32_t joined_day;
    int64_t refresh_at;
    int64_t refresh; /* the row of the schedule that asks */
};

/* Makes a handle, if it has none. CLASH if the person belongs already. */
int membership_add(struct model *in, int64_t person, struct membership *membership);
int membership_remove(struct model *in, int64_t person, int64_t network);
/* What the handle held ends: its offices, its tasks, the mail that waits for it. For every way of
 * ceasing to take part, before or instead of membership_remove. */
int membership_lay_down(struct model *in, int64_t network, int64_t handle);
/* Leaves for good: lays down what it held, is asked no more, and nothing ties the person to the
 * network. MISSING if the person does not belong. */
int membership_end(struct model *in, int64_t person, int64_t network);
/* The handle is another person's from now on. CLASH if that one belongs to the network. */
int membership_move(struct model *in, int64_t from, int64_t into, int64_t network);
/* The person's handle in this network; 0 if they do not belong. */
int membership_handle(struct model *in, int64_t network, int64_t person, int64_t *ret_handle);
int membership_read(struct model *in, int64_t network, int64_t handle,
                    struct membership *ret_membership);
/* The network that this handle is in; 0 if none. */
int membership_network(struct model *in, int64_t handle, int64_t *ret_network);
/* Whose handle is this? MISSING if nobody's. */
int membership_person(struct model *in, int64_t network, int64_t handle, int64_t *ret_person);
int membership_set_visibility(struct model *in, int64_t network, int64_t handle,
                              struct str visibility);
/* Its date, and the row of the schedule. */
int membership_set_refresh(struct model *in, const struct membership *membership);

/* The networks that a person belongs to, in no telling order. */
int membership_mine(struct model *in, int64_t person,
                    void (*each)(void *self, const struct membership *membership), void *self);
/* All members of a network, in the order of their (random) handles. */
int membership_each(struct model *in, int64_t network,
                    int (*each)(void *self, const struct membership *membership), void *self);

#endif
