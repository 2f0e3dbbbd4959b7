/* Spaces: rooms of a network, each with its own aim, a door, and for whom it is. */
#include "model/space.h"

#include <string.h>

#include "base/name.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/sight.h"

#define COLUMNS "id, network, name, aim, door, for_whom, ended"
#define NOBODY  "Nobody is inside by this handle."

static bool is_confidential(const struct space *space)
{
    return door_by_name(space->door) == DOOR_CONFIDENTIAL;
}

/* ---- spaces ---- */

static int name_check(struct model *in, int err, const struct space *space)
{
    if (err != ERROR_CLASH)
        return err;
    return error_set(in->error, ERROR_CLASH, "name",
                     "This network has a space called \"%.*s\" already. Choose another name.",
                     STR_ARGS(space->name));
}

int space_add(struct model *in, struct space *space)
{
    struct query query;
    int err = network_check_open(in, space->network);
    if (err != OK)
        return err;
    space->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO space (id, network, name, name_key, aim, door, for_whom)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, space->id);
    query_int(&query, space->network);
    query_text(&query, space->name);
    query_text(&query, name_key(in->arena, space->name));
    query_text(&query, space->aim);
    query_text(&query, space->door);
    query_text(&query, space->for_whom);
    return name_check(in, query_run(&query), space);
}

static struct space row_read(struct model *in, const struct query *query)
{
    return (struct space){.id = query_read_int(query, 0),
                          .network = query_read_int(query, 1),
                          .name = arena_str(in->arena, query_read_text(query, 2)),
                          .aim = arena_str(in->arena, query_read_text(query, 3)),
                          .door = arena_str(in->arena, query_read_text(query, 4)),
                          .for_whom = arena_str(in->arena, query_read_text(query, 5)),
                          .ended = query_read_int(query, 6) != 0};
}

int space_read(struct model *in, int64_t id, struct space *ret_space)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM space WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "space", "There is no such space.");
    if (err == OK)
        *ret_space = row_read(in, &query);
    return query_close(&query, err);
}

bool space_may_become(const struct space *before, const struct space *after, const char **ret_field)
{
    bool same_door = str_equal(before->door, after->door);
    bool shuts = str_is(before->door, "open") && str_is(after->door, "closed");
    bool same_whom = str_equal(before->for_whom, after->for_whom);
    bool widens = str_is(after->for_whom, "everyone") && !is_confidential(before);
    *ret_field = !same_door && !shuts ? "door" : "for_whom";
    return (same_door || shuts) && (same_whom || widens);
}

static int change_check(struct model *in, const struct space *before, const struct space *after)
{
    const char *field;
    if (before->ended)
        return error_set(in->error, ERROR_CLASH, "space", "This space has ended.");
    if (space_may_become(before, after, &field))
        return OK;
    if (strcmp(field, "door") == 0)
        return error_set(in->error, ERROR_CLASH, "door",
                         "A door can be closed, not opened wider, and only a new space can be "
                         "confidential: colleagues inside came in on what it was. Open another "
                         "space instead.");
    return error_set(in->error, ERROR_CLASH, "for_whom",
                     "Colleagues inside came in on whom this space is for. It can be opened to "
                     "allies, unless it is confidential; for anything else open another space.");
}

int space_change(struct model *in, const struct space *space)
{
    struct space before = {0};
    struct query query;
    int err = space_read(in, space->id, &before);
    if (err == OK)
        err = change_check(in, &before, space);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE space SET name = ?2, name_key = ?3, aim = ?4, door = ?5, for_whom = ?6"
               " WHERE id = ?1");
    query_int(&query, space->id);
    query_text(&query, space->name);
    query_text(&query, name_key(in->arena, space->name));
    query_text(&query, space->aim);
    query_text(&query, space->door);
    query_text(&query, space->for_whom);
    return name_check(in, query_run(&query), space);
}

int space_page(struct model *in, int64_t network, bool all, struct page *page,
               void (*each)(void *self, const struct space *space), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM space WHERE network = ?1 AND id > ?2 AND ended = 0"
               " AND (?3 OR door = 'open') ORDER BY id LIMIT ?4");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, all);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        const struct space space = row_read(in, &query);
        each(self, &space);
    }
    return query_close(&query, err);
}

/* ---- inside an open or a closed space: handles in the clear ---- */

static void bind_member(struct query *query, const struct space *space, int64_t membership)
{
    query_int(query, space->network);
    query_int(query, space->id);
    query_int(query, membership);
}

static int member_add(struct model *in, const struct space *space, int64_t membership)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO space_member (network, space, handle) VALUES (?1, ?2, ?3)"
               " ON CONFLICT DO UPDATE SET import = 0 WHERE EXISTS" /* an import hides it */
               " (SELECT 1 FROM import WHERE import.id = space_member.import"
               " AND state = 'staged')");
    bind_member(&query, space, membership);
    return query_run(&query);
}

static int member_remove(struct model *in, const struct space *space, int64_t membership)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM space_member WHERE network = ?1 AND space = ?2 AND handle = ?3");
    bind_member(&query, space, membership);
    return query_run(&query);
}

/* ---- inside a confidential one: a slot, and a sealed link ---- */

static int64_t slot_of(const struct model *in, int64_t space, int64_t membership)
{
    const int64_t pair[2] = {space, membership};
    struct str parts[] = {STR("space"), {(const char *)pair, sizeof pair}};
    struct secret_hash hash = secret_mac(in->keys->use[SECRET_LINK], parts, 2);
    uint64_t slot;
    memcpy(&slot, hash.bytes, sizeof slot);
    return (int64_t)(slot >> 1);
}

static struct str link_tag(struct arena *arena, int64_t handle)
{
    return str_of(arena_print(arena, "space_entry/%lld", (long long)handle));
}

static int entry_add(struct model *in, const struct space *space, int64_t membership)
{
    const int64_t three[3] = {space->network, space->id, membership};
    int64_t handle = ident_random();
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO space_entry (handle, slot, link) VALUES (?1, ?2, ?3)"
               " ON CONFLICT (slot) DO NOTHING");
    query_int(&query, handle);
    query_int(&query, slot_of(in, space->id, membership));
    query_blob(&query, secret_seal(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, handle),
                                   (struct str){(const char *)three, sizeof three}, in->arena));
    return query_run(&query);
}

static int entry_remove(struct model *in, const struct space *space, int64_t membership)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM space_entry WHERE slot = ?1");
    query_int(&query, slot_of(in, space->id, membership));
    return query_run(&query);
}

/* The row of an open query: handle, link. */
static int link_open(struct model *in, const struct query *query, struct space_entry *ret_entry)
{
    struct str plain;
    int64_t three[3];
    int64_t handle = query_read_int(query, 0);
    int err = secret_open(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, handle),
                          query_read_blob(query, 1), in->arena, &plain);
    if (err != OK || plain.len != sizeof three)
        return error_set(in->error, ERROR_BROKEN, NULL, "An entry of a space cannot be opened.");
    memcpy(three, plain.ptr, sizeof three);
    *ret_entry = (struct space_entry){
        .network = three[0], .space = three[1], .membership = three[2], .handle = handle};
    return OK;
}

int space_entry_read(struct model *in, int64_t handle, struct space_entry *ret_entry)
{
    struct query query;
    struct space space = {0};
    query_open(&query, in->database, "SELECT handle, link FROM space_entry WHERE handle = ?1");
    query_int(&query, handle);
    int err = query_find(&query, in->error, "space", NOBODY);
    if (err == OK)
        err = link_open(in, &query, ret_entry);
    if ((err = query_close(&query, err)) != OK || (err = space_read(in, ret_entry->space, &space)))
        return err;
    return space.ended ? error_set(in->error, ERROR_MISSING, "space", NOBODY) : OK;
}

/* The handle in the space is 0 if they are outside, and of all once it has ended. */
static int entry_find(struct model *in, const struct space *space, int64_t membership,
                      struct space_entry *ret_entry)
{
    struct query query;
    bool sealed = is_confidential(space);
    *ret_entry = (struct space_entry){0};
    if (space->ended)
        return OK;
    if (sealed) {
        query_open(&query, in->database, "SELECT handle, link FROM space_entry WHERE slot = ?1");
        query_int(&query, slot_of(in, space->id, membership));
    } else {
        query_open(&query, in->database,
                   "SELECT handle FROM space_inside"
                   " WHERE network = ?1 AND space = ?2 AND handle = ?3");
        bind_member(&query, space, membership);
    }
    int err = query_step(&query);
    if (err == QUERY_ROW && sealed)
        err = link_open(in, &query, ret_entry);
    else if (err == QUERY_ROW)
        *ret_entry = (struct space_entry){space->network, space->id, membership, membership};
    return query_close(&query, err);
}

/* ---- coming and going ---- */

static int entering_check(struct model *in, const struct space *space, int64_t handle)
{
    struct membership membership;
    if (space->ended)
        return error_set(in->error, ERROR_CLASH, "space", "This space has ended.");
    int err = membership_read(in, space->network, handle, &membership);
    if (err == OK && str_is(space->for_whom, "members") && str_is(membership.kind, "ally"))
        return error_set(in->error, ERROR_REFUSED, "space",
                         "This space is for those the network is for, and you joined as an ally.");
    return err;
}

int space_enter(struct model *in, const struct space *space, int64_t membership)
{
    int err = network_check_open(in, space->network);
    if (err == OK)
        err = entering_check(in, space, membership);
    if (err != OK)
        return err;
    return is_confidential(space) ? entry_add(in, space, membership)
                                  : member_add(in, space, membership);
}

int space_leave(struct model *in, const struct space *space, int64_t membership)
{
    return is_confidential(space) ? entry_remove(in, space, membership)
                                  : member_remove(in, space, membership);
}

int space_is_inside(struct model *in, const struct space *space, int64_t membership,
                    bool *ret_inside)
{
    struct space_entry entry;
    int err = entry_find(in, space, membership, &entry);
    *ret_inside = entry.handle != 0;
    return err;
}

int space_leave_all(struct model *in, int64_t network, int64_t membership)
{
    struct query query;
    int err;
    query_open(&query, in->database, "DELETE FROM space_member WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, membership);
    if ((err = query_run(&query)) != OK)
        return err;
    query_open(&query, in->database,
               "SELECT id FROM space WHERE network = ?1 AND door = 'confidential'");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        const struct space space = {.id = query_read_int(&query, 0)};
        if ((err = entry_remove(in, &space, membership)) != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- everybody inside ---- */

struct relaying {
    struct model *in;
    const struct space *space;
    int (*each)(void *self, const struct space_entry *entry);
    void *self;
};

static int relay_one(void *self, const struct membership *membership)
{
    const struct relaying *relaying = self;
    struct space_entry entry;
    int err = entry_find(relaying->in, relaying->space, membership->handle, &entry);
    return err != OK || entry.handle == 0 ? err : relaying->each(relaying->self, &entry);
}

int space_relay_each(struct model *in, const struct space *space,
                     int (*each)(void *self, const struct space_entry *entry), void *self)
{
    struct relaying relaying = {in, space, each, self};
    return membership_each(in, space->network, relay_one, &relaying);
}
