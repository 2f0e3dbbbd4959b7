/* seal: keeps a text sealed in a row, and opens it again with a tag that it is told. */
#include <stdio.h>

#include "plugin/tiny.h"

static const kith_field takes_keep[] = {
    FIELD("tag", KITH_TEXT, 0), FIELD("text", KITH_TEXT, 0), {0}};
static const kith_field gives_keep[] = {
    {.name = "sealed", .type = KITH_MARKDOWN, .summary = "In hex."}, {0}};
static const kith_field takes_open[] = {FIELD("tag", KITH_TEXT, 0), {0}};
static const kith_field gives_open[] = {FIELD("text", KITH_TEXT, 0), {0}};

static kith_err keep(void *self, kith_call *call)
{
    kith_str sealed;
    (void)self;
    kith_err err =
        api->seal(core, api->get_text(call, "tag"), api->get_text(call, "text"), &sealed);
    if (err != KITH_OK)
        return err;
    size_t room = 2 * sealed.len + 20;
    char *list = api->alloc(call, room), *hex = list + snprintf(list, room, "[{\"hex\":\"");
    for (size_t i = 0; i < sealed.len; i++)
        hex += sprintf(hex, "%02x", (unsigned char)sealed.ptr[i]);
    api->put_text(call, "sealed", (kith_str){hex - 2 * sealed.len, 2 * sealed.len});
    hex += sprintf(hex, "\"}]");
    return api->change(core,
                       TEXT("INSERT INTO seal_kept (id, sealed) VALUES (1, ?1)"
                            " ON CONFLICT DO UPDATE SET sealed = ?1"),
                       (kith_str){list, (size_t)(hex - list)}, NULL);
}

static kith_err open_it(void *self, kith_call *call)
{
    kith_rows *rows;
    kith_str plain;
    (void)self;
    kith_err err = api->query(core, TEXT("SELECT sealed FROM seal_kept"), TEXT("[]"), &rows);
    if (err != KITH_OK || api->next(rows) != 1)
        return KITH_MISSING;
    err = api->unseal(core, api->get_text(call, "tag"), api->row_text(rows, 0), &plain);
    if (err == KITH_OK)
        api->put_text(call, "text", plain);
    return err;
}

static const kith_action actions[] = {
    ACTION("seal.keep", "Keeps.", "anyone", KITH_WRITES, takes_keep, gives_keep, keep),
    ACTION("seal.open", "Opens.", "anyone", KITH_READS, takes_open, gives_open, open_it),
    {0}};
static const char *const steps[] = {
    "CREATE TABLE seal_kept (id INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT", NULL};

KITH_PLUGIN(ABOUT("seal"), .actions = actions, .steps = steps, .start = tiny_start)
