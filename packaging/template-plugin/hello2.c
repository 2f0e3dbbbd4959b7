/* hello2: a plugin outside Kith's tree. Copy this folder, rename, and begin. */
#include <kith.h>
#include <stdlib.h>

struct hello2 {
    const kith_api *api;
    kith *core;
};

static kith_err say(void *self, kith_call *call)
{
    const struct hello2 *hello2 = self;
    hello2->api->put_text(call, "name", hello2->api->get_text(call, "name"));
    hello2->api->put_int(call, "at", hello2->api->now_ms(hello2->core));
    return KITH_OK;
}

static kith_err start(const kith_api *api, kith *core, void **ret_self)
{
    struct hello2 *hello2 = calloc(1, sizeof *hello2);
    if (hello2 == NULL)
        return KITH_MEMORY;
    *hello2 = (struct hello2){.api = api, .core = core};
    *ret_self = hello2;
    return KITH_OK;
}

static const kith_field takes[] = {
    {.name = "name", .type = KITH_TEXT, .limits = "1..80", .summary = "Whom to greet."},
    {0},
};
static const kith_field gives[] = {
    {.name = "name", .type = KITH_TEXT, .summary = "Who is greeted."},
    {.name = "at", .type = KITH_TIME, .summary = "When."},
    {0},
};
static const kith_action actions[] = {
    {"hello2.say", "Greets somebody.", "anyone", KITH_READS, takes, gives, say, .since = "1.0"},
    {0},
};

KITH_PLUGIN(.name = "hello2", .version = "1.0", .summary = "Greets, from outside the tree.",
            .licence = "Apache-2.0", .actions = actions, .start = start, .stop = free)
