/* A small life of a store, with a model in memory of what was acknowledged.
 *
 * Each batch has five calls in savepoints; each call adds a row, some remove an older one, all
 * keep a total; one in each batch is undone. What a batch has tried and whether its commit was
 * acknowledged is noted in memory that is shared with the parent of a forked process, so that
 * it outlives the process. */
#ifndef TESTS_LIB_WORKLOAD_H
#define TESTS_LIB_WORKLOAD_H

#include "store/store.h"

enum { WORKLOAD_BATCHES = 64, WORKLOAD_CALLS = 5 };

struct workload {
    bool is_opened; /* the store and its tables were made */
    bool acknowledged[WORKLOAD_BATCHES];
    bool tried[WORKLOAD_BATCHES];     /* its commit was begun */
    unsigned calls[WORKLOAD_BATCHES]; /* bits: the calls that were released in it */
    int batches;                      /* begun so far */
    int failed_reads;                 /* answered with an error, as they may under some faults */
    char wrong[200];                  /* the first thing that must not be, "" if none */
};

struct workload *workload_shared(void); /* in memory shared with children; for the program's life */

/* Makes the tables. */
int workload_prepare(struct store *store, struct error *error);

/* One batch: OK if it was committed (and so acknowledged). Reads on the read connection; what
 * a read that succeeds says must be true (else `wrong`). */
int workload_batch(struct workload *workload, struct store *store);

/* Is what the store holds the work of whole batches, with all that were acknowledged up to
 * `last` among them, and none that was not tried? Fills `wrong` if not. */
bool workload_holds(struct workload *workload, struct store *store, int last);

#endif
