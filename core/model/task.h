/* Tasks: what waits for somebody to do it - one member, whoever holds an office, or the
 * administrators. Not a to-do list to manage: each is made by an action and ends by another, or
 * by task.done. */
#ifndef MODEL_TASK_H
#define MODEL_TASK_H

#include "model/model.h"

struct task {
    int64_t id;
    int64_t network;     /* 0: the server's own, for administrators */
    int64_t handle;      /* for this member; 0: for an office or administrators */
    struct str role;     /* for whoever holds the role with this key; empty if none */
    uint32_t grants;     /* or for whoever holds an office with one of these; 0 if none */
    struct str kind;     /* what it is about, for code: "charter.review" */
    int64_t subject;     /* the id it is about; 0 if none */
    struct str sentence; /* for a person: "Review the charter: it was due on 1 March." Sealed. */
    int32_t due_day;     /* 0: whenever */
    int32_t done_day;    /* 0 while it waits */
};

/* It waits for whoever leads: the chair, and who holds an office for roles or the charter. */
void task_for_leads(struct task *task);
int task_add(struct model *in, struct task *task);                  /* sets the id */
int task_read(struct model *in, int64_t id, struct task *ret_task); /* MISSING */
int task_end(struct model *in, int64_t id); /* done today; it stands a year longer */
/* Does a task of this kind about this subject wait? */
int task_waits_about(struct model *in, int64_t network, struct str kind, int64_t subject,
                     bool *ret_waits);
/* Ends every open task of this kind about this subject. */
int task_end_about(struct model *in, int64_t network, struct str kind, int64_t subject);
/* Ends every open task of a network that is closed. */
int task_end_network(struct model *in, int64_t network);
/* Drops the tasks of a handle that has left, done ones too. */
int task_drop_handle(struct model *in, int64_t network, int64_t handle);
/* What waits for this handle, its offices included; both 0: for administrators. Those with a due
 * day first. */
int task_each_for(struct model *in, int64_t network, int64_t handle,
                  int (*each)(void *self, const struct task *task), void *self);
/* Does this task wait for this handle (0, with a task of the server: for administrators)? */
int task_is_for(struct model *in, const struct task *task, int64_t handle, bool *ret_is);

#endif
