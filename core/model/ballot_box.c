/* The ballot box of one election: sealed papers go in, and at the close a shuffled heap comes out.
 *
 * The file secret/election-ID holds the key and the seed of the lot. Boxes of those
 * who have not voted hold chance, so that all rows look alike but for the roll mark. */
#include "model/ballot_box.h"

#include <stdio.h>
#include <string.h>

#include "base/secret_file.h"

enum { BOX_SIZE = BALLOT_PACKED + SECRET_SEAL_OVERHEAD, SEED_SIZE = 16, NAME_ROOM = 32 };

static const char name_prefix[] = "election-";

struct key_file {
    unsigned char key[SECRET_KEY_SIZE];
    unsigned char seed[SEED_SIZE];
};

static const char *key_name(const struct ballot_box *box, char out[NAME_ROOM])
{
    char id[IDENT_LENGTH + 1];
    ident_print(box->election, id);
    snprintf(out, NAME_ROOM, "%s%s", name_prefix, id);
    return out;
}

/* ---- opening ---- */

/* The key that is there already is one of an opening that was not committed: it is used. */
static int key_make(const struct ballot_box *box, struct key_file *ret_key)
{
    char name[NAME_ROOM];
    key_name(box, name);
    int err = secret_file_read(box->state_dir, name, ret_key, sizeof *ret_key, box->in->error);
    if (err != ERROR_MISSING)
        return err;
    *box->in->error = (struct error){0};
    secret_random(ret_key->key, sizeof ret_key->key);
    secret_random(ret_key->seed, sizeof ret_key->seed);
    return secret_file_write(box->state_dir, name,
                             (struct str){(const char *)ret_key, sizeof *ret_key}, box->in->error);
}

static int box_add(const struct ballot_box *box, int64_t voter)
{
    struct query query;
    unsigned char sealed[BOX_SIZE];
    secret_random(sealed, sizeof sealed);
    query_open(&query, box->in->database,
               "INSERT INTO election_box (id, election, voter, voted, sealed)"
               " VALUES (?1, ?2, ?3, 0, ?4)");
    query_int(&query, ident_random());
    query_int(&query, box->election);
    query_int(&query, voter);
    query_blob(&query, (struct str){(const char *)sealed, sizeof sealed});
    return query_run(&query);
}

int ballot_box_add(const struct ballot_box *box, const int64_t *voters, size_t count)
{
    int err = OK;
    for (size_t i = 0; i < count && err == OK; i++)
        err = box_add(box, voters[i]);
    return err;
}

int ballot_box_drop(const struct ballot_box *box, const int64_t *voters, size_t count)
{
    int err = OK;
    for (size_t i = 0; i < count && err == OK; i++) {
        struct query query;
        query_open(&query, box->in->database,
                   "DELETE FROM election_box WHERE election = ?1 AND voter = ?2");
        query_int(&query, box->election);
        query_int(&query, voters[i]);
        err = query_run(&query);
    }
    return err;
}

int ballot_box_open(const struct ballot_box *box, struct str *ret_seed_hash)
{
    struct key_file key;
    int err = key_make(box, &key);
    if (err == OK)
        *ret_seed_hash =
            ballot_seed_hash(ballot_hex(key.seed, sizeof key.seed, box->in->arena), box->in->arena);
    secret_wipe(&key, sizeof key);
    return err;
}

/* ---- voting ---- */

static int key_read(const struct ballot_box *box, struct key_file *ret_key)
{
    char name[NAME_ROOM];
    return secret_file_read(box->state_dir, key_name(box, name), ret_key, sizeof *ret_key,
                            box->in->error);
}

/* A box moved to another row does not open. */
static struct str tag_of(int64_t of[2])
{
    return (struct str){(const char *)of, 2 * sizeof *of};
}

int ballot_box_key(const struct ballot_box *box, struct ballot_key *ret_key)
{
    struct key_file file;
    int err = key_read(box, &file);
    if (err == OK)
        memcpy(ret_key->bytes, file.key, sizeof ret_key->bytes);
    secret_wipe(&file, sizeof file);
    return err;
}

static struct str box_seal(const struct ballot_box *box, const struct ballot_key *key,
                           int64_t voter, const struct ballot *ballot)
{
    unsigned char packed[BALLOT_PACKED];
    int64_t of[] = {box->election, voter};
    ballot_pack(ballot, packed);
    struct str sealed = secret_seal(
        key->bytes, tag_of(of), (struct str){(const char *)packed, sizeof packed}, box->in->arena);
    secret_wipe(packed, sizeof packed);
    return sealed;
}

int ballot_box_put(const struct ballot_box *box, const struct ballot_key *key, int64_t voter,
                   const struct ballot *ballot)
{
    struct query query;
    struct str sealed = box_seal(box, key, voter, ballot);
    query_open(&query, box->in->database,
               "UPDATE election_box SET voted = 1, sealed = ?3 WHERE election = ?1 AND voter = ?2");
    query_int(&query, box->election);
    query_int(&query, voter);
    query_blob(&query, sealed);
    int err = query_run(&query);
    if (err == OK && query_changes(&query) == 0)
        return error_set(box->in->error, ERROR_REFUSED, "election",
                         "You are not on the roll of this vote: it was closed when the vote "
                         "opened.");
    return err;
}

int ballot_box_turnout(const struct ballot_box *box, int64_t *ret_voted)
{
    struct query query;
    *ret_voted = 0;
    query_open(&query, box->in->database,
               "SELECT count(*) FROM election_box WHERE election = ?1 AND voted = 1");
    query_int(&query, box->election);
    return query_one(&query, ret_voted);
}

/* ---- the close ---- */

struct heap {
    const struct ballot_box *box;
    LIST(struct ballot) ballots;
};

static int box_open(struct heap *heap, const struct key_file *key, int64_t voter, struct str sealed)
{
    struct str packed;
    int64_t of[] = {heap->box->election, voter};
    if (sealed.len != BOX_SIZE ||
        secret_open(key->key, tag_of(of), sealed, heap->box->in->arena, &packed) != OK ||
        !ballot_unpack((const unsigned char *)packed.ptr, list_add(&heap->ballots)))
        return error_set(heap->box->in->error, ERROR_BROKEN, "election",
                         "The key of this vote does not open its boxes: it is another's, or a "
                         "box is damaged.");
    secret_wipe((char *)packed.ptr, packed.len);
    return OK;
}

static int open_all(struct heap *heap, const struct key_file *key)
{
    struct query query;
    int err;
    query_open(&query, heap->box->in->database,
               "SELECT voter, sealed FROM election_box WHERE election = ?1 AND voted = 1");
    query_int(&query, heap->box->election);
    while ((err = query_step(&query)) == QUERY_ROW)
        if ((err = box_open(heap, key, query_read_int(&query, 0), query_read_blob(&query, 1))) !=
            OK)
            break;
    return query_close(&query, err);
}

static int hand_out(struct heap *heap, int (*each)(void *self, const struct ballot *ballot),
                    void *self)
{
    size_t count = heap->ballots.count;
    size_t *order = memory_take((count + 1) * sizeof *order);
    int err = OK;
    secret_shuffle(order, count);
    for (size_t i = 0; i < count && err == OK; i++)
        err = each(self, &heap->ballots.at[order[i]]);
    secret_wipe(order, count * sizeof *order);
    free(order);
    return err;
}

int ballot_box_tip(const struct ballot_box *box,
                   int (*each)(void *self, const struct ballot *ballot), void *self,
                   struct str *ret_seed)
{
    struct key_file key;
    struct heap heap = {.box = box};
    int err = key_read(box, &key);
    if (err != OK)
        return err;
    err = open_all(&heap, &key);
    if (err == OK)
        err = hand_out(&heap, each, self);
    if (err == OK)
        *ret_seed = ballot_hex(key.seed, sizeof key.seed, box->in->arena);
    secret_wipe(&key, sizeof key);
    if (heap.ballots.count > 0)
        secret_wipe(heap.ballots.at, heap.ballots.count * sizeof *heap.ballots.at);
    list_done(&heap.ballots);
    return err;
}

int ballot_box_empty(const struct ballot_box *box, int64_t limit, int64_t *ret_gone)
{
    struct query query;
    query_open(&query, box->in->database,
               "DELETE FROM election_box WHERE election = ?1 AND voter IN"
               " (SELECT voter FROM election_box WHERE election = ?1 ORDER BY voter LIMIT ?2)");
    query_int(&query, box->election);
    query_int(&query, limit);
    int err = query_run(&query);
    *ret_gone = err == OK ? query_changes(&query) : 0;
    return err;
}

int ballot_box_empty_void(struct model *in, int64_t network, int64_t limit, int64_t *ret_gone)
{
    struct query query;
    query_open(&query, in->database,
               "DELETE FROM election_box WHERE id IN (SELECT box.id FROM election"
               " JOIN election_box box ON box.election = election.id"
               " WHERE network = ?1 AND state = 'void' LIMIT ?2)");
    query_int(&query, network);
    query_int(&query, limit);
    int err = query_run(&query);
    *ret_gone = err == OK ? query_changes(&query) : 0;
    return err;
}

int ballot_box_forget(const struct ballot_box *box)
{
    char name[NAME_ROOM];
    return secret_file_destroy(box->state_dir, key_name(box, name), box->in->error);
}

bool ballot_box_has_key(const struct ballot_box *box)
{
    char name[NAME_ROOM];
    return secret_file_is_there(box->state_dir, key_name(box, name));
}

struct keys {
    int (*each)(void *self, int64_t election);
    void *self;
};

/* What is not named as a key is, is not one: the rest of a writing that was cut short. */
static int each_name(void *self, const char *name)
{
    const struct keys *keys = self;
    int64_t id;
    return ident_parse(str_of(name + strlen(name_prefix)), &id) ? keys->each(keys->self, id) : OK;
}

int ballot_box_each_key(struct model *in, const char *state_dir,
                        int (*each)(void *self, int64_t election), void *self)
{
    struct keys keys = {each, self};
    return secret_file_each(state_dir, name_prefix, each_name, &keys, in->error);
}
