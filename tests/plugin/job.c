/* job: long work on a pool thread, with progress; it ends early when it is told to. */
#include <stdio.h>
#include <unistd.h>

#include "plugin/tiny.h"

static const kith_field takes[] = {
    {.name = "steps", .type = KITH_INT, .limits = "1..1000000", .summary = "How many."},
    FIELD("word", KITH_TEXT, KITH_OPTIONAL),
    FIELD("fail", KITH_BOOL, KITH_OPTIONAL),
    {0},
};
static const kith_field gives[] = {
    FIELD("steps", KITH_INT, 0), FIELD("word", KITH_TEXT, KITH_OPTIONAL), {0}};

static kith_err count(void *self, kith_call *call)
{
    int64_t steps = api->get_int(call, "steps");
    char *note = api->alloc(call, 40);
    (void)self;
    for (int64_t i = 1; i <= steps; i++) {
        snprintf(note, 40, "step %lld", (long long)i);
        if (!api->progress(call, i, steps, note))
            return KITH_STOPPED;
        usleep(1000);
    }
    if (api->get_int(call, "fail"))
        return api->fail(call, KITH_CLASH, "steps", "The count went wrong.");
    api->put_int(call, "steps", steps);
    if (api->given(call, "word"))
        api->put_text(call, "word", api->get_text(call, "word"));
    return KITH_OK;
}

static const kith_action actions[] = {ACTION("counter.count", "Counts.", "administrator",
                                             KITH_WRITES | KITH_LONG, takes, gives, count),
                                      {0}};

KITH_PLUGIN(ABOUT("job"), .actions = actions, .start = tiny_start)
