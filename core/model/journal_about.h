/* What the server's journal says of a person: for those who ask what is held, and for erasing. */
#ifndef MODEL_JOURNAL_ABOUT_H
#define MODEL_JOURNAL_ABOUT_H

#include "base/map.h"
#include "model/journal.h"

enum { JOURNAL_ABOUT_AT_ONCE = 500 };

/* Whom it may be about: ids in text. */
struct journal_people {
    struct map ids;
    struct arena arena;
};

/* `struct journal_people people = {0};` is nobody. */
void journal_people_add(struct journal_people *people, int64_t person);
void journal_people_done(struct journal_people *people);

/* Looks through the next entries before `*before` (0: from the newest), at most
 * JOURNAL_ABOUT_AT_ONCE of them, and calls `each` for those that these people did, that happened to
 * them, or that name them. `*before` becomes 0 once the beginning is reached. Memory is taken from
 * `in->arena` for each entry that is looked at. */
int journal_about(struct model *in, const struct journal_people *people, int64_t *before,
                  void (*each)(void *self, const struct journal_entry *entry), void *self);

/* Erases the bodies of the entries about these people, all at once; that somebody was erased, and
 * why, stays. For the start after a restore. */
int journal_erase_about(struct model *in, const struct journal_people *people);
/* Would erasing leave this entry as it is? */
bool journal_keeps(const struct journal_entry *entry);

#endif
