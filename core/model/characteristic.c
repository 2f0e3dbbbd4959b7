/* Characteristics: one sealed, padded document a person. */
#include "model/characteristic.h"

#include <string.h>

#include "base/clock.h"
#include "model/consent.h"
#include "model/person_record.h"

enum { KEPT_MOST = 20 };

/* ---- the answers there are ---- */

static const struct pack *pack_now(struct model *in)
{
    return packs_in_force(in->packs, STR(CHARACTERISTIC_PACK), clock_day(in->now_ms));
}

/* "ethnicity/2001-16+1" */
static const struct pack *pack_named(struct model *in, struct str path)
{
    const char *slash = path.len > 0 ? memchr(path.ptr, '/', path.len) : NULL;
    if (slash == NULL)
        return NULL;
    size_t before = (size_t)(slash - path.ptr);
    return packs_find(in->packs, (struct str){path.ptr, before},
                      (struct str){slash + 1, path.len - before - 1});
}

int characteristic_answers(struct model *in, const struct pack_item *item,
                           int (*each)(void *self, struct str key, struct str name), void *self)
{
    const struct pack *other = pack_named(in, pack_item_text(item, "answers_from"));
    const struct json *answers = json_member(item->json, "answers");
    const struct json *one = answers ? json_first(answers) : NULL;
    int err = OK;
    for (; one != NULL && err == OK; one = json_next(one))
        err = each(self, json_text(json_member(one, "key")), json_text(json_member(one, "name")));
    for (size_t i = 0; other != NULL && i < other->count && err == OK; i++)
        err = each(self, other->items[i].key, other->items[i].name);
    if (err == OK)
        err = each(self, STR(CHARACTERISTIC_RATHER_NOT), STR("I prefer not to say"));
    return err;
}

struct search {
    struct str wanted;
    struct text known;
    bool found;
};

static int is_wanted(void *self, struct str key, struct str name)
{
    struct search *search = self;
    (void)name;
    search->found = search->found || str_equal(key, search->wanted);
    text_print(&search->known, "%s%.*s", search->known.len > 0 ? ", " : "", STR_ARGS(key));
    return OK;
}

static int answer_check(struct model *in, const struct pack *pack, struct str key,
                        struct str answer, struct str *ret_list)
{
    struct search search = {.wanted = answer};
    const struct pack_item *item = pack_find(pack, key);
    if (item == NULL) {
        for (size_t i = 0; i < pack->count; i++)
            is_wanted(&search, pack->items[i].key, pack->items[i].name);
        int err = error_set(in->error, ERROR_WRONG, "characteristic",
                            "characteristic: must be one of %s.", search.known.ptr);
        text_done(&search.known);
        return err;
    }
    int err = characteristic_answers(in, item, is_wanted, &search);
    if (err == OK && !search.found)
        err = error_set(in->error, ERROR_WRONG, "answer", "answer: must be one of %s.",
                        search.known.ptr);
    text_done(&search.known);
    struct str other = pack_item_text(item, "answers_from");
    *ret_list = other.len > 0 ? other
                              : str_of(arena_print(in->arena, "%.*s/%.*s", STR_ARGS(pack->name),
                                                   STR_ARGS(pack->version)));
    return err;
}

/* ---- the document ---- */

struct shared {
    struct characteristic at[KEPT_MOST + 1];
    size_t count;
};

static int read_all(struct model *in, int64_t person, struct shared *ret_shared)
{
    struct json *json;
    ret_shared->count = 0;
    int err = person_record_read(in, person, RECORD_CHARACTERISTIC, &json);
    if (err != OK || json == NULL)
        return err;
    const struct json *row = json_first(json_member(json, "shared"));
    for (; row != NULL && ret_shared->count < KEPT_MOST; row = json_next(row)) {
        const struct json *part = json_first(row);
        struct characteristic *one = &ret_shared->at[ret_shared->count++];
        one->key = arena_str(in->arena, json_text(part));
        one->answer = arena_str(in->arena, json_text(part = json_next(part)));
        one->list = arena_str(in->arena, json_text(json_next(part)));
    }
    json_free(json);
    return OK;
}

static int write_all(struct model *in, int64_t person, const struct shared *shared)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    if (shared->count == 0)
        return characteristic_erase(in, person);
    json_open(&writer, '{');
    json_key(&writer, "shared");
    json_open(&writer, '[');
    for (size_t i = 0; i < shared->count; i++) {
        json_open(&writer, '[');
        json_put_text(&writer, shared->at[i].key);
        json_put_text(&writer, shared->at[i].answer);
        json_put_text(&writer, shared->at[i].list);
        json_close(&writer, ']');
    }
    json_close(&writer, ']');
    json_close(&writer, '}');
    int err = person_record_write(in, person, RECORD_CHARACTERISTIC, text_str(&text));
    text_done(&text);
    return err;
}

static struct characteristic *find(struct shared *shared, struct str key)
{
    for (size_t i = 0; i < shared->count; i++)
        if (str_equal(shared->at[i].key, key))
            return &shared->at[i];
    return NULL;
}

/* ---- sharing ---- */

int characteristic_share(struct model *in, int64_t person, struct str key, struct str answer)
{
    const struct pack *pack = pack_now(in);
    struct shared shared;
    struct str list = {NULL, 0};
    bool agreed = false;
    if (pack == NULL)
        return error_set(in->error, ERROR_MISSING, "characteristic",
                         "The list of characteristics is not there. An administrator finds out "
                         "why with server.doctor.");
    int err = answer_check(in, pack, key, answer, &list);
    if (err == OK)
        err = consent_stands(in, person, STR(CONSENT_STATISTICS), &agreed);
    if (err == OK && !agreed)
        return error_set(in->error, ERROR_REFUSED, "consent",
                         "consent: this is kept only if you agree that it is counted. Say so "
                         "here, or with consent.give.");
    if (err == OK)
        err = read_all(in, person, &shared);
    if (err != OK)
        return err;
    struct characteristic *one = find(&shared, key);
    if (one == NULL && shared.count >= KEPT_MOST)
        return error_set(in->error, ERROR_LIMIT, "characteristic",
                         "That is more than can be kept. Clear one first.");
    if (one == NULL)
        one = &shared.at[shared.count++];
    *one = (struct characteristic){key, answer, list};
    return write_all(in, person, &shared);
}

int characteristic_clear(struct model *in, int64_t person, struct str key)
{
    struct shared shared;
    if (key.len == 0)
        return characteristic_erase(in, person);
    int err = read_all(in, person, &shared);
    struct characteristic *one = err == OK ? find(&shared, key) : NULL;
    if (one == NULL)
        return err;
    *one = shared.at[--shared.count];
    return write_all(in, person, &shared);
}

int characteristic_each(struct model *in, int64_t person,
                        int (*each)(void *self, const struct characteristic *one), void *self)
{
    struct shared shared;
    int err = read_all(in, person, &shared);
    for (size_t i = 0; err == OK && i < shared.count; i++)
        err = each(self, &shared.at[i]);
    return err;
}

int characteristic_read(struct model *in, int64_t person, struct str key, struct str *ret_answer)
{
    struct shared shared;
    int err = read_all(in, person, &shared);
    const struct characteristic *one = err == OK ? find(&shared, key) : NULL;
    *ret_answer = one ? one->answer : (struct str){NULL, 0};
    return err;
}

/* ---- with all that is held about a person ---- */

int characteristic_erase(struct model *in, int64_t person)
{
    return person_record_drop(in, person, RECORD_CHARACTERISTIC);
}

int characteristic_merge(struct model *in, int64_t from, int64_t into)
{
    struct shared theirs, mine;
    bool agreed = false;
    int err = read_all(in, from, &theirs);
    if (err == OK)
        err = read_all(in, into, &mine);
    if (err == OK)
        err = consent_stands(in, into, STR(CONSENT_STATISTICS), &agreed);
    size_t before = mine.count;
    for (size_t i = 0; err == OK && agreed && i < theirs.count; i++)
        if (find(&mine, theirs.at[i].key) == NULL && mine.count < KEPT_MOST)
            mine.at[mine.count++] = theirs.at[i];
    if (err == OK && mine.count > before)
        err = write_all(in, into, &mine);
    return err == OK ? characteristic_erase(in, from) : err;
}

static int export_one(void *self, const struct characteristic *one)
{
    struct json_writer *writer = self;
    json_open(writer, '{');
    json_key(writer, "characteristic");
    json_put_text(writer, one->key);
    json_key(writer, "answer");
    json_put_text(writer, one->answer);
    json_key(writer, "list");
    json_put_text(writer, one->list);
    json_close(writer, '}');
    return OK;
}

int characteristic_export(struct model *in, int64_t person, struct json_writer *writer)
{
    json_open(writer, '[');
    int err = characteristic_each(in, person, export_one, writer);
    json_close(writer, ']');
    return err;
}
