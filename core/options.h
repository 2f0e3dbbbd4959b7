/* The command line of kithd. */
#ifndef CORE_OPTIONS_H
#define CORE_OPTIONS_H

#include "base/error.h"
#include "base/text.h"

enum options_task { TASK_RUN, TASK_RESTORE, TASK_PRINT_CONFIG, TASK_VERSION, TASK_HELP };

struct options {
    enum options_task task;
    const char *state;   /* the state directory; $STATE_DIRECTORY if not given */
    const char *config;  /* NULL: the presets */
    const char *backup;  /* of TASK_RESTORE */
    const char *plugins; /* NULL: as the configuration says, or the default */
    bool rehearsal;
};

/* WRONG for an option unknown (with the nearest one), without its value, or given twice, and if
 * no state directory is known. */
int options_parse(int count, char **words, struct options *ret_options, struct error *error);
void options_print_help(struct text *out);

#endif
