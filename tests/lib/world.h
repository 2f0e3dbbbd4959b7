/* A whole engine for tests: a store in memory, a host of its own, calls that are answered at once.
 *
 *   struct world *world = world_open(NULL);
 *   struct answer *answer = world_call(world, administrator, "place.add", "{'name':'Leeds'}");
 *   assert_int_equal(answer->outcome, OK);
 *
 * The clock stands still until a test moves it. Work for the pool runs on real threads. Arguments
 * are JSON, in which ' stands for ". */
#ifndef TESTS_LIB_WORLD_H
#define TESTS_LIB_WORLD_H

#include "action/call.h"
#include "action/core.h"

/* 2026-11-21T09:30:00Z, a Saturday. */
#define WORLD_NOW INT64_C(1795253400000)

struct world_options {
    bool rehearsal;
    const char *dir;         /* a state that is there; NULL makes one */
    void *mine;              /* of the test, for its own actions */
    const char *vfs;         /* of the store; NULL for the usual one */
    const kith_action *more; /* registered besides the core's and tea.h's */
};

struct world_host;

struct world {
    struct world_options options;
    char *dir;
    struct store *store;
    struct keyring *keys;
    struct packs *packs; /* those of the source tree */
    struct engine *engine;
    struct arena arena; /* of answers, and of what a test makes for itself */
    struct error error; /* of what is asked of the model */
    struct world_host *host;
    int64_t frozen_ms;         /* where the clock stands when the engine starts */
    int64_t armed_ms;          /* the engine's last wish for a turn */
    struct kith_call *brewing; /* the call that tea.brew was given last */
};

/* What became of a call. */
struct answer {
    struct world *world;
    bool there;  /* false while it is awaited */
    int outcome; /* OK, an error number, or a positive number while it is awaited */
    struct error error;
    const char *reply;         /* JSON */
    int64_t told, done, total; /* progress: how often, and the last */
};

extern const struct actor administrator, core_itself, nobody_known;
struct actor somebody(int64_t person);

struct world *world_open(const struct world_options *options); /* NULL for the usual ones */
void world_close(struct world *world);
/* Ends the engine and the store in good order, and starts them again. */
void world_restart(struct world *world);

/* Turns until nothing is left to do but the work of pool threads; world_run waits for it, too. */
void world_turn(struct world *world);
void world_run(struct world *world);

/* Sends a call; the answer comes during world_run, and lives as long as the world. */
struct answer *world_send(struct world *world, const struct call_request *request,
                          const char *with);
/* Sends a call and runs until it is answered; fails the test if it never is. */
struct answer *world_call(struct world *world, struct actor actor, const char *action,
                          const char *with, ...) __attribute__((format(printf, 4, 5)));
/* The same, for calls that must succeed. */
struct answer *world_do(struct world *world, struct actor actor, const char *action,
                        const char *with, ...) __attribute__((format(printf, 4, 5)));

const char *world_id(struct world *world, int64_t id);             /* in its text form */
int64_t answer_id(const struct answer *answer, const char *field); /* 0 if it is not there */
int world_file(const char *content); /* a descriptor to pass with a call */

/* Things to work with. `terms` of a charter are JSON; NULL for the defaults. */
int64_t world_place(struct world *world, const char *name);
int64_t world_person(struct world *world, const char *name);
int64_t world_network(struct world *world, const char *name, const char *terms);
int64_t world_join(struct world *world, int64_t person, int64_t network); /* the handle */

/* What the model would be given to read with, between turns. */
struct model world_model(struct world *world);
int64_t world_count(struct world *world, const char *sql); /* the first number; SQL is a literal */
int64_t world_entries(struct world *world, int64_t network); /* in its journal */

/* For cmocka: the world of a test, and how it is set up and taken down. */
#define WORLD(state) (*(struct world **)(state))
int world_setup(void **state); /* with the usual options */
int world_setup_with(void **state, const struct world_options *options);
int world_teardown(void **state);
void assert_fails(const struct answer *answer, int outcome, const char *field);

#endif
