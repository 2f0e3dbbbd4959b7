/* Writes gathered arguments as the JSON that the action takes, each in the form of its type. */
#include "control/kith_argument.h"

#include <string.h>

/* What every step of the writing needs. */
struct writing {
    const struct arguments *arguments;
    const struct argument_reader *reader;
    struct arena *arena;
    struct json_writer *writer;
    struct error *error;
};

static int wrong(const struct writing *writing, const char *path, const char *message)
{
    return error_set(writing->error, ERROR_WRONG, path, "%s", message);
}

static int write_bool(const struct writing *writing, const char *path, struct str value)
{
    if (str_is(value, "yes") || str_is(value, "true"))
        json_put_bool(writing->writer, true);
    else if (str_is(value, "no") || str_is(value, "false"))
        json_put_bool(writing->writer, false);
    else
        return wrong(writing, path, "must be yes or no.");
    return OK;
}

static int write_int(const struct writing *writing, const char *path, struct str value)
{
    int64_t number;

    if (!str_to_int(value, &number))
        return wrong(writing, path, "must be a whole number, such as 12.");
    json_put_int(writing->writer, number);
    return OK;
}

static bool is_digits(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return text.len > 0;
}

/* "12", "12.50", "-3.00", "£12.50": pounds, or pounds and two digits of pence. */
static int write_money(const struct writing *writing, const char *path, struct str value)
{
    static const char remedy[] = "must be pounds and pence, such as 12.50, without commas.";
    bool negative = str_starts(value, "-");
    struct str pounds = {value.ptr + negative, value.len - negative}, pence = STR("00");
    int64_t whole, rest;
    const char *point;

    if (str_starts(pounds, "£"))
        pounds = (struct str){pounds.ptr + strlen("£"), pounds.len - strlen("£")};
    point = pounds.len ? memchr(pounds.ptr, '.', pounds.len) : NULL;
    if (point) {
        pence = (struct str){point + 1, pounds.len - (size_t)(point - pounds.ptr) - 1};
        pounds.len = (size_t)(point - pounds.ptr);
    }
    if (!is_digits(pounds) || !is_digits(pence) || pence.len != 2)
        return wrong(writing, path, remedy);
    if (!str_to_int(pounds, &whole) || !str_to_int(pence, &rest) ||
        __builtin_mul_overflow(whole, (int64_t)100, &whole) ||
        __builtin_add_overflow(whole, rest, &whole))
        return wrong(writing, path, remedy);
    json_put_int(writing->writer, negative ? -whole : whole);
    return OK;
}

static int write_json(const struct writing *writing, const char *path, struct str value,
                      enum json_type type)
{
    struct error reason = {0};
    struct json *json = json_parse(value, &reason);
    int result = OK;

    if (!json)
        return error_set(writing->error, ERROR_WRONG, path,
                         "must be JSON, such as '{\"name\": \"value\"}'. %s", reason.message);
    if (json_type(json) == type)
        json_put(writing->writer, json);
    else
        result = wrong(writing, path,
                       type == JSON_OBJECT ? "must be a JSON object: '{\"name\": \"value\"}'."
                                           : "must be a JSON list: '[1, 2]'.");
    json_free(json);
    return result;
}

static int write_text(const struct writing *writing, const char *path, struct str value)
{
    if (!str_is_utf8(value))
        return wrong(writing, path, "is not UTF-8 text. Set your terminal to UTF-8.");
    json_put_text(writing->writer, value);
    return OK;
}

static int write_file(const struct writing *writing, const char *path, struct str value)
{
    const struct argument_reader *reader = writing->reader;
    int64_t index;
    int result;

    if (value.len == 0)
        return wrong(writing, path, "needs the name of a file, or - for standard input.");
    result = reader->pass_file(reader->self, path, arena_copy(writing->arena, value), &index,
                               writing->error);
    if (result)
        return result;
    json_put_int(writing->writer, index);
    return OK;
}

static int write_typed(const struct writing *writing, const struct known_field *field,
                       const char *path, struct str value)
{
    switch (field->type) {
    case KNOWN_BOOL:
        return write_bool(writing, path, value);
    case KNOWN_INT:
        return write_int(writing, path, value);
    case KNOWN_MONEY:
        return write_money(writing, path, value);
    case KNOWN_FILE:
        return write_file(writing, path, value);
    case KNOWN_RECORD:
        return write_json(writing, path, value, JSON_OBJECT);
    case KNOWN_LIST:
        return write_json(writing, path, value, JSON_LIST);
    default:
        return write_text(writing, path, value);
    }
}

/* A line's end that the editor put at the end of the file is no part of a value. */
static struct str without_last_line_end(struct str text)
{
    if (text.len && text.ptr[text.len - 1] == '\n')
        text.len--;
    if (text.len && text.ptr[text.len - 1] == '\r')
        text.len--;
    return text;
}

static int ask_secret(const struct writing *writing, const struct known_field *field,
                      const char *path, struct str *ret_value)
{
    const struct argument_reader *reader = writing->reader;

    return reader->ask_secret(reader->self, path, field->summary, writing->arena, ret_value,
                              writing->error);
}

static int write_argument(const struct writing *writing, const struct argument *argument)
{
    const struct argument_reader *reader = writing->reader;
    struct str value = argument->value;
    int result = OK;

    switch (argument->source) {
    case ARGUMENT_YES:
    case ARGUMENT_NO:
        json_put_bool(writing->writer, argument->source == ARGUMENT_YES);
        return OK;
    case ARGUMENT_FROM:
    case ARGUMENT_SECRET:
        result = reader->read_text(reader->self, argument->path,
                                   arena_copy(writing->arena, argument->value), writing->arena,
                                   &value, writing->error);
        if (argument->field->type != KNOWN_MARKDOWN)
            value = without_last_line_end(value);
        break;
    case ARGUMENT_PROMPT:
        result = ask_secret(writing, argument->field, argument->path, &value);
        break;
    case ARGUMENT_VALUE:
        break;
    }
    if (result)
        return result;
    return write_typed(writing, argument->field, argument->path, value);
}

static int write_many(const struct writing *writing, const char *path)
{
    json_open(writing->writer, '[');
    for (size_t i = 0; i < writing->arguments->list.count; i++) {
        const struct argument *argument = &writing->arguments->list.at[i];
        int result = strcmp(argument->path, path) ? OK : write_argument(writing, argument);

        if (result)
            return result;
    }
    json_close(writing->writer, ']');
    return OK;
}

/* How many arguments have this path, and how many a path below it. */
static void count_arguments(const struct writing *writing, const char *path, size_t *ret_own,
                            size_t *ret_below, const struct argument **ret_first)
{
    size_t length = strlen(path);

    *ret_own = *ret_below = 0;
    for (size_t i = 0; i < writing->arguments->list.count; i++) {
        const struct argument *argument = &writing->arguments->list.at[i];

        if (strncmp(argument->path, path, length) != 0)
            continue;
        if (argument->path[length] == '.')
            (*ret_below)++;
        if (argument->path[length] == '\0' && (*ret_own)++ == 0)
            *ret_first = argument;
    }
}

/* A required secret or yes-or-no field that was not given is asked for. */
static int write_absent(const struct writing *writing, const struct known_field *field,
                        const char *path)
{
    const struct argument_reader *reader = writing->reader;
    struct str value;
    bool yes;
    int result;

    if (!known_field_is_required(field) || (field->flags & KNOWN_MANY))
        return OK;
    if (field->flags & KNOWN_SECRET) {
        result = ask_secret(writing, field, path, &value);
        if (result)
            return result;
        json_key(writing->writer, arena_copy(writing->arena, field->name));
        return write_typed(writing, field, path, value);
    }
    if (field->type != KNOWN_BOOL)
        return OK;
    result = reader->ask_yes(reader->self, path, field->summary, &yes, writing->error);
    if (result)
        return result;
    json_key(writing->writer, arena_copy(writing->arena, field->name));
    json_put_bool(writing->writer, yes);
    return OK;
}

static int write_fields(const struct writing *writing, struct known_fields fields,
                        const char *prefix);

static int write_field(const struct writing *writing, const struct known_field *field,
                       const char *path)
{
    const struct argument *first = NULL;
    size_t own, below;

    count_arguments(writing, path, &own, &below, &first);
    if (own + below == 0)
        return write_absent(writing, field, path);
    if (own && below)
        return wrong(writing, path, "is given twice, whole and in parts. Choose one.");
    if (own > 1 && !(field->flags & KNOWN_MANY))
        return wrong(writing, path, "is given more than once, and takes one value.");
    json_key(writing->writer, arena_copy(writing->arena, field->name));
    if (below)
        return write_fields(writing, field->parts, arena_print(writing->arena, "%s.", path));
    return field->flags & KNOWN_MANY ? write_many(writing, path) : write_argument(writing, first);
}

static int write_fields(const struct writing *writing, struct known_fields fields,
                        const char *prefix)
{
    json_open(writing->writer, '{');
    for (size_t i = 0; i < fields.count; i++) {
        const struct known_field *field = &fields.at[i];
        const char *path = arena_print(writing->arena, "%s%.*s", prefix, STR_ARGS(field->name));
        int result = write_field(writing, field, path);

        if (result)
            return result;
    }
    json_close(writing->writer, '}');
    return OK;
}

int arguments_write(const struct arguments *arguments, struct known_fields fields,
                    const struct argument_reader *reader, struct arena *arena,
                    struct json_writer *writer, struct error *error)
{
    struct writing writing = {
        .arguments = arguments, .reader = reader, .arena = arena, .writer = writer, .error = error};

    return write_fields(&writing, fields, "");
}
