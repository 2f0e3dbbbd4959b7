/* transfer: fetches what it is told to, and says what came. */
#include "plugin/tiny.h"

static const kith_field takes[] = {
    {.name = "url", .type = KITH_TEXT, .limits = "0..500", .summary = "Where."},
    FIELD("body", KITH_TEXT, KITH_OPTIONAL),
    FIELD("public_only", KITH_BOOL, KITH_OPTIONAL),
    {0},
};
static const kith_field gives[] = {FIELD("status", KITH_INT, 0),
                                   FIELD("body", KITH_TEXT, KITH_OPTIONAL),
                                   FIELD("typed", KITH_BOOL, 0),
                                   FIELD("error", KITH_TEXT, KITH_OPTIONAL),
                                   {0}};

static void done(void *self, void *mine, const kith_transferred *answer)
{
    kith_call *call = mine;
    (void)self;
    if (answer->error != NULL)
        api->log(core, KITH_LOG_INFO, answer->error);
    api->put_int(call, "status", answer->status);
    api->put_int(call, "typed",
                 memmem(answer->headers.ptr, answer->headers.len, "text/plain", 10) != NULL);
    if (answer->body.len > 0)
        api->put_text(call, "body", answer->body);
    if (answer->error != NULL)
        api->put_text(call, "error", text_of(answer->error));
    api->done(call, KITH_OK);
}

static kith_err fetch(void *self, kith_call *call)
{
    static const char *const headers[] = {"X-Test: yes", NULL};
    kith_str url = api->get_text(call, "url"), body = api->get_text(call, "body");
    char *copy = api->alloc(call, url.len + 1);
    (void)self;
    memcpy(copy, url.ptr, url.len);
    kith_transfer transfer = {.size = sizeof transfer,
                              .method = body.len > 0 ? "POST" : "GET",
                              .url = copy,
                              .headers = headers,
                              .body = body,
                              .flags =
                                  api->get_int(call, "public_only") ? KITH_TRANSFER_PUBLIC_ONLY : 0,
                              .timeout_ms = 20000};
    return api->transfer(core, &transfer, done, call);
}

static const kith_action actions[] = {
    ACTION("transfer.fetch", "Fetches.", "anyone", KITH_READS | KITH_LATER, takes, gives, fetch),
    {0}};

KITH_PLUGIN(ABOUT("transfer"), .actions = actions, .start = tiny_start)
