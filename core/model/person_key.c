/* The data key of each person, wrapped by the master key in the person's row. */
#include "model/person_key.h"

#include <string.h>

int person_data_key(struct model *in, int64_t person, unsigned char ret_key[SECRET_KEY_SIZE])
{
    struct query query;
    struct str key = {NULL, 0}, wrapped = {NULL, 0};
    int err;
    query_open(&query, in->database, "SELECT data_key FROM person WHERE id = ?1");
    query_int(&query, person);
    while ((err = query_step(&query)) == QUERY_ROW)
        wrapped = arena_str(in->arena, query_read_blob(&query, 0));
    err = query_close(&query, err);
    if (err != OK)
        return err;
    if (wrapped.len == 0)
        return error_set(in->error, ERROR_MISSING, "person", "There is no such person.");
    struct str tag = str_of(arena_print(in->arena, "person/%lld", (long long)person));
    if (secret_open(in->keys->use[SECRET_PERSON], tag, wrapped, in->arena, &key) != OK ||
        key.len != SECRET_KEY_SIZE)
        return error_set(in->error, ERROR_BROKEN, NULL, "A person's key cannot be opened.");
    memcpy(ret_key, key.ptr, SECRET_KEY_SIZE);
    secret_wipe((void *)(uintptr_t)key.ptr, key.len);
    return OK;
}

int person_seal(struct model *in, int64_t person, struct str tag, struct str plain,
                struct str *ret_sealed)
{
    unsigned char key[SECRET_KEY_SIZE];
    int err = person_data_key(in, person, key);
    if (err != OK)
        return err;
    *ret_sealed = secret_seal(key, tag, plain, in->arena);
    secret_wipe(key, sizeof key);
    return OK;
}

int person_open(struct model *in, int64_t person, struct str tag, struct str sealed,
                struct str *ret_plain)
{
    unsigned char key[SECRET_KEY_SIZE];
    int err = person_data_key(in, person, key);
    if (err != OK)
        return err;
    err = secret_open(key, tag, sealed, in->arena, ret_plain);
    secret_wipe(key, sizeof key);
    if (err != OK)
        return error_set(in->error, ERROR_BROKEN, NULL,
                         "Something that is held about a person cannot be opened.");
    return OK;
}

int person_key_destroy(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "UPDATE person SET data_key = x'' WHERE id = ?1");
    query_int(&query, person);
    return query_run(&query);
}

struct str person_hash(struct model *in, const struct str *parts, size_t count)
{
    struct secret_hash hash = secret_mac(in->keys->use[SECRET_RECORD], parts, count);
    return arena_str(in->arena, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
}
