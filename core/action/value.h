/* A typed value: an argument, a part of a reply, an option. Lives in an arena. */
#ifndef ACTION_VALUE_H
#define ACTION_VALUE_H

#include "base/arena.h"
#include "kith.h"

/* What `number` holds: bool 0/1; int; money in pence; date in days since 1970-01-01; time in ms
 * since 1970-01-01T00:00Z; local time in ms after midnight; duration's ms (months in `other`);
 * fraction's top (below in `other`); id; the place of a one-of in its list, from 0 (the word
 * itself in `text`); a file's index among the passed descriptors. */
struct value {
    const kith_field *field;
    bool given; /* false: an optional argument that is absent and has no preset */
    int64_t number, other;
    struct str text;            /* text, markdown, one-of; for a file: its name, if told */
    struct value *first, *last; /* parts of a record; items of a many or a list */
    struct value *next;
    size_t count; /* of items */
};

struct value *value_part(const struct value *record, const char *name); /* NULL if no such */
struct value *value_item(const struct value *many, size_t i);           /* NULL past the end */
struct value *value_add(struct arena *arena, struct value *parent, const kith_field *field);
/* One part for each field, in their order, none given. */
void value_add_parts(struct arena *arena, struct value *record, const kith_field *parts);
struct value *value_record(struct arena *arena, const kith_field *parts); /* without parts yet */

/* A reply under construction, by the fields of `gives`. Putting what the fields do not know, or
 * putting the same twice, is a fault of the program: it is noted in `fault`, and the call fails
 * as broken. */
struct reply {
    struct arena *arena;
    struct value *root;    /* a record */
    struct value *open[8]; /* the records being filled, innermost last */
    size_t depth;
    char fault[128]; /* "" while all is well */
};

void reply_start(struct reply *reply, struct arena *arena, const kith_field *gives);
/* Numbers, times, ids and whatever else `number` holds alone; the id 0 leaves the field out. */
void reply_put_int(struct reply *reply, const char *field, int64_t number);
/* A fraction (top, below) or a duration (ms, months). */
void reply_put_pair(struct reply *reply, const char *field, int64_t number, int64_t other);
/* Text, copied; a one-of by its word; any other type by its text form. */
void reply_put_text(struct reply *reply, const char *field, struct str text);
void reply_open(struct reply *reply, const char *field); /* a record, or one more row of a list */
void reply_close(struct reply *reply);

#endif
