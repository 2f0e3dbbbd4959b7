/* The state directory: made, locked, flushed. For the files of this folder only. */
#ifndef STORE_DIRECTORY_H
#define STORE_DIRECTORY_H

#include "base/error.h"

/* Makes the last part of `dir` with mode 0700 if it is not there, durably. */
int directory_make(const char *dir, struct error *error);
/* Takes DIR/lock: CLASH if another process (or store) holds it. Closing the descriptor, or the
 * end of the process, gives it back. */
int directory_lock(const char *dir, int *ret_lock, struct error *error);
/* A file that root makes in the directory of another account belongs to that account: it is the one
 * that has to open it. */
int directory_give(const char *dir, int file, struct error *error);
int directory_flush(const char *dir, struct error *error);     /* names in it survive a power cut */
int directory_flush_of(const char *path, struct error *error); /* the directory of a file */

/* FULL, DISK or MEMORY for `errno`, with a sentence: "PATH cannot be opened: …". */
int directory_fail(int number, const char *path, const char *what, struct error *error);

#endif
