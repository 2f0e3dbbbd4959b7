/* What the files that show a meeting share: whom of those in it the viewer may see. */
#ifndef ACTION_MEETING_SHOW_H
#define ACTION_MEETING_SHOW_H

#include "action/meeting.h"

/* So many rows of each list are in meeting.show; lists of their own go on from there. */
enum { MEETING_SHOWN_MOST = 100 };

struct meeting_view {
    struct kith_call *call;
    struct meeting meeting;
    enum viewer viewer;
    int64_t own;   /* the viewer's handle; 0 if they have none */
    bool may_come; /* it is for them */
    bool reads;    /* they may read what lies on the table */
};

/* Of the meeting of the argument. */
int meeting_view_of(struct kith_call *call, struct meeting_view *ret_view);
bool meeting_view_is_lead(const struct meeting_view *view);
/* Into the row that is open: the handle of who may be shown, and the name of whom they let see it.
 * `ret_shown`: was anything put? */
int meeting_put_somebody(const struct meeting_view *view, int64_t handle, bool *ret_shown);
/* Numbers, and the first rows of who was there and who could not come. */
int meeting_put_presence(const struct meeting_view *view);
/* The first rows of what was written for it. */
int meeting_put_contributions(struct meeting_view *view);

#define MEETING_SOMEBODY_FIELDS                                                                    \
    {.name = "membership",                                                                         \
     .type = KITH_ID,                                                                              \
     .flags = KITH_OPTIONAL,                                                                       \
     .limits = "membership",                                                                       \
     .summary = "Who, as a handle."},                                                              \
    {                                                                                              \
        .name = "name", .type = KITH_TEXT, .flags = KITH_OPTIONAL | KITH_PERSONAL,                 \
        .summary = "Their name, where they let you see it."                                        \
    }

extern const kith_field meeting_attendance_row[], meeting_apologies_row[],
    meeting_contribution_row[];

#endif
