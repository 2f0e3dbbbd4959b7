/* Erasing a person: what is held of them goes; what others were shown and counted stays. */
#ifndef MODEL_ERASE_H
#define MODEL_ERASE_H

#include "model/journal_about.h"

/* Adds this person's id, and those under which they were known before they were merged. */
int erase_ids(struct model *in, int64_t person, struct journal_people *people);
/* Forgets which those were: once the journal says no more of them. */
int erase_ids_forget(struct model *in, int64_t person);

/* In the savepoint of whoever calls. Their data key and all that was sealed under it, what the
 * employer said, tokens, memberships (the handles lead nowhere from then on), what waits to be sent
 * to them, looks at them, what they proposed. Nobody, if the person is not there.
 *
 * It leaves the bodies of the server's journal, which model/journal_about finds: they may be
 * many. `ret_lines` are for the ledger outside the database; empty if they were not there. */
int erase_person(struct model *in, int64_t person, struct str *ret_lines);

#endif
