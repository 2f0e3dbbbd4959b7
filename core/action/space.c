/* space: rooms of a network, each with its own aim and door; coming in, going out, being seen. */
#include "model/space.h"

#include "action/call.h"
#include "action/core.h"
#include "action/notice.h"
#include "base/ident.h"
#include "model/office.h"
#include "model/sight.h"

/* While a network is being founded, administrators set its spaces up, and so must find them. */
static int founder_sees(struct model *in, const struct actor *actor, int64_t network,
                        bool *ret_sees)
{
    bool filled = true;
    int err = OK;
    if (actor->kind == ACTOR_ADMINISTRATOR)
        err = office_is_any_filled(in, network, &filled);
    *ret_sees = !filled;
    return err;
}

/* Does this actor see the network's spaces that are not open? */
static int sees_all(struct model *in, const struct actor *actor, int64_t network, bool *ret_all)
{
    enum viewer viewer;
    int64_t own_handle;
    bool founder = false;
    int err = sight_viewer(in, actor, network, &viewer, &own_handle);
    if (err == OK)
        err = founder_sees(in, actor, network, &founder);
    *ret_all =
        sight_shows_space(DOOR_CLOSED, viewer) || founder || permission_is_system(actor, network);
    return err;
}

static int space_locate(struct model *in, const struct actor *actor, int64_t id,
                        struct location *ret_location)
{
    struct space space = {0};
    bool all = false;
    *ret_location = (struct location){0};
    int err = space_read(in, id, &space);
    if (err == OK)
        err = sees_all(in, actor, space.network, &all);
    if (err != OK)
        return err;
    bool visible = all || (door_by_name(space.door) == DOOR_OPEN && !space.ended);
    if (visible)
        *ret_location = (struct location){.network = space.network, .visible = true};
    return OK;
}

const struct noun space_noun = {
    .name = "space",
    .plural = "spaces",
    .summary = "Rooms of a network, each with its own aim and door.",
    .locate = space_locate,
};

/* ---- for leads ---- */

static kith_err open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space = {.network = call_int(call, "network"),
                          .name = call_text(call, "name"),
                          .aim = call_text(call, "aim"),
                          .door = call_text(call, "door"),
                          .for_whom = call_text(call, "for_whom")};
    int err = space_add(&call->model, &space);
    if (err == OK)
        call_put_int(call, "space", space.id);
    return err;
}

static void take_given(struct kith_call *call, const char *name, struct str *text)
{
    if (call_given(call, name))
        *text = call_text(call, name);
}

static kith_err edit_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space;
    int err = space_read(&call->model, call_int(call, "space"), &space);
    if (err != OK)
        return err;
    take_given(call, "name", &space.name);
    take_given(call, "aim", &space.aim);
    take_given(call, "door", &space.door);
    take_given(call, "for_whom", &space.for_whom);
    return space_change(&call->model, &space);
}

/* What is kept of those who were inside a large space goes in pieces, each in a call of its own. */
static int clear_from(struct kith_call *call, const struct space *space, int64_t from)
{
    int64_t last = 0;
    char id[IDENT_LENGTH + 1], next[IDENT_LENGTH + 1];
    int err = space_clear(&call->model, space, from, &last);
    if (err != OK || last == 0)
        return err;
    ident_print(space->id, id);
    ident_print(last, next);
    return notice_go_on(
        call, space->network, "space.clear",
        str_of(arena_print(&call->arena, "{\"space\":\"%s\",\"from\":\"%s\"}", id, next)));
}

static kith_err close_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space;
    int err = space_read(&call->model, call_int(call, "space"), &space);
    if (err == OK)
        err = space_close(&call->model, &space);
    space.ended = true;
    return err != OK ? err : clear_from(call, &space, 0);
}

static kith_err clear_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space;
    int err = space_read(&call->model, call_int(call, "space"), &space);
    return err != OK ? err : clear_from(call, &space, call_int(call, "from"));
}

/* ---- for whoever sees it ---- */

static void put_space(struct kith_call *call, const struct space *space)
{
    call_put_int(call, "space", space->id);
    call_put_text(call, "name", space->name);
    call_put_text(call, "aim", space->aim);
    call_put_text(call, "door", space->door);
    call_put_text(call, "for_whom", space->for_whom);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space;
    int err = space_read(&call->model, call_int(call, "space"), &space);
    if (err != OK)
        return err;
    put_space(call, &space);
    call_put_int(call, "network", space.network);
    call_put_int(call, "ended", space.ended);
    return OK;
}

static void list_space(void *self, const struct space *space)
{
    struct kith_call *call = self;
    call_open(call, "spaces");
    put_space(call, space);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int64_t network = call_int(call, "network");
    bool all;
    int err = sees_all(&call->model, &call->actor, network, &all);
    if (err == OK)
        err = space_page(&call->model, network, all, &page, list_space, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define DOOR_WORDS "confidential|closed|open"
#define WHOM_WORDS "everyone|members"
#define SPACE_FIELD                                                                                \
    {                                                                                              \
        .name = "space", .type = KITH_ID, .limits = "space", .summary = "Which space."             \
    }
#define NAME_LIMITS "1..120"
#define AIM_LIMITS  "1..300"

static const kith_field open_takes[] = {
    NETWORK_FIELD,
    {.name = "name", .type = KITH_TEXT, .limits = NAME_LIMITS, .summary = "What it is called."},
    {.name = "aim",
     .type = KITH_TEXT,
     .limits = AIM_LIMITS,
     .summary = "What it is for, in a sentence."},
    {.name = "door",
     .type = KITH_ONE_OF,
     .limits = DOOR_WORDS,
     .preset = "closed",
     .summary = "Confidential: nobody can see who is inside. Closed: seen by the network's "
                "members. Open: seen by all colleagues."},
    {.name = "for_whom",
     .type = KITH_ONE_OF,
     .limits = WHOM_WORDS,
     .preset = "everyone",
     .summary = "Members and allies (everyone), or only those the network is for (members)."},
    {0},
};

static const kith_field one_space[] = {SPACE_FIELD, {0}};

static const kith_field clear_takes[] = {
    SPACE_FIELD,
    {.name = "from",
     .type = KITH_ID,
     .limits = "*",
     .summary = "The last handle that was looked at."},
    {0},
};

static const kith_field edit_takes[] = {
    SPACE_FIELD,
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = NAME_LIMITS,
     .summary = "Its new name."},
    {.name = "aim",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = AIM_LIMITS,
     .summary = "What it is for from now on."},
    {.name = "door",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = DOOR_WORDS,
     .summary = "An open space can be closed. No door opens wider than it was."},
    {.name = "for_whom",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = WHOM_WORDS,
     .summary = "A space for members can be opened to allies, unless it is confidential."},
    {0},
};

static const kith_field one_network[] = {
    NETWORK_FIELD,
    {0},
};

#define SPACE_FIELDS                                                                               \
    {.name = "space", .type = KITH_ID, .limits = "space", .summary = "Its id."},                   \
        {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},                      \
        {.name = "aim", .type = KITH_TEXT, .summary = "What it is for."},                          \
        {.name = "door",                                                                           \
         .type = KITH_ONE_OF,                                                                      \
         .limits = DOOR_WORDS,                                                                     \
         .summary = "Who can see those inside."},                                                  \
    {                                                                                              \
        .name = "for_whom", .type = KITH_ONE_OF, .limits = WHOM_WORDS, .summary = "Who can enter." \
    }

static const kith_field show_gives[] = {
    SPACE_FIELDS,
    {.name = "network", .type = KITH_ID, .limits = "network", .summary = "Its network."},
    {.name = "ended", .type = KITH_BOOL, .summary = "It is over: nobody is inside."},
    {0},
};

static const kith_field space_row[] = {SPACE_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "spaces", .type = KITH_LIST, .parts = space_row, .summary = "The spaces you see."},
    NEXT_FIELD,
    {0},
};

const kith_action space_actions[] = {
    {.name = "space.open",
     .summary = "Opens a space of a network.",
     .may = "lead:spaces",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = one_space,
     .run = open_run,
     .since = "0.1",
     .help = "A network can have several at once: say, a confidential one for those with lived "
             "experience, one with allies, and an open one. Limiting who can enter is likely "
             "where a space is confidential, and never required."},
    {.name = "space.edit",
     .summary = "Changes a space's name or aim, or closes its door further.",
     .may = "lead:spaces",
     .flags = KITH_WRITES,
     .takes = edit_takes,
     .run = edit_run,
     .since = "0.1"},
    {.name = "space.close",
     .summary = "Ends a space: nobody is inside any more, and nobody can enter.",
     .may = "lead:spaces",
     .flags = KITH_WRITES,
     .takes = one_space,
     .run = close_run,
     .since = "0.1"},
    {.name = "space.clear",
     .summary = "Deletes what an ended space keeps of who was inside; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = clear_takes,
     .run = clear_run,
     .since = "0.1"},
    {.name = "space.list",
     .summary = "Lists a network's spaces: the open ones for all colleagues, all for members.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "space.show",
     .summary = "Shows a space.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_space,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
