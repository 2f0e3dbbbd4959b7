/* The ledger of erasures: DIR/erased, a file of lines beside the database and never in a backup.
 *
 * It only grows. Each line is whole by itself and says so by a check, which is the model's; here
 * a line is so many bytes. What was appended is on the disk when the function returns. */
#ifndef STORE_ERASED_H
#define STORE_ERASED_H

#include "base/error.h"
#include "base/text.h"

enum { ERASED_LINE = 93 }; /* bytes, the newline with them */

/* The whole file. MISSING if there is none. `ret_text` is the caller's to end. */
int erased_read(const char *dir, struct text *ret_text, struct error *error);
/* Adds whole lines (or none: then the file is made, if need be), and flushes them. What a crash
 * left of a line at the end goes first. Safe from any thread. */
int erased_append(const char *dir, struct str lines, struct error *error);
bool erased_is_there(const char *dir);

#endif
