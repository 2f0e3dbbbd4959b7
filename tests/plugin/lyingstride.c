/* lyingstride: says that its rows are longer than they are, so that reading them goes astray. */
#include "plugin/tiny.h"

static kith_err run(void *self, kith_call *call)
{
    (void)self;
    (void)call;
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("lyingstride.one", "One.", "anyone", KITH_READS, NULL, NULL, run),
    ACTION("lyingstride.two", "Two.", "anyone", KITH_READS, NULL, NULL, run),
    {0}};

LYING_PLUGIN(ABOUT("lyingstride"), .size = sizeof(kith_plugin),
             .action_size = sizeof(kith_action) + 3 * sizeof(void *), .actions = actions,
             .start = tiny_start)
