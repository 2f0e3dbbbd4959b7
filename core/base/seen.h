/* Which texts came before: a set of texts that are not kept, of a few bytes a text.
 *
 * It keeps a keyed hash of 64 bits of each, 12 bytes on average. Among two million texts, one that
 * is taken for another has a chance of about one in ten million. */
#ifndef BASE_SEEN_H
#define BASE_SEEN_H

#include "base/text.h"

enum { SEEN_PARTS = 64 };

struct seen_part {
    uint64_t *slots; /* hashes; 0 if free */
    size_t count, room;
};

struct seen {
    struct seen_part parts[SEEN_PARTS]; /* grown one by one, so that none is copied at once */
    unsigned char seed[16];
};

/* `struct seen s = {0};` is an empty set. */
bool seen_add(struct seen *seen, struct str text); /* false if it was there already */
bool seen_has(const struct seen *seen, struct str text);
void seen_done(struct seen *seen);

#endif
