/* The registry: every noun and every action there is, of the core and of plugins alike. */
#include "action/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action/field.h"
#include "action/rule.h"
#include "base/list.h"
#include "base/map.h"

struct registry {
    struct map actions; /* name → struct registered */
    struct map nouns;   /* name → const struct noun */
};

static const kith_field paging[] = {
    {.name = "after",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..40",
     .summary = "Where the page before ended: the `next` of its reply."},
    {.name = "limit",
     .type = KITH_INT,
     .preset = "100",
     .limits = "1..1000",
     .summary = "At most so many rows."},
    {0},
};

struct registry *registry_new(void)
{
    return memory_take(sizeof(struct registry));
}

static void registered_free(struct registered *registered)
{
    if (registered->takes != registered->action->takes)
        free((void *)(uintptr_t)registered->takes);
    free(registered);
}

void registry_free(struct registry *registry)
{
    struct registered *registered;
    if (registry == NULL)
        return;
    for (size_t i = 0; (registered = map_next(&registry->actions, &i, NULL));)
        registered_free(registered);
    map_done(&registry->actions);
    map_done(&registry->nouns);
    free(registry);
}

void registry_add_noun(struct registry *registry, const struct noun *noun)
{
    map_put(&registry->nouns, str_of(noun->name), (void *)(uintptr_t)noun);
}

const struct noun *registry_noun(const struct registry *registry, struct str name)
{
    return map_find(&registry->nouns, name);
}

static size_t fields_count(const kith_field *fields)
{
    size_t count = 0;
    while (fields != NULL && fields[count].name != NULL)
        count++;
    return count;
}

static const kith_field *list_of(const kith_field *fields)
{
    for (; fields != NULL && fields->name != NULL; fields++)
        if (fields->type == KITH_LIST)
            return fields;
    return NULL;
}

/* The takes of an action, with the paging fields if it gives a list. */
static const kith_field *takes_of(const kith_action *action)
{
    if (list_of(action->gives) == NULL)
        return action->takes;
    size_t count = fields_count(action->takes);
    kith_field *takes = memory_take((count + 3) * sizeof *takes);
    if (count > 0)
        memcpy(takes, action->takes, count * sizeof *takes);
    memcpy(takes + count, paging, sizeof paging);
    return takes;
}

/* A number that changes when the takes do: stored calls of another one are not run. */
static uint64_t schema_of(const kith_field *takes)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    uint64_t schema = 0;
    fields_describe(takes, &writer);
    struct str whole = text_str(&text);
    struct secret_hash hash = secret_hash(&whole, 1);
    memcpy(&schema, hash.bytes, sizeof schema);
    text_done(&text);
    return schema >> 1;
}

static bool name_is_right(const char *name)
{
    size_t dots = 0;
    if (name == NULL || strlen(name) > 60)
        return false;
    for (const char *c = name; *c != '\0'; c++) {
        bool first = c == name || c[-1] == '.';
        bool letter = *c >= 'a' && *c <= 'z';
        bool inner = letter || (*c >= '0' && *c <= '9') || *c == '_';
        if (*c == '.' && !first && c[1] != '\0')
            dots++;
        else if (!(first ? letter : inner))
            return false;
    }
    return dots == 1;
}

static int ids_check(const struct registry *registry, const kith_action *action,
                     const kith_field *fields, struct error *error)
{
    for (; fields != NULL && fields->name != NULL; fields++) {
        if (fields->parts != NULL && ids_check(registry, action, fields->parts, error) != OK)
            return ERROR_BROKEN;
        if (fields->type != KITH_ID || (fields->limits != NULL && fields->limits[0] == '*'))
            continue;
        const struct noun *noun =
            fields->limits == NULL ? NULL : registry_noun(registry, str_of(fields->limits));
        if (noun == NULL || noun->locate == NULL)
            return error_set(error, ERROR_BROKEN, fields->name,
                             "%s: %s is an id of an unknown noun.", action->name, fields->name);
    }
    return OK;
}

/* What is wrong with a row itself, in words; NULL if nothing. */
static const char *action_fault(const kith_action *action)
{
    uint32_t kinds = action->flags & (KITH_READS | KITH_WRITES);
    if (!name_is_right(action->name))
        return "its name is not noun.verb in lower case";
    if (action->summary == NULL || action->summary[0] == '\0')
        return "it has no summary";
    if (action->may == NULL || !permission_is_known(action->may))
        return "its `may` is no permission that Kith knows";
    if (kinds != KITH_READS && kinds != KITH_WRITES)
        return "it must either read or write";
    if (action->run == NULL)
        return "it has no handler";
    if (action->question != NULL && kinds != KITH_WRITES)
        return "only an action that writes can ask a question";
    if (action->question != NULL && question_find(action->question) == NULL)
        return "it asks a question that Kith does not know";
    return NULL;
}

static int action_check(const struct registry *registry, const kith_action *action,
                        struct error *error)
{
    const char *name = action->name == NULL ? "" : action->name;
    const char *fault = action_fault(action);
    if (fault != NULL)
        return error_set(error, ERROR_BROKEN, NULL, "The action \"%s\" is not right: %s.", name,
                         fault);
    if (registry_find(registry, str_of(name)) != NULL)
        return error_set(error, ERROR_CLASH, NULL, "There is an action \"%s\" already.", name);
    if (fields_check(action->takes, error) != OK || fields_check(action->gives, error) != OK)
        return ERROR_BROKEN;
    if (ids_check(registry, action, action->takes, error) != OK ||
        ids_check(registry, action, action->gives, error) != OK)
        return ERROR_BROKEN;
    return OK;
}

int registry_add(struct registry *registry, const char *owner, const kith_action *actions,
                 void *self, struct error *error)
{
    for (const kith_action *action = actions; action->name != NULL; action++) {
        int err = action_check(registry, action, error);
        for (const kith_action *other = actions; err == OK && other < action; other++)
            if (strcmp(other->name, action->name) == 0)
                err = error_set(error, ERROR_CLASH, NULL,
                                "The action \"%s\" stands twice in one table.", action->name);
        if (err != OK)
            return err;
    }
    for (const kith_action *action = actions; action->name != NULL; action++) {
        struct registered *registered = memory_take(sizeof *registered);
        *registered = (struct registered){
            .action = action, .takes = takes_of(action), .owner = owner, .self = self};
        registered->schema = schema_of(registered->takes);
        map_put(&registry->actions, str_of(action->name), registered);
    }
    return OK;
}

void registry_withdraw(struct registry *registry, const char *owner)
{
    struct registered *registered;
    for (size_t i = 0; (registered = map_next(&registry->actions, &i, NULL));) {
        if (strcmp(registered->owner, owner) != 0)
            continue;
        map_remove(&registry->actions, str_of(registered->action->name));
        registered_free(registered);
    }
}

const struct registered *registry_find(const struct registry *registry, struct str name)
{
    return map_find(&registry->actions, name);
}

const struct registered *registry_next(const struct registry *registry, size_t *position)
{
    return map_next(&registry->actions, position, NULL);
}

const struct registered *registry_suggest(const struct registry *registry, struct str name)
{
    const struct registered *registered, *nearest = NULL;
    size_t least = name.len < 8 ? 3 : 4;
    for (size_t i = 0; (registered = registry_next(registry, &i));) {
        size_t distance = str_distance(name, str_of(registered->action->name));
        if (distance >= least)
            continue;
        least = distance;
        nearest = registered;
    }
    return nearest;
}

/* ---- describing ---- */

static const struct {
    uint32_t flag;
    const char *name;
} flag_names[] = {
    {KITH_READS, "reads"},     {KITH_WRITES, "writes"},        {KITH_LATER, "later"},
    {KITH_LONG, "long"},       {KITH_IS_PERSONAL, "personal"}, {KITH_UNLOGGED, "unlogged"},
    {KITH_UNTIMED, "untimed"}, {KITH_CROSSES, "crosses"},      {KITH_UNKEPT, "unkept"},
};

static void put_text(struct json_writer *writer, const char *key, const char *text)
{
    if (text == NULL)
        return;
    json_key(writer, key);
    json_put_text(writer, str_of(text));
}

static void action_describe(const struct registered *registered, struct json_writer *writer)
{
    const kith_action *action = registered->action;
    json_open(writer, '{');
    put_text(writer, "name", action->name);
    put_text(writer, "summary", action->summary);
    put_text(writer, "may", action->may);
    put_text(writer, "who", permission_sentence(action->may));
    json_key(writer, "flags");
    json_open(writer, '[');
    for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++)
        if (action->flags & flag_names[i].flag)
            json_put_text(writer, str_of(flag_names[i].name));
    json_close(writer, ']');
    json_key(writer, "takes");
    fields_describe(registered->takes, writer);
    json_key(writer, "gives");
    fields_describe(action->gives, writer);
    put_text(writer, "question", action->question);
    put_text(writer, "since", action->since);
    put_text(writer, "help", action->help);
    put_text(writer, "owner", registered->owner);
    json_close(writer, '}');
}

static void nouns_describe(const struct registry *registry, struct json_writer *writer)
{
    const struct noun *noun;
    json_key(writer, "nouns");
    json_open(writer, '[');
    for (size_t i = 0; (noun = map_next(&registry->nouns, &i, NULL));) {
        json_open(writer, '{');
        put_text(writer, "name", noun->name);
        put_text(writer, "plural", noun->plural);
        put_text(writer, "summary", noun->summary);
        json_key(writer, "has_ids");
        json_put_bool(writer, noun->locate != NULL);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

/* An event is a journal entry: every action that writes one is an event of its name. */
static void events_describe(const struct registry *registry, struct json_writer *writer)
{
    const struct registered *registered;
    json_key(writer, "events");
    json_open(writer, '[');
    for (size_t i = 0; (registered = registry_next(registry, &i));)
        if ((registered->action->flags & KITH_WRITES) &&
            !(registered->action->flags & KITH_UNLOGGED))
            json_put_text(writer, str_of(registered->action->name));
    json_close(writer, ']');
}

static void questions_describe(struct json_writer *writer)
{
    const struct question *question;
    json_key(writer, "questions");
    json_open(writer, '[');
    for (size_t i = 0; (question = question_next(&i));) {
        json_open(writer, '{');
        put_text(writer, "name", question->name);
        put_text(writer, "summary", question->summary);
        json_key(writer, "answer");
        fields_describe(question->answer, writer);
        put_text(writer, "otherwise", question->otherwise);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

static void errors_describe(struct json_writer *writer)
{
    static const struct {
        const char *name;
        int number, http, status;
        const char *sentence;
    } errors[] = {
#define ERROR(symbol, name, number, http, exit, sentence) {name, number, http, exit, sentence},
#include "base/error.def"
#undef ERROR
    };
    json_key(writer, "errors");
    json_open(writer, '[');
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        json_open(writer, '{');
        put_text(writer, "name", errors[i].name);
        json_key(writer, "number");
        json_put_int(writer, errors[i].number);
        json_key(writer, "http");
        json_put_int(writer, errors[i].http);
        json_key(writer, "exit");
        json_put_int(writer, errors[i].status);
        put_text(writer, "sentence", errors[i].sentence);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

void registry_describe(const struct registry *registry, struct json_writer *writer)
{
    const struct registered *registered;
    json_key(writer, "actions");
    json_open(writer, '[');
    for (size_t i = 0; (registered = registry_next(registry, &i));)
        action_describe(registered, writer);
    json_close(writer, ']');
    nouns_describe(registry, writer);
    events_describe(registry, writer);
    questions_describe(writer);
    errors_describe(writer);
}
