/* Ids: in order, never twice, and read only as they are written. */
#include "base/ident.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int64_t now_ms = 1795253400000;

static void ids_grow_even_when_the_clock_goes_back(void **state)
{
    (void)state;
    struct ident_source source = {0};
    int64_t last = 0;
    for (int i = 0; i < 10000; i++) {
        int64_t id = ident_make(&source, now_ms - (i % 7) * 1000);
        assert_true(id > last);
        last = id;
    }
}

static void ids_tell_their_time_in_the_upper_bits(void **state)
{
    (void)state;
    struct ident_source source = {0};
    int64_t id = ident_make(&source, now_ms);
    assert_int_equal(id >> 21, now_ms - 1577836800000);
}

static void ids_are_positive_before_2020_and_at_the_end_of_their_range(void **state)
{
    (void)state;
    struct ident_source source = {0};
    int64_t first = ident_make(&source, 0);
    assert_true(first > 0);
    assert_true(ident_make(&source, 0) > first);
    assert_true(ident_make(&source, 1577836800000 + ((int64_t)1 << 42) - 1) > 0);
}

static void random_ids_are_positive_and_differ(void **state)
{
    (void)state;
    int64_t all = 0;
    for (int i = 0; i < 200; i++) {
        int64_t id = ident_random();
        assert_true(id > 0);
        assert_int_not_equal(id, ident_random());
        all |= id;
    }
    assert_int_equal(all, INT64_MAX); /* every bit is used */
}

static void text_and_back_is_the_same_id(void **state)
{
    (void)state;
    char text[IDENT_LENGTH + 1];
    int64_t back;
    for (int i = 0; i < 10000; i++) {
        int64_t id = i < 100 ? i + 1 : ident_random();
        ident_print(id, text);
        assert_int_equal(strlen(text), IDENT_LENGTH);
        assert_true(ident_parse(str_of(text), &back));
        assert_int_equal(back, id);
    }
    ident_print(INT64_MAX, text);
    assert_string_equal(text, "7zzzzzzzzzzzz");
    ident_print(1, text);
    assert_string_equal(text, "0000000000001");
}

static void the_text_sorts_as_the_ids_do(void **state)
{
    (void)state;
    char one[IDENT_LENGTH + 1], other[IDENT_LENGTH + 1];
    for (int i = 0; i < 1000; i++) {
        int64_t a = ident_random(), b = ident_random();
        ident_print(a, one);
        ident_print(b, other);
        assert_int_equal(a < b, strcmp(one, other) < 0);
    }
}

static void misread_letters_are_forgiven(void **state)
{
    (void)state;
    int64_t id;
    assert_true(ident_parse(STR("0C4JQ8R2M5X7K"), &id));
    int64_t lower;
    assert_true(ident_parse(STR("0c4jq8r2m5x7k"), &lower));
    assert_int_equal(id, lower);
    assert_true(ident_parse(STR("oOoOoOoOoOoIl"), &id));
    assert_int_equal(id, 33);
}

static void what_is_no_id_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "000000000000",
                                        "00000000000001",
                                        "0000000000000",
                                        "8000000000000",
                                        "zzzzzzzzzzzzz",
                                        "0c4jq8r2m5x7u",
                                        "0c4jq8r2m5x7-",
                                        " c4jq8r2m5x7k",
                                        "0c4jq8r2m5x\xc3\xa9"};
    int64_t id = 5;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(ident_parse(str_of(wrong[i]), &id));
    assert_int_equal(id, 5);
}

static void arguments_of_one_id_are_json(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_true(str_is(ident_json(&arena, "meeting", 1), "{\"meeting\":\"0000000000001\"}"));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_grow_even_when_the_clock_goes_back),
        cmocka_unit_test(ids_tell_their_time_in_the_upper_bits),
        cmocka_unit_test(ids_are_positive_before_2020_and_at_the_end_of_their_range),
        cmocka_unit_test(random_ids_are_positive_and_differ),
        cmocka_unit_test(text_and_back_is_the_same_id),
        cmocka_unit_test(the_text_sorts_as_the_ids_do),
        cmocka_unit_test(misread_letters_are_forgiven),
        cmocka_unit_test(what_is_no_id_is_refused),
        cmocka_unit_test(arguments_of_one_id_are_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
