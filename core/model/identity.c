/* Identities: sealed rows, found by a keyed hash of provider and subject. */
#include "model/identity.h"

#include "base/clock.h"
#include "model/person_key.h"

static struct str hash_of(struct model *in, struct str provider, struct str subject)
{
    const struct str parts[] = {STR("identity"), provider, subject};
    return person_hash(in, parts, 3);
}

static struct str tag_of(struct model *in, int64_t id)
{
    return str_of(arena_print(in->arena, "identity/%lld", (long long)id));
}

static int seal(struct model *in, const struct identity *identity, struct str *ret_sealed)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    json_key(&writer, "provider");
    json_put_text(&writer, identity->provider);
    json_key(&writer, "subject");
    json_put_text(&writer, identity->subject);
    json_key(&writer, "day");
    json_put_int(&writer, identity->day);
    json_close(&writer, '}');
    int err =
        person_seal(in, identity->person, tag_of(in, identity->id), text_str(&text), ret_sealed);
    text_done(&text);
    return err;
}

static int row_read(struct model *in, const struct query *query, struct identity *ret_identity)
{
    struct str plain;
    int64_t id = query_read_int(query, 0), person = query_read_int(query, 1);
    int err = person_open(in, person, tag_of(in, id), query_read_blob(query, 2), &plain);
    struct json *json = err == OK ? json_parse(plain, in->error) : NULL;
    if (json == NULL)
        return err != OK ? err : ERROR_BROKEN;
    *ret_identity = (struct identity){
        .id = id,
        .person = person,
        .provider = arena_str(in->arena, json_text(json_member(json, "provider"))),
        .subject = arena_str(in->arena, json_text(json_member(json, "subject"))),
        .day = (int32_t)json_int(json_member(json, "day"))};
    json_free(json);
    return OK;
}

/* Its id and whose it is; both 0 if nobody's. */
static int find(struct model *in, struct str provider, struct str subject, int64_t *ret_id,
                int64_t *ret_person)
{
    struct query query;
    int err;
    *ret_id = *ret_person = 0;
    query_open(&query, in->database, "SELECT id, person FROM identity WHERE subject_hash = ?1");
    query_blob(&query, hash_of(in, provider, subject));
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_id = query_read_int(&query, 0);
        *ret_person = query_read_int(&query, 1);
    }
    return query_close(&query, err);
}

int identity_find(struct model *in, struct str provider, struct str subject, int64_t *ret_person)
{
    int64_t id;
    return find(in, provider, subject, &id, ret_person);
}

bool identity_is_provider(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
            return false;
    }
    return name.len > 0;
}

int identity_link(struct model *in, struct identity *identity)
{
    struct query query;
    struct str sealed;
    int64_t owner;
    if (!identity_is_provider(identity->provider))
        return error_set(in->error, ERROR_WRONG, "provider",
                         "provider: must be lower case letters, digits, _ or -, such as \"hr\".");
    int err = find(in, identity->provider, identity->subject, &identity->id, &owner);
    if (err == OK && owner != 0 && owner != identity->person)
        return error_set(in->error, ERROR_CLASH, "subject", "This identity cannot be linked.");
    if (err != OK || owner != 0)
        return err;
    identity->id = model_id_of_day(in);
    identity->day = clock_day(in->now_ms);
    err = seal(in, identity, &sealed);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "INSERT INTO identity (id, person, subject_hash, sealed) VALUES (?1, ?2, ?3, ?4)");
    query_int(&query, identity->id);
    query_int(&query, identity->person);
    query_blob(&query, hash_of(in, identity->provider, identity->subject));
    query_blob(&query, sealed);
    return query_run(&query);
}

int identity_read(struct model *in, int64_t id, struct identity *ret_identity)
{
    struct query query;
    query_open(&query, in->database, "SELECT id, person, sealed FROM identity WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "identity", "There is no such identity.");
    if (err == OK)
        err = row_read(in, &query, ret_identity);
    return query_close(&query, err);
}

int identity_unlink(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM identity WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

int identity_each(struct model *in, int64_t person,
                  int (*each)(void *self, const struct identity *identity), void *self)
{
    struct query query;
    struct identity identity;
    int err;
    query_open(&query, in->database,
               "SELECT id, person, sealed FROM identity WHERE person = ?1 ORDER BY id");
    query_int(&query, person);
    while ((err = query_step(&query)) == QUERY_ROW) {
        err = row_read(in, &query, &identity);
        if (err == OK)
            err = each(self, &identity);
        if (err != OK)
            break;
    }
    return query_close(&query, err);
}

/* ---- with all that is held about a person ---- */

int identity_erase(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM identity WHERE person = ?1");
    query_int(&query, person);
    return query_run(&query);
}

/* A row keeps its id and hash; only whose it is, and the key, change. */
static int move(struct model *in, struct identity *identity, int64_t into)
{
    struct query query;
    struct str sealed;
    identity->person = into;
    int err = seal(in, identity, &sealed);
    if (err != OK)
        return err;
    query_open(&query, in->database, "UPDATE identity SET person = ?2, sealed = ?3 WHERE id = ?1");
    query_int(&query, identity->id);
    query_int(&query, into);
    query_blob(&query, sealed);
    return query_run(&query);
}

static int take_last(void *self, const struct identity *identity)
{
    *(struct identity *)self = *identity;
    return OK;
}

int identity_merge(struct model *in, int64_t from, int64_t into)
{
    int err = OK;
    for (bool more = true; more && err == OK;) {
        struct identity last = {0};
        err = identity_each(in, from, take_last, &last);
        more = last.id != 0;
        if (err == OK && more)
            err = move(in, &last, into);
    }
    return err;
}

static int export_one(void *self, const struct identity *identity)
{
    struct json_writer *writer = self;
    char day[11];
    date_print(identity->day, day);
    json_open(writer, '{');
    json_key(writer, "provider");
    json_put_text(writer, identity->provider);
    json_key(writer, "subject");
    json_put_text(writer, identity->subject);
    json_key(writer, "linked");
    json_put_text(writer, str_of(day));
    json_close(writer, '}');
    return OK;
}

int identity_export(struct model *in, int64_t person, struct json_writer *writer)
{
    json_open(writer, '[');
    int err = identity_each(in, person, export_one, writer);
    json_close(writer, ']');
    return err;
}
