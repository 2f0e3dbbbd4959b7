/* A connection and the store from the inside: for the files of this folder only.
 *
 * Every result of SQLite that concerns the database passes through connection_error, which is
 * the one place that ends the process after a failed flush. */
#ifndef STORE_CONNECTION_H
#define STORE_CONNECTION_H

#include <pthread.h>
#include <sqlite3.h>

#include "store/change.h"
#include "store/store.h"

enum {
    CACHE_SLOTS = 1024, /* a power of two */
    CACHE_LIMIT = 512,  /* statements kept; beyond it each use prepares its own */
    /* Of the -wal, for which a commit takes the time to empty it: hardly one in a hundred does, and
     * with one large batch it is still less than journal_size_limit holds. */
    CHECKPOINT_PAGES = 30000,
    REST_PAGES = 1000,    /* of the -wal, which a moment of rest is used for */
    REST_CACHE = 1 << 20, /* bytes of a cache, likewise */
    STORE_FOUNDATION = 1, /* PRAGMA user_version: the form of the tables of migrate.c */
};

struct cached {
    const char *sql; /* NULL: a free slot */
    sqlite3_stmt *statement;
    bool busy;
};

/* Statements of transactions, prepared when the connection is opened. */
enum fixed {
    FIXED_BEGIN_WRITE,
    FIXED_BEGIN_READ,
    FIXED_COMMIT,
    FIXED_ROLLBACK,
    FIXED_SAVEPOINT,
    FIXED_RELEASE,
    FIXED_ROLLBACK_TO,
    FIXED_COUNT
};

struct database {
    sqlite3 *handle;
    struct store *store; /* NULL for a file that is not the store's own (backups) */
    bool writes;
    size_t cached;
    struct cached cache[CACHE_SLOTS];
    sqlite3_stmt *fixed[FIXED_COUNT];
    int wal_pages;   /* in the -wal after the last commit of this connection; 0: all taken over */
    char owner[64];  /* whose tables a confined statement may touch, "" if not confined */
    bool confining;  /* the authorizer is looking: a confined text is being prepared or run */
    bool denied;     /* the authorizer has refused something in it */
    bool may_define; /* and may alter tables: a schema step */
};

struct change {
    bool open;              /* a batch has begun and is not yet handed over */
    bool committing;        /* the write connection is with the commit thread; loop thread only */
    bool lost;              /* a savepoint could not be undone: the batch must not be committed */
    bool scrubbing;         /* the -wal shall be emptied; as `lost` is, read and written in turn */
    bool checkpoint_failed; /* said in the log once, until one succeeds */
    bool started;           /* the thread runs */
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t wanted, over;
    bool is_wanted, is_over, is_stopping;
    bool is_rest; /* what is wanted is no commit, but what a moment of rest is used for */
    int result;
    void (*committed)(void *self);
    void *committed_self;
    struct change_counts counts;
};

struct store {
    char *dir, *path;
    char *vfs; /* NULL for the default */
    int lock;  /* descriptor of DIR/lock, -1 if not taken */
    int checkpoint_pages;
    struct database *writer, *reader;
    struct change change;
};

/* Settings of SQLite as a whole, once for each process, before its first use. */
void connection_start(void);

enum connection_use { CONNECTION_WRITE, CONNECTION_READ };
/* Opens `path` with the settings of its use. Does not touch the journal mode. */
int connection_open(struct database **ret_database, struct store *store, const char *path,
                    const char *vfs, enum connection_use use, struct error *error);
int connection_run(struct database *database, enum fixed which); /* OK or an error of ours */
int connection_exec(struct database *database, const char *sql); /* OK or an error of ours */
/* Ends any transaction. If memory runs out it may stay open: then an error. */
int connection_rollback(struct database *database);

/* Our error for a result of SQLite. A failed flush of the database ends the process here. */
int connection_error(int result);
int connection_error_plain(int result); /* the same, without the end: for copies */
/* Fills `error` with our sentence for `code` and what SQLite said. Returns `code`. */
int connection_fail(struct database *database, int code, const char *what, struct error *error);

/* The writer is ours to use: no commit is in flight. */
bool connection_is_ours(const struct database *database);

/* Prepares under the authorizer if the connection is confined. */
int confine_prepare(struct database *database, const char *sql, size_t length,
                    sqlite3_stmt **ret_statement, const char **ret_tail);
int confine_authorize(void *self, int action, const char *first, const char *second,
                      const char *base, const char *trigger);

int change_start(struct store *store, struct error *error); /* starts the commit thread */
void change_stop(struct store *store);

/* Makes the tables of migrate.c in a new file; in an old one checks that it is ours, that no
 * newer program made it, and that it belongs to this keyring. */
int migrate_found(struct store *store, const unsigned char keyring_name[8], struct error *error);

#endif
