/* Who may vote: the roll, frozen when a vote opens; and who holds the recount of a small one. */
#include <stdlib.h>

#include "model/ballot.h"
#include "model/committee.h"
#include "model/election.h"
#include "model/membership.h"
#include "model/office.h"
#include "model/person.h"
#include "model/place.h"

struct gathering {
    struct model *in;
    const struct election *election;
    handle_list *roll;
    size_t enough;       /* of them; then no more are looked for */
    handle_list holders; /* of offices, for a committee of them */
};

static bool is_among(const handle_list *handles, int64_t handle)
{
    for (size_t i = 0; i < handles->count; i++)
        if (handles->at[i] == handle)
            return true;
    return false;
}

static int note_holder(void *self, const struct office *office)
{
    handle_list *holders = self;
    if (!is_among(holders, office->handle))
        *list_add(holders) = office->handle;
    return OK;
}

/* Does this member work in the place, or in one that lies inside it? */
static int works_in(struct model *in, const struct membership *membership, int64_t wanted,
                    bool *ret_works)
{
    struct person person;
    struct place place;
    int64_t id;
    *ret_works = false;
    int err = membership_person(in, membership->network, membership->handle, &id);
    if (err == OK)
        err = person_read(in, id, &person);
    for (int64_t at = err == OK ? person.employer : 0; at != 0 && err == OK && !*ret_works;) {
        *ret_works = at == wanted;
        err = place_read(in, at, &place);
        at = place.parent;
    }
    return err;
}

static int is_entitled(struct gathering *gathering, const struct membership *membership,
                       bool *ret_entitled)
{
    const struct election *election = gathering->election;
    *ret_entitled = false;
    if (membership->handle == election->recused)
        return OK;
    if (str_is(election->electorate, "place"))
        return works_in(gathering->in, membership, election->electorate_id, ret_entitled);
    if (str_is(election->electorate, "committee") && election->electorate_id != 0)
        return committee_is_seated(gathering->in, election->network, election->electorate_id,
                                   membership->handle, ret_entitled);
    if (str_is(election->electorate, "committee"))
        *ret_entitled = is_among(&gathering->holders, membership->handle);
    else
        *ret_entitled =
            str_is(election->electorate, "everyone") || str_is(membership->kind, "member");
    return OK;
}

static int gather(void *self, const struct membership *membership)
{
    struct gathering *gathering = self;
    bool entitled;
    int err = is_entitled(gathering, membership, &entitled);
    if (err == OK && entitled)
        *list_add(gathering->roll) = membership->handle;
    return err == OK && gathering->roll->count >= gathering->enough ? ERROR_STOPPED : err;
}

static int electorate(struct model *in, const struct election *election, size_t enough,
                      handle_list *ret_roll)
{
    struct gathering gathering = {
        .in = in, .election = election, .roll = ret_roll, .enough = enough};
    int err = OK;
    if (str_is(election->electorate, "committee"))
        err = office_each(in, election->network, false, note_holder, &gathering.holders);
    if (err == OK)
        err = membership_each(in, election->network, gather, &gathering);
    list_done(&gathering.holders);
    return err == ERROR_STOPPED ? OK : err;
}

int election_electorate(struct model *in, const struct election *election, handle_list *ret_roll)
{
    return electorate(in, election, SIZE_MAX, ret_roll);
}

int election_electorate_is_small(struct model *in, const struct election *election, bool *ret_small)
{
    handle_list roll = {0};
    int err = electorate(in, election, ELECTION_SMALL, &roll);
    *ret_small = roll.count < ELECTION_SMALL;
    list_done(&roll);
    return err;
}

/* ---- the frozen roll ---- */

static int roll_write(struct model *in, const char *sql, int64_t election, const int64_t *handles,
                      size_t count)
{
    int err = OK;
    for (size_t i = 0; i < count && err == OK; i++) {
        struct query query;
        query_open(&query, in->database, sql);
        query_int(&query, election);
        query_int(&query, handles[i]);
        err = query_run(&query);
    }
    return err;
}

int election_roll_add(struct model *in, int64_t election, const int64_t *handles, size_t count)
{
    return roll_write(in, "INSERT INTO election_roll (election, handle) VALUES (?1, ?2)", election,
                      handles, count);
}

int election_roll_drop(struct model *in, int64_t election, const int64_t *handles, size_t count)
{
    return roll_write(in, "DELETE FROM election_roll WHERE election = ?1 AND handle = ?2", election,
                      handles, count);
}

int election_roll_each(struct model *in, int64_t election, int (*each)(void *self, int64_t handle),
                       void *self)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT handle FROM election_roll WHERE election = ?1 ORDER BY handle");
    query_int(&query, election);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = each(self, query_read_int(&query, 0))) != OK)
            break;
    return query_close(&query, err);
}

static int note_handle(void *self, int64_t handle)
{
    *list_add((handle_list *)self) = handle;
    return OK;
}

int election_roll_read(struct model *in, int64_t election, handle_list *ret_roll)
{
    return election_roll_each(in, election, note_handle, ret_roll);
}

int election_roll_some(struct model *in, int64_t election, int64_t from, int64_t limit,
                       handle_list *ret_handles)
{
    struct query query;
    int err;
    query_open(&query, in->database,
               "SELECT handle FROM election_roll WHERE election = ?1 ORDER BY handle"
               " LIMIT ?2 OFFSET ?3");
    query_int(&query, election);
    query_int(&query, limit);
    query_int(&query, from);
    while ((err = query_step(&query)) == QUERY_ROW)
        *list_add(ret_handles) = query_read_int(&query, 0);
    return query_close(&query, err);
}

int election_roll_holds(struct model *in, int64_t election, int64_t handle, bool *ret_holds)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT 1 FROM election_roll WHERE election = ?1 AND handle = ?2");
    query_int(&query, election);
    query_int(&query, handle);
    return query_any(&query, ret_holds);
}

static void hash_one(struct secret_hasher *hasher, int64_t handle)
{
    char line[IDENT_LENGTH + 2];
    ident_print(handle, line);
    line[IDENT_LENGTH] = '\n';
    secret_hasher_add(hasher, (struct str){line, IDENT_LENGTH + 1});
}

/* Of the handles in their order, a line each, as `b2sum -l 256` would. */
struct str election_roll_hash_of(const handle_list *roll, struct arena *arena)
{
    struct secret_hasher hasher;
    secret_hasher_start(&hasher);
    for (size_t i = 0; i < roll->count; i++)
        hash_one(&hasher, roll->at[i]);
    struct secret_hash hash = secret_hasher_end(&hasher);
    return ballot_hex(hash.bytes, sizeof hash.bytes, arena);
}

int election_roll_hash(struct model *in, int64_t election, struct str *ret_hash)
{
    handle_list roll = {0};
    int err = election_roll_read(in, election, &roll);
    *ret_hash = election_roll_hash_of(&roll, in->arena);
    list_done(&roll);
    return err;
}

/* ---- scrutineers ---- */

int election_scrutineer_add(struct model *in, const struct election *election, int64_t handle)
{
    struct query query;
    int64_t named, agreed;
    int err = election_scrutineer_count(in, election->id, &named, &agreed);
    if (err == OK && named >= ELECTION_SCRUTINEERS)
        return error_set(in->error, ERROR_LIMIT, "scrutineers", "There are two scrutineers.");
    query_open(&query, in->database,
               "INSERT INTO election_scrutineer (election, handle) VALUES (?1, ?2)");
    query_int(&query, election->id);
    query_int(&query, handle);
    err = query_run(&query);
    return err == ERROR_CLASH ? error_set(in->error, err, "scrutineers",
                                          "The two scrutineers must be two different members.")
                              : err;
}

int election_scrutineer_agree(struct model *in, const struct election *election, int64_t handle)
{
    struct query query;
    query_open(
        &query, in->database,
        "UPDATE election_scrutineer SET agreed_day = ?3 WHERE election = ?1 AND handle = ?2");
    query_int(&query, election->id);
    query_int(&query, handle);
    query_int(&query, clock_day(in->now_ms));
    int err = query_run(&query);
    if (err == OK && query_changes(&query) == 0)
        return error_set(in->error, ERROR_REFUSED, "election",
                         "You are not a scrutineer of this vote. Its two scrutineers were named "
                         "when it was planned.");
    return err;
}

int election_scrutineer_count(struct model *in, int64_t election, int64_t *ret_named,
                              int64_t *ret_agreed)
{
    struct query query;
    int err;
    *ret_named = *ret_agreed = 0;
    query_open(&query, in->database,
               "SELECT count(*), total(agreed_day <> 0) FROM election_scrutineer"
               " WHERE election = ?1");
    query_int(&query, election);
    while ((err = query_step(&query)) == QUERY_ROW) {
        *ret_named = query_read_int(&query, 0);
        *ret_agreed = query_read_int(&query, 1);
    }
    return query_close(&query, err);
}

int election_is_scrutineer(struct model *in, int64_t election, int64_t handle, bool *ret_is)
{
    struct query query;
    query_open(&query, in->database,
               "SELECT 1 FROM election_scrutineer WHERE election = ?1 AND handle = ?2");
    query_int(&query, election);
    query_int(&query, handle);
    return query_any(&query, ret_is);
}
