/* Memberships: inside a network a person is a random handle, and nothing in the clear joins the
 * two. */
#include "model/membership.h"

#include <string.h>

#define COLUMNS "network, handle, kind, visibility, joined_day, refresh_at"

static struct str bytes_of(const void *at, size_t size)
{
    return (struct str){at, size};
}

static struct secret_hash link_hash(const struct model *in, int64_t network, int64_t person)
{
    struct str parts[] = {bytes_of(&network, sizeof network), bytes_of(&person, sizeof person)};
    return secret_mac(in->keys->use[SECRET_LINK], parts, 2);
}

static struct secret_hash person_hash(const struct model *in, int64_t person)
{
    struct str part = bytes_of(&person, sizeof person);
    return secret_mac(in->keys->use[SECRET_LINK], &part, 1);
}

static struct str hash_str(const struct secret_hash *hash)
{
    return bytes_of(hash->bytes, sizeof hash->bytes);
}

static struct str link_tag(struct arena *arena, int64_t handle)
{
    return str_of(arena_print(arena, "membership/%lld", (long long)handle));
}

/* Under the person's hash, the sealed pair of network and handle. */
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
    query_int(&query, ident_random());
    query_blob(&query, sealed);
    return query_run(&query);
}

int membership_add(struct model *in, int64_t person, struct membership *membership)
{
    struct query query;
    membership->handle = ident_random();
    struct secret_hash hash = link_hash(in, membership->network, person);
    struct str sealed =
        secret_seal(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, membership->handle),
                    bytes_of(&person, sizeof person), in->arena);
    query_open(&query, in->database,
               "INSERT INTO membership (network, handle, kind, visibility, joined_day,"
               " refresh_at, link_hash, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    query_int(&query, membership->network);
    query_int(&query, membership->handle);
    query_text(&query, membership->kind);
    query_text(&query, membership->visibility);
    query_int(&query, membership->joined_day);
    query_int(&query, membership->refresh_at);
    query_blob(&query, hash_str(&hash));
    query_blob(&query, sealed);
    int err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "network",
                         "You belong to this network already. To change how you are seen, use "
                         "membership.visibility.");
    return err != OK ? err : belonging_add(in, person, membership->network, membership->handle);
}

/* The slot of a person's belonging to a network; 0 if there is none. */
static int belonging_slot(struct model *in, int64_t person, int64_t network, int64_t *ret_slot)
{
    struct secret_hash hash = person_hash(in, person);
    struct query query;
    int err;
    *ret_slot = 0;
    query_open(&query, in->database, "SELECT slot, sealed FROM belonging WHERE person_hash = ?1");
    query_blob(&query, hash_str(&hash));
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str plain;
        int64_t pair[2];
        if (secret_open(in->keys->use[SECRET_LINK_SEAL], STR("belonging"),
                        query_read_blob(&query, 1), in->arena, &plain) != OK ||
            plain.len != sizeof pair)
            continue;
        memcpy(pair, plain.ptr, sizeof pair);
        if (pair[0] == network)
            *ret_slot = query_read_int(&query, 0);
    }
    return query_close(&query, err);
}

int membership_remove(struct model *in, int64_t person, int64_t network)
{
    struct secret_hash link = link_hash(in, network, person);
    struct secret_hash mine = person_hash(in, person);
    struct query query;
    int64_t slot;
    int err = belonging_slot(in, person, network, &slot);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM belonging WHERE person_hash = ?1 AND slot = ?2");
    query_blob(&query, hash_str(&mine));
    query_int(&query, slot);
    if ((err = query_run(&query)) != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM membership WHERE link_hash = ?1");
    query_blob(&query, hash_str(&link));
    return query_run(&query);
}

int membership_handle(struct model *in, int64_t network, int64_t person, int64_t *ret_handle)
{
    struct secret_hash hash = link_hash(in, network, person);
    struct query query;
    int err;
    *ret_handle = 0;
    query_open(&query, in->database, "SELECT handle FROM membership WHERE link_hash = ?1");
    query_blob(&query, hash_str(&hash));
    while ((err = query_step(&query)) == QUERY_ROW)
        *ret_handle = query_read_int(&query, 0);
    return query_close(&query, err);
}

static struct membership row_read(struct model *in, const struct query *query)
{
    return (struct membership){.network = query_read_int(query, 0),
                               .handle = query_read_int(query, 1),
                               .kind = arena_str(in->arena, query_read_text(query, 2)),
                               .visibility = arena_str(in->arena, query_read_text(query, 3)),
                               .joined_day = (int32_t)query_read_int(query, 4),
                               .refresh_at = query_read_int(query, 5)};
}

int membership_read(struct model *in, int64_t handle, struct membership *ret_membership)
{
    struct query query;
    bool found = false;
    int err;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM membership WHERE handle = ?1");
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

int membership_person(struct model *in, int64_t handle, int64_t *ret_person)
{
    struct query query;
    int err;
    *ret_person = 0;
    query_open(&query, in->database, "SELECT link FROM membership WHERE handle = ?1");
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

int membership_set_refresh(struct model *in, int64_t network, int64_t handle, int64_t refresh_at)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE membership SET refresh_at = ?3 WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    query_int(&query, refresh_at);
    return query_run(&query);
}

int membership_mine(struct model *in, int64_t person,
                    void (*each)(void *self, const struct membership *membership), void *self)
{
    struct secret_hash hash = person_hash(in, person);
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT sealed FROM belonging WHERE person_hash = ?1 ORDER BY slot");
    query_blob(&query, hash_str(&hash));
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct membership membership;
        struct str plain;
        int64_t pair[2];
        if ((err = secret_open(in->keys->use[SECRET_LINK_SEAL], STR("belonging"),
                               query_read_blob(&query, 0), in->arena, &plain)) != OK)
            break;
        memcpy(pair, plain.ptr, sizeof pair);
        if ((err = membership_read(in, pair[1], &membership)) != OK)
            break;
        each(self, &membership);
    }
    return query_close(&query, err);
}

int membership_each(struct model *in, int64_t network,
                    int (*each)(void *self, const struct membership *membership), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM membership WHERE network = ?1 ORDER BY handle");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct membership membership = row_read(in, &query);
        if ((err = each(self, &membership)) != OK)
            break;
    }
    return query_close(&query, err);
}
