/* ask: uses another action inside its own call, as the same actor. */
#include "plugin/tiny.h"

static const kith_field takes[] = {
    FIELD("action", KITH_TEXT, 0),
    {.name = "with", .type = KITH_MARKDOWN, .summary = "Its arguments as JSON."},
    FIELD("fail", KITH_BOOL, KITH_OPTIONAL),
    {0},
};
static const kith_field gives[] = {
    {.name = "reply", .type = KITH_MARKDOWN, .summary = "Its reply as JSON."}, {0}};

static kith_err forward(void *self, kith_call *call)
{
    kith_str action = api->get_text(call, "action"), reply;
    char *name = api->alloc(call, action.len + 1);
    (void)self;
    memcpy(name, action.ptr, action.len);
    kith_err err = api->ask(call, name, api->get_text(call, "with"), &reply);
    if (err != KITH_OK)
        return err;
    if (api->get_int(call, "fail"))
        return api->fail(call, KITH_CLASH, NULL, "It failed afterwards.");
    api->put_text(call, "reply", reply);
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("ask.write", "Asks.", "anyone", KITH_WRITES | KITH_CROSSES, takes, gives, forward),
    ACTION("ask.read", "Asks.", "anyone", KITH_READS, takes, gives, forward),
    {0}};

KITH_PLUGIN(ABOUT("ask"), .actions = actions, .start = tiny_start)
