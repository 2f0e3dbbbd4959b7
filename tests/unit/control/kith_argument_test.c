/* Arguments: words after the verb become the JSON that the action takes. */
#include "control/kith_argument.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MOST = 12 };

/* JSON, with single quotes for double ones. */
static const char description[] =
    "{'actions':[{'name':'place.add','flags':['writes'],'takes':["
    "{'name':'id','type':'id'},"
    "{'name':'name','type':'text'},"
    "{'name':'size','type':'int','flags':['optional']},"
    "{'name':'cost','type':'money','flags':['optional']},"
    "{'name':'open','type':'bool','flags':['optional']},"
    "{'name':'no_mail','type':'bool','flags':['optional']},"
    "{'name':'tag','type':'text','flags':['optional','many']},"
    "{'name':'body','type':'markdown','flags':['optional']},"
    "{'name':'note_from','type':'date','flags':['optional']},"
    "{'name':'charter','type':'file','flags':['optional','many']},"
    "{'name':'terms','type':'record','flags':['optional'],'parts':["
    "{'name':'quorum','type':'fraction'},{'name':'end_date','type':'date','flags':['optional']}]},"
    "{'name':'state','type':'text','flags':['optional']}]},"
    "{'name':'place.close','flags':['writes'],'takes':["
    "{'name':'sure','type':'bool'},{'name':'word','type':'text','flags':['secret']}]}]}";

struct trial {
    struct arena arena;
    struct json *json;
    struct catalogue catalogue;
    struct text out;
    struct error error;
    int files;
};

static int set_up(void **state)
{
    struct trial *trial = memory_take(sizeof *trial);
    char *json = arena_copy(&trial->arena, str_of(description));

    for (char *quote = json; (quote = strchr(quote, '\''));)
        *quote = '"';
    trial->json = json_parse(str_of(json), NULL);
    assert_non_null(trial->json);
    assert_int_equal(catalogue_read(trial->json, &trial->arena, &trial->catalogue, NULL), OK);
    *state = trial;
    return 0;
}

static int tear_down(void **state)
{
    struct trial *trial = *state;

    json_free(trial->json);
    text_done(&trial->out);
    arena_done(&trial->arena);
    free(trial);
    return 0;
}

static int read_text(void *self, const char *path, const char *file, struct arena *arena,
                     struct str *ret_text, struct error *error)
{
    (void)self;
    if (strcmp(file, "absent") == 0)
        return error_set(error, ERROR_MISSING, path, "cannot be read.");
    *ret_text = str_of(arena_print(arena, "from %s\n", file));
    return OK;
}

static int pass_file(void *self, const char *path, const char *file, int64_t *ret_index,
                     struct error *error)
{
    struct trial *trial = self;

    (void)path;
    (void)file;
    (void)error;
    *ret_index = trial->files++;
    return OK;
}

static int ask_secret(void *self, const char *path, struct str summary, struct arena *arena,
                      struct str *ret_text, struct error *error)
{
    (void)self;
    (void)path;
    (void)summary;
    (void)arena;
    (void)error;
    *ret_text = STR("hidden");
    return OK;
}

static int ask_yes(void *self, const char *path, struct str summary, bool *ret_yes,
                   struct error *error)
{
    (void)self;
    (void)path;
    (void)summary;
    (void)error;
    *ret_yes = true;
    return OK;
}

/* `line` is split at its bars, so that values may hold spaces. */
static int write_line(struct trial *trial, const char *verb, const char *line,
                      struct command *ret_command)
{
    struct argument_reader reader = {trial, read_text, pass_file, ask_secret, ask_yes};
    struct json_writer writer = {.out = &trial->out};
    struct arguments arguments = {0};
    const struct known_action *action =
        catalogue_action(&trial->catalogue, STR("place"), str_of(verb));
    char *words[WORDS_MOST], *room = arena_copy(&trial->arena, str_of(line));
    size_t count = 0;
    int result;

    for (char *word = strtok(room, "|"); word && count < WORDS_MOST; word = strtok(NULL, "|"))
        words[count++] = word;
    *ret_command = (struct command){.rest = words, .rest_count = count};
    text_clear(&trial->out);
    trial->error = (struct error){0};
    result = arguments_gather(action, ret_command, &trial->arena, &arguments, &trial->error);
    if (result == OK)
        result = arguments_write(&arguments, action->takes, &reader, &trial->arena, &writer,
                                 &trial->error);
    arguments_done(&arguments);
    return result;
}

static void assert_written(struct trial *trial, const char *verb, const char *line,
                           const char *expected)
{
    struct command command;

    if (write_line(trial, verb, line, &command))
        fail_msg("%s: %s: %s", line, trial->error.field, trial->error.message);
    assert_string_equal(trial->out.ptr, expected);
}

static void assert_refused(struct trial *trial, const char *line, const char *field,
                           const char *message)
{
    struct command command;

    assert_int_not_equal(write_line(trial, "add", line, &command), OK);
    assert_string_equal(trial->error.field, field);
    if (!strstr(trial->error.message, message))
        fail_msg("%s: %s", line, trial->error.message);
}

static void required_ids_and_texts_may_stand_alone_in_order(void **state)
{
    assert_written(*state, "add", "i|n", "{\"id\":\"i\",\"name\":\"n\"}");
    assert_written(*state, "add", "--id|i|n", "{\"id\":\"i\",\"name\":\"n\"}");
    assert_written(*state, "add", "n|--id=i|--size|3", "{\"id\":\"i\",\"name\":\"n\",\"size\":3}");
    assert_written(*state, "add", "--|--odd|-n", "{\"id\":\"--odd\",\"name\":\"-n\"}");
}

static void values_have_the_form_of_their_type(void **state)
{
    assert_written(*state, "add", "--size|-9007199254740993", "{\"size\":\"-9007199254740993\"}");
    assert_written(*state, "add", "--cost|12", "{\"cost\":1200}");
    assert_written(*state, "add", "--cost=-0.05", "{\"cost\":-5}");
    assert_written(*state, "add",
                   "--cost|\xC2\xA3"
                   "12.50",
                   "{\"cost\":1250}");
    assert_written(*state, "add", "--name=", "{\"name\":\"\"}");
    assert_written(*state, "add", "--name|say \"hi\"", "{\"name\":\"say \\\"hi\\\"\"}");
    assert_written(*state, "add", "--name|@file", "{\"name\":\"@file\"}");
}

static void switches_take_no_word_that_is_not_an_answer(void **state)
{
    assert_written(*state, "add", "--open|i|n", "{\"id\":\"i\",\"name\":\"n\",\"open\":true}");
    assert_written(*state, "add", "--open|no|i", "{\"id\":\"i\",\"open\":false}");
    assert_written(*state, "add", "--no-open", "{\"open\":false}");
    assert_written(*state, "add", "--no-no-mail", "{\"no_mail\":false}");
}

static void a_fields_own_name_goes_before_what_prefixes_and_endings_make(void **state)
{
    assert_written(*state, "add", "--no-mail", "{\"no_mail\":true}");
    assert_written(*state, "add", "--note-from|2026-11-21", "{\"note_from\":\"2026-11-21\"}");
    assert_written(*state, "add", "--state|open", "{\"state\":\"open\"}");
}

static void text_from_a_file_loses_its_last_line_end_unless_it_is_markdown(void **state)
{
    assert_written(*state, "add", "--name-from|f", "{\"name\":\"from f\"}");
    assert_written(*state, "add", "--body-from|f", "{\"body\":\"from f\\n\"}");
    assert_refused(*state, "--name-from|absent", "name", "cannot be read");
}

static void what_may_be_many_is_repeated(void **state)
{
    assert_written(*state, "add", "--tag|a|--tag=b", "{\"tag\":[\"a\",\"b\"]}");
    assert_written(*state, "add", "--charter|x|--charter|y", "{\"charter\":[0,1]}");
}

static void records_are_given_in_parts_or_as_json(void **state)
{
    assert_written(*state, "add", "--terms.end-date|2027-01-01|--terms.quorum=1/2",
                   "{\"terms\":{\"quorum\":\"1/2\",\"end_date\":\"2027-01-01\"}}");
    assert_written(*state, "add", "--terms|{\"a\": [1]}", "{\"terms\":{\"a\":[1]}}");
}

static void options_of_the_command_are_taken_out(void **state)
{
    struct command command;

    assert_int_equal(write_line(*state, "add", "--json|--as|me|--size|1", &command), OK);
    assert_true(command.json);
    assert_string_equal(command.as, "me");
    assert_string_equal(((struct trial *)*state)->out.ptr, "{\"size\":1}");
}

static void what_is_required_and_secret_or_a_yes_is_asked_for(void **state)
{
    assert_written(*state, "close", "", "{\"sure\":true,\"word\":\"hidden\"}");
    assert_written(*state, "close", "--no-sure|--word-file|f",
                   "{\"sure\":false,\"word\":\"from f\"}");
    assert_written(*state, "close", "--word", "{\"sure\":true,\"word\":\"hidden\"}");
}

static void what_cannot_be_sent_names_the_field_and_the_remedy(void **state)
{
    assert_refused(*state, "--size|1.5", "size", "whole number");
    assert_refused(*state, "--size|99999999999999999999", "size", "whole number");
    assert_refused(*state, "--cost|1,200.00", "cost", "without commas");
    assert_refused(*state, "--cost|1.5", "cost", "12.50");
    assert_refused(*state, "--cost|92233720368547758.08", "cost", "12.50");
    assert_refused(*state, "--cost|.50", "cost", "12.50");
    assert_refused(*state, "--open=maybe", "open", "yes or no");
    assert_refused(*state, "--no-open=yes", "open", "no value");
    assert_refused(*state, "--name|\xff", "name", "UTF-8");
    assert_refused(*state, "--name", "name", "--name=VALUE");
    assert_refused(*state, "--size|1|--size|2", "size", "more than once");
    assert_refused(*state, "--terms|{}|--terms.quorum|1/2", "terms", "twice");
    assert_refused(*state, "--terms|[]", "terms", "JSON object");
    assert_refused(*state, "--terms|{\"a\":1,\"a\":2}", "terms", "JSON");
    assert_refused(*state, "--terms.zebra|1", "", "no such option");
    assert_refused(*state, "--siez|1", "", "Did you mean --size?");
    assert_refused(*state, "a|b|c", "", "c: it is not clear");
    assert_refused(*state, "--charter=", "charter", "standard input");
}

static void an_errors_field_is_spelled_as_its_option(void **state)
{
    struct trial *trial = *state;
    const struct known_action *action =
        catalogue_action(&trial->catalogue, STR("place"), STR("add"));

    assert_string_equal(argument_option(action, STR("terms.end_date"), &trial->arena),
                        "--terms.end-date");
    assert_string_equal(argument_option(action, STR("zebra"), &trial->arena), "zebra");
    assert_string_equal(argument_option(NULL, STR("name"), &trial->arena), "name");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(required_ids_and_texts_may_stand_alone_in_order),
        TEST(values_have_the_form_of_their_type),
        TEST(switches_take_no_word_that_is_not_an_answer),
        TEST(a_fields_own_name_goes_before_what_prefixes_and_endings_make),
        TEST(text_from_a_file_loses_its_last_line_end_unless_it_is_markdown),
        TEST(what_may_be_many_is_repeated),
        TEST(records_are_given_in_parts_or_as_json),
        TEST(options_of_the_command_are_taken_out),
        TEST(what_is_required_and_secret_or_a_yes_is_asked_for),
        TEST(what_cannot_be_sent_names_the_field_and_the_remedy),
        TEST(an_errors_field_is_spelled_as_its_option),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
