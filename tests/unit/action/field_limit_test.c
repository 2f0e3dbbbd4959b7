/* The limits of fields: read from their text, and kept by files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "action/field_type.h"

static void an_end_that_is_left_out_is_open_or_the_type_s_own(void **state)
{
    (void)state;
    static const struct {
        int32_t type;
        const char *limits;
        int64_t least, most;
    } rows[] = {
        {KITH_INT, "0..100", 0, 100},      {KITH_INT, "-5..", -5, INT64_MAX},
        {KITH_INT, "..-5", INT64_MIN, -5}, {KITH_INT, NULL, INT64_MIN, INT64_MAX},
        {KITH_TEXT, NULL, 0, 1000},        {KITH_TEXT, "1..", 1, 1000},
        {KITH_MARKDOWN, NULL, 0, 20000},   {KITH_FILE, "..10", 0, 10},
        {KITH_FILE, NULL, 0, INT64_MAX},   {KITH_ID, "place", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const kith_field field = {.name = "x", .type = rows[i].type, .limits = rows[i].limits};
        struct field_limits limits;
        assert_true(field_limits(&field, &limits));
        assert_int_equal(limits.least, rows[i].least);
        assert_int_equal(limits.most, rows[i].most);
    }
}

static void assert_file(const kith_field *field, int descriptor, const char *refusal)
{
    struct error error = {0};
    assert_int_equal(field_check_file(field, descriptor, &error), refusal ? ERROR_WRONG : OK);
    assert_string_equal(error.message, refusal ? refusal : "");
}

static void a_file_is_plain_and_of_a_size_that_is_allowed(void **state)
{
    (void)state;
    const kith_field field = {.name = "staff", .type = KITH_FILE, .limits = "2..4"};
    FILE *file = tmpfile();
    assert_non_null(file);
    int descriptor = fileno(file);
    assert_int_equal(ftruncate(descriptor, 1), 0);
    assert_file(&field, descriptor, "staff: must be a file of at least 2 bytes; this has 1.");
    for (off_t size = 2; size <= 4; size++) {
        assert_int_equal(ftruncate(descriptor, size), 0);
        assert_file(&field, descriptor, NULL);
    }
    assert_int_equal(ftruncate(descriptor, 5), 0);
    assert_file(&field, descriptor, "staff: must be a file of at most 4 bytes; this has 5.");
    fclose(file);
}

static void what_is_no_plain_file_is_refused(void **state)
{
    (void)state;
    const kith_field field = {.name = "staff", .type = KITH_FILE};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_file(&field, ends[0], "staff: must be a plain file; copy it into one and give that.");
    close(ends[0]);
    close(ends[1]);
    assert_file(&field, -1, "staff: must be a plain file; copy it into one and give that.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_end_that_is_left_out_is_open_or_the_type_s_own),
        cmocka_unit_test(a_file_is_plain_and_of_a_size_that_is_allowed),
        cmocka_unit_test(what_is_no_plain_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
