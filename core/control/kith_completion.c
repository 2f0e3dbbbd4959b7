/* Finds what could stand at the end of a line. Errors are silent: nothing is offered. */
#include "control/kith_completion.h"

#include <string.h>

#include "control/kith_argument.h"
#include "control/kith_command.h"
#include "control/kith_layout.h"

struct completion {
    const struct catalogue *catalogue;
    struct command command;
    struct str typed; /* of the last word */
    struct arena *arena;
    struct text *out;
};

static void offer(const struct completion *completion, const char *candidate, struct str meaning)
{
    struct str typed = completion->typed;

    if (typed.len && strncmp(candidate, typed.ptr, typed.len) != 0)
        return;
    layout_add(completion->out, str_of(candidate));
    text_add_char(completion->out, '\t');
    layout_add(completion->out, meaning);
    text_add_char(completion->out, '\n');
}

static void offer_nouns(const struct completion *completion)
{
    for (size_t i = 0; i < completion->catalogue->noun_count; i++) {
        const struct known_noun *noun = &completion->catalogue->nouns[i];

        offer(completion, name_as_typed(completion->arena, noun->name), noun->summary);
    }
    if (completion->command.noun.len == 0) {
        offer(completion, "help", STR("Explain a noun or a verb."));
        offer(completion, "suppress", STR("Hide the small counts of a table; needs no daemon."));
    }
}

static void offer_verbs(const struct completion *completion, struct str noun)
{
    for (size_t i = 0; i < completion->catalogue->action_count; i++) {
        const struct known_action *action = &completion->catalogue->actions[i];

        if (!action->is_by_itself && name_matches(noun, action->noun))
            offer(completion, name_as_typed(completion->arena, action->verb), action->summary);
    }
}

static void offer_own_options(const struct completion *completion)
{
    const struct command_option *option;

    for (size_t i = 0; (option = command_option(i)); i++) {
        if (!option->hidden)
            offer(completion, arena_print(completion->arena, "--%s", option->name),
                  str_of(option->summary));
    }
}

static bool is_given(const struct completion *completion, const struct known_field *field)
{
    for (size_t i = 0; i < completion->command.rest_count; i++) {
        struct option_word word;

        if (option_word_parse(completion->command.rest[i], &word) &&
            name_matches(word.name, field->name))
            return true;
    }
    return false;
}

static void offer_fields(const struct completion *completion, struct known_fields fields,
                         const char *prefix)
{
    for (size_t i = 0; i < fields.count; i++) {
        const struct known_field *field = &fields.at[i];
        const char *option = arena_print(completion->arena, "%s%s", prefix,
                                         name_as_typed(completion->arena, field->name));

        if (!(field->flags & KNOWN_MANY) && is_given(completion, field))
            continue;
        offer(completion, option, field->summary);
        if (field->type == KNOWN_RECORD && strlen(option) < completion->typed.len)
            offer_fields(completion, field->parts, arena_print(completion->arena, "%s.", option));
    }
}

static void offer_choices(const struct completion *completion, struct str choices)
{
    while (choices.len) {
        const char *bar = memchr(choices.ptr, '|', choices.len);
        struct str choice = {choices.ptr, bar ? (size_t)(bar - choices.ptr) : choices.len};

        offer(completion, arena_copy(completion->arena, choice), (struct str){0});
        choices.ptr += choice.len + (bar ? 1 : 0);
        choices.len -= choice.len + (bar ? 1 : 0);
    }
}

/* The last word is the value of a field. False if the field takes none. */
static bool offer_value(const struct completion *completion, const struct known_field *field,
                        enum argument_source source)
{
    if (source == ARGUMENT_FROM || source == ARGUMENT_SECRET || field->type == KNOWN_FILE) {
        text_add(completion->out, STR(":files\n"));
        return true;
    }
    if (source == ARGUMENT_NO || (field->flags & KNOWN_SECRET))
        return false;
    if (field->type == KNOWN_BOOL) {
        offer_choices(completion, STR("yes|no"));
        return false; /* a value may stand here, and so may an option */
    }
    if (field->type == KNOWN_ONE_OF)
        offer_choices(completion, field->limits);
    return true;
}

static bool offer_value_of_own(const struct completion *completion,
                               const struct command_option *option)
{
    if (!option || option->kind != COMMAND_VALUE)
        return false;
    if (str_is(str_of(option->value), "DIR"))
        text_add(completion->out, STR(":folders\n"));
    if (str_is(str_of(option->value), "FILE") || str_is(str_of(option->value), "PATH"))
        text_add(completion->out, STR(":files\n"));
    return true;
}

/* True if the word before the last wants a value, and what there is was offered. */
static bool offer_after_option(const struct completion *completion,
                               const struct known_action *action, const char *before)
{
    struct option_word word;
    enum argument_source source = ARGUMENT_VALUE;
    const struct known_field *field = NULL;

    if (str_starts(completion->typed, "--") || !option_word_parse(before, &word) || word.has_value)
        return false;
    if (action)
        field = argument_field(action, word.name, completion->arena, &source);
    if (field)
        return offer_value(completion, field, source);
    return offer_value_of_own(completion, command_option_find(word.name));
}

static bool is_help(const struct completion *completion)
{
    return str_is(completion->command.noun, "help") &&
           !catalogue_noun(completion->catalogue, STR("help"));
}

/* What can stand in this place of the line: a noun, a verb, or a field. */
static void offer_next(const struct completion *completion, const struct known_action *action)
{
    const struct command *command = &completion->command;

    if (str_starts(completion->typed, "-") || (action && completion->typed.len == 0)) {
        if (action)
            offer_fields(completion, action->takes, "--");
        if (str_starts(completion->typed, "-"))
            offer_own_options(completion);
        return;
    }
    if (command->noun.len == 0 || (is_help(completion) && command->verb.len == 0))
        offer_nouns(completion);
    else if (command->verb.len == 0)
        offer_verbs(completion, command->noun);
    else if (is_help(completion) && command->rest_count == 0)
        offer_verbs(completion, command->verb);
}

void completion_print(const struct catalogue *catalogue, char *const *words, size_t count,
                      struct arena *arena, struct text *out)
{
    struct completion completion = {.catalogue = catalogue, .arena = arena, .out = out};
    char **before = arena_take(arena, (count + 2) * sizeof *before);
    const char *option = count > 1 ? words[count - 2] : "";
    struct option_word last = {0};
    const struct known_action *action;

    if (count == 0)
        return;
    before[0] = arena_print(arena, "kith");
    memcpy(before + 1, words, (count - 1) * sizeof *before);
    completion.typed = str_of(words[count - 1]);
    (void)command_parse((int)count, before, &completion.command, NULL);
    action = catalogue_action(catalogue, completion.command.noun, completion.command.verb);
    if (option_word_parse(words[count - 1], &last) && last.has_value) {
        completion.typed = last.value; /* "--kind=ho": the shells keep what is before it */
        option = arena_print(arena, "--%.*s", STR_ARGS(last.name));
    }
    if (!offer_after_option(&completion, action, option) && !last.has_value)
        offer_next(&completion, action);
}
