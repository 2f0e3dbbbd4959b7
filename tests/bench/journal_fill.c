/* Gives a state a long journal, through the model's own functions, so that its chain is right.
 *
 *     journal_fill STATE ENTRIES
 *
 * Half of the entries are the server's own, the others are spread over a hundred networks. The
 * daemon must not be running. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/secret.h"
#include "model/journal.h"
#include "store/change.h"
#include "store/store.h"

enum { NETWORKS = 100, BATCH = 10000 };

static _Noreturn void fail(const struct error *error)
{
    fprintf(stderr, "journal_fill: %s\n", error->message);
    exit(1);
}

static int append(struct model *in, const int64_t *networks, int64_t number)
{
    static const char *const actions[] = {"place.add", "membership.join"};
    struct journal_entry entry = {
        .network = number % 2 == 0 ? 0 : networks[number / 2 % NETWORKS],
        .action = str_of(actions[number % 2]),
        .day = clock_day(in->now_ms),
        .at_ms = in->now_ms,
        .actor = STR("administrator"),
        .subject = model_id(in),
        .facts = STR("{\"name\":\"Royal Infirmary, ward 12\",\"kind\":\"employer\"}")};
    return journal_append(in, &entry);
}

static void batch_write(struct store *store, struct model *in, const int64_t *networks,
                        int64_t first, int64_t end)
{
    int err = change_begin(store, in->error);
    for (int64_t number = first; number < end && err == OK; number++) {
        err = append(in, networks, number);
        arena_reset(in->arena);
    }
    if (err == OK)
        err = journal_chain_heads(in, networks, NETWORKS);
    if (err == OK)
        err = change_commit_now(store);
    if (err != OK)
        fail(in->error);
    arena_reset(in->arena);
}

int main(int count, char **arguments)
{
    static int64_t networks[NETWORKS];
    struct error error = {0};
    struct arena arena = {0};
    struct ident_source ids = {0};
    struct store *store;
    if (count != 3) {
        fprintf(stderr, "Usage: journal_fill STATE ENTRIES\n");
        return 2;
    }
    secret_start();
    int64_t entries = strtoll(arguments[2], NULL, 10);
    struct keyring *keys = keyring_open(arguments[1], false, &error);
    if (keys == NULL || store_open(&store, arguments[1], keys->name, NULL, &error) != OK)
        fail(&error);
    struct clock clock = {0};
    struct model in = {.database = store_writer(store),
                       .keys = keys,
                       .ids = &ids,
                       .arena = &arena,
                       .error = &error,
                       .now_ms = clock_now(&clock)};
    networks[0] = 0;
    for (size_t i = 1; i < NETWORKS; i++)
        networks[i] = model_id(&in);
    for (int64_t at = 0; at < entries; at += BATCH)
        batch_write(store, &in, networks, at, at + BATCH < entries ? at + BATCH : entries);
    arena_done(&arena);
    store_close(store);
    keyring_close(keys);
    return 0;
}
