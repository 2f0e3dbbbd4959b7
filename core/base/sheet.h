/* The rows of a spreadsheet file, one after another: CSV of any common shape, and XLSX.
 *
 * Staff systems write what they like: encodings, separators, title rows, columns in any order under
 * names of their own. What a file is gets guessed when it is opened, and `sheet_shape` tells it, so
 * that a person can look and say otherwise. Memory stays the same however long the file is. */
#ifndef BASE_SHEET_H
#define BASE_SHEET_H

#include "base/error.h"
#include "base/text.h"

enum {
    SHEET_COLUMNS_MOST = 1024, /* of a file; what stands further right must be empty */
    SHEET_ROW_MOST = 65536,    /* bytes of a row, as UTF-8 */
    SHEET_WANTED_MOST = 32,
    SHEET_HEADER_WITHIN = 20, /* rows with text in them */
};

struct sheet;

/* A column that the caller knows. Names are compared without case, spaces and punctuation. */
struct sheet_wanted {
    const char *name;
    const char *aliases; /* other names, the likeliest first: "first name|forename"; or NULL */
};

struct sheet_options {
    const struct sheet_wanted *wanted; /* none: no header is looked for, and no row is one */
    size_t wanted_count;
    const struct str *chosen; /* by wanted: the header to take, "" for no column; NULL: guess */
    const bool *is_chosen;    /* by wanted: does `chosen` say; NULL: none of it does */
    struct str name;          /* of the sheet within a workbook; empty: the first */
    const char *folder;       /* where a temporary file may be made; NULL: /tmp */
};

/* Where a wanted column stands in the file. */
struct sheet_found {
    int column;        /* from 0; -1: the file has no such column */
    char letters[4];   /* as a spreadsheet names it: "C" */
    struct str header; /* as it is written in the file */
};

struct sheet_shape {
    const char *kind;     /* "CSV", "XLSX" */
    const char *encoding; /* "UTF-8", "UTF-16 LE", "UTF-16 BE", "Latin-1", "Windows-1252" */
    char separator;       /* of CSV; '\0' for XLSX */
    struct str name;      /* of the workbook's sheet; empty for CSV */
    size_t header_row;    /* its number; 0: no header was looked for */
    const struct sheet_found *found; /* by wanted */
    const struct str *unread;        /* headers of columns that nobody wanted */
    size_t unread_count;
};

struct sheet_row {
    size_t number;           /* of the row in the file as a spreadsheet shows it, from 1 */
    const struct str *cells; /* by column of the file; UTF-8, trimmed; lent until the next row */
    size_t count;
    const char *fault; /* why the row cannot be read, and how to mend it; NULL: it was read */
};

/* Opens what `file` holds, a regular file: read with pread from its start, so its offset is of no
 * matter; it stays the caller's, and must stay open. What `options` points to, and `error`, are
 * lent until sheet_close. WRONG: no spreadsheet, or one that cannot be read; the message has the
 * remedy, and `field` is "columns" if it is about a chosen header, else empty. */
int sheet_open(int file, const struct sheet_options *options, struct sheet **ret_sheet,
               struct error *error);
const struct sheet_shape *sheet_shape(const struct sheet *sheet);
/* The next row below the header with text in some cell: 1, or 0 at the end, or an error after
 * which nothing more can be read; it names the row. A row with a fault still counts as a row. */
int sheet_next(struct sheet *sheet, struct sheet_row *ret_row);
/* The cell of a wanted column, empty if the file or the row has none. */
struct str sheet_cell(const struct sheet *sheet, const struct sheet_row *row, size_t wanted);
/* How far it is: bytes of the file, or of the unpacked sheet. */
void sheet_progress(const struct sheet *sheet, int64_t *ret_done, int64_t *ret_total);
void sheet_close(struct sheet *sheet); /* NULL is fine */

/* Is this what a spreadsheet shows for a formula that failed (#N/A, #REF!)? */
bool sheet_is_failed_formula(struct str cell);

#endif
