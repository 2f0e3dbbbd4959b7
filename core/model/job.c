/* Jobs: long work, found again after a crash with how far it came. */
#include "model/job.h"

#include <string.h>

#include "base/json.h"
#include "base/list.h"
#include "model/import.h"

enum { DAY_MS = 24 * 3600 * 1000 };

#define COLUMNS "id, network, action, arguments, state, mark, reply, made_at"

static struct str tag_of(struct arena *arena, int64_t id, const char *what)
{
    return str_of(arena_print(arena, "job/%s/%lld", what, (long long)id));
}

int job_add(struct model *in, struct job *job)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    struct query query;
    json_open(&writer, '{');
    json_key(&writer, "actor");
    json_put_text(&writer, str_of(actor_kind_name(job->actor.kind)));
    json_key(&writer, "person");
    json_put_text(&writer, str_of(arena_print(in->arena, "%lld", (long long)job->actor.person)));
    json_key(&writer, "with");
    json_put_raw(&writer, job->arguments);
    json_close(&writer, '}');
    struct str sealed =
        secret_seal(in->keys->use[SECRET_JOB], tag_of(in->arena, job->id, "arguments"),
                    text_str(&text), in->arena);
    text_done(&text);
    query_open(&query, in->database,
               "INSERT INTO job (id, network, action, arguments, state, made_at)"
               " VALUES (?1, ?2, ?3, ?4, 'running', ?5)");
    query_int(&query, job->id);
    query_int(&query, job->network);
    query_text(&query, job->action);
    query_blob(&query, sealed);
    query_int(&query, in->now_ms);
    return query_run(&query);
}

static int body_read(struct model *in, struct str sealed, struct job *job)
{
    struct str plain;
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    int err = secret_open(in->keys->use[SECRET_JOB], tag_of(in->arena, job->id, "arguments"),
                          sealed, in->arena, &plain);
    struct json *json = err == OK ? json_parse(plain, in->error) : NULL;
    if (json == NULL)
        return error_set(in->error, ERROR_BROKEN, NULL, "The job cannot be opened.");
    actor_kind_by_name(json_text(json_member(json, "actor")), &job->actor.kind);
    str_to_int(json_text(json_member(json, "person")), &job->actor.person);
    json_put(&writer, json_member(json, "with"));
    job->arguments = arena_str(in->arena, text_str(&text));
    text_done(&text);
    json_free(json);
    return OK;
}

static int row_read(struct model *in, const struct query *query, struct job *ret_job)
{
    *ret_job = (struct job){.id = query_read_int(query, 0),
                            .network = query_read_int(query, 1),
                            .action = arena_str(in->arena, query_read_text(query, 2)),
                            .state = arena_str(in->arena, query_read_text(query, 4)),
                            .mark = query_read_int(query, 5),
                            .made_at = query_read_int(query, 7)};
    int err = body_read(in, query_read_blob(query, 3), ret_job);
    if (err != OK || query_is_null(query, 6))
        return err;
    return secret_open(in->keys->use[SECRET_JOB], tag_of(in->arena, ret_job->id, "reply"),
                       query_read_blob(query, 6), in->arena, &ret_job->reply);
}

int job_read(struct model *in, int64_t id, struct job *ret_job)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM job WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "job", "There is no such job.");
    if (err == OK)
        err = row_read(in, &query, ret_job);
    return query_close(&query, err);
}

int job_set_mark(struct model *in, int64_t id, int64_t mark)
{
    struct query query;
    query_open(&query, in->database, "UPDATE job SET mark = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_int(&query, mark);
    return query_run(&query);
}

int job_end(struct model *in, int64_t id, const char *state, struct str reply)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE job SET state = ?2, reply = ?3 WHERE id = ?1 AND state = 'running'");
    query_int(&query, id);
    query_text(&query, str_of(state));
    query_blob(&query, secret_seal(in->keys->use[SECRET_JOB], tag_of(in->arena, id, "reply"), reply,
                                   in->arena));
    int err = query_run(&query);
    return err == OK ? import_hasten(in, id) : err;
}

int job_put_away(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE job SET state = 'stopped' WHERE id = ?1 AND state = 'failed'");
    query_int(&query, id);
    return query_run(&query);
}

bool job_is_theirs(const struct actor *actor, const struct job *job)
{
    if (actor->kind == ACTOR_PERSON)
        return !actor->is_blind && job->actor.kind == ACTOR_PERSON &&
               job->actor.person == actor->person;
    return actor->kind == ACTOR_SYSTEM || job->actor.kind == actor->kind || job->network == 0;
}

bool job_is_shown(const struct model *in, const struct actor *actor, const struct job *job)
{
    int64_t today = in->now_ms - in->now_ms % DAY_MS;
    if (actor->kind != ACTOR_ADMINISTRATOR || job_is_theirs(actor, job))
        return job_is_theirs(actor, job);
    return (str_is(job->state, "failed") && job->made_at < today) ||
           (str_is(job->state, "running") && job->made_at < today - DAY_MS);
}

int job_page(struct model *in, const struct actor *actor, struct str state, struct page *page,
             void (*each)(void *self, const struct job *job), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM job WHERE id > ?1 AND (?2 = '' OR state = ?2)"
               " ORDER BY id");
    query_int(&query, page->after);
    query_text(&query, state);
    while (!page->more && (err = query_step(&query)) == QUERY_ROW) {
        struct job job;
        if ((err = row_read(in, &query, &job)) != OK)
            break;
        if (actor != NULL && !job_is_shown(in, actor, &job))
            continue;
        if (page_takes(page, job.id))
            each(self, &job);
    }
    return query_close(&query, page->more ? OK : err);
}

static bool is_of(const struct job *job, int64_t person)
{
    char id[IDENT_LENGTH + 1];
    ident_print(person, id);
    bool is_theirs = job->actor.kind == ACTOR_PERSON && job->actor.person == person;
    const struct str with = job->arguments;
    return is_theirs || (with.len > 0 && memmem(with.ptr, with.len, id, IDENT_LENGTH) != NULL);
}

int job_erase_of(struct model *in, int64_t person)
{
    LIST(int64_t) found = {0};
    struct query query;
    int err;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM job WHERE state <> 'running'");
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct job job;
        if ((err = row_read(in, &query, &job)) != OK)
            break;
        if (is_of(&job, person))
            *list_add(&found) = job.id;
    }
    err = query_close(&query, err);
    for (size_t i = 0; i < found.count && err == OK; i++) {
        query_open(&query, in->database, "DELETE FROM job WHERE id = ?1");
        query_int(&query, found.at[i]);
        err = query_run(&query);
    }
    list_done(&found);
    return err;
}
