/* job: long work on a pool thread, with progress; it ends early when it is told to. Its steps write
 * on the loop's thread. */
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

/* ---- steps ---- */

static const kith_field fill_takes[] = {
    {.name = "rows", .type = KITH_INT, .limits = "1..100000", .summary = "How many."},
    {.name = "fail_at", .type = KITH_INT, .flags = KITH_OPTIONAL, .summary = "Which one fails."},
    FIELD("nest", KITH_BOOL, KITH_OPTIONAL),
    {0},
};
static const kith_field fill_gives[] = {
    FIELD("rows", KITH_INT, 0), FIELD("begun_at", KITH_INT, 0), {0}};

static kith_err nothing(void *self, kith_call *call, void *mine)
{
    (void)self, (void)call, (void)mine;
    return KITH_OK;
}

/* A row of its own and a place, or neither. */
static kith_err fill_one(void *self, kith_call *call, void *mine)
{
    const int64_t number = *(int64_t *)mine;
    char *text = api->alloc(call, 80);
    kith_str reply;
    (void)self;
    if (api->get_int(call, "nest"))
        return api->step(call, number, nothing, NULL);
    snprintf(text, 80, "[%lld]", (long long)number);
    kith_err err =
        api->change(core, TEXT("INSERT INTO job_row (id) VALUES (?1)"), text_of(text), NULL);
    snprintf(text, 80, "{\"name\":\"Place %lld\",\"kind\":\"host\"}", (long long)number);
    if (err == KITH_OK)
        err = api->ask(call, "place.add", text_of(text), &reply);
    if (err == KITH_OK && number == api->get_int(call, "fail_at"))
        err = api->fail(call, KITH_CLASH, "fail_at", "This one does not fit.");
    return err;
}

static kith_err count_rows(void *self, kith_call *call, void *mine)
{
    kith_rows *rows;
    (void)self, (void)call;
    kith_err err = api->query(core, TEXT("SELECT count(*) FROM job_row"), TEXT("[]"), &rows);
    if (err != KITH_OK)
        return err;
    if (api->next(rows) == 1)
        *(int64_t *)mine = api->row_int(rows, 0);
    api->rows_close(rows);
    return KITH_OK;
}

static kith_err fill(void *self, kith_call *call)
{
    int64_t rows = api->get_int(call, "rows"), begun_at = api->mark(call), found = 0;
    kith_err err = KITH_OK;
    (void)self;
    for (int64_t i = begun_at + 1; i <= rows && err == KITH_OK; i++) {
        err = api->step(call, i, fill_one, &i);
        api->progress(call, i, rows, "filling");
    }
    if (err == KITH_OK)
        err = api->step(call, rows, count_rows, &found);
    api->put_int(call, "rows", found);
    api->put_int(call, "begun_at", begun_at);
    return err;
}

static const char *const steps[] = {"CREATE TABLE job_row (id INTEGER PRIMARY KEY) STRICT", NULL};

static const kith_action actions[] = {ACTION("counter.count", "Counts.", "administrator",
                                             KITH_WRITES | KITH_LONG, takes, gives, count),
                                      ACTION("counter.fill", "Fills.", "administrator",
                                             KITH_WRITES | KITH_LONG, fill_takes, fill_gives, fill),
                                      {0}};

KITH_PLUGIN(ABOUT("job"), .actions = actions, .steps = steps, .start = tiny_start)
