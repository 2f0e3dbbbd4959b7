/* A journal as one reader sees it: what is hidden is neither shown nor counted.
 *
 * In a network most of what is written is somebody's own affair, and on the server some of it is. A
 * page is filled with what the reader may see, and the numbers under which entries are shown are
 * permuted under a key: neither gaps nor the shortness of a page tell how much lies between. */
#ifndef MODEL_JOURNAL_VIEW_H
#define MODEL_JOURNAL_VIEW_H

#include "model/journal.h"

struct journal_view {
    struct model *in;
    int64_t network;
    /* Is this reader shown an entry of this action only where it names them? NULL: of none. */
    bool (*hides)(void *self, struct str action);
    int64_t reader; /* their handle; 0: nothing names them */
    /* May this reader see the entry? It takes from it what is hidden of it. NULL: all of it. */
    int (*look)(void *self, struct journal_entry *entry, bool *ret_seen);
    void (*each)(void *self, const struct journal_entry *entry);
    void *self;
};

/* The number under which an entry is shown, and back; the latter is 0 for what is no number. */
int64_t journal_view_number(const struct model *in, int64_t network, int64_t sequence);
int64_t journal_view_sequence(const struct model *in, int64_t network, int64_t number);

/* Newest first. Here `after`, `last` and what `each` is shown are numbers in that sense: WRONG for
 * an `after` that is none. */
int journal_view_page(const struct journal_view *view, struct page *page);
/* MISSING both for what is absent and for what is hidden. The entry has its number. */
int journal_view_read(const struct journal_view *view, int64_t number,
                      struct journal_entry *ret_entry);

#endif
