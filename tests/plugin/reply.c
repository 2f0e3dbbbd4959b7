/* reply: records, lists in pages, every type of field, and replies that are wrong. */
#include <stdlib.h>

#include "plugin/tiny.h"

static const kith_field point[] = {FIELD("x", KITH_INT, 0), FIELD("y", KITH_INT, 0), {0}};
static const kith_field gives_all[] = {
    FIELD("yes", KITH_BOOL, 0),
    FIELD("number", KITH_INT, 0),
    FIELD("text", KITH_TEXT, 0),
    FIELD("money", KITH_MONEY, 0),
    FIELD("date", KITH_DATE, 0),
    FIELD("time", KITH_TIME, 0),
    FIELD("local_time", KITH_LOCAL_TIME, 0),
    FIELD("duration", KITH_DURATION, 0),
    FIELD("fraction", KITH_FRACTION, 0),
    {.name = "one_of", .type = KITH_ONE_OF, .limits = "red|green", .summary = "A word."},
    {.name = "point", .type = KITH_RECORD, .parts = point, .summary = "A point."},
    {.name = "points", .type = KITH_RECORD, .flags = KITH_MANY, .parts = point, .summary = "All."},
    FIELD("numbers", KITH_INT, KITH_MANY),
    FIELD("left_out", KITH_TEXT, KITH_OPTIONAL),
    {0},
};
static const kith_field row[] = {FIELD("number", KITH_INT, 0), {0}};
static const kith_field gives_list[] = {
    {.name = "rows", .type = KITH_LIST, .parts = row, .summary = "Numbers."},
    FIELD("next", KITH_TEXT, KITH_OPTIONAL),
    {0},
};
static const kith_field takes_how[] = {FIELD("how", KITH_TEXT, 0), {0}};
static const kith_field gives_one[] = {FIELD("number", KITH_INT, KITH_OPTIONAL), {0}};

static void put_point(kith_call *call, const char *field, int64_t x, int64_t y)
{
    api->open(call, field);
    api->put_int(call, "x", x);
    api->put_int(call, "y", y);
    api->close(call);
}

static kith_err all(void *self, kith_call *call)
{
    (void)self;
    api->put_int(call, "number", INT64_C(9007199254740993));
    api->put_int(call, "yes", 1);
    api->put_text(call, "text", TEXT("Zo\xc3\xab \"said\"\\"));
    api->put_int(call, "money", 1250);
    api->put_int(call, "date", 20412);
    api->put_int(call, "time", INT64_C(1763717400000));
    api->put_text(call, "local_time", TEXT("09:30"));
    api->put_text(call, "duration", TEXT("P14D"));
    api->put_text(call, "fraction", TEXT("2/3"));
    api->put_text(call, "one_of", TEXT("green"));
    put_point(call, "point", 1, 2);
    put_point(call, "points", 3, 4);
    put_point(call, "points", 5, 6);
    api->put_int(call, "numbers", 7);
    api->put_int(call, "numbers", 8);
    return KITH_OK;
}

/* The numbers 1 to 10, in pages. */
static kith_err list(void *self, kith_call *call)
{
    kith_str after = api->get_text(call, "after");
    int64_t first = after.len > 0 ? after.ptr[0] - '0' : 1, limit = api->get_int(call, "limit");
    char next = (char)('0' + first + limit);
    (void)self;
    for (int64_t i = first; i < first + limit && i <= 10; i++) {
        api->open(call, "rows");
        api->put_int(call, "number", i);
        api->close(call);
    }
    if (first + limit <= 9)
        api->put_text(call, "next", (kith_str){&next, 1});
    return KITH_OK;
}

static kith_err wrong(void *self, kith_call *call)
{
    kith_str how = api->get_text(call, "how");
    (void)self;
    if (how.ptr[0] == 'u')
        api->put_int(call, "undeclared", 1);
    if (how.ptr[0] == 'b')
        api->put_text(call, "number", TEXT("no number"));
    if (how.ptr[0] == 'c')
        api->close(call);
    if (how.ptr[0] == 't') {
        api->put_int(call, "number", 1);
        api->put_int(call, "number", 2);
    }
    return KITH_OK;
}

static const kith_action actions[] = {
    ACTION("reply.all", "Gives every type.", "anyone", KITH_READS, NULL, gives_all, all),
    ACTION("reply.list", "Gives a list in pages.", "anyone", KITH_READS, NULL, gives_list, list),
    ACTION("reply.wrong", "Gives what it must not.", "anyone", KITH_READS, takes_how, gives_one,
           wrong),
    {0}};

KITH_PLUGIN(ABOUT("reply"), .actions = actions, .start = tiny_start)
