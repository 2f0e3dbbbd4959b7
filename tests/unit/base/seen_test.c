/* Which texts came before. */
#include "base/seen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool add_number(struct seen *seen, int number)
{
    char text[16];
    int length = snprintf(text, sizeof text, "s%d", number);
    return seen_add(seen, (struct str){text, (size_t)length});
}

static void a_text_is_new_once(void **state)
{
    (void)state;
    struct seen seen = {0};
    assert_true(seen_add(&seen, STR("a")));
    assert_true(seen_add(&seen, STR("")));
    assert_false(seen_add(&seen, STR("a")));
    assert_false(seen_add(&seen, (struct str){0}));
    assert_true(seen_add(&seen, STR("ab")));
    seen_done(&seen);
    assert_true(seen_add(&seen, STR("a")));
    seen_done(&seen);
}

static void it_can_be_asked_without_adding(void **state)
{
    (void)state;
    struct seen seen = {0};
    assert_false(seen_has(&seen, STR("a")));
    seen_add(&seen, STR("a"));
    assert_true(seen_has(&seen, STR("a")));
    assert_false(seen_has(&seen, STR("b")));
    assert_true(seen_add(&seen, STR("b")));
    seen_done(&seen);
}

static void among_many_each_is_new_once_and_takes_few_bytes(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    struct seen seen = {0};
    size_t room = 0;
    for (int i = 0; i < MANY; i++)
        assert_true(add_number(&seen, i));
    for (int i = 0; i < MANY; i++)
        assert_false(add_number(&seen, i));
    assert_true(add_number(&seen, MANY));
    for (size_t i = 0; i < SEEN_PARTS; i++)
        room += seen.parts[i].room;
    assert_true(room < (size_t)MANY * 2);
    seen_done(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_new_once),
        cmocka_unit_test(it_can_be_asked_without_adding),
        cmocka_unit_test(among_many_each_is_new_once_and_takes_few_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
