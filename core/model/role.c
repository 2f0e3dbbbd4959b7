/* Roles: what a network gives somebody to do, with its remit, its powers and its term. */
#include <string.h>

#include "model/network.h"
#include "model/office.h"

#define COLUMNS                                                                                    \
    "id, network, key, title, team, remit, hands_over, grants, term, terms_at_most, seats, place," \
    " closed"

static const struct {
    uint32_t grant;
    const char *name;
} grants[] = {
    {GRANT_ROLES, "roles"},   {GRANT_MEMBERS, "members"}, {GRANT_CHARTER, "charter"},
    {GRANT_SPACES, "spaces"}, {GRANT_BRAND, "brand"},     {GRANT_EVENTS, "events"},
    {GRANT_MAIL, "mail"},     {GRANT_MONEY, "money"},
};

uint32_t grant_by_name(struct str name)
{
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++)
        if (str_is(name, grants[i].name))
            return grants[i].grant;
    return 0;
}

const char *grant_name(uint32_t grant)
{
    for (size_t i = 0; i < sizeof grants / sizeof *grants; i++)
        if (grants[i].grant == grant)
            return grants[i].name;
    return NULL;
}

static struct role row_read(struct model *in, const struct query *query)
{
    return (struct role){.id = query_read_int(query, 0),
                         .network = query_read_int(query, 1),
                         .key = arena_str(in->arena, query_read_text(query, 2)),
                         .title = arena_str(in->arena, query_read_text(query, 3)),
                         .team = arena_str(in->arena, query_read_text(query, 4)),
                         .remit = arena_str(in->arena, query_read_text(query, 5)),
                         .hands_over = arena_str(in->arena, query_read_text(query, 6)),
                         .grants = (uint32_t)query_read_int(query, 7),
                         .term = arena_str(in->arena, query_read_text(query, 8)),
                         .terms_at_most = query_read_int(query, 9),
                         .seats = query_read_int(query, 10),
                         .place = query_read_int(query, 11),
                         .closed = query_read_int(query, 12) != 0};
}

static int key_taken(struct model *in, int err, struct str key)
{
    if (err != ERROR_CLASH)
        return err;
    return error_set(in->error, ERROR_CLASH, "key",
                     "This network has a role with the key \"%.*s\" already. Choose another key, "
                     "or change that role with role.edit.",
                     STR_ARGS(key));
}

static void bind(struct query *query, const struct role *role)
{
    query_int(query, role->id);
    query_int(query, role->network);
    query_text(query, role->key);
    query_text(query, role->title);
    query_text(query, role->team);
    query_text(query, role->remit);
    query_text(query, role->hands_over);
    query_int(query, role->grants);
    query_text(query, role->term);
    query_int(query, role->terms_at_most);
    query_int(query, role->seats);
    query_int(query, role->place);
    query_int(query, role->closed);
}

int role_add(struct model *in, struct role *role)
{
    struct query query;
    role->id = model_id(in);
    query_open(&query, in->database,
               "INSERT INTO role (" COLUMNS ")"
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
    bind(&query, role);
    return key_taken(in, query_run(&query), role->key);
}

int role_change(struct model *in, const struct role *role)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE role SET key = ?3, title = ?4, team = ?5, remit = ?6, hands_over = ?7,"
               " grants = ?8, term = ?9, terms_at_most = ?10, seats = ?11, place = ?12,"
               " closed = ?13 WHERE id = ?1 AND network = ?2");
    bind(&query, role);
    return key_taken(in, query_run(&query), role->key);
}

static int role_one(struct model *in, struct query *query, struct role *ret_role)
{
    int err = query_find(query, in->error, "role", "There is no such role.");
    if (err == OK)
        *ret_role = row_read(in, query);
    return query_close(query, err);
}

int role_read(struct model *in, int64_t id, struct role *ret_role)
{
    struct query query;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM role WHERE id = ?1");
    query_int(&query, id);
    return role_one(in, &query, ret_role);
}

int role_by_key(struct model *in, int64_t network, struct str key, struct role *ret_role)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT " COLUMNS " FROM role WHERE network = ?1 AND key = ?2");
    query_int(&query, network);
    query_text(&query, key);
    return role_one(in, &query, ret_role);
}

int role_each(struct model *in, int64_t network, int (*each)(void *self, const struct role *role),
              void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database, "SELECT " COLUMNS " FROM role WHERE network = ?1 ORDER BY id");
    query_int(&query, network);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct role role = row_read(in, &query);
        if ((err = each(self, &role)) != OK)
            break;
    }
    return query_close(&query, err);
}

int role_terms(struct model *in, const struct role *role, struct str *ret_term,
               int64_t *ret_at_most)
{
    struct str term = {0};
    int64_t at_most = 0;
    int err = OK;
    if (str_is(role->key, ROLE_CHAIR))
        err = network_chair_terms(in, role->network, &term, &at_most);
    *ret_term = role->term.len > 0 ? role->term : term;
    *ret_at_most = role->terms_at_most != 0 ? role->terms_at_most : at_most;
    return err;
}
