/* CSV rows (RFC 4180), read through libcsv: quoted newlines, CR LF or LF, a BOM passed over. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/error.h"
#include "base/list.h"

struct csv_row {
    size_t number;           /* of the row in the file, from 1 */
    const struct str *cells; /* lent until the callback returns; valid UTF-8, trimmed */
    size_t count;
};

/* Calls `each` for every row with text in some cell. Stops at the first non-zero answer, which it
 * returns. Errors (WRONG): not UTF-8, more than 64 cells or 64 KiB in a row, an open quote at
 * the end; the message names the row. */
int csv_read(struct str text, int (*each)(void *self, const struct csv_row *row), void *self,
             struct error *error);

#endif
