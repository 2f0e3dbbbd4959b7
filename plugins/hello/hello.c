/* hello: greets people, and counts how often. The smallest whole plugin. */
#include <stdlib.h>

#include "kith.h"

#define SQL(text) ((kith_str){text, sizeof(text) - 1})

/* All that it keeps: `start` makes it, every call gets it, `stop` frees it. */
struct hello {
    const kith_api *api;
    kith *core;
};

/* The argument is there and checked, the actor may, a savepoint is open: only the work is left. */
static kith_err say(void *self, kith_call *call)
{
    const struct hello *hello = self;
    const kith_api *api = hello->api;
    kith_rows *rows;
    kith_err err =
        api->query(hello->core, SQL("UPDATE hello_count SET said = said + 1 RETURNING said"),
                   SQL("[]"), &rows);
    if (err == KITH_OK && api->next(rows) != 1)
        err = KITH_BROKEN;
    if (err != KITH_OK)
        return err;
    api->put_text(call, "greeting", api->option_text(hello->core, "greeting"));
    api->put_text(call, "name", api->get_text(call, "name"));
    api->put_int(call, "said", api->row_int(rows, 0));
    return KITH_OK;
}

static kith_err start(const kith_api *api, kith *core, void **ret_self)
{
    struct hello *hello = calloc(1, sizeof *hello);
    if (hello == NULL)
        return KITH_MEMORY;
    *hello = (struct hello){.api = api, .core = core};
    *ret_self = hello;
    return KITH_OK;
}

static const kith_field options[] = {
    {.name = "greeting", .type = KITH_TEXT, .preset = "Hello", .summary = "The word that greets."},
    {0},
};
static const kith_field takes[] = {
    {.name = "name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .summary = "Whom to greet."},
    {0},
};
static const kith_field gives[] = {
    {.name = "greeting", .type = KITH_TEXT, .summary = "The word that greets."},
    {.name = "name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .summary = "Who is greeted."},
    {.name = "said", .type = KITH_INT, .summary = "How many greetings there have been."},
    {0},
};
static const kith_action actions[] = {
    {"hello.say", "Greets somebody.", "anyone", KITH_WRITES, takes, gives, say, .since = "0.1"},
    {0},
};
static const char *const steps[] = {
    "CREATE TABLE hello_count (id INTEGER PRIMARY KEY, said INTEGER NOT NULL) STRICT;"
    "INSERT INTO hello_count VALUES (1, 0)",
    NULL,
};

KITH_PLUGIN(.name = "hello", .version = "1.0", .summary = "Greets people, and counts how often.",
            .licence = "Apache-2.0", .options = options, .actions = actions, .steps = steps,
            .start = start, .stop = free)
