/* A file of rows that an action takes in: which of its columns is which, and what is wrong with a
 * row by itself. Each kind of file is a table of the columns that it may have. */
#ifndef ACTION_SHEET_FILE_H
#define ACTION_SHEET_FILE_H

#include "action/call.h"
#include "base/seen.h"
#include "base/sheet.h"

enum { SHEET_FILE_COLUMNS = 8, SHEET_FILE_ROWS = 2000000 };

struct file_column {
    struct sheet_wanted wanted;
    size_t limit;        /* characters */
    const char *absent;  /* said of a header without it, if it must be there: "given names" */
    bool is_required;    /* in each row */
    const char *twice;   /* a key: somebody is found by it. Said if a row above has the same */
    const char *example; /* how somebody may say which it is: "First name" */
    const char *(*fault)(struct str cell); /* what else is wrong with it; NULL: nothing else may */
};

struct file_kind {
    const char *called;  /* "staff file" */
    const char *keys;    /* the names of the key columns: "external_id nor work_email" */
    const char *keyless; /* said of a row without any key */
    const struct file_column *columns;
    size_t count; /* at most SHEET_FILE_COLUMNS */
};

struct file_row {
    size_t number;                        /* in the file, as a spreadsheet shows it */
    struct str cells[SHEET_FILE_COLUMNS]; /* lent until the next row */
    const char *field;                    /* the column at fault; NULL: the row is well by itself */
    const char *fault;                    /* what is wrong, and how to mend it */
};

struct sheet_file {
    struct kith_call *call;
    const struct file_kind *kind;
    struct sheet *sheet;
    struct sheet_wanted wanted[SHEET_FILE_COLUMNS];
    struct seen seen[SHEET_FILE_COLUMNS];   /* keys of the rows before: nobody is in a file twice */
    struct seen faulty[SHEET_FILE_COLUMNS]; /* keys of rows that are at fault */
    size_t rows;
    int64_t nameless; /* rows of which no key can be read */
    struct str chosen[SHEET_FILE_COLUMNS];
    bool is_chosen[SHEET_FILE_COLUMNS];
};

/* Opens the file that the call's argument `file` names; `columns` and `sheet` may say more. Errors
 * name the field. In any case, sheet_file_close follows. */
int sheet_file_open(struct kith_call *call, const struct file_kind *kind, struct sheet_file *file);
/* 1; 0 at the end; an error. */
int sheet_file_next(struct sheet_file *file, struct file_row *ret_row);
bool sheet_file_has(const struct sheet_file *file, size_t column);
/* Did any row so far, be it at fault, have this key in this column? */
bool sheet_file_named(const struct sheet_file *file, size_t column, struct str key);
bool sheet_file_has_all(const struct sheet_file *file);
void sheet_file_put_shape(const struct sheet_file *file); /* what was guessed, into the reply */
void sheet_file_close(struct sheet_file *file);

/* The arguments `file`, `columns` and `sheet`; in the reply `format`, `columns` and `unread`. */
extern const kith_field sheet_file_column[]; /* one of the columns that was found */
#define SHEET_FILE_TAKES(what, example)                                                            \
    {.name = "file",                                                                               \
     .type = KITH_FILE,                                                                            \
     .limits = "1..1073741824",                                                                    \
     .summary = what ": CSV or XLSX, with a row of column names above the people."},               \
        {.name = "columns",                                                                        \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_MANY | KITH_OPTIONAL,                                                       \
         .limits = "1..200",                                                                       \
         .summary = "Which column is which, where the guess is wrong: " example},                  \
    {                                                                                              \
        .name = "sheet", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .limits = "1..100",            \
        .summary = "Which sheet of an XLSX workbook; the first one that is shown, if not said."    \
    }
#define SHEET_FILE_GIVES                                                                           \
    {.name = "format", .type = KITH_TEXT, .summary = "What kind of file it is taken for."},        \
        {.name = "columns",                                                                        \
         .type = KITH_RECORD,                                                                      \
         .flags = KITH_MANY,                                                                       \
         .parts = sheet_file_column,                                                               \
         .summary = "Which column is taken for what."},                                            \
    {                                                                                              \
        .name = "unread", .type = KITH_TEXT, .flags = KITH_MANY | KITH_OPTIONAL,                   \
        .limits = "1..65536", .summary = "Columns of the file that are not read."                  \
    }

#endif
