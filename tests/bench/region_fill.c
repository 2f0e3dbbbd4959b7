/* Gives a state a whole region of people, networks and memberships, through the model's functions.
 *
 *     region_fill STATE PEOPLE NETWORKS
 *
 * Everybody belongs to two networks. The daemon must not be running. Prints as JSON people to act
 * as, and networks that none of them belongs to. The keys by which belonging is found are random,
 * so all of them are held in memory until a large batch is whole. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/secret.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/person.h"
#include "model/place.h"
#include "store/change.h"
#include "store/store.h"

enum {
    BATCH = 200000,
    AT_ONCE = 300,    /* so many people after one another belong to one network */
    ACTING = 1500,    /* people to act as */
    TARGETS = 50,     /* networks to join … */
    FIRST_TARGET = 10 /* … from this one on: those before are the actors' own */
};

struct region {
    struct model in;
    struct store *store;
    int64_t host, *people, *networks;
    int64_t people_count, network_count;
};

static _Noreturn void fail(const struct error *error)
{
    fprintf(stderr, "region_fill: %s\n", error->message);
    exit(1);
}

static int add_network(struct region *region, int64_t number)
{
    struct model *in = &region->in;
    struct network network = {
        .place = region->host,
        .name = str_of(arena_print(in->arena, "Colleagues' Network %lld", (long long)number)),
        .aim = STR("Colleagues of one heritage, and their allies.")};
    int err = network_add(in, &network);
    struct charter charter = {
        .network = network.id, .text = STR("# Who we are\n"), .terms = STR("{}")};
    region->networks[number] = network.id;
    return err != OK ? err : charter_add(in, &charter);
}

static int add_person(struct region *region, int64_t number)
{
    struct model *in = &region->in;
    struct person person = {
        .external_id = str_of(arena_print(in->arena, "%lld", (long long)number)),
        .given_name = STR("Person"),
        .family_name = str_of(arena_print(in->arena, "No %lld", (long long)number)),
        .work_email = str_of(arena_print(in->arena, "person%lld@trust.example", (long long)number)),
        .employer = region->host,
        .job = STR("Nurse")};
    int err = person_add(in, &person);
    region->people[number] = person.id;
    return err;
}

/* The number-th membership: first everybody's first, then everybody's second. */
static int add_membership(struct region *region, int64_t number)
{
    int64_t person = number % region->people_count, round = number / region->people_count;
    int64_t network =
        (person / AT_ONCE + round * (region->network_count / 2)) % region->network_count;
    struct membership membership = {.network = region->networks[network],
                                    .kind = STR("member"),
                                    .visibility = STR("members"),
                                    .joined_day = clock_day(region->in.now_ms),
                                    .next_day = clock_day(region->in.now_ms) + 365};
    return membership_add(&region->in, region->people[person], &membership);
}

static void add_all(struct region *region, int64_t count,
                    int (*add)(struct region *region, int64_t number))
{
    for (int64_t at = 0; at < count;) {
        int64_t end = at + BATCH < count ? at + BATCH : count;
        int err = change_begin(region->store, region->in.error);
        for (; at < end && err == OK; at++) {
            err = add(region, at);
            arena_reset(region->in.arena);
        }
        if (err == OK)
            err = change_commit_now(region->store);
        if (err != OK)
            fail(region->in.error);
    }
}

static int add_host(struct region *region, int64_t number)
{
    struct place place = {.kind = STR("host"), .name = STR("Trust")};
    (void)number;
    int err = place_add(&region->in, &place);
    region->host = place.id;
    return err;
}

static void print_ids(const char *name, const int64_t *ids, int64_t count, const char *end)
{
    printf("\"%s\":[", name);
    for (int64_t i = 0; i < count; i++) {
        char id[IDENT_LENGTH + 1];
        ident_print(ids[i], id);
        printf("%s\"%s\"", i == 0 ? "" : ",", id);
    }
    printf("]%s", end);
}

static void fill(struct region *region)
{
    struct query query;
    query_open(&query, region->in.database, "PRAGMA cache_size = -3000000");
    if (query_run(&query) != OK)
        fail(region->in.error);
    region->people = memory_take((size_t)region->people_count * sizeof(int64_t));
    region->networks = memory_take((size_t)region->network_count * sizeof(int64_t));
    add_all(region, 1, add_host);
    add_all(region, region->network_count, add_network);
    add_all(region, region->people_count, add_person);
    add_all(region, 2 * region->people_count, add_membership);
    printf("{");
    print_ids("people", region->people, ACTING, ",");
    print_ids("networks", region->networks + FIRST_TARGET, TARGETS, "}\n");
    free(region->people);
    free(region->networks);
}

int main(int count, char **arguments)
{
    struct error error = {0};
    struct arena arena = {0};
    struct ident_source ids = {0};
    struct clock clock = {0};
    struct region region = {0};
    if (count != 4 || strtoll(arguments[2], NULL, 10) < ACTING ||
        strtoll(arguments[3], NULL, 10) < 4 * TARGETS) {
        fprintf(stderr, "Usage: region_fill STATE PEOPLE NETWORKS (%d and %d at least)\n", ACTING,
                4 * TARGETS);
        return 2;
    }
    secret_start();
    region.people_count = strtoll(arguments[2], NULL, 10);
    region.network_count = strtoll(arguments[3], NULL, 10);
    struct keyring *keys = keyring_open(arguments[1], false, &error);
    if (keys == NULL || store_open(&region.store, arguments[1], keys->name, NULL, &error) != OK)
        fail(&error);
    region.in = (struct model){.database = store_writer(region.store),
                               .keys = keys,
                               .ids = &ids,
                               .arena = &arena,
                               .error = &error,
                               .now_ms = clock_now(&clock)};
    fill(&region);
    arena_done(&arena);
    store_close(region.store);
    keyring_close(keys);
    return 0;
}
