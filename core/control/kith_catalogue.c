/* Reads the daemon's description of itself into tables.
 *
 * The description may come from a daemon that is newer than this program, or from a stranger on
 * the socket: each member is checked for its type, and what cannot be used is left out. */
#include "control/kith_catalogue.h"

#include <string.h>
#include <sysexits.h>

enum { FIELD_DEPTH_LIMIT = 8, NAME_LIMIT = 60 };

static const struct {
    const char *name;
    enum known_type type;
} type_names[] = {
    {"text", KNOWN_TEXT},
    {"markdown", KNOWN_MARKDOWN},
    {"bool", KNOWN_BOOL},
    {"int", KNOWN_INT},
    {"money", KNOWN_MONEY},
    {"date", KNOWN_DATE},
    {"time", KNOWN_TIME},
    {"local_time", KNOWN_LOCAL_TIME},
    {"duration", KNOWN_DURATION},
    {"fraction", KNOWN_FRACTION},
    {"id", KNOWN_ID},
    {"one_of", KNOWN_ONE_OF},
    {"file", KNOWN_FILE},
    {"record", KNOWN_RECORD},
    {"list", KNOWN_LIST},
};

/* A member's text; empty if it is absent or something else. */
static struct str member_text(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);

    if (!member || json_type(member) != JSON_TEXT)
        return (struct str){0};
    return json_text(member);
}

static const struct json *member_list(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);

    return member && json_type(member) == JSON_LIST ? member : NULL;
}

static size_t count_items(const struct json *list)
{
    size_t count = 0;

    for (const struct json *item = list ? json_first(list) : NULL; item; item = json_next(item))
        count++;
    return count;
}

static bool has_flag(const struct json *object, const char *flag)
{
    const struct json *flags = member_list(object, "flags");

    for (const struct json *item = flags ? json_first(flags) : NULL; item; item = json_next(item)) {
        if (json_type(item) == JSON_TEXT && str_is(json_text(item), flag))
            return true;
    }
    return false;
}

static bool is_name(struct str text)
{
    if (text.len == 0 || text.len > NAME_LIMIT)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool fits =
            (c >= 'a' && c <= 'z') || (i && ((c >= '0' && c <= '9') || c == '_' || c == '-'));
        if (!fits)
            return false;
    }
    return true;
}

static enum known_type read_type(struct str name)
{
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (str_is(name, type_names[i].name))
            return type_names[i].type;
    }
    return KNOWN_TEXT;
}

static struct known_fields read_fields(const struct json *list, struct arena *arena, int depth);

static void read_field(const struct json *object, struct arena *arena, int depth,
                       struct known_field *ret_field)
{
    const struct json *preset = json_member(object, "preset");
    struct known_field *field = ret_field;

    field->name = member_text(object, "name");
    field->type = read_type(member_text(object, "type"));
    field->preset = member_text(object, "preset");
    field->limits = member_text(object, "limits");
    field->summary = member_text(object, "summary");
    field->flags = (has_flag(object, "optional") ? KNOWN_OPTIONAL : 0u) |
                   (has_flag(object, "many") ? KNOWN_MANY : 0u) |
                   (has_flag(object, "secret") ? KNOWN_SECRET : 0u) |
                   (has_flag(object, "random") ? KNOWN_RANDOM : 0u) |
                   (preset && json_type(preset) == JSON_TEXT ? KNOWN_PRESET : 0u);
    if (depth < FIELD_DEPTH_LIMIT)
        field->parts = read_fields(member_list(object, "parts"), arena, depth + 1);
}

static struct known_fields read_fields(const struct json *list, struct arena *arena, int depth)
{
    size_t room = count_items(list), count = 0;
    struct known_field *fields;

    if (room == 0)
        return (struct known_fields){0};
    fields = arena_take(arena, room * sizeof *fields);
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        if (json_type(item) == JSON_OBJECT && is_name(member_text(item, "name")))
            read_field(item, arena, depth, &fields[count++]);
    }
    return (struct known_fields){.at = fields, .count = count};
}

static bool read_action(const struct json *object, struct arena *arena,
                        struct known_action *ret_action)
{
    struct known_action *action = ret_action;
    struct str name;
    const char *dot;

    if (json_type(object) != JSON_OBJECT)
        return false;
    name = member_text(object, "name");
    dot = name.len ? memchr(name.ptr, '.', name.len) : NULL;
    if (!dot)
        return false;
    *action = (struct known_action){
        .name = name,
        .noun = {name.ptr, (size_t)(dot - name.ptr)},
        .verb = {dot + 1, name.len - (size_t)(dot - name.ptr) - 1},
    };
    if (!is_name(action->noun) || !is_name(action->verb))
        return false;
    action->summary = member_text(object, "summary");
    action->may = member_text(object, "who");
    if (action->may.len == 0)
        action->may = member_text(object, "may");
    action->is_by_itself = str_is(member_text(object, "may"), "system");
    action->help = member_text(object, "help");
    action->question = member_text(object, "question");
    action->since = member_text(object, "since");
    action->owner = member_text(object, "owner");
    action->writes = has_flag(object, "writes");
    action->is_later = has_flag(object, "later");
    action->is_long = has_flag(object, "long");
    action->is_personal = has_flag(object, "personal") || has_flag(object, "is_personal");
    action->takes = read_fields(member_list(object, "takes"), arena, 0);
    action->gives = read_fields(member_list(object, "gives"), arena, 0);
    return true;
}

static void read_actions(const struct json *list, struct arena *arena, struct catalogue *catalogue)
{
    size_t room = count_items(list);

    catalogue->actions = arena_take(arena, (room + 1) * sizeof *catalogue->actions);
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        if (read_action(item, arena, &catalogue->actions[catalogue->action_count]))
            catalogue->action_count++;
    }
}

static const struct known_action *first_action(const struct catalogue *catalogue, struct str noun)
{
    for (size_t i = 0; i < catalogue->action_count; i++) {
        if (str_equal(catalogue->actions[i].noun, noun))
            return &catalogue->actions[i];
    }
    return NULL;
}

static void add_noun(struct catalogue *catalogue, const struct known_noun *noun)
{
    const struct known_action *action = first_action(catalogue, noun->name);

    if (!action || catalogue_noun(catalogue, noun->name))
        return;
    catalogue->nouns[catalogue->noun_count] = *noun;
    catalogue->nouns[catalogue->noun_count++].owner = action->owner;
}

/* The nouns that are described, in their order, then those that only actions tell of. */
static void read_nouns(const struct json *list, struct arena *arena, struct catalogue *catalogue)
{
    size_t room = count_items(list) + catalogue->action_count;

    catalogue->nouns = arena_take(arena, (room + 1) * sizeof *catalogue->nouns);
    for (const struct json *item = list ? json_first(list) : NULL; item; item = json_next(item)) {
        if (json_type(item) != JSON_OBJECT)
            continue;
        add_noun(catalogue, &(struct known_noun){.name = member_text(item, "name"),
                                                 .plural = member_text(item, "plural"),
                                                 .summary = member_text(item, "summary")});
    }
    for (size_t i = 0; i < catalogue->action_count; i++)
        add_noun(catalogue, &(struct known_noun){.name = catalogue->actions[i].noun});
}

static void read_errors(const struct json *list, struct arena *arena, struct catalogue *catalogue)
{
    catalogue->errors = arena_take(arena, (count_items(list) + 1) * sizeof *catalogue->errors);
    for (const struct json *item = list ? json_first(list) : NULL; item; item = json_next(item)) {
        const struct json *status;

        if (json_type(item) != JSON_OBJECT)
            continue;
        status = json_member(item, "exit");
        if (!status || json_type(status) != JSON_INT || json_int(status) < 1 ||
            json_int(status) > 125)
            continue;
        catalogue->errors[catalogue->error_count++] =
            (struct known_error){.name = member_text(item, "name"), .exit = (int)json_int(status)};
    }
}

int catalogue_read(const struct json *described, struct arena *arena,
                   struct catalogue *ret_catalogue, struct error *error)
{
    const struct json *actions;

    *ret_catalogue = (struct catalogue){0};
    if (!described || json_type(described) != JSON_OBJECT ||
        !(actions = member_list(described, "actions")))
        return error_set(error, ERROR_BROKEN, NULL,
                         "The daemon did not say what it can do. Is it kithd that answers here?");
    ret_catalogue->version = member_text(described, "version");
    read_actions(actions, arena, ret_catalogue);
    read_nouns(member_list(described, "nouns"), arena, ret_catalogue);
    read_errors(member_list(described, "errors"), arena, ret_catalogue);
    return OK;
}

bool name_matches(struct str typed, struct str name)
{
    if (typed.len != name.len)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char one = typed.ptr[i] == '-' ? '_' : typed.ptr[i];
        char other = name.ptr[i] == '-' ? '_' : name.ptr[i];
        if (one != other)
            return false;
    }
    return true;
}

const char *name_as_typed(struct arena *arena, struct str name)
{
    char *typed = arena_copy(arena, name);

    for (char *at = typed; *at; at++) {
        if (*at == '_')
            *at = '-';
    }
    return typed;
}

const struct known_noun *catalogue_noun(const struct catalogue *catalogue, struct str name)
{
    for (size_t i = 0; i < catalogue->noun_count; i++) {
        if (name_matches(name, catalogue->nouns[i].name))
            return &catalogue->nouns[i];
    }
    return NULL;
}

const struct known_action *catalogue_action(const struct catalogue *catalogue, struct str noun,
                                            struct str verb)
{
    for (size_t i = 0; i < catalogue->action_count; i++) {
        const struct known_action *action = &catalogue->actions[i];
        if (name_matches(noun, action->noun) && name_matches(verb, action->verb))
            return action;
    }
    return NULL;
}

const struct known_field *known_field_find(struct known_fields fields, struct str name)
{
    for (size_t i = 0; i < fields.count; i++) {
        if (name_matches(name, fields.at[i].name))
            return fields.at + i;
    }
    return NULL;
}

bool known_field_is_required(const struct known_field *field)
{
    return !(field->flags & (KNOWN_OPTIONAL | KNOWN_PRESET | KNOWN_RANDOM));
}

bool known_field_is_positional(const struct known_field *field)
{
    return known_field_is_required(field) &&
           !(field->flags & (KNOWN_MANY | KNOWN_SECRET | KNOWN_RANDOM)) &&
           (field->type == KNOWN_ID || field->type == KNOWN_TEXT);
}

int catalogue_exit_status(const struct catalogue *catalogue, struct str error_name)
{
    for (size_t i = 0; i < catalogue->error_count; i++) {
        if (str_equal(catalogue->errors[i].name, error_name))
            return catalogue->errors[i].exit;
    }
    return EX_SOFTWARE;
}

bool name_is_nearer(struct str typed, struct str name, size_t *ret_distance)
{
    size_t distance, allowed = 1 + name.len / 4;

    if (typed.len == 0 || typed.len > NAME_LIMIT)
        return false;
    distance = str_distance(typed, name);
    if (distance > allowed || distance >= *ret_distance)
        return false;
    *ret_distance = distance;
    return true;
}

struct str nearest_noun(const struct catalogue *catalogue, struct str typed)
{
    size_t distance = SIZE_MAX;
    struct str nearest = {0};

    for (size_t i = 0; i < catalogue->noun_count; i++) {
        const struct known_noun *noun = &catalogue->nouns[i];
        if (name_is_nearer(typed, noun->name, &distance) ||
            (noun->plural.len && name_is_nearer(typed, noun->plural, &distance)))
            nearest = noun->name;
    }
    return nearest;
}

struct str nearest_verb(const struct catalogue *catalogue, struct str noun, struct str typed)
{
    size_t distance = SIZE_MAX;
    struct str nearest = {0};

    for (size_t i = 0; i < catalogue->action_count; i++) {
        const struct known_action *action = &catalogue->actions[i];
        if (name_matches(noun, action->noun) && name_is_nearer(typed, action->verb, &distance))
            nearest = action->verb;
    }
    return nearest;
}

struct str nearest_field(struct known_fields fields, struct str typed)
{
    size_t distance = SIZE_MAX;
    struct str nearest = {0};

    for (size_t i = 0; i < fields.count; i++) {
        if (name_is_nearer(typed, fields.at[i].name, &distance))
            nearest = fields.at[i].name;
    }
    return nearest;
}
