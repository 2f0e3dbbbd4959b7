/* What an XLSX workbook says about one of its sheets: for base only. */
#ifndef BASE_SHEET_WORKBOOK_H
#define BASE_SHEET_WORKBOOK_H

#include <stdio.h>

#include "base/sheet_inside.h"

struct workbook {
    struct zip *zip;
    const char *sheet_part; /* in the sheet's arena */
    struct str sheet_name;
    bool from_1904;                   /* days are counted from 1904, as old Macs did */
    struct strings *strings;          /* that cells share */
    LIST(struct number_style) styles; /* by the number that a cell gives */
};

/* Reads all but the sheet itself. Chooses the sheet that the options name, or the first that is not
 * hidden. What it opened so far is closed by workbook_close, whatever it answers. */
int workbook_open(struct sheet *sheet, struct workbook *book);
void workbook_close(struct workbook *book);

#endif
