/* Belongings: from a person, under keyed hashes, to their handles in networks. */
#include "model/belonging.h"

#include <string.h>

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

int belonging_add(struct model *in, int64_t person, int64_t network, int64_t handle)
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

int belonging_each(struct model *in, int64_t person,
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

int belonging_handle(struct model *in, int64_t network, int64_t person, int64_t *ret_handle)
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

int belonging_remove(struct model *in, int64_t person, int64_t network)
{
    struct secret_hash hash = person_hash(in, person);
    struct query query;
    query_open(&query, in->database, "DELETE FROM belonging WHERE person_hash = ?1 AND slot = ?2");
    query_blob(&query, hash_str(&hash));
    query_int(&query, slot_of(in, network, person));
    return query_run(&query);
}
