/* Proposals: calls that wait for a network's consent, with who made them, sealed. */
#include "model/proposal.h"

#include "base/json.h"
#include "base/list.h"

static struct str tag_of(struct arena *arena, int64_t id)
{
    return str_of(arena_print(arena, "proposal/%lld", (long long)id));
}

static struct str body_seal(struct model *in, const struct proposal *proposal)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    json_key(&writer, "actor");
    json_put_text(&writer, str_of(actor_kind_name(proposal->actor.kind)));
    json_key(&writer, "person");
    json_put_text(&writer,
                  str_of(arena_print(in->arena, "%lld", (long long)proposal->actor.person)));
    json_key(&writer, "with");
    json_put_raw(&writer, proposal->arguments);
    json_close(&writer, '}');
    struct str sealed = secret_seal(in->keys->use[SECRET_JOB], tag_of(in->arena, proposal->id),
                                    text_str(&text), in->arena);
    text_done(&text);
    return sealed;
}

int proposal_add(struct model *in, struct proposal *proposal)
{
    struct query query;
    proposal->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO proposal (id, network, action, schema, body, state, made_at)"
               " VALUES (?1, ?2, ?3, ?4, ?5, 'open', ?6)");
    query_int(&query, proposal->id);
    query_int(&query, proposal->network);
    query_text(&query, proposal->action);
    query_int(&query, proposal->schema);
    query_blob(&query, body_seal(in, proposal));
    query_int(&query, in->now_ms);
    return query_run(&query);
}

static struct str file_tag(struct arena *arena, int64_t id, int64_t number)
{
    return str_of(arena_print(arena, "proposal/%lld/%lld", (long long)id, (long long)number));
}

int proposal_add_file(struct model *in, int64_t id, int64_t number, struct str bytes)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO proposal_file (proposal, number, sealed) VALUES (?1, ?2, ?3)");
    query_int(&query, id);
    query_int(&query, number);
    query_blob(&query, secret_seal(in->keys->use[SECRET_JOB], file_tag(in->arena, id, number),
                                   bytes, in->arena));
    return query_run(&query);
}

int proposal_read_file(struct model *in, int64_t id, int64_t number, struct str *ret_bytes,
                       bool *ret_found)
{
    struct query query;
    *ret_found = false;
    query_open(&query, in->database,
               "SELECT sealed FROM proposal_file WHERE proposal = ?1 AND number = ?2");
    query_int(&query, id);
    query_int(&query, number);
    int err = query_step(&query);
    if (err == QUERY_ROW) {
        *ret_found = true;
        err = secret_open(in->keys->use[SECRET_JOB], file_tag(in->arena, id, number),
                          query_read_blob(&query, 0), in->arena, ret_bytes);
    }
    return query_close(&query, err);
}

static int body_read(struct model *in, struct str sealed, struct proposal *proposal)
{
    struct str plain;
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    int err = secret_open(in->keys->use[SECRET_JOB], tag_of(in->arena, proposal->id), sealed,
                          in->arena, &plain);
    struct json *json = err == OK ? json_parse(plain, in->error) : NULL;
    if (json == NULL)
        return error_set(in->error, ERROR_BROKEN, NULL, "The proposal cannot be opened.");
    actor_kind_by_name(json_text(json_member(json, "actor")), &proposal->actor.kind);
    str_to_int(json_text(json_member(json, "person")), &proposal->actor.person);
    json_put(&writer, json_member(json, "with"));
    proposal->arguments = arena_str(in->arena, text_str(&text));
    text_done(&text);
    json_free(json);
    return OK;
}

static int row_read(struct model *in, const struct query *query, struct proposal *ret_proposal)
{
    *ret_proposal = (struct proposal){.id = query_read_int(query, 0),
                                      .network = query_read_int(query, 1),
                                      .action = arena_str(in->arena, query_read_text(query, 2)),
                                      .schema = query_read_int(query, 3),
                                      .state = arena_str(in->arena, query_read_text(query, 5)),
                                      .made_at = query_read_int(query, 6)};
    return body_read(in, query_read_blob(query, 4), ret_proposal);
}

int proposal_read(struct model *in, int64_t id, struct proposal *ret_proposal)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT id, network, action, schema, body, state, made_at FROM proposal"
               " WHERE id = ?1");
    query_int(&query, id);
    int err = query_find(&query, in->error, "proposal", "There is no such proposal.");
    if (err == OK)
        err = row_read(in, &query, ret_proposal);
    return query_close(&query, err);
}

int proposal_end(struct model *in, int64_t id, const char *state)
{
    struct query query;
    query_open(&query, in->database, "UPDATE proposal SET state = ?2 WHERE id = ?1");
    query_int(&query, id);
    query_text(&query, str_of(state));
    return query_run(&query);
}

int proposal_end_network(struct model *in, int64_t network)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE proposal SET state = 'declined' WHERE network = ?1 AND state = 'open'");
    query_int(&query, network);
    return query_run(&query);
}

int proposal_page(struct model *in, int64_t network, struct page *page,
                  void (*each)(void *self, const struct proposal *proposal), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, network, action, schema, body, state, made_at FROM proposal"
               " WHERE network = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
    query_int(&query, network);
    query_int(&query, page->after);
    query_int(&query, page->limit + 1);
    while ((err = page_step(&query, page)) == QUERY_ROW) {
        struct proposal proposal;
        if ((err = row_read(in, &query, &proposal)) != OK)
            break;
        each(self, &proposal);
    }
    return query_close(&query, err);
}

static int proposal_delete(struct model *in, int64_t id)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM proposal_file WHERE proposal = ?1");
    query_int(&query, id);
    int err = query_run(&query);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM proposal WHERE id = ?1");
    query_int(&query, id);
    return query_run(&query);
}

static int proposal_keep(struct model *in, const struct proposal *proposal)
{
    struct query query;
    query_open(&query, in->database, "UPDATE proposal SET body = ?2 WHERE id = ?1");
    query_int(&query, proposal->id);
    query_blob(&query, body_seal(in, proposal));
    return query_run(&query);
}

/* Calls `each` for all that this person has proposed, once they are all found. */
static int by_person(struct model *in, int64_t person,
                     int (*each)(struct model *in, struct proposal *proposal, int64_t into),
                     int64_t into)
{
    LIST(struct proposal) found = {0};
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, network, action, schema, body, state, made_at FROM proposal");
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct proposal proposal;
        if ((err = row_read(in, &query, &proposal)) != OK)
            break;
        if (proposal.actor.kind == ACTOR_PERSON && proposal.actor.person == person)
            *list_add(&found) = proposal;
    }
    err = query_close(&query, err);
    for (size_t i = 0; i < found.count && err == OK; i++)
        err = each(in, &found.at[i], into);
    list_done(&found);
    return err;
}

static int erase_one(struct model *in, struct proposal *proposal, int64_t into)
{
    (void)into;
    return proposal_delete(in, proposal->id);
}

static int move_one(struct model *in, struct proposal *proposal, int64_t into)
{
    proposal->actor.person = into;
    return proposal_keep(in, proposal);
}

int proposal_erase_by(struct model *in, int64_t person)
{
    return by_person(in, person, erase_one, 0);
}

int proposal_move_by(struct model *in, int64_t from, int64_t into)
{
    return by_person(in, from, move_one, into);
}
