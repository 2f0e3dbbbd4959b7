/* A journal as one reader sees it: what is hidden is neither shown nor counted. */
#include "model/journal_view.h"

/* Numbers have 40 bits, enough for a million entries a day in 3,000 years, and few enough to be
 * read out. */
enum { HALF_BITS = 20, ROUNDS = 6 };

static const int64_t half_mask = (INT64_C(1) << HALF_BITS) - 1;
static const int64_t numbers = INT64_C(1) << (2 * HALF_BITS);

/* ---- numbers: a Feistel network over the halves of a sequence ---- */

static int64_t mix(const struct model *in, int64_t network, int64_t round, int64_t half)
{
    const int64_t what[] = {network, round, half};
    const struct str part = {(const char *)what, sizeof what};
    const struct secret_hash mac = secret_mac(in->keys->use[SECRET_NUMBER], &part, 1);
    int64_t mixed = 0;
    for (int i = 0; i < 4; i++)
        mixed = mixed << 8 | mac.bytes[i];
    return mixed & half_mask;
}

int64_t journal_view_number(const struct model *in, int64_t network, int64_t sequence)
{
    int64_t left = sequence >> HALF_BITS, right = sequence & half_mask;
    for (int64_t round = 0; round < ROUNDS; round++) {
        int64_t mixed = left ^ mix(in, network, round, right);
        left = right;
        right = mixed;
    }
    return (left << HALF_BITS | right) + 1;
}

int64_t journal_view_sequence(const struct model *in, int64_t network, int64_t number)
{
    int64_t left = (number - 1) >> HALF_BITS, right = (number - 1) & half_mask;
    if (number < 1 || number > numbers)
        return 0;
    for (int64_t round = ROUNDS; round-- > 0;) {
        int64_t mixed = right ^ mix(in, network, round, left);
        right = left;
        left = mixed;
    }
    return left << HALF_BITS | right;
}

/* ---- pages ---- */

/* Most of a large journal is hidden, and is not worth reading whole. */
static int may_be_seen(const struct journal_view *view, struct model *own,
                       const struct query *query, bool *ret_may)
{
    *ret_may = true;
    return view->hides != NULL && view->hides(view->self, query_read_text(query, 1))
               ? journal_row_names(own, query, view->network, view->reader, ret_may)
               : OK;
}

/* Opened in memory of its own; what is seen is opened once more, to last as long as the call. */
static int look_at(const struct journal_view *view, struct arena *row, const struct query *query,
                   struct journal_entry *ret_entry, bool *ret_seen)
{
    struct model own = *view->in;
    own.arena = row;
    int err = may_be_seen(view, &own, query, ret_seen);
    if (err == OK && *ret_seen && view->look != NULL &&
        (err = journal_row(&own, query, view->network, ret_entry)) == OK)
        err = view->look(view->self, ret_entry, ret_seen);
    if (err == OK && *ret_seen) {
        err = journal_row(view->in, query, view->network, ret_entry);
        if (err == OK && view->look != NULL)
            err = view->look(view->self, ret_entry, ret_seen);
    }
    arena_reset(row);
    return err;
}

int journal_view_page(const struct journal_view *view, struct page *page)
{
    const int64_t after = page->after;
    const int64_t before = after > 0 ? journal_view_sequence(view->in, view->network, after) : 0;
    struct arena row = {0};
    struct query query;
    int err = OK;
    if (after > 0 && before == 0)
        return error_set(view->in->error, ERROR_WRONG, "after",
                         "after: no page ended there. Leave it out for the first page.");
    query_open(&query, view->in->database,
               "SELECT sequence, action, day, body FROM journal"
               " WHERE network = ?1 AND sequence < ?2 ORDER BY sequence DESC");
    query_int(&query, view->network);
    query_int(&query, before > 0 ? before : INT64_MAX);
    while (!page->more && (err = query_step(&query)) == QUERY_ROW) {
        struct journal_entry entry;
        bool seen;
        if ((err = look_at(view, &row, &query, &entry, &seen)) != OK)
            break;
        if (!seen)
            continue;
        entry.sequence = journal_view_number(view->in, view->network, entry.sequence);
        if (page_takes(page, entry.sequence))
            view->each(view->self, &entry);
    }
    arena_done(&row);
    return query_close(&query, page->more ? OK : err);
}

int journal_view_read(const struct journal_view *view, int64_t number,
                      struct journal_entry *ret_entry)
{
    const int64_t sequence = journal_view_sequence(view->in, view->network, number);
    bool seen = true;
    int err = journal_read(view->in, view->network, sequence, ret_entry);
    if (err == OK && view->look != NULL)
        err = view->look(view->self, ret_entry, &seen);
    if (err == OK && !seen)
        err = error_set(view->in->error, ERROR_MISSING, "sequence", "There is no such entry.");
    ret_entry->sequence = number;
    return err;
}
