/* Schema steps: numbered, each run once, each in a transaction with the note that it ran.
 *
 * The core's are `steps/NNN.sql`, embedded at build time. A plugin's carry its name and are run
 * under an authorizer limited to tables called PLUGIN_…. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

/* Runs what is missing of `steps` (NULL-terminated; step 1 first) for `owner` ("core" or a
 * plugin's name). NEWER if the file has more steps than the program knows. */
int migrate(struct store *store, const char *owner, const char *const *steps, struct error *error);

/* Limits what is prepared on a connection to tables, indexes and triggers whose names begin
 * with "OWNER_"; NULL lifts it. Everything else answers REFUSED through `error`. */
void database_confine(struct database *database, const char *owner);

#endif
