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
 * start). `more` is set by the model when rows remain. */
struct page {
    int64_t after;
    int64_t limit;
    bool more;
};

/* The next row of a page: QUERY_ROW; OK at its end, and `more` if rows remain; or an error. The
 * query asks for one row more than the limit; `count` begins at 0. */
static inline int page_step(struct query *query, struct page *page, int64_t *count)
{
    int err = query_step(query);
    if (err != QUERY_ROW || ++*count <= page->limit)
        return err;
    page->more = true;
    return OK;
}

#endif
