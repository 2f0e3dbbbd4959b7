/* Memberships: inside a network a person is a random handle, and nothing in the clear joins the
 * two. */
#include "model/membership.h"

#include <string.h>

#include "base/list.h"
#include "model/belonging.h"
#include "model/network.h"
#include "model/person.h"

static struct str bytes_of(const void *at, size_t size)
{
    return (struct str){at, size};
}

/* What the sealed link of a handle holds; all of them are of one length. */
struct link {
    int64_t person;
    int64_t is_newly_known; /* an import made their record */
};

static struct str link_tag(struct arena *arena, int64_t handle)
{
    return str_of(arena_print(arena, "membership/%lld", (long long)handle));
}

/* Who asks who belongs reads `member`, which has all rows but those that an import hides. */
static int is_shown(struct model *in, int64_t network, int64_t handle, bool *ret_shown)
{
    struct query query;
    query_open(&query, in->database, "SELECT 1 FROM member WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_any(&query, ret_shown);
}

int membership_handle(struct model *in, int64_t network, int64_t person, int64_t *ret_handle)
{
    bool shown = false;
    int err = belonging_handle(in, network, person, ret_handle);
    if (err == OK && *ret_handle != 0)
        err = is_shown(in, network, *ret_handle, &shown);
    *ret_handle = shown ? *ret_handle : 0;
    return err;
}

int membership_current(struct model *in, int64_t network, int64_t person, int64_t *ret_handle)
{
    struct query query;
    int64_t is_current = 0;
    int err = belonging_handle(in, network, person, ret_handle);
    if (err != OK || *ret_handle == 0)
        return err;
    query_open(&query, in->database,
               "SELECT stage <> 'paused' FROM member WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, *ret_handle);
    err = query_one(&query, &is_current);
    *ret_handle = is_current ? *ret_handle : 0;
    return err;
}

/* ---- joining ---- */

static int row_add(struct model *in, int64_t person, struct membership *membership)
{
    struct query query;
    struct link link = {person, membership->import != 0 && membership->is_newly_known};
    if (membership->handle == 0)
        membership->handle = ident_random();
    struct str sealed =
        secret_seal(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, membership->handle),
                    bytes_of(&link, sizeof link), in->arena);
    query_open(&query, in->database,
               "INSERT INTO membership (network, handle, kind, visibility, joined_day, next_day,"
               " import, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    query_int(&query, membership->network);
    query_int(&query, membership->handle);
    query_text(&query, membership->kind);
    query_text(&query, membership->visibility);
    query_int(&query, membership->joined_day);
    query_int(&query, membership->next_day);
    query_int(&query, membership->import);
    query_blob(&query, sealed);
    return query_run(&query);
}

static int row_remove(struct model *in, int64_t network, int64_t handle)
{
    struct query query;
    query_open(&query, in->database, "DELETE FROM membership WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    int err = query_run(&query);
    if (err != OK)
        return err;
    query_open(&query, in->database, "DELETE FROM import_named WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_run(&query);
}

/* What hides gives way, as if it were not there. */
static int hidden_replace(struct model *in, int64_t person, const struct membership *membership,
                          int64_t hidden)
{
    int err = row_remove(in, membership->network, hidden);
    if (err == OK)
        err = belonging_remove(in, person, membership->network);
    return err == OK ? belonging_add(in, person, membership->network, membership->handle) : err;
}

int membership_add(struct model *in, int64_t person, struct membership *membership)
{
    int64_t standing = 0;
    bool shown = false;
    int err = network_check_open(in, membership->network);
    if (err != OK)
        return err;
    err = row_add(in, person, membership);
    if (err == OK)
        err = belonging_add(in, person, membership->network, membership->handle);
    if (err != ERROR_CLASH)
        return err;
    err = belonging_handle(in, membership->network, person, &standing);
    if (err == OK)
        err = is_shown(in, membership->network, standing, &shown);
    if (err == OK && shown)
        return error_set(in->error, ERROR_CLASH, "network",
                         "You belong to this network already. To change how you are seen, use "
                         "membership.visibility.");
    return err == OK ? hidden_replace(in, person, membership, standing) : err;
}

/* Which import hides this handle; 0 if none does. */
static int hidden_by(struct model *in, int64_t network, int64_t handle, int64_t *ret_import)
{
    struct query query;
    *ret_import = 0;
    query_open(&query, in->database,
               "SELECT import FROM membership WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    return query_one(&query, ret_import);
}

int membership_stage(struct model *in, int64_t person, struct membership *membership,
                     int64_t *ret_standing)
{
    int64_t standing = 0, import = 0;
    bool shown = false;
    *ret_standing = 0;
    int err = row_add(in, person, membership);
    if (err == OK)
        err = belonging_add(in, person, membership->network, membership->handle);
    if (err != ERROR_CLASH)
        return err;
    err = belonging_handle(in, membership->network, person, &standing);
    if (err == OK)
        err = is_shown(in, membership->network, standing, &shown);
    if (err == OK && !shown)
        err = hidden_by(in, membership->network, standing, &import);
    if (err == OK && !shown && import != membership->import)
        return hidden_replace(in, person, membership, standing);
    *ret_standing = shown ? standing : 0;
    if (err == OK)
        err = row_remove(in, membership->network, membership->handle);
    membership->handle = 0;
    return err;
}

int membership_remove(struct model *in, int64_t person, int64_t network)
{
    int64_t handle;
    int err = membership_handle(in, network, person, &handle);
    if (err == OK)
        err = belonging_remove(in, person, network);
    return err == OK ? row_remove(in, network, handle) : err;
}

struct hidden {
    struct model *in;
    LIST(struct belonging) all;
    int err;
};

static bool hidden_collect(void *self, const struct belonging *belonging)
{
    struct hidden *hidden = self;
    bool shown = true;
    hidden->err = is_shown(hidden->in, belonging->network, belonging->handle, &shown);
    if (!shown)
        *list_add(&hidden->all) = *belonging;
    return hidden->err != OK;
}

int membership_drop_hidden(struct model *in, int64_t person)
{
    struct hidden hidden = {.in = in};
    int err = belonging_each(in, person, hidden_collect, &hidden);
    err = err != OK ? err : hidden.err;
    for (size_t i = 0; i < hidden.all.count && err == OK; i++) {
        err = row_remove(in, hidden.all.at[i].network, hidden.all.at[i].handle);
        if (err == OK)
            err = belonging_remove(in, person, hidden.all.at[i].network);
    }
    list_done(&hidden.all);
    return err;
}

int membership_move(struct model *in, int64_t from, int64_t into, int64_t network)
{
    struct query query;
    int64_t handle = 0;
    const struct link link = {.person = into};
    int err = membership_handle(in, network, from, &handle);
    if (err == OK)
        err = belonging_remove(in, from, network);
    if (err == OK)
        err = membership_drop_hidden(in, into);
    if (err == OK)
        err = belonging_add(in, into, network, handle);
    if (err != OK)
        return err;
    query_open(&query, in->database,
               "UPDATE membership SET link = ?3 WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    query_blob(&query, secret_seal(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, handle),
                                   bytes_of(&link, sizeof link), in->arena));
    return query_run(&query);
}

/* ---- from the handle ---- */

int membership_network(struct model *in, int64_t handle, int64_t *ret_network)
{
    struct query query;
    *ret_network = 0;
    query_open(&query, in->database,
               "SELECT member.network FROM network CROSS JOIN member"
               " ON member.network = network.id AND member.handle = ?1");
    query_int(&query, handle);
    return query_one(&query, ret_network);
}

static int link_read(struct model *in, int64_t network, int64_t handle, struct link *ret_link)
{
    struct query query;
    int err;
    *ret_link = (struct link){0};
    query_open(&query, in->database,
               "SELECT link FROM membership WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    while ((err = query_step(&query)) == QUERY_ROW) {
        struct str plain;
        /* Links of earlier states hold the person alone. */
        if (secret_open(in->keys->use[SECRET_LINK_SEAL], link_tag(in->arena, handle),
                        query_read_blob(&query, 0), in->arena, &plain) == OK &&
            (plain.len == sizeof *ret_link || plain.len == sizeof ret_link->person))
            memcpy(ret_link, plain.ptr, plain.len);
    }
    err = query_close(&query, err);
    if (err == OK && ret_link->person == 0)
        return error_set(in->error, ERROR_MISSING, "membership", "There is no such member.");
    return err;
}

int membership_person(struct model *in, int64_t network, int64_t handle, int64_t *ret_person)
{
    struct link link;
    int err = link_read(in, network, handle, &link);
    *ret_person = link.person;
    return err;
}

int membership_clear(struct model *in, int64_t network, int64_t handle, int64_t import)
{
    struct link link;
    int64_t of = 0;
    int err = hidden_by(in, network, handle, &of);
    if (err != OK || of != import)
        return err;
    err = link_read(in, network, handle, &link);
    if (err == OK)
        err = belonging_remove(in, link.person, network);
    if (err == OK)
        err = row_remove(in, network, handle);
    return err == OK && link.is_newly_known ? person_forget(in, link.person) : err;
}

int membership_set_visibility(struct model *in, int64_t network, int64_t handle,
                              struct str visibility)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE membership SET visibility = ?3 WHERE network = ?1 AND handle = ?2");
    query_int(&query, network);
    query_int(&query, handle);
    query_text(&query, visibility);
    return query_run(&query);
}

int membership_set_stage(struct model *in, const struct membership *membership)
{
    struct query query;
    query_open(&query, in->database,
               "UPDATE membership SET stage = ?3, next_day = ?4, asked_day = ?5,"
               " absent_until = ?6, reminded = ?7 WHERE network = ?1 AND handle = ?2");
    query_int(&query, membership->network);
    query_int(&query, membership->handle);
    query_text(&query, membership->stage);
    query_int(&query, membership->next_day);
    query_int(&query, membership->asked_day);
    query_int(&query, membership->absent_until);
    query_int(&query, membership->reminded);
    return query_run(&query);
}
