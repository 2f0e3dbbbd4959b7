/* glass.keep, glass.release and glass.keepers: who can, two together, break the glass. */
#include "action/call.h"
#include "action/core.h"
#include "action/notice.h"
#include "model/glass.h"
#include "model/person.h"

struct telling {
    struct kith_call *call;
    int64_t named;
};

static int tell_other(void *self, const struct glass_keeper *keeper)
{
    const struct telling *telling = self;
    if (keeper->person == telling->named)
        return OK;
    return notice_person(
        telling->call, keeper->person,
        "An administrator has named one more keeper. Keepers can, two together and "
        "with a reason, look at what a colleague belongs to, and the colleague is "
        "told. glass.keepers shows who they are. If this surprises you, ask at "
        "once: it takes seven days before it counts.\n");
}

static kith_err keep_run(void *self, struct kith_call *call)
{
    (void)self;
    struct glass_keeper keeper = {.person = call_int(call, "person")};
    struct telling others = {call, keeper.person};
    int err = glass_keep(&call->model, &keeper);
    if (err != OK)
        return err;
    err = notice_person(
        call, keeper.person,
        arena_print(&call->arena,
                    "An administrator has named you as a keeper. In an emergency, two keepers "
                    "together can look at what a colleague belongs to; they give a reason, and "
                    "the colleague is told. You are a keeper from %s.\n",
                    notice_time(call, keeper.from_at)));
    if (err == OK)
        err = glass_each_keeper(&call->model, tell_other, &others);
    call_put_int(call, "from", keeper.from_at);
    return err;
}

static kith_err release_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t person = call_int(call, "person");
    int err = glass_release(&call->model, person);
    return err != OK
               ? err
               : notice_person(call, person,
                               "You are no keeper any more. Thank you for having kept watch.\n");
}

static int put_keeper(void *self, const struct glass_keeper *keeper)
{
    struct kith_call *call = self;
    struct person person = {.id = 0};
    int err = person_read(&call->model, keeper->person, &person);
    if (err != OK)
        return err == ERROR_MISSING ? OK : err;
    call_open(call, "keepers");
    call_put_int(call, "person", keeper->person);
    call_put_text(call, "name", person_name(&call->arena, &person));
    call_put_int(call, "from", keeper->from_at);
    call_close(call);
    call_looks_at(call, keeper->person);
    return OK;
}

static kith_err keepers_run(void *self, struct kith_call *call)
{
    (void)self;
    return glass_each_keeper(&call->model, put_keeper, call);
}

/* ---- fields ---- */

static const kith_field one_person[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Which person."},
    {0},
};

static const kith_field keep_gives[] = {
    {.name = "from", .type = KITH_TIME, .summary = "When they begin to be a keeper."},
    {0},
};

static const kith_field keeper_row[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Who."},
    {.name = "name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .summary = "Their name."},
    {.name = "from", .type = KITH_TIME, .summary = "Since when, or from when on."},
    {0},
};

static const kith_field keepers_gives[] = {
    {.name = "keepers",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = keeper_row,
     .summary = "The keepers."},
    {0},
};

const kith_action glass_keeper_actions[] = {
    {.name = "glass.keep",
     .summary = "Names a keeper: one of those who can, two together, break the glass.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = one_person,
     .gives = keep_gives,
     .run = keep_run,
     .since = "0.1",
     .help = "It counts after seven days. The person is told, and so are all other keepers."},
    {.name = "glass.release",
     .summary = "Ends that a person is a keeper, at once. They are told.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = one_person,
     .run = release_run,
     .since = "0.1"},
    {.name = "glass.keepers",
     .summary = "Lists the keepers.",
     .may = "colleague",
     .flags = KITH_READS,
     .gives = keepers_gives,
     .run = keepers_run,
     .since = "0.1"},
    {0},
};
