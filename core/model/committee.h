/* Committees: the steering group, a leads group, any other; who sits in them, and their own terms.
 *
 * Seats are those of roles: of every role of the network, or of those that are named. Committee 0
 * stands for all members: a general meeting is of nobody else. Every network has a steering group,
 * made with it. Days are those of the server's zone. */
#ifndef MODEL_COMMITTEE_H
#define MODEL_COMMITTEE_H

#include "model/model.h"

#define COMMITTEE_STEERING "steering"

struct committee {
    int64_t id, network;
    struct str key;  /* "steering": unique in the network */
    struct str name; /* "Steering group" */
    struct str aim;
    struct str tier;        /* "local", "regional" */
    int64_t place;          /* of a local one; 0: none */
    bool all_roles;         /* every role has its seats here; else those of committee_set_roles */
    struct str quorum;      /* a line that quorum_parse reads; empty: as the charter says */
    struct str attend;      /* who may come: "seats", "leads", "members" */
    struct str minutes_for; /* who reads its approved minutes: "seats", "members" */
    int32_t closed_day;     /* 0 while it is there */
};

/* Whom a quorum is taken of, today. */
struct committee_base {
    int64_t seats;   /* in all, the vacant ones too */
    int64_t vacant;  /* of these */
    int64_t filled;  /* people who sit there: whoever has two seats is one */
    int64_t members; /* of the network, allies too, without the paused */
    int64_t of_kind; /* of these, who are no allies */
};

int committee_add(struct model *in, struct committee *committee); /* sets the id; CLASH: the key */
int committee_found(struct model *in, int64_t network);           /* its steering group */
int committee_read(struct model *in, int64_t id, struct committee *ret_committee); /* MISSING */
int committee_by_key(struct model *in, int64_t network, struct str key,
                     struct committee *ret_committee);
int committee_change(struct model *in, const struct committee *committee);
int committee_page(struct model *in, int64_t network, bool closed, struct page *page,
                   void (*each)(void *self, const struct committee *committee), void *self);
/* Of one whose seats are not those of every role: which roles they are. */
int committee_set_roles(struct model *in, const struct committee *committee, const int64_t *roles,
                        size_t count);
int committee_roles(struct model *in, const struct committee *committee,
                    int (*each)(void *self, int64_t role), void *self);

/* `committee` 0: all members, and every role's seats. */
int committee_base(struct model *in, int64_t network, int64_t committee,
                   struct committee_base *ret_base);
/* Does this handle sit in the committee today? In committee 0, every current member does. */
int committee_is_seated(struct model *in, int64_t network, int64_t committee, int64_t handle,
                        bool *ret_seated);
/* Everybody who holds an office of the network today, by each role, in the order of their handles;
 * `seated` if that role has a seat in the committee. */
int committee_offices(struct model *in, int64_t network, int64_t committee,
                      int (*each)(void *self, int64_t handle, int64_t role, bool seated),
                      void *self);
/* "Half of the 8 seats are vacant, or more: …", by the term quorum.warn_vacant; empty if it is
 * not so. */
int committee_warning(struct model *in, int64_t network, int64_t committee,
                      struct str *ret_warning);

#endif
