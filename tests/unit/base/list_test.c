/* Lists: items stay in order while the list grows and shrinks. */
#include "base/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct pair {
    int one, other;
};

static void items_are_added_zeroed_and_stay_in_order(void **state)
{
    (void)state;
    LIST(struct pair) pairs = {0};
    for (int i = 0; i < 1000; i++) {
        struct pair *pair = list_add(&pairs);
        assert_int_equal(pair->one, 0);
        assert_int_equal(pair->other, 0);
        *pair = (struct pair){i, -i};
    }
    assert_int_equal(pairs.count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(pairs.at[i].other, -i);
    list_done(&pairs);
    assert_int_equal(pairs.count, 0);
    assert_null(pairs.at);
}

static void removing_moves_the_later_items_up(void **state)
{
    (void)state;
    LIST(int) numbers = {0};
    for (int i = 0; i < 5; i++)
        *list_add(&numbers) = i;
    list_remove(&numbers, 4);
    list_remove(&numbers, 1);
    list_remove(&numbers, 0);
    assert_int_equal(numbers.count, 2);
    assert_int_equal(numbers.at[0], 2);
    assert_int_equal(numbers.at[1], 3);
    assert_int_equal(*list_add(&numbers), 0);
    list_done(&numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_added_zeroed_and_stay_in_order),
        cmocka_unit_test(removing_moves_the_later_items_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
