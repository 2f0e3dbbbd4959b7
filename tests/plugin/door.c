/* door: begins calls of its own, for itself or for a person whom it would have signed in. */
#include "plugin/tiny.h"

static const kith_field takes[] = {
    {.name = "person",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "*",
     .summary = "For whom; without: for itself."},
    FIELD("action", KITH_TEXT, 0),
    {.name = "with", .type = KITH_MARKDOWN, .summary = "The arguments as JSON."},
    {0},
};
static const kith_field gives[] = {
    FIELD("error", KITH_INT, 0),
    {.name = "reply", .type = KITH_MARKDOWN, .summary = "The reply as JSON."},
    {0},
};

static void done(void *self, void *mine, kith_err err, kith_str reply)
{
    kith_call *call = mine;
    (void)self;
    api->put_int(call, "error", err);
    api->put_text(call, "reply", reply);
    api->done(call, KITH_OK);
}

static kith_err act(void *self, kith_call *call)
{
    kith_str action = api->get_text(call, "action");
    char *name = api->alloc(call, action.len + 1);
    (void)self;
    memcpy(name, action.ptr, action.len);
    return api->call_as(core, api->get_int(call, "person"), name, api->get_text(call, "with"), done,
                        call);
}

static const kith_action actions[] = {
    ACTION("door.act", "Acts.", "administrator", KITH_READS | KITH_LATER, takes, gives, act), {0}};

KITH_PLUGIN(ABOUT("door"), .actions = actions, .start = tiny_start)
