/* Contacts that were added and never verified: a slip of the hand, and somebody else's address. */
#include "base/list.h"
#include "model/contact.h"
#include "model/setting.h"

/* Ids begin with their day, so all that are older than the last one looked at were looked at. */
#define LOOKED_UNTIL "contacts_looked_until"

static int drop_if_unverified(struct model *in, int64_t id)
{
    struct arena arena = {0};
    struct model own = *in;
    struct contact contact;
    own.arena = &arena;
    int err = contact_read(&own, id, &contact);
    if (err == OK && contact.verified_day == 0)
        err = contact_remove(&own, id);
    arena_done(&arena);
    return err;
}

int contact_drop_unverified(struct model *in, int64_t before_ms, int64_t limit, bool *ret_more)
{
    struct query query;
    LIST(int64_t) old = {0};
    int64_t until = 0, more = limit;
    int err = setting_read_int(in, LOOKED_UNTIL, 0, &until);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT id FROM contact WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3");
    query_int(&query, until);
    query_int(&query, ident_at(before_ms));
    query_int(&query, limit);
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(&old) = query_read_int(&query, 0);
    err = query_close(&query, err);
    for (size_t i = 0; i < old.count && err == OK; i++, more--)
        err = drop_if_unverified(in, old.at[i]);
    if (err == OK && old.count > 0)
        err = setting_write_int(in, LOOKED_UNTIL, old.at[old.count - 1]);
    *ret_more = *ret_more || more == 0;
    list_done(&old);
    return err;
}
