/* Errors: what callers and doors rely on. */
#include "base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void an_error_says_its_code_field_and_message(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(error_set(&error, ERROR_CLASH, "name", "There is already %d.", 7),
                     ERROR_CLASH);
    assert_int_equal(error.code, ERROR_CLASH);
    assert_string_equal(error.field, "name");
    assert_string_equal(error.message, "There is already 7.");
}

static void an_error_needs_neither_a_place_nor_a_field(void **state)
{
    (void)state;
    struct error error;
    memset(&error, 'x', sizeof error);
    assert_int_equal(error_set(NULL, ERROR_WRONG, "name", "No."), ERROR_WRONG);
    error_set(&error, ERROR_WRONG, NULL, "No.");
    assert_string_equal(error.field, "");
}

static void a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    struct error error;
    char field[101] = "", message[1201] = "";
    for (int shift = 0; shift < 3; shift++) {
        memset(field, 'a', (size_t)shift);
        memset(message, 'a', (size_t)shift);
        for (size_t i = (size_t)shift; i + 3 < sizeof field; i += 3)
            memcpy(field + i, "\u20ac", 4);
        for (size_t i = (size_t)shift; i + 3 < sizeof message; i += 3)
            memcpy(message + i, "\u20ac", 4);
        error_set(&error, ERROR_WRONG, field, "%s", message);
        assert_true(strlen(error.message) > sizeof error.message - 4);
        assert_true(str_is_utf8(str_of(error.message)));
        assert_true(strlen(error.field) > sizeof error.field - 4);
        assert_true(str_is_utf8(str_of(error.field)));
    }
}

static void a_message_can_be_made_longer_from_itself(void **state)
{
    (void)state;
    struct error error;
    error_set(&error, ERROR_WRONG, "age", "It is no number.");
    error_set(&error, error.code, error.field, "Row 3: %s", error.message);
    assert_string_equal(error.message, "Row 3: It is no number.");
    assert_string_equal(error.field, "age");
}

static void every_error_is_found_by_its_name_and_number(void **state)
{
    (void)state;
    for (int code = -1; code >= -13; code--) {
        assert_int_equal(error_by_name(error_name(code)), code);
        assert_in_range(error_http_status(code), 400, 599);
        assert_in_range(error_exit_status(code), 64, 78);
        assert_true(strlen(error_sentence(code)) > 0);
    }
    assert_int_equal(error_by_name("nonsense"), 0);
    assert_string_equal(error_name(-999), "broken");
    assert_int_equal(error_exit_status(OK), 0);
}

static void what_a_message_repeats_cannot_command_a_terminal(void **state)
{
    (void)state;
    struct error error;
    error_set(&error, ERROR_WRONG, "na\x1bme", "\"%s\" stands twice",
              "a\x1b[2J\n\xc2\x9b\x7f\xc3\xa9");
    assert_string_equal(error.message, "\"a?[2J????\xc3\xa9\" stands twice");
    assert_string_equal(error.field, "na?me");
}

static void a_folder_that_cannot_be_written_to_is_the_callers_to_mend(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(error_of_folder(ENOSPC, "/a/b", &error), OK);
    assert_int_equal(error_of_folder(ENOENT, "/a/b", &error), ERROR_WRONG);
    assert_non_null(strstr(error.message, "Make the folder"));
    assert_int_equal(error_of_folder(EROFS, "/a/b", &error), ERROR_WRONG);
    assert_non_null(strstr(error.message, "/a/b"));
    assert_non_null(strstr(error.message, "ReadWritePaths="));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_says_its_code_field_and_message),
        cmocka_unit_test(an_error_needs_neither_a_place_nor_a_field),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
        cmocka_unit_test(what_a_message_repeats_cannot_command_a_terminal),
        cmocka_unit_test(a_message_can_be_made_longer_from_itself),
        cmocka_unit_test(a_folder_that_cannot_be_written_to_is_the_callers_to_mend),
        cmocka_unit_test(every_error_is_found_by_its_name_and_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
