/* Completion: what could stand at the end of a line, for the shells.
 *
 * One candidate a line, with its meaning after a tab. ":files" and ":folders" ask the shell for
 * names of its own. After "--kind=" only values are printed. */
#ifndef CONTROL_KITH_COMPLETION_H
#define CONTROL_KITH_COMPLETION_H

#include "control/kith_catalogue.h"

/* `words` are those after `kith`; the last is the one to complete, perhaps empty. */
void completion_print(const struct catalogue *catalogue, char *const *words, size_t count,
                      struct arena *arena, struct text *out);

#endif
