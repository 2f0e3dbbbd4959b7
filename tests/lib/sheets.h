/* Spreadsheet files made on the spot, and what the reader of sheets makes of them. */
#ifndef TESTS_LIB_SHEETS_H
#define TESTS_LIB_SHEETS_H

#include "base/sheet.h"

/* A descriptor of a file with these bytes; the caller closes it. */
int file_of(struct str bytes);

struct part {
    const char *name;
    struct str bytes;
};

/* A descriptor of a zip file with these parts, packed. */
int zip_of(const struct part *parts, size_t count);

/* A descriptor of a workbook with one sheet, "People", that has these rows: what stands within
 * <sheetData>. Texts (within <sst>) and styles may be NULL; some plain styles are then there. */
int workbook_of(const char *rows, const char *texts, const char *styles);

/* Reads all rows of a file and closes it: "1:a|b;2:c|d;", and "3!why;" for a row with a fault.
 * Answers what the reader answered last: 0, or an error, which is then in `error`. */
int rows_of(int file, const struct sheet_options *options, struct text *out, struct error *error);

#endif
