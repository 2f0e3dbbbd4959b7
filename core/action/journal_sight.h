/* What one reader may see of a journal: an entry of a network is shown to whoever may see what it
 * is about, and in it only the handles of members whom they see; of the server's, all is shown but
 * what has neither actor nor time: beside what others did, its place would tell of both. */
#ifndef ACTION_JOURNAL_SIGHT_H
#define ACTION_JOURNAL_SIGHT_H

#include "action/somebody.h"
#include "model/journal_view.h"

struct journal_reader {
    struct engine *engine;
    struct kith_call *call;
    struct onlooker onlooker;
};

/* The actor of this call, in the network that its arguments led to. */
int journal_reader_find(struct engine *engine, struct kith_call *call,
                        struct journal_reader *ret_reader);
/* For a view: `self` is a reader. */
int journal_look(void *self, struct journal_entry *entry, bool *ret_seen);
/* Would that hide every entry of this action that does not name the reader? */
bool journal_hides(void *self, struct str action);

#endif
