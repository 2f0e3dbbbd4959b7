/* Fills a state for tests of large votes, through the model's functions, while no daemon runs.
 *
 *   election_crowd STATE members NETWORK COUNT    so many colleagues join
 *   election_crowd STATE votes ELECTION           everybody on the roll of an open vote votes "1"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "model/ballot_box.h"
#include "model/membership.h"
#include "model/person.h"
#include "store/change.h"
#include "store/store.h"

struct crowd {
    struct model in;
    struct store *store;
    const char *state;
    int64_t of; /* the network, or the election */
};

static _Noreturn void fail(const struct error *error)
{
    fprintf(stderr, "election_crowd: %s\n", error->message);
    exit(EXIT_FAILURE);
}

static int add_member(struct crowd *crowd, int64_t number)
{
    struct model *in = &crowd->in;
    int32_t today = clock_day(in->now_ms);
    struct person person = {
        .given_name = STR("Colleague"),
        .family_name = str_of(arena_print(in->arena, "No %lld", (long long)number)),
        .work_email = str_of(arena_print(in->arena, "c%lld@trust.example", (long long)number))};
    struct membership membership = {.network = crowd->of,
                                    .kind = STR("member"),
                                    .visibility = STR("members"),
                                    .joined_day = today,
                                    .next_day = today + 3000};
    int err = person_add(in, &person);
    return err != OK ? err : membership_add(in, person.id, &membership);
}

static int vote(struct crowd *crowd, int64_t voter)
{
    const struct ballot_box box = {&crowd->in, crowd->state, crowd->of};
    struct ballot_key key;
    struct ballot ballot = {.count = 1};
    unsigned char nonce[NONCE_LEAST];
    secret_random(nonce, sizeof nonce);
    ballot_receipt(crowd->of, (struct str){(const char *)nonce, sizeof nonce}, ballot.receipt);
    int err = ballot_box_key(&box, &key);
    return err != OK ? err : ballot_box_put(&box, &key, voter, &ballot);
}

static int add_members(struct crowd *crowd, int64_t count)
{
    int err = OK;
    for (int64_t i = 0; i < count && err == OK; i++) {
        err = add_member(crowd, i);
        arena_reset(crowd->in.arena);
    }
    return err;
}

static int all_vote(struct crowd *crowd)
{
    handle_list roll = {0};
    int err = election_roll_read(&crowd->in, crowd->of, &roll);
    for (size_t i = 0; i < roll.count && err == OK; i++) {
        err = vote(crowd, roll.at[i]);
        arena_reset(crowd->in.arena);
    }
    list_done(&roll);
    return err;
}

static int fill(struct crowd *crowd, int count, char **words)
{
    int err = change_begin(crowd->store, crowd->in.error);
    if (err == OK)
        err = count == 5 ? add_members(crowd, strtoll(words[4], NULL, 10)) : all_vote(crowd);
    return err != OK ? err : change_commit_now(crowd->store);
}

int main(int count, char **words)
{
    struct error error = {0};
    struct arena arena = {0};
    struct ident_source ids = {0};
    struct clock clock = {0};
    struct crowd crowd = {0};
    bool is_known = (count == 5 && strcmp(words[2], "members") == 0) ||
                    (count == 4 && strcmp(words[2], "votes") == 0);
    if (!is_known || !ident_parse(str_of(words[3]), &crowd.of))
        return 2;
    secret_start();
    crowd.state = words[1];
    struct keyring *keys = keyring_open(crowd.state, false, &error);
    if (keys == NULL || store_open(&crowd.store, crowd.state, keys->name, NULL, &error) != OK)
        fail(&error);
    crowd.in = (struct model){.database = store_writer(crowd.store),
                              .keys = keys,
                              .ids = &ids,
                              .arena = &arena,
                              .error = &error,
                              .now_ms = clock_now(&clock)};
    if (fill(&crowd, count, words) != OK)
        fail(&error);
    store_close(crowd.store);
    keyring_close(keys);
    arena_done(&arena);
    return EXIT_SUCCESS;
}
