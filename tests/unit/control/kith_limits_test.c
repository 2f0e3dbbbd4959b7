/* Limits in words, and what stands for a value. */
#include "control/kith_guide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct words_case {
    enum known_type type;
    const char *limits, *expected;
};

static void assert_words(void (*add)(const struct known_field *, struct text *),
                         const struct words_case *expected)
{
    struct known_field field = {.type = expected->type, .limits = str_of(expected->limits)};
    struct text out = {0};

    text_add(&out, STR(""));
    add(&field, &out);
    assert_string_equal(out.ptr, expected->expected);
    text_done(&out);
}

static void limits_read_as_words(void **state)
{
    static const struct words_case cases[] = {
        {KNOWN_TEXT, "1..80", "1 to 80 characters"},
        {KNOWN_INT, "-5..100", "-5 to 100"},
        {KNOWN_INT, "1..", "at least 1"},
        {KNOWN_INT, "..9", "at most 9"},
        {KNOWN_MONEY, "0..12345",
         "\xC2\xA3"
         "0.00 to \xC2\xA3"
         "123.45"},
        {KNOWN_FRACTION, "0..1", "0 to 1"},
        {KNOWN_ONE_OF, "open|closed", "one of open, closed"},
        {KNOWN_ID, "person", "the id of a person"},
        {KNOWN_ID, "employer", "the id of an employer"},
        {KNOWN_ID, "*", "an id"},
        {KNOWN_FILE, "0..1048576", "at most 1 MiB"},
        {KNOWN_FILE, "1..2048", "1 byte to 2 KiB"},
        {KNOWN_TEXT, NULL, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_words(guide_limits, &cases[i]);
}

static void limits_that_make_no_sense_do_no_harm(void **state)
{
    static const struct words_case cases[] = {
        {KNOWN_INT, "..", ""},
        {KNOWN_INT, "7", ""},
        {KNOWN_MONEY, "x..y", "x to y"},
        {KNOWN_MONEY, "-9223372036854775808..", "at least -9223372036854775808"},
        {KNOWN_FILE, "..99999999999999999999", "at most 99999999999999999999"},
        {KNOWN_ONE_OF, "||", "one of , "},
        {KNOWN_ID, "\x1b[1m", "the id of a ?[1m"},
        {KNOWN_BOOL, "1..2", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_words(guide_limits, &cases[i]);
}

static void a_placeholder_says_what_to_type(void **state)
{
    static const struct words_case cases[] = {
        {KNOWN_ID, "steering_group", "STEERING-GROUP"},
        {KNOWN_ID, "\x1b[1m", "ID"},
        {KNOWN_ONE_OF, "open|closed", "open|closed"},
        {KNOWN_ONE_OF, "one|two|three|four|five|six", "WORD"},
        {KNOWN_FILE, "0..1", "FILE"},
        {KNOWN_MONEY, NULL, "POUNDS"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_words(guide_placeholder, &cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_read_as_words),
        cmocka_unit_test(limits_that_make_no_sense_do_no_harm),
        cmocka_unit_test(a_placeholder_says_what_to_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
