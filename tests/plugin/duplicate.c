/* duplicate: offers an action that is there already, beside one of its own. */
#include "plugin/tiny.h"

static kith_err run(void *self, kith_call *call)
{
    (void)self;
    (void)call;
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("duplicate.own", "Its own.", "anyone", KITH_READS, NULL, NULL, run),
    ACTION("place.add", "Not its own.", "anyone", KITH_READS, NULL, NULL, run),
    {0}};

KITH_PLUGIN(ABOUT("duplicate"), .actions = actions, .start = tiny_start)
