/* Who stands in an election, or what can be answered: the options on its paper.
 *
 * Of a candidate the row holds nothing in the clear: neither handle nor name. Whoever leaves is
 * found by a keyed hash of their handle. */
#include <string.h>

#include "model/election.h"

static struct str tag_of(struct model *in, int64_t id)
{
    return str_of(arena_print(in->arena, "option/%lld", (long long)id));
}

/* Empty for what is no candidate. */
static struct str mark_of(struct model *in, int64_t network, int64_t handle)
{
    int64_t of[] = {network, handle};
    struct str parts[] = {STR("candidate"), {(const char *)of, sizeof of}};
    if (handle == 0)
        return (struct str){0};
    struct secret_hash hash = secret_mac(in->keys->use[SECRET_LINK], parts, 2);
    return arena_str(in->arena, (struct str){(const char *)hash.bytes, sizeof hash.bytes});
}

/* The handle, the length of the name, the name, the statement. */
static struct str option_seal(struct model *in, const struct election_option *option)
{
    struct text text = {0};
    uint32_t length = (uint32_t)option->name.len;
    text_add(&text, (struct str){(const char *)&option->handle, sizeof option->handle});
    text_add(&text, (struct str){(const char *)&length, sizeof length});
    text_add(&text, option->name);
    text_add(&text, option->statement);
    struct str sealed = secret_seal(in->keys->use[SECRET_LINK_SEAL], tag_of(in, option->id),
                                    text_str(&text), in->arena);
    text_done(&text);
    return sealed;
}

static int option_open(struct model *in, struct str sealed, struct election_option *option)
{
    struct str plain;
    uint32_t length = 0;
    size_t head = sizeof option->handle + sizeof length;
    if (secret_open(in->keys->use[SECRET_LINK_SEAL], tag_of(in, option->id), sealed, in->arena,
                    &plain) != OK ||
        plain.len < head)
        return error_set(in->error, ERROR_BROKEN, NULL, "A candidacy cannot be opened.");
    memcpy(&option->handle, plain.ptr, sizeof option->handle);
    memcpy(&length, plain.ptr + sizeof option->handle, sizeof length);
    if (length > plain.len - head)
        return error_set(in->error, ERROR_BROKEN, NULL, "A candidacy cannot be read.");
    option->name = (struct str){plain.ptr + head, length};
    option->statement = (struct str){plain.ptr + head + length, plain.len - head - length};
    return OK;
}

/* ---- standing ---- */

struct standing {
    int64_t handle;
    struct str name;
    int64_t last, count;
    struct election_option found;
    bool name_taken;
};

static int look_at(void *self, const struct election_option *option)
{
    struct standing *standing = self;
    standing->last = option->number;
    if (standing->handle != 0 && option->handle == standing->handle && !option->withdrawn)
        standing->found = *option;
    if (!option->withdrawn && str_equal(option->name, standing->name))
        standing->name_taken = true;
    standing->count += !option->withdrawn;
    return OK;
}

static int option_insert(struct model *in, const struct election *election,
                         const struct election_option *option)
{
    struct query query;
    query_open(&query, in->database,
               "INSERT INTO election_option (id, network, election, number, mark, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    query_int(&query, option->id);
    query_int(&query, election->network);
    query_int(&query, election->id);
    query_int(&query, option->number);
    query_blob(&query,
               option->handle == 0 ? STR("") : mark_of(in, election->network, option->handle));
    query_blob(&query, option_seal(in, option));
    return query_run(&query);
}

int election_nominate(struct model *in, const struct election *election,
                      struct election_option *option)
{
    struct standing standing = {.handle = option->handle, .name = option->name};
    int err = election_check(in, election, "planned");
    if (err == OK)
        err = election_option_each(in, election->id, look_at, &standing);
    if (err != OK)
        return err;
    if (standing.found.id != 0)
        return error_set(in->error, ERROR_CLASH, "election",
                         "You stand already. To change what is said, withdraw and stand again.");
    if (standing.name_taken)
        return error_set(in->error, ERROR_CLASH, option->handle != 0 ? "name" : "options",
                         "That name is on the paper already. Give another, so that both can be "
                         "told apart.");
    if (standing.last >= ELECTION_OPTIONS_MOST)
        return error_set(in->error, ERROR_LIMIT, "election", "A paper has 100 options at most.");
    option->id = ident_random();
    option->election = election->id;
    option->number = standing.last + 1;
    return option_insert(in, election, option);
}

static int option_set(struct model *in, int64_t id, const char *sql, int64_t number)
{
    struct query query;
    query_open(&query, in->database, sql);
    query_int(&query, id);
    query_int(&query, number);
    return query_run(&query);
}

/* Before it opens there is no paper yet, and nothing of them is left to be on it. */
int election_withdraw(struct model *in, const struct election *election, int64_t handle)
{
    struct standing standing = {.handle = handle};
    bool is_open = str_is(election->state, "open");
    int err = election_check(in, election, is_open ? "open" : "planned");
    if (err == OK)
        err = election_option_each(in, election->id, look_at, &standing);
    if (err == OK && standing.found.id == 0)
        return error_set(in->error, ERROR_CLASH, "election", "You do not stand in this vote.");
    return err != OK ? err
           : is_open ? option_set(in, standing.found.id,
                                  "UPDATE election_option SET withdrawn = ?2 WHERE id = ?1", 1)
                     : option_set(in, standing.found.id,
                                  "DELETE FROM election_option WHERE id = ?1 AND ?2", 1);
}

int election_withdrawn(struct model *in, int64_t election,
                       bool ret_withdrawn[ELECTION_OPTIONS_MOST], size_t *ret_count)
{
    struct query query;
    int err;
    *ret_count = 0;
    query_open(&query, in->database,
               "SELECT withdrawn FROM election_option WHERE election = ?1 ORDER BY number");
    query_int(&query, election);
    while ((err = query_step(&query)) == QUERY_ROW && *ret_count < ELECTION_OPTIONS_MOST)
        ret_withdrawn[(*ret_count)++] = query_read_int(&query, 0) != 0;
    return query_close(&query, err == QUERY_ROW ? OK : err);
}

int election_standing(struct model *in, int64_t election, int64_t *ret_count)
{
    struct standing standing = {0};
    int err = election_option_each(in, election, look_at, &standing);
    *ret_count = standing.count;
    return err;
}

int election_option_each(struct model *in, int64_t election,
                         int (*each)(void *self, const struct election_option *option), void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, number, sealed, withdrawn, elected, lot FROM election_option"
               " WHERE election = ?1 ORDER BY number");
    query_int(&query, election);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct election_option option = {.id = query_read_int(&query, 0),
                                         .election = election,
                                         .number = query_read_int(&query, 1),
                                         .withdrawn = query_read_int(&query, 3) != 0,
                                         .elected = query_read_int(&query, 4),
                                         .lot = query_read_int(&query, 5)};
        err = option_open(in, query_read_blob(&query, 2), &option);
        if (err != OK || (err = each(self, &option)) != OK)
            break;
    }
    return query_close(&query, err);
}

int election_option_settle(struct model *in, const struct election *election,
                           const struct election_option *option)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE election_option SET elected = ?3, lot = ?4"
               " WHERE election = ?1 AND number = ?2");
    query_int(&query, election->id);
    query_int(&query, option->number);
    query_int(&query, option->elected);
    query_int(&query, option->lot);
    return query_run(&query);
}

/* ---- the order on the paper ---- */

typedef LIST(int64_t) id_list;

static int collect_id(void *self, const struct election_option *option)
{
    *list_add((id_list *)self) = option->id;
    return OK;
}

/* Who has left before it opened is on no paper. */
static int drop_withdrawn(struct model *in, int64_t election)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM election_option WHERE election = ?1 AND withdrawn = 1");
    query_int(&query, election);
    return query_run(&query);
}

int election_option_shuffle(struct model *in, const struct election *election)
{
    id_list ids = {0};
    int err = drop_withdrawn(in, election->id);
    if (err == OK)
        err = election_option_each(in, election->id, collect_id, &ids);
    size_t *order = memory_take((ids.count + 1) * sizeof *order);
    secret_shuffle(order, ids.count);
    for (size_t i = 0; i < ids.count && err == OK; i++)
        err = option_set(in, ids.at[i], "UPDATE election_option SET number = ?2 WHERE id = ?1",
                         (int64_t)order[i] + 1);
    free(order);
    list_done(&ids);
    return err;
}

/* ---- somebody leaves ---- */

struct leaving {
    struct model *in;
    int64_t id, number, election;
};

/* Where the result is out, the number stays, and nobody's name. */
static int option_blank(struct model *in, const struct leaving *one)
{
    struct query query;
    struct election_option option = {
        .id = one->id,
        .name = str_of(arena_print(in->arena, "A former member (%lld)", (long long)one->number))};
    query_open(&query, in->database,
               "UPDATE election_option SET mark = x'', sealed = ?2, withdrawn = CASE WHEN EXISTS"
               " (SELECT 1 FROM election WHERE election.id = election_option.election AND"
               " (state = 'planned' OR state = 'open')) THEN 1 ELSE withdrawn END WHERE id = ?1");
    query_int(&query, one->id);
    query_blob(&query, option_seal(in, &option));
    return query_run(&query);
}

int election_leave(struct model *in, int64_t network, int64_t handle)
{
    LIST(struct leaving) leaving = {0};
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT id, number, election FROM election_option WHERE mark = ?1 AND mark <> x''");
    query_blob(&query, mark_of(in, network, handle));
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(&leaving) = (struct leaving){
            in, query_read_int(&query, 0), query_read_int(&query, 1), query_read_int(&query, 2)};
    err = query_close(&query, err);
    for (size_t i = 0; i < leaving.count && err == OK; i++)
        err = option_blank(in, &leaving.at[i]);
    list_done(&leaving);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM election_scrutineer WHERE handle = ?1");
    query_int(&query, handle);
    return query_run(&query);
}
