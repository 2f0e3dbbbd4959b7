/* Maps: against a plain array that knows the same. */
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { KEYS = 3000, STEPS = 60000 };

static char names[KEYS][8];

static struct str name_of(size_t i)
{
    snprintf(names[i], sizeof names[i], "n%zu", i);
    return str_of(names[i]);
}

/* Numbers that only look like chance, so that a failure comes back. */
static uint32_t next_number(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void a_map_knows_what_a_plain_array_knows(void **state)
{
    (void)state;
    static char values[KEYS];
    static bool there[KEYS];
    struct map map = {0};
    uint32_t chance = 1;
    size_t count = 0;
    for (int step = 0; step < STEPS; step++) {
        size_t i = next_number(&chance) % KEYS;
        bool adds = next_number(&chance) % 5 < (step < STEPS / 2 ? 4 : 1);
        if (adds) {
            assert_int_equal(map_put(&map, name_of(i), &values[i]), !there[i]);
            count += !there[i];
            there[i] = true;
        } else {
            void *had = map_remove(&map, name_of(i));
            assert_ptr_equal(had, there[i] ? &values[i] : NULL);
            count -= there[i];
            there[i] = false;
        }
        assert_int_equal(map.count, count);
    }
    for (size_t i = 0; i < KEYS; i++)
        assert_ptr_equal(map_find(&map, name_of(i)), there[i] ? &values[i] : NULL);
    map_done(&map);
}

static void walking_keeps_the_order_of_insertion(void **state)
{
    (void)state;
    struct map map = {0};
    int values[100];
    for (size_t i = 0; i < 100; i++) {
        values[i] = (int)i;
        map_put(&map, name_of(i), &values[i]);
    }
    for (size_t i = 0; i < 100; i += 2)
        map_remove(&map, name_of(i));
    size_t position = 0;
    struct str key;
    for (int i = 1; i < 100; i += 2) {
        const int *value = map_next(&map, &position, &key);
        assert_int_equal(*value, i);
        assert_true(str_equal(key, name_of((size_t)i)));
    }
    assert_null(map_next(&map, &position, NULL));
    map_done(&map);
}

static void an_empty_map_and_an_empty_key_work(void **state)
{
    (void)state;
    struct map map = {0};
    size_t position = 0;
    int value = 1;
    assert_null(map_find(&map, STR("a")));
    assert_null(map_remove(&map, STR("a")));
    assert_null(map_next(&map, &position, NULL));
    assert_true(map_put(&map, (struct str){0}, &value));
    assert_ptr_equal(map_find(&map, STR("")), &value);
    assert_null(map_find(&map, (struct str){"\0", 1}));
    map_done(&map);
}

static void a_removed_key_may_be_gone_from_memory(void **state)
{
    (void)state;
    struct map map = {0};
    int value = 1;
    for (int i = 0; i < 1000; i++) {
        char *key = strdup("same");
        assert_true(map_put(&map, str_of(key), &value));
        assert_ptr_equal(map_remove(&map, str_of(key)), &value);
        memset(key, 'x', 4);
        free(key);
    }
    assert_true(map.room <= 64); /* dead entries do not pile up */
    map_done(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_knows_what_a_plain_array_knows),
        cmocka_unit_test(walking_keeps_the_order_of_insertion),
        cmocka_unit_test(an_empty_map_and_an_empty_key_work),
        cmocka_unit_test(a_removed_key_may_be_gone_from_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
