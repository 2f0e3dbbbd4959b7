/* Access needs: one sealed, padded document a person. */
#include "model/access_need.h"

#include "model/person_record.h"

int access_need_set(struct model *in, int64_t person, const struct str *needs, size_t count)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    json_key(&writer, "needs");
    json_open(&writer, '[');
    for (size_t i = 0; i < count; i++)
        json_put_text(&writer, needs[i]);
    json_close(&writer, ']');
    json_close(&writer, '}');
    int err = person_record_write(in, person, RECORD_ACCESS_NEED, text_str(&text));
    text_done(&text);
    if (err == ERROR_LIMIT)
        return error_set(in->error, ERROR_LIMIT, "needs",
                         "needs: together these are too long to be kept. Shorten some.");
    return err;
}

int access_need_read(struct model *in, int64_t person, int (*each)(void *self, struct str need),
                     void *self)
{
    struct json *json;
    int err = person_record_read(in, person, RECORD_ACCESS_NEED, &json);
    if (err != OK || json == NULL)
        return err;
    const struct json *need = json_first(json_member(json, "needs"));
    for (; need != NULL && err == OK; need = json_next(need))
        err = each(self, arena_str(in->arena, json_text(need)));
    json_free(json);
    return err;
}

/* ---- with all that is held about a person ---- */

int access_need_erase(struct model *in, int64_t person)
{
    return person_record_drop(in, person, RECORD_ACCESS_NEED);
}

struct gathering {
    struct str at[ACCESS_NEEDS_MOST];
    size_t count;
};

static int gather(void *self, struct str need)
{
    struct gathering *gathering = self;
    for (size_t i = 0; i < gathering->count; i++)
        if (str_equal(gathering->at[i], need))
            return OK;
    if (gathering->count < ACCESS_NEEDS_MOST)
        gathering->at[gathering->count++] = need;
    return OK;
}

int access_need_merge(struct model *in, int64_t from, int64_t into)
{
    struct gathering gathering = {.count = 0};
    int err = access_need_read(in, into, gather, &gathering);
    size_t before = gathering.count;
    if (err == OK)
        err = access_need_read(in, from, gather, &gathering);
    if (err == OK && gathering.count > before)
        err = access_need_set(in, into, gathering.at, gathering.count);
    return err == OK ? access_need_erase(in, from) : err;
}

static int export_one(void *self, struct str need)
{
    json_put_text(self, need);
    return OK;
}

int access_need_export(struct model *in, int64_t person, struct json_writer *writer)
{
    json_open(writer, '[');
    int err = access_need_read(in, person, export_one, writer);
    json_close(writer, ']');
    return err;
}
