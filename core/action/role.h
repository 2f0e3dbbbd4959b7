/* What the files of roles and offices share. */
#ifndef ACTION_ROLE_H
#define ACTION_ROLE_H

#include "action/call.h"
#include "model/office.h"

#define ROLE_TEAMS  "leadership|operational|speciality"
#define ROLE_GRANTS "roles|members|charter|spaces|brand|events|mail|money"

#define ROLE_FIELD                                                                                 \
    {                                                                                              \
        .name = "role", .type = KITH_ID, .limits = "role", .summary = "Which role."                \
    }

#define OFFICE_FIELD                                                                               \
    {                                                                                              \
        .name = "office", .type = KITH_ID, .limits = "office",                                     \
        .summary = "Which office; role.list tells them."                                           \
    }

/* Defines the roles of a data pack, "primary-care" for roles-primary-care; "none" for none. Errors
 * name the field `roles`. */
int role_template(struct kith_call *call, int64_t network, struct str name);

/* Begins an office: a term with its clock; the holder is told, and where what was handed over is to
 * be read. */
int office_begin(struct kith_call *call, const struct role *role, struct office *office);
/* Ends an office: what there is to hand over becomes tasks, unless an earlier notice made them, and
 * the holder is told, unless they resigned. */
int office_let_go(struct kith_call *call, const struct role *role, const struct office *office,
                  struct str how);

/* The office of the argument, and its role. */
int office_of(struct kith_call *call, struct office *ret_office, struct role *ret_role);
/* Puts the next notice of its term on the schedule, or its end. */
int office_set_next(struct kith_call *call, const struct office *office);
/* The outgoing holder is given what there is to hand over, once: by the end of the term, or, if it
 * `ends_now`, in some days. */
int office_hand_over(struct kith_call *call, const struct role *role, const struct office *office,
                     bool ends_now);

kith_err role_list_run(void *self, struct kith_call *call);
kith_err role_show_run(void *self, struct kith_call *call);
extern const kith_field role_list_takes[], role_list_gives[], role_show_takes[], role_show_gives[];

#endif
