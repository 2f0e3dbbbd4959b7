/* Digests of whole files: PATH.blake2b, in the form that `b2sum -l 256 -c` reads. For the files
 * of this folder only; never for a database that is open in this process. */
#ifndef STORE_DIGEST_H
#define STORE_DIGEST_H

#include "base/error.h"
#include "base/secret.h"

/* Reads the file at `path` and hashes it; writes the bytes to descriptor `copy` unless -1. */
int digest_read(const char *path, int copy, struct secret_hash *ret_hash, struct error *error);
/* Writes PATH.blake2b, flushed. */
int digest_keep(const char *path, const struct secret_hash *hash, struct error *error);
/* Reads PATH.blake2b. BROKEN if it is missing or not in the form. */
int digest_kept(const char *path, struct secret_hash *ret_hash, struct error *error);
char *digest_path(const char *path); /* free it */

#endif
