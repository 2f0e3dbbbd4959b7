/* Memberships: inside a network a person is a random handle, and nothing in the clear joins the
 * two. */
#include "model/membership.h"

#include <string.h>

#include "base/clock.h"
#include "model/contact_wish.h"
#include "model/effect.h"
#include "model/network.h"
#include "model/office.h"
#include "model/space.h"
#include "model/task.h"

#define COLUMNS                                                                                    \
    "network, handle, kind, visibility, joined_day, stage, next_day, asked_day, absent_until,"     \
    " reminded"

enum { PIECE = 2000 };

static struct str bytes_of(const void *at, size_t size)
{
    return (struct str){at, size};
}

static struct secret_hash person_hash(const struct model *in, int64_t person)
{
    struct str part = bytes_of(&person, sizeof person);
    return secret_mac(in->keys->use[SECRET_LINK], &part, 1);
}

/* Where the person's belonging to this network lies: 63 bits of a keyed hash of both. */
static int64_t slot_of(const struct model *in, int64_t network, int64_t person)
{
    struct str parts[] = {bytes_of(&network, sizeof network), bytes_of(&person, sizeof person)};
    struct secret_hash hash = secret_mac(in->keys->use[SECRET_LINK], parts, 2);
    uint64_t slot;
    memcpy(&slot, hash.bytes, sizeof slot);
    return (int64_t)(slot >> 1);
}

static struct str hash_str(const struct secret_hash *hash)
{
    return bytes_of(hash->bytes, sizeof hash->bytes);
}

static struct str link_tag(struct arena *arena, int64_t handle)
{
    return str_of(arena_print(arena, "membership/%lld", (long long)handle));
}

/* ---- from the person: belongings ---- */

struct belonging {
    int64_t network, handle;
};

static int belonging_add(struct model *in, int64_t person, int64_t network, int64_t handle)
{
    int64_t pair[2] = {network, handle};
    struct secret_hash hash = person_hash(in, person);
    struct str sealed = secret_seal(in->keys->use[SECRET_LINK_SEAL], STR("belonging"),
                                    bytes_of(pair, sizeof pair), in->arena);
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO belonging (person_hash, slot, sealed) VALUES (?1, ?2, ?3)");
    query_blob(&query, hash_str(&hash));
    query_int(&query, slot_of(in, network, person));
    query_blob(&query, sealed);
    return query_run(&query);
}

static int belonging_remove(struct model *in, int64_t person, int64_t network)
{
    struct secret_hash hash = person_hash(in, person);
    struct query query;
    query_open(&query, in->database, "DELETE FROM belonging WHERE person_hash = ?1 AND slot = ?2");
    query_blob(&query, hash_str(&hash));
    query_int(&query, slot_of(in, network, person));
    return query_run(&query);
}

static int belonging_read(struct model *in, const struct query *query,
                          struct belonging *ret_belonging)
{
    struct str plain;
    int64_t pair[2];
    int err = secret_open(in->keys->use[SECRET_LINK_SEAL], STR("belonging"),
                          query_read_blob(query, 0), in->arena, &plain);
    if (err != OK || plain.len != sizeof pair)
        return error_set(in->error, ERROR_BROKEN, NULL, "A membership cannot be opened.");
    memcpy(pair, plain.ptr, sizeof pair);
    *ret_belonging = (struct belonging){pair[0], pair[1]};
    return OK;
}

/* Calls `each` for every belonging; one that answers true ends it. In no telling order. */
static int belongings_walk(struct model *in, int64_t person,
                           bool (*each)(void *self, const struct belonging *belonging), void *self)
{
    struct secret_hash hash = person_hash(in, person);
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT sealed FROM belonging WHERE person_hash = ?1 ORDER BY slot");
    query_blob(&query, hash_str(&hash));
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct belonging belonging = {0};
        err = belonging_read(in, &query, &belonging);
        if (err != OK || each(self, &belonging))
            break;
    }
    return query_close(&query, err);
}

int membership_handle(struct model *in, int64_t network, int64_t person, int64_t *ret_handle)
{
    struct secret_hash hash = person_hash(in, person);
    struct belonging belonging = {0};
    struct query query;
    query_open(&query, in->database,
               "SELECT sealed FROM belonging WHERE person_hash = ?1 AND slot = ?2");
    query_blob(&query, hash_str(&hash));
    query_int(&query, slot_of(in, network, person));
    int err = query_step(&query);
    if (err == QUERY_ROW)
        err = belonging_read(in, &query, &belonging);
    *ret_handle = belonging.network == network ? belonging.handle : 0;
    return query_close(&query, err);
}

int membership_current(struct model *in, int64_t network, int64_t person, int64_t *ret_handle)
{
    struct query query;
    bool paused = true;
    int err = membership_handle(in, network, person, ret_handle);
    if (err != OK || *ret_handle == 0)
        return err;
    query_open(&query, in->database,
               "SELECT stage = 'paused' FROM membership WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, *ret_handle);
    while ((err = query_step(&query)) == QUERY_ROW)
        paused = query_read_int(&query, 0) != 0;
    if (paused)
        *ret_handle = 0;
    return query_close(&query, err);
}

/* ---- joining and leaving ---- */

int membership_add(struct model *in, int64_t person, struct membership *membership)
{
    struct query query;
    int err = network_check_open(in, membership->network);
    if (err != OK)
        return err;
    if (membership->handle == 0)
        membership->handle = ident_random();
    struct str sealed =
        secret_seal(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, membership->handle),
                    bytes_of(&person, sizeof person), in->arena);
    query_open(&query, in->database,
               "INSERT INTO membership (network, handle, kind, visibility, joined_day, next_day,"
               " link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    query_int(&query, membership->network);
    query_int(&query, membership->handle);
    query_text(&query, membership->kind);
    query_text(&query, membership->visibility);
    query_int(&query, membership->joined_day);
    query_int(&query, membership->next_day);
    query_blob(&query, sealed);
    err = query_run(&query);
    if (err == OK)
        err = belonging_add(in, person, membership->network, membership->handle);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "network",
                         "You belong to this network already. To change how you are seen, use "
                         "membership.visibility.");
    return err;
}

int membership_remove(struct model *in, int64_t person, int64_t network)
{
    struct query query;
    int64_t handle;
    int err = membership_handle(in, network, person, &handle);
    if (err == OK)
        err = belonging_remove(in, person, network);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM membership WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}

static int lay_down_office(struct model *in, int64_t network, int64_t handle)
{
    int err = office_end_handle(in, network, handle, STR("left"));
    if (err == OK)
        err = task_drop_handle(in, network, handle);
    if (err == OK)
        err = task_end_about(in, network, STR("welcome.contact"), handle);
    if (err == OK)
        err = contact_wish_drop(in, network, handle);
    return err;
}

int membership_lay_down(struct model *in, int64_t network, int64_t handle)
{
    int err = lay_down_office(in, network, handle);
    return err != OK ? err : effect_drop_recipient(in, network, handle);
}

static int end(struct model *in, int64_t person, int64_t network,
               int (*lay_down)(struct model *in, int64_t network, int64_t handle))
{
    int64_t handle = 0;
    int err = membership_handle(in, network, person, &handle);
    if (err == OK && handle == 0)
        err = error_set(in->error, ERROR_MISSING, "membership", "There is no such member.");
    if (err == OK)
        err = lay_down(in, network, handle);
    if (err == OK)
        err = space_leave_all(in, network, handle);
    return err != OK ? err : membership_remove(in, person, network);
}

int membership_end(struct model *in, int64_t person, int64_t network)
{
    return end(in, person, network, membership_lay_down);
}

int membership_vanish(struct model *in, int64_t person, int64_t network)
{
    return end(in, person, network, lay_down_office);
}

int membership_move(struct model *in, int64_t from, int64_t into, int64_t network)
{
    struct query query;
    int64_t handle = 0;
    int err = membership_handle(in, network, from, &handle);
    if (err == OK)
        err = belonging_remove(in, from, network);
    if (err == OK)
        err = belonging_add(in, into, network, handle);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE membership SET link = ?3 WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    query_blob(&query, secret_seal(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, handle),
                                   bytes_of(&into, sizeof into), in->arena));
    return query_run(&query);
}

/* ---- from the handle ---- */

static struct membership row_read(struct model *in, const struct query *query)
{
    return (struct membership){.network = query_read_int(query, 0),
                               .handle = query_read_int(query, 1),
                               .kind = arena_str(in->arena, query_read_text(query, 2)),
                               .visibility = arena_str(in->arena, query_read_text(query, 3)),
                               .joined_day = (int32_t)query_read_int(query, 4),
                               .stage = arena_str(in->arena, query_read_text(query, 5)),
                               .next_day = (int32_t)query_read_int(query, 6),
                               .asked_day = (int32_t)query_read_int(query, 7),
                               .absent_until = (int32_t)query_read_int(query, 8),
                               .reminded = query_read_int(query, 9)};
}

int membership_read(struct model *in, int64_t network, int64_t handle,
                    struct membership *ret_membership)
{
    struct query query;
    bool found = false;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM membership WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_membership = row_read(in, &query);
        found = true;
    }
    err = query_close(&query, err);
    if (err == OK && !found)
        return error_set(in->error, ERROR_MISSING, "membership", "There is no such member.");
    return err;
}

int membership_network(struct model *in, int64_t handle, int64_t *ret_network)
{
    struct query query;
    int err;
    *ret_network = 0;
    query_open(&query, in->database,
               "SELECT membership.network FROM network CROSS JOIN membership"
               " ON membership.network = network.id AND membership.handle = ?1");
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_network = query_read_int(&query, 0);
    return query_close(&query, err);
}

int membership_person(struct model *in, int64_t network, int64_t handle, int64_t *ret_person)
{
    struct query query;
    int err;
    *ret_person = 0;
    query_open(&query, in->database,
               "SELECT link FROM membership WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str plain;
        if (secret_open(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, handle),
                        query_read_blob(&query, 0), in->arena, &plain) == OK &&
            plain.len == sizeof *ret_person)
            memcpy(ret_person, plain.ptr, sizeof *ret_person);
    }
    err = query_close(&query, err);
    if (err == OK && *ret_person == 0)
        return error_set(in->error, ERROR_MISSING, "membership", "There is no such member.");
    return err;
}

int membership_set_visibility(struct model *in, int64_t network, int64_t handle,
                              struct str visibility)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE membership SET visibility = ?3 WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    query_text(&query, visibility);
    return query_run(&query);
}

int membership_set_stage(struct model *in, const struct membership *membership)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE membership SET stage = ?3, next_day = ?4, asked_day = ?5,"
               " absent_until = ?6, reminded = ?7 WHERE network = ?1 AND handle = ?2");
    query_int(&query, membership->network);
    query_int(&query, membership->handle);
    query_text(&query, membership->stage);
    query_int(&query, membership->next_day);
    query_int(&query, membership->asked_day);
    query_int(&query, membership->absent_until);
    query_int(&query, membership->reminded);
    return query_run(&query);
}

/* ---- lists ---- */

struct mine {
    struct model *in;
    void (*each)(void *self, const struct membership *membership);
    void *self;
    int err;
};

static bool list_one(void *self, const struct belonging *belonging)
{
    struct mine *mine = self;
    struct membership membership;
    mine->err = membership_read(mine->in, belonging->network, belonging->handle, &membership);
    if (mine->err != OK)
        return true;
    mine->each(mine->self, &membership);
    return false;
}

int membership_mine(struct model *in, int64_t person,
                    void (*each)(void *self, const struct membership *membership), void *self)
{
    struct mine mine = {.in = in, .each = each, .self = self};
    int err = belongings_walk(in, person, list_one, &mine);
    return err != OK ? err : mine.err;
}

static int walk(struct model *in, struct query *query, int64_t network,
                int (*each)(void *self, const struct membership *membership), void *self)
{
    int err;
    query_int(query, network);
    while ((err = query_step(query)) == QUERY_ROW) {
        struct membership membership = row_read(in, query);
        if ((err = each(self, &membership)) != OK)
            break;
    }
    return query_close(query, err);
}

int membership_each(struct model *in, int64_t network,
                    int (*each)(void *self, const struct membership *membership), void *self)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM membership WHERE network = ?1 AND stage <> 'paused'"
               " ORDER BY handle");
    return walk(in, &query, network, each, self);
}

int membership_some(struct model *in, int64_t network, int64_t after,
                    int (*each)(void *self, const struct membership *membership), void *self,
                    int64_t *ret_after)
{
    struct query query;
    int64_t count = 0;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM membership WHERE network = ?1 AND handle > ?2"
               " AND stage <> 'paused' ORDER BY handle LIMIT ?3");
    query_int(&query, network);
    query_int(&query, after);
    query_int(&query, PIECE);
    *ret_after = 0;
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct membership membership = row_read(in, &query);
        *ret_after = ++count == PIECE ? membership.handle : 0;
        if ((err = each(self, &membership)) != OK)
            break;
    }
    return query_close(&query, err);
}

int membership_each_of_all(struct model *in, int64_t network,
                           int (*each)(void *self, const struct membership *membership), void *self)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM membership WHERE network = ?1 ORDER BY handle");
    return walk(in, &query, network, each, self);
}

/* ---- those whose day has come ---- */

/* The last handle of the next rows, so that a walk over many who are not due is cut in pieces. */
static int piece_end(struct model *in, int64_t network, int64_t after, int64_t *ret_end)
{
    struct query query;
    int err;
    *ret_end = INT64_MAX;
    query_open(&query, in->database,
               "SELECT handle FROM membership WHERE network = ?1 AND handle > ?2"
               " ORDER BY handle LIMIT 1 OFFSET ?3");
    query_int(&query, network);
    query_int(&query, after);
    query_int(&query, PIECE - 1);
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_end = query_read_int(&query, 0);
    return query_close(&query, err);
}

int membership_due(struct model *in, int64_t network, int64_t after,
                   int64_t ret_handles[MEMBERSHIPS_DUE], size_t *ret_count, int64_t *ret_after)
{
    struct query query;
    int64_t end;
    int err = piece_end(in, network, after, &end);
    *ret_count = 0;
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "SELECT handle FROM membership WHERE network = ?1 AND handle > ?2"
               " AND handle <= ?3 AND next_day <= ?4 ORDER BY handle LIMIT ?5");
    query_int(&query, network);
    query_int(&query, after);
    query_int(&query, end);
    query_int(&query, clock_day(in->now_ms));
    query_int(&query, MEMBERSHIPS_DUE);
    while ((err = query_step(&query)) == QUERY_ROW)
        ret_handles[(*ret_count)++] = query_read_int(&query, 0);
    if (*ret_count == MEMBERSHIPS_DUE)
        *ret_after = ret_handles[MEMBERSHIPS_DUE - 1];
    else
        *ret_after = end == INT64_MAX ? 0 : end;
    return query_close(&query, err);
}
