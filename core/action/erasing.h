/* Erasing people: the job that does it, and what keeps database and ledger as one. */
#ifndef ACTION_ERASING_H
#define ACTION_ERASING_H

#include "action/call.h"

kith_err person_erase_run(void *self, struct kith_call *call);
kith_err person_erase_left_run(void *self, struct kith_call *call);

/* Inside the first batch after a start: erases again whom the ledger names and this database, a
 * restored one, still has. `ret_missing`, the caller's to end: lines that the file lacks. */
int erasing_again(struct engine *engine, struct model *in, bool is_restored,
                  struct text *ret_missing);
/* After that batch: makes the file whole. That it cannot be written is told, and no reason not to
 * serve. */
void erasing_make_whole(struct engine *engine, struct str missing);

#endif
