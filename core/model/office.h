/* Roles and offices: what a network gives somebody to do, and who does it for a term.
 *
 * A role is defined once ("Membership lead": team, remit, grants, term, seats); an office is a
 * handle that holds it from a day until its term ends. Grants are the powers in the system that a
 * role brings: a permission word "lead:members" asks for a current office with that grant. While a
 * network has no filled office at all, it is being founded: then administrators may do what is for
 * its leads (the founding rule); and while nobody in it may appoint, they may do that (else it
 * would be locked). Days are those of the server's time zone. */
#ifndef MODEL_OFFICE_H
#define MODEL_OFFICE_H

#include "model/model.h"

/* Numbers are part of the format. */
enum grant {
    GRANT_ROLES = 1 << 0,   /* defines roles, appoints, ends terms */
    GRANT_MEMBERS = 1 << 1, /* the membership lead: sees concealed members, who waits; imports */
    GRANT_CHARTER = 1 << 2, /* drafts versions of the charter, agrees the focus */
    GRANT_SPACES = 1 << 3,  /* opens, edits and closes spaces */
    GRANT_BRAND = 1 << 4,   /* name, colours, logo: edits the network's page */
    GRANT_EVENTS = 1 << 5,
    GRANT_MAIL = 1 << 6,
    GRANT_MONEY = 1 << 7,
};

/* "roles", "members", …; 0 for an unknown word. */
uint32_t grant_by_name(struct str name);
const char *grant_name(uint32_t grant); /* of one bit; NULL if none */

/* Keys of roles of which the charter says something: the chair's term, the deputies' staggering. */
#define ROLE_CHAIR  "chair"
#define ROLE_DEPUTY "deputy_chair"

struct role {
    int64_t id, network;
    struct str key;        /* "membership_lead": unique in the network; a term names roles so */
    struct str title;      /* "Membership lead" */
    struct str team;       /* "leadership", "operational", "speciality" */
    struct str remit;      /* Markdown; what is expected */
    struct str hands_over; /* Markdown; what the outgoing holder hands over; may be empty */
    uint32_t grants;       /* bits of enum grant */
    struct str term;       /* "P24M" (ISO 8601); empty: without end, or as the charter says */
    int64_t terms_at_most; /* in a row; 0: no limit, or as the charter says */
    int64_t seats;         /* how many may hold it at once, from 1 */
    int64_t place;         /* a local lead's employer; 0: the whole network's */
    bool closed;
};

struct office {
    int64_t id, network, role, handle;
    int32_t since_day;
    int32_t until_day; /* the first day after the term; 0: without end */
    int32_t ended_day; /* 0 while it is held */
    struct str ended;  /* "", "term", "resigned", "ended", "left" */
    int64_t term;      /* the how many-th in a row, from 1 */
    int64_t clock;     /* the row of the schedule that gives notice and ends it; 0 if none */
    int64_t notices;   /* how often the holder was told that the term ends */
    bool acting;       /* has the powers while the seat is free, and does not fill it */
};

/* A break between two offices that is shorter than this leaves them in a row. */
enum { OFFICE_BREAK_DAYS = 365 };

int role_add(struct model *in, struct role *role); /* sets the id; CLASH: the key is taken */
int role_read(struct model *in, int64_t id, struct role *ret_role); /* MISSING */
int role_by_key(struct model *in, int64_t network, struct str key, struct role *ret_role);
int role_change(struct model *in, const struct role *role);
/* In the order of their ids; closed ones too. */
int role_each(struct model *in, int64_t network, int (*each)(void *self, const struct role *role),
              void *self);
/* The term and the number of terms that hold: the role's own; a chair's come from the charter
 * where the role names none. */
int role_terms(struct model *in, const struct role *role, struct str *ret_term,
               int64_t *ret_at_most);

/* Sets id and term, since_day if it is 0, and until_day by the role's term: earlier if one was
 * given, or if the charter staggers the terms of this role. CLASH: the role is closed, its seats
 * are filled, it is held by this handle already, or so many terms in a row are not allowed. WRONG:
 * the given end is not within the term. */
int office_add(struct model *in, struct office *office);
/* Could this handle be given the role when its seat is free? CLASH says why not: it would be one
 * term too many in a row, or a second seat. */
int office_may_hold(struct model *in, const struct role *role, int64_t handle);
/* The deputy acts: with the powers of the role, until somebody is appointed or its own office ends.
 */
int office_act(struct model *in, const struct role *role, int64_t handle,
               struct office *ret_office);
int office_read(struct model *in, int64_t id, struct office *ret_office); /* MISSING */
/* Today; its clock and the tasks about it go too, and a vacancy becomes a task. An office that has
 * ended stays as it is. */
int office_end(struct model *in, int64_t id, struct str how);
int office_end_handle(struct model *in, int64_t network, int64_t handle, struct str how);
int office_set_clock(struct model *in, int64_t id, int64_t clock);
/* Once more the holder was told. */
int office_note_notice(struct model *in, int64_t id);
/* Those held now (or ever, if `past`), in the order of their ids. */
int office_each(struct model *in, int64_t network, bool past,
                int (*each)(void *self, const struct office *office), void *self);

/* Does this handle hold, today, an office with one of these grants (any office, if 0)? */
int office_grants(struct model *in, int64_t network, int64_t handle, uint32_t grants,
                  bool *ret_grants);
/* Does this handle hold, today, the role with this key ("chair")? */
int office_holds(struct model *in, int64_t network, int64_t handle, struct str role_key,
                 bool *ret_holds);
/* How many of a role's seats are filled today? Who only acts fills none. */
int office_count(struct model *in, int64_t role, int64_t *ret_count);
/* How many members hold an office today: the size of the steering group. */
int office_holders(struct model *in, int64_t network, int64_t *ret_count);
/* Who acts for this role today; 0 if nobody does. */
int office_acting(struct model *in, int64_t role, int64_t *ret_office);
/* Is any office of the network filled? If not, it is being founded. */
int office_is_any_filled(struct model *in, int64_t network, bool *ret_filled);
/* Does anybody hold, today, an office of the network with one of these grants? */
int office_is_granted(struct model *in, int64_t network, uint32_t grants, bool *ret_granted);
/* A task for the administrators while nobody in a network may appoint, and none once somebody may.
 */
int office_watch_founding(struct model *in, int64_t network);
/* That, and a task for those who appoint while a seat of this role has fallen free: after a change
 * of its seats or grants. */
int office_watch(struct model *in, const struct role *role);

#endif
