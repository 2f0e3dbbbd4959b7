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
    struct str stage;     /* "current", "asked", "paused"; empty for a new one: current */
    int32_t next_day;     /* of its next step: asked, reminded, paused, erased (model/refresh.h) */
    int32_t asked_day;    /* when it was last asked whether it wants to belong; 0: never */
    int32_t absent_until; /* the last day of a leave of absence; 0 or past: none */
    int64_t reminded;     /* how often since it was asked */
    int64_t import;       /* by which they came in, without having been asked; 0: by themselves */
    bool is_newly_known;  /* that import has made the person's record; read back by nobody */
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
/* The same, where somebody else does it: the mail that waits stays until the next tidying, so that
 * whoever erases or merges a person does not see by a count that they belonged somewhere. */
int membership_vanish(struct model *in, int64_t person, int64_t network);
/* The handle is another person's from now on. CLASH if that one belongs to the network. */
int membership_move(struct model *in, int64_t from, int64_t into, int64_t network);
/* One that hides until its import shows. Who belongs already gets none: then ret_standing is
 * their handle, else 0. Nor does whom this import has staged before: then neither has a handle. */
int membership_stage(struct model *in, int64_t person, struct membership *membership,
                     int64_t *ret_standing);
/* Takes away what an import has staged under this handle, with a record of the person that it made
 * and that nothing else uses; others stay. */
int membership_clear(struct model *in, int64_t network, int64_t handle, int64_t import);
/* Takes away whatever imports have staged for this person. */
int membership_drop_hidden(struct model *in, int64_t person);
/* The person's handle in this network; 0 if they do not belong. */
int membership_handle(struct model *in, int64_t network, int64_t person, int64_t *ret_handle);
/* The same, but 0 for one that is paused: who may act as a member, be listed, be counted. */
int membership_current(struct model *in, int64_t network, int64_t person, int64_t *ret_handle);
int membership_read(struct model *in, int64_t network, int64_t handle,
                    struct membership *ret_membership);
/* The network that this handle is in; 0 if none. */
int membership_network(struct model *in, int64_t handle, int64_t *ret_network);
/* Whose handle is this? MISSING if nobody's. */
int membership_person(struct model *in, int64_t network, int64_t handle, int64_t *ret_person);
int membership_set_visibility(struct model *in, int64_t network, int64_t handle,
                              struct str visibility);
/* Its stage and all that belongs to it. */
int membership_set_stage(struct model *in, const struct membership *membership);

/* The networks that a person belongs to, in no telling order. */
int membership_mine(struct model *in, int64_t person,
                    void (*each)(void *self, const struct membership *membership), void *self);
/* All members of a network but the paused, in the order of their (random) handles. */
int membership_each(struct model *in, int64_t network,
                    int (*each)(void *self, const struct membership *membership), void *self);

/* The same in pieces, for who has time: those after this handle; `ret_after` as below. */
int membership_some(struct model *in, int64_t network, int64_t after,
                    int (*each)(void *self, const struct membership *membership), void *self,
                    int64_t *ret_after);
int membership_each_of_all(struct model *in, int64_t network, /* the paused too */
                           int (*each)(void *self, const struct membership *membership),
                           void *self);
/* Handles whose day has come, of the next few thousand after this one in their order. `ret_after`
 * says where to go on: 0 if that was all. */
enum { MEMBERSHIPS_DUE = 64 };
int membership_due(struct model *in, int64_t network, int64_t after,
                   int64_t ret_handles[MEMBERSHIPS_DUE], size_t *ret_count, int64_t *ret_after);

#endif
