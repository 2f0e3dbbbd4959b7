/* A prepared statement: bind in order, step, read by column.
 *
 *   struct query query;
 *   int err = query_open(&query, database, "SELECT name FROM place WHERE id = ?1");
 *   query_int(&query, id);
 *   while ((err = query_step(&query)) == QUERY_ROW) use(query_read_text(&query, 0));
 *   return query_close(&query, err);
 *
 * Statements are prepared once for each connection and found again by the address of the SQL
 * text, which must therefore be a literal or static. Two open queries of the same text on one
 * connection are fine (a second one is prepared for the while). */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/store.h"

enum { QUERY_ROW = 1 }; /* what query_step answers while there are rows; then OK or an error */

struct query {
    void *statement; /* sqlite3_stmt */
    struct database *database;
    void *cached; /* where it goes back to, NULL if of its own */
    int bound;    /* parameters bound so far */
    int error;    /* the first error met; later calls do nothing */
};

int query_open(struct query *query, struct database *database, const char *sql);
/* For SQL text made at run time (plugins): prepared afresh, finalized at close. */
int query_open_text(struct query *query, struct database *database, struct str sql,
                    struct error *error);

void query_int(struct query *query, int64_t number);
void query_text(struct query *query, struct str text);  /* lent until close */
void query_blob(struct query *query, struct str bytes); /* lent until close */
void query_null(struct query *query);
void query_int_or_null(struct query *query, int64_t number); /* NULL if 0 */

/* QUERY_ROW, OK at the end, or an error: CLASH for a broken constraint, FULL, DISK, MEMORY,
 * BUSY, BROKEN. After FULL, DISK or MEMORY the whole batch may be gone: see change_is_lost. */
int query_step(struct query *query);
/* Steps to the one row that there must be: OK, and it can be read; or MISSING with this sentence,
 * which names the field. */
int query_find(struct query *query, struct error *error, const char *field, const char *missing);
/* Steps through a statement that gives no rows, and closes it. */
int query_run(struct query *query);

int64_t query_read_int(const struct query *query, int column);
struct str query_read_text(const struct query *query, int column); /* lent until next step */
struct str query_read_blob(const struct query *query, int column); /* lent until next step */
bool query_is_null(const struct query *query, int column);
int query_columns(const struct query *query);
const char *query_column_name(const struct query *query, int column);
enum query_kind { QUERY_NULL, QUERY_INT, QUERY_TEXT, QUERY_BLOB, QUERY_OTHER };
enum query_kind query_kind(const struct query *query, int column);
int64_t query_changes(const struct query *query); /* rows changed by the last run */
/* Rows changed through the connection since it was opened, with those that were taken back. */
int64_t database_changes(const struct database *database);

/* Resets (the statement may be used again) and answers `err`, or the first error met. */
int query_close(struct query *query, int err);

/* Steps through a statement that gives one number at most, and closes it. *ret_number is left as it
 * is if there is no row. */
int query_one(struct query *query, int64_t *ret_number);

/* Whether a statement gives any row; closes it. */
int query_any(struct query *query, bool *ret_any);

/* One row, one number: the first column, or `otherwise` if there is no row or it is NULL.
 * Binds nothing; for short look-ups. */
int query_number(struct database *database, const char *sql, int64_t otherwise,
                 int64_t *ret_number);

#endif
