/* The command line of kithd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "options.h"

static int parse(char **words, struct options *ret_options, struct error *error)
{
    int count = 0;
    while (words[count])
        count++;
    unsetenv("STATE_DIRECTORY");
    return options_parse(count, words, ret_options, error);
}

static void every_option_is_taken_in_both_forms(void **state)
{
    char *words[] = {"kithd",     "--state", "/s",          "--config=/c",
                     "--plugins", "/p",      "--rehearsal", NULL};
    struct options options;
    (void)state;
    assert_int_equal(parse(words, &options, NULL), OK);
    assert_int_equal(options.task, TASK_RUN);
    assert_string_equal(options.state, "/s");
    assert_string_equal(options.config, "/c");
    assert_string_equal(options.plugins, "/p");
    assert_true(options.rehearsal);
}

static void a_restore_takes_its_file(void **state)
{
    char *words[] = {"kithd", "--restore", "/b", "--state=/s", NULL};
    struct options options;
    (void)state;
    assert_int_equal(parse(words, &options, NULL), OK);
    assert_int_equal(options.task, TASK_RESTORE);
    assert_string_equal(options.backup, "/b");
}

static void systemd_tells_the_state_directory(void **state)
{
    char *words[] = {"kithd", NULL};
    struct options options;
    (void)state;
    setenv("STATE_DIRECTORY", "/var/lib/kith", 1);
    assert_int_equal(options_parse(1, words, &options, NULL), OK);
    assert_string_equal(options.state, "/var/lib/kith");
    unsetenv("STATE_DIRECTORY");
}

static void help_needs_no_state(void **state)
{
    char *words[] = {"kithd", "--help", NULL};
    struct options options;
    struct text help = {0};
    (void)state;
    assert_int_equal(parse(words, &options, NULL), OK);
    assert_int_equal(options.task, TASK_HELP);
    options_print_help(&help);
    assert_non_null(strstr(help.ptr, "--restore FILE"));
    text_done(&help);
}

static void a_wrong_word_is_refused_with_the_remedy(void **state)
{
    static struct {
        char *words[6];
        const char *says;
    } wrong[] = {
        {{"kithd", NULL}, "kithd --state DIR"},
        {{"kithd", "--sate", "/s", NULL}, "Did you mean --state?"},
        {{"kithd", "--rehersal", NULL}, "Did you mean --rehearsal?"},
        {{"kithd", "--quite-other", NULL}, "See kithd --help"},
        {{"kithd", "start", NULL}, "See kithd --help"},
        {{"kithd", "--state", NULL}, "--state DIR"},
        {{"kithd", "--state=", NULL}, "--state DIR"},
        {{"kithd", "--rehearsal=yes", NULL}, "takes no value"},
        {{"kithd", "--state", "/a", "--state", "/b", NULL}, "given twice"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct options options;
        struct error error = {0};
        assert_int_equal(parse(wrong[i].words, &options, &error), ERROR_WRONG);
        assert_non_null(strstr(error.message, wrong[i].says));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_taken_in_both_forms),
        cmocka_unit_test(a_restore_takes_its_file),
        cmocka_unit_test(systemd_tells_the_state_directory),
        cmocka_unit_test(help_needs_no_state),
        cmocka_unit_test(a_wrong_word_is_refused_with_the_remedy),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
