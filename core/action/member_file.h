/* A list of members: the columns of what a network has kept until now. */
#ifndef ACTION_MEMBER_FILE_H
#define ACTION_MEMBER_FILE_H

#include "action/sheet_file.h"

enum member_column {
    MEMBER_EXTERNAL_ID,
    MEMBER_WORK_EMAIL,
    MEMBER_PERSONAL_EMAIL,
    MEMBER_GIVEN_NAME,
    MEMBER_FAMILY_NAME,
    MEMBER_KIND,
    MEMBER_VISIBILITY,
    MEMBER_JOINED,
    MEMBER_COLUMNS
};

extern const struct file_kind member_file;

/* "member", "ally", in any case and also in the plural; NULL if it is neither. */
const char *member_kind(struct str cell);
/* "visible", "members", "leads", "concealed", in any case; NULL if it is none of them. */
const char *member_visibility(struct str cell);
/* A date as people write it: 2024-03-01, 01/03/2024, 1.3.2024, 1 March 2024; day before month. */
bool member_joined(struct str cell, int32_t *ret_day);

#endif
