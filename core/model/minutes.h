/* Minutes of a meeting: a draft, what is said of it, and the meeting that approves it. */
#ifndef MODEL_MINUTES_H
#define MODEL_MINUTES_H

#include "model/meeting.h"

struct minutes {
    int64_t network, meeting;
    int64_t version;  /* of the draft, from 1; 0: there are none */
    int64_t approved; /* the meeting that approved them; 0: a draft */
    struct str text;  /* Markdown; sealed */
};

/* version 0 if there are none */
int minutes_read(struct model *in, const struct meeting *meeting, struct minutes *ret_minutes);
/* The first draft, or the next version of it. CLASH: not held yet, or approved. */
int minutes_draft(struct model *in, const struct meeting *meeting, struct str text,
                  int64_t *ret_version);
/* CLASH: there are none, they are approved already, `by` is not a later meeting of the same kind
 * that is open, or it is not quorate just now: then the sentence why. */
int minutes_approve(struct model *in, const struct meeting *meeting, const struct meeting *by);
/* Of this committee, or of all members (0): drafts of meetings before this one. */
int minutes_waiting(struct model *in, const struct meeting *before,
                    int (*each)(void *self, int64_t meeting), void *self);

struct minutes_comment {
    int64_t id, handle;
    struct str text;
};

int minutes_comment_add(struct model *in, const struct meeting *meeting, int64_t handle,
                        struct str text);
int minutes_comment_page(struct model *in, const struct meeting *meeting, struct page *page,
                         void (*each)(void *self, const struct minutes_comment *comment),
                         void *self);

#endif
