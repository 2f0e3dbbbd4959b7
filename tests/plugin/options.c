/* options: shows what it was set to, as numbers and as text. */
#include "plugin/tiny.h"

static const kith_field options[] = {
    FIELD("must", KITH_TEXT, 0),
    {.name = "size", .type = KITH_INT, .preset = "12", .limits = "1..100", .summary = "A size."},
    {.name = "pause", .type = KITH_DURATION, .preset = "PT90M", .summary = "A pause."},
    FIELD("password", KITH_TEXT, KITH_OPTIONAL | KITH_SECRET),
    FIELD("hosts", KITH_TEXT, KITH_OPTIONAL | KITH_MANY),
    {0},
};
static const kith_field gives[] = {FIELD("must", KITH_TEXT, 0),
                                   FIELD("size", KITH_INT, 0),
                                   FIELD("size_text", KITH_TEXT, 0),
                                   FIELD("pause", KITH_TEXT, 0),
                                   FIELD("pause_ms", KITH_INT, 0),
                                   FIELD("hosts", KITH_TEXT, 0),
                                   FIELD("password", KITH_TEXT, 0),
                                   FIELD("absent", KITH_TEXT, 0),
                                   {0}};

static kith_err show(void *self, kith_call *call)
{
    (void)self;
    api->put_text(call, "must", api->option_text(core, "must"));
    api->put_int(call, "size", api->option_int(core, "size"));
    api->put_text(call, "size_text", api->option_text(core, "size"));
    api->put_text(call, "pause", api->option_text(core, "pause"));
    api->put_int(call, "pause_ms", api->option_int(core, "pause"));
    api->put_text(call, "hosts", api->option_text(core, "hosts"));
    api->put_text(call, "password", api->option_text(core, "password"));
    api->put_text(call, "absent", api->option_text(core, "absent"));
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("options.show", "Shows.", "anyone", KITH_READS, NULL, gives, show), {0}};

KITH_PLUGIN(ABOUT("options"), .options = options, .actions = actions, .start = tiny_start)
