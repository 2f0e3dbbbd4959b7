/* JSON values: cJSON's tree, built only from text that json_check let pass.
 *
 * `struct json` is a cJSON under another name, so that no other layer includes cJSON.h. */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/json_check.h"
#include "base/map.h"

enum { FEW_MEMBERS = 16 }; /* up to here each name is compared with each */

static const cJSON *node_of(const struct json *json)
{
    return (const cJSON *)json;
}

static const struct json *json_of(const cJSON *node)
{
    return (const struct json *)node;
}

static const cJSON *double_among_few(const cJSON *object)
{
    for (const cJSON *one = object->child; one; one = one->next)
        for (const cJSON *other = one->next; other; other = other->next)
            if (strcmp(one->string, other->string) == 0)
                return other;
    return NULL;
}

static const cJSON *double_among_many(const cJSON *object)
{
    struct map names = {0};
    const cJSON *found = NULL;
    for (cJSON *child = object->child; child && !found; child = child->next)
        if (!map_put(&names, str_of(child->string), child))
            found = child;
    map_done(&names);
    return found;
}

/* The first member whose name stands twice, anywhere below. As deep as json_check allows. */
static const cJSON *double_find(const cJSON *node)
{
    size_t count = 0;
    for (const cJSON *child = node->child; child; child = child->next) {
        count++;
        const cJSON *found = child->child ? double_find(child) : NULL;
        if (found)
            return found;
    }
    if (!cJSON_IsObject(node) || count < 2)
        return NULL;
    return count <= FEW_MEMBERS ? double_among_few(node) : double_among_many(node);
}

struct json *json_parse(struct str text, struct error *error)
{
    if (json_check(text, error))
        return NULL;
    cJSON *root = cJSON_ParseWithLength(text.ptr, text.len);
    if (!root) {
        error_set(error, ERROR_MEMORY, NULL, "There was not enough memory to read the JSON.");
        return NULL;
    }
    const cJSON *found = double_find(root);
    if (found) {
        error_set(error, ERROR_WRONG, found->string,
                  "The name \"%s\" stands twice in one object. Give it once.", found->string);
        cJSON_Delete(root);
        return NULL;
    }
    return (struct json *)root;
}

void json_free(struct json *json)
{
    cJSON_Delete((cJSON *)json);
}

enum json_type json_type(const struct json *json)
{
    switch (node_of(json)->type & 0xFF) {
    case cJSON_True:
    case cJSON_False:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_INT;
    case cJSON_String:
        return JSON_TEXT;
    case cJSON_Array:
        return JSON_LIST;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

bool json_bool(const struct json *json)
{
    return cJSON_IsTrue(node_of(json));
}

int64_t json_int(const struct json *json)
{
    return (int64_t)node_of(json)->valuedouble;
}

struct str json_text(const struct json *json)
{
    return str_of(node_of(json)->valuestring);
}

const struct json *json_member(const struct json *object, const char *name)
{
    for (const cJSON *child = node_of(object)->child; child; child = child->next)
        if (child->string && strcmp(child->string, name) == 0)
            return json_of(child);
    return NULL;
}

const struct json *json_first(const struct json *parent)
{
    return json_of(node_of(parent)->child);
}

const struct json *json_next(const struct json *child)
{
    return json_of(node_of(child)->next);
}

struct str json_name(const struct json *child)
{
    return str_of(node_of(child)->string);
}
