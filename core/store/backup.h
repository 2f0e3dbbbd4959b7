/* Backup and restore of the database file; keys are never part of it. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/store.h"

/* Writes a copy (VACUUM INTO on a read connection of its own, so writes go on), flushes it and
 * its directory, then opens and checks it. Any thread. CLASH if `path` exists; FULL, DISK. */
int backup_write(struct store *store, const char *path, int64_t *ret_bytes, struct error *error);

/* Removes what a backup to `path` that was cut short has left there. */
int backup_discard(const char *path, struct error *error);

/* Is this a whole, undamaged backup of ours? Reads every page and checks the digest that
 * backup_write left beside it (PATH.blake2b). BROKEN with what is wrong; NEWER. */
int backup_check(const char *path, struct error *error);

/* Puts a checked backup in the place of DIR/kith.db while no daemon runs (CLASH if one does):
 * the old file is kept as kith.db.before-restore. The copy is durable before the swap, and a
 * kill at any moment leaves the old or the restored database whole. Marks it as restored. */
int backup_restore(const char *dir, const char *path, struct error *error);

/* SQLite's integrity check and our own foreign keys on a connection: OK, or BROKEN. */
int store_check(struct database *database, struct error *error);

#endif
