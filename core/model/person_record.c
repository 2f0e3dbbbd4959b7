/* Sealed documents about a person, padded to the size of their kind. */
#include "model/person_record.h"

#include <string.h>

#include "model/person_key.h"

enum { LENGTH_SIZE = 2 }; /* little endian, before the document */

static size_t size_of(enum person_record kind)
{
    static const size_t sizes[RECORD_KINDS] = {[RECORD_PREFERENCE] = 1024,
                                               [RECORD_CONSENT] = 1024,
                                               [RECORD_CHARACTERISTIC] = 1024,
                                               [RECORD_ACCESS_NEED] = 4096,
                                               [RECORD_CODES] = 1024};
    return sizes[kind];
}

/* 63 bits of a keyed hash. */
static int64_t id_of(struct model *in, int64_t person, enum person_record kind)
{
    int64_t number = kind;
    const struct str parts[] = {{(const char *)&number, sizeof number},
                                {(const char *)&person, sizeof person}};
    uint64_t id;
    memcpy(&id, person_hash(in, parts, 2).ptr, sizeof id);
    return (int64_t)(id >> 1);
}

static struct str tag_of(struct model *in, enum person_record kind)
{
    return str_of(arena_print(in->arena, "person_record/%d", (int)kind));
}

int person_record_read(struct model *in, int64_t person, enum person_record kind,
                       struct json **ret_json)
{
    struct query query;
    struct str sealed = {NULL, 0}, plain;
    int err;
    *ret_json = NULL;
    query_open(&query, in->database, "SELECT sealed FROM person_record WHERE id = ?1");
    query_int(&query, id_of(in, person, kind));
    while ((err = query_step(&query)) == QUERY_ROW)
        sealed = arena_str(in->arena, query_read_blob(&query, 0));
    err = query_close(&query, err);
    if (err != OK || sealed.len == 0)
        return err;
    err = person_open(in, person, tag_of(in, kind), sealed, &plain);
    if (err != OK)
        return err;
    size_t length = plain.len < LENGTH_SIZE
                        ? plain.len
                        : (unsigned char)plain.ptr[0] | (size_t)(unsigned char)plain.ptr[1] << 8;
    if (length + LENGTH_SIZE > plain.len)
        return error_set(in->error, ERROR_BROKEN, NULL, "A document has the wrong length.");
    *ret_json = json_parse((struct str){plain.ptr + LENGTH_SIZE, length}, in->error);
    return *ret_json ? OK : ERROR_BROKEN;
}

int person_record_write(struct model *in, int64_t person, enum person_record kind, struct str json)
{
    struct query query;
    size_t size = size_of(kind);
    struct str sealed;
    if (json.len + LENGTH_SIZE > size)
        return error_set(in->error, ERROR_LIMIT, NULL,
                         "That is more than can be kept. Shorten it.");
    char *padded = arena_take(in->arena, size);
    padded[0] = (char)(json.len & 0xff);
    padded[1] = (char)(json.len >> 8);
    memcpy(padded + LENGTH_SIZE, json.ptr, json.len);
    int err = person_seal(in, person, tag_of(in, kind), (struct str){padded, size}, &sealed);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO person_record (id, sealed) VALUES (?1, ?2)"
               " ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed");
    query_int(&query, id_of(in, person, kind));
    query_blob(&query, sealed);
    return query_run(&query);
}

int person_record_drop(struct model *in, int64_t person, enum person_record kind)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM person_record WHERE id = ?1");
    query_int(&query, id_of(in, person, kind));
    return query_run(&query);
}
