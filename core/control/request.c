/* Reading a request: one row for each member it may have. */
#include "control/request.h"

#include "base/ident.h"
#include "loop/stream.h"

enum { ID_LIMIT = 64, NEAR_ENOUGH = 2 };

static int take_id(const struct json *value, struct request *request, struct error *error)
{
    enum json_type type = json_type(value);
    if (type != JSON_INT && (type != JSON_TEXT || json_text(value).len > ID_LIMIT))
        return error_set(error, ERROR_WRONG, "id",
                         "id: must be a whole number, or a text of at most %d bytes.", ID_LIMIT);
    request->id = value;
    return OK;
}

static int take_text(const struct json *value, const char *name, struct str *ret_text,
                     struct error *error)
{
    if (json_type(value) != JSON_TEXT || json_text(value).len == 0)
        return error_set(error, ERROR_WRONG, name,
                         "%s: must be a text that is not empty. Leave %s out if there is none.",
                         name, name);
    *ret_text = json_text(value);
    return OK;
}

static int take_action(const struct json *value, struct request *request, struct error *error)
{
    if (json_type(value) != JSON_TEXT)
        return error_set(error, ERROR_WRONG, "action",
                         "action: must be the name of an action, like \"place.add\".");
    request->action = json_text(value);
    return OK;
}

static int take_with(const struct json *value, struct request *request, struct error *error)
{
    if (json_type(value) != JSON_OBJECT)
        return error_set(error, ERROR_WRONG, "with",
                         "with: must be an object that holds the arguments, like "
                         "{\"name\":\"Leeds\"}.");
    request->with = value;
    return OK;
}

static int take_as(const struct json *value, struct request *request, struct error *error)
{
    if (json_type(value) != JSON_TEXT || !ident_parse(json_text(value), &request->as))
        return error_set(error, ERROR_WRONG, "as",
                         "as: must be the id of a person: %d letters and digits.", IDENT_LENGTH);
    return OK;
}

static int take_key(const struct json *value, struct request *request, struct error *error)
{
    return take_text(value, "key", &request->key, error);
}

static int take_token(const struct json *value, struct request *request, struct error *error)
{
    return take_text(value, "token", &request->token, error);
}

static int take_dry_run(const struct json *value, struct request *request, struct error *error)
{
    if (json_type(value) != JSON_BOOL)
        return error_set(error, ERROR_WRONG, "dry_run", "dry_run: must be true or false.");
    request->dry_run = json_bool(value);
    return OK;
}

static int take_files(const struct json *value, struct request *request, struct error *error)
{
    if (json_type(value) != JSON_INT || json_int(value) < 0 || json_int(value) > STREAM_FILES)
        return error_set(error, ERROR_WRONG, "files",
                         "files: must be how many files are passed with the line, 0 to %d.",
                         STREAM_FILES);
    request->files = json_int(value);
    return OK;
}

struct member {
    const char *name;
    int (*take)(const struct json *value, struct request *request, struct error *error);
};

static const struct member members[] = {
    {"id", take_id},   {"action", take_action},   {"with", take_with},   {"as", take_as},
    {"key", take_key}, {"dry_run", take_dry_run}, {"token", take_token}, {"files", take_files},
};

enum { MEMBERS = sizeof members / sizeof *members };

static int wrong_member(struct str name, struct error *error)
{
    char field[64];
    size_t length = name.len < sizeof field ? name.len : 0; /* a longer one is not worth naming */
    for (size_t i = 0; i < length; i++)
        field[i] = name.ptr[i];
    field[length] = '\0';
    for (size_t i = 0; i < MEMBERS && length > 0; i++) {
        if (str_distance(name, str_of(members[i].name)) <= NEAR_ENOUGH)
            return error_set(error, ERROR_WRONG, field,
                             "A request has no member \"%s\". Did you mean \"%s\"?", field,
                             members[i].name);
    }
    return error_set(error, ERROR_WRONG, field,
                     "A request has no member \"%s\". It may have id, action, with, as, key, "
                     "dry_run, token and files; arguments of the action belong in with.",
                     field);
}

static int take_member(const struct json *value, struct request *request, struct error *error)
{
    struct str name = json_name(value);
    for (size_t i = 0; i < MEMBERS; i++) {
        if (str_is(name, members[i].name))
            return members[i].take(value, request, error);
    }
    return wrong_member(name, error);
}

int request_parse(struct str line, struct request *ret_request, struct error *error)
{
    *ret_request = (struct request){.json = json_parse(line, error)};
    if (!ret_request->json)
        return ERROR_WRONG;
    if (json_type(ret_request->json) != JSON_OBJECT)
        return error_set(error, ERROR_WRONG, NULL,
                         "A request must be an object, like "
                         "{\"id\":1,\"action\":\"server.status\"}.");

    /* The id first, so that an error in another member can be told with it. */
    const struct json *id = json_member(ret_request->json, "id");
    if (!id)
        return error_set(error, ERROR_WRONG, "id",
                         "id: is missing. Give the request a number or a text; the answer has it.");
    int err = take_id(id, ret_request, error);
    for (const struct json *value = json_first(ret_request->json); value && !err;
         value = json_next(value))
        err = take_member(value, ret_request, error);
    if (!err && ret_request->action.len == 0)
        err = error_set(error, ERROR_WRONG, "action",
                        "action: is missing. Name what shall be done, like \"place.add\"; "
                        "server.describe lists all actions.");
    return err;
}

void request_done(struct request *request)
{
    json_free(request->json);
    *request = (struct request){0};
}
