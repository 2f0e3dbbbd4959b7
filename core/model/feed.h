/* The feed: what an employer's staff system says of its people, row by row.
 *
 * It is write-only: it never reads who belongs to what. A row finds its person by staff number,
 * then by work address; where the two disagree, or where only a name speaks for somebody, nothing
 * is guessed: the row is ambiguous, and says what to do. What a column does not say stays as it
 * is, and so does what was corrected, until the file says something else than it did then. */
#ifndef MODEL_FEED_H
#define MODEL_FEED_H

#include "base/seen.h"
#include "model/correction.h"

enum feed_outcome {
    FEED_SAME,
    FEED_NEW,
    FEED_CHANGED,
    FEED_MOVED, /* to another employer; perhaps other things changed, too */
    FEED_AMBIGUOUS,
    FEED_OUTCOMES
};

/* What the rows before would have changed, had they been written: a dry run finds by it what a
 * real run finds in the database. */
struct feed_dry {
    struct seen freed;   /* addresses that their people have no more */
    struct seen touched; /* people without a number, as they stand in the database */
    struct seen named;   /* names of people without a number, as they would stand */
};

/* The staff system whose numbers stand in the people's own rows; those of others are identities. */
#define FEED_FIRST "hr"

struct feed {
    struct str provider;    /* the staff system */
    bool has[CORRECTABLES]; /* the columns of the file */
    bool has_number;
    struct feed_dry *dry;    /* NULL: rows are written */
    struct seen *by_address; /* numbers of those whom a row has named by address alone */
};

void feed_dry_done(struct feed_dry *dry);

/* One row: `person` as the file describes them; afterwards as they stand. FEED_AMBIGUOUS says
 * why in `in->error`, and answers OK. */
int feed_row(struct model *in, const struct feed *feed, struct person *person,
             enum feed_outcome *ret_outcome);

/* Who is of this staff system, and works in `within` or below it (0: anywhere). */
struct feed_member {
    int64_t id;
    struct str external_id, work_email;
    struct str email_said; /* by the file, if it was corrected */
};
struct feed_group {
    struct str provider;
    int64_t within;
    int32_t left_day; /* also who left on that day; 0: nobody who left */
};
/* Those of a group after page->after, by id. */
int feed_page(struct model *in, const struct feed_group *group, struct page *page,
              void (*each)(void *self, const struct feed_member *member), void *self);
/* They are not in the file any more: their tokens end. What they belong to is left alone. */
int feed_leave(struct model *in, int64_t person);

#endif
