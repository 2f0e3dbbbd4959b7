/* A file with a table of counts: read and checked, and written again as it may be shown.
 *
 * The first row has a header for each column, the first column a label for each row. The last
 * column, and the last row, may be of totals; they must add up, since a total that does not would
 * tell of a person who is in it and in no cell. */
#ifndef CONTROL_KITH_COUNTS_H
#define CONTROL_KITH_COUNTS_H

#include "base/text.h"
#include "model/suppress.h"

struct counts {
    struct str *headers; /* the corner's first, then those of the columns, of totals too */
    struct str *labels;  /* of the rows, of totals too */
    struct suppress_table table;
};

/* `total` is what the row and the column of totals are called; empty for the usual names. Reads
 * what base/sheet.h reads. WRONG or LIMIT: the message names the row and the column. */
int counts_read(int file, struct str total, struct arena *arena, struct counts *ret_counts,
                struct error *error);
/* As CSV. `foot` is a sentence for a row of its own; empty for none. */
void counts_write(const struct counts *counts, const struct suppress_release *release,
                  struct str foot, struct arena *arena, struct text *out);

#endif
