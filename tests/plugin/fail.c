/* fail: fails as it is told to, after it has changed a row that must not stay. */
#include "plugin/tiny.h"

static const kith_field takes[] = {
    {.name = "error", .type = KITH_INT, .summary = "What to give back."},
    FIELD("field", KITH_TEXT, KITH_OPTIONAL),
    FIELD("message", KITH_TEXT, KITH_OPTIONAL),
    {0},
};
static const kith_field gives[] = {FIELD("rows", KITH_INT, 0), {0}};

/* Texts are not NUL-terminated: these are copied into memory of the call. */
static const char *copy(kith_call *call, const char *arg)
{
    kith_str text = api->get_text(call, arg);
    char *made = api->alloc(call, text.len + 1);
    memcpy(made, text.ptr, text.len);
    return made;
}

static kith_err with(void *self, kith_call *call)
{
    (void)self;
    kith_err err = (kith_err)api->get_int(call, "error");
    kith_err changed =
        api->change(core, TEXT("INSERT INTO fail_row (id) VALUES (?1)"), TEXT("[1]"), NULL);
    if (changed != KITH_OK)
        return changed;
    if (!api->given(call, "message"))
        return err;
    return api->fail(call, err, api->given(call, "field") ? copy(call, "field") : NULL,
                     copy(call, "message"));
}

static kith_err count(void *self, kith_call *call)
{
    kith_rows *rows;
    (void)self;
    kith_err err = api->query(core, TEXT("SELECT count(*) FROM fail_row"), TEXT("[]"), &rows);
    if (err == KITH_OK && api->next(rows) == 1)
        api->put_int(call, "rows", api->row_int(rows, 0));
    return err;
}

static const kith_action actions[] = {
    ACTION("fail.with", "Fails.", "anyone", KITH_WRITES, takes, NULL, with),
    ACTION("fail.count", "Counts its rows.", "anyone", KITH_READS, NULL, gives, count),
    {0}};
static const char *const steps[] = {"CREATE TABLE fail_row (id INTEGER PRIMARY KEY) STRICT", NULL};

KITH_PLUGIN(ABOUT("fail"), .actions = actions, .steps = steps, .start = tiny_start)
