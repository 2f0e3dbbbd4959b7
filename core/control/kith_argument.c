/* Gathers the words after the verb: which field, and where its value comes from. */
#include "control/kith_argument.h"

#include <stdlib.h>
#include <string.h>

#include "base/ident.h"

enum { PATH_DEPTH_LIMIT = 8 };

/* What the name of an option says, before its value is known. */
struct target {
    const struct known_field *field;
    const char *path;
    enum argument_source source;
};

/* A field by its dotted path. *ret_path is the path in the daemon's spelling. */
static const struct known_field *find_path(struct known_fields fields, struct str name,
                                           struct arena *arena, const char **ret_path)
{
    const struct known_field *field = NULL;

    *ret_path = "";
    for (int depth = 0; depth < PATH_DEPTH_LIMIT; depth++) {
        const char *dot = name.len ? memchr(name.ptr, '.', name.len) : NULL;
        struct str part = {name.ptr, dot ? (size_t)(dot - name.ptr) : name.len};

        field = known_field_find(fields, part);
        if (!field)
            return NULL;
        *ret_path =
            arena_print(arena, "%s%s%.*s", *ret_path, depth ? "." : "", STR_ARGS(field->name));
        if (!dot)
            return field;
        if (field->type != KNOWN_RECORD || (field->flags & KNOWN_MANY))
            return NULL;
        fields = field->parts;
        name = (struct str){dot + 1, name.len - part.len - 1};
    }
    return NULL;
}

static bool is_text(const struct known_field *field)
{
    return field->type == KNOWN_TEXT || field->type == KNOWN_MARKDOWN;
}

/* An option that is a field's name with an ending: "--charter-from". */
static bool find_with_ending(struct known_fields fields, struct str name, const char *ending,
                             struct arena *arena, struct target *ret_target)
{
    size_t length = strlen(ending);

    if (name.len <= length ||
        !name_matches((struct str){name.ptr + name.len - length, length}, str_of(ending)))
        return false;
    name.len -= length;
    ret_target->field = find_path(fields, name, arena, &ret_target->path);
    return ret_target->field != NULL;
}

/* A field's own name goes before what endings and "no-" would make of it. */
static bool find_target(struct known_fields fields, struct str name, struct arena *arena,
                        struct target *ret_target)
{
    struct target *target = ret_target;

    *target = (struct target){0};
    target->field = find_path(fields, name, arena, &target->path);
    if (target->field)
        return true;
    if (find_with_ending(fields, name, "-from", arena, target) && is_text(target->field) &&
        !(target->field->flags & KNOWN_SECRET)) {
        target->source = ARGUMENT_FROM;
        return true;
    }
    if (find_with_ending(fields, name, "-file", arena, target) &&
        (target->field->flags & KNOWN_SECRET)) {
        target->source = ARGUMENT_SECRET;
        return true;
    }
    if (str_starts(name, "no-") || str_starts(name, "no_")) {
        name = (struct str){name.ptr + 3, name.len - 3};
        target->field = find_path(fields, name, arena, &target->path);
        target->source = ARGUMENT_NO;
    }
    return target->field && target->field->type == KNOWN_BOOL && target->source == ARGUMENT_NO;
}

/* What every step of the gathering needs. */
struct gathering {
    const struct known_action *action;
    struct command *command;
    struct arena *arena;
    struct arguments *arguments;
    struct error *error;
};

static void add_argument(const struct gathering *gathering, const struct target *target,
                         struct str value)
{
    struct argument *argument = list_add(&gathering->arguments->list);

    *argument = (struct argument){
        .field = target->field, .path = target->path, .source = target->source, .value = value};
}

static bool is_yes_or_no(const char *word)
{
    static const char *const answers[] = {"yes", "no", "true", "false"};

    for (size_t i = 0; word && i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(word, answers[i]) == 0)
            return true;
    }
    return false;
}

static int take_secret(const struct gathering *gathering, struct target *target, bool has_value)
{
    const char *typed = name_as_typed(gathering->arena, str_of(target->path));

    if (has_value)
        return error_set(gathering->error, ERROR_WRONG, target->path,
                         "is secret, so it is never given on the command line. Leave the value "
                         "out to be asked for it, or name a file: --%s-file FILE.",
                         typed);
    target->source = ARGUMENT_PROMPT;
    add_argument(gathering, target, (struct str){0});
    return OK;
}

/* A field whose value is the next word, which is then *position. */
static int take_next_word(const struct gathering *gathering, struct target *target,
                          const char *after, size_t *position)
{
    if (target->field->type == KNOWN_BOOL && !is_yes_or_no(after)) {
        target->source = ARGUMENT_YES;
        add_argument(gathering, target, (struct str){0});
        return OK;
    }
    if (!after)
        return error_set(gathering->error, ERROR_WRONG, target->path,
                         "needs a value. One that begins with two dashes is written --%s=VALUE.",
                         name_as_typed(gathering->arena, str_of(target->path)));
    add_argument(gathering, target, str_of(after));
    (*position)++;
    return OK;
}

/* The word at *position is an option that belongs to a field. */
static int take_field(const struct gathering *gathering, struct target *target,
                      const struct option_word *word, size_t *position)
{
    const struct command *command = gathering->command;
    const char *after = option_value_after(command->rest, command->rest_count, *position);

    if (target->source == ARGUMENT_NO && word->has_value)
        return error_set(gathering->error, ERROR_WRONG, target->path,
                         "takes no value after --no-.");
    if (target->source == ARGUMENT_VALUE && (target->field->flags & KNOWN_SECRET))
        return take_secret(gathering, target, word->has_value || after);
    if (target->source == ARGUMENT_NO || word->has_value) {
        add_argument(gathering, target, word->value);
        return OK;
    }
    return take_next_word(gathering, target, after, position);
}

static int unknown_field(const struct gathering *gathering, struct str name)
{
    const struct known_action *action = gathering->action;
    struct str nearest = nearest_field(action->takes, name);
    const struct command_option *own = command_option_nearest(name);

    if (nearest.len == 0 && own)
        nearest = str_of(own->name);
    if (nearest.len)
        return error_set(gathering->error, ERROR_WRONG, NULL,
                         "--%.*s: there is no such option. Did you mean --%s?", STR_ARGS(name),
                         name_as_typed(gathering->arena, nearest));
    return error_set(gathering->error, ERROR_WRONG, NULL,
                     "--%.*s: there is no such option. See: kith %s %s --help", STR_ARGS(name),
                     name_as_typed(gathering->arena, action->noun),
                     name_as_typed(gathering->arena, action->verb));
}

static bool was_given(const struct arguments *arguments, const struct known_field *field)
{
    for (size_t i = 0; i < arguments->list.count; i++) {
        if (arguments->list.at[i].field == field)
            return true;
    }
    return false;
}

/* Values without an option fill the required ids and texts that no option named, in order. */
static int place_values(const struct gathering *gathering, char *const *values, size_t count)
{
    const struct known_action *action = gathering->action;
    size_t next = 0;

    for (size_t i = 0; i < action->takes.count && next < count; i++) {
        const struct known_field *field = &action->takes.at[i];
        struct target target = {.field = field};

        if (!known_field_is_positional(field) || was_given(gathering->arguments, field))
            continue;
        target.path = arena_copy(gathering->arena, field->name);
        add_argument(gathering, &target, str_of(values[next++]));
    }
    if (next < count)
        return error_set(gathering->error, ERROR_WRONG, NULL,
                         "%s: it is not clear what this belongs to. Write it as --field value; "
                         "kith %s %s --help lists the fields.",
                         values[next], name_as_typed(gathering->arena, action->noun),
                         name_as_typed(gathering->arena, action->verb));
    return OK;
}

/* One word that is an option: a field's, or the command's own. */
static int take_option(const struct gathering *gathering, size_t *position)
{
    struct command *command = gathering->command;
    struct option_word word = {0};
    struct target target;
    int taken;

    option_word_parse(command->rest[*position], &word);
    if (find_target(gathering->action->takes, word.name, gathering->arena, &target))
        return take_field(gathering, &target, &word, position);
    taken = command_take_option(command, command->rest, command->rest_count, position,
                                gathering->error);
    if (taken)
        return taken < 0 ? taken : OK;
    return unknown_field(gathering, word.name);
}

/* What nobody gave and the daemon must not make up: chance, of this side's own. */
static void add_random(const struct gathering *gathering)
{
    const struct known_action *action = gathering->action;

    for (size_t i = 0; i < action->takes.count; i++) {
        const struct known_field *field = &action->takes.at[i];
        struct target target = {.field = field};
        char made[IDENT_LENGTH * 2 + 1];

        if (!(field->flags & KNOWN_RANDOM) || was_given(gathering->arguments, field))
            continue;
        ident_print(ident_random(), made);
        ident_print(ident_random(), made + IDENT_LENGTH);
        target.path = arena_copy(gathering->arena, field->name);
        add_argument(gathering, &target, arena_str(gathering->arena, str_of(made)));
    }
}

int arguments_gather(const struct known_action *action, struct command *command,
                     struct arena *arena, struct arguments *ret_arguments, struct error *error)
{
    struct gathering gathering = {.action = action,
                                  .command = command,
                                  .arena = arena,
                                  .arguments = ret_arguments,
                                  .error = error};
    char **values = arena_take(arena, (command->rest_count + 1) * sizeof *values);
    size_t value_count = 0;
    bool options_over = false;

    for (size_t i = 0; i < command->rest_count; i++) {
        struct option_word word;
        int result = OK;

        if (!options_over && strcmp(command->rest[i], "--") == 0)
            options_over = true;
        else if (options_over || !option_word_parse(command->rest[i], &word))
            values[value_count++] = command->rest[i];
        else
            result = take_option(&gathering, &i);
        if (result)
            return result;
    }
    add_random(&gathering);
    return place_values(&gathering, values, value_count);
}

void arguments_done(struct arguments *arguments)
{
    list_done(&arguments->list);
}

const struct known_field *argument_field(const struct known_action *action, struct str name,
                                         struct arena *arena, enum argument_source *ret_source)
{
    struct target target;

    if (!find_target(action->takes, name, arena, &target))
        return NULL;
    *ret_source = target.source;
    return target.field;
}

const char *argument_option(const struct known_action *action, struct str field,
                            struct arena *arena)
{
    const char *dot = field.len ? memchr(field.ptr, '.', field.len) : NULL;
    struct str first = {field.ptr, dot ? (size_t)(dot - field.ptr) : field.len};

    if (!action || !known_field_find(action->takes, first))
        return arena_copy(arena, field);
    return arena_print(arena, "--%s", name_as_typed(arena, field));
}
