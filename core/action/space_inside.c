/* space.enter, space.leave, space.mine and space.members: who is inside, and who sees it. */
#include "action/core.h"
#include "action/members.h"
#include "model/membership.h"
#include "model/sight.h"
#include "model/space.h"

/* The space, and one's own membership; its handle is 0 if one does not belong. */
static int own_read(struct kith_call *call, struct space *ret_space,
                    struct membership *ret_membership)
{
    int64_t handle = 0;
    *ret_membership = (struct membership){0};
    int err = space_read(&call->model, call_int(call, "space"), ret_space);
    if (err == OK)
        err = membership_current(&call->model, ret_space->network, call->actor.person, &handle);
    return err != OK || handle == 0
               ? err
               : membership_read(&call->model, ret_space->network, handle, ret_membership);
}

/* The reply is the same for who was inside already. */
static kith_err enter_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space;
    struct membership membership;
    int err = own_read(call, &space, &membership);
    if (err == OK && membership.handle == 0)
        return call_fail(call, ERROR_REFUSED, "space",
                         "This space is for colleagues who have joined the network. Join it with "
                         "membership.join, then enter.");
    if (err == OK)
        err = space_enter(&call->model, &space, membership.handle);
    if (err != OK)
        return err;
    call_put_text(call, "seen_by",
                  sight_sentence_in(&call->arena, door_by_name(space.door),
                                    visibility_by_name(membership.visibility)));
    return OK;
}

static kith_err leave_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space;
    struct membership membership;
    int err = own_read(call, &space, &membership);
    if (err == OK && membership.handle != 0)
        err = space_leave(&call->model, &space, membership.handle);
    return err;
}

struct mine {
    struct kith_call *call;
    const struct membership *membership;
    int err;
};

static void put_if_inside(void *self, const struct space *space)
{
    struct mine *mine = self;
    bool inside = false;
    if (mine->err == OK)
        mine->err = space_is_inside(&mine->call->model, space, mine->membership->handle, &inside);
    if (mine->err != OK || !inside)
        return;
    call_open(mine->call, "spaces");
    call_put_int(mine->call, "space", space->id);
    call_put_int(mine->call, "network", space->network);
    call_put_text(mine->call, "name", space->name);
    call_put_text(mine->call, "seen_by",
                  sight_sentence_in(&mine->call->arena, door_by_name(space->door),
                                    visibility_by_name(mine->membership->visibility)));
    call_close(mine->call);
}

static void mine_in_network(void *self, const struct membership *membership)
{
    struct mine *mine = self;
    struct page page = {.limit = 100};
    mine->membership = membership;
    do {
        page_turn(&page);
        if (mine->err == OK)
            mine->err = space_page(&mine->call->model, membership->network, true, &page,
                                   put_if_inside, mine);
    } while (mine->err == OK && page.more);
}

static kith_err mine_run(void *self, struct kith_call *call)
{
    (void)self;
    struct mine mine = {.call = call};
    int err = membership_mine(&call->model, call->actor.person, mine_in_network, &mine);
    return err != OK ? err : mine.err;
}

static kith_err inside_run(void *self, struct kith_call *call)
{
    (void)self;
    struct space space;
    int err = space_read(&call->model, call_int(call, "space"), &space);
    if (err == OK && door_by_name(space.door) == DOOR_CONFIDENTIAL)
        return call_fail(call, ERROR_REFUSED, "space",
                         "Nobody can list or count those inside a confidential space. What is "
                         "sent into it is passed on to them.");
    return err != OK ? err : members_put(call, space.network, &space);
}

/* ---- fields ---- */

#define SPACE_FIELD                                                                                \
    {                                                                                              \
        .name = "space", .type = KITH_ID, .limits = "space", .summary = "Which space."             \
    }
#define SEEN_BY_FIELD                                                                              \
    {                                                                                              \
        .name = "seen_by", .type = KITH_TEXT,                                                      \
        .summary = "Who can see that you are inside, in words."                                    \
    }

static const kith_field one_space[] = {SPACE_FIELD, {0}};

static const kith_field seen_by[] = {SEEN_BY_FIELD, {0}};

static const kith_field mine_row[] = {
    SPACE_FIELD,
    {.name = "network", .type = KITH_ID, .limits = "network", .summary = "Of which network."},
    {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},
    SEEN_BY_FIELD,
    {0},
};

static const kith_field mine_gives[] = {
    {.name = "spaces",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = mine_row,
     .summary = "The spaces you are in. Nobody else gets this list."},
    {0},
};

const kith_action space_inside_actions[] = {
    {.name = "space.enter",
     .summary = "Enters a space of a network that you belong to.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = one_space,
     .gives = seen_by,
     .run = enter_run,
     .since = "0.1",
     .help = "Nothing is written into the journal, whatever the door: its entries could be "
             "counted."},
    {.name = "space.leave",
     .summary = "Leaves a space. You stay in the network.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = one_space,
     .run = leave_run,
     .since = "0.1"},
    {.name = "space.mine",
     .summary = "Lists the spaces that you are in, and who can see that.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .gives = mine_gives,
     .run = mine_run,
     .since = "0.1"},
    {.name = "space.members",
     .summary = "Lists those in an open or closed space whom you may see.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .takes = one_space,
     .gives = members_gives,
     .run = inside_run,
     .since = "0.1"},
    {0},
};
