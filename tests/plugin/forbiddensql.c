/* forbiddensql: its schema step reaches for a table of the core. */
#include "plugin/tiny.h"

static const char *const steps[] = {"CREATE TABLE forbiddensql_own (id INTEGER PRIMARY KEY) STRICT;"
                                    "DELETE FROM journal",
                                    NULL};

KITH_PLUGIN(ABOUT("forbiddensql"), .steps = steps, .start = tiny_start)
