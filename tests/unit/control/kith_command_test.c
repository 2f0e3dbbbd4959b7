/* The command line: options anywhere, nouns and verbs, and where the daemon is. */
#include "control/kith_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MOST = 12 };

/* `line` is split at its spaces; its pieces are static until the next call. */
static int parse(const char *line, struct command *ret_command, struct error *error)
{
    static char room[256];
    static char *words[WORDS_MOST];
    int count = 0;

    assert_true(strlen(line) < sizeof room);
    memcpy(room, line, strlen(line) + 1);
    words[count++] = (char[]){"kith"};
    for (char *word = strtok(room, " "); word && count < WORDS_MOST; word = strtok(NULL, " "))
        words[count++] = word;
    return command_parse(count, words, ret_command, error);
}

static void options_stand_before_between_and_after_noun_and_verb(void **state)
{
    struct command command;

    (void)state;
    assert_int_equal(parse("--json place --as=me add --name x", &command, NULL), OK);
    assert_true(str_is(command.noun, "place") && str_is(command.verb, "add"));
    assert_true(command.json);
    assert_string_equal(command.as, "me");
    assert_int_equal(command.rest_count, 2);
    assert_string_equal(command.rest[0], "--name");
}

static void words_after_the_verb_are_left_for_the_fields(void **state)
{
    struct command command;

    (void)state;
    assert_int_equal(parse("place list --json --state open", &command, NULL), OK);
    assert_false(command.json);
    assert_null(command.state);
    assert_string_equal(command.late_state, "open");
}

static void a_place_named_after_two_dashes_is_no_option(void **state)
{
    struct command command;

    (void)state;
    assert_int_equal(parse("place list -- --state open", &command, NULL), OK);
    assert_null(command.late_state);
}

static void a_late_place_can_be_taken_out_of_the_words(void **state)
{
    struct arena arena = {0};
    struct command command;

    (void)state;
    assert_int_equal(parse("a b --state=x c --socket y d -- --state z", &command, NULL), OK);
    command_drop_late_place(&command, &arena);
    assert_int_equal(command.rest_count, 5);
    assert_string_equal(command.rest[0], "c");
    assert_string_equal(command.rest[1], "d");
    assert_string_equal(command.rest[3], "--state");
    arena_done(&arena);
}

static void underscores_are_dashes(void **state)
{
    struct command command;

    (void)state;
    assert_int_equal(parse("--dry_run --token_file t place", &command, NULL), OK);
    assert_true(command.dry_run);
    assert_string_equal(command.token_file, "t");
}

struct wrong_case {
    const char *line, *expected;
};

static void wrong_options_are_refused_with_a_remedy(void **state)
{
    static const struct wrong_case cases[] = {
        {"--jsno place", "Did you mean --json?"},
        {"--zebra place", "Fields come after"},
        {"-j place", "two dashes"},
        {"--state", "--state DIR"},
        {"--state --json", "--state DIR"},
        {"--state= place", "--state DIR"},
        {"--json=1 place", "takes no value"},
        {"-- place", "after the verb"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        struct command command;

        assert_int_equal(parse(cases[i].line, &command, &error), ERROR_WRONG);
        assert_non_null(strstr(error.message, cases[i].expected));
    }
}

static void the_words_to_complete_are_left_alone(void **state)
{
    struct command command;

    (void)state;
    assert_int_equal(parse("--complete -- --zebra pl", &command, NULL), OK);
    assert_true(command.complete);
    assert_int_equal(command.rest_count, 3);
    assert_string_equal(command.rest[1], "--zebra");
}

static void the_socket_lies_in_the_state_directory_unless_it_is_named(void **state)
{
    struct arena arena = {0};

    (void)state;
    unsetenv("KITH_STATE");
    assert_string_equal(command_socket(NULL, NULL, &arena), "/var/lib/kith/kith.sock");
    setenv("KITH_STATE", "/env", 1);
    assert_string_equal(command_socket(NULL, NULL, &arena), "/env/kith.sock");
    assert_string_equal(command_socket(NULL, "dir", &arena), "dir/kith.sock");
    assert_string_equal(command_socket("path", "dir", &arena), "path");
    unsetenv("KITH_STATE");
    arena_done(&arena);
}

static void a_value_never_begins_with_two_dashes(void **state)
{
    char *words[] = {(char[]){"--name"}, (char[]){"-5"}, (char[]){"--x"}};

    (void)state;
    assert_string_equal(option_value_after(words, 3, 0), "-5");
    assert_null(option_value_after(words, 3, 1));
    assert_null(option_value_after(words, 3, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_before_between_and_after_noun_and_verb),
        cmocka_unit_test(words_after_the_verb_are_left_for_the_fields),
        cmocka_unit_test(a_place_named_after_two_dashes_is_no_option),
        cmocka_unit_test(a_late_place_can_be_taken_out_of_the_words),
        cmocka_unit_test(underscores_are_dashes),
        cmocka_unit_test(wrong_options_are_refused_with_a_remedy),
        cmocka_unit_test(the_words_to_complete_are_left_alone),
        cmocka_unit_test(the_socket_lies_in_the_state_directory_unless_it_is_named),
        cmocka_unit_test(a_value_never_begins_with_two_dashes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
