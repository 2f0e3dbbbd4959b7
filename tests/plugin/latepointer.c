/* latepointer: keeps texts that it was only lent, and looks at them later. */
#include "plugin/tiny.h"

static kith_str kept;

static const kith_field takes[] = {FIELD("text", KITH_TEXT, 0), {0}};
static const kith_field gives[] = {FIELD("text", KITH_TEXT, 0), {0}};

static kith_err keep(void *self, kith_call *call)
{
    (void)self;
    kept = api->get_text(call, "text");
    api->put_text(call, "text", kept);
    return KITH_OK;
}

static kith_err look(void *self, kith_call *call)
{
    (void)self;
    api->put_text(call, "text", kept);
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("latepointer.keep", "Keeps.", "anyone", KITH_READS, takes, gives, keep),
    ACTION("latepointer.look", "Looks.", "anyone", KITH_READS, NULL, gives, look),
    {0}};

KITH_PLUGIN(ABOUT("latepointer"), .actions = actions, .start = tiny_start)
