/* A staff file: which of its columns is which, and what is wrong with a row by itself. */
#ifndef ACTION_STAFF_FILE_H
#define ACTION_STAFF_FILE_H

#include "action/call.h"
#include "base/list.h"
#include "base/seen.h"
#include "base/sheet.h"

enum staff_column {
    STAFF_EXTERNAL_ID,
    STAFF_GIVEN_NAME,
    STAFF_FAMILY_NAME,
    STAFF_WORK_EMAIL,
    STAFF_EMPLOYER,
    STAFF_JOB,
    STAFF_COLUMNS
};

enum { STAFF_ROWS_MOST = 2000000 };

struct staff_row {
    size_t number;                   /* in the file, as a spreadsheet shows it */
    struct str cells[STAFF_COLUMNS]; /* lent until the next row */
    const char *field;               /* the column at fault; NULL: the row is well by itself */
    const char *fault;               /* what is wrong, and how to mend it */
};

struct staff_file {
    struct kith_call *call;
    struct sheet *sheet;
    struct seen numbers, addresses; /* of the rows before: nobody stands in a file twice */
    size_t rows;
    struct str chosen[STAFF_COLUMNS];
    bool is_chosen[STAFF_COLUMNS];
};

/* Opens the file that the call's argument `file` names; `columns` and `sheet` may say more. Errors
 * name the field. In any case, staff_close follows. */
int staff_open(struct kith_call *call, struct staff_file *file);
int staff_next(struct staff_file *file, struct staff_row *ret_row); /* 1; 0 at the end; an error */
bool staff_has(const struct staff_file *file, enum staff_column column);
bool staff_has_all(const struct staff_file *file);
void staff_put_shape(const struct staff_file *file); /* what was guessed, into the reply */
void staff_close(struct staff_file *file);

#endif
