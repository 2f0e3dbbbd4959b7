/* Takes the command line apart as far as that is possible before the daemon was asked. */
#include "control/kith_command.h"

#include <stdlib.h>
#include <string.h>

enum { NEAR_ENOUGH = 2 };

#define DEFAULT_STATE "/var/lib/kith"

#define VALUE(name, member, value, summary)                                                        \
    {                                                                                              \
        name, COMMAND_VALUE, offsetof(struct command, member), value, summary, false               \
    }
#define SWITCH(name, member, summary)                                                              \
    {                                                                                              \
        name, COMMAND_SWITCH, offsetof(struct command, member), NULL, summary, false               \
    }

static const struct command_option options[] = {
    VALUE("state", state, "DIR",
          "The daemon's state directory. Else: $KITH_STATE, " DEFAULT_STATE "."),
    VALUE("socket", socket, "PATH", "The daemon's socket. Else: kith.sock in the state directory."),
    SWITCH("json", json, "Print the reply as JSON, on one line."),
    SWITCH("dry-run", dry_run, "Try it, and change nothing."),
    VALUE("key", key, "KEY", "A name for this call: sent again, it is not done twice."),
    VALUE("as", as, "PERSON", "Act for this person (administrators only)."),
    VALUE("token-file", token_file, "FILE", "A file with your token. Else: $KITH_TOKEN."),
    SWITCH("all", all, "Fetch every page of a list."),
    SWITCH("yes", yes, "Answer yes to what the action wants confirmed."),
    SWITCH("no-color", no_color, "No colours. $NO_COLOR does the same."),
    SWITCH("help", help, "Explain the command, a noun or a verb."),
    SWITCH("version", version, "Print the version."),
    {"complete", COMMAND_SWITCH, offsetof(struct command, complete), NULL,
     "For the shells: print what could stand here.", true},
};

const struct command_option *command_option(size_t position)
{
    return position < sizeof options / sizeof *options ? &options[position] : NULL;
}

/* Dashes and underscores are one, as for fields. */
static bool option_matches(struct str typed, const char *name)
{
    if (typed.len != strlen(name))
        return false;
    for (size_t i = 0; i < typed.len; i++) {
        if (typed.ptr[i] != name[i] && !(typed.ptr[i] == '_' && name[i] == '-'))
            return false;
    }
    return true;
}

const struct command_option *command_option_find(struct str typed)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (option_matches(typed, options[i].name))
            return &options[i];
    }
    return str_is(typed, "no-colour") ? command_option_find(STR("no-color")) : NULL;
}

bool option_word_parse(const char *word, struct option_word *ret_option)
{
    struct str text = str_of(word);
    const char *equals;

    if (!str_starts(text, "--") || text.len == 2)
        return false;
    text.ptr += 2;
    text.len -= 2;
    equals = memchr(text.ptr, '=', text.len);
    *ret_option = (struct option_word){.name = text};
    if (equals) {
        ret_option->name.len = (size_t)(equals - text.ptr);
        ret_option->value = str_of(equals + 1);
        ret_option->has_value = true;
    }
    return true;
}

const char *option_value_after(char *const *words, size_t count, size_t position)
{
    if (position + 1 >= count || str_starts(str_of(words[position + 1]), "--"))
        return NULL;
    return words[position + 1];
}

static int need_value(const struct command_option *option, struct error *error)
{
    return error_set(error, ERROR_WRONG, NULL, "--%s: needs a value: --%s %s.", option->name,
                     option->name, option->value);
}

int command_take_option(struct command *command, char *const *words, size_t count, size_t *position,
                        struct error *error)
{
    struct option_word word;
    const struct command_option *option;
    char *member = (char *)command;
    const char *value;

    if (!option_word_parse(words[*position], &word) || !(option = command_option_find(word.name)))
        return 0;
    member += option->offset;
    if (option->kind == COMMAND_SWITCH) {
        if (word.has_value)
            return error_set(error, ERROR_WRONG, NULL, "--%s: takes no value; leave out =%.*s.",
                             option->name, STR_ARGS(word.value));
        *(bool *)(void *)member = true;
        return 1;
    }
    value = word.has_value ? word.value.ptr : option_value_after(words, count, *position);
    if (!value || !*value)
        return need_value(option, error);
    if (!word.has_value)
        (*position)++;
    *(const char **)(void *)member = value;
    return 1;
}

const struct command_option *command_option_nearest(struct str typed)
{
    const struct command_option *nearest = NULL;
    size_t distance = NEAR_ENOUGH + 1;

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        size_t apart = str_distance(typed, str_of(options[i].name));

        if (apart < distance && apart < typed.len && !options[i].hidden) {
            distance = apart;
            nearest = &options[i];
        }
    }
    return nearest;
}

static int unknown_option(const char *word, struct error *error)
{
    struct option_word typed = {0};
    const struct command_option *nearest;

    option_word_parse(word, &typed);
    nearest = command_option_nearest(typed.name);
    if (nearest)
        return error_set(error, ERROR_WRONG, NULL,
                         "--%.*s: there is no such option. Did you mean --%s?",
                         STR_ARGS(typed.name), nearest->name);
    return error_set(error, ERROR_WRONG, NULL,
                     "--%.*s: there is no such option here. Fields come after the noun and the "
                     "verb: kith NOUN VERB --field value.",
                     STR_ARGS(typed.name));
}

/* Where the daemon is may also be said after the verb, but must be known before the fields. */
static void find_late_options(struct command *command)
{
    for (size_t i = 0; i < command->rest_count; i++) {
        struct option_word word;
        const char *value;

        if (str_is(str_of(command->rest[i]), "--"))
            return;
        if (!option_word_parse(command->rest[i], &word))
            continue;
        value = word.has_value ? word.value.ptr
                               : option_value_after(command->rest, command->rest_count, i);
        if (str_is(word.name, "state"))
            command->late_state = value;
        if (str_is(word.name, "socket"))
            command->late_socket = value;
        if (option_matches(word.name, "token-file"))
            command->late_token_file = value;
    }
}

void command_drop_late_place(struct command *command, struct arena *arena)
{
    char **kept = arena_take(arena, (command->rest_count + 1) * sizeof *kept);
    size_t count = 0;
    bool options_over = false;

    for (size_t i = 0; i < command->rest_count; i++) {
        struct option_word word;

        options_over = options_over || str_is(str_of(command->rest[i]), "--");
        if (options_over || !option_word_parse(command->rest[i], &word) ||
            !(str_is(word.name, "state") || str_is(word.name, "socket")))
            kept[count++] = command->rest[i];
        else if (!word.has_value && option_value_after(command->rest, command->rest_count, i))
            i++;
    }
    command->rest = kept;
    command->rest_count = count;
}

int command_parse(int count, char *const *words, struct command *ret_command, struct error *error)
{
    struct command *command = ret_command;
    size_t total = (size_t)count, i = 1;

    *command = (struct command){0};
    for (; i < total && command->verb.len == 0; i++) {
        struct str word = str_of(words[i]);
        int taken = command_take_option(command, words, total, &i, error);

        if (taken < 0)
            return taken;
        if (command->complete) {
            i++;
            break;
        }
        if (taken)
            continue;
        if (str_is(word, "--"))
            return error_set(error, ERROR_WRONG, NULL,
                             "--: stands after the verb, before values without an option.");
        if (word.len > 1 && word.ptr[0] == '-')
            return word.ptr[1] == '-'
                       ? unknown_option(words[i], error)
                       : error_set(error, ERROR_WRONG, NULL,
                                   "%s: options begin with two dashes. Try: kith --help", words[i]);
        if (command->noun.len == 0)
            command->noun = word;
        else
            command->verb = word;
        if (word.len == 0)
            return error_set(error, ERROR_WRONG, NULL, "A noun or a verb is empty. Try: kith");
    }
    command->rest = words + i;
    command->rest_count = total > i ? total - i : 0;
    if (!command->complete)
        find_late_options(command);
    return OK;
}

const char *command_state(const char *state)
{
    const char *from_environment = getenv("KITH_STATE");

    if (state)
        return state;
    return from_environment && *from_environment ? from_environment : DEFAULT_STATE;
}

const char *command_socket(const char *socket, const char *state, struct arena *arena)
{
    if (socket)
        return socket;
    return arena_print(arena, "%s/kith.sock", command_state(state));
}
