/* Small files of the folder `secret` of a state: keys that must stand in no database or backup.
 *
 * A file is whole and on the disk before it has its name, and destroyed for good when it is asked
 * for: written over, flushed, and its name gone. (A disk that keeps old blocks by itself, as flash
 * does, may have them still: disks of a server should be encrypted.) Only the account that runs the
 * daemon can read the folder. */
#ifndef BASE_SECRET_FILE_H
#define BASE_SECRET_FILE_H

#include "base/error.h"
#include "base/text.h"

/* CLASH if there is one of that name. `name` is one part of a path. */
int secret_file_write(const char *state_dir, const char *name, struct str bytes,
                      struct error *error);
/* MISSING if there is none; BROKEN if it has not exactly so many bytes, 256 at most. */
int secret_file_read(const char *state_dir, const char *name, void *out, size_t size,
                     struct error *error);
/* The names that begin so, in no order. */
int secret_file_each(const char *state_dir, const char *prefix,
                     int (*each)(void *self, const char *name), void *self, struct error *error);
/* A file that the disk refuses is there: only one that is not is gone. */
bool secret_file_is_there(const char *state_dir, const char *name);
int secret_file_destroy(const char *state_dir, const char *name,
                        struct error *error); /* if there */

#endif
