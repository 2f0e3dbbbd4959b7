/* The store: one SQLite file with one write connection and read connections.
 *
 * Invariants: only the write connection commits or checkpoints, and only on the commit
 * thread; while a commit is in flight nobody touches the write connection (asserted); the
 * database, its -wal and its -shm are never opened by another descriptor of this process
 * (closing one would drop SQLite's locks); SQL text lives in store and model only.
 * A failed fsync ends the process with EXIT_FLUSH_FAILED. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/error.h"
#include "base/text.h"

enum { STORE_MARK = 0x4b495448 }; /* PRAGMA application_id: "KITH" */

struct store;
struct database; /* one connection, with its cache of prepared statements */

struct store_options {
    const char *vfs;      /* an SQLite VFS by name; NULL for the default (tests give a shim) */
    bool no_create;       /* refuse (MISSING) if there is no database */
    int checkpoint_pages; /* of the -wal before a checkpoint; 0 for 30,000 (tests give fewer) */
};

/* Opens DIR/kith.db, takes DIR/lock (a daemon per state directory: CLASH otherwise) and brings
 * the schema up to date. NEWER if a newer program wrote it, BROKEN if it is no database of
 * ours, CLASH if `keyring_name` (8 bytes) differs from the one it was made with. */
int store_open(struct store **ret_store, const char *dir, const unsigned char keyring_name[8],
               const struct store_options *options, struct error *error);
/* Waits for a commit in flight; checkpoints; closes. Takes NULL. */
void store_close(struct store *store);

struct database *store_writer(struct store *store);
struct database *store_reader(struct store *store); /* the loop thread's read connection */

/* A read connection of its own for work on another thread. Close it before the store. */
int store_open_reader(struct store *store, struct database **ret_database, struct error *error);
void database_close(struct database *database);                /* takes NULL */
const char *database_message(const struct database *database); /* what SQLite said last */

/* One view of the database over several queries, on a read connection. Nothing nests. */
int reader_begin(struct database *database);
int reader_end(struct database *database);

const char *store_path(const struct store *store); /* of kith.db */
const char *store_dir(const struct store *store);
int64_t store_free_bytes(const struct store *store); /* free on its file system; -1 unknown */

/* The text of the newest core schema number, and of the one in the file. */
int store_schema_known(void);
int store_schema_found(struct database *database);
/* 1, and one more each time that a backup was restored. */
int store_epoch(struct database *database, int64_t *ret_epoch);

#endif
