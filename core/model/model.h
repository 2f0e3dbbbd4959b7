/* What a model function works with: the connection, keys, time and memory of one call.
 *
 * Model functions are called `noun_verb(struct model *in, …)`, answer 0 or an error number,
 * and on failure fill `in->error`. What they give back lives in `in->arena`. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/arena.h"
#include "base/error.h"
#include "base/ident.h"
#include "base/pack.h"
#include "base/secret.h"
#include "store/query.h"

struct model {
    struct database *database;
    const struct keyring *keys;
    const struct packs *packs; /* regulated lists; NULL if none were read */
    struct ident_source *ids;
    struct arena *arena;
    struct error *error;
    int64_t now_ms; /* civil time of the call */
};

/* A new time-ordered id. */
static inline int64_t model_id(const struct model *in)
{
    return ident_make(in->ids, in->now_ms);
}

/* A new id that tells the day it was made and nothing more: for what stands beside a handle. */
static inline int64_t model_id_of_day(const struct model *in)
{
    return ident_of_day(in->now_ms);
}

/* One page of a list: at most `limit` rows after the cursor (the last row's id; 0: from the
 * start). The model counts them and says which was the last, and whether `more` rows remain. */
struct page {
    int64_t after, limit;
    int64_t count, last;
    bool more;
};

/* Has the page room for the row with this id? If not, rows remain. */
static inline bool page_takes(struct page *page, int64_t id)
{
    page->more = page->count == page->limit;
    if (page->more)
        return false;
    page->count++;
    page->last = id;
    return true;
}

/* The next row of a page: QUERY_ROW; OK at its end; or an error. The query gives the id first, and
 * asks for one row more than the limit. */
static inline int page_step(struct query *query, struct page *page)
{
    int err = query_step(query);
    return err != QUERY_ROW || page_takes(page, query_read_int(query, 0)) ? err : OK;
}

/* To the page after this one; to the first, if none was read. */
static inline void page_turn(struct page *page)
{
    *page = (struct page){.after = page->last, .limit = page->limit};
}

#endif
