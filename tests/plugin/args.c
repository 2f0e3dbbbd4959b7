/* args: gives back every argument as it sees it, as number and as text. */
#include "plugin/tiny.h"

static const kith_field parts[] = {
    FIELD("size", KITH_INT, 0), FIELD("word", KITH_TEXT, KITH_OPTIONAL), {0}};
static const kith_field takes[] = {
    FIELD("yes", KITH_BOOL, KITH_OPTIONAL),
    FIELD("number", KITH_INT, KITH_OPTIONAL),
    FIELD("text", KITH_TEXT, KITH_OPTIONAL),
    FIELD("markdown", KITH_MARKDOWN, KITH_OPTIONAL),
    FIELD("money", KITH_MONEY, KITH_OPTIONAL),
    FIELD("date", KITH_DATE, KITH_OPTIONAL),
    FIELD("time", KITH_TIME, KITH_OPTIONAL),
    FIELD("local_time", KITH_LOCAL_TIME, KITH_OPTIONAL),
    FIELD("duration", KITH_DURATION, KITH_OPTIONAL),
    FIELD("fraction", KITH_FRACTION, KITH_OPTIONAL),
    {.name = "id", .type = KITH_ID, .flags = KITH_OPTIONAL, .limits = "place", .summary = "An id."},
    {.name = "one_of",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = "red|green",
     .summary = "A word."},
    {.name = "file",
     .type = KITH_FILE,
     .flags = KITH_OPTIONAL,
     .limits = "0..100",
     .summary = "A file."},
    {.name = "record",
     .type = KITH_RECORD,
     .flags = KITH_OPTIONAL,
     .parts = parts,
     .summary = "A record."},
    {.name = "records",
     .type = KITH_RECORD,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .parts = parts,
     .summary = "Records."},
    FIELD("many", KITH_INT, KITH_OPTIONAL | KITH_MANY),
    {.name = "preset", .type = KITH_INT, .preset = "7", .summary = "Has a preset."},
    {0},
};
static const kith_field seen[] = {FIELD("name", KITH_TEXT, 0),
                                  FIELD("count", KITH_INT, 0),
                                  FIELD("number", KITH_INT, 0),
                                  {.name = "text", .type = KITH_MARKDOWN, .summary = "Its text."},
                                  {0}};
static const kith_field gives[] = {
    {.name = "seen", .type = KITH_RECORD, .flags = KITH_MANY, .parts = seen, .summary = "All."},
    {0},
};

static void show(kith_call *call, const char *name, size_t i)
{
    api->open(call, "seen");
    api->put_text(call, "name", text_of(name));
    api->put_int(call, "count", (int64_t)api->count(call, name));
    api->put_int(call, "number", api->get_int_at(call, name, i));
    api->put_text(call, "text", api->get_text_at(call, name, i));
    api->close(call);
}

static kith_err echo(void *self, kith_call *call)
{
    static const char *const paths[] = {"record.size", "record.word", "records.1.size"};
    (void)self;
    for (const kith_field *field = takes; field->name != NULL; field++)
        if (api->given(call, field->name))
            for (size_t i = 0; i < api->count(call, field->name); i++)
                show(call, field->name, i);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (api->given(call, paths[i]))
            show(call, paths[i], 0);
    if (api->get_int(call, "absent") != 0 || api->get_text(call, "absent").len != 0)
        return api->fail(call, KITH_BROKEN, NULL, "An absent argument is not empty.");
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("args.echo", "Gives back what it gets.", "anyone", KITH_READS, takes, gives, echo), {0}};

KITH_PLUGIN(ABOUT("args"), .actions = actions, .start = tiny_start)
