/* later: calls that end in a later turn, at once, with an error, twice, or never. */
#include "plugin/tiny.h"

static kith_call *waiting, *spoiled;

static const kith_field takes[] = {
    {.name = "how",
     .type = KITH_ONE_OF,
     .limits = "soon|fails|once|now|refuses|never|spoils",
     .summary = "How it ends."},
    FIELD("text", KITH_TEXT, KITH_OPTIONAL),
    {0},
};
static const kith_field gives[] = {FIELD("text", KITH_TEXT, 0), {0}};

/* The arguments of a call that waits are still there. */
static void soon(void *self)
{
    kith_call *call = waiting;
    (void)self;
    waiting = NULL;
    if (api->get_int(call, "how") == 1) {
        api->done(call, api->fail(call, KITH_CLASH, "text", "It did not fit."));
        return;
    }
    api->put_text(call, "text", api->get_text(call, "text"));
    api->done(call, KITH_OK);
}

/* Its reply was wrong, so that it was answered long ago. */
static void end_spoiled(void *self)
{
    (void)self;
    api->put_text(spoiled, "text", api->get_text(spoiled, "text"));
    api->done(spoiled, KITH_OK);
    api->log(core, KITH_LOG_INFO, "the spoiled call is done");
}

static kith_err answer(void *self, kith_call *call)
{
    (void)self;
    switch (api->get_int(call, "how")) {
    case 2:
        api->put_text(call, "text", TEXT("at once"));
        api->done(call, KITH_OK);
        api->done(call, KITH_BROKEN);
        return KITH_OK;
    case 3:
        api->done(call, api->fail(call, KITH_LIMIT, NULL, "It was too much."));
        return KITH_OK;
    case 4:
        return api->fail(call, KITH_REFUSED, NULL, "It is refused.");
    case 5:
        api->log(core, KITH_LOG_INFO, "it waits for ever");
        return KITH_OK;
    case 6:
        spoiled = call;
        api->put_int(call, "undeclared", 1);
        api->timer(core, 1, 0, end_spoiled);
        return KITH_OK;
    default:
        waiting = call;
        api->timer(core, 1, 0, soon);
        return KITH_OK;
    }
}

static const kith_action actions[] = {
    ACTION("later.write", "Ends later.", "anyone", KITH_WRITES | KITH_LATER, takes, gives, answer),
    ACTION("later.read", "Ends later.", "anyone", KITH_READS | KITH_LATER, takes, gives, answer),
    {0}};

KITH_PLUGIN(ABOUT("later"), .actions = actions, .start = tiny_start)
