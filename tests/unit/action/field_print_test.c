/* Fields describe themselves for every door. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "action/field.h"

static void a_field_says_everything_a_door_needs(void **state)
{
    (void)state;
    static const kith_field parts[] = {
        {.name = "quorum", .type = KITH_FRACTION, .summary = "How many must be there."}, {0}};
    static const kith_field fields[] = {
        {.name = "state",
         .type = KITH_ONE_OF,
         .flags = KITH_OPTIONAL | KITH_MANY | KITH_PERSONAL | KITH_SPECIAL | KITH_SECRET,
         .preset = "open",
         .limits = "open|closed",
         .summary = "Is it \"open\"?"},
        {.name = "terms", .type = KITH_RECORD, .parts = parts, .summary = "The terms."},
        {0}};
    struct text out = {0};
    struct json_writer writer = {.out = &out};
    fields_describe(fields, &writer);
    assert_string_equal(
        out.ptr,
        "[{\"name\":\"state\",\"type\":\"one_of\",\"flags\":[\"optional\",\"many\",\"personal\","
        "\"special\",\"secret\"],\"preset\":\"open\",\"limits\":\"open|closed\","
        "\"summary\":\"Is it \\\"open\\\"?\"},{\"name\":\"terms\",\"type\":\"record\",\"flags\":[],"
        "\"summary\":\"The terms.\",\"parts\":[{\"name\":\"quorum\",\"type\":\"fraction\","
        "\"flags\":[],\"summary\":\"How many must be there.\"}]}]");
    text_done(&out);
}

static void no_fields_are_an_empty_list(void **state)
{
    (void)state;
    struct text out = {0};
    struct json_writer writer = {.out = &out};
    fields_describe(NULL, &writer);
    assert_string_equal(out.ptr, "[]");
    text_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_says_everything_a_door_needs),
        cmocka_unit_test(no_fields_are_an_empty_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
