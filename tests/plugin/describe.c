/* describe: the registry as a plugin sees it, and the core's ids and time. */
#include "plugin/tiny.h"

static const kith_field gives[] = {
    {.name = "json", .type = KITH_MARKDOWN, .limits = "0..1000000", .summary = "The registry."},
    {.name = "id", .type = KITH_ID, .limits = "*", .summary = "A new id."},
    FIELD("now", KITH_TIME, 0),
    {0},
};

static kith_err all(void *self, kith_call *call)
{
    (void)self;
    api->put_text(call, "json", api->describe(core));
    api->put_int(call, "id", api->make_id(core));
    api->put_int(call, "now", api->now_ms(core));
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("describe.all", "Describes.", "anyone", KITH_READS, NULL, gives, all), {0}};

KITH_PLUGIN(ABOUT("describe"), .actions = actions, .start = tiny_start)
