/* What model functions are given, for tests of them: a store in memory with a batch open for ever.
 *
 * For cmocka: model_setup makes the state of a test a `struct model_test`, and IN(state) is the
 * `struct model *` to call with. The clock stands at 2026-11-21T09:30:00Z until a test moves it. */
#ifndef TESTS_LIB_MODEL_H
#define TESTS_LIB_MODEL_H

#include "model/effect.h"
#include "model/model.h"
#include "store/change.h"

#define MODEL_NOW INT64_C(1795253400000)

enum {
    SECOND_MS = 1000,
    MINUTE_MS = 60 * SECOND_MS,
    HOUR_MS = 60 * MINUTE_MS,
    DAY_MS = 24 * HOUR_MS
};

struct model_test {
    char *dir;
    struct store *store;
    struct keyring *keys;
    struct packs *packs; /* those of the source tree */
    struct ident_source ids;
    struct arena arena;
    struct error error;
    struct model in;
};

int model_setup(void **state);
int model_teardown(void **state);

#define IN(state) (&(*(struct model_test **)(state))->in)

#define MODEL_TEST(behaviour)                                                                      \
    cmocka_unit_test_setup_teardown(behaviour, model_setup, model_teardown)

void assert_model_fails(const struct model *in, int err, int wanted, const char *field);
/* The SQL must be a literal. */
void model_run(struct model *in, const char *sql);
int64_t model_count(struct model *in, const char *sql);

/* Calls `each` for every row of every table, with each of its columns in turn. */
void model_each_column(struct model *in,
                       void (*each)(void *self, const char *table, const struct query *row,
                                    int column),
                       void *self);
/* Calls `each` for every effect in the order of their ids, whoever may see it. */
void model_each_effect(struct model *in, void (*each)(void *self, const struct effect *effect),
                       void *self);
/* Does this column hold the number: as such, as 8 bytes, in digits, or as an id in text? */
bool column_holds(const struct query *row, int column, int64_t number);

#endif
