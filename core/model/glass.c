/* Breaking the glass: how two people together may look at what a third belongs to.
 *
 * There are few rows, so that who is concerned need not be found by a hash: whoever wants to know
 * opens them all. */
#include "model/glass.h"

#include <string.h>

#include "base/clock.h"
#include "model/person.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

/* ---- keepers ---- */

int glass_keep(struct model *in, struct glass_keeper *keeper)
{
    struct query query;
    int64_t count;
    int err = query_number(in->database, "SELECT count(*) FROM glass_keeper", 0, &count);
    if (err == OK && count >= GLASS_KEEPERS)
        return error_set(in->error, ERROR_LIMIT, "person",
                         "There are %d keepers, and no more can be named. Release one first.",
                         GLASS_KEEPERS);
    if (err != OK)
        return err;
    keeper->from_at = in->now_ms + GLASS_KEEPER_DAYS * (int64_t)DAY_MS;
    query_open(&query, in->database, "INSERT INTO glass_keeper (person, from_at) VALUES (?1, ?2)");
    query_int(&query, keeper->person);
    query_int(&query, keeper->from_at);
    err = query_run(&query);
    if (err == ERROR_CLASH)
        return error_set(in->error, ERROR_CLASH, "person",
                         "This person was named as a keeper already. glass.keepers lists them.");
    return err;
}

int glass_release(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM glass_keeper WHERE person = ?1");
    query_int(&query, person);
    int err = query_run(&query);
    if (err == OK && query_changes(&query) == 0)
        return error_set(in->error, ERROR_MISSING, "person",
                         "This person is no keeper. glass.keepers lists them.");
    return err;
}

int glass_settle_again(struct model *in, int64_t person)
{
    struct query query;
    query_open(&query, in->database, "UPDATE glass_keeper SET from_at = ?2 WHERE person = ?1");
    query_int(&query, person);
    query_int(&query, in->now_ms + GLASS_KEEPER_DAYS * (int64_t)DAY_MS);
    return query_run(&query);
}

int glass_each_keeper(struct model *in, int (*each)(void *self, const struct glass_keeper *keeper),
                      void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database, "SELECT person, from_at FROM glass_keeper ORDER BY person");
    while ((err = query_step(&query)) == QUERY_ROW) {
        const struct glass_keeper keeper = {query_read_int(&query, 0), query_read_int(&query, 1)};
        if ((err = each(self, &keeper)) != OK)
            break;
    }
    return query_close(&query, err);
}

int glass_is_keeper(struct model *in, int64_t person, bool *ret_keeper)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT 1 FROM glass_keeper WHERE person = ?1 AND from_at <= ?2");
    query_int(&query, person);
    query_int(&query, in->now_ms);
    return query_any(&query, ret_keeper);
}

/* ---- the sealed body: three ids, then the reason ---- */

static struct str glass_tag(struct arena *arena, int64_t id)
{
    return str_of(arena_print(arena, "glass/%lld", (long long)id));
}

static struct str body_seal(struct model *in, const struct glass *glass)
{
    const int64_t people[3] = {glass->asker, glass->subject, glass->decider};
    char *plain = arena_take(in->arena, sizeof people + glass->reason.len);
    memcpy(plain, people, sizeof people);
    memcpy(plain + sizeof people, glass->reason.ptr, glass->reason.len);
    return secret_seal(in->keys->use[SECRET_GLASS], glass_tag(in->arena, glass->id),
                       (struct str){plain, sizeof people + glass->reason.len}, in->arena);
}

static int body_open(struct model *in, struct str body, struct glass *glass)
{
    int64_t people[3];
    struct str plain;
    int err = secret_open(in->keys->use[SECRET_GLASS], glass_tag(in->arena, glass->id), body,
                          in->arena, &plain);
    if (err != OK || plain.len < sizeof people)
        return error_set(in->error, ERROR_BROKEN, NULL, "A broken glass cannot be opened.");
    memcpy(people, plain.ptr, sizeof people);
    glass->asker = people[0];
    glass->subject = people[1];
    glass->decider = people[2];
    glass->reason = (struct str){plain.ptr + sizeof people, plain.len - sizeof people};
    return OK;
}

/* ---- asking and deciding ---- */

int glass_ask(struct model *in, struct glass *glass)
{
    struct query query;
    bool exists;
    if (glass->subject == glass->asker)
        return error_set(in->error, ERROR_REFUSED, "person",
                         "This is about you. membership.list shows what you belong to.");
    int err = person_exists(in, glass->subject, &exists);
    if (err == OK && !exists)
        return error_set(in->error, ERROR_MISSING, "person", "There is no such person.");
    if (err != OK)
        return err;
    glass->id = model_id(in);
    glass->state = STR("asked");
    glass->asked_at = in->now_ms;
    glass->decider = glass->decided_at = 0;
    query_open(&query, in->database,
               "INSERT INTO glass (id, state, asked_at, body) VALUES (?1, 'asked', ?2, ?3)");
    query_int(&query, glass->id);
    query_int(&query, glass->asked_at);
    query_blob(&query, body_seal(in, glass));
    return query_run(&query);
}

static int row_read(struct model *in, const struct query *query, struct glass *ret_glass)
{
    *ret_glass = (struct glass){.id = query_read_int(query, 0),
                                .state = arena_str(in->arena, query_read_text(query, 1)),
                                .asked_at = query_read_int(query, 2),
                                .decided_at = query_read_int(query, 3)};
    return body_open(in, query_read_blob(query, 4), ret_glass);
}

int glass_read(struct model *in, int64_t id, struct glass *ret_glass)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT id, state, asked_at, decided_at, body FROM glass WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "glass", "There is no such request.");
    if (err == OK)
        err = row_read(in, &query, ret_glass);
    return query_close(&query, err);
}

static int decider_check(struct model *in, const struct glass *glass, int64_t decider)
{
    if (decider == glass->subject)
        return error_set(in->error, ERROR_REFUSED, "glass",
                         "This is about you, so others decide it.");
    if (decider == glass->asker)
        return error_set(in->error, ERROR_REFUSED, "glass",
                         "You asked for this yourself: it takes another keeper to decide it.");
    return OK;
}

int glass_decide(struct model *in, struct glass *glass, int64_t decider, const char *state)
{
    struct query query;
    int err = decider_check(in, glass, decider);
    if (err != OK)
        return err;
    if (strcmp(glass_state(in, glass), "asked") != 0)
        return error_set(in->error, ERROR_CLASH, "glass",
                         "This is %s. It has to be asked for again.", glass_state(in, glass));
    glass->decider = decider;
    glass->decided_at = in->now_ms;
    glass->state = str_of(state);
    query_open(&query, in->database,
               "UPDATE glass SET state = ?2, decided_at = ?3, body = ?4 WHERE id = ?1");
    query_int(&query, glass->id);
    query_text(&query, glass->state);
    query_int(&query, glass->decided_at);
    query_blob(&query, body_seal(in, glass));
    return query_run(&query);
}

int glass_may_look(struct model *in, const struct glass *glass, int64_t person)
{
    if (person != glass->asker)
        return error_set(in->error, ERROR_REFUSED, "glass", "Only who asked may look.");
    if (strcmp(glass_state(in, glass), "agreed") != 0)
        return error_set(in->error, ERROR_REFUSED, "glass",
                         "This is %s: one may look for a day after another keeper has agreed.",
                         glass_state(in, glass));
    return OK;
}

int64_t glass_until(const struct glass *glass)
{
    return glass->decided_at + GLASS_OPEN_HOURS * (int64_t)HOUR_MS;
}

const char *glass_state(const struct model *in, const struct glass *glass)
{
    if (str_is(glass->state, "refused"))
        return "refused";
    if (str_is(glass->state, "agreed"))
        return in->now_ms < glass_until(glass) ? "agreed" : "expired";
    return in->now_ms < glass->asked_at + GLASS_ASKED_DAYS * (int64_t)DAY_MS ? "asked" : "expired";
}

bool glass_is_seen(const struct glass *glass, int64_t viewer, bool is_keeper)
{
    if (viewer == glass->subject)
        return !str_is(glass->state, "asked");
    return is_keeper;
}

int glass_each(struct model *in, int64_t after, int (*each)(void *self, const struct glass *glass),
               void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, state, asked_at, decided_at, body FROM glass WHERE id > ?1 ORDER BY id");
    query_int(&query, after);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct glass glass;
        err = row_read(in, &query, &glass);
        if (err != OK || (err = each(self, &glass)) != QUERY_ROW)
            break;
    }
    return query_close(&query, err);
}

/* ---- a person is erased, merged, or asks what is held ---- */

static int row_drop(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM glass WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

struct changing {
    struct model *in;
    int64_t from, into; /* into 0: erased */
};

static int erase_one(void *self, const struct glass *glass)
{
    const struct changing *changing = self;
    int err = glass->subject == changing->from ? row_drop(changing->in, glass->id) : OK;
    return err == OK ? QUERY_ROW : err;
}

static int keeper_drop(struct model *in, int64_t person, bool *ret_was)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM glass_keeper WHERE person = ?1");
    query_int(&query, person);
    int err = query_run(&query);
    *ret_was = err == OK && query_changes(&query) > 0;
    return err;
}

int glass_erase(struct model *in, int64_t person)
{
    struct changing changing = {in, person, 0};
    bool was;
    int err = keeper_drop(in, person, &was);
    return err != OK ? err : glass_each(in, 0, erase_one, &changing);
}

static int64_t changed(const struct changing *changing, int64_t person)
{
    return person == changing->from ? changing->into : person;
}

static int merge_one(void *self, const struct glass *glass)
{
    const struct changing *changing = self;
    struct model *in = changing->in;
    struct glass merged = *glass;
    struct query query;
    merged.asker = changed(changing, glass->asker);
    merged.subject = changed(changing, glass->subject);
    merged.decider = changed(changing, glass->decider);
    int err = OK;
    if (merged.asker == merged.subject || merged.decider == merged.subject ||
        merged.decider == merged.asker) {
        err = row_drop(in, glass->id);
    } else {
        query_open(&query, in->database, "UPDATE glass SET body = ?2 WHERE id = ?1");
        query_int(&query, glass->id);
        query_blob(&query, body_seal(in, &merged));
        err = query_run(&query);
    }
    return err == OK ? QUERY_ROW : err;
}

int glass_merge(struct model *in, int64_t from, int64_t into)
{
    struct changing changing = {in, from, into};
    bool was, were;
    int err = keeper_drop(in, from, &was);
    if (err == OK)
        err = keeper_drop(in, into, &were);
    if (err == OK && (was || were))
        err = glass_keep(in, &(struct glass_keeper){.person = into});
    return err != OK ? err : glass_each(in, 0, merge_one, &changing);
}

struct export
{
    struct model *in;
    struct json_writer *writer;
    int64_t person;
};

static int export_one(void *self, const struct glass *glass)
{
    const struct export *export = self;
    char asked_at[25];
    if (glass->subject != export->person || !glass_is_seen(glass, export->person, false))
        return QUERY_ROW;
    time_print(glass->asked_at, asked_at);
    json_open(export->writer, '{');
    json_key(export->writer, "asked_at");
    json_put_text(export->writer, str_of(asked_at));
    json_key(export->writer, "state");
    json_put_text(export->writer, str_of(glass_state(export->in, glass)));
    json_key(export->writer, "reason");
    json_put_text(export->writer, glass->reason);
    json_close(export->writer, '}');
    return QUERY_ROW;
}

int glass_export(struct model *in, int64_t person, struct json_writer *writer)
{
    struct export export = {in, writer, person};
    bool is_keeper = false;
    int err = glass_is_keeper(in, person, &is_keeper);
    json_open(writer, '{');
    json_key(writer, "keeper");
    json_put_bool(writer, is_keeper);
    json_key(writer, "requests");
    json_open(writer, '[');
    if (err == OK)
        err = glass_each(in, 0, export_one, &export);
    json_close(writer, ']');
    json_close(writer, '}');
    return err;
}
