/* The configuration is read strictly, and its errors name the file, the line and the remedy. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena arena;
    struct config config;
    struct error error;
};

static int begin(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    *state = &fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    arena_done(&fixture->arena);
    return 0;
}

static int parse(struct fixture *fixture, const char *text)
{
    fixture->error = (struct error){0};
    return config_parse(str_of(text), "kithd.conf", &fixture->arena, &fixture->config,
                        &fixture->error);
}

static void without_a_file_everything_has_its_preset(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(config_read(NULL, &fixture->arena, &fixture->config, &fixture->error), OK);
    assert_string_equal(fixture->config.log_level, "info");
    assert_null(fixture->config.group);
    assert_null(fixture->config.plugin_dir);
    assert_null(fixture->config.socket);
    assert_int_equal(fixture->config.plugin_count, 0);
}

static void options_and_sections_are_read(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(parse(fixture, "\xEF\xBB\xBF# Ours.\r\n"
                                    "\r\n"
                                    "  group =  staff team \r\n"
                                    "log_level=debug\n"
                                    "socket = /run/kith.sock\n"
                                    "plugin_dir = /opt/kith\n"
                                    "[plugin email]\n"
                                    "required = yes\n"
                                    "door = true\n"
                                    "off = false\n"
                                    "relay = smtp://127.0.0.1:25 # and = more\n"
                                    "sender =\n"
                                    "  [plugin  chat2]\n"
                                    "off = yes"),
                     OK);
    const struct config *config = &fixture->config;
    assert_string_equal(config->group, "staff team");
    assert_string_equal(config->log_level, "debug");
    assert_string_equal(config->socket, "/run/kith.sock");
    assert_string_equal(config->plugin_dir, "/opt/kith");
    assert_int_equal(config->plugin_count, 2);
    const struct plugin_setting *email = &config->plugins[0], *chat = &config->plugins[1];
    assert_string_equal(email->plugin, "email");
    assert_true(email->required && email->door && !email->off);
    assert_int_equal(email->option_count, 2);
    assert_string_equal(email->options[0].name, "relay");
    assert_true(str_is(email->options[0].text, "smtp://127.0.0.1:25 # and = more"));
    assert_int_equal(email->options[1].text.len, 0);
    assert_string_equal(chat->plugin, "chat2");
    assert_true(chat->off && !chat->required && !chat->door);
    assert_int_equal(chat->option_count, 0);
}

static void a_wrong_line_is_refused_with_its_number_and_a_remedy(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *text, *field, *message;
    } rows[] = {
        {"\n\nlog_level = inof\n", "log_level",
         "kithd.conf line 3: log_level: must be one of error, warning, info, debug; did you mean "
         "info?"},
        {"log_level = loud", "log_level",
         "kithd.conf line 1: log_level: must be one of error, warning, info, debug."},
        {"group =\n", "group", "kithd.conf line 1: group: must be 1 to 32 characters; this has 0."},
        {"# one\ncolour = red\n", "colour",
         "kithd.conf line 2: colour: is not known; there are group, plugin_dir, script_dir, "
         "log_level, "
         "socket. A plugin's options stand below its [plugin NAME] line."},
        {"group = a\ngroup = b\n", "group",
         "kithd.conf line 2: group: is set twice; keep one of the two lines."},
        {"[plugin a]\nx = 1\nx = 1\n", "x",
         "kithd.conf line 3: x: is set twice; keep one of the two lines."},
        {"[plugin a]\noff = no\noff = yes\n", "off",
         "kithd.conf line 3: off: is set twice; keep one of the two lines."},
        {"[plugin a]\nrequired = perhaps\n", "required",
         "kithd.conf line 2: required: must be yes or no."},
        {"[plugin a]\n[plugin b]\n[plugin a]\n", "",
         "kithd.conf line 3: the section [plugin a] is there twice; put its options together."},
        {"[plugin]\n", "",
         "kithd.conf line 1: a section is written [plugin NAME], in lower case letters and "
         "digits."},
        {"[plugin a", "",
         "kithd.conf line 1: a section is written [plugin NAME], in lower case letters and "
         "digits."},
        {"[", "",
         "kithd.conf line 1: a section is written [plugin NAME], in lower case letters and "
         "digits."},
        {"[plugin A]\n", "",
         "kithd.conf line 1: a section is written [plugin NAME], in lower case letters and "
         "digits."},
        {"group\n", "",
         "kithd.conf line 1: an option is written name = value, its name in lower case letters, "
         "digits and _."},
        {"= 1\n", "",
         "kithd.conf line 1: an option is written name = value, its name in lower case letters, "
         "digits and _."},
        {"Group = 1\n", "",
         "kithd.conf line 1: an option is written name = value, its name in lower case letters, "
         "digits and _."},
        {"\xff\n", "", "kithd.conf line 1: this is not UTF-8; save the file as UTF-8."},
        {"group = a\x1b[31m\n", "", "kithd.conf line 1: there is a control character; remove it."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(parse(fixture, rows[i].text), ERROR_WRONG);
        assert_string_equal(fixture->error.message, rows[i].message);
        assert_string_equal(fixture->error.field, rows[i].field);
    }
}

static void the_same_name_may_stand_in_two_sections(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(parse(fixture, "[plugin a]\noff = yes\nx = 1\n[plugin b]\noff = yes\nx = 2\n"),
                     OK);
    assert_true(fixture->config.plugins[0].off && fixture->config.plugins[1].off);
}

static void a_plugin_has_at_most_a_hundred_options(void **state)
{
    struct fixture *fixture = *state;
    struct text text = {0};
    text_add(&text, STR("[plugin a]\n"));
    for (int i = 0; i < 100; i++)
        text_print(&text, "x%d = 1\n", i);
    assert_int_equal(parse(fixture, text.ptr), OK);
    assert_int_equal(fixture->config.plugins[0].option_count, 100);
    text_add(&text, STR("more = 1\n"));
    assert_int_equal(parse(fixture, text.ptr), ERROR_WRONG);
    assert_non_null(strstr(fixture->error.message, "line 102: a plugin can have at most 100"));
    text_done(&text);
}

static void there_are_at_most_a_hundred_plugins(void **state)
{
    struct fixture *fixture = *state;
    struct text text = {0};
    for (int i = 0; i <= 100; i++)
        text_print(&text, "[plugin a%d]\n", i);
    assert_int_equal(parse(fixture, text.ptr), ERROR_WRONG);
    assert_non_null(strstr(fixture->error.message, "line 101: there can be at most 100 plugins"));
    text_done(&text);
}

/* A file of `size` bytes, all of them comments; the path is to be unlinked and freed. */
static char *file_make(size_t size)
{
    char *path = strdup("/tmp/kith-config-test-XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    char *bytes = test_malloc(size + 1);
    memset(bytes, '#', size);
    assert_int_equal(write(descriptor, bytes, size), size);
    test_free(bytes);
    close(descriptor);
    return path;
}

static void a_file_is_read_up_to_its_limit_and_no_further(void **state)
{
    struct fixture *fixture = *state;
    for (size_t more = 0; more <= 1; more++) {
        char *path = file_make(256 * 1024 + more);
        int err = config_read(path, &fixture->arena, &fixture->config, &fixture->error);
        unlink(path);
        free(path);
        assert_int_equal(err, more ? ERROR_WRONG : OK);
    }
    assert_non_null(strstr(fixture->error.message, "larger than 256 KiB"));
}

static void a_file_that_is_not_there_is_named(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(
        config_read("/nowhere/kithd.conf", &fixture->arena, &fixture->config, &fixture->error),
        ERROR_WRONG);
    assert_string_equal(fixture->error.message,
                        "/nowhere/kithd.conf: cannot be opened (No such file or directory). Check "
                        "the path after --config.");
    assert_int_equal(config_read("/", &fixture->arena, &fixture->config, &fixture->error),
                     ERROR_WRONG);
    assert_non_null(strstr(fixture->error.message, "cannot be read"));
}

static void the_template_sets_nothing_until_its_options_are_uncommented(void **state)
{
    struct fixture *fixture = *state;
    struct text template = {0}, live = {0};
    config_print_template(&template);
    assert_int_equal(parse(fixture, template.ptr), OK);
    assert_string_equal(fixture->config.log_level, "info");
    assert_int_equal(fixture->config.plugin_count, 0);
    for (const char *line = template.ptr; *line; line += strcspn(line, "\n") + 1) {
        size_t len = strcspn(line, "\n") + 1;
        bool option = line[0] == '#' && line[1] != ' ' && line[1] != '\n';
        text_add(&live, (struct str){line + option, len - option});
    }
    assert_int_equal(parse(fixture, live.ptr), OK);
    assert_string_equal(fixture->config.group, "kith");
    assert_string_equal(fixture->config.log_level, "info");
    assert_string_equal(fixture->config.socket, "/run/kith/kith.sock");
    assert_int_equal(fixture->config.plugin_count, 1);
    assert_false(fixture->config.plugins[0].off);
    assert_int_equal(fixture->config.plugins[0].option_count, 0);
    text_done(&template);
    text_done(&live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_file_everything_has_its_preset, begin, end),
        cmocka_unit_test_setup_teardown(options_and_sections_are_read, begin, end),
        cmocka_unit_test_setup_teardown(a_wrong_line_is_refused_with_its_number_and_a_remedy, begin,
                                        end),
        cmocka_unit_test_setup_teardown(the_same_name_may_stand_in_two_sections, begin, end),
        cmocka_unit_test_setup_teardown(a_plugin_has_at_most_a_hundred_options, begin, end),
        cmocka_unit_test_setup_teardown(there_are_at_most_a_hundred_plugins, begin, end),
        cmocka_unit_test_setup_teardown(a_file_is_read_up_to_its_limit_and_no_further, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_is_not_there_is_named, begin, end),
        cmocka_unit_test_setup_teardown(the_template_sets_nothing_until_its_options_are_uncommented,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
