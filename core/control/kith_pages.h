/* Pages: a list that comes in parts, put together again. */
#ifndef CONTROL_KITH_PAGES_H
#define CONTROL_KITH_PAGES_H

#include "base/list.h"
#include "control/kith_ask.h"

struct pages {
    LIST(struct answer) list;
};

/* The arguments again, going on after `cursor`. */
void pages_write_next(const struct json *with, const struct json *cursor,
                      struct json_writer *writer);
/* The first reply with the rows of all; the cursor is left out. */
void pages_write_merged(const struct pages *pages, struct json_writer *writer);
void pages_done(struct pages *pages);

#endif
