/* Names are compared as people read them, and make keys that people can type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/name.h"

static void names_are_compared_without_case_and_with_one_space_for_many(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_true(str_is(name_key(&arena, STR("  Ward \n\t 3  ")), "ward 3"));
    assert_true(str_is(name_key(&arena, STR("Évreux")), "Évreux")); /* letters of ASCII alone */
    assert_true(str_is(name_key(&arena, STR("")), ""));
    arena_done(&arena);
}

static void a_key_is_made_of_the_letters_and_digits_of_a_name(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_true(str_is(name_word(&arena, STR("Membership lead"), "role"), "membership_lead"));
    assert_true(str_is(name_word(&arena, STR(" (Ward 3 & 4!) "), "role"), "ward_3_4"));
    assert_true(str_is(name_word(&arena, STR("É…"), "role"), "role"));
    assert_true(str_is(name_word(&arena, STR(""), "role"), "role"));
    struct str longest = STR("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
    assert_int_equal(name_word(&arena, longest, "role").len, 40);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_compared_without_case_and_with_one_space_for_many),
        cmocka_unit_test(a_key_is_made_of_the_letters_and_digits_of_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
