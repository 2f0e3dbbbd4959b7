/* A staff file: the columns of what a staff system exports. */
#ifndef ACTION_STAFF_FILE_H
#define ACTION_STAFF_FILE_H

#include "action/sheet_file.h"

enum staff_column {
    STAFF_EXTERNAL_ID,
    STAFF_GIVEN_NAME,
    STAFF_FAMILY_NAME,
    STAFF_WORK_EMAIL,
    STAFF_EMPLOYER,
    STAFF_JOB,
    STAFF_COLUMNS
};

extern const struct file_kind staff_file;

/* Other names of columns that lists of people have, whatever else they hold. */
#define STAFF_NUMBER_ALIASES                                                                       \
    "staff number|staff no|staff id|employee number|employee no|employee id|employee|"             \
    "payroll number|payroll no|payroll id|personnel number|personnel no|person number|person id|"  \
    "assignment number|assignment no|esr number|esr employee number|unique id|id"
#define GIVEN_NAME_ALIASES                                                                         \
    "first name|forename|forenames|forename(s)|given names|first names|first name(s)|"             \
    "christian name|known as|preferred name|first"
#define FAMILY_NAME_ALIASES "surname|last name|family names|second name|last"
#define WORK_EMAIL_ALIASES                                                                         \
    "work e-mail address|e-mail|e-mail address|nhs e-mail|nhs mail|office e-mail|"                 \
    "business e-mail|internet e-mail|internet e-mail address|company e-mail|primary e-mail|"       \
    "e-mail (work)|mail"

#define STAFF_NUMBER_TWICE "A row above has this staff number too. Keep one of the two rows."
#define WORK_EMAIL_TWICE   "A row above has this work address too. Correct one of the two rows."

#endif
